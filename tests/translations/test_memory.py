"""The same key always gives the same text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tercet.translations.languages import LanguagePair
from tercet.translations.memory import InMemoryTranslationMemory, correction_key
from tercet.translations.models import MemoryEntry, MemoryKey, TranslatedText, sha256_text

EN_UK = LanguagePair.parse("en-uk")
KEY = MemoryKey(text_sha256=sha256_text("The fire."), pair=EN_UK, package_sha256="p", settings_sha256="s")
FIRST, SECOND = TranslatedText(text="Пожежа.", score=-0.2), TranslatedText(text="Вогонь.", score=-0.1)


def test_a_stored_text_never_changes() -> None:
    memory = InMemoryTranslationMemory()

    memory.store([MemoryEntry(key=KEY, translated=FIRST)])
    memory.store([MemoryEntry(key=KEY, translated=SECOND)])

    assert memory.lookup([KEY]) == {KEY: FIRST}


@pytest.mark.parametrize(
    "change",
    [
        {"text_sha256": sha256_text("The fire!")},
        {"pair": LanguagePair.parse("en-ru")},
        {"package_sha256": "q"},
        {"settings_sha256": "t"},
        {"glossary_sha256": "g"},
    ],
)
def test_everything_that_a_text_depends_on_is_part_of_its_key(change: dict[str, str]) -> None:
    memory = InMemoryTranslationMemory()
    memory.store([MemoryEntry(key=KEY, translated=FIRST)])

    assert memory.lookup([replace(KEY, **change)]) == {}


def test_a_correction_holds_for_every_package_of_its_pair_only() -> None:
    assert correction_key("The fire.", EN_UK) == correction_key("The fire.", EN_UK)
    assert correction_key("The fire.", EN_UK) != correction_key("The fire.", LanguagePair.parse("en-ru"))
    assert correction_key("The fire.", EN_UK).package_sha256 == ""
