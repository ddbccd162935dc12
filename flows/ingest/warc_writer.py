"""Writing the archive of raw pages: WARC files (ISO 28500) in folders by year and month, one file per run.

A response record holds the body unpacked, so Content-Encoding and Transfer-Encoding stand in it as
`X-Crawler-Content-Encoding` and `X-Crawler-Transfer-Encoding`; the request record behind it says what was asked.
"""

from __future__ import annotations

import io
import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import IO
from urllib.parse import quote, urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tercet.flows.ingest.models import Document

MAX_FILE_BYTES = 1_000_000_000
"""The standard recommends files of no more than about a gigabyte; a run that brings more begins another."""

_VERSION = "WARC/1.1"
_RENAMED = frozenset(("content-encoding", "transfer-encoding"))
_PRINTABLE = "".join(map(chr, range(32, 127)))
_LEFT_OUT = frozenset(("content-length", "set-cookie", "set-cookie2"))


class Archive:
    """Writes what a run fetches. The first record makes the file; nothing may point to a record before `sync` returned.

    Safe in several threads. A page that comes twice in a run with the same bytes is written once.
    """

    def __init__(self, folder: Path, run_id: str, *, started_at: datetime, user_agent: str) -> None:
        self._folder = folder
        self._name = f"{started_at.astimezone(UTC):%Y/%m}/tercet-{run_id}"
        self._user_agent = user_agent
        self._number = 0
        self._file: IO[bytes] | None = None
        self._path = ""
        self._is_synced = True
        self._written: dict[tuple[str, str], tuple[str, int]] = {}
        self._lock = Lock()

    def add(self, document: Document) -> Document:
        """Write a fetched document; it comes back with its place."""
        key = (document.final_url, document.body_sha256)
        with self._lock:
            if key not in self._written:
                self._written[key] = self._append(_packed(document, self._user_agent))
            file, offset = self._written[key]
        return replace(document, warc_file=file, warc_offset=offset)

    def sync(self) -> None:
        """What was added is on disk when this returns."""
        with self._lock:
            if self._file is not None and not self._is_synced:
                os.fsync(self._file.fileno())
                self._is_synced = True

    def close(self) -> None:
        self.sync()
        with self._lock:
            self._let_go()

    def _append(self, packed: bytes) -> tuple[str, int]:
        """Write a whole record, or fail and never write to this file again, for its end may be torn."""
        if self._file is None or self._file.tell() >= MAX_FILE_BYTES:
            self._begin_file()
        assert self._file is not None
        offset = self._file.tell()
        self._is_synced = False
        try:
            self._file.write(packed)
            self._file.flush()
        except OSError:
            self._let_go()
            raise
        return self._path, offset

    def _begin_file(self) -> None:
        """Open a file that is not there yet, with a record that says who writes it."""
        if self._file is not None:
            os.fsync(self._file.fileno())
        self._let_go()
        file: IO[bytes] | None = None
        while file is None:
            self._path = f"{self._name}-{self._number:05}.warc.gz"
            self._number += 1
            path = self._folder / self._path
            path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                file = path.open("xb")
        self._file = file
        sync_folder(path.parent)
        writer = WARCWriter(file, gzip=True, warc_version=_VERSION)
        facts = {"software": "Tercet", "format": "WARC File Format 1.1", "http-header-user-agent": self._user_agent}
        writer.write_record(writer.create_warcinfo_record(path.name, facts))

    def _let_go(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
        self._file = None


def sync_folder(folder: Path) -> None:
    """The names of the files in a folder are on disk when this returns."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _packed(document: Document, user_agent: str) -> bytes:
    """The response and the request as two gzip members, in the order in which they stand in the file."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version=_VERSION)
    response, request = _response(writer, document), _request(writer, document, user_agent)
    writer.write_request_response_pair(request, response)
    return buffer.getvalue()


def _response(writer: WARCWriter, document: Document) -> ArcWarcRecord:
    kept = [(name, value) for name, value in document.headers if name.lower() not in _LEFT_OUT]
    headers = [(_archived_name(name), _ascii(value)) for name, value in kept]
    status = document.status_code
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    return writer.create_warc_record(
        document.final_url,
        "response",
        payload=io.BytesIO(document.body),
        length=len(document.body),
        http_headers=StatusAndHeaders(
            f"{status} {phrase}", [*headers, ("Content-Length", str(len(document.body)))], protocol="HTTP/1.1"
        ),
        warc_headers_dict=_dated(document),
    )


def _request(writer: WARCWriter, document: Document, user_agent: str) -> ArcWarcRecord:
    parts = urlsplit(document.final_url)
    target = _ascii((parts.path or "/") + (f"?{parts.query}" if parts.query else "")).replace(" ", "%20")
    headers = [("Host", _ascii(parts.netloc.rpartition("@")[2])), ("User-Agent", _ascii(user_agent))]
    return writer.create_warc_record(
        document.final_url,
        "request",
        http_headers=StatusAndHeaders(f"GET {target} HTTP/1.1", headers, is_http_request=True),
        warc_headers_dict=_dated(document),
    )


def _dated(document: Document) -> dict[str, str]:
    return {"WARC-Date": document.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}


def _archived_name(name: str) -> str:
    return f"X-Crawler-{name}" if name.lower() in _RENAMED else _ascii(name)


def _ascii(text: str) -> str:
    """A header's text on one line; letters beyond ASCII are escaped as in addresses."""
    return quote(" ".join(text.split()), safe=_PRINTABLE)
