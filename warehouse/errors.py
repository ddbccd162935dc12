"""Errors of storage.

    WarehouseError
    |- WarehouseLockedError*    another process, or this one, has the file open for writing
    |- WarehouseFormatError     not a DuckDB file, damaged, or a database of something else
    |- SchemaVersionError       made by a newer Tercet, or a migration that was applied has been altered since
    |- WarehouseFullError       the disk, a quota or a size limit stopped a write; nothing of that load was stored
    |- UnknownArticleError      a version for an article or revision that is not stored
    |- NoSnapshotError          nothing has been published yet
    |- ExportError              a bundle could not be written, or what is at its place is something else
    `- QueryError               SQL of a user that failed
       |- QueryRefusedError     SQL that is not a plain reading of the snapshot
       `- QueryLimitError       SQL that took too long, too much memory or gave too much

`*` is transient.
"""

from __future__ import annotations

from pathlib import Path

from tercet.translations.errors import TercetError


class WarehouseError(TercetError):
    """Something is wrong with the warehouse file or what was asked of it."""


class WarehouseLockedError(WarehouseError):
    """The file has one writer at a time, and that is somebody else. `pid` is None where the system does not tell."""

    is_transient = True

    def __init__(self, path: Path, *, pid: int | None, holder: str) -> None:
        super().__init__(
            f"The warehouse {path} is in use by {holder}. Only one process may write it. Wait for that run to end or "
            "stop it, then run the command again; to read meanwhile, open the published snapshot (current.duckdb)."
        )
        self.path = path
        self.pid = pid


class WarehouseFormatError(WarehouseError):
    """The file is not a readable Tercet warehouse."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(
            f"{path} cannot be used as a warehouse: {fault}. Nothing was written to it. Point the configuration at "
            "another file, or move this one away: a copy of the last published snapshot can take its place."
        )
        self.path = path
        self.fault = fault


class SchemaVersionError(WarehouseError):
    """The schema in the file and the migrations of this program do not belong together."""


class WarehouseFullError(WarehouseError):
    """A write did not fit. The transaction was rolled back."""

    def __init__(self, path: Path, cause: str) -> None:
        super().__init__(
            f"The warehouse {path} could not be written: {cause}. Nothing of this load was stored. "
            "Make room (old snapshots beside it are safe to delete), then run the command again: it goes on from here."
        )
        self.path = path


class UnknownArticleError(WarehouseError):
    """A translation came for an article or a revision that is not in the warehouse."""


class NoSnapshotError(WarehouseError):
    """There is no published snapshot to read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no published snapshot in {folder}. Run: tercet run")
        self.folder = folder


class ExportError(WarehouseError):
    """An export could not be written. Nothing of it is left."""


class QueryError(WarehouseError):
    """The SQL of a user failed; the message is DuckDB's."""


class QueryRefusedError(QueryError):
    """The SQL is not one statement that reads the snapshot."""


class QueryLimitError(QueryError):
    """The SQL reached a limit of time, memory or output."""
