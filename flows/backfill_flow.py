"""The flow that reads the past: from the sites' sitemaps, or again from the pages this machine has kept."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner

from tercet.flows.artifacts import progress_shown
from tercet.flows.backfill import backfill as read_past
from tercet.flows.backfill import reextract
from tercet.flows.failure import report_trouble
from tercet.flows.parameters import BackfillParameters
from tercet.flows.report import RunReport
from tercet.flows.run_names import named
from tercet.flows.stages import READ_AHEAD, begun, chosen_sources, finish, translate_pending


@flow(
    name="backfill",
    flow_run_name=named("backfill"),
    task_runner=ThreadPoolTaskRunner(max_workers=READ_AHEAD),  # type: ignore[arg-type]  # Prefect's own default form
    persist_result=False,
    on_failure=[report_trouble],
    on_crashed=[report_trouble],
    on_cancellation=[report_trouble],
)
def backfill(parameters: BackfillParameters) -> RunReport:
    """Read the articles that the sources published from one day to another, and store those that are not there."""
    with begun("backfill", parameters) as run:
        sources = chosen_sources(run, parameters.sources)
        zone = run.settings.schedule.zone
        since = datetime.combine(parameters.since, time.min, zone)
        until = datetime.combine(parameters.until + timedelta(days=1), time.min, zone) - timedelta(microseconds=1)
        read, step = (reextract, "Reading the archive") if parameters.from_archive else (read_past, "Reading the past")
        with progress_shown(step), run.keeps_going("backfill"):
            read(run, sources, since=since, until=until)
        if parameters.translate:
            translate_pending(run)
        return finish(run)
