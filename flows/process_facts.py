"""What the system knows of running processes, where it tells: on Linux, by /proc."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def is_alive(pid: int) -> bool:
    """Whether there is a process of this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def with_descendants(pid: int, *, proc: Path = PROC) -> list[int]:
    """A process and all that it started, directly or not; only itself where that cannot be told."""
    children = defaultdict(list)
    for child, parent in _parents(proc):
        children[parent].append(child)
    family, waiting = [], [pid]
    while waiting:
        family.append(waiting.pop())
        waiting += children[family[-1]]
    return family


def memory_bytes(pid: int, *, proc: Path = PROC) -> int | None:
    """What a process takes of the machine's memory, a part of what it shares with others; None: cannot be told."""
    try:
        text = (proc / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return None
    match = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(match[1]) * 1024 if match else None


def _parents(proc: Path) -> Iterator[tuple[int, int]]:
    for folder in proc.glob("[0-9]*"):
        try:
            # The name of the program, in brackets, may hold anything.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        yield int(folder.name), int(fields[1])
