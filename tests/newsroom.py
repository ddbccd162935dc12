"""A small newsroom for tests: an outlet on loopback, a configuration of its own, and nights that only read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import yaml
from night import NIGHT
from tables import rows
from web_server import Answer, Request

from tercet.flows.report import RunReport
from tercet.flows.running import open_run
from tercet.flows.settings import Settings, load_settings
from tercet.warehouse.connection import open_warehouse

NEXT_NIGHT = NIGHT + timedelta(days=1)

BRIDGE = (
    "Рух мостом через Горинь відновили о шостій ранку, і перші автобуси вже проїхали на другий берег.",
    "Ремонт тривав чотири роки: підрядники змінювалися тричі, а вартість робіт зросла майже вдвічі.",
    "Міський голова пообіцяв, що до зими відкриють і пішохідну частину, яку тепер освітлюють нові ліхтарі.",
)
HARVEST = (
    "Farmers in the lowlands finished the harvest a week early after a dry and unusually warm September.",
    "Prices at the grain market fell by a tenth, and storage in the two largest ports is nearly full.",
    "The ministry of agriculture expects exports to recover in the spring, once the railway line is repaired.",
)
FERRY = (
    "Паром между двумя берегами залива снова ходит по расписанию, сообщили вчера в управлении порта.",
    "Рейсы отменили в августе, когда шторм повредил причал и оборвал трос на северной стороне.",
    "Билеты подорожали, зато в кассах теперь продают один билет на автобус и на паром сразу.",
)


@dataclass(slots=True)
class Outlet:
    """A site that answers with its pages as they are now; one with an ETag answers 304 to those who have it."""

    pages: dict[str, Answer] = field(default_factory=dict)

    def __call__(self, request: Request) -> Answer:
        answer = self.pages.get(request.path, Answer(status=404))
        tag = answer.headers.get("ETag")
        if tag is not None and request.headers.get("if-none-match") == tag:
            return Answer(status=304, headers={"ETag": tag, "Content-Type": None})
        return answer


def article_page(title: str, paragraphs: Sequence[str], *, head: str = "") -> Answer:
    """An article's page as a decent outlet writes it."""
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    html = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta property="og:type" content="article">{head}</head>'
        f"<body><article><h1>{escape(title)}</h1>{body}</article></body></html>"
    )
    return Answer(headers={"Content-Type": "text/html; charset=utf-8"}, body=html.encode())


def feed(*entries: str, etag: str | None = None) -> Answer:
    """An RSS feed of the entries; its ETag is of the test's choosing."""
    text = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{"".join(entries)}</channel></rss>'
    return Answer(headers={"Content-Type": "application/rss+xml", "ETag": etag}, body=text.encode())


def entry(slug: str, title: str = "", *, date: str = "Sun, 22 Nov 2026 09:30:00 +0200") -> str:
    """A feed's entry for the page `/slug` of visti.example."""
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    link = f"http://visti.example/{slug}"
    return f"<item><title>{escape(title or slug)}</title><link>{link}</link><guid>{link}</guid>{dated}</item>"


def feed_source(**more: Any) -> dict[str, Any]:
    """The source `visti`: the feed at http://visti.example/rss."""
    return {"id": "visti", "kind": "feed", "name": "Вісті", "url": "http://visti.example/rss", **more}


def configure(folder: Path, *sources: dict[str, Any], server: str = "", **more: Any) -> Settings:
    """A configuration with these sources; every host under .example is answered by `server`."""
    fetch: dict[str, Any] = {"backoff_seconds": 0, "retries": 0, "timeout_seconds": 5, "per_host_delay_seconds": 0}
    if server:
        fetch["connect_to"] = {"*.example": server}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump({"sources": list(sources), "fetch": fetch, **more}, allow_unicode=True))
    return load_settings(path, environ={})


def read_sources(settings: Settings, *, at: datetime = NIGHT) -> RunReport:
    """A night that reads, stores and publishes, and translates nothing."""
    with open_run(settings, "nightly", parameters={}, clock=lambda: at) as run:
        run.prepare_ingest(settings.sources)
        for source in settings.sources:
            run.harvest(source)
            run.load(source.id)
        run.conclude()
        run.publish()
        return run.report


def ask(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    """Rows of the warehouse between two runs."""
    with open_warehouse(settings.warehouse_path) as warehouse:
        return rows(warehouse, query)
