"""What is read from feeds: titles, addresses, ids, times and other languages, in every dialect."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from feed_samples import FORMATS, UK_TITLES, atom, feed_of, rdf, rss

from tercet.flows.ingest.feeds import parse_feed
from tercet.flows.ingest.models import FeedEntry, ParsedFeed
from tercet.translations.models import RejectReason


@pytest.mark.parametrize("form", FORMATS)
def test_an_entry_has_its_id_its_address_and_its_time_in_utc(form: str) -> None:
    entry = feed_of(FORMATS[form]("uk").encode()).entries[1]

    guids = {"rss": "visti-2", "atom": "tag:visti.example,2026:2", "rdf": "https://visti.example/n/2"}
    assert entry == FeedEntry(
        source_id="visti",
        guid=guids[form],
        url="https://visti.example/n/2",
        title=UK_TITLES[1],
        published_at=dt.datetime(2026, 11, 23, 0, 30, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize(
    ("body", "version"),
    [
        ("<rss version='0.91'><channel><title>t</title></channel></rss>", "rss091u"),
        ("<rss version='0.92'><channel><title>t</title></channel></rss>", "rss092"),
        (rss("uk"), "rss20"),
        (rdf("uk"), "rss10"),
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
            "xmlns='http://my.netscape.com/rdf/simple/0.9/'/>",
            "rss090",
        ),
        (atom("uk"), "atom10"),
        ("<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>t</title></feed>", "atom03"),
        ('{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": []}', "json11"),
    ],
)
def test_every_dialect_is_known_by_name(body: str, version: str) -> None:
    assert feed_of(body.encode()).version == version


# ---- what entries are


def one(item: str, channel: str = "", base_url: str | None = "https://visti.example/feed/rss.xml") -> FeedEntry:
    body = f'<rss version="2.0"><channel>{channel}<item>{item}</item></channel></rss>'.encode()
    feed = parse_feed(body, None, source_id="visti", base_url=base_url)
    assert isinstance(feed, ParsedFeed)
    (entry,) = feed.entries
    return entry


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("AT&amp;amp;T &amp;quot;wins&amp;quot;", 'AT&T "wins"'),
        ("<![CDATA[Міст <b>відкрито</b>&nbsp;сьогодні]]>", "Міст відкрито сьогодні"),
        ("  two\n   lines ", "two lines"),
        ("5 &lt; 6 and 7 &gt; 3", "5 < 6 and 7 > 3"),
        ("<![CDATA[a<script>alert(1)</script>b]]>", "a b"),
        ("", ""),
    ],
)
def test_a_title_is_plain_text_on_one_line(markup: str, title: str) -> None:
    assert one(f"<title>{markup}</title><link>https://visti.example/1</link>").title == title


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>https://visti.example/1</link>", "https://visti.example/1"),
        ("<link>\n  https://visti.example/1\n</link>", "https://visti.example/1"),
        ("<link>/n/1</link>", "https://visti.example/n/1"),
        ("<link>n/1</link>", "https://visti.example/feed/n/1"),
        ("<guid>https://visti.example/1</guid>", "https://visti.example/1"),
        ("<link>mailto:desk@visti.example</link>", None),
        ("<guid isPermaLink='false'>visti-1</guid>", None),
        (
            "<link>https://feeds.example/~r/1</link><feedburner:origLink "
            "xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'>https://visti.example/1</feedburner:origLink>",
            "https://visti.example/1",
        ),
    ],
)
def test_an_address_is_absolute_and_of_the_web_or_there_is_none(item: str, url: str | None) -> None:
    assert one(f"<title>t</title>{item}").url == url


def test_relative_addresses_are_resolved_by_the_site_where_the_feed_has_no_address() -> None:
    assert one("<link>/n/1</link>", channel="<link>https://visti.example/</link>", base_url=None).url == (
        "https://visti.example/n/1"
    )


def test_an_entry_without_id_has_the_same_one_every_time() -> None:
    first, again = one("<title>Без посилання</title>"), one("<title>Без посилання</title>")
    other = one("<title>Інша без посилання</title>")

    assert first.guid == again.guid != other.guid
    assert one("<title>t</title><link>https://visti.example/1</link>").guid == "https://visti.example/1"


@pytest.mark.parametrize("date", ["", "позавчора", "Mon, 99 Nov 2026 25:61:00 GMT", "0000-00-00T00:00:00Z"])
def test_an_impossible_date_is_no_date(date: str) -> None:
    assert one(f"<title>t</title><pubDate>{date}</pubDate>").published_at is None


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 23 Nov 2026 08:30:00 +0200",
        "Пн, 23 лис 2026 08:30:00 +0200",
        "Mon, 23 Nov 2026 08:30:00 EET",
        "2026-11-23T06:30:00Z",
    ],
)
def test_a_date_is_read_with_the_names_sites_write_it_with(date: str) -> None:
    assert one(f"<title>t</title><pubDate>{date}</pubDate>").published_at == dt.datetime(
        2026, 11, 23, 6, 30, tzinfo=dt.UTC
    )


def test_a_date_without_a_zone_is_one_of_the_sites_country() -> None:
    item = "<title>t</title><link>https://visti.ua/1</link><pubDate>2026-11-23 08:30:00</pubDate>"

    assert one(item).published_at == dt.datetime(2026, 11, 23, 6, 30, tzinfo=dt.UTC)


def test_the_time_of_a_change_stands_in_where_that_of_publication_is_missing() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>t</title><updated>2026-11-23T06:30:00Z</updated>{}</entry>'
        "</feed>"
    )
    published = "<published>2026-11-22T06:30:00Z</published>"

    days = [feed_of(body.format(extra).encode()).entries[0].published_at for extra in ("", published)]

    assert [day.day for day in days if day is not None] == [23, 22]


def test_versions_in_other_languages_are_kept() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>t</title><id>1</id>'
        '<link href="https://visti.example/uk/1" hreflang="uk"/>'
        '<link rel="alternate" href="/en/1" hreflang="EN"/><link rel="self" href="/x" hreflang="ru"/></entry></feed>'
    )

    assert feed_of(body.encode()).entries[0].alternates == (
        ("uk", "https://visti.example/uk/1"),
        ("en", "https://visti.example/en/1"),
    )


# ---- JSON Feed


def json_feed(items: list[dict[str, object]]) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Вісті", "items": items}).encode()


def test_a_json_feed_is_read() -> None:
    feed = feed_of(
        json_feed(
            [
                {
                    "id": "1",
                    "url": "https://visti.example/1",
                    "title": "Є &amp; є",
                    "date_published": "2026-11-23T02:30:00+02:00",
                },
                {"id": 2, "external_url": "/2", "content_text": "Без назви"},
                {"id": "https://visti.example/3", "title": "Третя", "date_modified": "2026-11-23"},
            ]
        )
    )

    assert [(entry.guid, entry.url, entry.title) for entry in feed.entries] == [
        ("1", "https://visti.example/1", "Є & є"),
        ("2", "https://visti.example/2", ""),
        ("https://visti.example/3", "https://visti.example/3", "Третя"),
    ]
    assert feed.entries[0].published_at == dt.datetime(2026, 11, 23, 0, 30, tzinfo=dt.UTC)
    assert feed.title == "Вісті"


def test_a_json_feed_cut_off_gives_its_whole_items_and_a_reject() -> None:
    body = json_feed(
        [{"id": str(number), "url": f"https://visti.example/{number}", "title": "т"} for number in range(5)]
    )

    feed = feed_of(body[:-60])

    assert [entry.guid for entry in feed.entries] == ["0", "1", "2", "3"]
    assert [reject.reason for reject in feed.rejects] == [RejectReason.MALFORMED_RECORD]
