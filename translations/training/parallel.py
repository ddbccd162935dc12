"""Reading parallel text of any origin, one line at a time: tables and translation memories."""

from __future__ import annotations

import gzip
import lzma
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from tercet.translations.languages import Language
from tercet.translations.tmx import TranslationUnit, read_tmx
from tercet.translations.training.data import TrainingDataError
from tercet.translations.training.plan import IGNORED, SOURCE, DataFile

_OPENERS: dict[str, Callable[..., IO[Any]]] = {".xz": lzma.open, ".gz": gzip.open}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelLine:
    """One sentence in two languages or three, and the source that it counts for; no texts where it cannot be read."""

    texts: dict[Language, str]
    source: str


def read_parallel(file: DataFile) -> Iterator[ParallelLine]:
    """The lines of a file; a line of a table with another number of columns is an error with its number."""
    yield from _read_tmx(file) if file.path.suffix == ".tmx" else _read_table(file)


def _read_tmx(file: DataFile) -> Iterator[ParallelLine]:
    for unit in read_tmx(file.path):
        texts = {}
        if isinstance(unit, TranslationUnit):
            texts = {unit.pair.source: tidy(unit.source), unit.pair.target: tidy(unit.target)}
        yield ParallelLine(texts=texts, source=file.name)


def _read_table(file: DataFile) -> Iterator[ParallelLine]:
    columns = file.columns
    languages = {number: Language(name) for number, name in enumerate(columns) if name not in (SOURCE, IGNORED)}
    named = columns.index(SOURCE) if SOURCE in columns else None
    try:
        with _OPENERS.get(file.path.suffix, open)(file.path, "rt", encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines, 1):
                fields = line.rstrip("\r\n").split("\t")
                if len(fields) != len(columns):
                    raise TrainingDataError(
                        f"{file.path}, line {number}: {len(fields)} columns instead of {len(columns)} "
                        f"({', '.join(columns)}), parted by tabs. Correct the line, or name the columns there are."
                    )
                texts = {language: tidy(fields[column]) for column, language in languages.items()}
                yield ParallelLine(texts=texts, source=fields[named] if named is not None else file.name)
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise TrainingDataError(f"{file.path} cannot be read: {error}. Give UTF-8 text, plain, .xz or .gz.") from error


def tidy(text: str) -> str:
    """NFC, with runs of any white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())
