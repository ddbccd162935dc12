"""Reading the warehouse for people: an article side by side, and what is stored. Works on an open warehouse and on a
published snapshot alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import Flag, Origin, SegmentKind
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import as_utc, ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A sentence in one language, with what made it. `score` is None for a publisher's own text."""

    text: str
    origin: Origin
    engine: str
    score: float | None
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedLine:
    """A sentence at its place, in every language that has it."""

    paragraph_index: int
    segment_index: int
    kind: SegmentKind
    cells: dict[Language, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """An article, sentence beside sentence."""

    article_id: int
    source_id: str
    source_name: str
    language: Language
    title: str
    url: str | None
    published_at: datetime | None
    lines: tuple[AlignedLine, ...]

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages it is there in, in the order of the product."""
        return tuple(language for language in Language if any(language in line.cells for line in self.lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundArticle:
    """An article as a line of a list. `languages` are those it can be read in."""

    article_id: int
    source_id: str
    source_name: str
    language: Language
    title: str
    url: str | None
    published_at: datetime | None
    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstTranslation:
    """A sentence to distrust, with its source."""

    article_id: int
    title: str
    pair: LanguagePair
    paragraph_index: int
    segment_index: int
    source_text: str
    target_text: str
    score: float | None
    flags: tuple[Flag, ...]
    package_name: str | None
    package_version: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MisalignedVersion:
    """A translation without exactly the positions of its source: a fault of the program."""

    version_id: int
    article_id: int
    revision_no: int
    language: Language
    source_sentences: int | None
    sentences: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What is stored. `translations` are the current ones; `articles_by_language` counts by language of writing."""

    articles: int
    translations: int
    segments: int
    missing: int
    rejects: int
    memory: int
    articles_by_language: dict[Language, int]


def side_by_side(warehouse: Warehouse, article_id: int | None = None) -> SideBySide | None:
    """The article, or a good one that has three languages; None when there is none."""
    if article_id is None:
        best = ask(warehouse, "best_article")
        if not best:
            return None
        article_id = best[0][0]
    found = ask(warehouse, "article", {"article_id": article_id})
    if not found:
        return None
    _, source_id, source_name, language, title, url, published_at = found[0]
    return SideBySide(
        article_id=article_id,
        source_id=source_id,
        source_name=source_name,
        language=Language(language),
        title=title,
        url=url,
        published_at=None if published_at is None else as_utc(published_at),
        lines=tuple(_lines(ask(warehouse, "aligned_cells", {"article_id": article_id}))),
    )


def find_articles(warehouse: Warehouse, words: str | None = None, *, limit: int = 20) -> tuple[FoundArticle, ...]:
    """Articles whose id or address is `words`, or whose headline in any language has them; newest first.

    Without words, the newest of all.
    """
    return tuple(
        FoundArticle(
            article_id=row[0],
            source_id=row[1],
            source_name=row[2],
            language=Language(row[3]),
            title=row[4],
            url=row[5],
            published_at=None if row[6] is None else as_utc(row[6]),
            languages=tuple(map(Language, row[7])),
        )
        for row in ask(warehouse, "find_articles", {"words": words, "limit": limit})
    )


def worst_translations(
    warehouse: Warehouse, *, run_id: str | None = None, pair: LanguagePair | None = None, limit: int = 10
) -> tuple[WorstTranslation, ...]:
    """The sentences to look at first, of a run or a direction or of all: most flags, then the lowest score."""
    params = {"run_id": run_id, "pair": None if pair is None else str(pair), "limit": limit}
    return tuple(
        WorstTranslation(
            article_id=row[0],
            title=row[1],
            pair=LanguagePair.parse(row[2]),
            paragraph_index=row[3],
            segment_index=row[4],
            source_text=row[5],
            target_text=row[6],
            score=row[7],
            flags=tuple(map(Flag, row[8])),
            package_name=row[9],
            package_version=row[10],
        )
        for row in ask(warehouse, "worst_translations", params)
    )


def misaligned_versions(warehouse: Warehouse) -> tuple[MisalignedVersion, ...]:
    """Translations whose positions are not those of their source. Empty unless the program is at fault."""
    return tuple(
        MisalignedVersion(
            version_id=row[0],
            article_id=row[1],
            revision_no=row[2],
            language=Language(row[3]),
            source_sentences=row[4],
            sentences=row[5],
        )
        for row in ask(warehouse, "misaligned_versions")
    )


def totals(warehouse: Warehouse) -> Totals:
    """How much of everything there is."""
    articles, translations, segments, missing, rejects, memory = ask(warehouse, "totals")[0]
    return Totals(
        articles=articles,
        translations=translations,
        segments=segments,
        missing=missing,
        rejects=rejects,
        memory=memory,
        articles_by_language={Language(language): count for language, count in ask(warehouse, "articles_by_language")},
    )


def _lines(rows: Sequence[tuple[Any, ...]]) -> list[AlignedLine]:
    """Rows ordered by position, as one line per position."""
    lines = []
    for (paragraph_index, segment_index), group in groupby(rows, key=lambda row: (row[0], row[1])):
        cells = list(group)
        lines.append(
            AlignedLine(
                paragraph_index=paragraph_index,
                segment_index=segment_index,
                kind=SegmentKind(cells[0][2]),
                cells={
                    Language(language): Cell(
                        text=text,
                        origin=Origin(origin),
                        engine=engine,
                        score=score,
                        flags=tuple(map(Flag, flags)),
                    )
                    for _, _, _, language, text, origin, engine, score, flags in cells
                },
            )
        )
    return lines
