"""Storing versions: the publisher's own, and translations that keep every position of their source."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain

import duckdb

from tercet.translations.errors import AlignmentError
from tercet.translations.models import MemoryEntry, Origin, Version
from tercet.warehouse.columns import bigints, columns
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.corrected_versions import apply_corrections
from tercet.warehouse.errors import UnknownArticleError
from tercet.warehouse.memory import store_entries
from tercet.warehouse.rows import VersionsSummary
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import mark_changed, merge, run, stage
from tercet.warehouse.version_tables import segment_table, version_table

MARK_HUMAN = """
UPDATE segments SET is_corrected = TRUE WHERE version_id IN (SELECT version_id FROM staged WHERE origin = 'human')
"""
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
    its settings differ; then its old sentences are kept apart. What people corrected is put over the machine's
    sentences in versions of their own. Reasons recorded for missing versions go when the version comes.
    """
    distinct = by_id(versions)
    with warehouse.transaction() as cursor:
        new, replaced = _to_write(cursor, distinct, run_id=run_id)
        segments = 0
        if new or replaced:
            segments = write_versions(cursor, {**new, **replaced}, run_id=run_id, replaced=replaced, now=now)
            article_ids = sorted({version.article_id for version in chain(new.values(), replaced.values())})
            apply_corrections(cursor, article_ids, run_id=run_id, now=now)
            settle_versions(cursor, article_ids)
            mark_changed(cursor, run_id=run_id, now=now)
        memory_new = store_entries(cursor, memory_entries, now=now)
    return VersionsSummary(
        written=frozenset((*new, *replaced)),
        versions_new=len(new),
        versions_replaced=len(replaced),
        versions_unchanged=len(distinct) - len(new) - len(replaced),
        segments_written=segments,
        memory_new=memory_new,
    )


def write_versions(
    cursor: duckdb.DuckDBPyConnection,
    versions: Mapping[int, Version],
    *,
    run_id: str,
    now: datetime | None = None,
    replaced: Collection[int] = (),
) -> int:
    """Write versions and their sentences; return the number of sentences.

    Sentences of the versions in `replaced` are exchanged; those that differ are kept in replaced_segments, as of `now`.
    """
    table = segment_table(versions)
    if replaced:
        stage(cursor, columns(version_id=bigints(replaced)), "replaced")
        stage(cursor, table, "staged_segments")
        run(cursor, "replaced_segments", {"now": now, "run_id": run_id})
        cursor.execute(DELETE_SEGMENTS)
    merge(cursor, "versions", version_table(versions, run_id), into="versions")
    stage(cursor, table, "staged_segments")
    _check_alignment(cursor, versions)
    written = run(cursor, "segments")
    if any(version.origin is Origin.HUMAN for version in versions.values()):
        cursor.execute(MARK_HUMAN)
    return written


def by_id(versions: Iterable[Version]) -> dict[int, Version]:
    """The versions by their ids, each computed once; of two with one id the last counts."""
    return {version.version_id: version for version in versions}


def settle_versions(cursor: duckdb.DuckDBPyConnection, article_ids: Sequence[int]) -> None:
    """Of these articles, the right versions are current, and none that is there counts as missing."""
    stage(cursor, columns(article_id=bigints(sorted(set(article_ids)))))
    run(cursor, "current_versions")
    run(cursor, "arrived_versions")


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
