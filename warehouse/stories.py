"""Stories in the warehouse: what is not placed yet, how articles look, and where they were put.

Reading gives numpy columns and domain records; every write is one transaction, and repeating it writes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from tercet.translations.calibration import LANGUAGES
from tercet.translations.languages import Language
from tercet.translations.resemblance import Lists, Rows, lists_of_sizes
from tercet.translations.signals import SIGNALS_VERSION, Signals
from tercet.translations.stories import LinkedStories, Reason, Tie
from tercet.warehouse.arrays import float_lists, hash_lists, numpy_columns
from tercet.warehouse.columns import bigints, columns, doubles, integers, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import as_utc, ask
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import mark_changed, merge, run, stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """An article with a date that is in no story yet."""

    article_id: int
    revision_no: int
    language: Language
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What stands for an article: its title and first two sentences."""

    article_id: int
    revision_no: int
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedText:
    """The signals of a text of an article: its own, or its English translation."""

    article_id: int
    revision_no: int
    language: Language
    signals: Signals


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Name and version of an embedding model."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Articles in order of time, and the stories of those that are in one, by row."""

    rows: Rows
    story_of: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySummary:
    """A story for a list of them."""

    story_id: int
    title: str
    title_language: str
    first_published_at: datetime
    last_published_at: datetime
    languages: tuple[str, ...]
    articles: int
    outlets: int


def unplaced_articles(warehouse: Warehouse) -> list[Unplaced]:
    """Articles with a date that are in no story, oldest first."""
    return [
        Unplaced(
            article_id=article_id, revision_no=revision_no, language=Language(language),
            published_at=as_utc(published_at),
        )
        for article_id, revision_no, language, published_at in ask(warehouse, "unplaced_articles")
    ]  # fmt: skip


def described(warehouse: Warehouse, article_ids: Collection[int], model: Model | None) -> tuple[set[int], set[int]]:
    """Which of the articles have signals of their current revision, and which a vector of the model."""
    params = {"signals": SIGNALS_VERSION, **_model_params(model)}
    staged = columns(article_id=bigints(article_ids))
    rows = ask(warehouse, "described_articles", params, staged=staged)
    return {row[0] for row in rows if row[1]}, {row[0] for row in rows if row[2]}


def leads(warehouse: Warehouse, article_ids: Collection[int], *, in_english: bool = False) -> list[Lead]:
    """Title and first sentences of the articles; `in_english`, those of their English translations, where there are."""
    staged = columns(article_id=bigints(article_ids))
    return [
        Lead(article_id=article_id, revision_no=revision_no, title=title, sentences=tuple(sentences))
        for article_id, revision_no, title, sentences in ask(warehouse, "leads", {"english": in_english}, staged=staged)
    ]


def save_signals(warehouse: Warehouse, rows: Sequence[DescribedText], *, run_id: str) -> int:
    """Keep the signals that are new; returns how many."""
    table = columns(
        article_id=bigints(row.article_id for row in rows),
        revision_no=integers(row.revision_no for row in rows),
        language=texts(row.language.value for row in rows),
        version=texts(SIGNALS_VERSION for _ in rows),
        grams=hash_lists([row.signals.grams for row in rows]),
        numbers=hash_lists([row.signals.numbers for row in rows]),
        run_id=texts(run_id for _ in rows),
    )
    with warehouse.transaction() as cursor:
        return merge(cursor, "article_signals", table, into="article_signals").new


def save_vectors(warehouse: Warehouse, of: Sequence[Lead], vectors: Any, model: Model, *, run_id: str) -> int:
    """Keep the vectors that are new, one row of the numpy array per lead; returns how many."""
    table = columns(
        article_id=bigints(lead.article_id for lead in of),
        revision_no=integers(lead.revision_no for lead in of),
        model=texts(model.name for _ in of),
        model_version=texts(model.version for _ in of),
        vector=float_lists(vectors),
        run_id=texts(run_id for _ in of),
    )
    with warehouse.transaction() as cursor:
        return merge(cursor, "embeddings", table, into="embeddings").new


def read_window(
    warehouse: Warehouse, new: Collection[int], *, since: datetime, until: datetime, model: Model | None
) -> Window:
    """The new articles and those in a story that were published between the two times, as they are compared."""
    params = {
        "since": since, "until": until, "signals": SIGNALS_VERSION,
        "languages": [language.value for language in LANGUAGES], **_model_params(model),
    }  # fmt: skip
    with warehouse.cursor() as cursor:
        stage(cursor, columns(article_id=bigints(new)))
        cursor.execute(read_sql("queries/story_window"), params)
        facts = numpy_columns(cursor, "SELECT article_id, hours, language, story_id FROM story_window")
        rows = Rows(
            ids=facts["article_id"], hours=facts["hours"], languages=facts["language"], vectors=_vectors(cursor),
            grams=_lists(cursor, "grams"), english=_lists(cursor, "english"), numbers=_lists(cursor, "numbers"),
        )  # fmt: skip
        cursor.execute("DROP TABLE story_window")
    stories = facts["story_id"].tolist()
    return Window(rows=rows, story_of={row: story for row, story in enumerate(stories) if story >= 0})


def story_ties(warehouse: Warehouse, article_ids: Collection[int]) -> list[Tie]:
    """What belongs together whatever it looks like: near-duplicates and native versions of these articles."""
    staged = columns(article_id=bigints(article_ids))
    return [
        Tie(article_id=article_id, other_id=other_id, reason=Reason(reason), story_id=story_id)
        for article_id, other_id, reason, story_id in ask(warehouse, "story_ties", staged=staged)
    ]


def save_stories(
    warehouse: Warehouse, linked: LinkedStories, methods: Mapping[int, str], *, run_id: str, now: datetime
) -> None:
    """Store placements and merges, and tell the stories they touch anew. `methods` says how each article was judged."""
    placed = linked.placements
    table = columns(
        article_id=bigints(one.article_id for one in placed),
        story_id=bigints(one.story_id for one in placed),
        reason=texts(one.reason for one in placed),
        similarity=doubles(one.similarity for one in placed),
        nearest_article_id=bigints(one.nearest_id for one in placed),
        method=texts(methods[one.article_id] for one in placed),
        signals=texts(json.dumps(dict(one.signals)) if one.signals else None for one in placed),
        run_id=texts(run_id for _ in placed),
    )
    with warehouse.transaction() as cursor:
        new = merge(cursor, "story_articles", table, into="story_articles").new
        _merge_stories(cursor, linked, run_id=run_id, now=now)
        touched = {one.story_id for one in placed} | {one.into for one in linked.merges}
        recount_stories(cursor, touched | {one.story_id for one in linked.merges}, run_id=run_id)
        if new:
            mark_changed(cursor, run_id=run_id, now=now)


def recount_stories(cursor: duckdb.DuckDBPyConnection, story_ids: Collection[int], *, run_id: str) -> None:
    """Tell these stories anew from the articles they have now; one without any is removed. Inside a transaction."""
    if story_ids:
        stage(cursor, columns(story_id=bigints(sorted(story_ids))))
        run(cursor, "stories", {"run_id": run_id})
        run(cursor, "empty_stories")


def _merge_stories(cursor: duckdb.DuckDBPyConnection, linked: LinkedStories, *, run_id: str, now: datetime) -> None:
    """Record the merges, and move what belonged to the stories that are no more."""
    if not linked.merges:
        return
    into = {one.story_id: one.into for one in linked.merges}
    final = dict(into)
    for story_id in into:
        while final[story_id] in into:
            final[story_id] = into[final[story_id]]
    recorded = columns(
        story_id=bigints(one.story_id for one in linked.merges),
        merged_into=bigints(one.into for one in linked.merges),
        similarity=doubles(one.similarity for one in linked.merges),
    )
    merge(cursor, "story_merges", recorded, into="story_merges", params={"run_id": run_id, "now": now})
    stage(cursor, columns(story_id=bigints(final), final_story_id=bigints(final.values())))
    for table in ("story_articles", "compared_articles", "sentence_links"):
        run(cursor, f"moved_{table}")


def stories_between(
    warehouse: Warehouse, since: datetime, until: datetime, *, least: int = 2, most: int = 50
) -> list[StorySummary]:
    """Stories that were told in a span of time, by at least so many articles: most languages first."""
    rows = ask(warehouse, "stories_of_day", {"since": since, "until": until, "least": least, "most": most})
    return [
        StorySummary(
            story_id=row[0], title=row[1], title_language=row[2], first_published_at=as_utc(row[3]),
            last_published_at=as_utc(row[4]), languages=tuple(row[5]), articles=row[6], outlets=row[7],
        )
        for row in rows
    ]  # fmt: skip


def _model_params(model: Model | None) -> dict[str, str]:
    return {"model": "" if model is None else model.name, "model_version": "" if model is None else model.version}


def _vectors(cursor: duckdb.DuckDBPyConnection) -> Any:
    """The vectors row by row, NaN where one is missing; None where all are."""
    row = cursor.execute("SELECT max(len(vector)) FROM story_window").fetchone()
    if row is None or row[0] is None:
        return None
    width = int(row[0])
    missing = f"list_resize([]::FLOAT[], {width}, 'nan'::FLOAT)"
    flat = numpy_columns(cursor, f"SELECT unnest(coalesce(vector, {missing})) AS value FROM story_window")["value"]
    return flat.reshape(-1, width)


def _lists(cursor: duckdb.DuckDBPyConnection, column: str) -> Lists:
    values = numpy_columns(cursor, f"SELECT unnest({column}) AS value FROM story_window")["value"]
    sizes = numpy_columns(cursor, f"SELECT len({column}) AS size FROM story_window")["size"]
    return lists_of_sizes(values, sizes)
