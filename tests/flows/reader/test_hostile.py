"""Article text is hostile: none of it becomes markup, an address that runs, or text that reads otherwise than it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asgi import ask_app
from reading_room import Elements, publish_news, with_text
from warehouse_records import make_article

from tercet.flows.reader.app import make_app
from tercet.flows.reader.display import LONGEST_TEXT, clean, outward
from tercet.translations.models import Article, RemovedLine

MARKUP = (
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></textarea></style><svg onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7}",
    "<a href=javascript:alert(1)>бий</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--<base href=//evil.example>--> <meta http-equiv=refresh content='0;url=//evil.example'>",
)


def hostile(number: int, text: str, **changes: Any) -> Article:
    article = with_text(make_article(f"hostile-{number}"), f"{text} номер {number}")
    return replace(article, byline=text, agencies=(text,), removed=(RemovedLine(text=text, reason="app"),), **changes)


HOSTILE = [hostile(number, text) for number, text in enumerate(MARKUP)]


@pytest.fixture(scope="module")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return make_app(publish_news(tmp_path_factory.mktemp("hostile"), *HOSTILE))


def pages_of(articles: Sequence[Article]) -> list[str]:
    return ["/undated", "/search?q=номер", *(f"/article/{article.article_id}?removed=1" for article in articles)]


@pytest.mark.parametrize("path", pages_of(HOSTILE))
def test_no_text_becomes_markup(hostile_app: Any, path: str) -> None:
    answer = ask_app(hostile_app, path)
    elements = Elements(answer.text)

    assert answer.status == 200
    names = {tag for tag, _ in elements.found}
    assert names.isdisjoint({"script", "img", "iframe", "object", "embed", "base", "style", "textarea"})
    assert all(not name.startswith("on") for _, attributes in elements.found for name in attributes)
    assert all("javascript:" not in (one.get("href") or "").lower() for one in elements.all("a"))
    assert "49" not in [text for text in answer.text.split() if text == "49"]


def test_hostile_words_in_the_address_are_shown_as_text(hostile_app: Any) -> None:
    for text in MARKUP:
        answer = ask_app(hostile_app, f"/search?q={text.replace('&', '%26').replace('#', '%23')}")
        elements = Elements(answer.text)
        assert answer.status == 200
        assert {tag for tag, _ in elements.found}.isdisjoint({"script", "img", "base"})


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)",
        "data:text/html,<script>", "vbscript:x", "file:///etc/passwd", "//evil.example/", "/relative", "http:", "https://",
        "http://a b/", "https://host\\@evil.example/", "http://[::1", "https://host/\u202egnp.exe", "https://h:99999/",
        "ftp://host/", "blob:https://host/", "", None, "https://host/" + "a" * 3000,
    ],
)  # fmt: skip
def test_an_address_that_is_no_plain_web_address_is_not_linked(url: str | None) -> None:
    assert outward(url) is None


@pytest.mark.parametrize(
    "url", ["https://host.example/a?b=c&d=%20#e", "http://host.example:8080/", "https://приклад.укр/я"]
)
def test_a_plain_web_address_is_linked(url: str) -> None:
    assert outward(url) == url


def test_an_article_with_a_dangerous_address_is_shown_without_a_link(tmp_path: Path) -> None:
    article = replace(make_article("bad"), canonical_url="javascript:alert(document.domain)")
    app = make_app(publish_news(tmp_path, article))

    shown = ask_app(app, f"/article/{article.article_id}").text

    assert "address not linked" in shown
    assert 'href="javascript' not in shown


@pytest.mark.parametrize("code", [0x00, 0x07, 0x1B, 0x85, 0x200F, 0x202A, 0x202E, 0x2066, 0x2069, 0xFFFE, 0xD800])
def test_characters_that_deceive_are_shown_as_replaced(code: int) -> None:
    assert clean(f"до{chr(code)}після") == "до\ufffdпісля"


def test_text_of_any_characters_and_any_length_has_a_page(tmp_path: Path) -> None:
    turned = with_text(make_article("turned"), "Банк \u202eенот\u202c і \x00нуль \u2066тут")
    huge = with_text(make_article("huge"), "слово" * 100_000)
    many = make_article("many", tuple(f"Речення номер {number} тут." for number in range(2000)))
    app = make_app(publish_news(tmp_path, turned, huge, many))

    shown = ask_app(app, f"/article/{turned.article_id}").text
    cut = ask_app(app, f"/article/{huge.article_id}").text
    paged = ask_app(app, f"/article/{many.article_id}").text

    assert "Банк \ufffdенот\ufffd" in shown
    assert not {"\u202e", "\u2066", "\x00"} & set(shown)
    assert "more characters]" in cut
    assert len(cut) < 6 * LONGEST_TEXT
    assert "Page 1 of 4" in paged
    assert "Речення номер 1999 тут." in ask_app(app, f"/article/{many.article_id}?page=4").text
