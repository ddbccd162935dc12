"""Pages may load nothing from elsewhere, and pages from elsewhere get nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tercet.flows.cockpit.privacy import private


async def _answer(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-own", b"1")]})
    await send({"type": "http.response.body", "body": b"secret"})


def ask(kind: str = "http", **headers: str) -> list[dict[str, Any]]:
    """What is sent to a client that asks with these headers."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request" if kind == "http" else "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    scope = {"type": kind, "headers": [(name.encode(), value.encode()) for name, value in headers.items()]}
    asyncio.run(private(_answer)(scope, receive, send))
    return sent


def test_every_answer_tells_the_browser_to_stay_here() -> None:
    headers = dict(ask(host="127.0.0.1:4200")[0]["headers"])

    policy = headers[b"content-security-policy"].decode()
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "http" not in policy, "no outside host is allowed"
    assert headers[b"x-dns-prefetch-control"] == b"off"
    assert headers[b"referrer-policy"] == b"no-referrer"
    assert headers[b"x-own"] == b"1"


@pytest.mark.parametrize("host", ["127.0.0.1:4200", "localhost:4200", "[::1]:4200", "LOCALHOST", "127.0.0.1"])
@pytest.mark.parametrize("origin", [None, "http://127.0.0.1:4200", "http://localhost:4201"])
def test_this_machine_is_answered(host: str, origin: str | None) -> None:
    named = {"host": host} if origin is None else {"host": host, "origin": origin}

    assert ask(**named)[0]["status"] == 200
    assert ask("websocket", **named) == [{"type": "websocket.accept"}]


@pytest.mark.parametrize(
    "named",
    [
        {"host": "rebound.example:4200"},
        {"host": "127.0.0.1.example:4200"},
        {"host": ""},
        {"host": "[bad"},
        {"host": "127.0.0.1:4200", "origin": "https://news.example"},
        {"host": "127.0.0.1:4200", "origin": "null"},
        {},
    ],
)
def test_a_page_of_another_site_is_refused(named: dict[str, str]) -> None:
    refused = ask(**named)

    assert refused[0]["status"] == 403
    assert b"secret" not in refused[1]["body"]
    assert ask("websocket", **named) == [{"type": "websocket.close", "code": 1008}]
