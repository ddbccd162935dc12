"""Storing articles: revisions, source versions, sentences and the lines that were cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb
from arro3.core import Table

from tercet.translations.models import Article, Origin, Version, VersionSegment
from tercet.translations.segment import segment_article
from tercet.warehouse.columns import bigints, booleans, columns, doubles, instants, integers, text_lists, texts
from tercet.warehouse.rows import RevisionCause
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import merge, run, stage
from tercet.warehouse.versions import by_id, settle_versions, write_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticles:
    """What came of the articles of a batch."""

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    completed: int = 0
    segments: int = 0


@dataclass(frozen=True, slots=True)
class _Revision:
    """An article as the revision it becomes."""

    article: Article
    number: int


def store_articles(
    cursor: duckdb.DuckDBPyConnection,
    articles: Sequence[Article],
    *,
    run_id: str,
    now: datetime,
    cause: RevisionCause = RevisionCause.PUBLISHER,
) -> StoredArticles:
    """Each article is stored as its current revision. Call it inside a transaction.

    A text that equals any stored revision of the article is unchanged and makes no rows; it may still tell facts, such
    as a date, that were unknown. Otherwise it becomes revision max + 1. An id twice in a batch: the first counts.
    """
    distinct = list({article.article_id: article for article in reversed(articles)}.values())[::-1]
    if not distinct:
        return StoredArticles()
    revisions, unchanged = _plan(distinct, _stored_revisions(cursor, distinct))
    segments = _store_revisions(cursor, revisions, run_id=run_id, now=now, cause=cause) if revisions else 0
    completed = _complete(cursor, unchanged)
    new = sum(revision.number == 1 for revision in revisions)
    return StoredArticles(
        new=new, revised=len(revisions) - new, unchanged=len(unchanged), completed=completed, segments=segments
    )


def _stored_revisions(cursor: duckdb.DuckDBPyConnection, articles: Sequence[Article]) -> dict[int, dict[str, int]]:
    """For each known article, its stored texts: content_sha256 -> revision_no."""
    stage(cursor, columns(article_id=bigints(article.article_id for article in articles)))
    stored: dict[int, dict[str, int]] = {}
    for article_id, number, content in cursor.execute(read_sql("load/stored_revisions")).fetchall():
        stored.setdefault(article_id, {})[content] = number
    return stored


def _plan(articles: Sequence[Article], stored: dict[int, dict[str, int]]) -> tuple[list[_Revision], list[Article]]:
    """Part the articles into revisions to store and texts that are known."""
    revisions, unchanged = [], []
    for article in articles:
        texts_of = stored.get(article.article_id, {})
        if article.content_sha256 in texts_of:
            unchanged.append(article)
        else:
            revisions.append(_Revision(article, max(texts_of.values(), default=0) + 1))
    return revisions, unchanged


def _store_revisions(
    cursor: duckdb.DuckDBPyConnection,
    revisions: Sequence[_Revision],
    *,
    run_id: str,
    now: datetime,
    cause: RevisionCause,
) -> int:
    """Write articles, revisions, source versions, sentences and cut lines; return the number of sentences."""
    table = _article_table(revisions, run_id)
    merge(cursor, "articles", table, into="articles")
    run(cursor, "revisions", {"now": now, "cause": cause.value})
    _store_removed_lines(cursor, revisions)
    versions = by_id(_source_version(revision, now) for revision in revisions)
    segments = write_versions(cursor, versions, run_id=run_id)
    settle_versions(cursor, [revision.article.article_id for revision in revisions])
    return segments


def _source_version(revision: _Revision, now: datetime) -> Version:
    """The publisher's own text as a version, cut into sentences."""
    article = revision.article
    return Version(
        article_id=article.article_id,
        revision_no=revision.number,
        language=article.language,
        origin=Origin.SOURCE,
        segments=tuple(
            VersionSegment(segment=segment) for segment in segment_article(article.paragraphs, article.language)
        ),
        produced_at=now,
    )


def _store_removed_lines(cursor: duckdb.DuckDBPyConnection, revisions: Sequence[_Revision]) -> None:
    rows = [(revision, line) for revision in revisions for line in revision.article.removed]
    if not rows:
        return
    table = columns(
        article_id=bigints(revision.article.article_id for revision, _ in rows),
        revision_no=integers(revision.number for revision, _ in rows),
        text=texts(line.text for _, line in rows),
        reason=texts(line.reason for _, line in rows),
    )
    stage(cursor, table)
    run(cursor, "removed_lines")


def _complete(cursor: duckdb.DuckDBPyConnection, unchanged: Sequence[Article]) -> int:
    """Fill facts that were NULL; return how many articles gained one."""
    table = _article_table([_Revision(article, 0) for article in unchanged], "")
    return merge(cursor, "article_facts", table, into="articles").changed


def _article_table(revisions: Sequence[_Revision], run_id: str) -> Table:
    articles = [revision.article for revision in revisions]
    return columns(
        article_id=bigints(article.article_id for article in articles),
        source_id=texts(article.source_id for article in articles),
        canonical_url=texts(article.canonical_url for article in articles),
        title=texts(article.title for article in articles),
        byline=texts(article.byline for article in articles),
        agencies=text_lists([article.agencies for article in articles]),
        published_at=instants(article.published_at for article in articles),
        feed_published_at=instants(article.feed_published_at for article in articles),
        page_published_at=instants(article.page_published_at for article in articles),
        first_seen_at=instants(article.first_seen_at for article in articles),
        language=texts(article.language for article in articles),
        detection_confidence=doubles(article.detection_confidence for article in articles),
        is_mixed=booleans(article.is_mixed for article in articles),
        content_sha256=texts(article.content_sha256 for article in articles),
        revision_no=integers(revision.number for revision in revisions),
        native_group=bigints(article.native_group for article in articles),
        duplicate_of=bigints(article.duplicate_of for article in articles),
        run_id=texts(run_id for _ in articles),
    )
