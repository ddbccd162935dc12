"""Which articles tell one event: the laws of linking, on articles whose likeness is chosen."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest

from tercet.translations.calibration import LANGUAGES, SIGNALS_ALONE, named_calibrations
from tercet.translations.languages import Language
from tercet.translations.resemblance import Resemblance, Rows, lists_of_sizes
from tercet.translations.signals import read_signals
from tercet.translations.stories import LinkedStories, Reason, StoryRules, Tie, founded_story_id, link_stories

BRIDGE_EN = "Stone Bridge over the Sylva in Zatoka-Verkhnia reopens. Iryna Palamar paid 86.4 million for 412 metres."
BRIDGE_UK = "Кам'яний міст через Сильву в Затоці-Верхній відкрито. Ірина Паламар: 86,4 млн за 412 метрів."
BRIDGE_RU = "Каменный мост через Сильву в Затоке-Верхней открыт. Ирина Паламар: 86,4 млн за 412 метров."
GRAIN_EN = (
    "Wheat at Vitrohrad slipped 1.8% to $212.50, Pavlo Rotmin of the exchange told Meridian. 148,300 tonnes left."
)
GRAIN_RU = "Пшеница в Витрограде подешевела на 1,8 % до 212,5 доллара, сказал Павел Ротмин. Отгружено 148 300 тонн."
CUP_UK = "«Ковиль» вибив «Лоцман» у серії пенальті: Максим Бережко відбив 2 удари, Данило Крук забив на 12-й хвилині."

Known = tuple[int, Language, str, float]


def linked(
    articles: Sequence[Known], stories: dict[int, int] | None = None, *, ties: Sequence[Tie] = (), window: float = 72.0
) -> LinkedStories:
    """Articles as (id, language, lead, hours); those in `stories` (by id) were placed before."""
    ordered = sorted(articles, key=lambda article: (article[3], article[0]))
    signals = [read_signals(text) for _, _, text, _ in ordered]

    def lists(of: Sequence[Sequence[int]]) -> object:
        flat = np.array([value for one in of for value in one], dtype=np.uint16)
        return lists_of_sizes(flat, np.array([len(one) for one in of], dtype=np.int64))

    rows = Rows(
        ids=np.array([article[0] for article in ordered], dtype=np.int64),
        hours=np.array([article[3] for article in ordered], dtype=np.float64),
        languages=np.array([LANGUAGES.index(article[1]) for article in ordered], dtype=np.int8),
        vectors=None,
        grams=lists([one.grams for one in signals]),  # type: ignore[arg-type]
        english=lists([one.grams if a[1] is Language.EN else () for one, a in zip(signals, ordered, strict=True)]),  # type: ignore[arg-type]
        numbers=lists([one.numbers for one in signals]),  # type: ignore[arg-type]
    )
    story_of = {row: stories[a[0]] for row, a in enumerate(ordered) if stories and a[0] in stories}
    resemblance = Resemblance(rows, alone=named_calibrations(SIGNALS_ALONE), model=None, window_hours=window)
    return link_stories(resemblance, story_of, ties=ties, rules=StoryRules())


def placed(result: LinkedStories) -> dict[int, int]:
    return {one.article_id: one.story_id for one in result.placements}


NIGHT: list[Known] = [
    (1, Language.UK, BRIDGE_UK, 0.0),
    (2, Language.RU, BRIDGE_RU, 3.0),
    (3, Language.EN, GRAIN_EN, 4.0),
    (4, Language.RU, GRAIN_RU, 6.0),
    (5, Language.UK, CUP_UK, 7.0),
]


def test_articles_about_one_event_share_a_story_and_others_do_not() -> None:
    where = placed(linked(NIGHT))

    assert where[1] == where[2]
    assert where[3] == where[4]
    assert len(set(where.values())) == 3


def test_a_story_is_named_by_the_article_that_was_published_first() -> None:
    result = linked(NIGHT)

    assert placed(result)[2] == founded_story_id(1)
    assert {one.article_id for one in result.placements if one.reason is Reason.FIRST} == {1, 3, 5}
    assert all(one.similarity is None for one in result.placements if one.reason is Reason.FIRST)


def test_a_similar_article_tells_what_it_resembles_and_by_what() -> None:
    (second,) = [one for one in linked(NIGHT).placements if one.article_id == 2]

    assert second.reason is Reason.SIMILAR
    assert second.nearest_id == 1
    assert second.similarity is not None
    assert second.similarity > 0.5
    assert second.signals["hours"] == 3.0
    assert 0 < second.signals["grams"] <= 1
    assert "embedding" not in second.signals


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_articles_are_found_does_not_matter(seed: int) -> None:
    shuffled = NIGHT.copy()
    random.Random(seed).shuffle(shuffled)

    assert linked(shuffled) == linked(NIGHT)


def test_a_later_article_joins_the_story_and_moves_nobody() -> None:
    before = placed(linked(NIGHT[:1]))

    after = linked([*NIGHT[:2]], before)

    assert placed(after) == {2: before[1]}
    assert after.merges == ()


def test_what_was_placed_is_not_placed_again() -> None:
    before = placed(linked(NIGHT))

    assert linked(NIGHT, before) == LinkedStories(placements=(), merges=())


def test_beyond_the_window_nothing_is_compared() -> None:
    late = (6, Language.RU, BRIDGE_RU, 100.0)

    assert placed(linked([NIGHT[0], late], window=72.0))[6] == founded_story_id(6)


def test_time_counts_against_likeness() -> None:
    soon, later = (
        linked([(3, Language.EN, GRAIN_EN, 0.0), (4, Language.RU, GRAIN_RU, hours)]).placements[1]
        for hours in (3.0, 40.0)
    )

    assert soon.similarity is not None
    assert later.similarity is None or later.similarity < soon.similarity


def test_ties_hold_whatever_the_texts_look_like() -> None:
    ties = [
        Tie(article_id=5, other_id=1, reason=Reason.NATIVE),
        Tie(article_id=3, other_id=77, reason=Reason.DUPLICATE, story_id=4711),
    ]

    result = linked([NIGHT[0], NIGHT[2], NIGHT[4]], ties=ties)

    assert placed(result) == {1: founded_story_id(1), 5: founded_story_id(1), 3: 4711}
    reasons = {one.article_id: one.reason for one in result.placements}
    assert reasons == {1: Reason.FIRST, 5: Reason.NATIVE, 3: Reason.DUPLICATE}


def test_a_tie_to_an_article_without_a_story_holds_nothing() -> None:
    lonely = Tie(article_id=5, other_id=77, reason=Reason.DUPLICATE)

    assert placed(linked([NIGHT[4]], ties=[lonely])) == {5: founded_story_id(5)}


def test_two_stories_that_turn_out_to_be_one_are_merged_into_the_older_and_it_is_recorded() -> None:
    apart = {1: 100, 2: 200}
    new = (3, Language.RU, BRIDGE_RU, 4.0)

    result = linked([NIGHT[0], NIGHT[1], new], apart)

    assert [(one.story_id, one.into) for one in result.merges] == [(200, 100)]
    assert result.merges[0].similarity >= StoryRules().merge
    assert placed(result) == {3: 100}


def test_stories_that_differ_stay_apart_whoever_joins_them() -> None:
    apart = {1: 100, 3: 300}
    new = (6, Language.RU, BRIDGE_RU, 5.0)

    result = linked([NIGHT[0], NIGHT[2], new], apart)

    assert result.merges == ()
    assert placed(result) == {6: 100}
