"""Runs in Prefect's books: the last of every flow, the next one, and those that wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tercet.flows.prefect_api import post
from tercet.flows.settings import Settings

UNFINISHED = ("SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING")
MOST = 50
"""Waiting runs that are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowState:
    """The last run of a flow. `seconds` is how long it took; None while it runs, and when nobody knows."""

    flow: str
    run: str
    state: str
    started_at: datetime
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRun:
    """A run that should have begun, or has and is not over. `state` is Prefect's: Late, Pending, Running ..."""

    run: str
    state: str
    expected_at: datetime


def flows_by_prefect(settings: Settings) -> Iterator[FlowState]:
    """The last run of each flow that ever ran, the latest first. Raises one of NO_ANSWER."""
    states = []
    for flow in post(settings, "/flows/filter", {"flows": {}}):
        body = {"flows": {"id": {"any_": [flow["id"]]}}, "sort": "START_TIME_DESC", "limit": 1}
        body["flow_runs"] = {"start_time": {"is_null_": False}}
        for run in post(settings, "/flow_runs/filter", body):
            states.append(
                FlowState(
                    flow=flow["name"], run=run["name"], state=run["state_name"],
                    started_at=datetime.fromisoformat(run["start_time"]),
                    seconds=run["total_run_time"] if run["end_time"] else None,
                )
            )  # fmt: skip
    return iter(sorted(states, key=lambda state: state.started_at, reverse=True))


def next_by_prefect(settings: Settings, now: datetime) -> datetime | None:
    """When the next nightly run is scheduled; None when none is, as when the schedule is paused in the UI."""
    body = {
        "flows": {"name": {"any_": ["nightly"]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}, "expected_start_time": {"after_": now.isoformat()}},
        "sort": "EXPECTED_START_TIME_ASC",
        "limit": 1,
    }
    return next((_expected(run) for run in post(settings, "/flow_runs/filter", body)), None)


def waiting_runs(settings: Settings, now: datetime) -> Iterator[WaitingRun]:
    """Runs that are at work or should be, the oldest first."""
    body = {
        "flow_runs": {
            "state": {"type": {"any_": list(UNFINISHED)}},
            "expected_start_time": {"before_": now.isoformat()},
        },
        "sort": "EXPECTED_START_TIME_ASC",
        "limit": MOST,
    }
    for run in post(settings, "/flow_runs/filter", body):
        yield WaitingRun(run=run["name"], state=run["state_name"], expected_at=_expected(run))


def _expected(run: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(run["expected_start_time"])
