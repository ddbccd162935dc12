"""Which sentences of two articles say the same: precision first, one link a sentence, order where there is one."""

from __future__ import annotations

import numpy as np
import pytest

from tercet.translations.calibration import SIGNALS_ALONE, named_calibrations
from tercet.translations.languages import Language
from tercet.translations.sentence_links import SentenceLink, Sentences, link_sentences

LEAST = 0.95

ENGLISH = (
    "Fire at a grain terminal in Zatoka-Verkhnia injures three",
    "Andriy Kolisnyk of the rescue service said 1,200 tonnes of wheat were lost.",
    "Terra Granum, which owns the terminal, did not answer.",
    "The night was dry and windless.",
)
UKRAINIAN = (
    "Пожежа на терміналі: троє поранених",
    "Як сказав Андрій Колісник із рятувальної служби, згоріло 1 200 тонн пшениці.",
    "Потяг на Вітроград спізнився.",
    "Власник термінала, компанія «Терра Гранум», не відповіла.",
)


def side(language: Language, texts: tuple[str, ...], *, english: tuple[str | None, ...] | None = None) -> Sentences:
    own = texts if language is Language.EN else (None,) * len(texts)
    return Sentences(language=language, texts=texts, english=own if english is None else english)


def links(first: Sentences, second: Sentences, *, in_order: bool = False, least: float = LEAST) -> list[SentenceLink]:
    return list(link_sentences(first, second, named_calibrations(SIGNALS_ALONE), least=least, in_order=in_order))


def pairs(found: list[SentenceLink]) -> set[tuple[int, int]]:
    return {(link.first, link.second) for link in found}


def test_sentences_that_share_names_and_numbers_are_linked_wherever_they_stand() -> None:
    found = links(side(Language.EN, ENGLISH), side(Language.UK, UKRAINIAN))

    assert (1, 1) in pairs(found)
    assert pairs(found) <= {(0, 0), (1, 1), (2, 3)}
    assert all(LEAST <= link.score <= 1 for link in found)


def test_a_sentence_that_only_one_article_has_is_not_linked() -> None:
    found = links(side(Language.EN, ENGLISH), side(Language.UK, UKRAINIAN), least=0.5)

    assert 2 not in {link.second for link in found}
    assert 3 not in {link.first for link in found}


def test_a_translation_helps_and_never_hinders() -> None:
    english = (
        "Fire at the terminal: three injured",
        "Andriy Kolisnyk of the rescue service said that 1,200 tonnes of wheat burned.",
        "The train to Vitrohrad was late.",
        "The owner of the terminal, Terra Granum, did not answer.",
    )

    without = links(side(Language.EN, ENGLISH), side(Language.UK, UKRAINIAN))
    helped = links(side(Language.EN, ENGLISH), side(Language.UK, UKRAINIAN, english=english))

    assert pairs(without) <= pairs(helped)
    assert (2, 3) in pairs(helped)


def test_both_directions_give_the_same_links() -> None:
    there = links(side(Language.EN, ENGLISH), side(Language.UK, UKRAINIAN), least=0.5)
    back = links(side(Language.UK, UKRAINIAN), side(Language.EN, ENGLISH), least=0.5)

    assert {(link.second, link.first, link.score) for link in back} == {
        (link.first, link.second, link.score) for link in there
    }


def test_the_same_words_are_a_copy_and_certain() -> None:
    found = links(side(Language.EN, ENGLISH), side(Language.EN, (ENGLISH[2].upper(), "Nothing else is known.")))

    assert found == [SentenceLink(first=2, second=0, score=1.0, is_copy=True)]


def test_other_numbers_are_no_link() -> None:
    one = side(Language.EN, ("Mortar shells hit 41 houses in Verbohai.", "Rain is likely."))
    other = side(Language.UK, ("Негода пошкодила 17 дахів у Кам'янці.", "Врожай зібрали."))

    assert links(one, other) == []


def test_a_sentence_has_one_link_at_most() -> None:
    twice = (ENGLISH[1], ENGLISH[1], ENGLISH[2])

    found = links(side(Language.EN, twice), side(Language.UK, UKRAINIAN), least=0.05)

    assert len({link.first for link in found}) == len({link.second for link in found}) == len(found)


@pytest.mark.parametrize("in_order", [False, True])
def test_nothing_to_compare_gives_no_link(in_order: bool) -> None:
    assert links(side(Language.EN, ()), side(Language.UK, UKRAINIAN), in_order=in_order) == []


def test_links_in_order_never_cross() -> None:
    turned = (UKRAINIAN[3], UKRAINIAN[1], UKRAINIAN[0])

    found = links(side(Language.EN, ENGLISH), side(Language.UK, turned), in_order=True)

    positions = [link.second for link in found]
    assert found
    assert positions == sorted(positions)


def test_order_links_what_freely_would_be_too_unsure() -> None:
    free = links(
        side(Language.RU, ("Пожар на терминале: трое раненых", "Поезд на Витроград опоздал.")),
        side(Language.UK, UKRAINIAN),
    )
    ordered = links(
        side(Language.RU, ("Пожар на терминале: трое раненых", "Поезд на Витроград опоздал.")),
        side(Language.UK, UKRAINIAN),
        in_order=True,
    )

    assert pairs(free) <= pairs(ordered)
    assert pairs(ordered) == {(0, 0), (1, 2)}


def test_vectors_decide_where_there_are_any() -> None:
    known = named_calibrations("multilingual-e5-small-q4")
    turn = np.eye(4, dtype=np.float32)
    english = Sentences(language=Language.EN, texts=("a", "b", "c"), english=("a", "b", "c"), vectors=turn[:3])
    ukrainian = Sentences(
        language=Language.UK, texts=("х", "ц", "ш"), english=(None, None, None), vectors=turn[[2, 3, 0]]
    )

    found = link_sentences(english, ukrainian, known, least=0.9)

    assert pairs(list(found)) == {(0, 2), (2, 0)}
