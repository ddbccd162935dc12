"""Telling people what their watchlists found: an RSS feed per list, and the webhook of those that have one."""

from __future__ import annotations

import json
import logging
import urllib.request
from collections.abc import Sequence
from email.utils import format_datetime
from pathlib import Path
from xml.etree import ElementTree

from tercet.flows.sections.terms import WatchSettings
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.terms import WatchNews, watch_news

logger = logging.getLogger(__name__)

FEED_ITEMS = 100
TIMEOUT_SECONDS = 10.0
_NOT_XML = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


def write_feed(folder: Path, watch: str, news: Sequence[WatchNews]) -> Path:
    """Write FOLDER/WATCH.xml (RSS 2.0) whole or not at all; an unchanged list of articles leaves the file alone."""
    path = folder / f"{watch}.xml"
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    _text(channel, "title", f"Tercet watchlist {watch}")
    _text(channel, "link", "http://127.0.0.1/")
    _text(channel, "description", f"Articles in which the watchlist {watch} found something, newest first.")
    for one in news:
        _item(channel, one)
    body = ElementTree.tostring(rss, encoding="utf-8", xml_declaration=True)
    if path.exists() and path.read_bytes() == body:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_bytes(body)
    partial.replace(path)
    return path


def _item(channel: ElementTree.Element, one: WatchNews) -> None:
    item = ElementTree.SubElement(channel, "item")
    _text(item, "title", f"[{one.language}] {one.title}")
    if one.url:
        _text(item, "link", one.url)
    where = "" if one.is_in_source else " (in a translation)"
    _text(item, "description", f"{one.source_id}: {', '.join(one.phrases)}{where}. {one.sentence}")
    ElementTree.SubElement(item, "guid", isPermaLink="false").text = f"tercet-{one.watch}-{one.article_id}"
    _text(item, "pubDate", format_datetime(one.published_at or one.found_at))


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text.translate(_NOT_XML)


def tell_watches(
    warehouse: Warehouse, watches: Sequence[WatchSettings], folder: Path, *, run_id: str
) -> tuple[WatchNews, ...]:
    """Write the feeds, tell the webhooks of lists with news, and return what this run found.

    A webhook that cannot be reached is logged; it never fails a run.
    """
    found: list[WatchNews] = []
    for watch in watches:
        newest = watch_news(warehouse, watch.name, run_id=run_id, only_run=False, limit=FEED_ITEMS)
        write_feed(folder, watch.name, newest)
        news = watch_news(warehouse, watch.name, run_id=run_id)
        if news and watch.webhook:
            _post(watch.webhook, watch.name, news)
        found += news
    return tuple(found)


def _post(address: str, watch: str, news: Sequence[WatchNews]) -> None:
    articles = [
        {
            "article_id": str(one.article_id),
            "title": one.title,
            "url": one.url,
            "source": one.source_id,
            "language": one.language,
            "phrases": list(one.phrases),
        }
        for one in news
    ]
    text = f"Tercet: the watchlist {watch} found {len(news)} article{'' if len(news) == 1 else 's'}."
    body = json.dumps({"text": text, "watch": watch, "articles": articles}, ensure_ascii=False).encode()
    request = urllib.request.Request(address, data=body, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            response.read(1024)
    except (OSError, ValueError) as error:
        logger.warning("watch.webhook_failed watch=%s error=%s", watch, type(error).__name__)
