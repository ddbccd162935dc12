"""Compaction: the warehouse is copied into a fresh file, which leaves out what deleted and replaced rows had taken.

Deleted rows stay in a DuckDB file as free blocks, and their text with them. A plain copy keeps both; only copying table
by table into a new file gives the room back and the bytes away. It costs about 20 CPU seconds per GB, so it is done
when a share of the file is wasted, not every night.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from tercet.warehouse.connection import STORAGE_VERSION, Warehouse, only_once, open_warehouse
from tercet.warehouse.copying import flush
from tercet.warehouse.errors import WarehouseError, WarehouseLockedError
from tercet.warehouse.faults import explained
from tercet.warehouse.sql import read_sql

FRESH = "fresh"
"""The name under which the new file is attached while it is filled."""

WASTED = "SELECT free_blocks / greatest(total_blocks, 1) FROM pragma_database_size() WHERE database_name = ?"
LAST_COPIED = """
SELECT max(copied_at) FROM (
    SELECT min(applied_at) AS copied_at FROM schema_version UNION ALL SELECT max(compacted_at) FROM compactions
)
"""
UNERASED = "SELECT count(*) FROM forgotten WHERE erased_at IS NULL"
RECORD = f"INSERT INTO {FRESH}.compactions (compacted_at, bytes_before, bytes_after) VALUES (?, ?, ?)"
TABLES = (
    "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND NOT internal AND NOT temporary ORDER BY ALL"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactionPolicy:
    """At most every so many days, and only when so large a share of the file (0 to 1) is wasted."""

    days: float = 7.0
    wasted_share: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Compacted:
    """The size of the file before and after, in bytes."""

    bytes_before: int
    bytes_after: int


def is_due(warehouse: Warehouse, policy: CompactionPolicy, *, now: datetime) -> bool:
    """Whether the file is old enough and wasteful enough, or still holds bytes of an article that was forgotten.

    Of a snapshot it tells the same as of the warehouse then; one of an earlier schema does not say.
    """
    with warehouse.cursor() as cursor:
        try:
            if _value(cursor, UNERASED):
                return True
            is_old = now - _value(cursor, LAST_COPIED) >= timedelta(days=policy.days)
        except duckdb.CatalogException:
            return False
        return is_old and _wasted_share(cursor) >= policy.wasted_share


def wasted_share(warehouse: Warehouse) -> float:
    """The share of the file, 0 to 1, that is free blocks. Compaction gives back at least that much."""
    with warehouse.cursor() as cursor:
        return _wasted_share(cursor)


def compact(path: Path, *, now: datetime, wait_seconds: float = 0.0) -> Compacted:
    """The warehouse at `path` is a fresh file of the same content. It must not be open in this process.

    Killed at any moment, either the old file or the whole new one is in place. Raises WarehouseLockedError when
    somebody else writes; then, and after any other error, the old file is as it was.
    """
    path = Path(path).absolute()
    target = path.with_name(f".tmp-compact-{path.name}")
    with _no_leftovers(target):
        with open_warehouse(path, wait_seconds=wait_seconds) as warehouse, warehouse.quiet() as cursor:
            cursor.execute("CHECKPOINT")
            before = path.stat()
            _fill(cursor, target, now=now, bytes_before=before.st_size)
        target.chmod(stat.S_IMODE(before.st_mode))
        flush(target)
        after = target.stat().st_size
        with only_once(path), _locked(path):
            _refuse_change(path, before)
            target.replace(path)
            flush(path.parent)
    return Compacted(bytes_before=before.st_size, bytes_after=after)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Nobody else opens the file at `path`, although DuckDB has closed it here: its own lock is of the same kind.

    The connection is closed before the files are exchanged, because it would remove the new one's write-ahead log.
    """
    descriptor = os.open(path, os.O_RDWR)
    try:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise WarehouseLockedError(path, pid=None, holder="another process") from error
        yield
    finally:
        os.close(descriptor)


def _refuse_change(path: Path, before: os.stat_result) -> None:
    """The file is the one that was copied: nobody wrote it between the copy and the lock."""
    now = path.stat()
    if (now.st_ino, now.st_size, now.st_mtime_ns) != (before.st_ino, before.st_size, before.st_mtime_ns):
        raise WarehouseLockedError(path, pid=None, holder="another process that wrote while it was compacted")
    _refuse_log(path)


@contextmanager
def _no_leftovers(target: Path) -> Iterator[None]:
    """Neither before nor after is there a half-written copy, of this attempt or of one that was killed."""
    strays = (target, target.with_name(f"{target.name}.wal"))
    for stray in strays:
        stray.unlink(missing_ok=True)
    try:
        yield
    finally:
        for stray in strays:
            stray.unlink(missing_ok=True)


def _fill(cursor: duckdb.DuckDBPyConnection, target: Path, *, now: datetime, bytes_before: int) -> None:
    """`target` is a database of the same content, closed and without a write-ahead log."""
    name = _value(cursor, "SELECT current_database()")
    quoted = str(target).replace("'", "''")
    with explained(target):
        cursor.execute(f"ATTACH '{quoted}' AS {FRESH} (STORAGE_VERSION '{STORAGE_VERSION}')")
        try:
            cursor.execute(f'COPY FROM DATABASE "{name}" TO {FRESH}')
            _compare(cursor, name)
            cursor.execute(f"CHECKPOINT {FRESH}")
            cursor.execute(RECORD, [now, bytes_before, target.stat().st_size])
            cursor.execute(f"CHECKPOINT {FRESH}")
        finally:
            cursor.execute(f"DETACH {FRESH}")
    _refuse_log(target)


def _compare(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    """The copy has the same relations, definitions, comments and numbers of rows, or nothing is exchanged."""
    for what in ("relations", "columns"):
        definitions = read_sql(f"queries/compared_{what}")
        if cursor.execute(definitions, [name]).fetchall() != cursor.execute(definitions, [FRESH]).fetchall():
            raise _faulty(f"its {what} differ")
    for (table,) in cursor.execute(TABLES, [name]).fetchall():
        counts = [_value(cursor, f'SELECT count(*) FROM "{place}"."{table}"') for place in (name, FRESH)]
        if counts[0] != counts[1]:
            raise _faulty(f"{table} has {counts[1]} rows instead of {counts[0]}")


def _faulty(fault: str) -> WarehouseError:
    return WarehouseError(f"The compacted copy is not like the warehouse: {fault}. The warehouse was left as it is.")


def _refuse_log(path: Path) -> None:
    """A write-ahead log beside the file would be replayed into the one that takes its place."""
    log = path.with_name(f"{path.name}.wal")
    if log.exists() and log.stat().st_size:
        raise WarehouseError(f"{log} did not empty, so {path} was not compacted. Nothing was changed. Try again.")


def _wasted_share(cursor: duckdb.DuckDBPyConnection) -> float:
    return float(_value(cursor, WASTED, [_value(cursor, "SELECT current_database()")]))


def _value(cursor: duckdb.DuckDBPyConnection, query: str, parameters: list[object] | None = None) -> Any:
    row = cursor.execute(query, parameters).fetchone()
    return None if row is None else row[0]
