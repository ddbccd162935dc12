"""The reader over a small newsroom, made once for all tests that only read."""

from __future__ import annotations

from typing import Any

import pytest
from reading_room import publish_news

from tercet.flows.reader.app import make_app
from tercet.flows.settings import Settings


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """All the news, published once for the tests that only read."""
    settings = publish_news(tmp_path_factory.mktemp("news"), told=True)
    feed = settings.data_dir / "feeds" / "bridges.xml"
    feed.parent.mkdir()
    feed.write_text("<rss version='2.0'/>", encoding="utf-8")
    return settings


@pytest.fixture(scope="session")
def app(news: Settings) -> Any:
    return make_app(news)
