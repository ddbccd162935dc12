"""The Prefect UI in a real browser, as people use it: open a deployment, fill its form, run it, read what it left.

With SCREENSHOTS_TO=FOLDER the test leaves the pictures of the README there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cockpit import Cockpit, comes_true

from tercet.flows.sample.server import press_folder

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = next((path for path in map(Path, ("/usr/bin/chromium", "/usr/bin/chromium-browser")) if path.exists()), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.loopback,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

PATIENCE = 120_000
"""Milliseconds that a page may take on a busy machine."""

WIDTH, HEIGHT = 1100, 850


@pytest.fixture(scope="module")
def cockpit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cockpit]:
    with Cockpit(tmp_path_factory.mktemp("browser"), sources=("harbour-post", "visti")) as running:
        yield running


@pytest.fixture(scope="module")
def requests() -> list[str]:
    """The addresses that the browser asked for."""
    return []


@pytest.fixture(scope="module")
def page(cockpit: Cockpit, requests: list[str]) -> Iterator[sync_api.Page]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        opened.set_default_timeout(PATIENCE)
        opened.on("request", lambda request: requests.append(request.url))
        yield opened
        browser.close()


def picture(page: sync_api.Page, name: str, *, height: int = HEIGHT) -> None:
    """Keep a picture of the page, where pictures are wanted."""
    folder = os.environ.get("SCREENSHOTS_TO")
    if folder:
        page.set_viewport_size({"width": WIDTH, "height": height})
        page.wait_for_timeout(1500)
        page.screenshot(path=Path(folder) / f"{name}.png")
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})


def open_form(page: sync_api.Page, cockpit: Cockpit, deployment: str) -> None:
    """The form of a deployment, as one gets there by clicking."""
    page.goto(f"{cockpit.base}/deployments", timeout=PATIENCE)
    page.get_by_text(deployment, exact=True).first.click()
    page.get_by_role("button", name="Run", exact=True).first.click()
    page.get_by_text("Custom run").first.click()
    page.get_by_text("What to do").first.wait_for()


def field(page: sync_api.Page, title: str) -> sync_api.Locator:
    """The innermost part of the form that has this title."""
    label = page.locator(".schema-form-property__label", has_text=re.compile(rf"^{title}\b"))
    return page.locator(".schema-form-property").filter(has=label).last


def submitted(page: sync_api.Page, cockpit: Cockpit) -> str:
    """Submit the form; the id of the run that it started."""
    before = {one["id"] for one in cockpit.call("/flow_runs/filter", {})}
    page.get_by_role("button", name="Submit").click()

    def started() -> set[str]:
        manual = {"flow_runs": {"state": {"type": {"not_any_": []}}}}
        return {one["id"] for one in cockpit.call("/flow_runs/filter", manual)} - before

    assert comes_true(lambda: len(started()) == 1, within_seconds=60)
    return started().pop()


def test_the_form_says_what_is_wrong_with_a_value(page: sync_api.Page, cockpit: Cockpit) -> None:
    open_form(page, cockpit, "ingest-now")
    field(page, "Pages").get_by_role("button", name="Add item").click()
    field(page, "Pages").locator("textarea, input").last.fill("no address")

    page.get_by_role("button", name="Submit").click()

    page.get_by_text("does not match").first.wait_for()


def test_a_pasted_article_is_run_from_the_form_and_its_three_versions_are_read(
    page: sync_api.Page, cockpit: Cockpit
) -> None:
    page.goto(f"{cockpit.base}/deployments", timeout=PATIENCE)
    page.get_by_text("install-packages").first.wait_for()
    picture(page, "deployments")
    open_form(page, cockpit, "ingest-now")
    pasted = (press_folder() / "files" / "storm-grid-repair.txt").read_text(encoding="utf-8")
    field(page, "Pasted article").locator("textarea").fill(pasted)
    field(page, "Outlet").locator("textarea").fill("The Lowland Review")

    run_id = submitted(page, cockpit)

    assert cockpit.wait(run_id)["state_type"] == "COMPLETED"
    page.goto(f"{cockpit.base}/runs/flow-run/{run_id}", timeout=PATIENCE)
    page.get_by_text("Artifacts", exact=True).first.click()
    page.get_by_text("article-versions").first.click()
    page.get_by_text("Sentence 2").first.wait_for()
    shown = page.inner_text("body")
    assert "Power returns street by street after storm cuts the Kryvyi Yar line" in shown
    assert shown.count("uk: ") == shown.count("ru: ") == shown.count("Sentence ") > 5
    picture(page, "versions")


def test_a_night_is_started_from_the_form_watched_and_its_report_read(page: sync_api.Page, cockpit: Cockpit) -> None:
    open_form(page, cockpit, "nightly")
    choice = field(page, "Sources").locator(".p-select-button__control")
    choice.focus()
    choice.press("ArrowDown")
    page.locator(".p-select-option", has_text="visti").click()
    page.keyboard.press("Escape")
    picture(page, "form", height=1000)

    run_id = submitted(page, cockpit)

    page.goto(f"{cockpit.base}/runs/flow-run/{run_id}", timeout=PATIENCE)
    page.get_by_text("nightly: visti, ").first.wait_for()
    page.get_by_text("Completed", exact=True).first.wait_for()
    assert cockpit.wait(run_id)["state_type"] == "COMPLETED"
    page.get_by_text("translate-uk-en").first.wait_for()
    picture(page, "run")
    page.get_by_text("Artifacts", exact=True).first.click()
    page.get_by_text("worst-translations").first.wait_for()
    page.get_by_text("run-report").first.click()
    page.get_by_text("What came in").first.wait_for()
    assert "visti" in page.inner_text("body")
    picture(page, "report")


def test_the_browser_asked_this_machine_only(page: sync_api.Page, cockpit: Cockpit, requests: list[str]) -> None:
    page.wait_for_timeout(1000)

    hosts = {urlsplit(address).hostname for address in requests if not address.startswith(("data:", "blob:"))}

    assert len(requests) > 50
    assert hosts == {"127.0.0.1"}
