"""The page of a day: its stories, those told in most languages first, and the days around it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import Response

from tercet.flows.reader.charts import day_bars
from tercet.flows.reader.pages import LanguageChoice, PageNumber, Reader, Values, not_there
from tercet.translations.languages import Language
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.reader_queries import bounds, calendar, spaces, stories_told, tops, undated

STORIES_A_PAGE = 30
UNDATED_A_PAGE = 100
DAYS_SHOWN = 14
DAYS_AFTER = 4
FIRST_DAY, LAST_DAY = date(1970, 1, 2), date(2200, 1, 1)


def add_day_pages(router: APIRouter, reader: Reader) -> None:
    """The newest day, any other day, and the articles of none."""

    @router.get("/")
    def newest(request: Request, language: LanguageChoice = None) -> Response:
        return reader.page(
            request, "day.html", lambda snapshot: day_page(snapshot, None, zone=reader.zone, language=language)
        )

    @router.get("/day/{day}")
    def of_day(request: Request, day: date, language: LanguageChoice = None, page: PageNumber = 1) -> Response:
        if not FIRST_DAY <= day <= LAST_DAY:
            raise not_there("No articles are kept of that day.")
        return reader.page(
            request,
            "day.html",
            lambda snapshot: day_page(snapshot, day, zone=reader.zone, language=language, page=page),
        )

    @router.get("/undated")
    def without_date(request: Request, page: PageNumber = 1) -> Response:
        return reader.page(request, "undated.html", lambda snapshot: undated_page(snapshot, page=page))


def day_page(
    snapshot: Warehouse, day: date | None, *, zone: ZoneInfo, language: Language | None, page: int = 1
) -> Values:
    """What the page of a day shows; without a day, of the newest that has articles."""
    if day is None:
        newest = bounds(snapshot, since=_start(LAST_DAY, zone), until=_start(LAST_DAY, zone)).newest
        day = _shown_day(newest, zone)
    since, until = _start(day, zone), _start(day + timedelta(days=1), zone)
    around = bounds(snapshot, since=since, until=until)
    first = min(day + timedelta(days=DAYS_AFTER), max(_shown_day(around.newest, zone), day)) - timedelta(
        days=DAYS_SHOWN - 1
    )
    counts = calendar(
        snapshot,
        since=_start(first, zone), until=_start(first + timedelta(days=DAYS_SHOWN), zone), zone=zone,
    )  # fmt: skip
    return {
        "day": day,
        "language": language,
        "previous": None if around.before is None else _shown_day(around.before, zone),
        "next": None if around.after is None else _shown_day(around.after, zone),
        "newest": _shown_day(around.newest, zone),
        "around": around,
        "bars": day_bars(counts, first=first, days=DAYS_SHOWN, chosen=day),
        "articles_by_language": counts.get(day, {}),
        "zone": zone.key,
        **_stories(snapshot, since, until, language=language, page=page),
    }


def _stories(
    snapshot: Warehouse, since: datetime, until: datetime, *, language: Language | None, page: int
) -> dict[str, Any]:
    stories, total = stories_told(
        snapshot, since=since, until=until, language=language, most=STORIES_A_PAGE, skip=(page - 1) * STORIES_A_PAGE
    )
    first_articles = [story.first_article_id for story in stories]
    told = spaces(snapshot, [story.story_id for story in stories]) if stories else {}
    return {
        "stories": stories,
        "total": total,
        "page": page,
        "pages": max(1, -(-total // STORIES_A_PAGE)),
        "spaces": {story_id: {space.language: space for space in spaces} for story_id, spaces in told.items()},
        "tops": tops(snapshot, first_articles, Language.EN),
    }


def undated_page(snapshot: Warehouse, *, page: int) -> Values:
    """What the page of the articles without a date shows."""
    found = undated(snapshot, most=UNDATED_A_PAGE + 1, skip=(page - 1) * UNDATED_A_PAGE)
    return {"articles": found[:UNDATED_A_PAGE], "page": page, "has_more": len(found) > UNDATED_A_PAGE}


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def _shown_day(moment: datetime | None, zone: ZoneInfo) -> date:
    """The day of a moment, kept where the pages go; today where there is none."""
    day = (moment or datetime.now(zone)).astimezone(zone).date()
    return min(max(day, FIRST_DAY), LAST_DAY)
