"""Parallel text for training: reading, cleaning, holding out, and the exact strings that the decoder will see."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tercet.translations.casing import is_all_caps, to_sentence_case
from tercet.translations.errors import TranslationError
from tercet.translations.languages import Language, LanguagePair
from tercet.translations.mask import Masked, mask
from tercet.translations.training.recipe import PRESS_GROUP

HELD_OUT = 300
"""Lines of each news file set apart for scoring; chosen by hash, so that the choice outlasts edits of the file."""

MAX_LENGTH_RATIO = 3.0
MARKED_SHARE = 25
"""One news row in so many gets a placeholder at its end on both sides, so that placeholders are learnt as copies."""


class TrainingDataError(TranslationError):
    """A file of parallel text cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sentence and its translation. `original` is the source as the article has it, before masking."""

    pair: LanguagePair
    source: str
    target: str
    original: str
    group: str = "news"
    """Where the row is from; the phases of a run weigh groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsLine:
    """One sentence in all three languages."""

    en: str
    uk: str
    ru: str

    def text(self, language: Language) -> str:
        return {Language.EN: self.en, Language.UK: self.uk, Language.RU: self.ru}[language]


def read_news(path: Path) -> tuple[NewsLine, ...]:
    """Read `english TAB ukrainian TAB russian`, without exact duplicates."""
    lines = {NewsLine(en=_tidy(en), uk=_tidy(uk), ru=_tidy(ru)): None for en, uk, ru in _columns(path, 3)}
    return tuple(line for line in lines if line.en and line.uk and line.ru)


def read_press(path: Path) -> tuple[Row, ...]:
    """Read `source language TAB target language TAB source sentence TAB reference`, as the decoder will see them."""
    rows = {
        (LanguagePair(Language(source), Language(target)), text.strip(), reference.strip()): None
        for source, target, text, reference in _columns(path, 4)
    }
    return tuple(press_row(pair, text, reference) for pair, text, reference in rows if text and reference)


def press_row(pair: LanguagePair, text: str, reference: str) -> Row:
    """A press sentence with links masked and capitals lowered on both sides, as the translation step does it."""
    masked = mask(text)
    source, target = masked.text, masked_like(reference, masked)
    if is_all_caps(source):
        source = to_sentence_case(source)
        target = to_sentence_case(target) if is_all_caps(target) else target
    return Row(pair=pair, source=_tidy(source), target=_tidy(target), original=text, group=PRESS_GROUP)


def masked_like(reference: str, masked: Masked) -> str:
    """The reference with the same stretches under the same tokens as in its source, in whatever order they stand."""
    for placeholder in masked.placeholders:
        reference = reference.replace(placeholder.original, placeholder.token, 1)
    return reference.removeprefix(masked.prefix).removesuffix(masked.suffix)


def hold_out(lines: Sequence[NewsLine], count: int = HELD_OUT) -> tuple[tuple[NewsLine, ...], tuple[NewsLine, ...]]:
    """Part the lines into those to train on and `count` to score with (never more than a tenth)."""
    by_hash = sorted(lines, key=lambda line: hashlib.sha256(line.en.encode()).digest())
    held = set(by_hash[: min(count, len(lines) // 10)])
    return tuple(line for line in lines if line not in held), tuple(line for line in lines if line in held)


def news_rows(lines: Iterable[NewsLine], pairs: Sequence[LanguagePair], *, marked: bool = True) -> tuple[Row, ...]:
    """The lines as clean rows of each pair; if `marked`, some carry a placeholder."""
    rows: list[Row] = []
    for number, line in enumerate(lines):
        mark = f" QX{number // MARKED_SHARE % 4}Q" if marked and number % MARKED_SHARE == 0 else ""
        for pair in pairs:
            source, target = line.text(pair.source), line.text(pair.target)
            if is_clean(source, target):
                rows.append(Row(pair=pair, source=source + mark, target=target + mark, original=source))
    return tuple(rows)


def is_clean(source: str, target: str) -> bool:
    """True unless a side is empty, both are the same text, or one is far longer than the other."""
    shorter, longer = sorted((len(source), len(target)))
    return shorter > 0 and source != target and longer <= MAX_LENGTH_RATIO * shorter + 20


def _columns(path: Path, count: int) -> Iterable[list[str]]:
    """The lines of a tab-separated file; a line with another number of columns is an error with its number."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingDataError(f"{path} cannot be read: {error}. Give a UTF-8 file with {count} columns.") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or (number == 1 and line.startswith("source_language\t")):
            continue
        columns = line.rstrip("\r").split("\t")
        if len(columns) != count:
            raise TrainingDataError(
                f"{path}, line {number}: {len(columns)} columns instead of {count}, parted by tabs. Correct the line."
            )
        yield columns


def _tidy(text: str) -> str:
    """NFC, with runs of any white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())
