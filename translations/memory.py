"""Translations that were made before. The same key always gives the same text, so a stored text never changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from tercet.translations.languages import LanguagePair
from tercet.translations.models import MemoryEntry, MemoryKey, TranslatedText, sha256_text


class TranslationMemory(Protocol):
    """An exact-match memory of sentences."""

    def lookup(self, keys: Sequence[MemoryKey]) -> dict[MemoryKey, TranslatedText]:
        """What is known, by key. Unknown keys are left out."""
        ...

    def store(self, entries: Iterable[MemoryEntry]) -> None:
        """Keep the entries. A key that is known already keeps its text."""
        ...


def correction_key(text: str, pair: LanguagePair) -> MemoryKey:
    """The key of a person's translation of a sentence: it holds whatever package or settings are in use."""
    return MemoryKey(text_sha256=sha256_text(text), pair=pair, package_sha256="", settings_sha256="")


class InMemoryTranslationMemory:
    """A memory for tests and for one-off translations; gone when the process ends."""

    def __init__(self) -> None:
        self._texts: dict[MemoryKey, TranslatedText] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def lookup(self, keys: Sequence[MemoryKey]) -> dict[MemoryKey, TranslatedText]:
        return {key: self._texts[key] for key in keys if key in self._texts}

    def store(self, entries: Iterable[MemoryEntry]) -> None:
        for entry in entries:
            self._texts.setdefault(entry.key, entry.translated)
