"""What the reader's lists show: days and their stories, search, watchlists, the checks of sources.

Plain questions to a published snapshot, each written for a page: an answer costs milliseconds at 100,000 articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tercet.translations.languages import Language
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import as_utc, ask
from tercet.warehouse.sql import read_sql

POSTINGS = "SELECT term_id, document_no, times FROM search_postings WHERE term_id = {:d}"

MOST_TERMS = 60
"""Terms that one search looks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Where a span of time lies among all articles. Moments are None where nothing is."""

    before: datetime | None
    after: datetime | None
    newest: datetime | None
    articles: int
    undated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """How one language tells a story: articles, outlets by name, hours after the first article of all."""

    language: str
    articles: int
    outlets: tuple[str, ...]
    hours_after_first: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story. `articles_then` counts those of the span that was asked for."""

    story_id: int
    title: str
    title_language: str
    first_article_id: int
    first_published_at: datetime
    last_published_at: datetime
    languages: tuple[str, ...]
    articles: int
    articles_then: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article in a list. `matched_language` is set where the words stood in a translation."""

    article_id: int
    title: str
    language: str
    outlet: str
    moment: datetime | None
    matched_language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """The top of an article: its headline translated, where it is, and its first paragraph as published."""

    headline: str | None
    lead: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One time that a source was asked."""

    checked_at: datetime
    status: str
    articles_new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchFind:
    """An article that a watchlist found. `place` is that of the first sentence; `forms` are the words as they stand."""

    article_id: int
    title: str
    language: str
    outlet: str
    published_at: datetime | None
    found_at: datetime
    sentences: int
    phrases: tuple[str, ...]
    forms: tuple[str, ...]
    is_in_source: bool
    place: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a watchlist has found so far."""

    articles: int
    last_found_at: datetime


def bounds(warehouse: Warehouse, *, since: datetime, until: datetime) -> Bounds:
    """What lies before and after a span of time, and how much there is at all."""
    before, after, newest, articles, undated = ask(warehouse, "reader_bounds", {"since": since, "until": until})[0]
    return Bounds(before=moment(before), after=moment(after), newest=moment(newest), articles=articles, undated=undated)


def calendar(warehouse: Warehouse, *, since: datetime, until: datetime, zone: ZoneInfo) -> dict[date, Counter[str]]:
    """Articles per day of the time zone and language; days without any are left out."""
    days: dict[date, Counter[str]] = {}
    for quarter, language, count in ask(warehouse, "reader_calendar", {"since": since, "until": until}):
        day = datetime.fromtimestamp(900 * quarter, zone).date()
        days.setdefault(day, Counter())[language] += count
    return days


def stories_told(
    warehouse: Warehouse, *, since: datetime, until: datetime, language: Language | None, most: int, skip: int = 0
) -> tuple[list[Story], int]:
    """Stories with an article in a span of time, those in most languages first; and how many there are in all."""
    params = {"since": since, "until": until, "language": language, "most": most, "skip": skip}
    rows = ask(warehouse, "reader_day", params)
    return [_story(row, articles_then=row[8]) for row in rows], rows[0][9] if rows else 0


def spaces(warehouse: Warehouse, story_ids: Collection[int]) -> dict[int, list[Space]]:
    """How each language tells each of the stories."""
    told: dict[int, list[Space]] = {}
    for story_id, language, articles, outlets, hours in ask(warehouse, "reader_spaces", {"ids": list(story_ids)}):
        space = Space(language=language, articles=articles, outlets=tuple(outlets), hours_after_first=hours)
        told.setdefault(story_id, []).append(space)
    return told


def tops(
    warehouse: Warehouse, article_ids: Collection[int], language: Language, *, leads: bool = True
) -> dict[int, Top]:
    """The tops of articles: the headline in a language that is not theirs, and, if wanted, the first paragraph."""
    if not article_ids:
        return {}
    params = {"ids": list(article_ids), "language": language, "leads": leads}
    shown = {row[1]: (row[0], row[2]) for row in ask(warehouse, "reader_tops", params)}
    headlines: dict[int, str] = {}
    first: dict[int, str] = {}
    rows = ask(warehouse, "reader_paragraph", {"versions": list(shown)}) if shown else []
    for version_id, paragraph_index, text in rows:
        article_id, is_own = shown[version_id]
        if is_own and paragraph_index == 1:
            first[article_id] = text
        elif not is_own and paragraph_index == 0:
            headlines[article_id] = text
    return {
        article_id: Top(headline=headlines.get(article_id), lead=first.get(article_id))
        for article_id in headlines.keys() | first.keys()
    }


def undated(warehouse: Warehouse, *, most: int, skip: int = 0) -> list[Found]:
    """Articles without a date, the newest seen first; `moment` is when."""
    return [
        Found(article_id=row[0], title=row[1], language=row[2], outlet=row[3], moment=moment(row[4]))
        for row in ask(warehouse, "reader_undated", {"most": most, "skip": skip})
    ]


def search(
    warehouse: Warehouse, query: str, *, language: Language | None, translations: bool, all_words: bool, most: int
) -> list[Found]:
    """What the macro search_articles finds, best first: articles that have the words of the query in any form."""
    terms = ask(warehouse, "reader_terms", {"query": query, "language": language})
    if not terms:
        return []
    params = {
        "terms": [row[0] for row in terms], "bits": [row[1] for row in terms], "words": [row[2] for row in terms],
        "asked": terms[0][3], "translations": translations, "all_words": all_words, "most": most,
    }  # fmt: skip
    # A term by its number reads only the blocks that hold it; several in one list, all blocks between them.
    postings = " UNION ALL ".join(POSTINGS.format(row[0]) for row in terms[:MOST_TERMS])
    with warehouse.cursor() as cursor:
        best = cursor.execute(read_sql("queries/reader_search").format(postings=postings), params).fetchall()
    known = {row[0]: row for row in ask(warehouse, "reader_found", {"ids": [row[0] for row in best]})}
    return [
        Found(
            article_id=article_id, title=known[article_id][1], language=known[article_id][2],
            outlet=known[article_id][3], moment=moment(known[article_id][4]), matched_language=matched,
        )
        for article_id, matched in best
    ]  # fmt: skip


def checks(warehouse: Warehouse, *, most: int) -> dict[str, list[Check]]:
    """The last checks of every source, oldest first."""
    made: dict[str, list[Check]] = {}
    for source_id, checked_at, status, articles_new in ask(warehouse, "reader_checks", {"most": most}):
        check = Check(checked_at=as_utc(checked_at), status=status, articles_new=articles_new)
        made.setdefault(source_id, []).append(check)
    return made


def watches(warehouse: Warehouse) -> dict[str, Watched]:
    """What every watchlist has found, by name."""
    return {
        watch: Watched(articles=articles, last_found_at=as_utc(last))
        for watch, articles, last in ask(warehouse, "reader_watches")
    }


def watch_finds(warehouse: Warehouse, watch: str, *, most: int) -> list[WatchFind]:
    """The articles that a watchlist found, the newest first."""
    return [
        WatchFind(
            article_id=row[0], title=row[1], language=row[2], outlet=row[3], published_at=moment(row[4]),
            found_at=as_utc(row[5]), sentences=row[6], phrases=tuple(row[7]), forms=tuple(row[8]),
            is_in_source=row[9], place=tuple(row[10]),
        )
        for row in ask(warehouse, "reader_watch", {"watch": watch, "most": most})
    ]  # fmt: skip


def story(warehouse: Warehouse, story_id: int) -> Story | None:
    """The story of that id, or the one it was merged into."""
    rows = ask(warehouse, "reader_story", {"story_id": story_id})
    return _story(rows[0]) if rows else None


def _story(row: Sequence[Any], *, articles_then: int = 0) -> Story:
    return Story(
        story_id=row[0], title=row[1], title_language=row[2], first_article_id=row[3],
        first_published_at=as_utc(row[4]), last_published_at=as_utc(row[5]), languages=tuple(row[6]), articles=row[7],
        articles_then=articles_then,
    )  # fmt: skip


def moment(value: datetime | None) -> datetime | None:
    """A moment in UTC, or None."""
    return None if value is None else as_utc(value)
