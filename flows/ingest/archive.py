"""Reading the archive of raw pages, and any other WARC file; forgetting pages in it.

A last record that was cut off by a crash costs only itself.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from tercet.flows.errors import IngestError
from tercet.flows.ingest.decode import charset_of
from tercet.flows.ingest.models import Document
from tercet.flows.ingest.urls import canonical_url
from tercet.flows.ingest.warc_writer import Archive, sync_folder

__all__ = ["Archive", "ArchivedPage", "Forgotten", "Moved", "archive_files", "forget_records", "read_record"]

logger = logging.getLogger(__name__)

MAX_PAGE_BYTES = 8_000_000
"""A body that unpacks to more is no article."""

_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_ENDINGS = (".warc.gz", ".warc")
_GZIP = b"\x1f\x8b\x08"


class DamagedArchiveError(IngestError):
    """A WARC file cannot be read on. The message says where and why."""


class _PackedAsAWholeError(IngestError):
    """A gzip file whose records are not members of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """A page as it was fetched. `offset` is the byte its record begins at, in files whose records are packed singly.

    `body` is unpacked; `archived_at` is when it was fetched, in UTC.
    """

    url: str
    status_code: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    archived_at: datetime
    offset: int

    @property
    def document(self) -> Document:
        """The page as if it had just been fetched, without a place in the archive."""
        content_type = self.headers.get("content-type", "")
        return Document(
            url=self.url,
            final_url=self.url,
            status_code=self.status_code,
            content_type=content_type,
            charset=charset_of(content_type),
            body=self.body,
            body_sha256=hashlib.sha256(self.body).hexdigest(),
            etag=self.headers.get("etag"),
            last_modified=self.headers.get("last-modified"),
            fetched_at=self.archived_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A response record that stays, in a file that was rewritten."""

    file: str
    old_offset: int
    new_offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was forgotten: how many pages, which files were rewritten, and which were left empty and deleted."""

    records: int = 0
    files: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()


def is_archive(name: str) -> bool:
    """Whether a file name is that of a WARC file."""
    return name.lower().endswith(_ENDINGS)


def archive_files(folder: Path) -> list[Path]:
    """The WARC files in a folder and those below it, oldest first by name."""
    return sorted(path for path in folder.rglob("*") if is_archive(path.name) and path.is_file())


def read_pages(path: Path) -> Iterator[ArchivedPage]:
    """The HTML pages with status 200 in a WARC file, in order; raises DamagedArchiveError where it cannot go on.

    A file that was packed as a whole, not record by record, is read too; its offsets mean nothing.
    """
    done = 0
    with path.open("rb") as raw:
        try:
            for page in _pages(raw, path.name):
                done += 1
                yield page
            return
        except _PackedAsAWholeError:
            raw.seek(0)
        whole = cast(IO[bytes], gzip.GzipFile(fileobj=raw))
        yield from islice(_pages(whole, path.name), done, None)


def read_record(folder: Path, file: str, offset: int, *, url: str | None = None) -> ArchivedPage | None:
    """The page whose record begins at a byte of a file of the archive; None when it is not there.

    With `url`, a record of another page at that place is not taken: the file is searched for the page instead, for
    forgetting moves records. A file that leaves the folder is not opened.
    """
    path = (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        return None
    with path.open("rb") as stream:
        stream.seek(offset)
        page = _first_page(stream, path.name, offset)
    if page is not None and (url is None or page.url == url):
        return page
    return None if url is None else _last_of(path, url)


def forget_records(folder: Path, urls: Collection[str]) -> Forgotten:
    """Remove every record of these pages, requests too, from the archive: addresses count as articles are known by.

    Each file is written anew beside itself, made durable and put in the old one's place; one without any page left is
    deleted. A file that was cut off keeps its whole records. Nothing else may write to the archive meanwhile.
    """
    wanted = {canonical_url(url) for url in urls}
    removed = 0
    files, deleted, moved = [], [], []
    for path in archive_files(folder):
        plan = _plan(path, wanted)
        if plan.forgotten == 0:
            continue
        name = path.relative_to(folder).as_posix()
        removed += plan.forgotten
        if not any(record.is_page for record in plan.kept):
            path.unlink()
            sync_folder(path.parent)
            deleted.append(name)
            continue
        files.append(name)
        moved += [
            Moved(file=name, old_offset=record.offset, new_offset=new)
            for record, new in _rewrite(path, plan.kept)
            if record.is_page and record.offset != new
        ]
    return Forgotten(records=removed, files=tuple(files), deleted=tuple(deleted), moved=tuple(moved))


# ---- records


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    offset: int
    length: int
    is_page: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    kept: tuple[_Record, ...]
    forgotten: int


def _plan(path: Path, wanted: set[str]) -> _Plan:
    """Which records of a file stay. What is torn or damaged goes, and the reading goes on behind it."""
    kept: list[_Record] = []
    forgotten = 0
    with path.open("rb") as stream:
        for record, place in _records(stream):
            target = record.rec_headers.get_header("WARC-Target-URI")
            if target is not None and canonical_url(target) in wanted:
                forgotten += place.is_page
            else:
                kept.append(place)
    return _Plan(kept=tuple(kept), forgotten=forgotten)


def _records(stream: IO[bytes]) -> Iterator[tuple[ArcWarcRecord, _Record]]:
    """Every whole record of a file and where it stands."""
    position: int | None = 0
    while position is not None:
        stream.seek(position)
        records = WARCIterator(stream)
        try:
            for record in records:
                offset, length = records.get_record_offset(), records.get_record_length()
                position = offset
                if _is_torn(record):
                    break
                yield record, _Record(offset=offset, length=length, is_page=record.rec_type == "response")
                position = offset + length - 1
            else:
                return
        except Exception:  # warcio raises whatever damaged bytes make it trip over
            logger.warning("archive.damaged file=%s behind_byte=%d", stream.name, position)
        position = _next_member(stream, position + 1)


def _next_member(stream: IO[bytes], position: int) -> int | None:
    """Where the next gzip member may begin, from a byte on; None when there is none."""
    stream.seek(position)
    overlap = b""
    while block := stream.read(1_048_576):
        found = (overlap + block).find(_GZIP)
        if found >= 0:
            return position - len(overlap) + found
        position += len(block)
        overlap = block[-len(_GZIP) + 1 :]
    return None


def _rewrite(path: Path, kept: tuple[_Record, ...]) -> list[tuple[_Record, int]]:
    """Put a file with only these records in the place of the old one; each comes back with its new offset."""
    beside = path.with_name(f"{path.name}.rewritten")
    places = []
    with path.open("rb") as old, beside.open("wb") as new:
        for record in kept:
            places.append((record, new.tell()))
            old.seek(record.offset)
            new.write(old.read(record.length))
        new.flush()
        os.fsync(new.fileno())
    beside.replace(path)
    sync_folder(path.parent)
    return places


def _pages(stream: IO[bytes], name: str) -> Iterator[ArchivedPage]:
    records = WARCIterator(stream)
    number = 0
    try:
        for record in records:
            number += 1
            page = _page(record)
            offset = records.get_record_offset()
            if _is_torn(record):
                raise EOFError("the last record is cut off")
            if page is not None:
                yield _placed(page, offset)
    except ArchiveLoadFailed as error:
        if "non-chunked gzip" in str(error):
            raise _PackedAsAWholeError(name) from error
        raise DamagedArchiveError(f"{name} cannot be read beyond record {number}: {_short(error)}.") from error
    except Exception as error:  # warcio raises whatever damaged bytes make it trip over
        raise DamagedArchiveError(f"{name} cannot be read beyond record {number}: {_short(error)}.") from error


def _first_page(stream: IO[bytes], name: str, offset: int) -> ArchivedPage | None:
    """The page of the record that begins where the stream stands; None when none does."""
    try:
        record = next(iter(WARCIterator(stream)), None)
        page = None if record is None else _page(record)
        is_whole = record is not None and not _is_torn(record)
    except Exception:  # no record begins here
        return None
    return _placed(page, offset) if page is not None and is_whole else None


def _last_of(path: Path, url: str) -> ArchivedPage | None:
    """The last record of a page in a file of the archive."""
    found = None
    with path.open("rb") as stream:
        try:
            for page in _pages(stream, path.name):
                if page.url == url:
                    found = page
        except DamagedArchiveError:
            return found
    return found


def _page(record: ArcWarcRecord) -> dict[str, Any] | None:
    """What a record holds of an HTML page; None for any other record. Reads the record to its end."""
    if record.rec_type not in ("response", "resource"):
        return None
    http = record.http_headers
    headers = {name.lower(): value for name, value in (http.headers if http is not None else ())}
    if record.rec_type == "resource":
        headers["content-type"] = record.rec_headers.get_header("Content-Type") or ""
    status = int(http.get_statuscode()) if http is not None else 200
    url = record.rec_headers.get_header("WARC-Target-URI")
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if status != 200 or not url or (media_type and media_type not in _PAGES):
        return None
    body = record.content_stream().read(MAX_PAGE_BYTES + 1)
    if len(body) > MAX_PAGE_BYTES or not body:
        return None
    date = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
    archived_at = (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    return {"url": url, "status_code": status, "headers": headers, "body": body, "archived_at": archived_at}


def _placed(page: dict[str, Any], offset: int) -> ArchivedPage:
    return ArchivedPage(**page, offset=offset)


def _is_torn(record: ArcWarcRecord) -> bool:
    """Whether the file ends within the record."""
    while record.raw_stream.read(65_536):
        pass
    return bool(getattr(record.raw_stream, "limit", 0))


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
