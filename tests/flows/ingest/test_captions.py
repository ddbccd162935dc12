"""Pictures' texts in pasted articles: captions and descriptions go, subheads and signed reports stay."""

from __future__ import annotations

import pytest

from tercet.flows.ingest.boilerplate import clean_page
from tercet.flows.ingest.models import ExtractedPage
from tercet.flows.ingest.phrases import Removal
from tercet.flows.ingest.text_article import read_text_article

TITLE = "Lighthouse keeper of Solm retires after forty winters"
FIRST = (
    "The last keeper of the Solm light will climb down its 214 steps for good on Friday, forty winters after the "
    "harbour board hired him for one season."
)
LAST = (
    "A lamp that needs nobody has been burning since August. The board says it will keep the stove lit, because the "
    "walls of the tower would be wet by spring without it."
)

CAPTIONS = (
    "The tower at Solm in a January storm. Photo: Hedda Lund / Solm Post",
    "Keeper Aksel Brandt on the gallery. (Hedda Lund/Solm Post)",
    "Keeper Aksel Brandt on the gallery. (Hedda Lund for the Solm Post)",
    "Ferries wait below the tower on Monday. [Reuters]",
    "The tower in 1911 © Solm Museum",
    "The stove in the watch room, pictured on Sunday",
    "Сходи вежі, по яких доглядач піднімався щодня. Фото: Марта Гук",
    "Маяк в Сольме перед штормом. Снимок: Пётр Лапин",
    "Пороми чекають під вежею. [Укрінформ]",
)
DESCRIPTIONS = (
    "Elderly man in a blue jacket looks out over a grey sea",
    "White tower with a red lamp room on a bare rock",
    "Літній чоловік у синій куртці дивиться на сіре море",
    "Белая башня с красным фонарём на голой скале",
)
CAPTION = "Aksel Brandt on his last watch. Photo: Hedda Lund"
BRIEF_SUBHEADS = ("One season, then another", "Хто топитиме піч?", "Сорок зим и одна печь")


def story_of(*lines: str, gap: str) -> tuple[str, ...]:
    page = read_text_article(gap.join((TITLE, *lines)))
    assert isinstance(page, ExtractedPage)
    return tuple(paragraph.text for paragraph in clean_page(page).paragraphs)


both_gaps = pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["lines", "blank lines"])


@both_gaps
@pytest.mark.parametrize("caption", CAPTIONS)
def test_a_line_that_ends_in_a_picture_credit_is_a_caption(caption: str, gap: str) -> None:
    assert story_of(FIRST, caption, LAST, gap=gap) == (FIRST, LAST)


@both_gaps
@pytest.mark.parametrize("description", DESCRIPTIONS)
def test_the_description_above_a_caption_goes_with_it(description: str, gap: str) -> None:
    assert story_of(FIRST, description, CAPTION, LAST, gap=gap) == (FIRST, LAST)
    assert story_of("By Hedda Lund", description, CAPTION, FIRST, LAST, gap=gap) == (FIRST, LAST)


@both_gaps
@pytest.mark.parametrize("subhead", BRIEF_SUBHEADS)
def test_a_subhead_above_a_picture_stays(subhead: str, gap: str) -> None:
    assert story_of(FIRST, subhead, CAPTION, LAST, gap=gap) == (FIRST, subhead, LAST)


def test_a_description_and_a_caption_that_repeats_it_both_go() -> None:
    text = "Ships below the lamp at dawn"

    assert story_of(FIRST, text, f"{text} [Olmo News Agency]", LAST, gap="\n") == (FIRST, LAST)


def test_an_agency_that_the_article_thanks_may_sign_its_captions() -> None:
    caption = "Ferries wait below the tower on Monday. [Veldt]"

    assert story_of(FIRST, caption, LAST, "With reporting by Veldt and Reuters", gap="\n") == (FIRST, LAST)


@both_gaps
@pytest.mark.parametrize("description", ["Two men in oilskins carry a lamp down a narrow stair", DESCRIPTIONS[0]])
def test_a_long_description_of_somebody_unnamed_goes_even_without_a_caption(description: str, gap: str) -> None:
    assert story_of(FIRST, description, LAST, gap=gap) == (FIRST, LAST)


@both_gaps
def test_a_standfirst_above_a_picture_is_story(gap: str) -> None:
    standfirst = "A one-winter job that lasted until the lamp could do without him"

    assert story_of(standfirst, CAPTION, FIRST, LAST, gap=gap)[-2:] == (FIRST, LAST)
    assert story_of(standfirst, "By Hedda Lund", FIRST, LAST, gap=gap) == (standfirst, FIRST, LAST)


@both_gaps
def test_remarks_in_brackets_do_not_make_a_paragraph_a_caption(gap: str) -> None:
    remark = "The board pays for the coal (Solm has no gas) and for nothing else, he says of his employers."
    quote = "“They wrote to me and I wrote to them [the board],” he says, “and then it was spring again.”"
    signed = "The next keeper, if there ever is one, will find the stove warm and the kettle filled. (Reuters)"

    assert story_of(FIRST, remark, quote, LAST, signed, gap=gap) == (FIRST, remark, quote, LAST, signed)


def test_captions_are_kept_with_their_reason() -> None:
    page = read_text_article("\n".join((TITLE, FIRST, CAPTION, LAST)))
    assert isinstance(page, ExtractedPage)

    assert [(line.reason, line.text) for line in clean_page(page).removed] == [(Removal.CAPTION, CAPTION)]
