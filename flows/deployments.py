"""The deployments people see in the Prefect UI. The runner registers them."""

from __future__ import annotations

from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType

from tercet.flows.backfill_flow import backfill
from tercet.flows.choices import offer_choices
from tercet.flows.ingest_flow import ingest
from tercet.flows.install_flow import install_packages
from tercet.flows.nightly import nightly
from tercet.flows.parameters import (
    IngestParameters,
    InstallParameters,
    NightlyParameters,
    Parameters,
    TranslateParameters,
)
from tercet.flows.publish_flow import publish
from tercet.flows.settings import Settings
from tercet.flows.stories_flow import stories
from tercet.flows.translate_flow import translate

# One writer may open the warehouse, so one run works at a time (the runner's limit counts all deployments). A run that
# comes while another works waits for it (ENQUEUE): cancelling the new one would let a run left over from a power cut
# eat the next night's.
ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)


def deployments(settings: Settings) -> list[RunnerDeployment]:
    """Nightly on its schedule; everything else on demand."""
    at_night = Cron(settings.schedule.cron, timezone=settings.schedule.timezone)
    return [
        _deployment(settings, nightly, "nightly", "nightly", defaults=NightlyParameters(), schedule=at_night),
        _deployment(settings, ingest, "ingest-now", "by-hand", defaults=IngestParameters()),
        _deployment(settings, translate, "translate-pending", "by-hand", defaults=TranslateParameters()),
        _deployment(settings, backfill, "backfill", "by-hand"),
        _deployment(settings, stories, "stories", "by-hand"),
        _deployment(settings, publish, "publish", "by-hand"),
        _deployment(settings, install_packages, "install-packages", "packages", defaults=InstallParameters()),
    ]


def _deployment(
    settings: Settings,
    flow: Flow[..., Any],
    name: str,
    tag: str,
    *,
    defaults: Parameters | None = None,
    schedule: Schedule | None = None,
) -> RunnerDeployment:
    made = flow.to_deployment(
        name=name,
        entrypoint_type=EntrypointType.MODULE_PATH,
        schedule=schedule,
        parameters={} if defaults is None else {"parameters": defaults.model_dump(mode="json")},
        description=flow.__doc__,
        tags=["tercet", tag],
        concurrency_limit=ONE_AT_A_TIME,
    )
    # `to_deployment` answers with a coroutine only inside an event loop, and there is none here.
    if not isinstance(made, RunnerDeployment):
        raise TypeError(f"the deployment {name} was made inside an event loop")
    # Prefect draws the form from the flow alone; which sources there are, the site's configuration knows.
    schema = made._parameter_openapi_schema
    offer_choices(schema.properties, schema.definitions, settings)
    return made
