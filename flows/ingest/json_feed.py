"""JSON Feed, versions 1 and 1.1, also when it is cut off in the middle of an item."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any

from tercet.flows.ingest.dates import zone_of
from tercet.flows.ingest.models import FeedEntry, ParsedFeed
from tercet.flows.ingest.timestamps import parse_time
from tercet.flows.ingest.urls import web_url
from tercet.flows.ingest.xml_source import plain_text
from tercet.translations.models import Reject, RejectReason, Stage, sha256_text

_VERSION = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/([\d.]{1,5})"')
_DATES = ("date_published", "date_modified")
_ITEMS = re.compile(r'"items"\s*:\s*\[\s*')
_BETWEEN_ITEMS = re.compile(r"\s*,?\s*")


def is_json(text: str) -> bool:
    """Whether a text is meant as a JSON object or list."""
    return text[:1000].lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def parse_json_feed(
    text: str, *, source_id: str = "", base_url: str | None = None, zone: tzinfo | None = None
) -> ParsedFeed | None:
    """Read a JSON Feed; None when the text is other JSON. Items after the place where it is damaged are lost."""
    version = _VERSION.search(text)
    if version is None:
        return None
    rejects: tuple[Reject, ...] = ()
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = {"items": list(_whole_items(text))}
        detail = "The feed is cut off or damaged; the items before that place were read."
        rejects = (
            Reject(
                stage=Stage.FEED,
                reason=RejectReason.MALFORMED_RECORD,
                subject=base_url or source_id,
                detail=detail,
                source_id=source_id or None,
            ),
        )
    items = data.get("items") if isinstance(data, dict) else None
    entries = (_entry(item, source_id, base_url, zone=zone) for item in items or () if isinstance(item, dict))
    title = plain_text(str(data.get("title") or "")) if isinstance(data, dict) else ""
    return ParsedFeed(
        version="json" + version[1].replace(".", ""), title=title, entries=tuple(entries), rejects=rejects
    )


def _whole_items(text: str) -> Iterator[Any]:
    """The items up to the first that is not valid JSON."""
    start = _ITEMS.search(text)
    position = start.end() if start else len(text)
    decoder = json.JSONDecoder()
    while position < len(text):
        try:
            item, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        yield item
        between = _BETWEEN_ITEMS.match(text, position)
        position = between.end() if between else len(text)


def _entry(item: Mapping[str, Any], source_id: str, base_url: str | None, *, zone: tzinfo | None) -> FeedEntry:
    title = plain_text(str(item.get("title") or ""))
    url = web_url(item.get("url") or item.get("external_url") or item.get("id"), base_url)
    own = zone or zone_of(url)
    text = f"{title}\n{item.get('content_text') or item.get('content_html') or item.get('summary') or ''}"
    return FeedEntry(
        source_id=source_id,
        guid=str(item.get("id") or url or sha256_text(text)[:32]),
        url=url,
        title=title,
        published_at=next(filter(None, (parse_time(item.get(name), zone=own) for name in _DATES)), None),
    )
