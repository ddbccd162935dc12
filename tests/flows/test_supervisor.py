"""Children are restarted when they die, and none is left behind."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tercet.flows.supervisor import Program, Supervisor


def program(folder: Path, code: str, **more: object) -> Program:
    return Program(
        name="child", arguments=[sys.executable, "-c", code], environment={}, log_file=folder / "child.log",
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def comes_true(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


SLEEP = "import time; time.sleep(60)"


def test_a_dead_child_is_started_again_and_stopping_ends_it(tmp_path: Path) -> None:
    supervisor = Supervisor([program(tmp_path, SLEEP)])
    supervisor.start()
    first = supervisor.children[0].process
    assert first is not None
    watcher = threading.Thread(target=supervisor.watch)
    watcher.start()

    first.kill()

    assert comes_true(lambda: supervisor.children[0].process is not first and supervisor.children[0].is_running())
    second = supervisor.children[0].process
    assert second is not None
    supervisor.request_stop()
    watcher.join(20)
    assert not watcher.is_alive()
    assert not is_alive(second.pid)


def test_a_child_that_ignores_the_first_request_to_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tercet.flows.supervisor.GRACE_SECONDS", 0.5)
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    )
    log = tmp_path / "child.log"
    supervisor = Supervisor([program(tmp_path, stubborn, is_ready=lambda: log.exists() and b"up" in log.read_bytes())])
    supervisor.start()

    supervisor.stop()

    assert not supervisor.children[0].is_running()


def test_a_program_that_does_not_come_up_is_named_with_its_log(tmp_path: Path) -> None:
    supervisor = Supervisor([program(tmp_path, "raise SystemExit(3)", is_ready=lambda: False)])

    with pytest.raises(TimeoutError, match=r"child did not become ready.*child\.log"):
        supervisor.start()


def test_the_pause_before_a_restart_grows(tmp_path: Path) -> None:
    child = Supervisor([program(tmp_path, "raise SystemExit(1)")]).children[0]
    child.start()
    assert comes_true(lambda: not child.is_running())

    first = child.pause
    child.tend()

    assert child.pause == 2 * first


def test_whoever_wants_to_know_is_told_of_every_start(tmp_path: Path) -> None:
    told: list[int] = []
    supervisor = Supervisor([program(tmp_path, SLEEP)], on_change=lambda: told.append(supervisor.children[0].restarts))
    supervisor.start()
    watcher = threading.Thread(target=supervisor.watch)
    watcher.start()
    process = supervisor.children[0].process
    assert process is not None

    process.kill()

    assert comes_true(lambda: told == [0, 1])
    supervisor.request_stop()
    watcher.join(20)


def test_a_log_that_has_grown_long_is_put_aside_when_its_program_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tercet.flows.supervisor.LOG_BYTES", 10)
    log = tmp_path / "child.log"
    log.write_text("a night long ago\n")
    supervisor = Supervisor([program(tmp_path, "print('tonight', flush=True)")])

    supervisor.start()

    assert comes_true(lambda: log.read_text() == "tonight\n")
    assert (tmp_path / "child.log.1").read_text() == "a night long ago\n"
    supervisor.stop()
