"""The log of runs, how sources did in them, and what to send with the next request for an address."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tercet.warehouse.columns import columns, doubles, instants, integers, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.errors import WarehouseError
from tercet.warehouse.rows import FetchState, RunRow, SourceCheck
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import merge, run


def start_run(warehouse: Warehouse, row: RunRow) -> None:
    """The run is recorded as running, and unfinished earlier runs of the same flow as interrupted.

    A run that is recorded already keeps its row, so a retried step may call this again.
    """
    who = {"run_id": row.run_id, "flow": row.flow, "started_at": row.started_at}
    with warehouse.transaction() as cursor:
        run(cursor, "runs_interrupted", who)
        run(cursor, "run_started", {**who, "params": _json(row.params)})


def finish_run(
    warehouse: Warehouse,
    run_id: str,
    *,
    status: str,
    finished_at: datetime,
    counts: Mapping[str, object] | None = None,
    error: str | None = None,
) -> None:
    """The run is recorded as completed or failed. A run that was never started raises WarehouseError."""
    values = {"run_id": run_id, "status": status, "finished_at": finished_at, "error": error}
    with warehouse.transaction() as cursor:
        if run(cursor, "run_finished", {**values, "counts": _json(counts or {})}) == 0:
            raise WarehouseError(f"Run {run_id} is not in {warehouse.path}. Call start_run before finish_run.")


def record_source_checks(warehouse: Warehouse, checks: Sequence[SourceCheck]) -> None:
    """How each source did is recorded once per source and run; the last word counts."""
    distinct = list({(check.source_id, check.run_id): check for check in checks}.values())
    table = columns(
        source_id=texts(check.source_id for check in distinct),
        run_id=texts(check.run_id for check in distinct),
        checked_at=instants(check.checked_at for check in distinct),
        status=texts(check.status for check in distinct),
        status_code=integers(check.status_code for check in distinct),
        entries_seen=integers(check.entries_seen for check in distinct),
        entries_new=integers(check.entries_new for check in distinct),
        articles_new=integers(check.articles_new for check in distinct),
        rejects=integers(check.rejects for check in distinct),
        seconds=doubles(check.seconds for check in distinct),
        error=texts(check.error for check in distinct),
    )
    with warehouse.transaction() as cursor:
        merge(cursor, "source_checks", table, into="source_checks")


def save_fetch_states(warehouse: Warehouse, states: Sequence[FetchState]) -> None:
    """What is known of each address is as given."""
    distinct = list({state.url: state for state in states}.values())
    table = columns(
        url=texts(state.url for state in distinct),
        source_id=texts(state.source_id for state in distinct),
        etag=texts(state.etag for state in distinct),
        last_modified=texts(state.last_modified for state in distinct),
        body_sha256=texts(state.body_sha256 for state in distinct),
        status_code=integers(state.status_code for state in distinct),
        fetched_at=instants(state.fetched_at for state in distinct),
        failures=integers(state.failures for state in distinct),
    )
    with warehouse.transaction() as cursor:
        merge(cursor, "fetch_states", table, into="fetch_state")


def fetch_states(warehouse: Warehouse, source_id: str | None = None) -> dict[str, FetchState]:
    """What is known of the addresses of a source, or of all, by address."""
    with warehouse.cursor() as cursor:
        rows = cursor.execute(read_sql("queries/fetch_states"), {"source_id": source_id}).fetchall()
    return {
        url: FetchState(
            url=url,
            source_id=source,
            etag=etag,
            last_modified=last_modified,
            body_sha256=body_sha256,
            status_code=status_code,
            fetched_at=fetched_at.astimezone(UTC),
            failures=failures,
        )
        for url, source, etag, last_modified, body_sha256, status_code, fetched_at, failures in rows
    }


def _json(values: Mapping[str, object]) -> str:
    """JSON of what a run counted or was given; paths, dates and the like as text."""
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True, default=str)
