"""From a page's bytes to its article: what is kept, in which kind, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tercet.flows.ingest.boilerplate import clean_page
from tercet.flows.ingest.extract import extract_page
from tercet.flows.ingest.models import ExtractedPage
from tercet.translations.models import Reject, RejectReason, SegmentKind

URL = "https://news.ostrey.example/2026/10/kilns"
LATEST = datetime(2026, 11, 1, tzinfo=UTC)
TITLE = "Kiln workers of Ostrey win back their Sunday"
STORY = (
    "The brick kilns of Ostrey will stand cold on Sundays again, after the owners gave way on Tuesday night in a "
    "dispute that had run since the spring thaw.",
    "Some 340 workers at the four kilns had refused the seventh shift since April, and nobody had counted on them "
    "holding out for so long.",
    "The owners will hire sixty more hands before the winter. Nobody will lose pay for the weeks of the dispute, and "
    "the first free Sunday is the next one.",
)
UKRAINIAN = (
    "Цегельні печі Острого знову стоятимуть холодними щонеділі: власники поступилися у вівторок уночі після суперечки, "
    "що тривала з весни.",
    "Близько трьохсот робітників чотирьох печей відмовлялися від сьомої зміни з квітня, і ніхто не чекав, що вони "
    "протримаються так довго.",
    "До зими власники наймуть іще шістдесят людей. Платню за тижні суперечки збережуть усім, а першою вільною "
    "неділею буде наступна.",
)
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in STORY)


def page(body: str, head: str = "", *, title: str = f"{TITLE} | Ostrey Mail", lang: str = "en") -> bytes:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{body}</body></html>"
    ).encode()


def article(inner: str, head: str = "") -> bytes:
    return page(f"<main><article><h1>{TITLE}</h1>{inner}</article></main>", head)


def extracted(body: bytes, url: str | None = URL, charset: str | None = "utf-8") -> ExtractedPage:
    found = extract_page(body, url, charset, latest=LATEST)
    assert isinstance(found, ExtractedPage), found
    return found


def texts(found: ExtractedPage) -> tuple[str, ...]:
    return tuple(paragraph.text for paragraph in found.paragraphs)


def rejected(body: bytes) -> RejectReason:
    found = extract_page(body, URL, "utf-8", latest=LATEST)
    assert isinstance(found, Reject), found
    return found.reason


def test_the_story_comes_whole_in_order_and_without_the_page_around_it() -> None:
    around = (
        '<header class="site-header"><a href="/" class="logo">Ostrey Mail</a><nav><ul><li><a href="/n">News</a></li>'
        '<li><a href="/s">Sport</a></li></ul></nav></header>'
    )
    below = (
        "<aside><h3>Most read</h3><ul><li><a href='/1'>Why the clay pits flooded</a></li>"
        "<li><a href='/2'>The last baker of Odd Street</a></li></ul></aside><footer><p>© Ostrey Mail</p></footer>"
    )
    prompt = "<p>Follow the Ostrey Mail on Telegram and download our app.</p>"

    found = extracted(page(f"{around}<main><article><h1>{TITLE}</h1>{PARAGRAPHS}{prompt}</article></main>{below}"))

    assert found.title == TITLE
    assert texts(clean_page(found)) == STORY
    assert [paragraph.index for paragraph in found.paragraphs][:3] == [1, 2, 3]


def test_a_logo_whose_words_stand_in_a_paragraph_is_no_paragraph() -> None:
    logo = '<header class="site-header"><a href="/">The Harbour Post</a></header>'
    naming = "<p>Readers of The Harbour Post had written 400 letters in favour of the free Sunday before the vote.</p>"

    found = extracted(page(f"{logo}<main><article><h1>{TITLE}</h1>{PARAGRAPHS}{naming}</article></main>"))

    assert texts(found)[0] == STORY[0]


def test_subheads_and_quotes_have_their_kinds() -> None:
    quote = "“We wanted one morning a week, and we got it,” said Dunya Farrel, who has stacked bricks for twenty years."
    middle = f"<h2>A free morning</h2><blockquote><p>{quote}</p></blockquote>"
    inner = f"<p>{STORY[0]}</p><p>{STORY[1]}</p>{middle}<p>{STORY[2]}</p>"

    found = extracted(article(inner))

    assert [(p.kind, p.text) for p in found.paragraphs] == [
        (SegmentKind.BODY, STORY[0]),
        (SegmentKind.BODY, STORY[1]),
        (SegmentKind.HEADING, "A free morning"),
        (SegmentKind.QUOTE, quote),
        (SegmentKind.BODY, STORY[2]),
    ]


def test_captions_do_not_reach_the_cleaned_story() -> None:
    figure = (
        '<figure><img src="kiln.jpg" alt="A brick kiln with its door open at night"><figcaption>The east kiln at '
        "Ostrey on Monday. Photo: Rhea Colm / Ostrey Mail</figcaption></figure>"
    )

    found = clean_page(extracted(article(f"<p>{STORY[0]}</p>{figure}<p>{STORY[1]}</p><p>{STORY[2]}</p>")))

    assert texts(found) == STORY


def test_a_layout_of_tables_keeps_its_paragraphs() -> None:
    rows = (
        f'<table width="100%"><tr><td><a href="/">Home</a><br><a href="/s">Sport</a></td><td><h1>{TITLE}</h1>'
        f"{STORY[0]}<br><br>{STORY[1]}<br><br>{STORY[2]}</td></tr></table>"
    )

    assert texts(extracted(page(rows))) == STORY


def test_a_wire_flash_of_two_sentences_is_an_article() -> None:
    flash = "The kilns of Ostrey will close on Sundays from next week. The owners gave way on Tuesday, the union said."

    assert texts(extracted(article(f"<p>{flash}</p>"))) == (flash,)


@pytest.mark.parametrize("body", [b"", b"   \n ", b"<html><body><script>var a = 1;</script></body></html>"])
def test_a_page_without_text_is_refused(body: bytes) -> None:
    assert rejected(body) is RejectReason.NO_TEXT


def test_a_teaser_of_a_few_words_is_refused() -> None:
    assert rejected(article("<p>Read on in the app.</p>")) in {RejectReason.TOO_SHORT, RejectReason.NO_TEXT}


def test_a_page_that_lists_articles_is_refused() -> None:
    teasers = "".join(
        f'<li><h3><a href="/n/{n}">Kiln number {n} of Ostrey is lit again after {n + 3} years of silence</a></h3>'
        f"<p>Kiln {n} burns.</p></li>"
        for n in range(1, 16)
    )

    assert rejected(page(f"<main><h1>News</h1><ul>{teasers}</ul></main>", title="News | Ostrey Mail")) in {
        RejectReason.LISTING_PAGE,
        RejectReason.NO_TEXT,
    }


@pytest.mark.parametrize("charset", ["koi8-u", "cp1251", "utf-8"])
def test_the_charset_is_found_where_nobody_declares_it(charset: str) -> None:
    inner = "".join(f"<p>{text}</p>" for text in UKRAINIAN)
    body = f"<html><head><title>Печі Острого</title></head><body><h1>Печі Острого холонуть</h1>{inner}</body></html>"

    found = extracted(body.encode(charset, "replace"), charset=None)

    assert texts(found) == UKRAINIAN


@pytest.mark.parametrize(
    "title",
    [f"{TITLE} | Ostrey Mail", f"{TITLE} - Ostrey Mail", f"Ostrey Mail :: {TITLE}", f"{TITLE} — news.ostrey.example"],
)
def test_the_name_of_the_site_is_cut_from_the_title(title: str) -> None:
    head = '<meta property="og:site_name" content="Ostrey Mail">'

    assert extracted(page(f"<article>{PARAGRAPHS}</article>", head, title=title)).title == TITLE


def test_the_headline_is_the_title_even_where_the_document_title_says_more() -> None:
    found = extracted(page(f"<h1>{TITLE}</h1>{PARAGRAPHS}", title=f"{TITLE}: what the owners said, and when"))

    assert found.title == TITLE
    assert texts(found) == STORY


def test_the_page_s_own_address_and_languages_are_read() -> None:
    head = (
        '<link rel="canonical" href="/2026/10/kilns-free-sunday">'
        '<link rel="alternate" hreflang="uk" href="https://news.ostrey.example/uk/kilns">'
        '<link rel="alternate" hreflang="x-default" href="https://news.ostrey.example/">'
        '<meta name="author" content="Rhea Colm">'
    )

    found = extracted(article(PARAGRAPHS, head))

    assert found.canonical_url == "https://news.ostrey.example/2026/10/kilns-free-sunday"
    assert found.alternates == (("uk", "https://news.ostrey.example/uk/kilns"),)
    assert (found.declared_language, found.authors) == ("en", ("Rhea Colm",))


def test_damaged_html_never_raises() -> None:
    whole = article(PARAGRAPHS)

    for end in range(0, len(whole), 97):
        assert isinstance(extract_page(whole[:end], URL, "utf-8", latest=LATEST), ExtractedPage | Reject)


@pytest.mark.parametrize("url", [None, "", "http://[", "::", "not an address"])
def test_a_page_is_read_whatever_its_address(url: str | None) -> None:
    assert texts(extracted(article(PARAGRAPHS), url)) == STORY


def test_damaged_bytes_are_read_or_refused_but_never_raise() -> None:
    whole = article(PARAGRAPHS)
    damaged = [b"", bytes(range(256)) * 4, b"<div>" * 5000 + b"word " * 50, b"<table>" * 3000, whole[: len(whole) // 2]]

    for body in damaged:
        assert isinstance(extract_page(body, URL, "bogus", latest=LATEST), (ExtractedPage, Reject))
