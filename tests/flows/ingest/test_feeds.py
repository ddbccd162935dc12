"""Feeds come out right whatever the web did to them, and nothing that is no feed is taken for one."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tercet.flows.ingest.feeds import parse_feed
from tercet.flows.ingest.models import FeedEntry, ParsedFeed
from tercet.translations.models import Reject, RejectReason, Stage

UK_TITLES = [
    "Міст через Горинь відкрили: її чекали чотири роки",
    "«Ґрунт просів»: у Підгайцях евакуювали під'їзд",
    "Ціни на гречку впали на 12,5 % — Держстат",
    "Є рішення суду щодо кар'єру",
]
RU_TITLES = [
    "Мост через Горынь открыли: его ждали четыре года",
    "«Грунт просел»: в Подгайцах эвакуировали подъезд",
    "Цены на гречку упали на 12,5 % — статистики",
    "Объявлено решение суда по карьеру",
]
TEXT = {
    "uk": "Рух мостом відновили о шостій ранку, і перші автобуси вже проїхали. Далі — у нашому матеріалі.",
    "ru": "Движение по мосту возобновили в шесть утра, и первые автобусы уже проехали. Далее — в нашем материале.",
}
TITLES = {"uk": UK_TITLES, "ru": RU_TITLES}


def rss(language: str) -> str:
    items = "".join(
        f"<item><title>{title}</title><link>https://visti.example/n/{number}</link>"
        f'<guid isPermaLink="false">visti-{number}</guid><pubDate>Mon, 23 Nov 2026 0{number}:30:00 +0200</pubDate>'
        f"<description><![CDATA[<p>{TEXT[language]} AT&T & інші</p>]]></description></item>\n"
        for number, title in enumerate(TITLES[language], start=1)
    )
    head = '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>Вісті</title>'
    return f"{head}<link>https://visti.example/</link><description>d</description>\n{items}</channel></rss>"


def atom(language: str) -> str:
    entries = "".join(
        f'<entry><title type="html">{title}</title><link href="https://visti.example/n/{number}"/>'
        f"<id>tag:visti.example,2026:{number}</id><updated>2026-11-23T0{number}:30:00+02:00</updated>"
        f"<summary>{TEXT[language]}</summary></entry>\n"
        for number, title in enumerate(TITLES[language], start=1)
    )
    head = '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Вісті</title>'
    return f"{head}<id>x</id><updated>2026-11-23T00:00:00Z</updated>{entries}</feed>"


def rdf(language: str) -> str:
    items = "".join(
        f'<item rdf:about="https://visti.example/n/{number}"><title>{title}</title>'
        f"<link>https://visti.example/n/{number}</link><dc:date>2026-11-23T0{number}:30:00+02:00</dc:date></item>\n"
        for number, title in enumerate(TITLES[language], start=1)
    )
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    )
    return f'{head}<channel rdf:about="https://visti.example/"><title>Вісті</title></channel>{items}</rdf:RDF>'


FORMATS: dict[str, Callable[[str], str]] = {"rss": rss, "atom": atom, "rdf": rdf}


def declare(text: str, charset: str) -> str:
    return text.replace('encoding="utf-8"', f'encoding="{charset}"')


def undeclared(text: str) -> str:
    return text.partition("?>")[2].lstrip()


def writable(text: str, charset: str) -> bytes:
    """The feed in a charset, without what the charset cannot write (as editors that use it do)."""
    return text.encode(charset, "xmlcharrefreplace")


Damage = Callable[[str], tuple[bytes, str | None]]
DAMAGES: dict[str, Damage] = {
    "none": lambda text: (text.encode(), "application/rss+xml"),
    "cp1251": lambda text: (writable(declare(text, "windows-1251"), "cp1251"), None),
    "cp1251 undeclared": lambda text: (writable(undeclared(text), "cp1251"), None),
    "cp1251 declared utf-8": lambda text: (writable(text, "cp1251"), None),
    "cp1251 sent as utf-8": lambda text: (writable(declare(text, "windows-1251"), "cp1251"), "text/xml; charset=utf-8"),
    "cp1251 by header": lambda text: (writable(undeclared(text), "cp1251"), "text/xml; charset=windows-1251"),
    "utf-8 declared cp1251": lambda text: (declare(text, "windows-1251").encode(), None),
    "utf-8 sent as latin": lambda text: (text.encode(), "text/xml; charset=iso-8859-1"),
    "koi8-u": lambda text: (writable(declare(text, "koi8-u"), "koi8-u"), None),
    "koi8-u declared koi8-r": lambda text: (writable(declare(text, "koi8-r"), "koi8-u"), None),
    "koi8-u undeclared": lambda text: (writable(undeclared(text), "koi8-u"), None),
    "iso8859-5": lambda text: (writable(declare(text, "iso-8859-5"), "iso8859-5"), None),
    "utf-16": lambda text: (declare(text, "utf-16").encode("utf-16"), None),
    "utf-16 no mark": lambda text: (declare(text, "utf-16").encode("utf-16-le"), None),
    "utf-8 mark": lambda text: (text.encode("utf-8-sig"), None),
    "mark after blank": lambda text: (b"\n" + text.encode("utf-8-sig"), None),
    "html type": lambda text: (text.encode(), "text/html; charset=utf-8"),
    "no type": lambda text: (text.encode(), None),
    "leading blank": lambda text: (b"\r\n\n  " + text.encode(), None),
    "comment before": lambda text: (b"<!-- cached <rss> 0.03s -->\n" + text.encode(), None),
    "warning before": lambda text: (
        b"<br />\n<b>Warning</b>: mysql_connect() in <b>/x</b> on line 3\n" + text.encode(),
        None,
    ),
    "junk behind": lambda text: (text.encode() + b"\n<!-- 12 queries --><script>x</script>\n0\n", None),
    "two declarations": lambda text: (b'<?xml version="1.0"?>\n' + text.encode(), None),
    "stray byte": lambda text: (
        text.encode().replace("шостій".encode(), b"\xff", 1).replace("шесть".encode(), b"\xff", 1),
        None,
    ),
    "stray bytes": lambda text: (text.encode().replace(b"<p>", b"<p>\xc3\x28\xa0\xff"), None),
    "control characters": lambda text: (text.replace("<p>", "<p>\x0b\x1f\x08").encode(), None),
    "null bytes": lambda text: (text.replace("<p>", "<p>\0\0").encode(), None),
    "bare ampersands": lambda text: (text.replace("/n/", "/n/?a=1&b=2&amp;c=").encode(), None),
    "undefined entities": lambda text: (
        text.replace("<link>", "<x>&nbsp;&laquo;&hellip;&foo;&#11;</x><link>").encode(),
        None,
    ),
    "unclosed tag": lambda text: (text.replace("</channel>", "").replace("</summary>", "", 1).encode(), None),
    "unclosed break": lambda text: (text.replace("<guid", "<br><guid").encode(), None),
    "undeclared prefix": lambda text: (text.replace("<link", "<media:thumbnail url='x'/><link").encode(), None),
    "less-than sign": lambda text: (text.replace("<link>", "<y>5 < 6</y><link>").encode(), None),
    "gzip": lambda text: (gzip.compress(text.encode()), None),
}


def feed_of(body: bytes, content_type: str | None = None) -> ParsedFeed:
    feed = parse_feed(body, content_type, source_id="visti", base_url="https://visti.example/feed")
    assert isinstance(feed, ParsedFeed), feed
    return feed


def titles(feed: ParsedFeed) -> list[str]:
    return [entry.title for entry in feed.entries]


@pytest.mark.parametrize("language", ["uk", "ru"])
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("damage", DAMAGES)
def test_every_title_survives_every_damage(damage: str, form: str, language: str) -> None:
    body, content_type = DAMAGES[damage](FORMATS[form](language))

    feed = feed_of(body, content_type)

    assert titles(feed) == TITLES[language]
    assert feed.rejects == ()


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
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'/>",
            "rss090",
        ),
        (atom("uk"), "atom10"),
        ("<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>t</title></feed>", "atom03"),
        ('{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": []}', "json11"),
    ],
)
def test_every_dialect_is_known_by_name(body: str, version: str) -> None:
    assert feed_of(body.encode()).version == version


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
