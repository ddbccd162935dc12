"""Fetchers for tests: quick limits, and a server that answers for every host under .example."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from web_server import Answer, Request, Responder, WebServer

from tercet.flows.ingest.fetch import Fetcher, FetchLimits, PacingLimits
from tercet.translations.models import Reject, Stage

NOW = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)
PAGE = "<title>Міст відкрито</title><p>Рух мостом відновили о шостій ранку.</p>".encode()


def limits(**changes: Any) -> FetchLimits:
    """Limits that keep tests fast: no waiting between attempts, seconds instead of minutes."""
    quick: dict[str, Any] = {
        "user_agent": "Tercet tests (+https://tercet.example/contact)",
        "timeout_seconds": 2.0,
        "total_seconds": 5.0,
        "max_bytes": 100_000,
        "backoff_seconds": 0.0,
        "pacing": PacingLimits(concurrency=8, max_pause_seconds=0.5),
    }
    return FetchLimits(**quick | changes)


@contextmanager
def fetching(respond: Responder, **changes: Any) -> Iterator[tuple[WebServer, Fetcher]]:
    """A server for all hosts under .example, and a fetcher that is sent there."""
    with WebServer(respond) as server:
        settings = limits(connect_to={"*.example": server.address}, **changes)
        with Fetcher(settings, clock=lambda: NOW) as fetcher:
            yield server, fetcher


def refused(outcome: object) -> Reject:
    assert isinstance(outcome, Reject), outcome
    assert outcome.stage is Stage.FETCH
    return outcome


def page(request: Request) -> Answer:
    return Answer(headers={"Content-Type": "text/html; charset=windows-1251"}, body=PAGE)


def redirect(location: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": location})
