"""What keeps the pages of the Prefect UI, and whoever else talks to the server, on this machine.

Prefect's newer UI asks an outside host for its own configuration, whatever its analytics switch says, and its API
documentation loads scripts from a content network. A browser that is told a Content-Security-Policy makes none of these
requests, whichever UI the user picks.

The other way round, any page on the web may send requests to 127.0.0.1 from the browser that shows it. So a request
that names another host (DNS rebinding), or that comes from another site's page, is refused.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

CONTENT_SECURITY_POLICY = "; ".join((
    "default-src 'self'",
    "connect-src 'self'",
    # The drawing of a run's timeline makes functions of text. Scripts come from here all the same.
    "script-src 'self' 'unsafe-eval'",
    # Both UIs write style attributes and style elements.
    "style-src 'self' 'unsafe-inline'",
    # Icons and drawn graphs are kept as data.
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
))  # fmt: skip

HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    # A browser otherwise looks up the hosts of all links on a page, and so tells which outlets are read.
    (b"x-dns-prefetch-control", b"off"),
)


def private(app: App) -> App:
    """The application, answering this machine's own pages only, and telling browsers to load nothing from elsewhere."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        if scope["type"] in ("http", "websocket") and not is_from_here(scope["headers"]):
            await _refuse(scope, receive, send_with_headers)
        else:
            await app(scope, receive, send_with_headers)

    return answer


def is_from_here(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether a request names this machine as its host, and comes from no page of another site."""
    named = {name.lower(): value.decode("latin-1") for name, value in headers}
    origin = named.get(b"origin")
    return _host(f"//{named.get(b'host', '')}") in LOOPBACK and (origin is None or _host(origin) in LOOPBACK)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    text = b"This server answers only this machine: open it as http://127.0.0.1 or http://localhost with its port.\n"
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": text})
