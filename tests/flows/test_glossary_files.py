"""A glossary stands in config.yaml or in a file beside it; every term that cannot be one is named."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tercet.flows.engines import sentence_settings
from tercet.flows.errors import ConfigError
from tercet.flows.settings import load_settings
from tercet.translations.glossary import GlossaryEntry
from tercet.translations.languages import LanguagePair

EN_UK = LanguagePair.parse("en-uk")


def entries(folder: Path, glossary: object) -> dict[str, GlossaryEntry]:
    """The terms en-uk of a configuration, by source."""
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump({"translation": {"glossary": glossary}}, allow_unicode=True), encoding="utf-8")
    read = sentence_settings(load_settings(path, environ={})).glossary.entries[EN_UK]
    return {entry.source: entry for entry in read}


def test_terms_stand_in_the_configuration(tmp_path: Path) -> None:
    read = entries(tmp_path, {"en-uk": {"Kyiv|Kiev": "Київ", "NATO": "НАТО", "Azov": {"to": "Азов", "fixed": True}}})

    assert read["Kyiv|Kiev"] == GlossaryEntry(source="Kyiv|Kiev", target="Київ", is_inflected=True)
    assert (read["NATO"].is_inflected, read["Azov"].is_inflected) == (False, False)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("terms.csv", "source,target,fixed\nKyiv,Київ,\nAzov,Азов,yes\n".encode()),
        ("terms.tsv", "source\ttarget\tfixed\nKyiv\tКиїв\t\nAzov\tАзов\tyes\n".encode("utf-16")),
        ("terms.csv", "target;source;fixed;note\r\nКиїв;Kyiv;no;x\r\nАзов;Azov;1;y\r\n".encode("utf-8-sig")),
    ],
    ids=["csv", "tsv of a spreadsheet", "semicolons and other columns"],
)
def test_terms_stand_in_a_file_beside_the_configuration(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    read = entries(tmp_path, {"en-uk": name})

    assert {source: (entry.target, entry.is_inflected) for source, entry in read.items()} == {
        "Kyiv": ("Київ", True),
        "Azov": ("Азов", False),
    }


@pytest.mark.parametrize(
    ("glossary", "fault"),
    [
        ([], "maps a language pair to its terms"),
        ({"en-de": {"Kyiv": "Kiew"}}, "no language pair 'en-de'"),
        ({"en-uk": 7}, "a mapping or the name of a CSV file"),
        ({"en-uk": {"Kyiv": ""}}, "no word on one side"),
        ({"en-uk": {"Kyiv|": "Київ"}}, "no word on one side"),
        ({"en-uk": {"Kyiv": ["Київ"]}}, "becomes a text"),
        ({"en-uk": {"Kyiv": {"to": "Київ", "fixd": True}}}, "becomes a text"),
        ({"en-uk": "missing.csv"}, "missing.csv for en-uk cannot be read: No such file"),
    ],
)
def test_a_glossary_that_is_none_is_refused_with_what_is_allowed(tmp_path: Path, glossary: object, fault: str) -> None:
    with pytest.raises(ConfigError, match=fault):
        entries(tmp_path, glossary)


def test_every_wrong_line_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_text(
        "source,target,fixed\nKyiv,Київ,\n,Львів,\nOdesa,Одеса,perhaps\n", encoding="utf-8"
    )

    with pytest.raises(ConfigError, match=r"no glossary terms: 2[\s\S]*line 3[\s\S]*line 4: fixed is 'perhaps'"):
        entries(tmp_path, {"en-uk": "terms.csv"})


def test_a_term_that_becomes_two_things_is_refused_and_one_that_is_repeated_is_not(tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_text("source,target\nKyiv,Київ\nOdesa,Одеса\nKyiv,Київ\n", encoding="utf-8")
    assert set(entries(tmp_path, {"en-uk": "terms.csv"})) == {"Kyiv", "Odesa"}

    (tmp_path / "terms.csv").write_text("source,target\nKyiv,Київ\nKyiv,Києв\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 3: 'Kyiv' becomes 'Києв', before 'Київ'"):
        entries(tmp_path, {"en-uk": "terms.csv"})


def test_a_key_that_is_there_twice_is_an_error_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(
        "translation:\n  glossary:\n    en-uk:\n      Kyiv: Київ\n      Kyiv: Києв\n", encoding="utf-8"
    )

    with pytest.raises(ConfigError, match=r"'Kyiv' is there twice[\s\S]*line 5"):
        load_settings(tmp_path / "config.yaml", environ={})
