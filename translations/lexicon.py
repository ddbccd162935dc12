"""Finding phrases in running text by lemmas, in three languages: contested terms, names, watchlists.

A phrase matches where its words stand one behind the other in any inflected form. A phrase in double quotes matches
only the forms as written. Of overlapping matches in one group the longest counts: "special military operation" is not
also an "operation".
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from tercet.translations.errors import TranslationError
from tercet.translations.languages import Language
from tercet.translations.lemmas import Term, lemma_rules, terms, words
from tercet.translations.models import stable_id

COLUMNS = ("concept", "variant", "language", "phrase")

_RUSSIAN = re.compile("[ыэъё]")
_UKRAINIAN = re.compile("[іїєґ]")
_CYRILLIC = re.compile("[а-яёіїєґ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconTerm:
    """One wording of one variant of a concept. Quoted phrases match only as written."""

    concept: str
    variant: str
    language: Language
    phrase: str

    @property
    def term_id(self) -> int:
        return stable_id(self.concept, self.variant, str(self.language), self.phrase)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A phrase to look for. Matches of one `group` never overlap; `name` says which phrase it was."""

    name: int | str
    group: str
    language: Language
    phrase: str


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: its first word (from 0), how many words, and the words as they stand there, folded."""

    pattern: Pattern
    position: int
    length: int
    form: str


@dataclass(frozen=True, slots=True)
class _Key:
    """A phrase made ready: what each of its words must be, by form or by lemma."""

    pattern: Pattern
    words: tuple[str, ...]
    is_exact: bool


class Matcher:
    """Looks for many phrases at once; the cost of a text does not grow with the number of phrases."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._by_first: dict[tuple[Language, bool, str], list[_Key]] = {}
        for pattern in patterns:
            key = _key(pattern)
            if key is not None:
                self._by_first.setdefault((pattern.language, key.is_exact, key.words[0]), []).append(key)

    def matches(self, text: str, language: Language) -> tuple[Match, ...]:
        """Every phrase of the language in the text, in order."""
        return self.matches_in(terms(text, language), language)

    def matches_in(self, found_terms: Sequence[Term], language: Language) -> tuple[Match, ...]:
        """The same for a text that was read already."""
        places = _places(found_terms)
        found = [
            match
            for start in range(len(places))
            for is_exact in (True, False)
            for word in {_word(term, is_exact) for term in places[start]}
            for key in self._by_first.get((language, is_exact, word), ())
            if (match := _match(key, places, start)) is not None
        ]
        return _without_overlaps(found)


def rules_sha256(patterns: Iterable[Pattern]) -> str:
    """Changes with the phrases, whatever their order, and with the rules of lemmas: then all is to be looked for anew.

    Needs no dictionary, so that a night with nothing new loads none.
    """
    lines = sorted(f"{one.name}\n{one.group}\n{one.language}\n{one.phrase}\n" for one in patterns)
    return hashlib.sha256("".join([lemma_rules(), *lines]).encode()).hexdigest()


def read_lexicon(path: Path | None = None) -> tuple[LexiconTerm, ...]:
    """The terms of a table with the columns concept, variant, language, phrase (tabs between); our own without a path.

    Lines that begin with # are notes. Raises TranslationError that names the line.
    """
    name = str(path or "the starter lexicon")
    try:
        text = (path or resources.files("tercet.translations") / "contested_terms.tsv").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TranslationError(f"The lexicon {name} cannot be read: {error}. Give a UTF-8 table.") from error
    found: dict[int, LexiconTerm] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            term = _read_line(line, f"{name}, line {number}")
            if term is not None:
                found.setdefault(term.term_id, term)
    return tuple(found.values())


def lexicon_patterns(lexicon: Iterable[LexiconTerm]) -> tuple[Pattern, ...]:
    """The phrases of a lexicon; matches of one concept never overlap."""
    return tuple(
        Pattern(name=term.term_id, group=term.concept, language=term.language, phrase=term.phrase) for term in lexicon
    )


def languages_of(phrase: str) -> tuple[Language, ...]:
    """The languages a phrase can be in, by its letters: Latin is English; Cyrillic is Ukrainian, Russian or both."""
    folded = phrase.lower()
    if not _CYRILLIC.search(folded):
        return (Language.EN,)
    if _UKRAINIAN.search(folded):
        return (Language.UK,)
    return (Language.RU,) if _RUSSIAN.search(folded) else (Language.UK, Language.RU)


def _read_line(line: str, where: str) -> LexiconTerm | None:
    fields = [field.strip() for field in next(csv.reader([line], delimiter="\t", quoting=csv.QUOTE_NONE))]
    if tuple(fields) == COLUMNS:
        return None
    if len(fields) != len(COLUMNS) or not all(fields):
        raise TranslationError(f"{where}: write {', '.join(COLUMNS)}, parted by tabs; found {len(fields)} fields.")
    try:
        language = Language(fields[2])
    except ValueError:
        raise TranslationError(f"{where}: {fields[2]!r} is no language; write en, uk or ru.") from None
    if not words(fields[3]):
        raise TranslationError(f"{where}: the phrase {fields[3]!r} holds no word.")
    return LexiconTerm(concept=fields[0], variant=fields[1], language=language, phrase=fields[3])


def _key(pattern: Pattern) -> _Key | None:
    is_exact = len(pattern.phrase) > 2 and pattern.phrase[0] == pattern.phrase[-1] == '"'
    places = _places(terms(pattern.phrase.strip('"'), pattern.language))
    # The last term of a place is the word itself, not the hyphenated word that it begins.
    wanted = tuple(_word(place[-1], is_exact) for place in places)
    return _Key(pattern, wanted, is_exact) if wanted else None


def _word(term: Term, is_exact: bool) -> str:
    return term.form if is_exact else term.lemma


def _places(read: Sequence[Term]) -> list[list[Term]]:
    """The terms that stand at each position: a hyphenated word stands where its first part does."""
    places: list[list[Term]] = []
    for term in read:
        if term.position == len(places):
            places.append([])
        places[term.position].append(term)
    return places


def _match(key: _Key, places: list[list[Term]], start: int) -> Match | None:
    end = start + len(key.words)
    if end > len(places):
        return None
    forms = []
    for word, place in zip(key.words, places[start:end], strict=True):
        if _word(place[-1], key.is_exact) != word:
            return None
        forms.append(place[-1].form)
    return Match(key.pattern, start, len(key.words), " ".join(forms))


def _without_overlaps(found: list[Match]) -> tuple[Match, ...]:
    """Longest first; a match that overlaps one of its own group is dropped."""
    taken: dict[str, set[int]] = {}
    kept = []
    for match in sorted(found, key=lambda one: (-one.length, one.position, str(one.pattern.name))):
        places = set(range(match.position, match.position + match.length))
        if places.isdisjoint(used := taken.setdefault(match.pattern.group, set())):
            used |= places
            kept.append(match)
    return tuple(sorted(kept, key=lambda one: (one.position, str(one.pattern.name))))
