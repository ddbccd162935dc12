"""From an HTTP response to a document: what its status means, which content types are taken, how much is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus

import httpx

from tercet.flows.errors import FetchError, IngestError
from tercet.flows.ingest.decode import charset_of
from tercet.flows.ingest.models import Document, NotModified
from tercet.flows.ingest.unpack import BodyTooLargeError, Unpacker, UnpackError
from tercet.translations.models import Reject, RejectReason, Stage

_TRANSIENT = frozenset((408, 425, 429, 500, 502, 503, 504))
_GONE = frozenset((404, 410))
_PAGE_TYPES = frozenset(("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"))
_PACKED_TYPES = frozenset(("application/gzip", "application/x-gzip", "application/octet-stream"))


class Wanted(StrEnum):
    """What a request is for: it decides which content types are taken. An answer without a type always is."""

    PAGE = "page"
    FEED = "feed"
    ROBOTS = "robots.txt"

    def takes(self, media_type: str) -> bool:
        """A page is HTML, XML or text; a feed or sitemap comes under many names, gzip files included."""
        if self is Wanted.ROBOTS or not media_type or media_type in _PAGE_TYPES:
            return True
        if self is Wanted.PAGE:
            return False
        return media_type.startswith("text/") or media_type in _PACKED_TYPES or media_type.endswith(("xml", "json"))


class RefusedError(IngestError):
    """A fetch ends for good. `reject` says why; `is_reached`, that a server answered, with `status` if that was it."""

    def __init__(self, reject: Reject, *, status: int | None = None, is_reached: bool = True) -> None:
        super().__init__(reject.detail)
        self.reject = reject
        self.status = status
        self.is_reached = is_reached


class MayPassError(FetchError):
    """A fetch failed in a way that may pass. `wait_seconds` is how long the server asks to be left alone."""

    def __init__(self, reject: Reject, *, status: int | None = None, wait_seconds: float | None = None) -> None:
        super().__init__(reject.detail)
        self.reject = reject
        self.status = status
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What was asked for: the first URL of the request, its purpose, and the most bytes taken."""

    url: str
    wanted: Wanted
    max_bytes: int

    @property
    def is_cut(self) -> bool:
        """Whether the start of a body that is too large will do."""
        return self.wanted is Wanted.ROBOTS

    def reject(self, reason: RejectReason, detail: str) -> Reject:
        return Reject(stage=Stage.FETCH, reason=reason, subject=self.url, detail=detail)


def receive(response: httpx.Response, expected: Expected, now: datetime) -> Document | NotModified:
    """Read the response to its end. Raises RefusedError or MayPassError; connection errors pass through."""
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return NotModified(
            url=expected.url,
            etag=response.headers.get("etag"),
            last_modified=response.headers.get("last-modified"),
            fetched_at=now,
        )
    _check_status(response, expected, now)
    _check_headers(response, expected)
    body = _read(response, expected)
    content_type = response.headers.get("content-type", "")
    return Document(
        url=expected.url,
        final_url=str(response.url),
        status_code=response.status_code,
        content_type=content_type,
        charset=charset_of(content_type),
        body=body,
        body_sha256=hashlib.sha256(body).hexdigest(),
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        fetched_at=now,
        headers=tuple(response.headers.multi_items()),
    )


def _check_status(response: httpx.Response, expected: Expected, now: datetime) -> None:
    status = response.status_code
    if 200 <= status < 300:
        return
    answer = f"The server answered {status} {response.reason_phrase}".rstrip() + "."
    if status in _GONE:
        raise RefusedError(expected.reject(RejectReason.NOT_FOUND, answer), status=status)
    reject = expected.reject(RejectReason.HTTP_ERROR, answer)
    if status in _TRANSIENT:
        wait = retry_after(response.headers.get("retry-after"), now)
        raise MayPassError(reject, status=status, wait_seconds=wait)
    raise RefusedError(reject, status=status)


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds a Retry-After header asks for, given as a number or as a date; None when it says neither."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _check_headers(response: httpx.Response, expected: Expected) -> None:
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not expected.wanted.takes(media_type):
        detail = f"The content type is {media_type}, which is no {expected.wanted}."
        raise RefusedError(expected.reject(RejectReason.WRONG_CONTENT_TYPE, detail))
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) > expected.max_bytes and not expected.is_cut:
        detail = f"The body has {int(length):,} bytes; at most {expected.max_bytes:,} are read."
        raise RefusedError(expected.reject(RejectReason.TOO_LARGE, detail))


def _read(response: httpx.Response, expected: Expected) -> bytes:
    unpacker: Unpacker | None = None
    try:
        unpacker = Unpacker(response.headers.get("content-encoding", ""), expected.max_bytes)
        for piece in response.iter_raw():
            unpacker.feed(piece)
    except BodyTooLargeError as error:
        if expected.is_cut and unpacker is not None:
            return unpacker.content()[: expected.max_bytes]
        raise RefusedError(expected.reject(RejectReason.TOO_LARGE, f"This is {error}.")) from error
    except UnpackError as error:
        raise RefusedError(expected.reject(RejectReason.FETCH_FAILED, f"This is {error}.")) from error
    return unpacker.content()
