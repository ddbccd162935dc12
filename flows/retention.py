"""How long things are kept, how large they are, and what goes: by the configuration, never by surprise.

`storage_report` tells, `apply_retention` does what it told. Prefect's history is not ours to delete: its server does
so by itself (`environment.py` tells it how long to keep it).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tercet.flows.ingest.archive import archive_files
from tercet.flows.settings import Settings
from tercet.translations.errors import TercetError
from tercet.warehouse.compaction import Compacted, CompactionPolicy, compact, is_due, wasted_share
from tercet.warehouse.connection import open_snapshot, open_warehouse
from tercet.warehouse.erasing import finish_erasing, migration_copies
from tercet.warehouse.errors import NoSnapshotError, WarehouseError
from tercet.warehouse.forget import has_unerased
from tercet.warehouse.retention import release_archives
from tercet.warehouse.snapshot import snapshots, superseded

logger = logging.getLogger(__name__)

ARCHIVED_AT = re.compile(r"tercet-(\d{8}T\d{6})")
"""The time in the name of an archive file. Rewriting a file, to forget a page, does not make it younger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSize:
    """Something that takes room: its bytes, the files in it that the configuration lets go now, and why."""

    name: str
    path: Path
    bytes: int
    would_delete: tuple[Path, ...] = ()
    would_delete_bytes: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """What was done: the files that went, their bytes, and what went wrong, in words for people."""

    deleted: tuple[Path, ...] = ()
    freed_bytes: int = 0
    compacted: Compacted | None = None
    problems: tuple[str, ...] = ()


def storage_report(settings: Settings, *, now: datetime | None = None) -> tuple[StoreSize, ...]:
    """What takes room in the data folder. Reads file sizes and the published snapshot, and disturbs no run."""
    now = now or datetime.now(UTC)
    return (
        _warehouse(settings, now),
        _copies(settings, now),
        _snapshots(settings, now),
        _archive(settings, now),
        _prefect(settings),
        _plain("packages", settings.packages_folder),
        _plain("logs", settings.data_dir / "logs"),
    )


def apply_retention(settings: Settings, *, now: datetime | None = None) -> Retained:
    """Delete what `storage_report` would, and compact the warehouse when that is due.

    This process must not have the warehouse open. Never raises: what could not be done is logged and done next time.
    """
    now = now or datetime.now(UTC)
    work = _Work(settings, now)
    for step in (work.archive, work.snapshots, work.copies, work.compact):
        work.attempt(step)
    return work.done()


@contextmanager
def tidied(settings: Settings) -> Iterator[None]:
    """What the configuration does not keep goes when the block ends, also when it failed."""
    try:
        yield
    except Exception:
        apply_retention(settings)
        raise
    apply_retention(settings)


class _Work:
    """The steps of `apply_retention`; each may fail without the others."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        self._settings = settings
        self._now = now
        self._deleted: list[Path] = []
        self._freed = 0
        self._compacted: Compacted | None = None
        self._problems: list[str] = []

    def attempt(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception as error:
            # What a TercetError says is for people; anything else is a fault of the program, to be traced.
            is_fault = not isinstance(error, TercetError | OSError)
            logger.warning("retention.step_failed step=%s error=%s", step.__name__, error, exc_info=is_fault)
            self._problems.append(f"{step.__name__}: {error}")

    def done(self) -> Retained:
        return Retained(
            deleted=tuple(self._deleted),
            freed_bytes=self._freed,
            compacted=self._compacted,
            problems=tuple(self._problems),
        )

    def archive(self) -> None:
        """Raw pages go only when no run writes, and no document says any longer that it has one."""
        store = _archive(self._settings, self._now)
        if not store.would_delete:
            return
        names = [path.relative_to(store.path).as_posix() for path in store.would_delete]
        with open_warehouse(self._settings.warehouse_path) as warehouse:
            release_archives(warehouse, names)
            self._delete(store.would_delete)

    def snapshots(self) -> None:
        self._delete(_snapshots(self._settings, self._now).would_delete)

    def copies(self) -> None:
        self._delete(_copies(self._settings, self._now).would_delete)

    def compact(self) -> None:
        path = self._settings.warehouse_path
        if not path.exists():
            return
        with open_warehouse(path) as warehouse:
            due, is_unfinished = is_due(warehouse, _policy(self._settings), now=self._now), has_unerased(warehouse)
        if is_unfinished:
            kept = self._settings.warehouse
            erased = finish_erasing(
                path, self._settings.snapshot_folder,
                keep=kept.keep_snapshots, keep_days=kept.keep_snapshot_days, now=self._now,
            )  # fmt: skip
            self._compacted = erased.compacted
        elif due:
            self._compacted = compact(path, now=self._now)

    def _delete(self, paths: Sequence[Path]) -> None:
        for path in paths:
            size = path.stat().st_size
            path.unlink()
            logger.info("retention.file_deleted path=%s bytes=%d", path, size)
            self._deleted.append(path)
            self._freed += size


def _policy(settings: Settings) -> CompactionPolicy:
    kept = settings.warehouse
    return CompactionPolicy(days=kept.compact_days, wasted_share=kept.compact_wasted_percent / 100)


def _warehouse(settings: Settings, now: datetime) -> StoreSize:
    path = settings.warehouse_path
    files = [file for file in (path, path.with_name(f"{path.name}.wal")) if file.exists()]
    reason = ""
    try:
        with open_snapshot(settings.snapshot_folder) as snapshot:
            when = "it is copied afresh after the next night" if is_due(snapshot, _policy(settings), now=now) else ""
            share = wasted_share(snapshot)
    except (NoSnapshotError, WarehouseError):
        share, when = 0.0, ""
    if share:
        reason = f"{share:.0%} was left behind by deleted rows" + (f"; {when}" if when else "")
    return StoreSize(name="warehouse", path=path, bytes=_bytes(files), reason=reason)


def _copies(settings: Settings, now: datetime) -> StoreSize:
    path, days = settings.warehouse_path, settings.retention.migration_copy_days
    copies = migration_copies(path)
    old = [copy for copy in copies[1:] if _is_older(copy.stat().st_mtime, days, now)]
    reason = f"older than {days:g} days" if old else ""
    return _store("migration copies", path.parent, copies, old, reason)


def _snapshots(settings: Settings, now: datetime) -> StoreSize:
    folder, kept = settings.snapshot_folder, settings.warehouse
    files = snapshots(folder)
    old = superseded(folder, keep=kept.keep_snapshots, keep_days=kept.keep_snapshot_days, now=now)
    days = f" and those of {kept.keep_snapshot_days:g} days" if kept.keep_snapshot_days else ""
    return _store(
        "snapshots", folder, files, old, f"only the newest {kept.keep_snapshots}{days} are kept" if old else ""
    )


def _archive(settings: Settings, now: datetime) -> StoreSize:
    """The archive of raw pages. By age first, then the oldest until the rest is small enough."""
    rules = settings.retention
    files = sorted(archive_files(settings.warc_folder), key=_archived_at)
    old = [path for path in files if _is_older(_archived_at(path), rules.warc_days, now)]
    reasons = [f"older than {rules.warc_days:g} days"] if old else []
    left = [path for path in files if path not in set(old)]
    size = _bytes(left)
    while rules.warc_max_bytes is not None and size > rules.warc_max_bytes:
        size -= left[0].stat().st_size
        old.append(left.pop(0))
        reasons = [*reasons[:1], f"more than {rules.warc_max_bytes:,} bytes"]
    return _store("raw pages", settings.warc_folder, files, old, ", ".join(dict.fromkeys(reasons)))


def _prefect(settings: Settings) -> StoreSize:
    days = settings.retention.prefect_days
    reason = "kept for ever" if days is None else f"`tercet serve` removes runs older than {days:g} days"
    store = _plain("Prefect", settings.prefect_home)
    return StoreSize(name=store.name, path=store.path, bytes=store.bytes, reason=reason)


def _plain(name: str, folder: Path) -> StoreSize:
    return StoreSize(name=name, path=folder, bytes=_bytes([path for path in folder.rglob("*") if path.is_file()]))


def _store(name: str, path: Path, files: Sequence[Path], old: Sequence[Path], reason: str) -> StoreSize:
    return StoreSize(
        name=name, path=path, bytes=_bytes(files),
        would_delete=tuple(old), would_delete_bytes=_bytes(old), reason=reason,
    )  # fmt: skip


def _archived_at(path: Path) -> float:
    named = ARCHIVED_AT.match(path.name)
    if named is None:
        return path.stat().st_mtime
    return datetime.strptime(named[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC).timestamp()


def _is_older(at: float, days: float | None, now: datetime) -> bool:
    return days is not None and at < (now - timedelta(days=days)).timestamp()


def _bytes(files: Sequence[Path]) -> int:
    """The sizes of the files that are (still) there."""
    total = 0
    for path in files:
        try:
            total += path.lstat().st_size
        except FileNotFoundError:
            continue
    return total
