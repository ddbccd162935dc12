"""Exporting aligned sentences as one file: JSON Lines for programs, TMX for translators' tools."""

from __future__ import annotations

import filecmp
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import Origin
from tercet.translations.tmx import TranslationUnit, write_tmx
from tercet.warehouse.connection import open_snapshot
from tercet.warehouse.copying import flush
from tercet.warehouse.errors import ExportError
from tercet.warehouse.export import Filters, explained_export, select_articles
from tercet.warehouse.export_tables import secrets_removed
from tercet.warehouse.sql import read_sql

SegmentFormat = Literal["jsonl", "tmx"]
ROWS_AT_ONCE = 10_000
FIRST_CELL, CELL_COLUMNS = 8, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedCell:
    """A sentence in one language, and who wrote it."""

    text: str
    origin: str
    engine: str
    score: float | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedRow:
    """A sentence of an article in every language there is."""

    article_id: int
    source_id: str
    url: str | None
    published_at: datetime | None
    language: str
    paragraph_index: int
    segment_index: int
    kind: str
    cells: dict[Language, AlignedCell]


def export_segments(
    snapshot: Path, target: Path, format_: SegmentFormat, *, filters: Filters, tool_version: str
) -> int:
    """A file at `target` holds the sentences of the filtered articles; return how many lines or units it has.

    It appears whole or not at all, and the same snapshot gives the same file. What is there is never written over.
    """
    target = target.absolute()
    temporary = target.with_name(f".tmp-{target.name}")
    with explained_export(target):
        try:
            with temporary.open("wb") as output:
                if format_ == "jsonl":
                    count = _write_lines(output, _rows(snapshot, filters))
                else:
                    count = write_tmx(output, _units(_rows(snapshot, filters)), tool_version=tool_version)
            flush(temporary)
            _refuse_other(target, temporary)
            temporary.replace(target)
            flush(target.parent)
        finally:
            temporary.unlink(missing_ok=True)
    return count


def _rows(snapshot: Path, filters: Filters) -> Iterator[AlignedRow]:
    with open_snapshot(snapshot) as opened, opened.cursor() as cursor:
        select_articles(cursor, filters)
        cursor.execute(read_sql("export/aligned"))
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from map(_row, rows)


def _row(values: tuple[Any, ...]) -> AlignedRow:
    article_id, source_id, url, published_at, language, paragraph_index, segment_index, kind = values[:FIRST_CELL]
    cells = {}
    for place, cell_language in enumerate((Language.EN, Language.UK, Language.RU)):
        start = FIRST_CELL + place * CELL_COLUMNS
        text, origin, engine, score, flags = values[start : start + CELL_COLUMNS]
        if text is not None:
            cells[cell_language] = AlignedCell(
                text=text, origin=origin, engine=engine, score=score, flags=tuple(flags or ())
            )
    return AlignedRow(
        article_id=article_id, source_id=source_id, url=None if url is None else secrets_removed(url),
        published_at=published_at, language=language, paragraph_index=paragraph_index, segment_index=segment_index,
        kind=kind, cells=cells,
    )  # fmt: skip


def _write_lines(output: BinaryIO, rows: Iterator[AlignedRow]) -> int:
    count = 0
    for row in rows:
        output.write(json.dumps(_as_json(row), ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def _as_json(row: AlignedRow) -> dict[str, Any]:
    """The row as JSON values; ids are strings, because they are larger than 2**53."""
    facts: dict[str, Any] = {
        "article_id": str(row.article_id),
        "source_id": row.source_id,
        "url": row.url,
        "published_at": None if row.published_at is None else row.published_at.astimezone(UTC).isoformat(),
        "language": row.language,
        "paragraph_index": row.paragraph_index,
        "segment_index": row.segment_index,
        "kind": row.kind,
    }
    for language, cell in row.cells.items():
        facts[str(language)] = {
            "text": cell.text, "origin": cell.origin, "engine": cell.engine, "score": cell.score,
            "flags": list(cell.flags),
        }  # fmt: skip
    return facts


def _units(rows: Iterator[AlignedRow]) -> Iterator[TranslationUnit]:
    """A unit from the language of the article to every other that is there."""
    for row in rows:
        source = next((one for one, cell in row.cells.items() if cell.origin == Origin.SOURCE), None)
        for target, cell in row.cells.items():
            if source is not None and target is not source:
                yield TranslationUnit(
                    pair=LanguagePair(source, target),
                    source=row.cells[source].text,
                    target=cell.text,
                    properties=_properties(row, cell),
                )


def _properties(row: AlignedRow, cell: AlignedCell) -> dict[str, str]:
    properties = {
        "article": str(row.article_id),
        "outlet": row.source_id,
        "paragraph": str(row.paragraph_index),
        "sentence": str(row.segment_index),
        "kind": row.kind,
        "origin": cell.origin,
        "engine": cell.engine,
        "flags": " ".join(cell.flags),
    }
    return {name: value for name, value in properties.items() if value}


def _refuse_other(target: Path, written: Path) -> None:
    if target.exists() and (target.is_dir() or not filecmp.cmp(target, written, shallow=False)):
        raise ExportError(f"There is something else at {target} already, and it is left as it is. Choose another name.")
