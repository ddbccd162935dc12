"""Child processes that must stay up: started, watched, restarted with a growing pause, and ended cleanly by pid."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from tercet.flows.leash import PARENT_VARIABLE

logger = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
STEADY_SECONDS = 120.0
"""A child that ran this long is taken to be well: its next restart waits the shortest pause again."""
GRACE_SECONDS = 8.0
LOG_BYTES = 10_000_000
"""A log file that has grown beyond is put aside (.1, over the one before) when its program starts."""
LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Something to keep running. `is_ready` is asked after each start, before the next program is started."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    log_file: Path
    address: str = ""
    health: str = ""
    is_ready: Callable[[], bool] = lambda: True
    ready_within_seconds: float = 180.0


class Child:
    """One running program and its restarts."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.started_at: datetime | None = None
        self.restarts = -1
        self.pause = FIRST_PAUSE_SECONDS
        self.restart_at: float | None = None

    def start(self) -> None:
        """Start the program; its output is appended to its log file. It is told whom it works for (see leash)."""
        with _log(self.program.log_file).open("ab") as log:
            self.process = subprocess.Popen(
                list(self.program.arguments),
                env={**os.environ, **self.program.environment, PARENT_VARIABLE: str(os.getpid())},
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.started = time.monotonic()
        self.started_at = datetime.now(UTC)
        self.restarts += 1
        self.restart_at = None

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tend(self) -> bool:
        """Restart the program when it has died and its pause is over; whether it was started."""
        if self.is_running():
            return False
        now = time.monotonic()
        if self.restart_at is None:
            code = None if self.process is None else self.process.returncode
            if now - self.started >= STEADY_SECONDS:
                self.pause = FIRST_PAUSE_SECONDS
            logger.warning(
                "%s ended with code %s; it is started again in %.0f s (its output: %s)",
                self.program.name, code, self.pause, self.program.log_file,
            )  # fmt: skip
            self.restart_at = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE_SECONDS)
            return False
        if now < self.restart_at:
            return False
        self.start()
        return True

    def stop(self) -> None:
        """End the program: TERM, wait, TERM again (Prefect's processes may ignore the first), then KILL."""
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
            if self.process is None or not self.is_running():
                return
            # The last resort takes the whole session along: a flow run is a child of the child.
            (os.killpg if number is signal.SIGKILL else os.kill)(self.process.pid, number)
            try:
                self.process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                continue


class Supervisor:
    """Runs programs in order until told to stop; later ones are started once the earlier are ready.

    `on_change` is called whenever a child was started.
    """

    def __init__(self, programs: Sequence[Program], *, on_change: Callable[[], None] = lambda: None) -> None:
        self.children = [Child(program) for program in programs]
        self.is_stopping = False
        self._on_change = on_change

    def start(self) -> None:
        """Start every program in order. Raises TimeoutError, naming the log, when one does not become ready."""
        for child in self.children:
            if self.is_stopping:
                return
            child.start()
            self._on_change()
            self._wait_until_ready(child)

    def watch(self) -> None:
        """Tend the children until `request_stop`, then end them in reverse order."""
        try:
            while not self.is_stopping:
                started = [child.tend() for child in self.children]
                if any(started):
                    self._on_change()
                time.sleep(LOOK_SECONDS)
        finally:
            self.stop()

    def stop(self) -> None:
        """End every child, the last started first."""
        for child in reversed(self.children):
            child.stop()

    def request_stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """A signal handler: `watch` returns soon after."""
        self.is_stopping = True

    def _wait_until_ready(self, child: Child) -> None:
        program = child.program
        deadline = time.monotonic() + program.ready_within_seconds
        while not self.is_stopping and not program.is_ready():
            if not child.is_running() or time.monotonic() > deadline:
                raise TimeoutError(f"{program.name} did not become ready. Its output is in {program.log_file}.")
            time.sleep(0.3)


def _log(path: Path) -> Path:
    """The log file, in a folder that is there; one that has grown long is put aside first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(path.suffix + ".1"))
    return path
