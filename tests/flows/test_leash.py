"""Nobody outlives the process it works for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tercet.flows.leash import PARENT_VARIABLE

PARENT = """
import os, subprocess, sys, time
environment = {**os.environ, "TERCET_PARENT": str(os.getpid())}
child = subprocess.Popen([sys.executable, "-m", "tercet.flows.leash", "http.server", "--bind", "127.0.0.1", "0"],
                         env=environment, start_new_session=True)
print(child.pid, flush=True)
time.sleep(60)
"""


def comes_true(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_gone(pid: int) -> bool:
    """Whether there is no such process, or only its exit code waits to be read."""
    try:
        return ") Z" in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True


def test_a_child_ends_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(1)
    assert not is_gone(child)

    parent.send_signal(signal.SIGKILL)
    parent.communicate()

    assert comes_true(lambda: is_gone(child))


def test_a_child_whose_parent_died_before_it_looked_ends_as_well() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "tercet.flows.leash", "http.server", "--bind", "127.0.0.1", "0"],
        env={**os.environ, PARENT_VARIABLE: "1"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

    assert child.wait(15) == -signal.SIGTERM


def test_a_program_without_a_parent_to_follow_is_left_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tercet.flows.leash", "json.tool", "--help"], capture_output=True, text=True, check=True
    )

    assert "usage" in done.stdout
