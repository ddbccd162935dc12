"""Drawings for the pages: where everything stands in an SVG. The templates write it; nothing here is markup.

Every drawing stands beside a table or a list that says the same, for those who do not see it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tercet.translations.languages import Language
from tercet.warehouse.reader_queries_story import StoryArticle

BAR_WIDTH, BAR_STEP, BAR_ROOM = 30.0, 44.0, 64.0

LABEL_ROOM, RIGHT_ROOM, ROW_STEP, TOP_ROOM = 230.0, 24.0, 24.0, 30.0
TIMELINE_WIDTH = 920.0
TIMELINE_ROWS = 40
LONGEST_LABEL = 27
TICKS = 8
STEPS = (0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 72, 168, 336, 720, 2160, 8760)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a bar, in the colour of a language."""

    language: str
    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBar:
    """A day's articles, stacked by language."""

    day: date
    x: float
    count: int
    by_language: Mapping[str, int]
    blocks: tuple[Block, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    x: float
    article: StoryArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An outlet's articles in one language."""

    y: float
    language: str
    outlet: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The articles of a story over time. `left_out` counts rows that did not fit."""

    width: float
    height: float
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    left_out: int


def day_bars(counts: Mapping[date, Mapping[str, int]], *, first: date, days: int, chosen: date) -> tuple[DayBar, ...]:
    """A bar per day, the tallest as high as the room."""
    shown = [first + timedelta(days=number) for number in range(days)]
    tallest = max((sum(counts.get(day, {}).values()) for day in shown), default=0)
    bars = []
    for number, day in enumerate(shown):
        of_day = {language.value: counts.get(day, {}).get(language, 0) for language in Language}
        bars.append(
            DayBar(
                day=day, x=number * BAR_STEP, count=sum(of_day.values()), by_language=of_day,
                blocks=_stacked(of_day, tallest), is_chosen=day == chosen,
            )
        )  # fmt: skip
    return tuple(bars)


def _stacked(of_day: Mapping[str, int], tallest: int) -> tuple[Block, ...]:
    blocks, y = [], BAR_ROOM
    for language, count in of_day.items():
        if count:
            height = max(2.0, BAR_ROOM * count / tallest)
            y -= height
            blocks.append(Block(language=language, y=round(y, 1), height=round(height, 1)))
    return tuple(blocks)


def timeline(articles: Sequence[StoryArticle]) -> Timeline:
    """Outlets below each other, by language; hours after the first article from left to right."""
    by_row: dict[tuple[str, str], list[StoryArticle]] = {}
    for article in articles:
        by_row.setdefault((article.language, article.outlet), []).append(article)
    order = sorted(by_row, key=lambda key: (list(Language).index(Language(key[0])), by_row[key][0].hours_after_first))
    kept = order[:TIMELINE_ROWS]
    longest = max((article.hours_after_first for article in articles), default=0.0)
    scale = (TIMELINE_WIDTH - LABEL_ROOM - RIGHT_ROOM) / max(longest, 1.0)
    rows = tuple(
        Row(
            y=TOP_ROOM + number * ROW_STEP, language=language, outlet=_label(outlet),
            dots=tuple(
                Dot(x=round(LABEL_ROOM + scale * one.hours_after_first, 1), article=one)
                for one in by_row[language, outlet]
            ),
        )
        for number, (language, outlet) in enumerate(kept)
    )  # fmt: skip
    return Timeline(
        width=TIMELINE_WIDTH, height=TOP_ROOM + len(rows) * ROW_STEP, rows=rows,
        ticks=_ticks(max(longest, 1.0), scale), left_out=len(order) - len(kept),
    )  # fmt: skip


def _ticks(longest: float, scale: float) -> tuple[Tick, ...]:
    step = next((step for step in STEPS if longest / step <= TICKS), STEPS[-1])
    return tuple(
        Tick(x=round(LABEL_ROOM + scale * number * step, 1), label=_after(number * step))
        for number in range(int(min(longest / step, 2 * TICKS)) + 1)
    )


def _after(hours: float) -> str:
    if hours == 0:
        return "first"
    if hours < 1:
        return f"+{hours * 60:.0f} min"
    return f"+{hours:g} h" if hours < 48 else f"+{hours / 24:g} d"


def _label(outlet: str) -> str:
    return outlet if len(outlet) <= LONGEST_LABEL else outlet[: LONGEST_LABEL - 1].rstrip() + "…"
