"""A night over fifty hosts with every fault there is: it ends, nothing is lost, and manners are kept towards each."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from faulty_hosts import PAGES, FaultyHosts, Visit, hosts
from tables import rows
from tls_server import tls_server
from web_server import WebServer

from tercet.warehouse.connection import open_warehouse

pytestmark = [pytest.mark.loopback, pytest.mark.slow]

DELAY, CRAWL_DELAY, CONCURRENCY, LATE = 0.3, 1.0, 2, 0.5
"""Seconds; a request may reach a busy machine's server as late as the last of them."""
NO_LIST = {"feed-html", "feed-bomb", "banned", "banned-us", "robots-down", "robots-slow"}
"""Hosts whose feed itself cannot be read: robots.txt is one of the reasons."""


class Night:
    """What the one night brought that all tests look at."""

    def __init__(self, folder: Path, press: FaultyHosts, run: subprocess.CompletedProcess[str]) -> None:
        self.path = folder / "data" / "warehouse.duckdb"
        self.press = press
        self.run = run
        self.visits: dict[str, list[Visit]] = {}
        for visit in sorted(press.visits, key=lambda one: one.came):
            self.visits.setdefault(visit.host, []).append(visit)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with open_warehouse(self.path) as warehouse:
            return rows(warehouse, query)

    def reasons(self, host: str) -> set[str]:
        return {reason for (reason,) in self.ask(f"SELECT DISTINCT reason FROM rejects WHERE source_id = '{host}'")}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """The nightly flow under Prefect, in a process of its own, with short time-outs."""
    folder, press = tmp_path_factory.mktemp("night"), hosts()
    with WebServer(press) as server, tls_server(folder) as (tls, _):
        fetch = {
            "connect_to": {"secure-*.example": tls, "*.example": server.address},
            "timeout_seconds": 1, "total_seconds": 2.5, "retries": 1, "backoff_seconds": 0.1, "max_bytes": 300_000,
            "max_redirects": 4, "per_host_concurrency": CONCURRENCY, "per_host_delay_seconds": DELAY,
            "max_retry_after_seconds": 3, "host_failures": 4,
        }  # fmt: skip
        sources = [{"id": host, "kind": "feed", "url": f"http://{host}.example/rss"} for host in press.hosts]
        (folder / "config.yaml").write_text(yaml.safe_dump({"sources": sources, "fetch": fetch}))
        command = [sys.executable, "-m", "tercet.flows.cli", "run", "--no-translate", "--json"]
        run = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, timeout=400)
    return Night(folder, press, run)


def test_the_night_ends_with_a_report_that_names_the_sources_it_could_not_read(night: Night) -> None:
    report = json.loads(night.run.stdout)

    unread = {note.split()[1] for note in report["notes"] if "could not be read" in note}

    assert night.run.returncode == 1, night.run.stderr[-3000:]
    assert len(night.press.hosts) == 50
    assert unread == NO_LIST


def test_every_listed_entry_ends_as_an_article_a_duplicate_or_a_reject(night: Night) -> None:
    outcomes = dict(night.ask("SELECT source_id, count(*) FROM entries GROUP BY 1"))

    assert night.ask("SELECT DISTINCT outcome FROM entries ORDER BY 1") == [("article",), ("duplicate",), ("reject",)]
    assert outcomes == {host: PAGES - (host == "feed-cut") for host in night.press.hosts if host not in NO_LIST}


def test_a_reject_says_what_was_wrong(night: Night) -> None:
    expected = {
        "reset": {"fetch_failed", "host_given_up"}, "silent": {"fetch_failed", "host_given_up"},
        "endless": {"too_large"}, "bomb": {"too_large"}, "long": {"too_large"},
        "drip": {"fetch_failed", "host_given_up"}, "busy-hours": {"http_error", "host_given_up"},
        "down": {"http_error", "host_given_up"}, "half-down": {"http_error"},
        "gone": {"not_found"}, "circle": {"fetch_failed"}, "to-loopback": {"address_refused"},
        "to-six": {"address_refused"}, "to-odd": {"address_refused"}, "to-file": {"address_refused"},
        "picture": {"wrong_content_type"}, "packed": {"fetch_failed"}, "tls-name": {"robots_unreachable"},
        "banned": {"robots_disallowed"}, "banned-us": {"robots_disallowed"}, "robots-down": {"robots_unreachable"},
        "feed-html": {"not_a_feed"}, "feed-bomb": {"too_large"}, "polish": {"unsupported_language"},
    }  # fmt: skip

    assert {host: night.reasons(host) for host in expected} == expected


def test_sound_hosts_among_the_faulty_are_read_whole(night: Night) -> None:
    read = dict(night.ask("SELECT source_id, count(*) FROM entries WHERE outcome <> 'reject' GROUP BY 1"))

    assert {
        host: read.get(host) for host in ("one", "two", "slowly", "overloaded", "copy-a", "copy-b")
    } == dict.fromkeys(("one", "two", "slowly", "overloaded", "copy-a", "copy-b"), PAGES)
    assert read["half-down"] == 3


def test_requests_to_a_host_come_no_faster_than_agreed(night: Night) -> None:
    """By the server's log. What a request is late on its way shrinks the time between the first and the last."""
    for host, visits in night.visits.items():
        delay = CRAWL_DELAY if host == "slowly" else DELAY
        came = [visit.came for visit in visits][1 if host == "slowly" else 0 :]  # the first, robots.txt, asks for it

        assert came[-1] - came[0] >= (len(came) - 1) * delay - LATE, host


def test_no_host_has_more_requests_at_once_than_agreed(night: Night) -> None:
    for host, visits in night.visits.items():
        for visit in visits:
            together = sum(one.came <= visit.came < one.left for one in visits)

            assert together <= CONCURRENCY, host


def test_a_host_that_forbids_it_or_cannot_say_is_asked_for_its_rules_alone(night: Night) -> None:
    for host in ("banned", "banned-us", "robots-down", "robots-slow"):
        assert {visit.path for visit in night.visits[host]} == {"/robots.txt"}, host


def test_a_host_that_keeps_failing_or_asks_to_be_left_alone_is(night: Night) -> None:
    pages = {host: [v.path for v in night.visits[host] if v.path[1:].isdigit()] for host in ("down", "busy-hours")}

    assert len(pages["down"]) <= 4 + CONCURRENCY
    assert len(pages["busy-hours"]) <= CONCURRENCY


def test_the_pages_that_came_are_archived(night: Night) -> None:
    assert night.ask("SELECT count(*) FROM documents WHERE warc_file IS NULL") == [(0,)]
    assert night.ask("SELECT count(*) > 25 FROM documents") == [(True,)]
