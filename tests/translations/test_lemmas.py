"""Words are compared folded, and by the form that a dictionary has."""

from __future__ import annotations

import pytest

from tercet.translations.languages import Language
from tercet.translations.lemmas import Term, fold, lemma, lemma_rules, terms, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ПЕРЕМИР’Я", "перемир'я"),
        ("перемирʼя", "перемир'я"),
        ("Ёлка", "елка"),
        ("Е\u0308лка", "елка"),
        ("за\u0301мок", "замок"),
        ("й ї и\u0306 і\u0308", "й ї й ї"),
        ("Пів\u00adніч", "північ"),
        ("пів\u2011острів", "пів-острів"),
        ("İzmir", "izmir"),
        ("ΟΔΟΣ", "οδοσ"),
    ],
)
def test_spellings_of_one_word_fold_into_one(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_digits_and_words_with_apostrophes_and_hyphens_stay_whole() -> None:
    text = "«G7» у 2026-му: п’ять F-16, 'цитата' – $99,2 і #хештег_два"

    assert words(text) == (
        *("g7", "у", "2026-му", "п'ять", "f-16", "цитата", "99", "2", "і", "хештег", "два"),
    )  # fmt: skip


def test_a_run_of_letters_that_is_no_word_is_left_out() -> None:
    assert words(f"до {'а' * 65} після") == ("до", "після")


def test_a_hyphenated_word_comes_whole_and_in_parts() -> None:
    assert terms("Онлайн-переговорів бракує", Language.UK) == (
        Term(form="онлайн-переговорів", lemma="онлайн-переговори", position=0),
        Term(form="онлайн", lemma="онлайн", position=0),
        Term(form="переговорів", lemma="переговори", position=1),
        Term(form="бракує", lemma="бракувати", position=2),
    )


@pytest.mark.parametrize(
    ("language", "forms", "expected"),
    [
        (Language.UK, ("перемир’я", "перемир'ям", "ПЕРЕМИРʼЮ"), "перемир'я"),
        (Language.UK, ("переговори", "переговорів", "переговорами"), "переговори"),
        (Language.UK, ("Київ", "Києва", "києві"), "київ"),
        (Language.UK, ("північно-східний", "Північно-східного"), "північно-східний"),
        (Language.RU, ("перемирие", "Перемирия", "перемирии"), "перемирие"),
        (Language.RU, ("Ёлки", "елка", "ёлку"), "елка"),
        (Language.EN, ("talks", "Talked", "talking", "talk's"), "talk"),
        (Language.EN, ("Ukraine", "Ukraine’s"), "ukraine"),
    ],
)
def test_forms_of_a_word_share_its_dictionary_form(language: Language, forms: tuple[str, ...], expected: str) -> None:
    assert {lemma(form, language) for form in forms} == {expected}


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        (Language.RU, ("Авдеевка", "Авдеевке", "Авдеевку", "Авдеевкой")),
        (Language.RU, ("Зеленский", "Зеленского", "Зеленскому", "Зеленским")),
        (Language.RU, ("Путин", "Путина", "Путину", "Путиным")),
        (Language.UK, ("Шмигаль", "Шмигаля", "Шмигалем", "Шмигалеві")),
        (Language.UK, ("Лозовівка", "Лозовівку", "Лозовівці")),
    ],
)
def test_forms_of_a_name_that_no_dictionary_has_meet_in_its_stem(language: Language, forms: tuple[str, ...]) -> None:
    assert len({lemma(form, language) for form in forms}) == 1


def test_short_names_and_abbreviations_keep_their_letters() -> None:
    assert [lemma(word, Language.UK) for word in ("НАТО", "ЗСУ", "ООН", "G7", "2026")] == [
        *("нато", "зсу", "оон", "g7", "2026"),
    ]  # fmt: skip


def test_words_in_latin_script_are_english_in_every_language() -> None:
    assert {lemma("drones", language) for language in Language} == {"drone"}


@pytest.mark.parametrize("nothing", ["", " ", "—", "\u0301", "''", "🙂"])
def test_what_has_no_letter_has_no_lemma(nothing: str) -> None:
    assert lemma(nothing, Language.RU) == ""
    assert terms(nothing, Language.RU) == ()


def test_case_makes_no_difference() -> None:
    text = "Переговори про перемир’я тривали в Києві дві доби, сказав Шмигаль."

    assert terms(text, Language.UK) == terms(text, Language.UK)
    assert terms(text.upper(), Language.UK) == terms(text, Language.UK)


def test_the_rules_name_the_dictionary_they_use() -> None:
    assert "simplemma" in lemma_rules()
