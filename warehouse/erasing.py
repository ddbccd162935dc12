"""The end of forgetting: no byte of what was removed is left in the file, in snapshots, or in copies beside it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from tercet.warehouse.compaction import Compacted, compact
from tercet.warehouse.connection import Warehouse, open_warehouse
from tercet.warehouse.forget import forgotten_marks, is_held
from tercet.warehouse.search import update_search
from tercet.warehouse.snapshot import current_snapshot, publish, snapshots
from tercet.warehouse.staging import mark_changed

UNERASED_SINCE = "SELECT min(forgotten_at) FROM forgotten WHERE erased_at IS NULL"
ERASED = "UPDATE forgotten SET erased_at = ? WHERE erased_at IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was done: the file's sizes, the snapshot that readers have now, and the older files that went."""

    compacted: Compacted
    published: Path | None
    deleted: tuple[Path, ...]


def finish_erasing(
    path: Path, folder: Path, *, keep: int, keep_days: float, now: datetime, wait_seconds: float = 0.0
) -> Erased:
    """The file is copied afresh and published; older snapshots and migration copies that still hold what was forgotten
    are gone.

    The warehouse must not be open in this process. Killed anywhere, the next call, or the next compaction, goes on.
    """
    with open_warehouse(path, wait_seconds=wait_seconds) as warehouse:
        update_search(warehouse)
    compacted = compact(path, now=now, wait_seconds=wait_seconds)
    with open_warehouse(path, wait_seconds=wait_seconds) as warehouse:
        with warehouse.transaction() as cursor:
            # The current snapshot may be a copy of the file as it was before it was copied afresh.
            mark_changed(cursor, run_id=None, now=now)
        published = publish(warehouse, folder, keep=keep, keep_days=keep_days)
        deleted = _delete_holders(warehouse, folder)
        with warehouse.transaction() as cursor:
            cursor.execute(ERASED, [now])
    return Erased(compacted=compacted, published=published, deleted=deleted)


def migration_copies(path: Path) -> list[Path]:
    """The copies kept beside the warehouse before migrations, newest first."""
    return sorted(path.parent.glob(f"{path.name}.before-*"), key=lambda copy: copy.stat().st_mtime_ns, reverse=True)


def _delete_holders(warehouse: Warehouse, folder: Path) -> tuple[Path, ...]:
    """Delete the older copies that hold rows of what was forgotten, or bytes of it that were not yet erased."""
    article_ids, url_sha256s = forgotten_marks(warehouse)
    with warehouse.cursor() as cursor:
        row = cursor.execute(UNERASED_SINCE).fetchone()
    since = None if row is None or row[0] is None else row[0].timestamp()
    current = current_snapshot(folder)
    deleted = []
    for copy in [*snapshots(folder), *migration_copies(warehouse.path)]:
        if copy == current:
            continue
        is_unerased = since is not None and copy.stat().st_mtime >= since
        if is_unerased or _holds(copy, article_ids, url_sha256s):
            copy.unlink(missing_ok=True)
            deleted.append(copy)
    return tuple(deleted)


def _holds(copy: Path, article_ids: Collection[int], url_sha256s: Collection[str]) -> bool:
    """Whether a copy still has rows of what was forgotten. One that cannot be read cannot be trusted not to."""
    try:
        with duckdb.connect(str(copy), read_only=True) as connection:
            return is_held(connection, article_ids, url_sha256s)
    except duckdb.Error:
        return True
