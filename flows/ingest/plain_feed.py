"""A second, plain reader of XML feeds, for those on which feedparser itself stumbles.

It knows titles, links, ids and dates of items and entries and nothing else, and reads as far as the damage allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from lxml import etree

from tercet.flows.ingest.dates import zone_of
from tercet.flows.ingest.models import FeedEntry
from tercet.flows.ingest.timestamps import parse_time
from tercet.flows.ingest.urls import web_url
from tercet.flows.ingest.xml_source import element_text, local_name, parse_tree, plain_text
from tercet.translations.models import sha256_text

_ENTRY_NAMES = frozenset(("item", "entry"))
_DATE_NAMES = ("pubdate", "published", "date", "issued", "updated", "modified")


def read_entries(text: str, *, source_id: str, base_url: str | None, zone: tzinfo | None = None) -> Iterator[FeedEntry]:
    """The entries of a mended XML feed. No entity is expanded, nothing is loaded, deep nesting ends the reading."""
    root = parse_tree(text)
    if root is None:
        return
    for element in root.iter(etree.Element):
        if local_name(element) in _ENTRY_NAMES:
            yield _entry(element, source_id, base_url, zone=zone)


def _entry(element: etree._Element, source_id: str, base_url: str | None, *, zone: tzinfo | None) -> FeedEntry:
    fields: dict[str, str] = {}
    for child in element.iterchildren(etree.Element):
        name = local_name(child)
        text = element_text(child)
        if name == "link" and child.get("href") and child.get("rel", "alternate") == "alternate":
            text = child.get("href", "")
        if text:
            fields.setdefault(name, text)
    title = plain_text(fields.get("title", ""))
    identity = fields.get("guid") or fields.get("id") or ""
    url = web_url(fields.get("link"), base_url) or web_url(identity)
    dates = (parse_time(fields.get(name), zone=zone or zone_of(url)) for name in _DATE_NAMES)
    return FeedEntry(
        source_id=source_id,
        guid=identity or url or sha256_text(f"{title}\n{fields.get('description', '')}")[:32],
        url=url,
        title=title,
        published_at=next(filter(None, dates), None),
    )
