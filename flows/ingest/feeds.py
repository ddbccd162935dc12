"""Feeds of every dialect and in any state: RSS 0.9x-2.0, RDF, Atom, CDF and JSON Feed.

`parse_feed` never raises and never opens anything: it sees bytes only. A body that is no feed is a Reject that says
what it was.
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

import feedparser

from tercet.flows.ingest.dates import zone_of
from tercet.flows.ingest.decode import charset_of, decode
from tercet.flows.ingest.json_feed import is_json, parse_json_feed
from tercet.flows.ingest.models import FeedEntry, ParsedFeed
from tercet.flows.ingest.mojibake import undoubled
from tercet.flows.ingest.plain_feed import read_entries
from tercet.flows.ingest.timestamps import parse_time
from tercet.flows.ingest.unpack import UnpackError, unpack
from tercet.flows.ingest.urls import web_url
from tercet.flows.ingest.xml_source import XmlSource, describe, plain_text, read_xml
from tercet.translations.models import Reject, RejectReason, Stage, sha256_text

_ROOTS = frozenset(("rss", "feed", "rdf"))
_RDF_FEED = re.compile(r"<(?:[\w.-]+:)?(?:channel|item)[\s>]|//purl\.org/rss/1\.0|//my\.netscape\.com/rdf/")
_ITEM_START = re.compile(r"<((?:[\w.-]+:)?(?:item|entry))[\s>]", re.I)
_LINK_IN_ENTRY = re.compile(r"</(?:[\w.-]+:)?(?:link|guid)\s*>|<(?:[\w.-]+:)?link\s[^<>]*href=[^<>]*>|rdf:about=", re.I)
_TITLE_END = re.compile(r"</(?:[\w.-]+:)?title\s*>", re.I)
_DATES = ("published", "updated", "created")
_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'


def parse_feed(
    body: bytes,
    content_type: str | None,
    *,
    source_id: str = "",
    base_url: str | None = None,
    zone: tzinfo | None = None,
) -> ParsedFeed | Reject:
    """Read a feed. `content_type` is the HTTP header, charset included; relative links are resolved by `base_url`.

    Times without a zone are of `zone`, else of the country of their address.
    """
    try:
        text = undoubled(decode(unpack(body), charset_of(content_type)).text)
    except UnpackError as error:
        return _no_feed(str(error), source_id, base_url)
    if is_json(text):
        feed = parse_json_feed(text, source_id=source_id, base_url=base_url, zone=zone)
        return feed or _no_feed(describe(text), source_id, base_url)
    source = read_xml(text, _ROOTS)
    if source is None or not _is_feed(source):
        return _no_feed(describe(text), source_id, base_url)
    return _read_xml_feed(source, source_id, base_url, zone=zone)


def _no_feed(what: str, source_id: str, base_url: str | None) -> Reject:
    return Reject(
        stage=Stage.FEED,
        reason=RejectReason.NOT_A_FEED,
        subject=base_url or source_id,
        detail=f"This is {what}, no feed.",
        source_id=source_id or None,
    )


def _is_feed(source: XmlSource) -> bool:
    if source.local_root == "rdf":
        return bool(_RDF_FEED.search(source.text))
    return source.local_root in _ROOTS or source.local_root == "channel"


def _read_xml_feed(source: XmlSource, source_id: str, base_url: str | None, *, zone: tzinfo | None) -> ParsedFeed:
    """Read by feedparser; by the plain reader where that one fails, or finds more of the entries that are there."""
    text, rejects = _without_cut_entry(source, source_id)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base_url or ""}
    stream = io.BytesIO(_DECLARATION + text.encode("utf-8", "replace"))
    try:
        parsed = feedparser.parse(stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
        base = _base_of(parsed.feed, base_url)
        entries = tuple(_entry(raw, source_id, base, zone=zone) for raw in parsed.entries)
        version, title = parsed.get("version"), plain_text(str(parsed.feed.get("title") or ""))
    except Exception:  # its handlers raise whatever damaged markup makes them trip over
        base, entries, version, title = base_url, (), None, ""
    if len(entries) < len(_ITEM_START.findall(text)):
        plain = tuple(read_entries(text, source_id=source_id, base_url=base, zone=zone))
        entries = max(entries, plain, key=len)
    return ParsedFeed(version=str(version or source.local_root), title=title, entries=entries, rejects=rejects)


def _without_cut_entry(source: XmlSource, source_id: str) -> tuple[str, tuple[Reject, ...]]:
    """The feed closed where it was cut off. An entry cut before its title or link was whole is a Reject."""
    text = source.text
    if text.endswith(">") and f"</{source.root}" in text[-len(source.root) - 20 :]:
        return text, ()
    if text.rfind("<![CDATA[") > text.rfind("]]>"):
        text = text[: text.rfind("<![CDATA[")]
    starts = list(_ITEM_START.finditer(text))
    closers = ("</channel>" if source.local_root == "rss" else "") + f"</{source.root}>"
    if not starts or f"</{starts[-1][1]}" in text[starts[-1].start() :]:
        return _to_last_tag(text) + closers, ()
    tail = text[starts[-1].start() :]
    if _TITLE_END.search(tail) and _LINK_IN_ENTRY.search(tail):
        return f"{_to_last_tag(text)}</{starts[-1][1]}>{closers}", ()
    cut = Reject(
        stage=Stage.FEED,
        reason=RejectReason.ENTRY_WITHOUT_LINK,
        subject=plain_text(tail)[:200],
        detail="The feed was cut off in the middle of this entry; the next fetch may bring it whole.",
        source_id=source_id or None,
    )
    return text[: starts[-1].start()] + closers, (cut,)


def _to_last_tag(text: str) -> str:
    """The text without a half-written tag at its end."""
    return text[: text.rfind("<")] if text.rfind("<") > text.rfind(">") else text


def _base_of(feed: Mapping[str, Any], base_url: str | None) -> str | None:
    """What relative links of the entries are relative to: the feed's own address, else the one it names."""
    own = [link.get("href") for link in feed.get("links", ()) if isinstance(link, dict) and link.get("rel") == "self"]
    return next(filter(None, (web_url(address) for address in (base_url, feed.get("link"), *own))), None)


def _entry(raw: dict[str, Any], source_id: str, base_url: str | None, *, zone: tzinfo | None) -> FeedEntry:
    title = plain_text(str(raw.get("title") or ""))
    links = (raw.get("feedburner_origlink"), raw.get("link"))
    url = next(filter(None, (web_url(link, base_url) for link in links if link)), None) or web_url(raw.get("id"))
    return FeedEntry(
        source_id=source_id,
        guid=str(raw.get("id") or url or "").strip() or sha256_text(f"{title}\n{raw.get('summary', '')}")[:32],
        url=url,
        title=title,
        published_at=next(filter(None, (_time(raw, name, zone or zone_of(url)) for name in _DATES)), None),
        alternates=tuple(_alternates(raw.get("links", ()))),
    )


def _alternates(links: list[Mapping[str, str]]) -> list[tuple[str, str]]:
    """The publisher's versions in other languages, where the entry's links name their language."""
    named = ((link.get("hreflang"), web_url(link.get("href"))) for link in links if link.get("rel") == "alternate")
    return [(language.lower(), url) for language, url in named if language and url]


def _time(raw: dict[str, Any], name: str, zone: tzinfo) -> datetime | None:
    """A date of the entry in UTC, by our own reading or feedparser's; None where it is missing or impossible."""
    text, value = dict.get(raw, name), dict.get(raw, f"{name}_parsed")  # feedparser's get() gives one date for another
    if time := parse_time(text, zone=zone):
        return time
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC) if value else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
