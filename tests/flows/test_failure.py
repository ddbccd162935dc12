"""A part of a run that fails costs nothing else, and its report says what happened and what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from newsroom import ask
from night import NIGHT
from prefect.client.schemas.objects import FlowRun, State, StateType

from tercet.flows.failure import fault_of, trouble_markdown
from tercet.flows.running import IncompleteRunError, Run, open_run, opened
from tercet.flows.settings import Settings
from tercet.flows.translation_stage import Planner
from tercet.warehouse.errors import WarehouseLockedError
from tercet.warehouse.versions import load_versions

Install = Callable[..., None]
pytestmark = pytest.mark.loopback


def read_post(run: Run, settings: Settings) -> list[str]:
    """Store one English outlet; the shards that are due then: its Russian and its Ukrainian versions."""
    run.prepare_ingest([settings.source("harbour-post")])
    run.harvest(run.sources[0])
    run.load("harbour-post")
    return run.plan(Planner(run.settings, run.engines))


def post_night(settings: Settings) -> None:
    """A night on that outlet, in the order of the flow."""
    with open_run(settings, "nightly", parameters={}, clock=lambda: NIGHT) as run:
        for shard in read_post(run, settings):
            with run.keeps_going(shard):
                run.translate(shard)
        run.conclude()
        run.publish()
        run.raise_failures()


def failing_first(error: Exception) -> Callable[..., object]:
    """The real storing of versions, whose first call fails."""
    errors = iter([error])

    def store(*arguments: object, **more: object) -> object:
        for one in errors:
            raise one
        return load_versions(*arguments, **more)  # type: ignore[arg-type]

    return store


def test_a_shard_that_fails_does_not_lose_the_others_work(
    press_settings: Settings, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(press_settings)
    monkeypatch.setattr("tercet.flows.translation_stage.load_versions", failing_first(RuntimeError("out of memory")))

    with pytest.raises(IncompleteRunError, match="en-ru #1: RuntimeError: out of memory"):
        post_night(press_settings)

    made = ask(press_settings, "SELECT language, count(*) FROM versions WHERE origin = 'machine' GROUP BY ALL")
    assert made == [("uk", 4)]
    missing = ask(press_settings, "SELECT language, reason, count(*) FROM missing_versions GROUP BY ALL")
    assert missing == [("ru", "translation_failed", 4)]
    assert ask(press_settings, "SELECT status FROM runs") == [("failed",)]


def test_a_shard_that_succeeds_at_the_second_try_leaves_no_complaint(
    press_settings: Settings, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(press_settings)
    locked = WarehouseLockedError(press_settings.warehouse_path, pid=None, holder="another process")
    monkeypatch.setattr("tercet.flows.translation_stage.load_versions", failing_first(locked))

    with open_run(press_settings, "nightly", parameters={}, clock=lambda: NIGHT) as run:
        first, second = read_post(run, press_settings)
        with pytest.raises(WarehouseLockedError):
            run.translate(first)
        run.translate(first)
        run.translate(second)
        report = run.conclude()

    assert report.notes == ()
    assert report.versions == 8


def test_a_step_finds_the_run_by_its_id_while_it_is_open(press_settings: Settings) -> None:
    with open_run(press_settings, "publish", parameters={}, clock=lambda: NIGHT) as run:
        assert opened(run.run_id) is run

    with pytest.raises(RuntimeError, match="is not open"):
        opened(run.run_id)


def ended(kind: StateType, name: str, message: str) -> State[object]:
    return State(type=kind, name=name, message=message, timestamp=datetime(2026, 11, 23, 2, 20, tzinfo=UTC))


FAILED = ended(
    StateType.FAILED, "Failed", "Flow run encountered an exception: IncompleteRunError: Part of the run failed.\n  x"
)


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        (FAILED, "IncompleteRunError"),
        (ended(StateType.CRASHED, "Crashed", "No sign of life."), ""),
        (ended(StateType.CRASHED, "Crashed", "Execution was aborted by a TerminationSignal"), "TerminationSignal"),
    ],
)
def test_the_fault_is_the_class_of_the_error_and_none_of_its_message(state: State[object], fault: str) -> None:
    assert fault_of(state) == fault


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (FAILED, "Part of the run failed."),
        (FAILED, "Mend what the message names"),
        (ended(StateType.CRASHED, "Crashed", "No sign of life."), "The next run completes the work."),
        (ended(StateType.CANCELLING, "Cancelling", ""), "# Cancelled: nightly"),
        (FAILED, "- ended: 2026-11-23 02:20:00 UTC"),
    ],
)
def test_the_report_says_what_happened_and_what_to_do(
    press_settings: Settings, state: State[object], words: str
) -> None:
    run = FlowRun(id=uuid4(), flow_id=uuid4(), name="nightly: all sources", start_time=NIGHT)

    text = trouble_markdown(press_settings, "nightly", run, state)

    assert words in text
    assert f"/runs/flow-run/{run.id}" in text
