"""One command brings everything up, the schedule is really scheduled, and everything is gone afterwards."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cockpit import Cockpit, comes_true

from tercet.flows.process_facts import is_alive, with_descendants
from tercet.flows.serving_record import read_record

pytestmark = [pytest.mark.slow, pytest.mark.loopback]


@pytest.fixture(scope="module")
def cockpit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cockpit]:
    with Cockpit(tmp_path_factory.mktemp("served"), schedule={"timezone": "Europe/Kyiv"}) as running:
        yield running


def tercet(cockpit: Cockpit, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tercet.flows.cli", "--config", str(cockpit.config), *arguments],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def runs(cockpit: Cockpit, **wanted: Any) -> list[Any]:
    body = {"flow_runs": wanted, "flows": {"name": {"any_": ["nightly"]}}, "sort": "EXPECTED_START_TIME_ASC"}
    return list(cockpit.call("/flow_runs/filter", body))


def scheduled(cockpit: Cockpit) -> list[Any]:
    return runs(cockpit, state={"type": {"any_": ["SCHEDULED"]}})


def test_the_nightly_run_is_scheduled_in_its_time_zone(cockpit: Cockpit) -> None:
    """Some releases that resolve together start well and schedule nothing; only this shows it."""
    assert comes_true(lambda: len(scheduled(cockpit)) > 0, within_seconds=60)

    first = datetime.fromisoformat(scheduled(cockpit)[0]["expected_start_time"])
    assert cockpit.deployments()["nightly"]["schedules"][0]["schedule"]["timezone"] == "Europe/Kyiv"
    assert (first.astimezone(UTC).hour, first.minute) in {(0, 15), (23, 15)}, "02:15 in Kyiv, winter or summer"
    assert first > datetime.now(UTC)


def test_the_crash_automation_is_there_once(cockpit: Cockpit) -> None:
    automations = cockpit.call("/automations/filter", {})

    assert [one["name"] for one in automations] == ["Mark silent runs as crashed"]
    assert automations[0]["enabled"]


def test_a_run_started_from_the_ui_completes_and_publishes(cockpit: Cockpit) -> None:
    run_id = cockpit.start("nightly")

    assert cockpit.wait(run_id)["state_type"] == "COMPLETED"
    assert cockpit.settings.snapshot_path.is_file()


def test_a_second_one_on_the_data_folder_is_refused_with_what_to_do(cockpit: Cockpit) -> None:
    done = tercet(cockpit, "serve")

    assert done.returncode == 2
    assert f"runs already on the data folder {cockpit.settings.data_dir}" in done.stderr
    assert "Ctrl-C" in done.stderr


def test_status_tells_what_runs_and_what_comes(cockpit: Cockpit) -> None:
    told = tercet(cockpit, "status", "--json")

    status = json.loads(told.stdout)
    assert told.returncode == 0, told.stdout
    assert status["is_well"]
    assert [process["name"] for process in status["processes"]] == [
        "the supervisor",
        "the Prefect server",
        "the runner",
        "the reader",
    ]
    assert all(is_alive(process["pid"]) for process in status["processes"])
    assert datetime.fromisoformat(status["next_run"]) > datetime.now(UTC)
    assert status["schedule"]["timezone"] == "Europe/Kyiv"
    assert status["books"] == "Prefect"
    assert {"nightly"} <= {flow["flow"] for flow in status["flows"]}
    assert status["warehouse"]["articles"] > 0
    assert {package["pair"] for package in status["packages"]} == {"en-uk", "en-ru", "uk-en", "ru-en"}
    assert {"warehouse", "snapshots"} <= {store["name"] for store in status["storage"]}


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells by /proc")
def test_all_of_it_together_takes_less_than_600_mb(cockpit: Cockpit) -> None:
    status = json.loads(tercet(cockpit, "status", "--json").stdout)

    assert 0 < status["memory_bytes"] < 600e6


def shift_scheduled_runs(database: Path, *, days: int) -> int:
    """Have it that the scheduler did its work days ago: its first runs were to start in the nights since."""
    with sqlite3.connect(database) as books:
        rows = books.execute(
            "SELECT id, expected_start_time FROM flow_run WHERE state_type = 'SCHEDULED' ORDER BY expected_start_time"
        ).fetchall()
        for run_id, expected in rows:
            moved = (datetime.fromisoformat(expected) - timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S.%f")
            books.execute(
                "UPDATE flow_run SET expected_start_time = ?, next_scheduled_start_time = ? WHERE id = ?",
                (moved, moved, run_id),
            )
        books.execute(
            "UPDATE flow_run SET start_time = datetime(start_time, ?) || '.000000', "
            "expected_start_time = datetime(expected_start_time, ?) || '.000000' WHERE start_time IS NOT NULL",
            (f"-{days} days", f"-{days} days"),
        )
    books.close()
    return len(rows)


def test_stopping_ends_everything_and_nights_missed_meanwhile_are_made_up_for_by_one_run(cockpit: Cockpit) -> None:
    assert cockpit.wait(cockpit.start("nightly"))["state_type"] == "COMPLETED"
    record = read_record(cockpit.settings.data_dir)
    assert record is not None
    everybody = with_descendants(record.pid)
    assert len(everybody) >= 3

    cockpit.__exit__()

    assert not any(is_alive(pid) for pid in everybody)
    told = tercet(cockpit, "status")
    assert told.returncode == 1
    assert "`tercet serve` is not running" in told.stdout
    assert "Next nightly run" in told.stdout
    assert "Last runs (warehouse)" in told.stdout

    nights = shift_scheduled_runs(cockpit.settings.prefect_home / "prefect.db", days=4)
    assert nights > 1
    with cockpit:
        assert comes_true(lambda: bool(runs(cockpit, tags={"all_": ["catch-up"]})), within_seconds=60)
        made_up = runs(cockpit, tags={"all_": ["catch-up"]})
        assert len(made_up) == 1
        assert cockpit.wait(made_up[0]["id"])["state_type"] == "COMPLETED"
        late = runs(cockpit, state={"type": {"any_": ["CANCELLED"]}})
        assert len(late) == nights
        assert all("Missed while this machine was off" in cockpit.run(run["id"])["state"]["message"] for run in late)
        now = datetime.now(UTC)
        assert not [run for run in scheduled(cockpit) if datetime.fromisoformat(run["expected_start_time"]) < now]
    with cockpit:
        time.sleep(15)
        assert len(runs(cockpit, tags={"all_": ["catch-up"]})) == 1, "the same night is not made up for twice"


def test_a_taken_port_is_refused_with_who_has_it(tmp_path: Path) -> None:
    cockpit = Cockpit(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", cockpit.settings.server.port))
        other.listen()

        done = tercet(cockpit, "serve")

    assert done.returncode == 2
    assert f"Port {cockpit.settings.server.port}" in done.stderr
    assert f"(process {os.getpid()})" in done.stderr
    assert "server.port" in done.stderr
