"""What DuckDB's own errors mean to a user of the warehouse."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tercet.warehouse.errors import (
    WarehouseError,
    WarehouseFormatError,
    WarehouseFullError,
    WarehouseLockedError,
)

LOCKED = re.compile(r"Conflicting lock is held(?: in (?P<program>[^\n]*?) ?\(PID (?P<pid>\d+)\))?")
FULL = re.compile(r"No space left on device|File too large|Disk quota exceeded|max_temp_directory_size", re.IGNORECASE)
NEWER_FORMAT = re.compile(r"database file with version number|storage version|written by a newer", re.IGNORECASE)
DAMAGED = re.compile(
    r"not a valid DuckDB database|Corrupt|checksum|Serialization Error|Failed to deserialize|"
    r"Could not read enough bytes|replaying WAL",
    re.IGNORECASE,
)
DENIED = re.compile(r"Permission denied|Read-only file system|Is a directory|Cannot open file", re.IGNORECASE)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise DuckDB's errors about the file at `path` as the WarehouseError that says what to do.

    Errors that are none of the user's doing pass unchanged: they are bugs and deserve their traceback.
    """
    try:
        yield
    except duckdb.Error as error:
        fault = explain(error, path)
        if fault is None:
            raise
        raise fault from error


def explain(error: duckdb.Error, path: Path) -> WarehouseError | None:
    """The error for users behind one of DuckDB, or None when there is nothing a user could do."""
    message = str(error)
    if found := LOCKED.search(message):
        return _locked(path, found)
    if found := FULL.search(message):
        return WarehouseFullError(path, found.group(0).lower())
    if NEWER_FORMAT.search(message):
        return WarehouseFormatError(path, f"it was written by another version of DuckDB ({_first_line(message)})")
    if DAMAGED.search(message):
        return WarehouseFormatError(path, f"the file is damaged ({_first_line(message)})")
    if DENIED.search(message):
        return WarehouseError(f"The warehouse {path} cannot be opened: {_first_line(message)}. Check its permissions.")
    if isinstance(error, duckdb.FatalException):
        return WarehouseError(
            f"The warehouse {path} had to stop after a failed write: {_first_line(message)}. What was stored before "
            "is safe. Run the command again."
        )
    return None


def _locked(path: Path, found: re.Match[str]) -> WarehouseLockedError:
    pid = int(found["pid"]) if found["pid"] else None
    if pid is None:
        return WarehouseLockedError(path, pid=None, holder="another process")
    program = Path(found["program"] or "").name
    named = f"process {pid} ({program})" if program else f"process {pid}"
    return WarehouseLockedError(path, pid=pid, holder="this process" if pid == os.getpid() else named)


def _first_line(message: str) -> str:
    return message.strip().splitlines()[0].rstrip(".") if message.strip() else "no message"
