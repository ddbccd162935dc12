"""Small articles, versions and batches for tests of storage, and a way to see whether anything changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import (
    Article,
    MemoryEntry,
    MemoryKey,
    Origin,
    PackageRef,
    Paragraph,
    Segment,
    SegmentKind,
    TranslatedText,
    Version,
    VersionSegment,
    sha256_text,
    stable_id,
)
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.load import load_batch, load_versions
from tercet.warehouse.queries import known_articles, segments_of
from tercet.warehouse.rows import DocumentRow, EntryOutcome, EntryRow, LoadBatch, SourceRow

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
NEXT_DAY = NOON + timedelta(days=1)

TESTS = Path(__file__).parent
ARTICLES_OF_A_LOAD = 25

SOURCE = SourceRow(source_id="lighthouse", name="The Lighthouse", kind="feed", url="https://lighthouse.example/rss")

UK_BODY = ("Перше речення статті. Друге речення про міст.", "Третє речення, останнє.")
EN_BODY = ("The bridge has reopened. Traffic moves again.", "Repairs took two years.")


def make_article(slug: str, body: Sequence[str] = UK_BODY, **changes: Any) -> Article:
    """An article whose id and hash come from its address and text, as ingest makes them."""
    url = f"https://lighthouse.example/{slug}"
    title = changes.pop("title", f"Заголовок {slug}")
    paragraphs = (
        Paragraph(index=0, kind=SegmentKind.TITLE, text=title),
        *(Paragraph(index=number, kind=SegmentKind.BODY, text=text) for number, text in enumerate(body, 1)),
    )
    facts: dict[str, Any] = {
        "article_id": stable_id(url),
        "source_id": SOURCE.source_id,
        "canonical_url": url,
        "title": title,
        "language": Language.UK,
        "detection_confidence": 0.99,
        "is_mixed": False,
        "paragraphs": paragraphs,
        "content_sha256": sha256_text("\n".join(paragraph.text for paragraph in paragraphs)),
        "first_seen_at": NOON,
        "published_at": NOON,
    }
    return Article(**{**facts, **changes})


def make_entry(article: Article, **changes: Any) -> EntryRow:
    """The line of a feed that became the article."""
    facts: dict[str, Any] = {
        "entry_id": stable_id(article.source_id, str(article.canonical_url)),
        "source_id": article.source_id,
        "guid": str(article.canonical_url),
        "url": article.canonical_url,
        "title": article.title,
        "published_at": article.published_at,
        "seen_at": NOON,
        "outcome": EntryOutcome.ARTICLE,
        "article_id": article.article_id,
    }
    return EntryRow(**{**facts, **changes})


def make_document(article: Article) -> DocumentRow:
    """The page the article was read from."""
    url = str(article.canonical_url)
    return DocumentRow(
        document_id=stable_id(url, article.content_sha256),
        url=url,
        final_url=url,
        status_code=200,
        content_type="text/html",
        charset="utf-8",
        body_sha256=article.content_sha256,
        etag='"1"',
        last_modified=None,
        fetched_at=NOON,
    )


def make_package(pair: LanguagePair, name: str = "official", *, is_demo: bool = False) -> PackageRef:
    return PackageRef(pair=pair, name=name, version="1.9", sha256=sha256_text(f"{name} {pair}"), is_demo=is_demo)


def translate(warehouse: Warehouse, article: Article, target: Language, **changes: Any) -> Version:
    """A translation of the article's current revision that marks each sentence with the language."""
    pair = LanguagePair(article.language, target)
    segments = segments_of(warehouse, [article.article_id])[article.article_id]
    flags = changes.pop("flags", ())
    facts: dict[str, Any] = {
        "article_id": article.article_id,
        "revision_no": known_articles(warehouse, [article.article_id])[article.article_id].revision_no,
        "language": target,
        "origin": Origin.MACHINE,
        "segments": tuple(
            VersionSegment(segment=in_language(segment, target), score=-0.5, flags=flags) for segment in segments
        ),
        "produced_at": NOON,
        "pair": pair,
        "engine": "argos",
        "package": make_package(pair),
        "settings_sha256": "beam4",
    }
    return Version(**{**facts, **changes})


def in_language(segment: Segment, language: Language) -> Segment:
    return Segment(
        paragraph_index=segment.paragraph_index,
        segment_index=segment.segment_index,
        kind=segment.kind,
        text=f"[{language}] {segment.text}",
    )


def make_memory_entry(text: str, translation: str = "переклад", pair: str = "en-uk") -> MemoryEntry:
    key = MemoryKey(
        text_sha256=sha256_text(text), pair=LanguagePair.parse(pair), package_sha256="p", settings_sha256="s"
    )
    return MemoryEntry(key=key, translated=TranslatedText(text=translation, score=-0.25))


def fingerprint(warehouse: Warehouse, *, without: Sequence[str] = ()) -> dict[str, str]:
    """A hash of every table's rows, whatever their order. Two equal fingerprints: nothing has changed."""
    with warehouse.cursor() as cursor:
        tables = cursor.execute(
            "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary"
        ).fetchall()
        return {
            name: hashlib.sha256(
                "\n".join(sorted(map(repr, cursor.execute(f'SELECT * FROM "{name}"').fetchall()))).encode()
            ).hexdigest()
            for (name,) in tables
            if name not in without
        }


def count(warehouse: Warehouse, table: str) -> int:
    with warehouse.cursor() as cursor:
        row = cursor.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    assert row is not None
    return int(row[0])


def rows(warehouse: Warehouse, sql: str) -> list[tuple[Any, ...]]:
    with warehouse.cursor() as cursor:
        return cursor.execute(sql).fetchall()


def load_one(warehouse: Warehouse, number: int) -> None:
    """A batch of articles, and then their translations: two transactions."""
    articles = [make_article(f"article-{number}-{place}") for place in range(ARTICLES_OF_A_LOAD)]
    batch = LoadBatch(articles=tuple(articles), entries=tuple(map(make_entry, articles)))
    load_batch(warehouse, batch, run_id=f"r{number}", now=NOON)
    versions = [translate(warehouse, article, Language.EN) for article in articles]
    load_versions(warehouse, versions, run_id=f"r{number}", now=NOON)
