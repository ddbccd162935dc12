"""The fetcher of a run, as the configuration wants it; the bundled press is served while it is open."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime

from tercet.flows.ingest.fetch import Fetcher, FetchLimits, PacingLimits
from tercet.flows.sections.fetch import BUNDLED_PRESS
from tercet.flows.settings import Settings

logger = logging.getLogger(__name__)


@contextmanager
def open_fetcher(settings: Settings, *, clock: Callable[[], datetime]) -> Iterator[Fetcher]:
    """A fetcher with the site's limits and manners; at the end it is said how hosts had to be waited for."""
    with ExitStack() as resources:
        limits = fetch_limits(settings, _connections(settings, resources))
        fetcher = resources.enter_context(Fetcher(limits, clock=clock))
        try:
            yield fetcher
        finally:
            for host, record in fetcher.pacing.records().items():
                if record.pauses or record.given_up:
                    logger.info(
                        "fetch.host host=%s requests=%d pauses=%d paused_seconds=%.0f given_up=%s",
                        host, record.requests, record.pauses, record.paused_seconds, record.given_up or "no",
                    )  # fmt: skip


def _connections(settings: Settings, resources: ExitStack) -> Mapping[str, str]:
    """Where connections are sent instead, with the bundled press started if it is among them."""
    connections = dict(settings.fetch.connect_to)
    if BUNDLED_PRESS not in connections.values():
        return connections
    from tercet.flows.sample.server import PressServer

    server = resources.enter_context(PressServer())
    return {host: server.address if to == BUNDLED_PRESS else to for host, to in connections.items()}


def fetch_limits(settings: Settings, connections: Mapping[str, str]) -> FetchLimits:
    """The fetcher's limits, from the settings."""
    fetch = settings.fetch
    return FetchLimits(
        user_agent=fetch.user_agent,
        timeout_seconds=fetch.timeout_seconds,
        total_seconds=fetch.total_seconds,
        max_bytes=fetch.max_bytes,
        max_redirects=fetch.max_redirects,
        retries=fetch.retries,
        backoff_seconds=fetch.backoff_seconds,
        max_crawl_delay_seconds=fetch.max_crawl_delay_seconds,
        pacing=PacingLimits(
            concurrency=fetch.per_host_concurrency,
            delay_seconds=fetch.per_host_delay_seconds,
            max_pause_seconds=fetch.max_retry_after_seconds,
            failures=fetch.host_failures,
        ),
        connect_to=connections,
    )
