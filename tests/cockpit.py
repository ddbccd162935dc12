"""A running `tercet serve` on part of the bundled press, and what people do with it through its API."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import yaml

from tercet.flows.settings import demo_config_path, load_settings

ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def comes_true(condition: Callable[[], bool], *, within_seconds: float) -> bool:
    """Whether a condition comes true in time; asked twice a second."""
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.5)
    return False


class Cockpit:
    """`with Cockpit(folder) as cockpit:` is up and knows its deployments. `more` is merged into the configuration."""

    def __init__(
        self, folder: Path, *, sources: tuple[str, ...] = ("harbour-post",), **more: Mapping[str, Any]
    ) -> None:
        config = yaml.safe_load(demo_config_path().read_text(encoding="utf-8"))
        config["sources"] = [source for source in config["sources"] if source["id"] in sources]
        config["data_dir"] = "data"
        for section, values in more.items():
            config[section] = {**config.get(section, {}), **values}
        config["server"] = {**config.get("server", {}), "port": free_port()}
        config["server"]["reader_port"] = free_port()
        self.config = folder / "config.yaml"
        # As given: of `connect_to` the first pattern that matches counts.
        self.config.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
        self.settings = load_settings(self.config, environ={})
        self.base = f"http://127.0.0.1:{self.settings.server.port}"
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Cockpit:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tercet.flows.cli", "--config", str(self.config), "serve"],
            cwd=self.config.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=dict(os.environ),
        )  # fmt: skip
        assert self._process.stdout is not None
        said = ""
        for line in self._process.stdout:
            said += line
            if "Ctrl-C stops everything" in line:
                break
        else:
            raise AssertionError(f"tercet serve ended: {said}{self.logs()}")
        assert comes_true(lambda: len(self.deployments()) >= 5, within_seconds=120), self.logs()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(90)
        if self._process.poll() is None:
            self._process.kill()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def logs(self) -> str:
        """What the processes wrote so far."""
        folder = self.settings.data_dir / "logs"
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.glob("*")))

    # ---- the API

    def call(self, path: str, body: Any = None) -> Any:
        """GET without a body, POST with one. Raises OSError for any answer but success."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.base}/api{path}", data, {"Content-Type": "application/json"})
        deadline = time.monotonic() + 30
        while True:
            try:
                with build_opener(ProxyHandler({})).open(request, timeout=30) as response:
                    return json.load(response)
            except HTTPError as error:
                # Prefect says so while its database waits; whoever asked is to ask again.
                if error.code != 503 or time.monotonic() > deadline:
                    raise
            time.sleep(0.5)

    def deployments(self) -> dict[str, Any]:
        return {one["name"]: one for one in self.call("/deployments/filter", {})}

    def start(self, deployment: str, parameters: Mapping[str, Any] | None = None, **more: Any) -> str:
        """Start a run as the UI does; returns its id."""
        values = {} if parameters is None else {"parameters": {"parameters": dict(parameters)}}
        found = self.deployments()[deployment]
        run: str = self.call(f"/deployments/{found['id']}/create_flow_run", {**values, **more})["id"]
        return run

    def run(self, run_id: str) -> Any:
        return self.call(f"/flow_runs/{run_id}")

    def wait(self, run_id: str, *, within_seconds: float = 240) -> Any:
        """The run once it ended."""
        ended = comes_true(lambda: self.run(run_id)["state_type"] in ENDED, within_seconds=within_seconds)
        found = self.run(run_id)
        assert ended, f"{found['name']} is {found['state_name']} after {within_seconds} s. {self.logs()[-4000:]}"
        return found

    def artifacts(self, run_id: str) -> dict[str, Any]:
        """The run's artifacts by key; of several of a key the last."""
        wanted = {"flow_runs": {"id": {"any_": [run_id]}}, "sort": "CREATED_DESC"}
        found = self.call("/artifacts/filter", wanted)
        return {one["key"]: one for one in reversed(found) if one["flow_run_id"] == run_id}

    def states(self, run_id: str) -> list[str]:
        """The names of the states that the run went through."""
        history = self.call(f"/flow_run_states/?flow_run_id={run_id}")
        return [one["name"] for one in sorted(history, key=lambda one: str(one["timestamp"]))]

    def said(self, run_id: str) -> list[str]:
        """What the run logged, as the UI shows it."""
        wanted = {"logs": {"flow_run_id": {"any_": [run_id]}}, "limit": 200}
        return [one["message"] for one in self.call("/logs/filter", wanted)]
