"""The flow for one thing now: a source, some pages, or a pasted article; it shows the versions it made."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow

from tercet.flows.artifacts import show_versions
from tercet.flows.by_hand import pasted_harvest, sources_by_hand
from tercet.flows.environment import settings_from_environment
from tercet.flows.parameters import IngestParameters
from tercet.flows.report import RunReport
from tercet.flows.running import open_run
from tercet.flows.stages import finish, ingest_sources, store_pasted, translate_pending

SHOWN = 5
"""Articles whose versions are shown; a source may bring hundreds."""


def _run_name() -> str:
    return f"ingest {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


@flow(name="ingest", flow_run_name=_run_name, persist_result=False)
def ingest(parameters: IngestParameters) -> RunReport:
    """Read sources, pages or a pasted article now, translate them, and show the versions side by side."""
    return _take_in(parameters, ())[0]


@flow(name="ingest-files", flow_run_name=_run_name, persist_result=False)
def ingest_files(parameters: IngestParameters, files: list[str]) -> tuple[RunReport, tuple[int, ...]]:
    """The same, and files as well; for the command line of this machine. Returns also the ids of the articles."""
    return _take_in(parameters, tuple(files))


def _take_in(parameters: IngestParameters, files: tuple[str, ...]) -> tuple[RunReport, tuple[int, ...]]:
    settings = settings_from_environment()
    recorded = parameters.model_dump(mode="json", exclude={"text"})
    with open_run(settings, "ingest", parameters=recorded) as run:
        ingest_sources(run, sources_by_hand(settings, parameters, files))
        if parameters.text.strip():
            store_pasted(run, pasted_harvest(settings, parameters))
        if parameters.translate and run.article_ids:
            translate_pending(run, allow_demo=parameters.allow_demo, article_ids=run.article_ids)
        report = finish(run)
        for article_id in run.article_ids[:SHOWN]:
            show_versions(run, article_id)
        return report, tuple(run.article_ids)
