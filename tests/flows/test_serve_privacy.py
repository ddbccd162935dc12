"""Nothing that `tercet serve` runs, and no page that it shows, reaches beyond this machine."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cockpit import Cockpit, comes_true

from tercet.flows.process_facts import with_descendants
from tercet.flows.serving_record import read_record

CHROMIUM = shutil.which("chromium")

pytestmark = [pytest.mark.slow, pytest.mark.loopback]

PAGES = ("dashboard", "runs", "flows", "deployments", "work-pools", "blocks", "variables", "automations", "events",
         "concurrency-limits", "artifacts", "settings")  # fmt: skip
TRIAL = "https://outside.example/beacon"

CHROMIUMS_OWN = (
    "accounts.google.com", "android.clients.google.com", "clients2.google.com", "clientservices.googleapis.com",
    "content-autofill.googleapis.com", "optimizationguide-pa.googleapis.com", "update.googleapis.com",
)  # fmt: skip
"""Where the browser goes for itself, whatever it shows. A page that went there would be seen among its requests."""

GUARD = """
import os, socket, sys

def note(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        address = (arguments[0],)
    else:
        return
    if isinstance(address, tuple):
        with open(os.environ["REACHED_FILE"], "a") as file:
            file.write(f"{os.getpid()} {sys.argv[0]} {address[0]}\\n")

sys.addaudithook(note)
"""
"""Run by every Python process that inherits the environment: it notes each address that is reached for."""


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reached") / "addresses"


@pytest.fixture(scope="module")
def cockpit(tmp_path_factory: pytest.TempPathFactory, reached: Path) -> Iterator[Cockpit]:
    folder = tmp_path_factory.mktemp("guard")
    (folder / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        patch.setenv("REACHED_FILE", str(reached))
        running = Cockpit(tmp_path_factory.mktemp("private"))
        with running:
            patch.undo()
            yield running


@pytest.fixture(scope="module")
def finished(cockpit: Cockpit) -> str:
    run_id = cockpit.start("nightly", {"allow_demo": True})
    assert cockpit.wait(run_id)["state_type"] == "COMPLETED", cockpit.logs()
    return run_id


def test_server_runner_and_runs_reach_for_this_machine_only(cockpit: Cockpit, finished: str, reached: Path) -> None:
    lines = [line.split(" ") for line in reached.read_text().splitlines()]

    programs = {program.rpartition("/")[2] for _, program, *_ in lines}
    hosts = {host for *_, host in lines}
    assert len({pid for pid, *_ in lines}) >= 3, f"supervisor, runner and run were watched: {programs}"
    assert hosts <= {"127.0.0.1", "localhost", "::1"}


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux tells by /proc")
def test_every_socket_that_listens_is_on_loopback(cockpit: Cockpit) -> None:
    record = read_record(cockpit.settings.data_dir)
    assert record is not None
    ours = {
        match[1]
        for pid in with_descendants(record.pid)
        for file in Path(f"/proc/{pid}/fd").iterdir()
        if (match := re.fullmatch(r"socket:\[(\d+)\]", str(file.readlink())))
    }
    listening = [
        fields[1].partition(":")[0]
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
        if (fields := line.split())[3] == "0A" and fields[9] in ours
    ]

    assert listening
    assert set(listening) == {"0100007F"}, "127.0.0.1, as the kernel writes it"


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("ui", ["", "v2/"], ids=["older UI", "newer UI"])
def test_no_page_of_the_ui_loads_anything_from_elsewhere(cockpit: Cockpit, finished: str, ui: str) -> None:
    """Everything but loopback goes to a proxy of the test, so that whatever Chromium lets through is seen there."""
    from playwright.sync_api import sync_playwright

    paths = [*PAGES, f"runs/flow-run/{finished}", f"deployments/deployment/{cockpit.deployments()['nightly']['id']}"]
    with _proxy() as (address, beyond), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
            proxy={"server": address, "bypass": "127.0.0.1"},
        )
        page = browser.new_page()
        asked: list[str] = []
        errors: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        for path in paths:
            page.goto(f"{cockpit.base}/{ui}{path}", wait_until="networkidle")
            page.wait_for_timeout(500)
            page.get_by_text("Settings").first.wait_for(timeout=60_000)
        by_themselves = list(beyond)
        refused = page.evaluate("url => fetch(url, {mode: 'no-cors'}).then(() => 'sent', () => 'refused')", TRIAL)
        pictured = page.evaluate(
            "url => new Promise(done => { const image = new Image();"
            " image.onload = () => done('sent'); image.onerror = () => done('refused'); image.src = url; })",
            TRIAL,
        )
        tried = list(beyond)
        page.goto("about:blank")
        page.evaluate("url => fetch(url, {mode: 'no-cors'}).catch(() => null)", TRIAL)
        browser.close()

    assert errors == [], "the pages work under the policy"
    assert {url for url in asked if not url.startswith((cockpit.base, "data:", "blob:", TRIAL))} == set()
    assert by_themselves == []
    assert (refused, pictured) == ("refused", "refused")
    assert tried == [], "nor does anything that a page is made to try"
    assert beyond == ["outside.example:443"], "without the policy it would have been seen"


@contextmanager
def _proxy() -> Iterator[tuple[str, list[str]]]:
    """A proxy that lets nothing through: its address, and what it was asked for."""
    asked: list[str] = []

    class Refusing(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            line = self.rfile.readline(65_537).decode("latin-1").split(" ")
            self.close_connection = True
            if len(line) == 3:
                self.wfile.write(b"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n")
                if not any(host in line[1] for host in CHROMIUMS_OWN):
                    asked.append(line[1])

    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("ui", ["", "v2/"], ids=["older UI", "newer UI"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_form_starts_a_run_in_both_uis_by_either_name_of_the_host(cockpit: Cockpit, ui: str, host: str) -> None:
    from playwright.sync_api import sync_playwright

    deployment = cockpit.deployments()["publish"]["id"]
    before = _runs_of(cockpit, deployment)
    base = cockpit.base.replace("127.0.0.1", host)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(f"{base}/{ui}deployments/deployment/{deployment}/run", wait_until="networkidle")
        found = _submits(page, lambda: _runs_of(cockpit, deployment) > before)
        page.wait_for_timeout(1000)
        browser.close()

    assert found


def _submits(page: Any, has_started: Callable[[], bool]) -> bool:
    """Press Submit, and again where a busy machine had the button there before the form."""
    for _ in range(3):
        if page.url.endswith("/run"):
            page.get_by_role("button", name="Submit").first.click()
        if comes_true(has_started, within_seconds=15):
            return True
    return False


def _runs_of(cockpit: Cockpit, deployment: str) -> int:
    return int(cockpit.call("/flow_runs/count", {"deployments": {"id": {"any_": [deployment]}}}))
