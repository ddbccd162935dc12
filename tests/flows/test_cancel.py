"""A run that is cancelled in the UI stops within seconds, whatever it does, and leaves a whole warehouse."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cockpit import Cockpit, comes_true
from tables import rows
from web_server import Answer, Request, WebServer

from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.queries import duplicate_keys
from tercet.warehouse.reading import misaligned_versions

pytestmark = [pytest.mark.slow, pytest.mark.loopback]

SECONDS = 30.0
"""Prefect looks after the process every three seconds; the rest is room for a machine with ten jobs per core."""

SENTENCES = 3500
"""Of one article: a single shard that takes minutes."""


def accepts(request: Request) -> Answer:
    return Answer(status=204)


def slow_page(request: Request) -> Answer:
    """A feed that takes its time, as an outlet under load does."""
    time.sleep(60)
    return Answer(status=503)


@pytest.fixture(scope="module")
def told() -> Iterator[WebServer]:
    with WebServer(accepts) as server:
        yield server


@pytest.fixture(scope="module")
def outlet() -> Iterator[WebServer]:
    with WebServer(slow_page) as server:
        yield server


@pytest.fixture(scope="module")
def cockpit(tmp_path_factory: pytest.TempPathFactory, told: WebServer, outlet: WebServer) -> Iterator[Cockpit]:
    folder = tmp_path_factory.mktemp("cancel")
    connections = {"slow.test": outlet.address, "*.example": "bundled-press"}
    with Cockpit(folder, notify={"webhook": told.url}, fetch={"connect_to": connections}) as running:
        yield running


def long_article() -> str:
    """Distinct sentences of English words, as one article."""
    chosen = random.Random(11)
    words = "the harvest bridge railway minister storm harbour price school evening river market quiet early".split()
    lines = []
    for number in range(SENTENCES):
        sentence = " ".join(chosen.choice(words) for _ in range(7))
        lines.append(f"The report of day {number} says that {sentence} remains.")
    return "A very long report\n\n" + "\n\n".join(
        " ".join(lines[start : start + 5]) for start in range(0, SENTENCES, 5)
    )


def cancel(cockpit: Cockpit, run_id: str) -> float:
    """Cancel a run as the UI does; returns the seconds until it ended."""
    began = time.monotonic()
    cockpit.call(f"/flow_runs/{run_id}/set_state", {"state": {"type": "CANCELLING", "name": "Cancelling"}})
    assert cockpit.wait(run_id, within_seconds=90)["state_type"] == "CANCELLED"
    took = time.monotonic() - began
    print(f"cancelled in {took:.1f} s")
    return took


def assert_whole(path: Path) -> None:
    with open_warehouse(path, wait_seconds=10) as warehouse:
        assert misaligned_versions(warehouse) == ()
        assert duplicate_keys(warehouse) == []
        unfinished = rows(
            warehouse,
            "SELECT count(*) FROM versions v WHERE NOT EXISTS (FROM segments s WHERE s.version_id = v.version_id)",
        )
    assert unfinished == [(0,)]


def test_a_run_cancelled_amid_a_long_shard_stops_within_seconds_and_stores_none_of_it(
    cockpit: Cockpit, told: WebServer
) -> None:
    run_id = cockpit.start("ingest-now", {"text": long_article(), "allow_demo": True})
    assert comes_true(lambda: "translating" in cockpit.artifacts(run_id), within_seconds=180), cockpit.logs()[-3000:]
    time.sleep(5)
    progress = cockpit.artifacts(run_id)["translating"]["description"]

    took = cancel(cockpit, run_id)

    assert took < SECONDS
    assert "of 7,0" in progress, "two versions of every sentence are due"
    assert_whole(cockpit.settings.warehouse_path)
    with open_warehouse(cockpit.settings.warehouse_path) as warehouse:
        stored = (
            rows(warehouse, "SELECT count(*) FROM articles"),
            rows(warehouse, "SELECT DISTINCT origin FROM versions"),
        )
        ended = rows(warehouse, "SELECT status FROM runs")
    assert stored == ([(1,)], [("source",)])
    assert ended in ([("failed",)], [("running",)]), "killed at the latest moment, the next run marks it as interrupted"
    assert comes_true(lambda: "run-trouble" in cockpit.artifacts(run_id), within_seconds=20)
    assert "the warehouse is whole" in cockpit.artifacts(run_id)["run-trouble"]["data"]
    assert told.requests == [], "who cancels a run knows"


def test_the_next_run_goes_on_from_there(cockpit: Cockpit) -> None:
    run = cockpit.wait(cockpit.start("nightly"))

    assert run["state_type"] == "COMPLETED"
    assert_whole(cockpit.settings.warehouse_path)
    with open_warehouse(cockpit.settings.warehouse_path) as warehouse:
        waiting = rows(warehouse, "SELECT count(*) FROM missing_versions WHERE reason = 'demo_package_only'")
        left = rows(warehouse, "SELECT count(*) FROM runs WHERE status = 'running'")
        versions = rows(warehouse, "SELECT count(*) FROM versions WHERE origin = 'machine'")
    assert waiting == [(2,)]
    assert left == [(0,)]
    assert versions[0][0] >= 8


def test_a_run_cancelled_while_it_reads_a_slow_page_stops_within_seconds(cockpit: Cockpit, outlet: WebServer) -> None:
    run_id = cockpit.start("ingest-now", {"urls": ["http://slow.test/news/1"]})
    assert comes_true(lambda: len(outlet.requests) > 0, within_seconds=120)

    took = cancel(cockpit, run_id)

    assert took < SECONDS
    assert_whole(cockpit.settings.warehouse_path)


def test_a_run_cancelled_before_it_starts_never_does(cockpit: Cockpit) -> None:
    run_id = cockpit.start("translate-pending")

    cancel(cockpit, run_id)

    with open_warehouse(cockpit.settings.warehouse_path, wait_seconds=30) as warehouse:
        assert rows(warehouse, "SELECT count(*) FROM runs WHERE flow = 'translate'") == [(0,)]
