"""Missed nights are made up for by at most one run, and late runs never pile up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tercet.flows.missed_nights import NightRun, Plan, plan

DUE = datetime(2026, 11, 23, 0, 15, tzinfo=UTC)
NOW = DUE + timedelta(hours=6)
DAY = timedelta(days=1)


def run(name: str, state: str, *, due: datetime = DUE, by_hand: bool = False) -> NightRun:
    return NightRun(id=name, state=state, expected=due, is_automatic=not by_hand)


def ran(state: str, started: datetime) -> NightRun:
    return NightRun(id="ran", state=state, expected=started, started=started)


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        pytest.param([], Plan(), id="a new installation has missed nothing"),
        pytest.param([ran("COMPLETED", DUE)], Plan(), id="the night ran in time"),
        pytest.param([ran("COMPLETED", DUE + timedelta(hours=2))], Plan(), id="the night ran late"),
        pytest.param([ran("FAILED", DUE)], Plan(), id="a night that failed is for the next one"),
        pytest.param([ran("CANCELLED", DUE)], Plan(), id="a night that was cancelled at work was somebody's wish"),
        pytest.param([ran("CRASHED", DUE)], Plan(catch_up=DUE), id="a night that crashed did not happen"),
        pytest.param([ran("COMPLETED", DUE - DAY)], Plan(catch_up=DUE), id="off for a night"),
        pytest.param([ran("COMPLETED", DUE - 9 * DAY)], Plan(catch_up=DUE), id="off for many nights"),
        pytest.param([ran("RUNNING", DUE - DAY)], Plan(), id="the one before is still at work"),
        pytest.param([run("a", "PENDING")], Plan(), id="the night is about to begin"),
        pytest.param(
            [run("a", "SCHEDULED", due=DUE - 2 * DAY), run("b", "SCHEDULED", due=DUE - DAY), run("c", "SCHEDULED")],
            Plan(cancel=("a", "b", "c"), catch_up=DUE),
            id="three late runs become one",
        ),
        pytest.param(
            [run("a", "SCHEDULED", due=DUE - DAY), ran("COMPLETED", DUE + timedelta(hours=1))],
            Plan(cancel=("a",)),
            id="a late run that another has made up for",
        ),
        pytest.param([run("a", "SCHEDULED", due=NOW + DAY)], Plan(catch_up=DUE), id="tonight's run stays"),
        pytest.param(
            [run("a", "SCHEDULED", by_hand=True), ran("COMPLETED", DUE)], Plan(), id="what somebody asked for stays"
        ),
    ],
)
def test_at_most_one_run_makes_up_for_missed_nights(runs: list[NightRun], expected: Plan) -> None:
    assert plan(runs, DUE, now=NOW, catch_up=True) == expected


def test_without_catching_up_late_runs_are_dropped_all_the_same() -> None:
    late = [run("a", "SCHEDULED", due=DUE - DAY), run("b", "SCHEDULED")]

    assert plan(late, DUE, now=NOW, catch_up=False) == Plan(cancel=("a", "b"))


def test_a_schedule_that_was_never_due_has_missed_nothing() -> None:
    assert plan([ran("COMPLETED", DUE - 9 * DAY)], None, now=NOW, catch_up=True) == Plan()
