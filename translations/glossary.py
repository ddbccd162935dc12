"""Required translations of terms: names of places and people, words of the war.

A *fixed* term is protected like a link and comes back as its translation, letter for letter: right for English, for
abbreviations and for what keeps its Latin letters. An *inflected* term is left to the model, which must put it in its
case; the translation is then checked for it, in any of its forms, and a sentence without it is flagged.

Alternatives are parted by `|`: `Kyiv|Kiev -> Київ`. Capitals count: `US` is not met by `us`, nor `Rubicon` by
`rubicon`; the sentence may be written larger than the term (a headline in capitals), never smaller.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import sha256_text
from tercet.translations.word_forms import is_form_of

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_BETWEEN = re.compile(r"[\s‑-]*")
_POSSESSIVE = re.compile(r"['’]s?$")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryEntry:
    """A term and what it must become. Alternatives are parted by `|`; a fixed term becomes the first one."""

    source: str
    target: str
    is_inflected: bool = False

    @property
    def required(self) -> str:
        """The translation to name in messages, and the one that a fixed term becomes."""
        return self.target.split("|")[0].strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTerm:
    """An entry whose term stands in a sentence, and the letters that stand there."""

    entry: GlossaryEntry
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """The entries of each direction."""

    entries: Mapping[LanguagePair, tuple[GlossaryEntry, ...]] = field(default_factory=dict)

    def find(self, pair: LanguagePair, sentence: str) -> tuple[FoundTerm, ...]:
        """The terms that stand in the sentence, in its order. Of terms that overlap, the longest counts; of
        those, the one that stands there letter for letter."""
        entries = self.entries.get(pair, ())
        if not entries:
            return ()
        words = list(_WORD.finditer(sentence))
        spans = [
            (start - end, start, sentence[words[start].start() : words[end - 1].end()] != form.strip(), number)
            for number, entry in enumerate(entries)
            for form in entry.source.split("|")
            for start, end in _places(_WORD.findall(form), sentence, words)
        ]
        taken: set[int] = set()
        found: list[tuple[int, FoundTerm]] = []
        for length, start, _, number in sorted(spans):
            end, entry = start - length, entries[number]
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                said = sentence[words[start].start() : words[end - 1].end()]
                found.append((start, FoundTerm(entry=entry, said=_POSSESSIVE.sub("", said))))
        return tuple(term for _, term in sorted(found, key=lambda item: item[0]))


def replacements(found: Iterable[FoundTerm]) -> dict[str, str]:
    """The fixed terms as `mask` takes them: what stands in the source -> what must stand in the translation."""
    return {term.said: term.entry.required for term in found if not term.entry.is_inflected}


def missing_terms(found: Iterable[FoundTerm], translation: str, language: Language) -> tuple[str, ...]:
    """The required translations of inflected terms that no form of is in the text, which is in that language."""
    words = list(_WORD.finditer(translation))
    entries = dict.fromkeys(term.entry for term in found if term.entry.is_inflected)
    return tuple(
        entry.required
        for entry in entries
        if not any(_is_there(form, translation, words, language) for form in entry.target.split("|"))
    )


def _is_there(form: str, text: str, words: Sequence[re.Match[str]], language: Language) -> bool:
    """Whether the term is in the text by its endings, or, where these do not tell, by the dictionary."""
    term = _WORD.findall(form)
    if _places(term, text, words):
        return True
    # Only a term that seems to be missing is worth the second that loading a dictionary takes.
    from tercet.translations.lemmas import lemma

    wanted = [lemma(word, language) for word in term]
    said = [lemma(word[0], language) for word in words]
    return any(said[start : start + len(wanted)] == wanted for start in range(len(said) - len(wanted) + 1))


def glossary_sha256(entries: Iterable[GlossaryEntry], kept: Iterable[str] = ()) -> str:
    """What matching entries, and terms kept as they are, contribute to a memory key; empty for none."""
    parts = {(entry.source, entry.target, entry.is_inflected) for entry in entries}
    parts |= {(term, term, False) for term in kept}
    return sha256_text(repr(sorted(parts))) if parts else ""


def default_is_inflected(pair: LanguagePair, target: str) -> bool:
    """Whether a term is left to the model where the glossary does not say: Cyrillic words that are no abbreviation."""
    return (
        pair.target is not Language.EN
        and _CYRILLIC.search(target) is not None
        and not target.startswith(("«", "„", '"'))
        and not (target.isupper() and len(target) > 1)
    )


def _places(term: Sequence[str], text: str, words: Sequence[re.Match[str]]) -> list[tuple[int, int]]:
    """Where the words of the term, inflected or not, stand side by side: first word and the one after the last."""
    if not term:
        return []
    return [
        (start, start + len(term))
        for start in range(len(words) - len(term) + 1)
        if all(is_form_of(words[start + place][0], wanted) for place, wanted in enumerate(term))
        and all(
            _BETWEEN.fullmatch(text, words[start + place].end(), words[start + place + 1].start())
            for place in range(len(term) - 1)
        )
    ]
