"""The current snapshot, followed: opened once for many questions, and exchanged when another one is published."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tercet.warehouse.connection import Warehouse
from tercet.warehouse.errors import QueryLimitError, SchemaVersionError
from tercet.warehouse.faults import explained
from tercet.warehouse.snapshot import current_snapshot


@dataclass(frozen=True, slots=True)
class Reading(Warehouse):
    """A snapshot that answers until a deadline (on the monotonic clock); then QueryLimitError.

    One without a table or column that this program asks for raises SchemaVersionError.
    """

    deadline: float = 0.0

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that is interrupted at the deadline."""
        with Warehouse.cursor(self) as cursor:
            timer = threading.Timer(max(0.0, self.deadline - time.monotonic()), cursor.interrupt)
            timer.daemon = True
            timer.start()
            try:
                yield cursor
            except duckdb.InterruptException as error:
                raise QueryLimitError("The question took too long. Ask for less: fewer words, one language.") from error
            except (duckdb.BinderException, duckdb.CatalogException) as error:
                raise SchemaVersionError(
                    f"The snapshot {self.path.name} was published by another version of Tercet. "
                    "Publish it again: tercet run"
                ) from error
            except duckdb.OutOfMemoryException as error:
                raise QueryLimitError("The question took too much memory. Ask for less.") from error
            finally:
                timer.cancel()


@dataclass(slots=True)
class _Opened:
    path: Path
    connection: duckdb.DuckDBPyConnection
    users: int = 0


@dataclass(slots=True)
class FollowedSnapshot:
    """The snapshot that `current.duckdb` in a folder leads to, whichever that is when somebody reads.

    Safe to use from several threads. A snapshot that was superseded is closed when its last reader is done. Files
    outside of it cannot be reached through it.
    """

    folder: Path
    memory_mb: int = 512
    _opened: _Opened | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def name(self) -> str:
        """The name of the current snapshot's file: equal names, equal answers. NoSnapshotError when there is none."""
        return current_snapshot(self.folder).name

    @contextmanager
    def reading(self, *, seconds: float) -> Iterator[Reading]:
        """The current snapshot, for so many seconds. It stays the same one until the block ends."""
        opened = self._take()
        try:
            yield Reading(
                opened.path, True, opened.connection, threading.RLock(), deadline=time.monotonic() + seconds
            )  # fmt: skip
        finally:
            self._give_back(opened)

    def close(self) -> None:
        """Close what nobody reads any more."""
        with self._lock:
            opened, self._opened = self._opened, None
            if opened is not None and opened.users == 0:
                opened.connection.close()

    def _take(self) -> _Opened:
        with self._lock:
            path = current_snapshot(self.folder)
            if self._opened is None or self._opened.path != path:
                opened = _Opened(path, _open(path, memory_mb=self.memory_mb))
                if self._opened is not None and self._opened.users == 0:
                    self._opened.connection.close()
                self._opened = opened
            self._opened.users += 1
            return self._opened

    def _give_back(self, opened: _Opened) -> None:
        with self._lock:
            opened.users -= 1
            if opened.users == 0 and opened is not self._opened:
                opened.connection.close()


def _open(path: Path, *, memory_mb: int) -> duckdb.DuckDBPyConnection:
    """One thread per question: several are answered at a time anyway, and a second thread costs more than it saves."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": "1",
        "memory_limit": f"{memory_mb}MB",
        "temp_directory": "",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    with explained(path):
        connection = duckdb.connect(str(path), read_only=True, config=settings)
        connection.execute("SET enable_external_access = false")
        return connection
