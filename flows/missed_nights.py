"""Nights that nobody was there for: what a stopped `tercet serve` left behind, and the one run that makes up for it.

By itself Prefect would start a late run for every night that passed. One run reads all that the sources still offer,
so at most one is worth its while.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tercet.flows.prefect_api import get, post
from tercet.flows.settings import Settings

logger = logging.getLogger(__name__)

NIGHTLY = "nightly"
CATCH_UP_TAG = "catch-up"
BUSY = ("PENDING", "RUNNING", "CANCELLING")
LOOK_BACK = 200
"""Runs looked at, the newest first: Prefect schedules up to 100 ahead."""

LastDue = Callable[[datetime], datetime | None]
"""The last scheduled time at or before a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightRun:
    """A nightly run in Prefect's books. `expected` is when it was to start, `started` when it did."""

    id: str
    state: str
    expected: datetime
    started: datetime | None = None
    is_automatic: bool = True

    @property
    def waits(self) -> bool:
        return self.state == "SCHEDULED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do about missed nights: late runs to cancel, and the scheduled time that a new run makes up for."""

    cancel: tuple[str, ...] = ()
    catch_up: datetime | None = None


def plan(runs: Sequence[NightRun], due: datetime | None, *, now: datetime, catch_up: bool) -> Plan:
    """Decide. `due` is the last scheduled time; `runs` are the nightly runs that were to start before `now`.

    A night is missed when something nightly was planned or run before, and nothing nightly has started since it was
    due; a run that crashed has not happened. Late automatic runs are never left waiting: Prefect would start them all.
    """
    late = [run for run in runs if run.waits and run.is_automatic and run.expected <= now]
    begun = [now if run.state in BUSY else run.started for run in runs if run.state != "CRASHED"]
    is_missed = due is not None and bool(runs) and not any(start is not None and start >= due for start in begun)
    return Plan(cancel=tuple(run.id for run in late), catch_up=due if is_missed and catch_up else None)


def settle_interrupted(settings: Settings) -> None:
    """Put right what a killed runner left: its runs work no more, whatever Prefect's books say.

    Call it while no runner is up. A run that had begun is marked Crashed, one that had not is scheduled again.
    """
    body = {"flow_runs": {"state": {"type": {"any_": list(BUSY)}}, "deployment_id": {"is_null_": False}}}
    for run in post(settings, "/flow_runs/filter", body):
        state = {"type": "CRASHED", "message": "tercet serve ended while this run was at work. The next run goes on."}
        if run["state_type"] == "PENDING":
            state = {"type": "SCHEDULED", "message": "tercet serve ended before this run began."}
        logger.warning("serve.run_interrupted flow_run=%s was=%s now=%s", run["id"], run["state_type"], state["type"])
        _set_state(settings, run["id"], state)


def settle_missed(settings: Settings, last_due: LastDue, *, now: datetime | None = None) -> datetime | None:
    """Cancel late runs; returns the scheduled time that `catch_up` should make up for, or None."""
    now = now or datetime.now(UTC)
    decided = plan(_night_runs(settings, now), last_due(now), now=now, catch_up=settings.schedule.catch_up)
    why = "one run now makes up for it" if decided.catch_up else "nothing to make up for"
    for run_id in decided.cancel:
        logger.warning("serve.late_run_cancelled flow_run=%s", run_id)
        _set_state(settings, run_id, {"type": "CANCELLED", "message": f"Missed while this machine was off; {why}."})
    return decided.catch_up


def catch_up(settings: Settings, missed: datetime) -> None:
    """Start the one run that makes up for a missed night, unless that night has had its catch-up already."""
    deployment = get(settings, f"/deployments/name/{NIGHTLY}/{NIGHTLY}")
    run = post(
        settings,
        f"/deployments/{deployment['id']}/create_flow_run",
        {"idempotency_key": f"{CATCH_UP_TAG} {missed.isoformat()}", "tags": [CATCH_UP_TAG]},
    )
    logger.warning("serve.catching_up missed=%s flow_run=%s", missed.isoformat(), run["id"])


def _night_runs(settings: Settings, now: datetime) -> list[NightRun]:
    body = {
        "flows": {"name": {"any_": [NIGHTLY]}},
        "flow_runs": {"expected_start_time": {"before_": now.isoformat()}},
        "sort": "EXPECTED_START_TIME_DESC",
        "limit": LOOK_BACK,
    }
    return [
        NightRun(
            id=run["id"], state=run["state_type"], expected=datetime.fromisoformat(run["expected_start_time"]),
            started=datetime.fromisoformat(run["start_time"]) if run["start_time"] else None,
            is_automatic=run["auto_scheduled"],
        )
        for run in post(settings, "/flow_runs/filter", body)
    ]  # fmt: skip


def _set_state(settings: Settings, run_id: str, state: dict[str, Any]) -> None:
    post(settings, f"/flow_runs/{run_id}/set_state", {"state": state})
