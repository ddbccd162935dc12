"""Words as one searches for them: folded, and reduced to the form a dictionary has.

`fold` is plain enough to be said in SQL too (warehouse/sql/macros), so that a query in a bare DuckDB client meets the
same words. The dictionaries are simplemma's (MIT); they are read at the first use, about a second for the three
languages. A Cyrillic word that they lack, a name mostly, loses its case ending: Авдеевке and Авдеевку are both авдеевк.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version

from tercet.translations.languages import Language

RULES_VERSION = 1
"""Raise it with every change that gives any word another form or lemma: search indexes are then built anew."""

MAX_WORD_LETTERS = 64
"""Longer runs of letters are no words: encoded data, mostly."""

APOSTROPHES = "’‘‛ʼʻʹ`´′＇"
HYPHENS = "‐‑﹣－"
FOLDED = str.maketrans(
    {**dict.fromkeys(APOSTROPHES, "'"), **dict.fromkeys(HYPHENS, "-"), "ё": "е", "ѐ": "е", "ѝ": "и", "ς": "σ"}
)
INVISIBLE = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")
"""Stress marks that stand alone after composing (й and ї are composed), soft hyphens, marks without width."""

LETTER = "0-9a-zµß-öø-ɏͰ-Ͽа-џѐ-ԯա-ևא-תؠ-يऀ-ॿა-ჿḀ-ỿぁ-ヿ一-鿿가-힣"
"""Letters and digits, lower case, as a class that Python and DuckDB's RE2 read alike in every version."""

WORD = re.compile(f"[{LETTER}]+(?:['-][{LETTER}]+)*")
LATIN = re.compile("[a-z']+")
CYRILLIC = re.compile("[а-џѐ-ԯ']+")
CASE_ENDING = re.compile(
    "^(.{4,}?)(?:ами|ями|ими|ыми|ові|еві|єві|ого|его|ому|ему|ах|ях|ам|ям|ом|ем|єм|ою|ею|єю|ой|ей|ій|ої"
    "|ий|ый|им|ім|ым|их|ых|ая|яя|ую|юю|ое|ее|ые|ие|ью|ия|ию|ии|ієм|ием|а|я|у|ю|і|ї|и|ы|е|є|о|ь|й)$"
)
"""Endings of nouns and adjectives in Ukrainian and Russian, but not -ов, -ів: these end surnames too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of a text. A hyphenated word comes whole and then in parts; whole, it stands where its first part does."""

    form: str
    lemma: str
    position: int


def fold(text: str) -> str:
    """The text as words are compared: lower case, one kind of apostrophe and hyphen, е for ё, no stress marks."""
    return INVISIBLE.sub("", unicodedata.normalize("NFC", text).lower()).translate(FOLDED)


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text in order, hyphenated ones whole. Digits count as letters."""
    return tuple(word for word in WORD.findall(fold(text)) if len(word) <= MAX_WORD_LETTERS)


def terms(text: str, language: Language) -> tuple[Term, ...]:
    """The words of a text with their lemmas; positions count words, and parts of hyphenated words, from 0."""
    return tuple(_terms(text, language))


def _terms(text: str, language: Language) -> Iterator[Term]:
    position = 0
    for word in words(text):
        parts = word.split("-")
        if len(parts) > 1:
            yield Term(form=word, lemma=_lemma(word, language), position=position)
        for part in parts:
            yield Term(form=part, lemma=_lemma(part, language), position=position)
            position += 1


def lemma(word: str, language: Language) -> str:
    """The dictionary form of one word, folded. A word without letters or digits gives an empty text.

    Words in Latin script are read as English in every language: names of firms and products.
    """
    found = words(word)
    return _lemma(found[0], language) if found else ""


def lemma_rules() -> str:
    """What lemmas depend on: two indexes with equal rules have equal lemmas."""
    return f"{RULES_VERSION} simplemma {version('simplemma')}"


@lru_cache(maxsize=1 << 18)
def _lemma(word: str, language: Language) -> str:
    if word.isdecimal():
        return word
    if LATIN.fullmatch(word):
        return _english(word)
    if (known := _known(word, language)) is not None:
        return known
    head, hyphen, last = word.rpartition("-")
    if hyphen:
        return f"{head}-{_lemma(last, language)}"
    return _stem(word) if CYRILLIC.fullmatch(word) else word


def _english(word: str) -> str:
    """An English word that no dictionary has loses the possessive and the plural s."""
    bare = word.removesuffix("'s").rstrip("'")
    for form in (word, bare):
        if (known := _known(form, Language.EN)) is not None:
            return known
    is_plural = len(bare) > 4 and bare.endswith("s") and not bare.endswith(("ss", "us", "is"))
    return bare[:-1] if is_plural else bare


def _stem(word: str) -> str:
    """What is left of a name without its case ending; Авдіївці (к becomes ц) is taken back to к."""
    stem = CASE_ENDING.sub(r"\1", word)
    return stem[:-1] + "к" if stem.endswith("ц") else stem


def _known(word: str, language: Language) -> str | None:
    """The lemma that the dictionary has. A name comes before a common noun: Києві is Київ and not кий."""
    dictionary = _dictionary(language)
    found = dictionary.get(word.capitalize()) or dictionary.get(word)
    return None if found is None else fold(found)


@cache
def _dictionary(language: Language) -> Mapping[str, str]:
    """The dictionary, word -> lemma, in the form that takes a tenth of the memory (about 60 MB for all three)."""
    from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY

    found: Mapping[str, str] = LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary(language.value)
    return found
