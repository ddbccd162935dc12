"""Storing versions: the publisher's own, and translations that keep every position of their source."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain, repeat
from operator import attrgetter

import duckdb
from arro3.core import Table

from tercet.translations.errors import AlignmentError
from tercet.translations.models import MemoryEntry, Origin, Version, VersionSegment
from tercet.warehouse.columns import bigints, booleans, columns, doubles, instants, integers, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.errors import UnknownArticleError
from tercet.warehouse.memory import store_entries
from tercet.warehouse.rows import VersionsSummary
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import mark_changed, merge, run, stage

DELETE_SEGMENTS = "DELETE FROM segments WHERE version_id IN (SELECT version_id FROM replaced)"


def load_versions(
    warehouse: Warehouse,
    versions: Sequence[Version],
    memory_entries: Sequence[MemoryEntry] = (),
    *,
    run_id: str,
    now: datetime,
) -> VersionsSummary:
    """Translations and what the memory gained are stored in one transaction.

    A translation without exactly the positions of its source raises AlignmentError, one of an article or revision that
    is not stored UnknownArticleError; then nothing is stored. A version that is stored already is left as it is, unless
    its settings differ. Reasons recorded for missing versions go when the version comes.
    """
    distinct = by_id(versions)
    with warehouse.transaction() as cursor:
        new, replaced = _to_write(cursor, distinct, run_id=run_id)
        segments = 0
        if new or replaced:
            segments = write_versions(cursor, {**new, **replaced}, run_id=run_id, replaced=replaced)
            settle_versions(cursor, [version.article_id for version in chain(new.values(), replaced.values())])
            mark_changed(cursor, run_id=run_id, now=now)
        memory_new = store_entries(cursor, memory_entries, now=now)
    return VersionsSummary(
        versions_new=len(new),
        versions_replaced=len(replaced),
        versions_unchanged=len(distinct) - len(new) - len(replaced),
        segments_written=segments,
        memory_new=memory_new,
    )


def write_versions(
    cursor: duckdb.DuckDBPyConnection, versions: Mapping[int, Version], *, run_id: str, replaced: Collection[int] = ()
) -> int:
    """Write versions and their sentences; those of `replaced` are exchanged. Return the number of sentences."""
    if replaced:
        stage(cursor, columns(version_id=bigints(replaced)), "replaced")
        cursor.execute(DELETE_SEGMENTS)
    merge(cursor, "versions", version_table(versions, run_id), into="versions")
    stage(cursor, segment_table(versions), "staged_segments")
    _check_alignment(cursor, versions)
    return run(cursor, "segments")


def by_id(versions: Iterable[Version]) -> dict[int, Version]:
    """The versions by their ids, each computed once; of two with one id the last counts."""
    return {version.version_id: version for version in versions}


def settle_versions(cursor: duckdb.DuckDBPyConnection, article_ids: Sequence[int]) -> None:
    """Of these articles, the right versions are current, and none that is there counts as missing."""
    stage(cursor, columns(article_id=bigints(sorted(set(article_ids)))))
    run(cursor, "current_versions")
    run(cursor, "arrived_versions")


def version_table(by_version_id: Mapping[int, Version], run_id: str) -> Table:
    """The rows of `versions`."""
    versions = by_version_id.values()
    packages = [version.package for version in versions]
    return columns(
        version_id=bigints(by_version_id),
        article_id=bigints(version.article_id for version in versions),
        revision_no=integers(version.revision_no for version in versions),
        language=texts(version.language for version in versions),
        origin=texts(version.origin for version in versions),
        pair=texts(None if version.pair is None else str(version.pair) for version in versions),
        pivot=texts(version.pivot for version in versions),
        engine=texts(version.engine for version in versions),
        package_name=texts(None if package is None else package.name for package in packages),
        package_version=texts(None if package is None else package.version for package in packages),
        package_sha256=texts("" if package is None else package.sha256 for package in packages),
        settings_sha256=texts(version.settings_sha256 for version in versions),
        is_demo=booleans(package is not None and package.is_demo for package in packages),
        produced_at=instants(version.produced_at for version in versions),
        run_id=texts(run_id for _ in versions),
    )


def segment_table(by_version_id: Mapping[int, Version]) -> Table:
    """The rows of `segments`, in order. Flags are joined by spaces: they are words, and mostly there are none."""
    versions = by_version_id.values()
    rows: list[VersionSegment] = list(chain.from_iterable(version.segments for version in versions))
    lengths = [len(version.segments) for version in versions]
    return columns(
        version_id=bigints(chain.from_iterable(map(repeat, by_version_id, lengths))),
        article_id=bigints(chain.from_iterable(map(repeat, map(attrgetter("article_id"), versions), lengths))),
        language=texts(chain.from_iterable(map(repeat, map(attrgetter("language"), versions), lengths))),
        paragraph_index=integers(map(attrgetter("segment.paragraph_index"), rows)),
        segment_index=integers(map(attrgetter("segment.segment_index"), rows)),
        kind=texts(map(attrgetter("segment.kind"), rows)),
        text=texts(map(attrgetter("segment.text"), rows)),
        score=doubles(map(attrgetter("score"), rows)),
        flags=texts(map(" ".join, map(attrgetter("flags"), rows))),
    )


def _to_write(
    cursor: duckdb.DuckDBPyConnection, versions: Mapping[int, Version], *, run_id: str
) -> tuple[dict[int, Version], dict[int, Version]]:
    """Those that are new, and those that replace a stored one."""
    if not versions:
        return {}, {}
    stage(cursor, version_table(versions, run_id))
    states = {row[0]: row[1:] for row in cursor.execute(read_sql("load/version_states")).fetchall()}
    new, replaced = {}, {}
    for version_id, version in versions.items():
        has_source, is_stored, is_to_write = states[version_id]
        if not has_source:
            raise UnknownArticleError(
                f"A {version.language} version came for revision {version.revision_no} of article "
                f"{version.article_id}, which is not in the warehouse. Nothing was stored. Load the article first."
            )
        if not is_stored:
            new[version_id] = version
        elif is_to_write:
            replaced[version_id] = version
    return new, replaced


def _check_alignment(cursor: duckdb.DuckDBPyConnection, versions: Mapping[int, Version]) -> None:
    if all(version.origin is Origin.SOURCE for version in versions.values()):
        return
    fault = cursor.execute(read_sql("load/misaligned")).fetchone()
    if fault is None:
        return
    version_id, paragraph_index, segment_index, wanted, given = fault
    version = versions[version_id]
    raise AlignmentError(
        f"The {version.language} version of article {version.article_id} (revision {version.revision_no}) has "
        f"{given} sentences at paragraph {paragraph_index}, sentence {segment_index}, where its source has {wanted}. "
        "Nothing was stored. This is a fault of the engine: please report it."
    )
