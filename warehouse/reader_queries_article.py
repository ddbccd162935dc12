"""What the reader's page of an article shows beside its sentences."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import as_utc, ask


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFacts:
    """What is known of an article besides its text. The dates are None where nothing says them."""

    article_id: int
    source_id: str
    outlet: str
    country: str | None
    title: str
    language: str
    detection_confidence: float
    is_mixed: bool
    byline: str | None
    agencies: tuple[str, ...]
    url: str | None
    published_at: datetime | None
    feed_published_at: datetime | None
    page_published_at: datetime | None
    first_seen_at: datetime
    revision_no: int
    duplicate_of: int | None
    duplicate_title: str | None
    native_group: int | None
    story_id: int | None
    removed_lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVersion:
    """What made a version of an article: the publisher, a machine or a person."""

    language: str
    origin: str
    pair: str | None
    pivot: str | None
    engine: str
    package_name: str | None
    package_version: str | None
    is_demo: bool
    produced_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A language an article is not there in, and why."""

    language: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Native:
    """The same article in another language, by its publisher."""

    article_id: int
    language: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A line that was cut from an article."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A state of an article; `cause` says what made it differ: publisher or extractor."""

    revision_no: int
    seen_at: datetime
    title: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A sentence that a revision added or removed."""

    change: str
    paragraph_index: int
    segment_index: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """Where another article of the story says what a sentence says."""

    article_id: int
    language: str
    outlet: str
    paragraph_index: int
    segment_index: int


def article_facts(warehouse: Warehouse, article_id: int) -> ArticleFacts | None:
    """The article, or None when there is no such."""
    rows = ask(warehouse, "reader_article", {"article_id": article_id})
    if not rows:
        return None
    values = dict(zip((field.name for field in fields(ArticleFacts)), rows[0], strict=True))
    for name, value in values.items():
        if isinstance(value, datetime):
            values[name] = as_utc(value)
    return ArticleFacts(**{**values, "agencies": tuple(values["agencies"])})


def shown_versions(warehouse: Warehouse, article_id: int) -> dict[str, ShownVersion]:
    """What made the version of each language."""
    names = [field.name for field in fields(ShownVersion)]
    rows = ask(warehouse, "reader_versions", {"article_id": article_id})
    return {row[0]: ShownVersion(**dict(zip(names, (*row[:8], as_utc(row[8])), strict=True))) for row in rows}


def missing(warehouse: Warehouse, article_id: int) -> dict[str, Missing]:
    """The languages the article is not there in."""
    rows = ask(warehouse, "reader_missing", {"article_id": article_id})
    return {row[0]: Missing(language=row[0], reason=row[1], detail=row[2]) for row in rows}


def natives(warehouse: Warehouse, facts: ArticleFacts) -> list[Native]:
    """The publisher's own versions of the article in other languages."""
    if facts.native_group is None:
        return []
    rows = ask(warehouse, "reader_natives", {"native_group": facts.native_group, "article_id": facts.article_id})
    return [Native(article_id=row[0], language=row[1], title=row[2]) for row in rows]


def removed(warehouse: Warehouse, facts: ArticleFacts, *, most: int) -> list[Removed]:
    """What was cut from the current revision."""
    params = {"article_id": facts.article_id, "revision_no": facts.revision_no, "most": most}
    return [Removed(text=text, reason=reason) for text, reason in ask(warehouse, "reader_removed", params)]


def revisions(warehouse: Warehouse, article_id: int, *, most: int) -> list[Revision]:
    """The states of the article, the newest first."""
    rows = ask(warehouse, "reader_revisions", {"article_id": article_id, "most": most})
    return [Revision(revision_no=row[0], seen_at=as_utc(row[1]), title=row[2], cause=row[3]) for row in rows]


def changes(warehouse: Warehouse, article_id: int, revision_no: int, *, most: int) -> list[Change]:
    """What a revision changed, in reading order."""
    params = {"article_id": article_id, "revision_no": revision_no, "most": most}
    names = [field.name for field in fields(Change)]
    return [Change(**dict(zip(names, row, strict=True))) for row in ask(warehouse, "reader_changes", params)]


def echoes(warehouse: Warehouse, facts: ArticleFacts, *, most: int) -> dict[tuple[int, int], list[Echo]]:
    """By place: where else the sentence is said, the surest first."""
    params = {"article_id": facts.article_id, "revision_no": facts.revision_no, "most": most}
    said: dict[tuple[int, int], list[Echo]] = {}
    for row in ask(warehouse, "reader_article_links", params):
        echo = Echo(
            article_id=row[2], language=row[3], outlet=row[4], paragraph_index=row[5], segment_index=row[6]
        )  # fmt: skip
        said.setdefault((row[0], row[1]), []).append(echo)
    return said
