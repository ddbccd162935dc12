"""What a text shows without any model: the letters of its names, in one alphabet, and its numbers.

Names survive translation: `Вітроград`, `Ветроград` and `Vitrohrad` share most groups of four letters once they are
written in Latin letters. A text is kept as 16-bit hashes, so that a hundred thousand of them fit in memory.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from tercet.translations.common_grams import COMMON_GRAMS
from tercet.translations.number_values import number_multiset

SIGNALS_VERSION = "2"
"""Raise it with every change of what is computed here: signals of two versions cannot be compared."""

GRAM_LENGTH = 4

_LATIN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "e", "ё": "e", "ж": "zh", "з": "z",
        "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh", "ь": "", "ы": "i",
        "ъ": "", "э": "e", "ю": "iu", "я": "ia", "'": "", "’": "", "ʼ": "",
    }
)  # fmt: skip
_FOLDED = (
    ("kh", "h"), ("ts", "c"), ("ck", "k"), ("ph", "f"), ("x", "ks"), ("w", "v"), ("y", "i"), ("q", "k"), ("j", "i"),
    ("th", "t"),
)  # fmt: skip
"""Spellings that writers in Latin letters choose between, folded into one."""

_DOUBLED = re.compile(r"([a-z])\1")
_WORD = re.compile(r"[a-z]+")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """The hashes of a text's letter groups and of its telling numbers: distinct, in ascending order."""

    grams: tuple[int, ...]
    numbers: tuple[int, ...]


def read_signals(text: str) -> Signals:
    """The signals of a text in any of the three languages. Single digits and years tell nothing and are left out."""
    values = {value for value in number_multiset(text) if len(value) > 1 and not _YEAR.fullmatch(value)}
    return Signals(
        grams=tuple(sorted({_hash(gram) for gram in _grams(text) if gram not in COMMON_GRAMS})),
        numbers=tuple(sorted(map(_hash, values))),
    )


def in_latin_letters(text: str) -> str:
    """The text in lower-case Latin letters without accents, spelling variants folded: `Тихолузька` -> `tiholuzka`."""
    composed = unicodedata.normalize("NFC", text.lower())
    latin = unicodedata.normalize("NFKD", composed.translate(_LATIN))
    latin = "".join(letter for letter in latin if not unicodedata.combining(letter))
    for spelling, folded in _FOLDED:
        latin = latin.replace(spelling, folded)
    return _DOUBLED.sub(r"\1", latin)


def _grams(text: str) -> Iterator[str]:
    for word in _WORD.findall(in_latin_letters(text)):
        marked = f"<{word}>"
        for start in range(max(1, len(marked) - GRAM_LENGTH + 1)):
            yield marked[start : start + GRAM_LENGTH]


def _hash(value: str) -> int:
    return zlib.crc32(value.encode()) & 0xFFFF
