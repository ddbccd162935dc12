"""Which fetched pages are archived, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import as_utc, ask

IS_ARCHIVED = "SELECT count(*) > 0 FROM documents WHERE document_id = ? AND warc_file IS NOT NULL"

ARCHIVED_SOURCES = """
SELECT DISTINCT sources.source_id, sources.name
FROM documents JOIN entries ON documents.url = entries.url JOIN sources ON sources.source_id = entries.source_id
WHERE documents.warc_file IS NOT NULL
ORDER BY sources.source_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedDocument:
    """The page of an entry as it was fetched last, and where its bytes are."""

    url: str
    final_url: str
    body_sha256: str
    fetched_at: datetime
    warc_file: str
    warc_offset: int
    guid: str
    title: str
    published_at: datetime | None


def is_archived(warehouse: Warehouse, document_id: int) -> bool:
    """Whether the bytes of a document are kept in the archive."""
    with warehouse.cursor() as cursor:
        row = cursor.execute(IS_ARCHIVED, [document_id]).fetchone()
    return row is not None and bool(row[0])


def archived_documents(
    warehouse: Warehouse, source_id: str, *, since: datetime | None = None, until: datetime | None = None
) -> list[ArchivedDocument]:
    """The archived pages of a source's entries, each as fetched last, if that was within the time."""
    rows = ask(warehouse, "archived_documents", {"source_id": source_id, "since": since, "until": until})
    return [
        ArchivedDocument(
            url=row[0],
            final_url=row[1],
            body_sha256=row[2],
            fetched_at=as_utc(row[3]),
            warc_file=row[4],
            warc_offset=row[5],
            guid=row[6],
            title=row[7],
            published_at=None if row[8] is None else as_utc(row[8]),
        )
        for row in rows
    ]


def archived_sources(warehouse: Warehouse) -> list[tuple[str, str]]:
    """Id and name of every source that has archived pages, by id."""
    with warehouse.cursor() as cursor:
        return cursor.execute(ARCHIVED_SOURCES).fetchall()
