"""`tercet backfill`: the past, from sitemaps or from the archive of raw pages."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime

import click

from tercet.flows.commands import prepare_prefect, print_run_report, run_shown
from tercet.flows.parameters import FIRST_DAY, BackfillParameters, checked
from tercet.flows.settings import Settings


def backfill(
    settings: Settings,
    *,
    sources: Sequence[str],
    since: datetime | None,
    until: datetime | None,
    from_warc: bool,
    translate: bool,
    as_json: bool,
) -> None:
    """Read what the sources published in a span of days, or again what it fetched; exits with 1 as `run` does."""
    for source in sources:
        settings.source(source)
    parameters = checked(
        BackfillParameters,
        since=_day(since, "--since", FIRST_DAY if from_warc else None),
        until=_day(until, "--until", datetime.now(UTC).date()),
        sources=list(dict.fromkeys(sources)),
        from_archive=from_warc,
        translate=translate,
    )
    prepare_prefect(settings)
    from tercet.flows.backfill_flow import backfill as backfill_flow

    with run_shown(as_json=as_json):
        report = backfill_flow(parameters)
    print_run_report(report, as_json=as_json)
    if report.notes:
        sys.exit(1)


def _day(moment: datetime | None, option: str, otherwise: date | None) -> date:
    if moment is not None:
        return moment.date()
    if otherwise is None:
        raise click.UsageError(f"{option} is needed, like {option} 2026-11-01; only --from-warc reads all there is.")
    return otherwise
