"""Loading what ingest found. Each function is one transaction, and repeating it with the same values writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import duckdb

from tercet.translations.models import Reject, stable_id
from tercet.warehouse.articles import store_articles
from tercet.warehouse.columns import bigints, booleans, columns, instants, integers, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.duplicates import relabel
from tercet.warehouse.natives import join_natives
from tercet.warehouse.rows import DocumentRow, EntryRow, LoadBatch, LoadSummary, MissingVersion, SourceRow
from tercet.warehouse.staging import Merged, mark_changed, merge, stage
from tercet.warehouse.versions import load_versions

__all__ = ["load_batch", "load_versions", "record_missing", "reject_id", "upsert_sources"]

DEACTIVATE = """
UPDATE sources SET active = FALSE
WHERE active AND kind <> 'pasted' AND source_id NOT IN (SELECT source_id FROM staged)
"""


def upsert_sources(
    warehouse: Warehouse, rows: Sequence[SourceRow], *, now: datetime, deactivate_others: bool = False
) -> int:
    """The sources are stored as given; return how many rows changed.

    With `deactivate_others`, sources that are not among them are marked inactive; their articles stay. Outlets known
    only by hand were never configured and stay as they are.
    """
    distinct = list({row.source_id: row for row in rows}.values())
    table = columns(
        source_id=texts(row.source_id for row in distinct),
        name=texts(row.name for row in distinct),
        kind=texts(row.kind for row in distinct),
        url=texts(row.url for row in distinct),
        country=texts(row.country for row in distinct),
        default_language=texts(row.default_language for row in distinct),
        active=booleans(row.active for row in distinct),
    )
    with warehouse.transaction() as cursor:
        merged = merge(cursor, "sources", table, into="sources")
        changed = merged.new + merged.changed
        if deactivate_others:
            stage(cursor, table)
            changed += _affected(cursor, DEACTIVATE)
        if changed:
            mark_changed(cursor, run_id=None, now=now)
    return changed


def load_batch(warehouse: Warehouse, batch: LoadBatch, *, run_id: str, now: datetime) -> LoadSummary:
    """Entries, documents, articles and rejects are stored in one transaction, articles cut into sentences."""
    with warehouse.transaction() as cursor:
        articles = store_articles(cursor, batch.articles, run_id=run_id, now=now, cause=batch.cause)
        entries = _store_entries(cursor, batch.entries)
        documents = _store_documents(cursor, batch.documents)
        rejects = _store_rejects(cursor, batch.rejects, run_id=run_id, now=now)
        relabelled = relabel(cursor, batch.originals)
        natives_joined = join_natives(cursor, batch.alternates)
        summary = LoadSummary(
            entries_new=entries.new,
            entries_changed=entries.changed,
            documents_new=documents.new,
            articles_new=articles.new,
            articles_revised=articles.revised,
            articles_unchanged=articles.unchanged,
            articles_completed=articles.completed,
            segments_written=articles.segments,
            rejects_new=rejects.new,
            rejects_repeated=rejects.changed,
            relabelled=relabelled,
            natives_joined=natives_joined,
        )
        if summary.is_content_changed:
            mark_changed(cursor, run_id=run_id, now=now)
    return summary


def record_missing(warehouse: Warehouse, rows: Sequence[MissingVersion], *, run_id: str, now: datetime) -> int:
    """It is recorded why these versions are missing; return how many rows changed.

    A version that is there is not missing, whatever `rows` say. `since` stays while the reason stays.
    """
    distinct = list({(row.article_id, row.language): row for row in rows}.values())
    table = columns(
        article_id=bigints(row.article_id for row in distinct),
        language=texts(row.language for row in distinct),
        reason=texts(row.reason for row in distinct),
        detail=texts(row.detail for row in distinct),
        since=instants(now for _ in distinct),
        run_id=texts(run_id for _ in distinct),
    )
    with warehouse.transaction() as cursor:
        merged = merge(cursor, "missing_versions", table, into="missing_versions")
        changed = merged.new + merged.changed
        if changed:
            mark_changed(cursor, run_id=run_id, now=now)
    return changed


def reject_id(reject: Reject) -> int:
    """The id of a reject: the same subject refused for the same reason at the same stage is one row."""
    return stable_id(reject.source_id or "", reject.stage, reject.reason, reject.subject)


def _store_entries(cursor: duckdb.DuckDBPyConnection, entries: Sequence[EntryRow]) -> Merged:
    distinct = list({entry.entry_id: entry for entry in entries}.values())
    table = columns(
        entry_id=bigints(entry.entry_id for entry in distinct),
        source_id=texts(entry.source_id for entry in distinct),
        guid=texts(entry.guid for entry in distinct),
        url=texts(entry.url for entry in distinct),
        title=texts(entry.title for entry in distinct),
        published_at=instants(entry.published_at for entry in distinct),
        seen_at=instants(entry.seen_at for entry in distinct),
        outcome=texts(entry.outcome for entry in distinct),
        article_id=bigints(entry.article_id for entry in distinct),
        reason=texts(entry.reason for entry in distinct),
    )
    return merge(cursor, "entries", table, into="entries")


def _store_documents(cursor: duckdb.DuckDBPyConnection, documents: Sequence[DocumentRow]) -> Merged:
    distinct = list({document.document_id: document for document in documents}.values())
    table = columns(
        document_id=bigints(document.document_id for document in distinct),
        url=texts(document.url for document in distinct),
        final_url=texts(document.final_url for document in distinct),
        status_code=integers(document.status_code for document in distinct),
        content_type=texts(document.content_type for document in distinct),
        charset=texts(document.charset for document in distinct),
        body_sha256=texts(document.body_sha256 for document in distinct),
        etag=texts(document.etag for document in distinct),
        last_modified=texts(document.last_modified for document in distinct),
        fetched_at=instants(document.fetched_at for document in distinct),
        warc_file=texts(document.warc_file for document in distinct),
        warc_offset=bigints(document.warc_offset for document in distinct),
    )
    return merge(cursor, "documents", table, into="documents")


def _store_rejects(
    cursor: duckdb.DuckDBPyConnection, rejects: Sequence[Reject], *, run_id: str, now: datetime
) -> Merged:
    distinct = {reject_id(reject): reject for reject in rejects}
    table = columns(
        reject_id=bigints(distinct),
        stage=texts(reject.stage for reject in distinct.values()),
        reason=texts(reject.reason for reject in distinct.values()),
        subject=texts(reject.subject for reject in distinct.values()),
        detail=texts(reject.detail for reject in distinct.values()),
        source_id=texts(reject.source_id for reject in distinct.values()),
    )
    return merge(cursor, "rejects", table, into="rejects", params={"run_id": run_id, "now": now})


def _affected(cursor: duckdb.DuckDBPyConnection, statement: str) -> int:
    row = cursor.execute(statement).fetchone()
    return 0 if row is None else int(row[0])
