"""What the flows ask the warehouse: what is known, what is pending, and the sentences to translate."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from arro3.core import Table

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import Segment, SegmentKind
from tercet.warehouse.columns import bigints, columns, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.rows import EntryOutcome, MissingReason
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import stage

NO_LIMIT = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """A line that a source listed before, and what became of it."""

    entry_id: int
    guid: str
    url: str | None
    outcome: EntryOutcome
    article_id: int | None
    reason: str | None
    last_seen_at: datetime
    title: str
    published_at: datetime | None
    first_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """An article that is stored, as of its current revision."""

    article_id: int
    revision_no: int
    content_sha256: str
    language: Language
    canonical_url: str | None
    native_group: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentText:
    """An article to compare new ones with. `text` is the body, without the title."""

    article_id: int
    title: str
    text: str
    first_seen_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingArticle:
    """An article and a language it lacks, or has only from a demo package that may be replaced.

    `has_native` says that the publisher's own version in that language is an article of its own; `missing_reason` is
    what was recorded last time.
    """

    article_id: int
    revision_no: int
    source_id: str
    source_language: Language
    target: Language
    published_at: datetime | None
    has_native: bool
    has_demo_version: bool
    missing_reason: MissingReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateKey:
    """A key that occurs more than once: a fault of the program."""

    relation: str
    key: str
    rows: int


def known_entries(warehouse: Warehouse, source_id: str) -> dict[int, KnownEntry]:
    """What the source listed before, by entry id."""
    return {
        row[0]: KnownEntry(
            entry_id=row[0],
            guid=row[1],
            url=row[2],
            outcome=EntryOutcome(row[3]),
            article_id=row[4],
            reason=row[5],
            last_seen_at=as_utc(row[6]),
            title=row[7],
            published_at=None if row[8] is None else as_utc(row[8]),
            first_seen_at=as_utc(row[9]),
        )
        for row in ask(warehouse, "known_entries", {"source_id": source_id})
    }


def known_articles(warehouse: Warehouse, article_ids: Collection[int]) -> dict[int, KnownArticle]:
    """Which of these articles are stored, by id."""
    return {
        row[0]: KnownArticle(
            article_id=row[0],
            revision_no=row[1],
            content_sha256=row[2],
            language=Language(row[3]),
            canonical_url=row[4],
            native_group=row[5],
        )
        for row in ask(warehouse, "known_articles", staged=columns(article_id=bigints(article_ids)))
    }


def articles_by_url(warehouse: Warehouse, urls: Collection[str]) -> dict[str, int]:
    """The articles that have one of these canonical addresses."""
    return dict(ask(warehouse, "articles_by_url", staged=columns(value=texts(urls))))


def articles_by_content(warehouse: Warehouse, content_sha256s: Collection[str]) -> dict[str, int]:
    """The article that had each of these texts first, by the text's hash."""
    return dict(ask(warehouse, "articles_by_content", staged=columns(value=texts(content_sha256s))))


def recent_texts(warehouse: Warehouse, language: Language, *, since: datetime) -> list[RecentText]:
    """Articles in a language first seen since then, oldest first, without known duplicates."""
    return _texts(warehouse, language, seen_since=since, since=None, until=None)


def texts_of(warehouse: Warehouse, language: Language, *, since: datetime, until: datetime) -> list[RecentText]:
    """Articles in a language published in this time, or without a date first seen in it, without known duplicates."""
    return _texts(warehouse, language, seen_since=None, since=since, until=until)


def _texts(warehouse: Warehouse, language: Language, **times: datetime | None) -> list[RecentText]:
    return [
        RecentText(
            article_id=article_id,
            title=title,
            text=text,
            first_seen_at=as_utc(first_seen_at),
            published_at=None if published_at is None else as_utc(published_at),
        )
        for article_id, title, first_seen_at, published_at, text in ask(
            warehouse, "recent_texts", {"language": language.value, **times}
        )
    ]


def repeated_lines(warehouse: Warehouse, source_id: str, *, min_articles: int = 3) -> frozenset[str]:
    """Paragraphs and cut lines of a source's latest 200 articles that `min_articles`, and a fifth of them, have."""
    rows = ask(warehouse, "repeated_lines", {"source_id": source_id, "min_articles": min_articles})
    return frozenset(text for (text,) in rows)


def pending_articles(
    warehouse: Warehouse,
    *,
    article_ids: Collection[int] | None = None,
    replace_demo: Collection[LanguagePair] = (),
    limit: int | None = None,
) -> list[PendingArticle]:
    """Every article and language without a current version, newest article first.

    Versions by demo packages count as pending for the pairs in `replace_demo`: those that have a real package now.
    """
    params = {
        "languages": [language.value for language in Language],
        "replace_demo": [str(pair) for pair in replace_demo],
        "article_ids": None if article_ids is None else list(article_ids),
        "limit": NO_LIMIT if limit is None else limit,
    }
    return [
        PendingArticle(
            article_id=row[0],
            revision_no=row[1],
            source_id=row[2],
            source_language=Language(row[3]),
            target=Language(row[4]),
            published_at=None if row[5] is None else as_utc(row[5]),
            has_native=row[6],
            has_demo_version=row[7],
            missing_reason=None if row[8] is None else MissingReason(row[8]),
        )
        for row in ask(warehouse, "pending_articles", params)
    ]


def segments_of(warehouse: Warehouse, article_ids: Collection[int]) -> dict[int, tuple[Segment, ...]]:
    """The sentences of the articles' current source versions, in order."""
    rows = ask(warehouse, "source_segments", staged=columns(article_id=bigints(article_ids)))
    return {article_id: tuple(_segments(group)) for article_id, group in groupby(rows, key=lambda row: row[0])}


def duplicate_keys(warehouse: Warehouse) -> list[DuplicateKey]:
    """Keys that occur twice where no primary key forbids it. Empty unless the program is at fault."""
    rows = ask(warehouse, "duplicate_keys")
    return [DuplicateKey(relation=relation, key=key, rows=count) for relation, key, count in rows]


def ask(
    warehouse: Warehouse, query: str, params: Mapping[str, object] | None = None, *, staged: Table | None = None
) -> list[tuple[Any, ...]]:
    """All rows of `queries/<query>`, which may read the table `staged`."""
    with warehouse.cursor() as cursor:
        if staged is not None:
            stage(cursor, staged)
        return cursor.execute(read_sql(f"queries/{query}"), dict(params) if params else None).fetchall()


def as_utc(moment: datetime) -> datetime:
    """The same moment with Python's own UTC: DuckDB gives a zone of pytz."""
    return moment.astimezone(UTC)


def _segments(rows: Iterator[tuple[Any, ...]]) -> Iterator[Segment]:
    for _, paragraph_index, segment_index, kind, text in rows:
        yield Segment(paragraph_index=paragraph_index, segment_index=segment_index, kind=SegmentKind(kind), text=text)
