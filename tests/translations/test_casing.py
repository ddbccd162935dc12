"""Capitals: lower-cased for the model, restored for the reader."""

from __future__ import annotations

import pytest

from tercet.translations.casing import is_all_caps, to_all_caps, to_sentence_case


@pytest.mark.parametrize(
    ("capitals", "sentence"),
    [
        ("ЗЕЛЕНСЬКИЙ ПРИБУВ ДО КИЄВА: НАТО І ЄС ГОТОВІ", "Зеленський прибув до Києва: НАТО і ЄС готові"),
        ("RUSSIA DENIES THE STRIKE. UN SILENT", "Russia denies the strike. UN silent"),
        ("ПРЕМЬЕР ЗАЯВИЛ: «МЫ ГОТОВЫ»", "Премьер заявил: «Мы готовы»"),
        ("READ QX0Q TODAY", "Read QX0Q today"),
        ("УДАР ПО ХАРКОВУ: П'ЯТЕРО ЗАГИБЛИХ", "Удар по Харкову: П'ятеро загиблих"),
        ("ТРАМП ПРИБУВ ДО НЬЮ-ЙОРКА", "Трамп прибув до Нью-Йорка"),
        ("COVID-19 В УКРАЇНІ: 5 ТИС. ВИПАДКІВ", "COVID-19 в Україні: 5 тис. випадків"),
        ("U.S. SENATE: TRUMP'S F-16S CRASH", "U.S. Senate: Trump's F-16s crash"),
        ("В. О. ЗЕЛЕНСЬКИЙ ПІДПИСАВ УКАЗ", "В. О. Зеленський підписав указ"),
        ("DR. SMITH DENIES EVERYTHING", "Dr. Smith denies everything"),
    ],
)
def test_a_headline_in_capitals_becomes_a_sentence_and_back(capitals: str, sentence: str) -> None:
    assert is_all_caps(capitals)
    assert to_sentence_case(capitals) == sentence
    assert to_all_caps(sentence) == capitals


@pytest.mark.parametrize(
    "text", ["NATO", "США і НАТО", "ООН, НАТО, ЄС", "CC Committee:", "A 5", "", "123", "Київ", "QX0Q QX1Q", "U.S."]
)
def test_acronyms_and_ordinary_text_are_not_capitals(text: str) -> None:
    assert not is_all_caps(text)
