"""A small newsroom whose snapshot is published, for tests of the reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from warehouse_records import EN_BODY, LATER, NOON, SOURCE, make_article, translate
from warehouse_stories import link_first_sentences, tell_story

from tercet.flows.settings import Settings
from tercet.translations.languages import Language
from tercet.translations.models import Article, Flag, RemovedLine
from tercet.warehouse.connection import Warehouse, open_warehouse
from tercet.warehouse.load import load_batch, load_versions, upsert_sources
from tercet.warehouse.rows import LoadBatch
from tercet.warehouse.snapshot import publish
from tercet.warehouse.staging import mark_changed

STORY, SILENT_STORY = 71, 72

BRIDGE = make_article("bridge", removed=(RemovedLine(text="Підписуйтесь на наш канал", reason="follow_us"),))
BRIDGE_RU = make_article(
    "bridge-ru", ("Мост открыли снова.", "Ремонт занял два года."), language=Language.RU, published_at=LATER
)
BRIDGE_EN = make_article(
    "bridge-en", EN_BODY, title="The bridge", language=Language.EN, published_at=NOON + timedelta(hours=30)
)
FAIR = make_article("fair", ("Ярмарок відкрили вчора.",), title="Ярмарок у місті")
UNDATED = make_article("undated", ("Дати тут немає.",), title="Стаття без дати", published_at=None)
CHANGED = make_article("changed", ("Було чотирнадцять будинків.", "Решта та сама."))
CHANGED_LATER = make_article("changed", ("Стало сорок один будинок.", "Решта та сама."))


def load(warehouse: Warehouse, articles: Sequence[Article], *, now: Any = NOON) -> None:
    upsert_sources(warehouse, [SOURCE], now=now)
    load_batch(warehouse, LoadBatch(articles=tuple(articles)), run_id="r1", now=now)


def tell_the_news(warehouse: Warehouse) -> None:
    """Two stories, an article without a date, one with two revisions; translations with and without flags."""
    load(warehouse, [BRIDGE, BRIDGE_RU, BRIDGE_EN, FAIR, UNDATED, CHANGED])
    load(warehouse, [CHANGED_LATER], now=LATER)
    versions = [
        translate(warehouse, BRIDGE, Language.EN, flags=(Flag.LOST_NUMBER,)),
        translate(warehouse, BRIDGE, Language.RU),
        translate(warehouse, BRIDGE_RU, Language.EN),
        translate(warehouse, BRIDGE_EN, Language.UK),
    ]
    load_versions(warehouse, versions, run_id="r1", now=LATER)
    tell_story(warehouse, STORY, [BRIDGE, BRIDGE_RU, BRIDGE_EN])
    tell_story(warehouse, SILENT_STORY, [FAIR])
    link_first_sentences(warehouse, STORY, [BRIDGE, BRIDGE_RU])
    with warehouse.transaction() as cursor:
        cursor.execute("INSERT INTO story_merges VALUES (70, 71, 0.9, now(), 'r1')")
        cursor.execute(
            "INSERT INTO watch_hits SELECT 'bridges', article_id, 1, version_id, language, origin, 1, 0, 'міст', "
            f"'міст', now(), 'r1' FROM versions WHERE article_id = {BRIDGE.article_id} AND origin = 'source'"
        )
        mark_changed(cursor, run_id="r1", now=LATER)


def settings_of(folder: Path) -> Settings:
    watch = [{"name": "bridges", "phrases": ["міст"]}, {"name": "quiet", "phrases": ["тиша"]}]
    return Settings.model_validate({"data_dir": folder, "watch": watch, "schedule": {"timezone": "UTC"}})


def publish_news(folder: Path, *articles: Article, told: bool = False) -> Settings:
    """A published snapshot of some articles, or of all the news."""
    settings = settings_of(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with open_warehouse(settings.warehouse_path) as warehouse:
        if told:
            tell_the_news(warehouse)
        if articles:
            load(warehouse, articles)
        publish(warehouse, settings.snapshot_folder)
    return settings


def with_text(article: Article, text: str) -> Article:
    """The article with another title and body."""
    paragraphs = tuple(replace(paragraph, text=text) for paragraph in article.paragraphs)
    return replace(article, title=text, paragraphs=paragraphs)


VOID = {"meta", "link", "input", "br", "rect", "line", "circle"}


class Elements(HTMLParser):
    """The elements of a page with their attributes. Raises for tags that do not close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]
