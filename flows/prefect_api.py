"""The local Prefect server as seen over HTTP, by programs that do without Prefect's own heavy client."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from typing import Any

from tercet.flows.environment import api_url
from tercet.flows.settings import Settings

NIGHTLY_MODULE = "tercet.flows.nightly"
NO_ANSWER = (OSError, http.client.HTTPException, ValueError)
"""What a call raises when no Prefect server answers: nobody listens, or somebody who speaks otherwise."""

SECONDS = 10.0
"""How long an answer may take."""
BUSY_SECONDS = 30.0
"""How long a server is asked again that says it is busy (503): its database waits while it starts, or after a burst."""


def answers(url: str, *, seconds: float = SECONDS) -> bool:
    """Whether an address of this machine answers with success."""
    try:
        with _open(urllib.request.Request(url), seconds) as response:
            return int(response.status) == 200
    except NO_ANSWER:
        return False


def our_server_answers(settings: Settings) -> bool:
    """Whether a server is up that knows our nightly flow; any other program on the port is not ours to use."""
    try:
        found = post(settings, "/deployments/filter", {"deployments": {"name": {"any_": ["nightly"]}}})
        return any(str(one["entrypoint"]).startswith(NIGHTLY_MODULE) for one in found)
    except (*NO_ANSWER, TypeError, KeyError):
        return False


def get(settings: Settings, path: str) -> Any:
    """Ask the local Prefect API. Raises one of NO_ANSWER when it does not answer."""
    return _json(settings, path, None)


def post(settings: Settings, path: str, body: Any) -> Any:
    """Call the local Prefect API and return its JSON answer. Raises one of NO_ANSWER when it does not answer."""
    return _json(settings, path, body)


def _json(settings: Settings, path: str, body: Any) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(api_url(settings) + path, data=data, headers={"Content-Type": "application/json"})
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with _open(request, SECONDS) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > deadline:
                raise
        time.sleep(0.5)


def _open(request: urllib.request.Request, seconds: float) -> Any:
    """Open a loopback address, never through a proxy that the environment may name."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=seconds)
