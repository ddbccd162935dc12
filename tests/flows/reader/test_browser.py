"""Hostile articles in a real browser: nothing runs, no other host is asked, and the keyboard gets everywhere.

With SCREENSHOTS_TO=FOLDER the test leaves the picture of the README there.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from reading_room import STORY, load, settings_of, tell_the_news, with_text
from warehouse_records import SOURCE, make_article

from tercet.flows.reader.app import make_app
from tercet.flows.settings import Settings
from tercet.translations.models import RemovedLine
from tercet.warehouse.connection import open_snapshot, open_warehouse
from tercet.warehouse.reading import side_by_side
from tercet.warehouse.snapshot import publish

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = next((path for path in map(Path, ("/usr/bin/chromium", "/usr/bin/chromium-browser")) if path.exists()), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.loopback,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

PATIENCE = 60_000
MARKUP = (
    "<script>alert('x')</script><script src=https://evil.example/x.js></script>",
    '"><img src=https://evil.example/pixel.png onerror=alert(1)>',
    "</title><svg onload=alert(1)><style>@import 'https://evil.example/x.css';</style>",
    "<iframe src=https://evil.example></iframe><base href=https://evil.example/>",
    "<form action=https://evil.example><button autofocus onfocus=alert(1)>",
    "<link rel=prefetch href=https://evil.example/><meta http-equiv=refresh content='0;url=https://evil.example'>",
)
HOSTILE = [
    replace(with_text(make_article(f"hostile-{number}"), text), removed=(RemovedLine(text=text, reason="app"),))
    for number, text in enumerate(MARKUP)
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = settings_of(tmp_path_factory.mktemp("browser"))
    with open_warehouse(settings.warehouse_path) as warehouse:
        tell_the_news(warehouse)
        load(warehouse, HOSTILE)
        publish(warehouse, settings.snapshot_folder)
    return settings


@contextmanager
def reading(settings: Settings) -> Iterator[str]:
    """The address of a reader that listens within the block."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(make_app(settings), log_level="warning", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(30)


@pytest.fixture(scope="module")
def base(settings: Settings) -> Iterator[str]:
    with reading(settings) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield launched
        launched.close()


def test_hostile_articles_run_nothing_and_ask_nothing(browser: sync_api.Browser, base: str) -> None:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    asked: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    for path in (
        "/day/2026-05-01", "/search?q=script", *(f"/article/{one.article_id}?removed=1#p1s0" for one in HOSTILE)
    ):  # fmt: skip
        page.goto(base + path)
        page.wait_for_timeout(200)
        assert page.url.startswith(base)
        assert page.evaluate("document.querySelectorAll('main script, main img, main iframe, base').length") == 0

    assert dialogs == []
    assert {urlsplit(address).netloc for address in asked} == {urlsplit(base).netloc}
    assert any(address.endswith(".css") or "reader.css" in address for address in asked)


def test_everything_can_be_read_without_scripts_and_reached_by_keyboard(browser: sync_api.Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{base}/day/2026-05-01")

    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.locator(":focus").get_attribute("href"))
        if reached[-1] == f"/story/{STORY}":
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/story/{STORY}")
    page.get_by_role("heading", name="Only here").wait_for()
    page.get_by_role("link", name=SOURCE.name).first.click()
    page.wait_for_url("**/article/*#p1s0")

    marked = page.locator("tr:target td").first
    assert marked.is_visible()
    other = page.locator("tr:not(:target) td.own").first
    colour = "getComputedStyle(element).backgroundColor"
    assert marked.evaluate(f"element => {colour}") != other.evaluate(f"element => {colour}")
    page.keyboard.press("Tab")
    assert {"/", "/search", "/watch", "/sources"} <= set(reached)
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_no_page_is_wider_than_the_window(browser: sync_api.Browser, base: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)

    for path in ("/", f"/story/{STORY}", f"/article/{HOSTILE[0].article_id}", "/search?q=міст", "/sources", "/watch"):
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    context.close()


@pytest.mark.skipif("SCREENSHOTS_TO" not in os.environ, reason="SCREENSHOTS_TO names no folder for the picture")
def test_the_picture_of_the_readme_is_taken(browser: sync_api.Browser, tmp_path: Path) -> None:
    """An article of the demo press, side by side."""
    environment = {**os.environ, "TERCET_DATA_DIR": str(tmp_path)}
    subprocess.run(
        [sys.executable, "-m", "tercet.flows.cli", "--demo", "run"], env=environment, check=True, timeout=600
    )
    settings = settings_of(tmp_path / "demo")
    with open_snapshot(settings.snapshot_folder) as snapshot:
        article = side_by_side(snapshot)
    assert article is not None
    with reading(settings) as address:
        page = browser.new_page(viewport={"width": 1000, "height": 640})
        page.goto(f"{address}/article/{article.article_id}")
        page.screenshot(path=Path(os.environ["SCREENSHOTS_TO"]) / "reader.png")
