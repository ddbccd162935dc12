"""`tercet serve`: one command that brings up the Prefect server, the deployments and the crash automation."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from tercet.flows.environment import HEARTBEAT_SECONDS, api_url, prefect_environment
from tercet.flows.errors import ConfigError
from tercet.flows.settings import Settings
from tercet.flows.supervisor import Program, Supervisor
from tercet.translations.errors import TercetError

AUTOMATION_NAME = "Mark silent runs as crashed"
NIGHTLY_MODULE = "tercet.flows.nightly"
SILENCE_SECONDS = 3 * HEARTBEAT_SECONDS


def serve(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Run the server and the deployments until Ctrl-C or SIGTERM. Raises TercetError when they cannot be started."""
    _refuse_taken_port(settings.server.port)
    supervisor = Supervisor([_server(settings), _deployments(settings)])
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, supervisor.request_stop)
    say(f"Starting the Prefect server on 127.0.0.1:{settings.server.port} (the first start takes half a minute) ...")
    try:
        supervisor.start()
    except TimeoutError as error:
        supervisor.stop()
        raise TercetError(f"{error} Fix what it says there, then run `tercet serve` again.") from error
    if not supervisor.is_stopping:
        _announce(settings, say)
    supervisor.watch()
    say("Stopped.")


def _announce(settings: Settings, say: Callable[[str], None]) -> None:
    base = f"http://127.0.0.1:{settings.server.port}"
    say(f"Ready. Open {base}/deployments and press Run, or leave it: the nightly flow runs by itself")
    say(f"  (cron {settings.schedule.cron!r}, time zone {settings.schedule.timezone}).")
    say(f"  logs: {settings.data_dir / 'logs'}   warehouse snapshot: {settings.snapshot_path}")
    say("Ctrl-C stops everything.")


def _server(settings: Settings) -> Program:
    environment = prefect_environment(settings, server=True)
    arguments = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1"]
    return Program(
        name="the Prefect server",
        arguments=[*arguments, "--port", str(settings.server.port)],
        environment=environment,
        log_file=settings.data_dir / "logs" / "server.log",
        is_ready=lambda: _answers(f"{api_url(settings)}/health"),
    )


def _deployments(settings: Settings) -> Program:
    return Program(
        name="the deployments",
        arguments=[sys.executable, "-m", "tercet.flows.deployments"],
        environment=prefect_environment(settings, server=True),
        log_file=settings.data_dir / "logs" / "deployments.log",
        is_ready=lambda: our_server_answers(settings),
    )


def _answers(url: str) -> bool:
    try:
        with _open(urllib.request.Request(url)) as response:
            return int(response.status) == 200
    except (OSError, urllib.error.URLError):
        return False


def our_server_answers(settings: Settings) -> bool:
    """Whether a server is up that knows our nightly flow; any other program on the port is not ours to use."""
    try:
        found = post(settings, "/deployments/filter", {"deployments": {"name": {"any_": ["nightly"]}}})
        return any(str(one["entrypoint"]).startswith(NIGHTLY_MODULE) for one in found)
    except (OSError, http.client.HTTPException, ValueError, TypeError, KeyError):
        return False


def post(settings: Settings, path: str, body: Any) -> Any:
    """Call the local Prefect API and return its JSON answer. Raises OSError when it does not answer."""
    request = urllib.request.Request(
        api_url(settings) + path, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    with _open(request) as response:
        return json.load(response)


def _open(request: urllib.request.Request) -> Any:
    """Open a loopback address, never through a proxy that the environment may name."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10)


def ensure_crash_automation(settings: Settings) -> None:
    """Have the server mark a run as crashed when its heartbeat stops, as after a power cut or `kill -9`.

    Without it such a run stays "Running" for ever and holds the place of the next night's.
    """
    existing = post(settings, "/automations/filter", {"automations": {"name": {"any_": [AUTOMATION_NAME]}}})
    if existing:
        return
    ends = ["Completed", "Failed", "Cancelled", "Crashed"]
    post(settings, "/automations/", {
        "name": AUTOMATION_NAME,
        "description": f"A run that gave no sign of life for {SILENCE_SECONDS} s is marked Crashed.",
        "enabled": True,
        "trigger": {
            "type": "event", "posture": "Proactive", "threshold": 1, "within": SILENCE_SECONDS,
            "match": {"prefect.resource.id": "prefect.flow-run.*"},
            "for_each": ["prefect.resource.id"],
            "after": ["prefect.flow-run.heartbeat"],
            "expect": ["prefect.flow-run.heartbeat", *(f"prefect.flow-run.{end}" for end in ends)],
        },
        "actions": [{"type": "change-flow-run-state", "state": "CRASHED", "message": "No sign of life."}],
    })  # fmt: skip


def _refuse_taken_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ConfigError(
                f"Port {port} on 127.0.0.1 is taken ({error.strerror}). Stop the other program (perhaps another "
                "`tercet serve`), or choose another port: server.port in config.yaml."
            ) from error


def wait_for(condition: Callable[[], bool], *, within_seconds: float) -> bool:
    """Whether a condition came true in time."""
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False
