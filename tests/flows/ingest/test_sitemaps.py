"""Sitemaps: every whole record with its title, time and other languages; indexes; nothing half read."""

from __future__ import annotations

import datetime as dt
import gzip

import pytest

from tercet.flows.ingest.models import FeedEntry, ParsedFeed, SitemapLink
from tercet.flows.ingest.sitemaps import parse_sitemap
from tercet.translations.models import Reject, RejectReason, Stage

NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
FIRST = """<url><loc> https://khvylia.example/uk/mist?a=1&amp;b=2 </loc><lastmod>2026-11-23</lastmod>
<news:news><news:publication><news:name>Хвиля</news:name><news:language>uk</news:language></news:publication>
<news:publication_date>2026-11-22T23:30:00+02:00</news:publication_date>
<news:title>Міст &amp; депо</news:title></news:news>
<image:image><image:loc>https://khvylia.example/1.jpg</image:loc><image:title>Фото</image:title></image:image>
<xhtml:link rel="alternate" hreflang="uk" href="https://khvylia.example/uk/mist"/>
<xhtml:link rel="alternate" hreflang="EN" href="/en/bridge"/>
<xhtml:link rel="alternate" hreflang="x-default" href="https://khvylia.example/"/></url>"""
SECOND = "<url><loc>https://khvylia.example/uk/depo</loc><lastmod>2026-11-01</lastmod></url>"
SITEMAP = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NAMESPACES}>{FIRST}{SECOND}</urlset>'


def read(text: str | bytes) -> ParsedFeed:
    body = text.encode() if isinstance(text, str) else text
    parsed = parse_sitemap(body, source_id="khvylia", base_url="https://khvylia.example/sitemap.xml")
    assert isinstance(parsed, ParsedFeed), parsed
    return parsed


def test_a_news_sitemap_gives_title_time_and_other_languages() -> None:
    parsed = read(SITEMAP)

    assert parsed.version == "sitemap"
    assert parsed.entries[0] == FeedEntry(
        source_id="khvylia",
        guid="https://khvylia.example/uk/mist?a=1&b=2",
        url="https://khvylia.example/uk/mist?a=1&b=2",
        title="Міст & депо",
        published_at=dt.datetime(2026, 11, 22, 21, 30, tzinfo=dt.UTC),
        alternates=(("uk", "https://khvylia.example/uk/mist"), ("en", "https://khvylia.example/en/bridge")),
        modified_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
    )


def test_the_time_of_a_change_is_not_that_of_publication() -> None:
    assert read(SITEMAP).entries[1].published_at is None


def test_an_index_lists_further_sitemaps() -> None:
    parsed = read(
        f"<sitemapindex {NAMESPACES}><sitemap><loc>https://khvylia.example/2026-11.xml.gz</loc>"
        "<lastmod>2026-11-23T01:00:00Z</lastmod></sitemap><sitemap><loc>/old.xml</loc></sitemap></sitemapindex>"
    )

    assert parsed.entries == ()
    assert parsed.sitemaps == (
        SitemapLink(
            url="https://khvylia.example/2026-11.xml.gz", modified_at=dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
        ),
        SitemapLink(url="https://khvylia.example/old.xml"),
    )


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(SITEMAP.encode()),
        SITEMAP.replace("UTF-8", "windows-1251").encode("cp1251"),
        SITEMAP.encode("utf-16"),
        b"\n\n" + SITEMAP.encode("utf-8-sig"),
        SITEMAP.replace("<urlset", "<sm:urlset").replace("urlset>", "sm:urlset>").replace("</sm:sm:", "</sm:").encode(),
        SITEMAP.replace("&amp;", "&").encode(),
        SITEMAP.replace("<lastmod>", "\0<lastmod>").encode(),
    ],
)
def test_packing_charsets_and_damage_change_nothing(body: bytes) -> None:
    assert [entry.url for entry in read(body).entries] == [entry.url for entry in read(SITEMAP).entries]
    assert read(body).entries[0].title == "Міст & депо"


def test_a_sitemap_cut_off_gives_whole_records_only_and_says_so() -> None:
    body = SITEMAP.encode()
    whole = read(body).entries
    for length in range(body.index(b"<url>"), len(body) - 1, 11):
        parsed = read(body[:length])

        assert parsed.entries == whole[: len(parsed.entries)]
        assert [reject.reason for reject in parsed.rejects] == [RejectReason.MALFORMED_RECORD]


def test_a_record_without_a_web_address_is_a_reject() -> None:
    parsed = read(SITEMAP.replace("https://khvylia.example/uk/depo", "ftp://khvylia.example/depo"))

    assert len(parsed.entries) == 1
    assert [(r.reason, r.subject, r.source_id) for r in parsed.rejects] == [
        (RejectReason.ENTRY_WITHOUT_LINK, "ftp://khvylia.example/depo", "khvylia")
    ]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "an empty document"),
        (b"<rss version='2.0'><channel/></rss>", "an RSS feed"),
        (b"<html><title>404</title></html>", 'an HTML page titled "404"'),
        (b"https://khvylia.example/a\nhttps://khvylia.example/b", "plain text"),
        (b"\x1f\x8b\x08\0", "damaged gzip"),
    ],
)
def test_what_is_no_sitemap_is_a_reject_that_says_what_it_was(body: bytes, what: str) -> None:
    reject = parse_sitemap(body, source_id="khvylia", base_url="https://khvylia.example/sitemap.xml")

    assert isinstance(reject, Reject)
    assert (reject.stage, reject.reason) == (Stage.FEED, RejectReason.NOT_A_FEED)
    assert what in reject.detail
