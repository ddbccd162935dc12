"""`tercet status` tells what can be told without a server, and says that there is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cockpit import free_port

from tercet.flows.process_facts import is_alive, memory_bytes, with_descendants
from tercet.flows.serving_record import ProcessRecord, ServingRecord, only_one, stamp, write_record
from tercet.flows.settings import Settings, load_settings
from tercet.flows.status import status
from tercet.flows.status_command import show_status
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.last_runs import last_runs
from tercet.warehouse.rows import RunRow
from tercet.warehouse.runs import finish_run, start_run

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

pytestmark = pytest.mark.loopback


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of an installation whose port nobody serves."""
    config = tmp_path / "config.yaml"
    config.write_text(f"data_dir: data\nserver: {{port: {free_port()}}}\n", encoding="utf-8")
    return load_settings(config, environ={})


def record_runs(settings: Settings) -> None:
    with open_warehouse(settings.warehouse_path) as warehouse:
        for hours, flow in ((3, "nightly"), (2, "nightly"), (1, "ingest")):
            began = NOW - timedelta(hours=hours)
            start_run(warehouse, RunRow(run_id=f"{flow}-{hours}", flow=flow, started_at=began, params={}))
            if flow == "nightly":
                finish_run(
                    warehouse, f"{flow}-{hours}", status="completed", finished_at=began + timedelta(minutes=5),
                    counts={}, error=None,
                )  # fmt: skip


def test_an_installation_that_never_ran_says_so(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    is_well = show_status(settings, as_json=False)

    told = capsys.readouterr().out
    assert not is_well
    assert "`tercet serve` is not running" in told
    assert "No run yet." in told
    assert "if `tercet serve` runs then (Europe/Kyiv)" in told
    assert "There is no published snapshot" in told
    assert not settings.warehouse_path.exists(), "looking makes nothing"


def test_runs_are_told_from_the_warehouse_while_the_server_is_down(settings: Settings) -> None:
    record_runs(settings)

    found = status(settings, now=NOW)

    assert found.books == "warehouse"
    assert [(run.flow, run.run, run.state, run.seconds) for run in found.flows] == [
        ("ingest", "ingest-1", "running", None),
        ("nightly", "nightly-2", "completed", 300.0),
    ]
    assert found.next_run == datetime(2026, 11, 24, 0, 15, tzinfo=UTC)
    assert found.next_run is not None
    assert str(found.next_run.tzinfo) == "Europe/Kyiv"


@pytest.mark.slow
def test_a_run_at_work_is_not_disturbed(settings: Settings) -> None:
    record_runs(settings)

    with open_warehouse(settings.warehouse_path) as warehouse:
        told = subprocess.run(
            [sys.executable, "-m", "tercet.flows.cli", "--config", str(settings.config_file), "status", "--json"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        still = last_runs(warehouse)

    assert told.returncode == 1, told.stderr
    assert json.loads(told.stdout)["flows"] == [], "the warehouse is not waited for, and nothing is published yet"
    assert len(still) == 2


def test_all_of_it_is_json(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    record_runs(settings)

    show_status(settings, as_json=True)

    told = json.loads(capsys.readouterr().out)
    assert told["is_well"] is False
    assert told["schedule"] == {"cron": settings.schedule.cron, "timezone": "Europe/Kyiv"}
    assert datetime.fromisoformat(told["next_run"]).utcoffset() is not None
    assert {package["pair"] for package in told["packages"]} == {"en-uk", "en-ru", "uk-en", "ru-en"}
    assert {store["name"] for store in told["storage"]} >= {"warehouse", "snapshots"}


def test_a_process_that_died_is_not_well(settings: Settings) -> None:
    gone = ProcessRecord(name="the runner", pid=2**22 + 1, started_at=stamp(NOW), log_file="runner.log")
    with only_one(settings.data_dir):
        write_record(settings.data_dir, ServingRecord(pid=os.getpid(), started_at=stamp(NOW), processes=(gone,)))

        found = status(settings, now=NOW + timedelta(hours=1))

    supervisor, runner = found.processes
    assert supervisor.is_well
    assert supervisor.uptime_seconds == 3600
    assert not runner.is_well
    assert not found.is_well


def test_this_process_is_alive_and_has_a_size() -> None:
    assert is_alive(os.getpid())
    assert os.getpid() in with_descendants(os.getppid())
    if Path("/proc/self/smaps_rollup").exists():
        assert (memory_bytes(os.getpid()) or 0) > 10e6


def test_a_system_that_tells_nothing_of_processes_is_no_error(tmp_path: Path) -> None:
    assert with_descendants(17, proc=tmp_path) == [17]
    assert memory_bytes(17, proc=tmp_path) is None
