"""Asking an ASGI application in this process, as a browser would ask its server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask_app(app: Any, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
    """One request, with its path and query as they stand in an address."""
    return asyncio.run(asked(app, path, method=method, headers=headers))


async def asked(app: Any, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
    """The same where a loop runs already."""
    before, _, query = path.partition("?")
    named = {"host": "127.0.0.1:4201", **(headers or {})}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(before),
        "raw_path": quote(before, safe="/%").encode(),
        "query_string": quote(query, safe="=&+%").encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in named.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 4201),
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return Answer(
        status=sent[0]["status"],
        headers={name.decode().lower(): value.decode("latin-1") for name, value in sent[0]["headers"]},
        body=b"".join(message.get("body", b"") for message in sent[1:]),
    )
