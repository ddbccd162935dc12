"""The deployments people see in the Prefect UI. Run as `python -m tercet.flows.deployments` by the supervisor."""

from __future__ import annotations

from prefect import serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from tercet.flows.environment import settings_from_environment
from tercet.flows.ingest_flow import ingest
from tercet.flows.nightly import nightly
from tercet.flows.parameters import NightlyParameters, TranslateParameters
from tercet.flows.runlog import set_up_logging
from tercet.flows.serve import ensure_crash_automation
from tercet.flows.settings import Settings
from tercet.flows.translate_flow import translate

# One writer may open the warehouse, so one run works at a time (`limit=1` below counts all deployments). A run that
# comes while another works waits for it (ENQUEUE): cancelling the new one would let a run left over from a power cut
# eat the next night's.
ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)


def deployments(settings: Settings) -> list[RunnerDeployment]:
    """Nightly on its schedule; ingest and translate on demand."""
    made = (
        nightly.to_deployment(
            name="nightly",
            entrypoint_type=EntrypointType.MODULE_PATH,
            schedule=Cron(settings.schedule.cron, timezone=settings.schedule.timezone),
            parameters={"parameters": NightlyParameters().model_dump(mode="json")},
            description=nightly.__doc__,
            tags=["tercet"],
            concurrency_limit=ONE_AT_A_TIME,
        ),
        ingest.to_deployment(
            name="ingest-now",
            entrypoint_type=EntrypointType.MODULE_PATH,
            description=ingest.__doc__,
            tags=["tercet"],
            concurrency_limit=ONE_AT_A_TIME,
        ),
        translate.to_deployment(
            name="translate-pending",
            entrypoint_type=EntrypointType.MODULE_PATH,
            parameters={"parameters": TranslateParameters().model_dump(mode="json")},
            description=translate.__doc__,
            tags=["tercet"],
            concurrency_limit=ONE_AT_A_TIME,
        ),
    )
    # `to_deployment` answers with a coroutine only inside an event loop, and there is none here.
    return [one for one in made if isinstance(one, RunnerDeployment)]


def main() -> None:
    """Register the deployments and run what is started, until told to stop."""
    settings = settings_from_environment()
    set_up_logging("info")
    ensure_crash_automation(settings)
    serve(*deployments(settings), limit=1, pause_on_shutdown=False)


if __name__ == "__main__":
    main()
