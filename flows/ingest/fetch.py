"""Fetching documents over HTTP, within limits: size, time, redirects, content types and addresses.

`Fetcher.fetch` returns a Document, NotModified or a Reject that says why; nothing that a server or a network does
makes it raise. What may pass is tried again after growing waits.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType

import httpcore
import httpx

from tercet.flows.errors import FetchError, IngestError
from tercet.flows.ingest.addresses import AddressRefusedError, Resolver, resolve
from tercet.flows.ingest.connect import CheckedTransport, time_limit, time_out
from tercet.flows.ingest.models import Document, NotModified
from tercet.flows.ingest.pacing import HostGivenUpError, HostPacing, PacingLimits
from tercet.flows.ingest.responses import Expected, MayPassError, RefusedError, Wanted, receive
from tercet.flows.ingest.robots import MAX_ROBOTS_BYTES, Robots, Rules
from tercet.flows.ingest.urls import web_url
from tercet.translations.models import Reject, RejectReason

__all__ = ["FetchLimits", "Fetcher", "NotModified", "PacingLimits", "Wanted"]

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_CONNECTION_ERRORS = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)
_MAX_DISCARDED_BYTES = 64_000
_ACCEPT = {
    Wanted.PAGE: "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.1",
    Wanted.FEED: "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5",
    Wanted.ROBOTS: "text/plain,*/*;q=0.1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """Limits and manners of fetching. Times in seconds; `max_bytes` bounds the body as sent and unpacked.

    `timeout_seconds` bounds each wait (connecting, the next bytes), `total_seconds` a whole attempt with its
    redirects. `retries` are the tries after the first; they wait `backoff_seconds`, then twice that, and so on, or as
    long as the server asks; a wait beyond `pacing.max_pause_seconds` is not waited for. A pause between requests that
    robots.txt asks for counts up to `max_crawl_delay_seconds`. `connect_to` maps host patterns to `ADDRESS:PORT`, like
    curl's option: an explicit permission, exempt from the address check.
    """

    user_agent: str
    timeout_seconds: float = 20.0
    total_seconds: float = 60.0
    max_bytes: int = 8_000_000
    max_redirects: int = 5
    retries: int = 2
    backoff_seconds: float = 1.0
    max_crawl_delay_seconds: float = 30.0
    pacing: PacingLimits = field(default_factory=PacingLimits)
    connect_to: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    expected: Expected
    headers: Mapping[str, str]
    allow_private: bool
    respect_robots: bool


class Fetcher:
    """Fetches documents. One serves many threads; how many fetch at once is the caller's choice.

    Before every request, redirects included, robots.txt is asked and the host's turn awaited; what hosts said stays
    known as long as the Fetcher lives. Connections are kept until `close`, or the end of the `with` block.
    """

    def __init__(
        self,
        limits: FetchLimits,
        *,
        resolver: Resolver = resolve,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._limits = limits
        self._clock = clock
        self.pacing = HostPacing(limits.pacing)
        self._robots = Robots(limits.user_agent, limits.max_crawl_delay_seconds, self._fetch_robots)
        # Apart, so that a connection opened by permission never serves a source without it.
        self._transports = {
            allowed: CheckedTransport(
                limits.connect_to, allow_private=allowed, resolver=resolver, timeout_seconds=limits.timeout_seconds
            )
            for allowed in (False, True)
        }

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        for transport in self._transports.values():
            transport.close()

    def fetch(
        self,
        url: str,
        wanted: Wanted = Wanted.PAGE,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        allow_private: bool = False,
        respect_robots: bool = False,
    ) -> Document | NotModified | Reject:
        """Fetch a URL. With the `etag` or `last_modified` of an earlier answer, NotModified may come back."""
        expected = Expected(url=url, wanted=wanted, max_bytes=self._limits.max_bytes)
        if web_url(url) is None:
            return expected.reject(RejectReason.ADDRESS_REFUSED, f"{url[:200]} is no http or https address.")
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        request = _Request(
            expected=expected,
            headers=self._headers(wanted) | {name: value for name, value in validators.items() if value},
            allow_private=allow_private,
            respect_robots=respect_robots,
        )
        try:
            return self._attempts(request)
        except RefusedError as refused:
            return refused.reject

    def rules(self, url: str, *, allow_private: bool = False) -> Rules:
        """What the robots.txt of an address's host says; it is fetched once."""
        return self._robots.rules(url, allow_private=allow_private)

    def _fetch_robots(self, url: str, allow_private: bool) -> Document:
        expected = Expected(url=url, wanted=Wanted.ROBOTS, max_bytes=MAX_ROBOTS_BYTES)
        headers = self._headers(Wanted.ROBOTS)
        request = _Request(expected=expected, headers=headers, allow_private=allow_private, respect_robots=False)
        answer = self._attempts(request)
        if not isinstance(answer, Document):
            raise RefusedError(expected.reject(RejectReason.HTTP_ERROR, "The server answered 304, unasked."))
        return answer

    def _attempts(self, request: _Request) -> Document | NotModified:
        """Try until it is had, or will not be: then RefusedError is raised."""
        attempt = 0
        while True:
            try:
                with time_limit(self._limits.total_seconds):
                    return self._attempt(request)
            except MayPassError as failure:
                wait = self._wait_before_next(attempt, failure)
                if wait is None:
                    is_reached = failure.status is not None
                    raise RefusedError(failure.reject, status=failure.status, is_reached=is_reached) from failure
                time.sleep(wait)
                attempt += 1

    def _headers(self, wanted: Wanted) -> dict[str, str]:
        return {"User-Agent": self._limits.user_agent, "Accept": _ACCEPT[wanted], "Accept-Encoding": "gzip, deflate"}

    def _wait_before_next(self, attempt: int, failure: MayPassError) -> float | None:
        """Seconds until the next attempt; None when this was the last."""
        if attempt >= self._limits.retries:
            return None
        wait = max(failure.wait_seconds or 0.0, self._limits.backoff_seconds * 2**attempt)
        return wait if wait <= self._limits.pacing.max_pause_seconds else None

    def _attempt(self, request: _Request) -> Document | NotModified:
        """Follow the redirects to a document. Cookies live as long as the attempt: some sites redirect until set."""
        cookies = httpx.Cookies()
        url = request.expected.url
        for _ in range(self._limits.max_redirects + 1):
            answer = self._step(request, url, cookies)
            if not isinstance(answer, str):
                return answer
            url = answer
        detail = f"There were more than {self._limits.max_redirects} redirects, the last to {url}."
        raise RefusedError(request.expected.reject(RejectReason.FETCH_FAILED, detail))

    def _step(self, request: _Request, url: str, cookies: httpx.Cookies) -> Document | NotModified | str:
        """One request, made when the host allows it and its turn has come; how the host did is kept."""
        with ExitStack() as stack:
            with time_out():
                stack.enter_context(self._turn(request, url))
            try:
                answer = self._exchange(request, url, cookies)
            except MayPassError as failure:
                self.pacing.failed(url, str(failure), pause_seconds=failure.wait_seconds)
                raise
            except RefusedError as refused:
                if refused.is_reached:
                    self.pacing.answered(url)
                raise
            self.pacing.answered(url)
            return answer

    @contextmanager
    def _turn(self, request: _Request, url: str) -> Iterator[None]:
        """The host's turn for this address. Raises RefusedError when the host does not let us, or was given up."""
        delay = 0.0
        if request.respect_robots:
            rules = self.rules(url, allow_private=request.allow_private)
            if (refusal := rules.refusal(url)) is not None:
                raise RefusedError(request.expected.reject(*refusal), is_reached=False)
            delay = rules.delay_seconds
        try:
            with self.pacing.turn(url, delay_seconds=delay):
                yield
        except HostGivenUpError as error:
            reject = request.expected.reject(RejectReason.HOST_GIVEN_UP, str(error))
            raise RefusedError(reject, is_reached=False) from error

    def _exchange(self, request: _Request, url: str, cookies: httpx.Cookies) -> Document | NotModified | str:
        """One request and what came of it: a document, or the address it redirects to."""
        reject = request.expected.reject
        try:
            asked = httpx.Request("GET", url, headers=request.headers)
            cookies.set_cookie_header(asked)
            response = self._transports[request.allow_private].handle_request(asked)
            try:
                cookies.extract_cookies(response)
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    return _redirect_target(request, response)
                return receive(response, request.expected, self._clock())
            finally:
                _discard(response)
        except _CONNECTION_ERRORS as error:
            refused = reject(RejectReason.FETCH_FAILED, _trouble(error))
            if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in error.args):
                raise RefusedError(refused, is_reached=False) from error
            raise MayPassError(refused) from error
        except AddressRefusedError as error:
            raise RefusedError(reject(RejectReason.ADDRESS_REFUSED, str(error)), is_reached=False) from error
        except (httpx.InvalidURL, UnicodeError) as error:
            refused = reject(RejectReason.ADDRESS_REFUSED, f"{url} is no valid address: {error}")
            raise RefusedError(refused, is_reached=False) from error
        except (RefusedError, MayPassError):
            raise
        except FetchError as error:
            raise MayPassError(reject(RejectReason.FETCH_FAILED, str(error))) from error
        except IngestError as error:
            raise RefusedError(reject(RejectReason.FETCH_FAILED, str(error)), is_reached=False) from error


def _discard(response: httpx.Response) -> None:
    """Let a response go. A short body that nobody wants is read, so that its connection can be used again."""
    length = response.headers.get("content-length", "")
    try:
        if not response.is_stream_consumed and length.isdigit() and int(length) <= _MAX_DISCARDED_BYTES:
            for _ in response.iter_raw():
                pass
    except _CONNECTION_ERRORS:
        return  # what was wanted of the response is known already
    finally:
        response.close()


def _redirect_target(request: _Request, response: httpx.Response) -> str:
    location = response.headers["location"]
    target = web_url(location, str(response.url))
    if target is None:
        detail = f"{response.url} redirects to {location[:200]}, which is no http or https address."
        raise RefusedError(request.expected.reject(RejectReason.ADDRESS_REFUSED, detail))
    return target


def _trouble(error: Exception) -> str:
    """What happened to a connection, in words."""
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (httpcore.ConnectTimeout, "The server did not accept a connection in time"),
        (httpcore.TimeoutException, "The server did not answer in time"),
        (httpcore.ConnectError, "No connection could be made"),
        (httpcore.ProtocolError, "The server did not keep to HTTP"),
        (httpcore.NetworkError, "The connection broke"),
    )
    words = next(text for kind, text in kinds if isinstance(error, kind))
    return f"{words} ({error})." if str(error) else f"{words}."
