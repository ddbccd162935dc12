"""Plain text becomes title and paragraphs: whole, in order, with broken lines joined and nothing judged."""

from __future__ import annotations

import datetime as dt
import json
import textwrap
from pathlib import Path

import pytest

from tercet.flows.ingest.models import ExtractedPage
from tercet.flows.ingest.stated import Stated
from tercet.flows.ingest.text_article import read_text_article, split_blocks
from tercet.translations.models import Reject, RejectReason, SegmentKind, Stage

GOLDEN = sorted((Path(__file__).parents[2] / "golden" / "pasted").glob("*.json"))
PARAGRAPHS = [
    "Школу в Підгайцях закрили на ремонт",
    "Дах протікав уже другий рік, і в листопаді директорка вирішила не чекати. Діти вчитимуться в сусідньому селі.",
    "«Возити їх будемо двома автобусами», — каже голова громади. Перший рейс о 7:15.",
    "Ремонт триватиме до весни.",
]


def read(text: str, stated: Stated | None = None) -> ExtractedPage:
    page = read_text_article(text, stated)
    assert isinstance(page, ExtractedPage), page
    return page


def texts(page: ExtractedPage) -> list[str]:
    return [page.title, *(paragraph.text for paragraph in page.paragraphs)]


def joined(text: str) -> list[str]:
    return [line for block in split_blocks(text) for line in block]


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(PARAGRAPHS),
        "\n".join(PARAGRAPHS),
        "\r\n\r\n".join(PARAGRAPHS),
        "\r".join(PARAGRAPHS),
        "\n \t\n\n".join(PARAGRAPHS),
        "\u2028".join(PARAGRAPHS),
        "\n\n\n" + "\n\n".join(PARAGRAPHS) + "\n\n",
        "\ufeff" + "\n".join(f"  {line}\t" for line in PARAGRAPHS),
        "\n\n".join(PARAGRAPHS).replace(" ", "\u00a0", 5).replace("дах", "да\u00adх"),
        "\n\n".join(PARAGRAPHS).replace("й", "и\u0306"),
    ],
)
def test_line_ends_blank_lines_and_invisible_characters_change_nothing(text: str) -> None:
    page = read(text)

    assert texts(page) == PARAGRAPHS
    assert [paragraph.index for paragraph in page.paragraphs] == [1, 2, 3]
    assert {paragraph.kind for paragraph in page.paragraphs} == {SegmentKind.BODY}


@pytest.mark.parametrize("width", [45, 60, 65, 72, 80, 100])
@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_lines_broken_at_a_width_are_joined_to_the_paragraphs_they_were(file: Path, width: int) -> None:
    record = json.loads(file.read_text(encoding="utf-8"))
    paragraphs = [record["title"], *(item["text"] for item in record["paragraphs"])]
    for breaks_words in (True, False):
        text = "\n\n".join(textwrap.fill(line, width, break_on_hyphens=breaks_words) for line in paragraphs)

        assert joined(text) == paragraphs


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        # A prompt of two lines; alt text above a caption.
        (["🔔 The Morning Letter", "Every weekday in your inbox"], 2),
        (["A ferry beside a pier", "The ferry Tui at Ansel pier. Photograph: Rua Teale"], 2),
        # Sentences on lines of their own, and a sentence that goes on.
        (["The furnace was cold for two years.", "It will be lit in spring."], 1),
        (["The furnace at the glassworks, cold since the", "flood, will be lit by Agnes", "Curley in spring"], 1),
        # Lists and dialogues.
        (["— Ви чекали на це?", "— Чотири роки.", "— І що тепер?"], 3),
        (["1. Open the lid.", "2. Light the fire."], 2),
        (["Потрібні речі:", "— вода;", "— хліб;", "— ковдри."], 4),
        (["- apples", "- pears"], 2),
        (["«Чекаємо», — відповів", "— після довгої паузи — лікар"], 1),
    ],
)
def test_lines_of_a_block_are_joined_where_the_sentence_goes_on(block: list[str], lines: int) -> None:
    assert len(joined("\n".join(["Title of it all", "", *block, "", "Last paragraph."]))) == 2 + lines


def test_long_lines_are_paragraphs_even_without_blank_lines_between_all_of_them() -> None:
    body = [" ".join([f"Речення номер {number} про ремонт школи."] * 6) for number in range(4)]

    assert texts(read("Заголовок\n\n" + "\n".join(body))) == ["Заголовок", *body]


def test_the_layout_tells_which_lines_stood_together() -> None:
    page = read("Prompt above\nits second line\n\nHeadline\n\nAlt text\nCaption. Photo: X\n\nStory goes here.")

    assert page.layout is not None
    assert page.layout.is_title_first_line
    assert page.layout.blocks == (0, 1, 2, 2, 3)


# ---- what is stated

FRONT_MATTER = """---
title: Школу закрили
url: https://visti.example/n/5
published_at: 2026-11-20T08:30:00+02:00
author: [Мирослава Тин, Олекса Гай]
language: UK
outlet: Вісті
---

Дах протікав уже другий рік.
"""


def test_front_matter_states_what_the_text_does_not() -> None:
    page = read(FRONT_MATTER)

    assert texts(page) == ["Школу закрили", "Дах протікав уже другий рік."]
    assert page.published_at == dt.datetime(2026, 11, 20, 6, 30, tzinfo=dt.UTC)
    assert page.canonical_url == "https://visti.example/n/5"
    assert page.authors == ("Мирослава Тин", "Олекса Гай")
    assert page.declared_language == "uk"
    assert page.layout is not None
    assert not page.layout.is_title_first_line


def test_what_the_caller_states_outranks_front_matter() -> None:
    page = read(FRONT_MATTER, Stated(title="Інша назва", authors=("Редакція",)))

    assert (page.title, page.authors) == ("Інша назва", ("Редакція",))
    assert page.canonical_url == "https://visti.example/n/5"


def test_without_a_statement_there_is_no_date() -> None:
    assert read("Заголовок\n\nТекст від 20 листопада 2026 року.").published_at is None


def test_a_stated_title_is_not_kept_twice() -> None:
    page = read("ШКОЛУ ЗАКРИЛИ!\n\nДах протікав.", Stated(title="Школу закрили"))

    assert texts(page) == ["Школу закрили", "Дах протікав."]


@pytest.mark.parametrize(
    "text", ["---\nA rule above the title\n---\n\nText.", "---\n\nTitle\n\nText.", "--- Title\n\nText."]
)
def test_a_rule_of_dashes_is_no_front_matter(text: str) -> None:
    assert texts(read(text))[-1] == "Text."


@pytest.mark.parametrize(
    ("front", "fault"),
    [
        ("title: [unclosed", "not valid YAML"),
        ("published_at: позавчора", "published_at: 'позавчора' is no date"),
        ("url: visti", "url: 'visti' is no http"),
    ],
)
def test_front_matter_that_cannot_be_read_is_a_reject(front: str, fault: str) -> None:
    reject = read_text_article(f"---\n{front}\n---\nTitle\n\nText.")

    assert isinstance(reject, Reject)
    assert (reject.stage, reject.reason) == (Stage.READ, RejectReason.MALFORMED_RECORD)
    assert fault in reject.detail


@pytest.mark.parametrize("text", ["", " \n\u200b\n ", "Only a title", "---\ntitle: Only a title\n---\n"])
def test_a_text_without_a_story_is_a_reject(text: str) -> None:
    reject = read_text_article(text)

    assert isinstance(reject, Reject)
    assert (reject.stage, reject.reason) == (Stage.READ, RejectReason.NO_TEXT)
