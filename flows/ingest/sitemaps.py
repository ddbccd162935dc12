"""Sitemaps: lists of pages, news sitemaps with titles and dates, and indexes of further sitemaps; gzip files too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import tzinfo

from lxml import etree

from tercet.flows.ingest.dates import zone_of
from tercet.flows.ingest.decode import charset_of, decode
from tercet.flows.ingest.models import FeedEntry, ParsedFeed, SitemapLink
from tercet.flows.ingest.mojibake import undoubled
from tercet.flows.ingest.timestamps import parse_time
from tercet.flows.ingest.unpack import UnpackError, unpack
from tercet.flows.ingest.urls import canonical_url, web_url
from tercet.flows.ingest.xml_source import (
    XmlSource,
    describe,
    element_text,
    local_name,
    parse_tree,
    plain_text,
    read_xml,
)
from tercet.translations.models import Reject, RejectReason, Stage

_ROOTS = frozenset(("urlset", "sitemapindex"))
_RECORD_END = re.compile(r"</(?:[\w.-]+:)?(?:url|sitemap)\s*>")


def parse_sitemap(
    body: bytes,
    content_type: str | None = None,
    *,
    source_id: str = "",
    base_url: str | None = None,
    zone: tzinfo | None = None,
) -> ParsedFeed | Reject:
    """Read a sitemap (`entries`) or a sitemap index (`sitemaps`). What is neither is a Reject that says what it was."""
    try:
        text = undoubled(decode(unpack(body), charset_of(content_type)).text)
    except UnpackError as error:
        return _no_sitemap(str(error), source_id, base_url)
    source = read_xml(text, _ROOTS)
    if source is None or source.local_root not in _ROOTS:
        return _no_sitemap(describe(text), source_id, base_url)
    entries: list[FeedEntry] = []
    links: list[SitemapLink] = []
    rejects = []
    for record in _records(source):
        fields = dict(_fields(record))
        url = web_url(fields.get("loc"), base_url)
        if url is None:
            reason, detail = RejectReason.ENTRY_WITHOUT_LINK, "A record of the sitemap has no web address."
            subject = fields.get("loc") or fields.get("title") or base_url or source_id
            rejects.append(_reject(reason, subject, detail, source_id))
        elif local_name(record) == "sitemap":
            links.append(SitemapLink(url=url, modified_at=parse_time(fields.get("lastmod"))))
        else:
            entries.append(_entry(record, url, fields, source_id=source_id, zone=zone or zone_of(url)))
    if not _is_whole(source):
        detail = "The sitemap is cut off; the records before that place were read."
        rejects.append(_reject(RejectReason.MALFORMED_RECORD, base_url or source_id, detail, source_id))
    version = "sitemap" if source.local_root == "urlset" else "sitemap_index"
    return ParsedFeed(version=version, title="", entries=tuple(entries), rejects=tuple(rejects), sitemaps=tuple(links))


def _no_sitemap(what: str, source_id: str, base_url: str | None) -> Reject:
    return _reject(RejectReason.NOT_A_FEED, base_url or source_id, f"This is {what}, no sitemap.", source_id)


def _reject(reason: RejectReason, subject: str, detail: str, source_id: str) -> Reject:
    return Reject(stage=Stage.FEED, reason=reason, subject=subject, detail=detail, source_id=source_id or None)


def _is_whole(source: XmlSource) -> bool:
    return f"</{source.root}" in source.text[-len(source.root) - 20 :]


def _records(source: XmlSource) -> Iterator[etree._Element]:
    """The `url` or `sitemap` elements that are whole: half an address would name another page."""
    ends = [match.end() for match in _RECORD_END.finditer(source.text)]
    text = source.text if _is_whole(source) else source.text[: ends[-1] if ends else 0] + f"</{source.root}>"
    tree = parse_tree(text) if ends else None
    if tree is not None:
        yield from (child for child in tree.iterchildren(etree.Element) if local_name(child) in ("url", "sitemap"))


def _fields(record: etree._Element) -> Iterator[tuple[str, str]]:
    """The texts of a record by element name; image and video parts, which have titles of their own, are left out."""
    for element in record.iterchildren(etree.Element):
        if local_name(element) in ("loc", "lastmod"):
            yield local_name(element), element_text(element)
        elif local_name(element) == "news":
            yield from ((local_name(part), element_text(part)) for part in element.iterchildren(etree.Element))


def _entry(record: etree._Element, url: str, fields: dict[str, str], *, source_id: str, zone: tzinfo) -> FeedEntry:
    links = (link for link in record.iterchildren(etree.Element) if local_name(link) == "link")
    named = ((link.get("hreflang", "").lower(), web_url(link.get("href"), url)) for link in links)
    return FeedEntry(
        source_id=source_id,
        guid=canonical_url(url),
        url=url,
        title=plain_text(fields.get("title", "")),
        published_at=parse_time(fields.get("publication_date"), zone=zone),
        modified_at=parse_time(fields.get("lastmod"), zone=zone),
        alternates=tuple((code, address) for code, address in named if address and code not in ("", "x-default")),
    )
