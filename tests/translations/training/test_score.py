"""Laws of the test sets that a folder offers."""

from __future__ import annotations

from pathlib import Path

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.scoring import read_test_sets


def test_a_set_serves_the_pairs_of_its_languages_and_a_directed_set_only_its_own(tmp_path: Path) -> None:
    for name in ("flores.en", "flores.uk", "flores.ru", "wmt20.en-ru.en", "wmt20.en-ru.ru", "notes.txt"):
        (tmp_path / name).write_text(f"{name}\n", encoding="utf-8")

    def names(source: Language, target: Language) -> list[str]:
        return [one.name for one in read_test_sets(tmp_path, LanguagePair(source, target))]

    assert names(Language.EN, Language.RU) == ["flores", "wmt20.en-ru"]
    assert names(Language.RU, Language.EN) == ["flores"]
    assert names(Language.UK, Language.EN) == ["flores"]


def test_sources_and_references_come_from_the_files_of_their_languages(tmp_path: Path) -> None:
    (tmp_path / "set.en").write_text("A dog.\nA cat.\n", encoding="utf-8")
    (tmp_path / "set.uk").write_text("Пес.\nКіт.\n", encoding="utf-8")

    (found,) = read_test_sets(tmp_path, LanguagePair(Language.UK, Language.EN))

    assert found.sources == ("Пес.", "Кіт.")
    assert found.references == ("A dog.", "A cat.")
