"""A process that does not outlive the one it works for: `python -m tercet.flows.leash MODULE` runs a module so.

Whoever is killed with `kill -9` ends nobody; its children would live on, hold the port and keep the warehouse open.
So each watches its parent, by the process id it was given in the environment, and ends when the parent is gone.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import time
from collections.abc import Mapping
from threading import Thread
from threading import enumerate as enumerate_threads

PARENT_VARIABLE = "TERCET_PARENT"
THREAD = "leash"
LOOK_SECONDS = 1.0
GRACE_SECONDS = 8.0


def hold(environ: Mapping[str, str] = os.environ) -> None:
    """End this process soon after its parent. Nothing happens in a process that was given no parent."""
    parent = environ.get(PARENT_VARIABLE, "")
    if parent.isdecimal() and all(thread.name != THREAD for thread in enumerate_threads()):
        Thread(target=_follow, args=(int(parent),), name=THREAD, daemon=True).start()


def _follow(parent: int) -> None:
    """Wait for the parent's end; then TERM twice, as Prefect's processes may ignore the first, then KILL."""
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    for _ in range(2):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Run the module named on the command line as a program, on the leash."""
    del sys.argv[0]
    hold()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
