"""Opening the warehouse for its one writer, and a published snapshot for any number of readers.

DuckDB locks a file per process: a second writer, and even a reader, is refused while one is open. So the flow that
writes opens the file once and hands the open `Warehouse` on, and everybody else reads a snapshot.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tercet.warehouse.errors import NoSnapshotError, WarehouseError, WarehouseFormatError, WarehouseLockedError
from tercet.warehouse.faults import explained
from tercet.warehouse.migrations import migrate

STORAGE_VERSION = "v1.0.0"
"""Files keep this format, so that DuckDB clients from 1.0 on open plain copies."""

CURRENT = "current.duckdb"
"""The link to the last published snapshot, in the folder of snapshots."""

WRITER_THREADS = 1
"""Rows from Arrow come in one stream: a second thread doubles the CPU time of a load and saves little of the clock."""

CHECKPOINT_THRESHOLD = "128MB"
"""Size of the write-ahead log that starts a checkpoint. Each one writes the indexes anew (half a second at 100,000
articles), while a log of this size is replayed after a crash in about a second."""

RETRY_SECONDS = 0.2
MAGIC_OFFSET, MAGIC = 8, b"DUCK"

_open_here: set[Path] = set()
_open_here_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Warehouse:
    """An open warehouse or snapshot. Safe to use from several threads: every call works on a cursor of its own."""

    path: Path
    is_read_only: bool
    _connection: duckdb.DuckDBPyConnection
    _writing: threading.RLock = field(default_factory=threading.RLock)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for reading. It sees what was committed before."""
        with explained(self.path):
            cursor = self._connection.cursor()
            try:
                cursor.execute("SET TimeZone = 'UTC'")
                yield cursor
            finally:
                cursor.close()

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor inside one transaction: all of it is stored when the block ends, or, on any error, nothing.

        Writers of one process take turns.
        """
        if self.is_read_only:
            raise WarehouseError(f"{self.path} is a published snapshot: it is never written. Open the warehouse.")
        with self._writing, self.cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION")
            try:
                yield cursor
                cursor.execute("COMMIT")
            except BaseException:
                _roll_back(cursor)
                raise

    @contextmanager
    def quiet(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor outside a transaction while no other thread writes: for checkpoints and copies."""
        with self._writing, self.cursor() as cursor:
            yield cursor


@contextmanager
def open_warehouse(
    path: Path, *, wait_seconds: float = 0.0, memory_limit: str | None = None, threads: int = WRITER_THREADS
) -> Iterator[Warehouse]:
    """The warehouse at `path`, created when there is none, with every migration and view in place.

    While another process holds it, try again for `wait_seconds`, then raise WarehouseLockedError. `memory_limit` is
    DuckDB's, for example "2GB". A file that is no warehouse raises WarehouseFormatError and is left as it was.
    """
    path = Path(path).absolute()
    with only_once(path):
        _prepare(path)
        settings = _settings(
            storage_compatibility_version=STORAGE_VERSION,
            checkpoint_threshold=CHECKPOINT_THRESHOLD,
            memory_limit=memory_limit,
            threads=threads,
        )
        connection = _connect(path, settings, deadline=time.monotonic() + wait_seconds)
        try:
            with explained(path):
                migrate(connection, path)
            yield Warehouse(path, False, connection)
        except BaseException:
            _abandon(connection)
            raise
        with explained(path):
            connection.close()


@contextmanager
def open_snapshot(path: Path) -> Iterator[Warehouse]:
    """A published snapshot, read only: a file, or the current one of a folder. Never blocks, and is never blocked."""
    resolved = (path / CURRENT if path.is_dir() else path).resolve()
    if not resolved.is_file():
        raise NoSnapshotError(path if path.is_dir() else path.parent)
    with explained(resolved):
        connection = duckdb.connect(str(resolved), read_only=True, config=_settings())
    try:
        yield Warehouse(resolved, True, connection)
    finally:
        connection.close()


def _settings(**chosen: str | int | None) -> dict[str, str | bool | int | float | list[str]]:
    """Settings of a connection. DuckDB never fetches extensions by itself: nothing is downloaded silently."""
    fixed = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    return {**fixed, **{name: str(value) for name, value in chosen.items() if value is not None}}


@contextmanager
def only_once(path: Path) -> Iterator[None]:
    """One opening per process. A second would share DuckDB's instance, and reading the file's first bytes for it would
    drop the lock that keeps other processes out (POSIX locks go with any closed descriptor of the file)."""
    path = path.resolve()
    with _open_here_lock:
        if path in _open_here:
            raise WarehouseLockedError(path, pid=os.getpid(), holder="this process, which has it open already")
        _open_here.add(path)
    try:
        yield
    finally:
        with _open_here_lock:
            _open_here.discard(path)


def _prepare(path: Path) -> None:
    """Make the folder, and refuse a file that DuckDB did not write."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            return
        with path.open("rb") as file:
            start = file.read(MAGIC_OFFSET + len(MAGIC))
    except OSError as error:
        raise WarehouseError(f"The warehouse {path} cannot be opened: {error.strerror}. Check the path.") from error
    if start[MAGIC_OFFSET:] != MAGIC:
        fault = "it is empty" if not start else "it is not a DuckDB file"
        raise WarehouseFormatError(path, fault)


def _connect(
    path: Path, settings: dict[str, str | bool | int | float | list[str]], *, deadline: float
) -> duckdb.DuckDBPyConnection:
    while True:
        try:
            with explained(path):
                return duckdb.connect(str(path), config=settings)
        except WarehouseLockedError:
            if time.monotonic() >= deadline:
                raise
        time.sleep(RETRY_SECONDS)


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    """Undo the transaction. Where DuckDB has already given it up, there is nothing left to undo."""
    try:
        cursor.execute("ROLLBACK")
    except (duckdb.TransactionException, duckdb.FatalException, duckdb.ConnectionException):
        return


def _abandon(connection: duckdb.DuckDBPyConnection) -> None:
    """Close after an error. What closing has to say then (a checkpoint that does not fit either) would hide it."""
    try:
        connection.close()
    except duckdb.Error:
        return
