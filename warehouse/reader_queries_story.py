"""What the reader's page of a story shows: its articles, their sentences, and which of them say the same."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from tercet.translations.languages import Language
from tercet.translations.models import TITLE_PARAGRAPH
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import as_utc, ask


class Place(NamedTuple):
    """Where a sentence stands."""

    article_id: int
    paragraph_index: int
    segment_index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryArticle:
    """An article of a story."""

    article_id: int
    revision_no: int
    title: str
    language: str
    published_at: datetime
    source_id: str
    outlet: str
    country: str | None
    url: str | None
    hours_after_first: float
    duplicate_of: int | None
    native_group: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySentence:
    """A sentence as published, and a translation where there is one, with its flags."""

    place: Place
    text: str
    beside: str | None
    beside_language: str | None
    flags: tuple[str, ...]

    @property
    def is_headline(self) -> bool:
        return self.place.paragraph_index == TITLE_PARAGRAPH


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceLink:
    """Two sentences that say the same. `kind` is translation, shared or copied."""

    a: Place
    b: Place
    score: float
    kind: str


def story_articles(warehouse: Warehouse, story_id: int, *, most: int) -> list[StoryArticle]:
    """The articles of a story in order of time."""
    names = [field.name for field in fields(StoryArticle)]
    rows = ask(warehouse, "reader_story_articles", {"story_id": story_id, "most": most})
    found: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows]
    return [StoryArticle(**{**one, "published_at": as_utc(one["published_at"])}) for one in found]


def story_sentences(
    warehouse: Warehouse, article_ids: Collection[int], *, beside: Language, instead: Language
) -> dict[int, list[StorySentence]]:
    """The sentences of articles in order, translated into `beside`; those written in it, into `instead`."""
    shown = ask(
        warehouse, "reader_shown", {"ids": list(article_ids), "beside": beside, "instead": instead}
    )  # fmt: skip
    if not shown:
        return {}
    language_of = {row[0]: row[3] for row in shown if not row[2]}
    params = {
        "versions": [row[1] for row in shown], "articles": [row[0] for row in shown], "own": [row[2] for row in shown],
    }  # fmt: skip
    found: dict[int, list[StorySentence]] = {}
    for row in ask(warehouse, "reader_story_sentences", params):
        sentence = StorySentence(
            place=Place(*row[:3]), text=row[3], beside=row[4],
            beside_language=None if row[4] is None else language_of[row[0]], flags=tuple(row[5]),
        )  # fmt: skip
        found.setdefault(row[0], []).append(sentence)
    return found


def compared_sentences(warehouse: Warehouse, story_id: int) -> dict[tuple[int, int], dict[int, int]]:
    """What was compared: by article and revision, how many of its first sentences with which other article."""
    compared: dict[tuple[int, int], dict[int, int]] = {}
    for a, revision_a, size_a, b, revision_b, size_b in ask(warehouse, "reader_story_compared", {"story_id": story_id}):
        compared.setdefault((a, revision_a), {})[b] = size_a
        compared.setdefault((b, revision_b), {})[a] = size_b
    return compared


def sentence_links(warehouse: Warehouse, story_id: int, *, revisions: dict[int, int], most: int) -> list[SentenceLink]:
    """Which sentences say the same, the surest first, between these revisions of articles."""
    return [
        SentenceLink(a=Place(a, row[2], row[3]), b=Place(b, row[6], row[7]), score=row[8], kind=row[9])
        for row in ask(warehouse, "reader_story_links", {"story_id": story_id, "most": most})
        if revisions.get(a := row[0]) == row[1] and revisions.get(b := row[4]) == row[5]
    ]
