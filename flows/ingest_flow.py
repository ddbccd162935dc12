"""The flow for one thing now: a source, some pages, or a pasted article; it shows the versions it made."""

from __future__ import annotations

from dataclasses import dataclass

from prefect import flow

from tercet.flows.artifacts import show_versions
from tercet.flows.by_hand import described_harvest, describes_a_file, pasted_harvest, sources_by_hand
from tercet.flows.errors import ConfigError
from tercet.flows.failure import report_trouble
from tercet.flows.parameters import NOTHING_ASKED, IngestParameters
from tercet.flows.report import RunReport
from tercet.flows.run_names import named
from tercet.flows.running import Run
from tercet.flows.stages import begun, finish, ingest_sources, store_pasted, translate_pending
from tercet.warehouse.queries import pending_articles
from tercet.warehouse.rows import MissingReason

SHOWN = 5
"""Articles whose versions are shown; a source may bring hundreds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of it. `lacking` are versions that the routes ask for and that are not there, like `123 in uk`."""

    report: RunReport
    article_ids: tuple[int, ...]
    lacking: tuple[str, ...] = ()


@flow(
    name="ingest",
    flow_run_name=named("ingest"),
    persist_result=False,
    on_failure=[report_trouble],
    on_crashed=[report_trouble],
    on_cancellation=[report_trouble],
)
def ingest(parameters: IngestParameters) -> RunReport:
    """Read sources, pages or a pasted article now, translate them, and show the versions side by side."""
    return _take_in(parameters, ()).report


@flow(name="ingest-files", flow_run_name=named("ingest"), persist_result=False, on_failure=[report_trouble])
def ingest_files(parameters: IngestParameters, files: list[str]) -> Taken:
    """The same, and files as well; for the command line of this machine."""
    return _take_in(parameters, tuple(files))


def _take_in(parameters: IngestParameters, files: tuple[str, ...]) -> Taken:
    if parameters.asks_for_nothing and not files:
        raise ConfigError(NOTHING_ASKED)
    with begun("ingest", parameters, files=list(files)) as run:
        _read(run, parameters, files)
        lacking: tuple[str, ...] = ()
        if parameters.translate and run.article_ids:
            translate_pending(run, allow_demo=parameters.allow_demo, article_ids=run.article_ids)
            lacking = () if run.is_dry_run else _lacking(run)
        report = finish(run)
        for article_id in run.article_ids[:SHOWN]:
            show_versions(run, article_id)
        return Taken(report=report, article_ids=tuple(run.article_ids), lacking=lacking)


def _read(run: Run, parameters: IngestParameters, files: tuple[str, ...]) -> None:
    """Read and store everything that the parameters name."""
    is_described = describes_a_file(parameters, files)
    sources = sources_by_hand(run.settings, parameters, () if is_described else files)
    if sources:
        ingest_sources(run, sources)
    if is_described:
        store_pasted(run, described_harvest(run.settings, run.warehouse, parameters, file=files[0], now=run.clock()))
    if parameters.text.strip():
        store_pasted(run, pasted_harvest(run.settings, parameters))


def _lacking(run: Run) -> tuple[str, ...]:
    """The versions of this run's articles that the routes ask for and that are not there."""
    return tuple(
        f"{pending.article_id} in {pending.target}"
        for pending in pending_articles(run.warehouse, article_ids=run.article_ids)
        if not pending.has_native and pending.missing_reason is not MissingReason.NO_ROUTE
    )
