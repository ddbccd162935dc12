"""Downloads packages from a package index: Argos' public one, or a mirror with the same index.json.

Used by the install command only; nothing that translates ever comes here. A download that was cut off goes on where it
stopped. What arrives is checked like any other archive before it is installed.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tercet.translations.errors import IndexUnavailableError, PackageBrokenError, PackageMissingError, TranslationError
from tercet.translations.languages import LanguagePair
from tercet.translations.package_files import InstalledPackage, pair_of, sha256_of
from tercet.translations.package_install import ARCHIVE_SUFFIX, install_archive, recorded, version_order
from tercet.translations.package_lock import changing

ARGOS_INDEX_URL = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"

_Given = TypeVar("_Given")

_FROM_A_FILE = "Nothing was installed. From a file: tercet models install --from FILE" + ARCHIVE_SUFFIX


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSettings:
    """Where the index is and what is tolerated. `timeout_seconds` is the longest silence, not the whole download's.

    A server that fails or hangs up is asked again after each of the `pauses`, in seconds; for as
    long as each round of that brings at least `worthwhile_bytes` of a file, it goes on.
    """

    url: str = ARGOS_INDEX_URL
    timeout_seconds: float = 30.0
    total_seconds: float = 3600.0
    max_bytes: int = 2 * 1024**3
    max_index_bytes: int = 20 * 1024**2
    user_agent: str = "Tercet (package installer)"
    pauses: tuple[float, ...] = (1.0, 4.0)
    worthwhile_bytes: int = 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """A package that the index offers. Argos' index has no checksums; a mirror's may."""

    pair: LanguagePair
    version: str
    links: tuple[str, ...]
    sha256: str | None = None

    @property
    def file_name(self) -> str:
        version = self.version.replace(".", "_")
        return f"translate-{self.pair.source}_{self.pair.target}-{version}{ARCHIVE_SUFFIX}"


def read_index(settings: IndexSettings) -> tuple[IndexEntry, ...]:
    """The packages for our pairs in the index. Raises IndexUnavailableError when it cannot be had or read."""
    with _client(settings) as client:
        try:
            body = _patiently(settings, lambda: _read_limited(client, settings))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise IndexUnavailableError(
                f"The package index {settings.url} could not be read: {_fault(error)}. {_FROM_A_FILE}"
            ) from error
    try:
        listed = json.loads(body)
        if not isinstance(listed, list):
            raise TypeError("it holds no list")
        return tuple(entry for metadata in listed if (entry := _entry(metadata)) is not None)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise IndexUnavailableError(
            f"The package index {settings.url} is no list of packages ({error}). {_FROM_A_FILE}"
        ) from error


def newest(pair: LanguagePair, entries: Sequence[IndexEntry]) -> IndexEntry:
    """The newest package for a pair; raises PackageMissingError when the index has none."""
    offered = [entry for entry in entries if entry.pair == pair]
    if not offered:
        raise PackageMissingError(str(pair), ". The package index offers none for this pair.")
    return max(offered, key=lambda entry: version_order(entry.version))


def install_from_index(
    pair: LanguagePair,
    folder: Path,
    *,
    settings: IndexSettings | None = None,
    on_progress: Callable[[int, int | None], None] | None = None,
) -> InstalledPackage:
    """Download the newest package for a pair and install it in the folder; not, when it is there and from there.

    One download at a time: another program that installs waits.
    `on_progress` gets the bytes that are here and their expected total, None when the server does not tell.
    """
    settings = settings or IndexSettings()
    entry = newest(pair, read_index(settings))
    downloads = folder / ".downloads"
    with changing(folder, ".downloading"):
        if (installed := recorded(folder, pair=str(pair), version=entry.version, origins=entry.links)) is not None:
            return installed
        archive, link = download(entry, downloads, settings=settings, on_progress=on_progress)
        try:
            return install_archive(archive, folder, origin=link)
        finally:
            for left in (archive, *downloads.glob(f"translate-{pair.source}_{pair.target}-*.part")):
                left.unlink(missing_ok=True)


def download(
    entry: IndexEntry,
    folder: Path,
    *,
    settings: IndexSettings,
    on_progress: Callable[[int, int | None], None] | None = None,
) -> tuple[Path, str]:
    """Fetch an entry's archive into the folder; return its path and the link that worked.

    The links are tried in order. Raises IndexUnavailableError when none of them gives the file, PackageBrokenError
    when what they give is no package or not the one that the index describes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / entry.file_name
    fault: TranslationError = IndexUnavailableError(
        f"The package index lists no link for {entry.file_name}. {_FROM_A_FILE}"
    )
    with _client(settings) as client:
        fetcher = _Fetcher(client=client, settings=settings, on_progress=on_progress or (lambda here, total: None))
        for link in entry.links:
            try:
                fetcher.fetch(link, target)
                _check(target, entry)
                return target, link
            except (IndexUnavailableError, PackageBrokenError) as error:
                fault = error
    raise fault


def _client(settings: IndexSettings) -> httpx.Client:
    return httpx.Client(
        timeout=settings.timeout_seconds, follow_redirects=True, headers={"User-Agent": settings.user_agent}
    )


def _read_limited(client: httpx.Client, settings: IndexSettings) -> bytes:
    """The index, up to the limit: a longer one is cut and then no JSON."""
    body = bytearray()
    with client.stream("GET", settings.url) as response:
        response.raise_for_status()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > settings.max_index_bytes:
                break
    return bytes(body[: settings.max_index_bytes])


def _entry(metadata: Any) -> IndexEntry | None:
    pair = pair_of(metadata)
    if pair is None:
        return None
    sha256 = metadata.get("sha256")
    return IndexEntry(
        pair=pair,
        version=str(metadata.get("package_version", "")) or "0",
        links=tuple(str(link) for link in metadata.get("links") or () if str(link).startswith(("http://", "https://"))),
        sha256=str(sha256).lower() if sha256 else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetcher:
    """Downloads one file at a time into `<file>.part`, within the limits, and renames it when it is whole."""

    client: httpx.Client
    settings: IndexSettings
    on_progress: Callable[[int, int | None], None]

    def fetch(self, link: str, target: Path) -> None:
        """Download a link. A part that an earlier try left is continued, if the server can."""
        part = target.with_name(f"{target.name}.{hashlib.sha256(link.encode()).hexdigest()[:8]}.part")
        try:
            while not self._is_whole(link, part):
                pass
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            here = f" Run the command again to go on after the first {_size(part):,} bytes." if _size(part) else ""
            raise IndexUnavailableError(
                f"{link} could not be downloaded: {_fault(error)}.{here} {_FROM_A_FILE}"
            ) from error
        except OSError as error:
            fault = f"{target.name} cannot be kept in {target.parent}: {error.strerror}. Nothing was installed."
            raise TranslationError(fault) from error
        part.replace(target)

    def _is_whole(self, link: str, part: Path) -> bool:
        """Try to complete the part; whether it is. An error, unless more of the file came than was there before."""
        have = _size(part)
        try:
            _patiently(self.settings, lambda: self._continue(link, part))
        except httpx.HTTPError as error:
            if _may_pass(error) and _size(part) > have + self.settings.worthwhile_bytes:
                return False
            raise
        return True

    def _continue(self, link: str, part: Path) -> None:
        have = _size(part)
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        with self.client.stream("GET", link, headers=headers) as response:
            is_rest = response.status_code == httpx.codes.PARTIAL_CONTENT and _starts_at(response, have)
            if have and not is_rest and response.status_code in _NOT_THE_REST:
                # The file is not longer than our part of it, so it is another by now; or other bytes came.
                part.unlink()
                self._continue(link, part)
                return
            response.raise_for_status()
            self._write(response, part, append=is_rest, total=_total(response, have if is_rest else 0))

    def _write(self, response: httpx.Response, part: Path, *, append: bool, total: int | None) -> None:
        deadline = time.monotonic() + self.settings.total_seconds
        with part.open("ab" if append else "wb") as opened:
            for chunk in response.iter_raw():
                opened.write(chunk)
                self.on_progress(opened.tell(), total)
                if opened.tell() > self.settings.max_bytes:
                    part.unlink()
                    raise PackageBrokenError(
                        part.name, f"the download is larger than {self.settings.max_bytes:,} bytes"
                    )
                if time.monotonic() > deadline:
                    raise IndexUnavailableError(
                        f"{response.url} took longer than {self.settings.total_seconds:.0f} seconds. Run the command "
                        "again: it goes on where it stopped."
                    )


_NOT_THE_REST = (httpx.codes.PARTIAL_CONTENT, httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _starts_at(response: httpx.Response, place: int) -> bool:
    """Whether a part of a file is the one from this place on; a server that does not tell is believed."""
    told = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return told is None or int(told[1]) == place


def _patiently(settings: IndexSettings, work: Callable[[], _Given]) -> _Given:
    """What `work` gives; after a fault that may pass, it is tried again."""
    for pause in settings.pauses:
        try:
            return work()
        except httpx.HTTPError as error:
            if not _may_pass(error):
                raise
        time.sleep(pause)
    return work()


def _may_pass(error: httpx.HTTPError) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.is_server_error or error.response.status_code == httpx.codes.TOO_MANY_REQUESTS
    return isinstance(error, httpx.ReadError | httpx.RemoteProtocolError | httpx.ReadTimeout)


def _total(response: httpx.Response, have: int) -> int | None:
    """The size of the whole file, None when the server does not tell. A shorter body is an error of the client's."""
    length = response.headers.get("Content-Length", "")
    return have + int(length) if length.isdigit() else None


def _check(archive: Path, entry: IndexEntry) -> None:
    """Raise PackageBrokenError, and remove the file, unless it is the zip archive that the index describes."""
    fault = None
    if entry.sha256 is not None and sha256_of(archive) != entry.sha256:
        fault = "its SHA-256 is not the one in the index"
    elif not zipfile.is_zipfile(archive):
        start = archive.read_bytes()[:512].lstrip().lower()
        page = start.startswith((b"<!doctype", b"<html"))
        fault = "the link gave a web page, not a package" if page else "the download is no whole zip archive"
    if fault is not None:
        archive.unlink()
        raise PackageBrokenError(entry.file_name, f"{fault}; it was not installed")


def _fault(error: httpx.HTTPError | httpx.InvalidURL) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"the server answered {error.response.status_code}"
    if isinstance(error, httpx.TimeoutException):
        return "the server did not answer in time"
    return str(error).rstrip(".") or type(error).__name__
