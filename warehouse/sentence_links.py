"""Sentences of articles in one story: what is still to compare, and which were found to say the same."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from arro3.core import Table

from tercet.translations.languages import Language
from tercet.warehouse.columns import bigints, booleans, columns, doubles, integers, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import ask
from tercet.warehouse.staging import mark_changed, run, stage


@dataclass(frozen=True, slots=True, kw_only=True)
class PairToCompare:
    """Two articles of a story, the smaller id first. `languages` counts the story's."""

    story_id: int
    first_id: int
    second_id: int
    is_native: bool
    languages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSentences:
    """The first sentences of an article. `keys` are (paragraph, sentence); `english` are their translations."""

    article_id: int
    revision_no: int
    language: Language
    keys: tuple[tuple[int, int], ...]
    texts: tuple[str, ...]
    english: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLink:
    """A link between sentences, by their keys."""

    first: tuple[int, int]
    second: tuple[int, int]
    score: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of comparing two articles."""

    pair: PairToCompare
    revisions: tuple[int, int]
    sentences: tuple[int, int]
    links: tuple[StoredLink, ...]
    method: str


def pairs_to_compare(warehouse: Warehouse, *, nearest: int) -> list[PairToCompare]:
    """Pairs whose sentences are to be compared, story by story: each new text with the nearest of every language."""
    return [
        PairToCompare(story_id=row[0], first_id=row[1], second_id=row[2], is_native=row[3], languages=row[4])
        for row in ask(warehouse, "pairs_to_compare", {"nearest": nearest})
    ]


def sentences_of(warehouse: Warehouse, article_ids: Collection[int], *, most: int) -> dict[int, ArticleSentences]:
    """The first sentences of these articles, titles included, headings and captions not."""
    rows = ask(warehouse, "story_sentences", {"most": most}, staged=columns(article_id=bigints(article_ids)))
    found = {}
    for article_id, group in groupby(rows, key=lambda row: row[0]):
        part = list(group)
        found[article_id] = ArticleSentences(
            article_id=article_id,
            revision_no=part[0][1],
            language=Language(part[0][2]),
            keys=tuple((row[3], row[4]) for row in part),
            texts=tuple(row[5] for row in part),
            english=tuple(row[6] for row in part),
        )
    return found


def save_comparisons(warehouse: Warehouse, done: Sequence[Comparison], *, run_id: str, now: datetime) -> None:
    """Store what was compared, in place of what earlier revisions gave."""
    if not done:
        return
    with warehouse.transaction() as cursor:
        pairs = columns(
            article_id_a=bigints(one.pair.first_id for one in done),
            article_id_b=bigints(one.pair.second_id for one in done),
        )
        stage(cursor, pairs)
        run(cursor, "forgotten_compared_articles")
        run(cursor, "forgotten_sentence_links")
        stage(cursor, _compared_table(done, run_id))
        run(cursor, "compared_articles")
        if any(one.links for one in done):
            stage(cursor, _links_table(done, run_id))
            run(cursor, "sentence_links")
        mark_changed(cursor, run_id=run_id, now=now)


def _compared_table(done: Sequence[Comparison], run_id: str) -> Table:
    return columns(
        story_id=bigints(one.pair.story_id for one in done),
        article_id_a=bigints(one.pair.first_id for one in done),
        revision_a=integers(one.revisions[0] for one in done),
        article_id_b=bigints(one.pair.second_id for one in done),
        revision_b=integers(one.revisions[1] for one in done),
        sentences_a=integers(one.sentences[0] for one in done),
        sentences_b=integers(one.sentences[1] for one in done),
        links=integers(len(one.links) for one in done),
        is_monotone=booleans(one.pair.is_native for one in done),
        method=texts(one.method for one in done),
        run_id=texts(run_id for _ in done),
    )


def _links_table(done: Sequence[Comparison], run_id: str) -> Table:
    links = [(one, link) for one in done for link in one.links]
    return columns(
        story_id=bigints(one.pair.story_id for one, _ in links),
        article_id_a=bigints(one.pair.first_id for one, _ in links),
        revision_a=integers(one.revisions[0] for one, _ in links),
        paragraph_a=integers(link.first[0] for _, link in links),
        segment_a=integers(link.first[1] for _, link in links),
        article_id_b=bigints(one.pair.second_id for one, _ in links),
        revision_b=integers(one.revisions[1] for one, _ in links),
        paragraph_b=integers(link.second[0] for _, link in links),
        segment_b=integers(link.second[1] for _, link in links),
        score=doubles(link.score for _, link in links),
        kind=texts(link.kind for _, link in links),
        run_id=texts(run_id for _ in links),
    )
