"""Required translations of terms: names of places and people, words of the war.

A *fixed* term is protected like a link and comes back as its translation, letter for letter: right for names that do
not inflect and for English. An *inflected* term is left to the model, which must put it in its case; the translation
is then checked for it. Stems are compared, so `Zaporizhzhia -> Запоріжжя` is met by `Запоріжжі`; where the stem itself
changes, the forms are listed: `Kyiv -> Київ|Києв`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tercet.translations.languages import LanguagePair
from tercet.translations.models import sha256_text

_WORD = re.compile(r"\w+(?:['’ʼ-]\w+)*")
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryEntry:
    """A term and what it must become. Alternatives are parted by `|`; a fixed term becomes the first one."""

    source: str
    target: str
    is_inflected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """The entries of each direction."""

    entries: Mapping[LanguagePair, tuple[GlossaryEntry, ...]] = field(default_factory=dict)

    def replacements(self, pair: LanguagePair) -> dict[str, str]:
        """The fixed terms as `mask` takes them: what stands in the source -> what must stand in the translation."""
        fixed = (entry for entry in self.entries.get(pair, ()) if not entry.is_inflected)
        return {form: entry.target.split("|")[0] for entry in fixed for form in entry.source.split("|")}

    def matching(self, pair: LanguagePair, source: str) -> tuple[GlossaryEntry, ...]:
        """The entries whose term is in the sentence: only these belong to the key of its stored translation."""
        return tuple(entry for entry in self.entries.get(pair, ()) if _is_said(entry.source, source))


def missing_terms(entries: Sequence[GlossaryEntry], translation: str) -> tuple[str, ...]:
    """The required translations that none of the listed forms of is in the text."""
    return tuple(entry.target.split("|")[0] for entry in entries if not _is_said(entry.target, translation))


def glossary_sha256(entries: Sequence[GlossaryEntry]) -> str:
    """What the entries contribute to a memory key; empty for none."""
    return sha256_text(repr(sorted((e.source, e.target, e.is_inflected) for e in entries))) if entries else ""


def _is_said(forms: str, text: str) -> bool:
    words = [word.lower() for word in _WORD.findall(text)]
    return any(_follow_each_other(_WORD.findall(form.lower()), words) for form in forms.split("|"))


def _follow_each_other(term: Sequence[str], words: Sequence[str]) -> bool:
    """True when the words of the term, inflected or not, stand side by side."""
    return bool(term) and any(
        all(_same_word(wanted, word) for wanted, word in zip(term, words[start:], strict=False))
        for start in range(len(words) - len(term) + 1)
    )


def _same_word(wanted: str, word: str) -> bool:
    """The same stem: a word may lose up to two letters at its end and gain three."""
    stem = wanted if wanted.isascii() else wanted[: max(_SHORTEST_STEM, len(wanted) - 2)]
    longest = len(wanted) + (2 if wanted.isascii() else 3)
    return word.startswith(stem) and len(word) <= longest if len(wanted) > _SHORTEST_STEM else word == wanted
