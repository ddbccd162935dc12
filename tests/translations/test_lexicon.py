"""Laws of the lexicon: any inflected form is found, the longest wording wins, what is quoted is taken as written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tercet.translations.errors import TranslationError
from tercet.translations.languages import Language
from tercet.translations.lexicon import Matcher, Pattern, languages_of, lexicon_patterns, read_lexicon, rules_sha256

EN, UK, RU = Language.EN, Language.UK, Language.RU


def found(text: str, language: Language, *phrases: str) -> list[tuple[str, str]]:
    matcher = Matcher(Pattern(name=phrase, group="one", language=language, phrase=phrase) for phrase in phrases)
    return [(str(match.pattern.name), match.form) for match in matcher.matches(text, language)]


@pytest.mark.parametrize(
    ("language", "phrase", "text", "form"),
    [
        (UK, "перемир'я", "Сторони домовилися про перемир’ям", "перемир'ям"),
        (UK, "окупований Крим", "у тимчасово окупованому Криму", "окупованому криму"),
        (RU, "освобождённая территория", "На освобожденных территориях", "освобожденных территориях"),
        (RU, "спецоперация", "после начала СПЕЦОПЕРАЦИИ", "спецоперации"),
        (EN, "occupied", "the occupied town", "occupied"),
        (EN, "full-scale invasion", "Since the full-scale invasions began", "full scale invasions"),
    ],
)
def test_any_form_of_the_words_is_found(language: Language, phrase: str, text: str, form: str) -> None:
    assert found(text, language, phrase) == [(phrase, form)]


def test_words_must_stand_one_behind_the_other() -> None:
    assert found("an operation that was special", EN, "special operation") == []


def test_the_longest_wording_of_a_group_wins() -> None:
    phrases = ("military operation", "special military operation", "operation")

    assert found("The special military operation goes on.", EN, *phrases) == [
        ("special military operation", "special military operation")
    ]


def test_groups_do_not_hide_each_other() -> None:
    patterns = [
        Pattern(name="Crimea", group="place", language=EN, phrase="occupied Crimea"),
        Pattern(name="occupied", group="control", language=EN, phrase="occupied"),
    ]

    assert [match.pattern.name for match in Matcher(patterns).matches("in occupied Crimea", EN)] == [
        "Crimea", "occupied"
    ]  # fmt: skip


def test_what_is_quoted_is_found_only_as_written() -> None:
    assert found("на украине, в Украину", RU, '"на украине"') == [('"на украине"', "на украине")]
    assert found("на Украину", RU, '"на украине"') == []


def test_another_language_is_not_searched() -> None:
    matcher = Matcher([Pattern(name="war", group="g", language=UK, phrase="війна")])

    assert matcher.matches("війна", RU) == ()


@pytest.mark.parametrize(
    ("phrase", "languages"),
    [("dam", (EN,)), ("дамба", (UK, RU)), ("міст", (UK,)), ("плотина разрушены", (RU,)), ("F-16 і дрони", (UK,))],
)
def test_letters_tell_the_languages_a_phrase_can_be_in(phrase: str, languages: tuple[Language, ...]) -> None:
    assert languages_of(phrase) == languages


def test_rules_change_with_the_phrases_and_not_with_their_order() -> None:
    one, two = (Pattern(name=n, group="g", language=EN, phrase=n) for n in ("war", "peace"))

    assert rules_sha256([one, two]) == rules_sha256([two, one])
    assert rules_sha256([one]) != rules_sha256([one, two])


def test_the_starter_lexicon_names_every_concept_in_two_variants_and_every_phrase_once() -> None:
    lexicon = read_lexicon()

    variants: dict[str, set[str]] = {}
    for term in lexicon:
        variants.setdefault(term.concept, set()).add(term.variant)
    lonely = {concept for concept, names in variants.items() if len(names) < 2}
    assert lonely == {"name: Volodymyr Zelenskyy"}
    assert {term.language for term in lexicon} == {EN, UK, RU}
    keys = [(term.concept, term.language, term.phrase) for term in lexicon]
    assert len(keys) == len(set(keys)), "one phrase in two variants of a concept says nothing"


def test_every_phrase_of_the_starter_lexicon_finds_itself() -> None:
    lexicon = read_lexicon()
    matcher = Matcher(lexicon_patterns(lexicon))

    lost = [
        term.phrase
        for term in lexicon
        if not any(
            match.pattern.group == term.concept for match in matcher.matches(term.phrase.strip('"'), term.language)
        )
    ]

    assert lost == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("war\tinvasion\tuk", "line 2: write concept, variant, language, phrase"),
        ("war\tinvasion\tde\tKrieg", "line 2: 'de' is no language"),
        ("war\tinvasion\tuk\t—", "line 2: the phrase '—' holds no word"),
    ],
)
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "lexicon.tsv"
    path.write_text(f"concept\tvariant\tlanguage\tphrase\n{line}\n", encoding="utf-8")

    with pytest.raises(TranslationError, match=told):
        read_lexicon(path)
