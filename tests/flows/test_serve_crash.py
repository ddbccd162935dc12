"""Whatever is killed with `kill -9`: its run is marked crashed, nobody stays behind, the next run does the work."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from cockpit import Cockpit, comes_true
from tables import rows
from web_server import Answer, Request, WebServer

from tercet.flows.process_facts import is_alive, with_descendants
from tercet.flows.serving_record import ServingRecord, is_served, read_record
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.queries import duplicate_keys

pytestmark = [pytest.mark.slow, pytest.mark.loopback]

TWO_MINUTES = 120.0
PARAGRAPH = "The harbour authority said on Monday that the old pier will be closed for repairs until spring. "
BODY = "".join(f"<p>{number}. {PARAGRAPH * 3}</p>" for number in range(6))
PAGE = f"<html><head><title>Pier %s</title></head><body><article><h1>Pier %s</h1>{BODY}</article></body></html>"


class Outlet:
    """A web site that keeps who asks waiting until it is released."""

    def __init__(self) -> None:
        self.is_quick = Event()
        self.asked = 0

    def __call__(self, request: Request) -> Answer:
        if request.path == "/robots.txt":
            return Answer(status=404)
        self.asked += 1
        self.is_quick.wait(60)
        return Answer(body=(PAGE.replace("%s", request.path.strip("/"))).encode())


@pytest.fixture(scope="module")
def outlet() -> Outlet:
    return Outlet()


@pytest.fixture(scope="module")
def cockpit(tmp_path_factory: pytest.TempPathFactory, outlet: Outlet) -> Iterator[Cockpit]:
    with WebServer(outlet) as server:
        connections = {"slow.test": server.address, "*.example": "bundled-press"}
        running = Cockpit(tmp_path_factory.mktemp("crash"), fetch={"connect_to": connections})
        with running:
            yield running
        outlet.is_quick.set()


def record(cockpit: Cockpit) -> ServingRecord:
    found = read_record(cockpit.settings.data_dir)
    assert found is not None
    return found


def process(cockpit: Cockpit, name: str) -> int:
    return next(one.pid for one in record(cockpit).processes if one.name == name)


def family(cockpit: Cockpit) -> list[int]:
    """Every process of `tercet serve`, runs included."""
    return with_descendants(record(cockpit).pid)


def run_processes(cockpit: Cockpit) -> list[int]:
    return with_descendants(process(cockpit, "the runner"))[1:]


def kill(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def all_gone(pids: list[int]) -> Callable[[], bool]:
    return lambda: not any(is_alive(pid) and ") Z" not in Path(f"/proc/{pid}/stat").read_text() for pid in pids)


def start_and_wait_until_it_works(cockpit: Cockpit, outlet: Outlet, page: str) -> str:
    """A run that has the warehouse open and waits for a page; returns its id."""
    outlet.is_quick.clear()
    asked = outlet.asked
    run_id = cockpit.start("ingest-now", {"urls": [f"http://slow.test/{page}"], "translate": False})
    assert comes_true(lambda: outlet.asked > asked, within_seconds=120), cockpit.logs()
    return run_id


def assert_the_next_run_does_the_work(cockpit: Cockpit, outlet: Outlet, page: str) -> None:
    outlet.is_quick.set()
    again = cockpit.start("ingest-now", {"urls": [f"http://slow.test/{page}"], "translate": False})
    assert cockpit.wait(again)["state_type"] == "COMPLETED"
    with open_warehouse(cockpit.settings.warehouse_path, wait_seconds=20) as warehouse:
        assert rows(warehouse, f"SELECT count(*) FROM articles WHERE canonical_url LIKE '%slow.test/{page}'") == [(1,)]
        assert duplicate_keys(warehouse) == []


def assert_crashed(cockpit: Cockpit, run_id: str, since: float) -> None:
    left = TWO_MINUTES - (time.monotonic() - since)
    assert cockpit.wait(run_id, within_seconds=left)["state_type"] == "CRASHED"


def test_a_killed_run_is_marked_crashed(cockpit: Cockpit, outlet: Outlet) -> None:
    run_id = start_and_wait_until_it_works(cockpit, outlet, "run")

    began = time.monotonic()
    kill(*run_processes(cockpit))

    assert_crashed(cockpit, run_id, began)
    assert_the_next_run_does_the_work(cockpit, outlet, "run")


def test_a_killed_runner_takes_its_run_along_and_is_started_again(cockpit: Cockpit, outlet: Outlet) -> None:
    run_id = start_and_wait_until_it_works(cockpit, outlet, "runner")
    runs, runner = run_processes(cockpit), process(cockpit, "the runner")

    began = time.monotonic()
    kill(runner)

    assert comes_true(all_gone(runs), within_seconds=30), "a run must not outlive its runner"
    assert comes_true(lambda: process(cockpit, "the runner") != runner, within_seconds=30)
    assert_crashed(cockpit, run_id, began)
    assert_the_next_run_does_the_work(cockpit, outlet, "runner")


def test_a_killed_server_is_started_again_and_the_run_it_looked_after_ends(cockpit: Cockpit, outlet: Outlet) -> None:
    run_id = start_and_wait_until_it_works(cockpit, outlet, "server")
    server, runner = process(cockpit, "the Prefect server"), process(cockpit, "the runner")

    kill(server)

    assert comes_true(lambda: process(cockpit, "the Prefect server") != server, within_seconds=30)
    outlet.is_quick.set()
    assert comes_true(lambda: _answers(cockpit, run_id), within_seconds=120)
    assert cockpit.wait(run_id)["state_type"] in {"COMPLETED", "FAILED", "CRASHED"}, "it does not hang"
    assert_the_next_run_does_the_work(cockpit, outlet, "server")
    assert comes_true(lambda: process(cockpit, "the runner") != runner, within_seconds=60), "it lost touch"
    cancelled = start_and_wait_until_it_works(cockpit, outlet, "cancelled")
    cockpit.call(f"/flow_runs/{cancelled}/set_state", {"state": {"type": "CANCELLING", "name": "Cancelling"}})
    assert cockpit.wait(cancelled, within_seconds=60)["state_type"] == "CANCELLED"


def _answers(cockpit: Cockpit, run_id: str) -> bool:
    try:
        return bool(cockpit.run(run_id))
    except OSError:
        return False


def test_the_server_alone_notices_that_a_run_died(cockpit: Cockpit, outlet: Outlet) -> None:
    """Nobody is left to report it: the runner is gone, and the supervisor, standing still, starts no other."""
    run_id = start_and_wait_until_it_works(cockpit, outlet, "alone")
    assert comes_true(lambda: heartbeats(cockpit, run_id) > 0, within_seconds=60)
    supervisor = record(cockpit).pid
    os.kill(supervisor, signal.SIGSTOP)
    try:
        began = time.monotonic()
        kill(process(cockpit, "the runner"), *run_processes(cockpit))

        assert_crashed(cockpit, run_id, began)
    finally:
        os.kill(supervisor, signal.SIGCONT)
    assert_the_next_run_does_the_work(cockpit, outlet, "alone")


def heartbeats(cockpit: Cockpit, run_id: str) -> int:
    wanted = {
        "event": {"name": ["prefect.flow-run.heartbeat"]},
        "resource": {"id": [f"prefect.flow-run.{run_id}"]},
    }
    return int(cockpit.call("/events/filter", {"filter": wanted})["total"])


def test_a_killed_supervisor_leaves_nobody_behind_and_the_next_one_starts_cleanly(
    cockpit: Cockpit, outlet: Outlet
) -> None:
    run_id = start_and_wait_until_it_works(cockpit, outlet, "supervisor")
    everybody = family(cockpit)

    kill(record(cockpit).pid)

    assert comes_true(lambda: not is_served(cockpit.settings.data_dir), within_seconds=10)
    cockpit.__enter__()
    assert all_gone(everybody)(), "the children of the killed one must be gone"
    assert_crashed(cockpit, run_id, time.monotonic())
    assert_the_next_run_does_the_work(cockpit, outlet, "supervisor")


def test_after_everything_was_killed_at_once_the_next_start_goes_on(cockpit: Cockpit, outlet: Outlet) -> None:
    run_id = start_and_wait_until_it_works(cockpit, outlet, "everything")

    kill(*family(cockpit))
    assert comes_true(lambda: not is_served(cockpit.settings.data_dir), within_seconds=10)

    cockpit.__enter__()
    assert_crashed(cockpit, run_id, time.monotonic())
    assert_the_next_run_does_the_work(cockpit, outlet, "everything")
