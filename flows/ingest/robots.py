"""robots.txt by RFC 9309: what a host lets our user agent read, and how fast. Read once per host and run."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

from tercet.flows.ingest.models import Document
from tercet.flows.ingest.responses import RefusedError
from tercet.flows.ingest.urls import web_url
from tercet.translations.models import RejectReason

logger = logging.getLogger(__name__)

MAX_ROBOTS_BYTES = 512_000
"""What is read of a robots.txt; the standard asks for no less than 500 KiB. The rest is not looked at."""

_TOKEN = re.compile(r"[A-Za-z_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a host's robots.txt says to us. `fault` is why nothing of the host may be read in this run.

    `delay_seconds` is the pause between requests that it asks for, capped.
    """

    address: str
    parser: Protego | None = None
    token: str = ""
    delay_seconds: float = 0.0
    sitemaps: tuple[str, ...] = ()
    fault: tuple[RejectReason, str] | None = None

    def refusal(self, url: str) -> tuple[RejectReason, str] | None:
        """Why an address of the host may not be read, or None when it may."""
        if self.fault is not None or self.parser is None or self.parser.can_fetch(url, self.token):
            return self.fault
        detail = (
            f"{self.address} does not let {self.token} read this. Where you may read it all the same, "
            "the source needs `respect_robots: false`."
        )
        return RejectReason.ROBOTS_DISALLOWED, detail


Fetch = Callable[[str, bool], Document]
"""Fetches a robots.txt, for sources that may or may not reach private addresses; raises RefusedError."""


@dataclass(slots=True)
class Robots:
    """The rules of every host that is asked in a run. Safe in several threads: one asks, the others wait for it."""

    user_agent: str
    max_delay_seconds: float
    fetch: Fetch
    _known: dict[tuple[str, bool], Future[Rules]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def rules(self, url: str, *, allow_private: bool) -> Rules:
        """The rules for an address, fetched if they are not known yet. `url` is a web address."""
        parts = urlsplit(url)
        key = (f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}", allow_private)
        with self._lock:
            known = self._known.get(key)
            answer: Future[Rules] = Future() if known is None else known
            self._known[key] = answer
        if known is None:
            try:
                answer.set_result(self._read(f"{key[0]}/robots.txt", allow_private))
            except BaseException as error:
                answer.set_exception(error)
                raise
        return answer.result()

    def _read(self, address: str, allow_private: bool) -> Rules:
        try:
            document = self.fetch(address, allow_private)
        except RefusedError as refused:
            return Rules(address=address, fault=_fault(address, refused))
        text = document.body.decode("utf-8", "replace").removeprefix("\ufeff")
        parser, token = Protego.parse(text), product_token(self.user_agent)
        return Rules(
            address=address,
            parser=parser,
            token=token,
            delay_seconds=self._delay(address, parser, token),
            sitemaps=tuple(filter(None, (web_url(one, address) for one in parser.sitemaps))),
        )

    def _delay(self, address: str, parser: Protego, token: str) -> float:
        """The pause asked for by Crawl-delay or Request-rate. One beyond the cap is cut to it, and that is said."""
        rate = parser.request_rate(token)
        asked = max(parser.crawl_delay(token) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)
        if asked > self.max_delay_seconds:
            logger.warning(
                "fetch.crawl_delay_capped robots=%s asked_seconds=%s used_seconds=%s key=fetch.max_crawl_delay_seconds",
                address, asked, self.max_delay_seconds,
            )  # fmt: skip
        return max(0.0, min(asked, self.max_delay_seconds))


def product_token(user_agent: str) -> str:
    """The name by which robots.txt files know us: `Tercet` of `Tercet/0.1 (...)`."""
    match = _TOKEN.match(user_agent.strip())
    return match[0] if match else user_agent.strip()


def _fault(address: str, refused: RefusedError) -> tuple[RejectReason, str] | None:
    """What a robots.txt that was not had means: 4xx and the like let everything be read, 5xx and silence nothing."""
    is_there = refused.status is None or refused.status >= 500
    if not is_there or (refused.is_reached and refused.status is None):
        return None
    if refused.reject.reason in (RejectReason.ADDRESS_REFUSED, RejectReason.HOST_GIVEN_UP):
        return refused.reject.reason, refused.reject.detail
    detail = (
        f"{address} could not be read, so nothing of this host is read in this run; the next run asks again. "
        f"{refused.reject.detail}"
    )
    return RejectReason.ROBOTS_UNREACHABLE, detail
