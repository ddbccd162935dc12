"""Feeds of every form in Ukrainian and Russian, and what the web does to them on their way."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

from tercet.flows.ingest.feeds import parse_feed
from tercet.flows.ingest.models import ParsedFeed

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


def doubled(text: str, charset: str) -> bytes:
    """The feed as someone writes it who took its UTF-8 for another charset."""
    return "".join(bytes((byte,)).decode(charset, "ignore") or chr(byte) for byte in text.encode()).encode()


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
    "zlib": lambda text: (zlib.compress(text.encode()), None),
    "encoded twice": lambda text: (doubled(text, "cp1252"), None),
    "encoded twice by way of cp1251": lambda text: (doubled(text, "cp1251"), None),
    "open cdata": lambda text: (text.replace("<link>", "<z><![CDATA[ open</title><link>", 1).encode(), None),
    "open cdata at the end": lambda text: (
        text.replace("]]></description></item>\n</ch", "</description></item>\n</ch").encode(),
        None,
    ),
    "open cdata in a title": lambda text: (text.replace("<title>Міст", "<title><![CDATA[Міст", 1).encode(), None),
    "cdata in cdata": lambda text: (text.replace("<![CDATA[", "<![CDATA[<![CDATA[").encode(), None),
    "headers before": lambda text: (b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + text.encode(), None),
    "chunk sizes": lambda text: (b"1f4a\r\n" + text.encode() + b"\r\n0\r\n\r\n", None),
    "closed twice": lambda text: (text.encode() + text[text.rindex("</") :].encode(), None),
    "unknown charset": lambda text: (declare(text, "x-bogus").encode(), "text/xml; charset=none"),
    "xml 1.1": lambda text: (text.replace('version="1.0"', 'version="1.1"', 1).encode(), None),
    "code in a text": lambda text: (text.replace("<link>", "<y><?php echo 1 > 2; ?></y><link>").encode(), None),
    "bad numbers": lambda text: (text.replace("<link>", "<y>&#0;&#xFFFF;&#1114112;&#xD83D;</y><link>").encode(), None),
    "half letter": lambda text: (text.encode().replace(b"<p>", b"<p>\xd0"), None),
    "letters of another charset": lambda text: (
        text.encode().replace(b"<p>", b"<p>" + "привіт усім".encode("cp1251")),
        None,
    ),
    "carriage returns": lambda text: (text.replace("\n", "\r").encode(), None),
}


def feed_of(body: bytes, content_type: str | None = None) -> ParsedFeed:
    feed = parse_feed(body, content_type, source_id="visti", base_url="https://visti.example/feed")
    assert isinstance(feed, ParsedFeed), feed
    return feed


def titles(feed: ParsedFeed) -> list[str]:
    return [entry.title for entry in feed.entries]
