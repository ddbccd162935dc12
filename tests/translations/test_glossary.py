"""Required terms: fixed ones are put in, inflected ones are checked."""

from __future__ import annotations

import pytest

from tercet.translations.glossary import (
    Glossary,
    GlossaryEntry,
    default_is_inflected,
    glossary_sha256,
    missing_terms,
    replacements,
)
from tercet.translations.languages import Language, LanguagePair
from tercet.translations.mask import mask, unmask

PAIR = LanguagePair.parse("en-uk")
KYIV = GlossaryEntry(source="Kyiv|Kiev", target="Київ", is_inflected=True)
PLANT = GlossaryEntry(source="Zaporizhzhia", target="Запоріжжя", is_inflected=True)
MEDIA = GlossaryEntry(source="Bellingcat", target="«Беллінгкет»")
INSTITUTE = GlossaryEntry(source="Kyiv Polytechnic", target="Київська політехніка", is_inflected=True)
US = GlossaryEntry(source="US", target="США")
GLOSSARY = Glossary(entries={PAIR: (KYIV, PLANT, MEDIA, INSTITUTE, US)})


def found(sentence: str, pair: LanguagePair = PAIR) -> list[GlossaryEntry]:
    return [term.entry for term in GLOSSARY.find(pair, sentence)]


def test_a_fixed_term_is_put_in_letter_for_letter() -> None:
    terms = GLOSSARY.find(PAIR, "Bellingcat's report")
    masked = mask("Bellingcat's report", replacements=replacements(terms))

    assert unmask("Звіт QX0Q", masked).text == "Звіт «Беллінгкет»"


def test_an_inflected_term_is_met_by_its_case_forms() -> None:
    terms = GLOSSARY.find(PAIR, "Explosions in Kiev and near Zaporizhzhia")

    assert [term.entry for term in terms] == [KYIV, PLANT]
    assert replacements(terms) == {}
    assert missing_terms(terms, "Вибухи в Києві та біля Запоріжжя", Language.UK) == ()
    assert missing_terms(terms, "Вибухи в столиці та під Запоріжжям", Language.UK) == ("Київ",)


def test_where_endings_do_not_tell_the_dictionary_does() -> None:
    money = GlossaryEntry(source="hryvnia", target="гривня", is_inflected=True)
    terms = Glossary(entries={PAIR: (money,)}).find(PAIR, "a hundred hryvnias")

    assert missing_terms(terms, "сто гривень", Language.UK) == ()
    assert missing_terms(terms, "сто гріхів", Language.UK) == ("гривня",)


@pytest.mark.parametrize("sentence", ["Kyivstar is an operator", "he told us", "kyiv", "Zaporizhzhian"])
def test_another_word_is_no_term(sentence: str) -> None:
    assert found(sentence) == []


def test_a_headline_in_capitals_has_the_terms_too() -> None:
    assert found("KYIV UNDER ATTACK") == [KYIV]


def test_of_terms_that_overlap_the_longest_counts() -> None:
    assert found("Kyiv Polytechnic in Kyiv") == [INSTITUTE, KYIV]
    assert found("Kyiv, Polytechnic") == [KYIV]


def test_terms_of_another_direction_play_no_part() -> None:
    assert found("Kyiv", LanguagePair.parse("en-ru")) == []


def test_only_matching_entries_are_part_of_the_key() -> None:
    assert glossary_sha256(found("Nothing of the kind")) == ""
    assert glossary_sha256(found("Kyiv calling")) == glossary_sha256([KYIV]) != glossary_sha256([KYIV, PLANT])
    assert glossary_sha256([KYIV, KYIV]) == glossary_sha256([KYIV])
    assert glossary_sha256([], ["Tercet"]) != ""


@pytest.mark.parametrize(
    ("pair", "target", "is_inflected"),
    [
        ("en-uk", "Київ", True),
        ("en-ru", "спецоперация", True),
        ("en-uk", "НАТО", False),
        ("en-uk", "Bellingcat", False),
        ("en-uk", "«Азов»", False),
        ("uk-en", "Kyiv", False),
    ],
)
def test_what_inflects_is_left_to_the_model_unless_the_glossary_says_otherwise(
    pair: str, target: str, is_inflected: bool
) -> None:
    assert default_is_inflected(LanguagePair.parse(pair), target) is is_inflected


def test_of_two_terms_that_differ_in_capitals_the_one_that_is_written_so_counts() -> None:
    council, body = GlossaryEntry(source="council", target="рада"), GlossaryEntry(source="Council", target="Рада")
    terms = Glossary(entries={PAIR: (council, body)})

    assert [term.entry for term in terms.find(PAIR, "The Council and the council")] == [body, council]
