"""The nightly flow: read every source, translate what is new, publish what readers would see."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner

from tercet.flows.environment import settings_from_environment
from tercet.flows.parameters import NightlyParameters
from tercet.flows.report import RunReport
from tercet.flows.running import open_run
from tercet.flows.stages import READ_AHEAD, finish, ingest_sources, translate_pending


def _run_name() -> str:
    return f"nightly {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


@flow(
    name="nightly",
    flow_run_name=_run_name,
    task_runner=ThreadPoolTaskRunner(max_workers=READ_AHEAD),  # type: ignore[arg-type]  # Prefect's own default form
    persist_result=False,
)
def nightly(parameters: NightlyParameters = NightlyParameters()) -> RunReport:  # noqa: B008  # frozen
    """Read the sources, detect languages, translate what is new, and publish the snapshot.

    Running it again with nothing new changes nothing; a run that was killed is completed by the next one.
    """
    settings = settings_from_environment()
    sources = [settings.source(name) for name in parameters.sources] or list(settings.sources)
    with open_run(settings, "nightly", parameters=parameters.model_dump(mode="json")) as run:
        ingest_sources(run, sources)
        if parameters.translate:
            translate_pending(run, allow_demo=parameters.allow_demo)
        return finish(run)
