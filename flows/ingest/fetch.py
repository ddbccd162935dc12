"""Fetching documents over HTTP, within limits: size, time, redirects, content types and addresses.

`Fetcher.fetch` returns a Document, NotModified or a Reject that says why; nothing that a server or a network does
makes it raise. What may pass is tried again after growing waits.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType

import httpcore
import httpx

from tercet.flows.errors import FetchError, IngestError
from tercet.flows.ingest.addresses import AddressRefusedError, Resolver, resolve
from tercet.flows.ingest.connect import CheckedTransport, time_limit
from tercet.flows.ingest.models import Document, NotModified
from tercet.flows.ingest.responses import Expected, MayPassError, RefusedError, Wanted, receive
from tercet.flows.ingest.urls import web_url
from tercet.translations.models import Reject, RejectReason

__all__ = ["FetchLimits", "Fetcher", "NotModified", "Wanted"]

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_CONNECTION_ERRORS = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)
_MAX_DISCARDED_BYTES = 64_000
_ACCEPT = {
    Wanted.PAGE: "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.1",
    Wanted.FEED: "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """Limits and manners of fetching. Times in seconds; `max_bytes` bounds the body as sent and unpacked.

    `timeout_seconds` bounds each wait (connecting, the next bytes), `total_seconds` a whole attempt with its
    redirects. `retries` are the tries after the first; they wait `backoff_seconds`, then twice that, and so on, or as
    long as the server asks; a wait beyond `max_wait_seconds` is not waited for. `connect_to` maps host patterns to
    `ADDRESS:PORT`, like curl's option: an explicit permission, exempt from the address check.
    """

    user_agent: str
    timeout_seconds: float = 20.0
    total_seconds: float = 60.0
    max_bytes: int = 8_000_000
    max_redirects: int = 5
    retries: int = 2
    backoff_seconds: float = 1.0
    max_wait_seconds: float = 30.0
    connect_to: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    expected: Expected
    headers: Mapping[str, str]
    transport: CheckedTransport


class Fetcher:
    """Fetches documents. One serves many threads; how many fetch at once is the caller's choice.

    `before_request` is asked before every request, redirects included: it may wait (pacing), or refuse with a Reject
    (robots.txt). Connections are kept until `close`, or the end of the `with` block.
    """

    def __init__(
        self,
        limits: FetchLimits,
        *,
        before_request: Callable[[str], Reject | None] | None = None,
        resolver: Resolver = resolve,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._limits = limits
        self._before_request = before_request
        self._clock = clock
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
    ) -> Document | NotModified | Reject:
        """Fetch a URL. With the `etag` or `last_modified` of an earlier answer, NotModified may come back."""
        expected = Expected(url=url, wanted=wanted, max_bytes=self._limits.max_bytes)
        if web_url(url) is None:
            return expected.reject(RejectReason.ADDRESS_REFUSED, f"{url[:200]} is no http or https address.")
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        request = _Request(
            expected=expected,
            headers=self._headers(wanted) | {name: value for name, value in validators.items() if value},
            transport=self._transports[allow_private],
        )
        attempt = 0
        while True:
            try:
                with time_limit(self._limits.total_seconds):
                    return self._attempt(request)
            except RefusedError as refused:
                return refused.reject
            except MayPassError as failure:
                wait = self._wait_before_next(attempt, failure)
                if wait is None:
                    return failure.reject
                time.sleep(wait)
                attempt += 1

    def _headers(self, wanted: Wanted) -> dict[str, str]:
        return {"User-Agent": self._limits.user_agent, "Accept": _ACCEPT[wanted], "Accept-Encoding": "gzip, deflate"}

    def _wait_before_next(self, attempt: int, failure: MayPassError) -> float | None:
        """Seconds until the next attempt; None when this was the last."""
        if attempt >= self._limits.retries:
            return None
        wait = max(failure.wait_seconds or 0.0, self._limits.backoff_seconds * 2**attempt)
        return wait if wait <= self._limits.max_wait_seconds else None

    def _attempt(self, request: _Request) -> Document | NotModified:
        """Follow the redirects to a document. Cookies live as long as the attempt: some sites redirect until set."""
        cookies = httpx.Cookies()
        url = request.expected.url
        for _ in range(self._limits.max_redirects + 1):
            if self._before_request is not None and (reject := self._before_request(url)) is not None:
                raise RefusedError(reject)
            answer = self._exchange(request, url, cookies)
            if not isinstance(answer, str):
                return answer
            url = answer
        detail = f"There were more than {self._limits.max_redirects} redirects, the last to {url}."
        raise RefusedError(request.expected.reject(RejectReason.FETCH_FAILED, detail))

    def _exchange(self, request: _Request, url: str, cookies: httpx.Cookies) -> Document | NotModified | str:
        """One request and what came of it: a document, or the address it redirects to."""
        reject = request.expected.reject
        try:
            asked = httpx.Request("GET", url, headers=request.headers)
            cookies.set_cookie_header(asked)
            response = request.transport.handle_request(asked)
            try:
                cookies.extract_cookies(response)
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    return _redirect_target(request, response)
                return receive(response, request.expected, self._clock())
            finally:
                _discard(response)
        except _CONNECTION_ERRORS as error:
            refused = reject(RejectReason.FETCH_FAILED, _trouble(error))
            is_lasting = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in error.args)
            raise (RefusedError(refused) if is_lasting else MayPassError(refused)) from error
        except AddressRefusedError as error:
            raise RefusedError(reject(RejectReason.ADDRESS_REFUSED, str(error))) from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise RefusedError(reject(RejectReason.ADDRESS_REFUSED, f"{url} is no valid address: {error}")) from error
        except (RefusedError, MayPassError):
            raise
        except FetchError as error:
            raise MayPassError(reject(RejectReason.FETCH_FAILED, str(error))) from error
        except IngestError as error:
            raise RefusedError(reject(RejectReason.FETCH_FAILED, str(error))) from error


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
