"""What `tercet serve` writes down of itself in the data folder: that there is but one of it, and what it runs."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

LOCK_FILE = "serve.lock"
RECORD_FILE = "serve.json"


class AlreadyServingError(Exception):
    """Another process holds the lock of a data folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRecord:
    """One process of `tercet serve`. `health` is the address that says whether it is well; empty: it has none."""

    name: str
    pid: int
    started_at: str
    address: str = ""
    health: str = ""
    restarts: int = 0
    log_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingRecord:
    """The supervisor and its children, as last written."""

    pid: int
    started_at: str
    processes: tuple[ProcessRecord, ...] = ()


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Within the block no other process may serve this data folder. Raises AlreadyServingError.

    The lock goes with the process, however that ends; the file stays and means nothing by itself.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServingError from None
        yield
    finally:
        os.close(descriptor)


def is_served(data_dir: Path) -> bool:
    """Whether a process holds the lock of this data folder now."""
    try:
        descriptor = os.open(data_dir / LOCK_FILE, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def write_record(data_dir: Path, record: ServingRecord) -> None:
    """Replace the record as a whole."""
    new = data_dir / f"{RECORD_FILE}.new"
    new.write_text(json.dumps(asdict(record), indent=2) + "\n", encoding="utf-8")
    new.replace(data_dir / RECORD_FILE)


def read_record(data_dir: Path) -> ServingRecord | None:
    """The record last written, by a `tercet serve` that may have ended since; None when there is none to read."""
    try:
        values = json.loads((data_dir / RECORD_FILE).read_text(encoding="utf-8"))
        processes = tuple(ProcessRecord(**one) for one in values.pop("processes"))
        return ServingRecord(**values, processes=processes)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def stamp(moment: datetime | None = None) -> str:
    """A moment, by default now, as it is written in the record."""
    return (moment or datetime.now(UTC)).isoformat(timespec="seconds")
