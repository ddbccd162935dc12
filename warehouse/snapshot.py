"""Publishing: an immutable copy of the warehouse for every reader, made only when readers would see a difference.

A snapshot's name is made of the file, the schema and the content it shows, so that comparing names tells whether the
published one is up to date. Readers open `current.duckdb`, a link that is exchanged in one step; one who has an old
snapshot open goes on reading it even after its file is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from tercet.warehouse.connection import CURRENT, Warehouse
from tercet.warehouse.copying import copied, flush
from tercet.warehouse.errors import NoSnapshotError, WarehouseError
from tercet.warehouse.faults import explained
from tercet.warehouse.search import update_search
from tercet.warehouse.sql import read_sql

PREFIX, SUFFIX = "wh-", ".duckdb"
READ_ONLY_MODE = 0o444


def publish(warehouse: Warehouse, folder: Path, *, keep: int = 3, keep_days: float = 0.0) -> Path | None:
    """The folder's current snapshot shows what is stored now; return its path, or None when it already did.

    The newest `keep` snapshots stay, the current one included, and those that are not `keep_days` old yet. A crash at
    any point leaves the current snapshot whole, and the next call goes on.
    """
    if keep < 1:
        raise ValueError("keep at least the current snapshot")
    folder.mkdir(parents=True, exist_ok=True)
    with warehouse.quiet() as cursor:
        target = folder / _snapshot_name(cursor)
        if _linked(folder) == target.name and target.is_file():
            return None
        if not target.is_file():
            update_search(warehouse)
            cursor.execute("CHECKPOINT")
            with copied(warehouse.path, target) as temporary:
                _verify(temporary, target.name)
                temporary.chmod(READ_ONLY_MODE)
    _point(folder, target)
    _prune(folder, superseded(folder, keep=keep, keep_days=keep_days, now=datetime.now(UTC)))
    return target


def current_snapshot(folder: Path) -> Path:
    """The file that `current.duckdb` in the folder leads to; NoSnapshotError before the first publish."""
    link = folder / CURRENT
    if not link.exists():
        raise NoSnapshotError(folder)
    return link.resolve()


def snapshots(folder: Path) -> list[Path]:
    """The snapshots in the folder, newest first."""
    return sorted(folder.glob(f"{PREFIX}*{SUFFIX}"), key=lambda path: path.stat().st_mtime_ns, reverse=True)


def superseded(folder: Path, *, keep: int, keep_days: float, now: datetime) -> list[Path]:
    """The snapshots that the policy does not keep; never the current one. Their age is that of their publication."""
    current = _linked(folder)
    oldest = (now - timedelta(days=keep_days)).timestamp()
    return [
        old for old in snapshots(folder)[keep:] if old.name != current and old.stat().st_mtime < oldest
    ]  # fmt: skip


def _snapshot_name(cursor: duckdb.DuckDBPyConnection) -> str:
    row = cursor.execute(read_sql("queries/content_name")).fetchone()
    if row is None:
        raise WarehouseError("The warehouse has lost its content_state row. Restore it from the last snapshot.")
    version, fingerprint = row
    return f"{PREFIX}{version:08}-{fingerprint}{SUFFIX}"


def _linked(folder: Path) -> str | None:
    link = folder / CURRENT
    return link.readlink().name if link.is_symlink() else None


def _verify(copy: Path, name: str) -> None:
    """The copy opens, and shows the content that the name says."""
    with explained(copy), duckdb.connect(str(copy), read_only=True) as connection:
        if _snapshot_name(connection.cursor()) != name:
            raise WarehouseError(f"The copy {copy} does not show what the warehouse holds. Publish again.")


def _point(folder: Path, target: Path) -> None:
    """`current.duckdb` leads to the target, without a moment in which it leads nowhere."""
    temporary = folder / f".tmp-{CURRENT}"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target.name)
    temporary.replace(folder / CURRENT)
    flush(folder)


def _prune(folder: Path, old: Sequence[Path]) -> None:
    """These snapshots are gone, and what interrupted copies left. Who has one open goes on reading it."""
    for path in old:
        path.unlink(missing_ok=True)
    for stray in folder.glob(f".tmp-{PREFIX}*"):
        stray.unlink(missing_ok=True)
