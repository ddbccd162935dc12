"""Manners towards hosts: few requests at a time, a pause between them, and no more once a host keeps failing."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from tercet.flows.errors import IngestError

logger = logging.getLogger(__name__)

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class PacingLimits:
    """Manners towards one host. Times in seconds.

    At most `concurrency` requests run at once, and they start `delay_seconds` apart. A host that asks to be left alone
    for longer than `max_pause_seconds`, or that fails `failures` times in a row, is given up for the run.
    """

    concurrency: int = 2
    delay_seconds: float = 0.0
    max_pause_seconds: float = 30.0
    failures: int = 10


@dataclass(slots=True)
class HostRecord:
    """What passed between us and a host in this run. `pauses` are those it asked for, `paused_seconds` their sum."""

    requests: int = 0
    failures: int = 0
    pauses: int = 0
    paused_seconds: float = 0.0
    given_up: str | None = None
    active: int = 0
    next_at: float = 0.0


class HostGivenUpError(IngestError):
    """A host is left alone for the rest of the run. The message says why."""


class HostPacing:
    """Keeps the manners for all the threads of a run."""

    def __init__(self, limits: PacingLimits) -> None:
        self.limits = limits
        self._hosts: dict[str, HostRecord] = {}
        self._change = threading.Condition()

    @contextmanager
    def turn(self, url: str, *, delay_seconds: float = 0.0) -> Iterator[None]:
        """Wait until the host may be asked; inside, the request is made. Raises HostGivenUpError.

        `delay_seconds` is what the host itself asks for between requests; the longer of it and the limits' counts.
        """
        host = host_of(url)
        self._enter(host, max(delay_seconds, self.limits.delay_seconds))
        try:
            yield
        finally:
            with self._change:
                self._hosts[host].active -= 1
                self._change.notify_all()

    def answered(self, url: str) -> None:
        """The host answered as a working one does, whatever it said of the page."""
        with self._change:
            self._record(host_of(url)).failures = 0

    def failed(self, url: str, why: str, *, pause_seconds: float | None = None) -> None:
        """The host did not answer, or asked to be left alone for a time (Retry-After)."""
        host = host_of(url)
        with self._change:
            record = self._record(host)
            record.failures += 1
            if pause_seconds is not None:
                self._pause(host, record, pause_seconds)
            if record.failures >= self.limits.failures:
                self._give_up(host, record, f"{record.failures} requests in a row failed, the last so: {why}")
            self._change.notify_all()

    def records(self) -> dict[str, HostRecord]:
        """What passed between us and each host so far."""
        with self._change:
            return dict(self._hosts)

    def _pause(self, host: str, record: HostRecord, seconds: float) -> None:
        record.pauses += 1
        if seconds > self.limits.max_pause_seconds:
            self._give_up(host, record, f"it asks to be left alone for {seconds:,.0f} seconds")
            return
        record.paused_seconds += seconds
        record.next_at = max(record.next_at, time.monotonic() + seconds)

    def _give_up(self, host: str, record: HostRecord, why: str) -> None:
        if record.given_up is None:
            record.given_up = why
            logger.warning("fetch.host_given_up host=%s why=%s", host, why)

    def _enter(self, host: str, delay: float) -> None:
        with self._change:
            record = self._record(host)
            while True:
                if record.given_up is not None:
                    raise HostGivenUpError(
                        f"{host} is left alone for the rest of this run: {record.given_up.rstrip('.')}. "
                        "The next run asks it again."
                    )
                is_free = record.active < self.limits.concurrency
                wait = record.next_at - time.monotonic()
                if is_free and wait <= 0:
                    break
                self._change.wait(wait if is_free else None)
            record.active += 1
            record.requests += 1
            record.next_at = time.monotonic() + delay

    def _record(self, host: str) -> HostRecord:
        return self._hosts.setdefault(host, HostRecord())


def host_of(url: str) -> str:
    """The host of an address, in lower case; "" when there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def in_turns(
    items: Sequence[Item], work: Callable[[Item], Result], *, url_of: Callable[[Item], str | None], threads: int,
    per_host: int,
) -> list[Result]:  # fmt: skip
    """The results of `work`, in the order of the items, from several threads that take the hosts in turn.

    No more than `per_host` threads are ever busy with one host, so that a slow host does not hold the others.
    """
    queue = _Queue([host_of(url_of(item) or "") for item in items], per_host)
    results: dict[int, Result] = {}

    def labour() -> None:
        while (index := queue.take()) is not None:
            try:
                results[index] = work(items[index])
            finally:
                queue.give_back(index)

    with ThreadPoolExecutor(max(1, min(threads, queue.most_at_once)), thread_name_prefix="fetch") as pool:
        for labourer in [pool.submit(labour) for _ in range(min(threads, queue.most_at_once))]:
            labourer.result()
    return [results[index] for index in range(len(items))]


class _Queue:
    """Indexes of items by host; the next one is of the host whose turn it is and that is not busy."""

    def __init__(self, hosts: Sequence[str], per_host: int) -> None:
        self._hosts = hosts
        self._per_host = per_host
        self._waiting: dict[str, deque[int]] = {}
        self._busy: dict[str, int] = dict.fromkeys(hosts, 0)
        self._change = threading.Condition()
        for index, host in enumerate(hosts):
            self._waiting.setdefault(host, deque()).append(index)
        self.most_at_once = sum(min(per_host, len(queue)) for queue in self._waiting.values())

    def take(self) -> int | None:
        """An index, or None when nothing is left to be taken."""
        with self._change:
            while self._waiting:
                for host in list(self._waiting):
                    if self._busy[host] < self._per_host:
                        return self._taken(host)
                self._change.wait()
        return None

    def _taken(self, host: str) -> int:
        queue = self._waiting.pop(host)
        index = queue.popleft()
        if queue:
            self._waiting[host] = queue  # behind the others
        else:
            self._change.notify_all()
        self._busy[host] += 1
        return index

    def give_back(self, index: int) -> None:
        with self._change:
            self._busy[self._hosts[index]] -= 1
            self._change.notify_all()
