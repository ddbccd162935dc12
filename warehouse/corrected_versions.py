"""Versions of origin human: what people corrected, and the machine's sentences between.

A person's sentence holds wherever its source sentence stands, so a new revision, or a translation by another package,
has it again. The other sentences are those of the best machine version, with its flags; so such a version has exactly
the positions of its source.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import duckdb

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import Origin, PackageRef, Version
from tercet.warehouse.columns import bigints, columns
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import merge, run, stage
from tercet.warehouse.version_tables import version_table

ANY = "SELECT 1 FROM corrections WHERE is_current LIMIT 1"
DELETE_CORRECTED = "DELETE FROM segments WHERE version_id IN (SELECT version_id FROM replaced)"


def apply_corrections(
    cursor: duckdb.DuckDBPyConnection, article_ids: Sequence[int], *, run_id: str, now: datetime
) -> list[int]:
    """Write the human versions that these articles should have and have not; return the ids of those written.

    Which version is current is settled by the caller. Call it inside a transaction.
    """
    if not article_ids or cursor.execute(ANY).fetchone() is None:
        return []
    stage(cursor, columns(article_id=bigints(article_ids)))
    bases = cursor.execute(read_sql("load/corrected_bases")).fetchall()
    wanted = {(version := _human(row, now)).version_id: (version, row[0]) for row in bases}
    if not wanted:
        return []
    stage(cursor, version_table({key: version for key, (version, _) in wanted.items()}, run_id))
    base_ids = bigints(base_id for _, base_id in wanted.values())
    stage(cursor, columns(version_id=bigints(wanted), base_id=base_ids), "bases")
    cursor.unregister("staged_segments")
    cursor.execute(read_sql("load/corrected_segments"))
    written = [version_id for (version_id,) in cursor.execute(read_sql("load/corrected_changes")).fetchall()]
    if written:
        stage(cursor, columns(version_id=bigints(written)), "replaced")
        run(cursor, "replaced_segments", {"now": now, "run_id": run_id})
        cursor.execute(DELETE_CORRECTED)
        merge(cursor, "versions", version_table({key: wanted[key][0] for key in written}, run_id), into="versions")
        run(cursor, "corrected_written")
    cursor.execute("DROP TABLE staged_segments")
    return written


def _human(row: Sequence[Any], now: datetime) -> Version:
    """The human version that goes over a machine's; what made the machine's sentences is told with it."""
    _, article_id, revision_no, language, pair, pivot, engine, name, version, sha256, settings, is_demo = row
    direction = LanguagePair.parse(pair)
    return Version(
        article_id=article_id,
        revision_no=revision_no,
        language=Language(language),
        origin=Origin.HUMAN,
        segments=(),
        produced_at=now,
        pair=direction,
        pivot=None if pivot is None else Language(pivot),
        engine=engine,
        package=PackageRef(pair=direction, name=name, version=version, sha256=sha256, is_demo=is_demo),
        settings_sha256=settings,
    )
