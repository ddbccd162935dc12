"""The flow that makes the versions that are missing, without reading any source."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow

from tercet.flows.environment import settings_from_environment
from tercet.flows.parameters import TranslateParameters
from tercet.flows.report import RunReport
from tercet.flows.running import open_run
from tercet.flows.stages import finish, translate_pending


def _run_name() -> str:
    return f"translate {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


@flow(name="translate", flow_run_name=_run_name, persist_result=False)
def translate(parameters: TranslateParameters = TranslateParameters()) -> RunReport:  # noqa: B008  # frozen
    """Translate what is pending, for example after a package was installed, and publish the snapshot."""
    settings = settings_from_environment()
    with open_run(settings, "translate", parameters=parameters.model_dump(mode="json")) as run:
        translate_pending(run, allow_demo=parameters.allow_demo, target=parameters.target)
        return finish(run)
