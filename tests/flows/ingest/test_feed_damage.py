"""No damage keeps a feed from being read, no attack gets anywhere, and nothing that is no feed is taken for one."""

from __future__ import annotations

import gzip
import random
import time
from pathlib import Path

import pytest
from feed_samples import DAMAGES, FORMATS, TITLES, UK_TITLES, feed_of, rss, titles

from tercet.flows.ingest.feeds import parse_feed
from tercet.flows.ingest.models import ParsedFeed
from tercet.flows.ingest.mojibake import undoubled
from tercet.translations.models import Reject, RejectReason, Stage


@pytest.mark.parametrize("language", ["uk", "ru"])
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("damage", DAMAGES)
def test_every_title_survives_every_damage(damage: str, form: str, language: str) -> None:
    body, content_type = DAMAGES[damage](FORMATS[form](language))

    feed = feed_of(body, content_type)

    assert titles(feed) == TITLES[language]
    assert feed.rejects == ()


# ---- cut off


@pytest.mark.parametrize("form", FORMATS)
def test_a_feed_cut_anywhere_gives_whole_entries_only(form: str) -> None:
    body = FORMATS[form]("uk").encode()
    for length in range(body.index(b"<title>") + 20, len(body), 7):
        feed = feed_of(body[:length])

        assert titles(feed) == UK_TITLES[: len(feed.entries)]
        assert all(entry.url for entry in feed.entries)


def test_an_entry_cut_before_its_link_is_counted_as_a_reject() -> None:
    body = rss("uk").encode()

    feed = feed_of(body[: body.rindex(b"</title>") - 6])

    assert titles(feed) == UK_TITLES[:3]
    assert [(reject.stage, reject.reason) for reject in feed.rejects] == [(Stage.FEED, RejectReason.ENTRY_WITHOUT_LINK)]
    assert feed.rejects[0].subject.startswith("Є рішення")


def test_an_entry_cut_behind_its_title_and_link_is_kept() -> None:
    text = rss("uk")

    feed = feed_of(text[: text.rindex("проїхали")].encode())

    assert titles(feed) == UK_TITLES
    assert feed.rejects == ()


# ---- no feeds


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "an empty document"),
        (b" \n\t ", "an empty document"),
        (b"404 not found", "plain text"),
        (
            b"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>",
            'an HTML page titled "Just a moment..."',
        ),
        (b"<html><body><p>&lt;rss&gt;</p><pre><rss><channel/></rss></pre></body></html>", "an HTML page"),
        (b"<head><title>Document Moved</title></head>", 'an HTML page titled "Document Moved"'),
        (b"<p>Gone</p>", "an HTML fragment"),
        (b'<?xml version="1.0"?><urlset><url><loc>https://a.example/</loc></url></urlset>', "a sitemap"),
        (b"<sitemapindex/>", "a sitemap index"),
        (b"<opml version='2.0'><body/></opml>", "an OPML list of feeds"),
        (b"<rdf:RDF xmlns:rdf='x'><foaf:Person/></rdf:RDF>", "RDF data"),
        (b"<?xml version='1.0'?><note><item><title>t</title></item></note>", "an XML document with the root <note>"),
        (b'{"error": "rate limited"}', "JSON data"),
        (b'[{"version": "1"}]', "JSON data"),
        (b"<!-- <rss><channel></channel></rss> -->", "plain text"),
        (b"\x1f\x8b\x08\0garbage", "damaged gzip"),
    ],
)
def test_what_is_no_feed_is_a_reject_that_says_what_it_was(body: bytes, what: str) -> None:
    reject = parse_feed(body, "application/rss+xml", source_id="visti", base_url="https://visti.example/feed")

    assert isinstance(reject, Reject)
    assert (reject.stage, reject.reason) == (Stage.FEED, RejectReason.NOT_A_FEED)
    assert (reject.subject, reject.source_id) == ("https://visti.example/feed", "visti")
    assert what in reject.detail


def test_a_gzip_bomb_is_no_feed() -> None:
    reject = parse_feed(gzip.compress(b" " * 150_000_000), None)

    assert isinstance(reject, Reject)
    assert "100,000,000 bytes" in reject.detail


# ---- attacks


def test_no_file_is_read_for_a_feed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET")
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY % p SYSTEM "file://{secret}"> %p;]>'
    item = "<item><title>A &x; B</title><link>https://a.example/&x;</link></item>"

    feed = feed_of(f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel>{item}</channel></rss>'.encode())

    assert "TOP-SECRET" not in repr(feed)
    assert len(feed.entries) == 1


def test_entities_do_not_explode() -> None:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 20}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    body = f"<!DOCTYPE rss [{entities}]><rss><channel><item><title>&i;</title></item></channel></rss>".encode()
    started = time.process_time()

    feed = feed_of(body)

    assert time.process_time() - started < 1
    assert len(feed.entries[0].title) < 100


@pytest.mark.parametrize("open_tags", [b"<rss>", b"<rss><channel><item>" + b"<a>" * 50_000, b"<feed>" * 20_000])
def test_deep_nesting_ends(open_tags: bytes) -> None:
    assert isinstance(parse_feed(open_tags, None), ParsedFeed | Reject)


def test_deeply_nested_json_is_no_feed() -> None:
    body = b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 200_000

    assert feed_of(body).entries == ()


def test_no_damage_makes_the_reader_raise() -> None:
    """Random cuts, flips and insertions of what parsers stumble over; the seed makes a failure repeatable."""
    random.seed(20261123)
    pieces = [
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"<",
        b">",
        b"&",
        b"<!DOCTYPE",
        b"</",
        b"<item>",
        b'xmlns:a="',
        b"&#99999;",
    ]
    originals = [build(language).encode() for build in FORMATS.values() for language in TITLES]
    for _ in range(600):
        body = bytearray(random.choice(originals))
        for _ in range(random.randrange(1, 20)):
            place = random.randrange(len(body))
            body[place : place + random.randrange(3)] = random.choice([*pieces, bytes([random.randrange(256)])])
        assert isinstance(parse_feed(bytes(body[: random.randrange(len(body))]), None), ParsedFeed | Reject)


def test_a_feed_on_which_the_first_reader_stumbles_is_read_by_the_second() -> None:
    """feedparser itself raises KeyError on this Creative Commons element."""
    trap = '<creativeCommons:license xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule"/>'
    text = rss("uk").replace("<guid", f"{trap}<media:rating scheme='urn:simple'/><guid")

    assert titles(feed_of(text.encode())) == UK_TITLES


def test_a_text_of_white_space_and_little_else_is_no_feed_whatever_its_length() -> None:
    for body in (b" " * 5000, b"\n" * 300 + b"words", b"\xef\xbb\xbf" + b" " * 300 + b"{", "\u00a0".encode() * 400):
        assert isinstance(parse_feed(body, None), Reject)


def test_text_that_was_encoded_once_is_left_as_it_is() -> None:
    for text in ("Café „Ä“ – naïve Ãé ©®", "Місто «Рівне» — ґанок, Їжак", "РСТ і СРСР: Рњ", "日本語 “quoted” — ok"):
        assert undoubled(text) == text


def test_text_that_was_encoded_twice_is_mended_also_beside_sound_text() -> None:
    spoiled = "".join(chr(byte) for byte in "Їжак у місті Рівне".encode())

    assert undoubled(f"{spoiled} «»") == "Їжак у місті Рівне «»"
