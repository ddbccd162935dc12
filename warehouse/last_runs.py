"""The last run of every flow, as the warehouse has recorded it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import as_utc, ask


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """A run; `finished_at` is None while it is at work, and for ever when it was killed."""

    run_id: str
    flow: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    error: str | None


def last_runs(warehouse: Warehouse) -> tuple[LastRun, ...]:
    """The last run of each flow, the latest first."""
    return tuple(
        LastRun(
            run_id=run_id, flow=flow, status=status, started_at=as_utc(started),
            finished_at=None if finished is None else as_utc(finished), error=error,
        )
        for run_id, flow, status, started, finished, error in ask(warehouse, "last_runs")
    )  # fmt: skip
