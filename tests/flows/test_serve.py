"""One command brings everything up, the schedule is really scheduled, and everything is gone afterwards."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import yaml

from tercet.flows.settings import demo_config_path

pytestmark = [pytest.mark.slow, pytest.mark.loopback]


class Served:
    """A running `tercet serve` on the bundled press, and its API."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        config = yaml.safe_load(demo_config_path().read_text(encoding="utf-8"))
        config["server"] = {"port": self.port}
        config["data_dir"] = "data"
        config["sources"] = [source for source in config["sources"] if source["id"] == "harbour-post"]
        self.config = folder / "config.yaml"
        self.config.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
        self.data_dir = folder / "data"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tercet.flows.cli", "--config", str(self.config), "serve"],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=dict(os.environ),
        )  # fmt: skip

    def post(self, path: str, body: Any) -> Any:
        request = Request(
            f"http://127.0.0.1:{self.port}/api{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urlopen(request, timeout=20) as response:
            return json.load(response)

    def wait_until_ready(self) -> str:
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if "Ctrl-C stops everything" in line:
                return said
        raise AssertionError(f"tercet serve ended: {said}")

    def children(self) -> list[int]:
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in listed.stdout.split()]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("served"))
    yield running
    if running.process.poll() is None:
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(60)


def comes_true(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.5)
    return False


def test_the_nightly_run_is_scheduled_in_its_time_zone(served: Served) -> None:
    """Some releases that resolve together start well and schedule nothing; only this shows it."""
    served.wait_until_ready()
    wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}, "sort": "EXPECTED_START_TIME_ASC"}

    assert comes_true(lambda: len(served.post("/flow_runs/filter", wanted)) > 0, 60)

    first = datetime.fromisoformat(served.post("/flow_runs/filter", wanted)[0]["expected_start_time"])
    deployments = {one["name"]: one for one in served.post("/deployments/filter", {})}
    assert set(deployments) == {"nightly", "ingest-now", "translate-pending"}
    assert deployments["nightly"]["schedules"][0]["schedule"]["timezone"] == "Europe/Kyiv"
    assert (first.astimezone(UTC).hour, first.minute) in {(0, 15), (23, 15)}, "02:15 in Kyiv, winter or summer"
    assert first > datetime.now(UTC)


def test_the_crash_automation_is_there_once(served: Served) -> None:
    automations = served.post("/automations/filter", {})

    assert [one["name"] for one in automations] == ["Mark silent runs as crashed"]
    assert automations[0]["enabled"]


def test_a_run_started_from_the_ui_completes_and_leaves_its_report(served: Served) -> None:
    deployment = next(one for one in served.post("/deployments/filter", {}) if one["name"] == "nightly")

    run = served.post(f"/deployments/{deployment['id']}/create_flow_run", {})

    wanted = {"flow_runs": {"id": {"any_": [run["id"]]}}}
    ended = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
    assert comes_true(lambda: served.post("/flow_runs/filter", wanted)[0]["state_type"] in ended, 180)
    assert served.post("/flow_runs/filter", wanted)[0]["state_type"] == "COMPLETED"
    reports = [one for one in served.post("/artifacts/filter", {}) if one["key"] == "run-report"]
    assert "articles new or revised" in reports[0]["description"]
    assert (served.data_dir / "snapshots" / "current.duckdb").is_file()


def test_wrong_parameters_are_refused_before_a_run_starts(served: Served) -> None:
    deployment = next(one for one in served.post("/deployments/filter", {}) if one["name"] == "ingest-now")

    with pytest.raises(OSError, match="409"):
        served.post(
            f"/deployments/{deployment['id']}/create_flow_run", {"parameters": {"parameters": {"urls": ["no address"]}}}
        )


def test_a_second_server_on_the_port_is_refused_with_what_to_do(served: Served) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tercet.flows.cli", "--config", str(served.config), "serve"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert f"Port {served.port}" in done.stderr
    assert "server.port" in done.stderr


def test_a_request_to_stop_ends_every_process(served: Served) -> None:
    children = served.children()
    assert len(children) == 2

    served.process.send_signal(signal.SIGTERM)

    assert served.process.wait(60) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
