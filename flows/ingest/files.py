"""Articles in files: plain text, HTML, JSON Lines, CSV and WARC, in any of the charsets our languages are written in.

A text or HTML file may have a .json file beside it (`a.json` or `a.txt.json` for `a.txt`) that states its URL, date,
title and outlet; a text may state them in YAML front matter too. The time a file was changed is never taken for a date.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tercet.flows.ingest.archive import ArchivedPage, DamagedArchiveError, is_archive, read_pages
from tercet.flows.ingest.decode import decode
from tercet.flows.ingest.models import ExtractedPage, FeedEntry
from tercet.flows.ingest.records import read_csv, read_json_lines
from tercet.flows.ingest.stated import MalformedRecordError, Stated, read_sidecar, split_front_matter
from tercet.flows.ingest.text_article import article_of_text, read_text_article
from tercet.flows.ingest.unpack import UnpackError, unpack
from tercet.flows.ingest.urls import web_url
from tercet.translations.models import Reject, RejectReason, Stage, sha256_text

__all__ = ["LocalFile", "LocalItem", "read_files", "read_text_article"]

MAX_FILE_BYTES = 200_000_000
_HTML = (".html", ".htm", ".xhtml")
_JSON_LINES = (".jsonl", ".ndjson")
_CSV = (".csv", ".tsv")
_ENDINGS = (".txt", *_HTML, *_JSON_LINES, *_CSV, ".warc")
_WILDCARDS = frozenset("*?[")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalItem:
    """One article in a file. One of `page` (text and records), `html` or `archived` (yet to be extracted), `reject`.

    `entry.guid` is the file's relative path; for records, `#` and the record's id follow.
    """

    entry: FeedEntry
    stated: Stated = field(default_factory=Stated)
    page: ExtractedPage | None = None
    html: bytes | None = None
    archived: ArchivedPage | None = None
    reject: Reject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFile:
    """A file that a source names. `sha256` covers it and its sidecar; it is "" when it could not be read (`fault`).

    A WARC file may be larger than memory: it is read from its `path`, and has no `body` here.
    """

    source_id: str
    relative_path: str
    sha256: str = ""
    body: bytes = field(default=b"", repr=False)
    sidecar: bytes | None = field(default=None, repr=False)
    path: Path | None = None
    fault: Reject | None = None

    def items(
        self,
        *,
        columns: Mapping[str, str] | None = None,
        stated: Stated = Stated(),  # noqa: B008  # frozen
    ) -> Iterator[LocalItem]:
        """The articles of the file, and a reject for everything in it that is none.

        `columns` names the fields of records: `{text: article_body}` reads the text from `article_body`. `stated`
        outranks what the file, or the one beside it, states.
        """
        if self.fault is not None:
            yield self._rejected(self.fault)
            return
        if self.path is not None:
            yield from self._archived(self.path, stated)
            return
        try:
            ending, body = _ending(self.relative_path), unpack(self.body, MAX_FILE_BYTES)
            beside = Stated() if self.sidecar is None else read_sidecar(decode(self.sidecar).text)
        except UnpackError as error:
            yield self._refused(RejectReason.UNREADABLE_FILE, f"This is {error}.")
            return
        except MalformedRecordError as error:
            yield self._refused(RejectReason.MALFORMED_RECORD, f"The .json file beside it: {error}")
            return
        if ending in _HTML:
            stated = stated.over(beside)
            yield LocalItem(entry=self._entry(self.relative_path, stated), stated=stated, html=body)
            return
        decoded = decode(body)
        if not decoded.is_text:
            yield self._refused(RejectReason.UNREADABLE_ENCODING, "The bytes are no text in any charset that is known.")
        elif ending == ".txt":
            yield self._text_item(decoded.text, stated.over(beside))
        else:
            yield from self._records(ending, decoded.text, columns or {}, stated)

    def _text_item(self, text: str, stated: Stated) -> LocalItem:
        try:
            front, text = split_front_matter(text)
        except MalformedRecordError as error:
            return self._refused(RejectReason.MALFORMED_RECORD, str(error))
        return self._item(self.relative_path, text, stated.over(front))

    def _archived(self, path: Path, above: Stated) -> Iterator[LocalItem]:
        """The pages of a WARC file; one that it holds several times is several states of an article."""
        times: Counter[str] = Counter()
        try:
            for page in read_pages(path):
                state = f"{self.relative_path}#{page.url}@{page.archived_at:%Y%m%dT%H%M%SZ}"
                times[state] += 1
                guid = state if times[state] == 1 else f"{state}-{times[state]}"
                stated = above.over(Stated(url=web_url(page.url)))
                yield LocalItem(entry=self._entry(guid, stated), stated=stated, archived=page)
        except DamagedArchiveError as error:
            yield self._refused(RejectReason.UNREADABLE_FILE, str(error))
            return
        if not times:
            detail = "The file holds no HTML page that was answered with status 200."
            yield self._refused(RejectReason.NO_TEXT, detail)

    def _records(self, ending: str, text: str, columns: Mapping[str, str], above: Stated) -> Iterator[LocalItem]:
        seen: dict[str, int] = {}
        for line, record in read_json_lines(text) if ending in _JSON_LINES else read_csv(text, columns):
            place = f"{self.relative_path}:{line}"
            try:
                stated = _stated_in(record, columns)
                guid = f"{self.relative_path}#{_record_id(stated)}"
                if guid in seen:
                    raise MalformedRecordError(f"This is the same record as on line {seen[guid]}.")
            except MalformedRecordError as error:
                yield self._refused(RejectReason.MALFORMED_RECORD, f"Line {line}: {error}", place)
                continue
            seen[guid] = line
            yield self._item(guid, stated.text or "", above.over(stated), place)

    def _item(self, guid: str, text: str, stated: Stated, place: str | None = None) -> LocalItem:
        page = article_of_text(text, stated, subject=place or guid)
        entry = self._entry(guid, stated)
        if isinstance(page, Reject):
            return LocalItem(entry=entry, stated=stated, reject=replace(page, source_id=self.source_id))
        return LocalItem(entry=replace(entry, title=page.title), stated=stated, page=page)

    def _entry(self, guid: str, stated: Stated) -> FeedEntry:
        return FeedEntry(
            source_id=self.source_id,
            guid=guid,
            url=stated.url,
            title=stated.title or "",
            published_at=stated.published_at,
        )

    def _refused(self, reason: RejectReason, detail: str, place: str | None = None) -> LocalItem:
        subject = place or self.relative_path
        return self._rejected(
            Reject(stage=Stage.READ, reason=reason, subject=subject, detail=detail, source_id=self.source_id)
        )

    def _rejected(self, reject: Reject) -> LocalItem:
        return LocalItem(entry=self._entry(reject.subject, Stated()), reject=reject)


def read_files(patterns: Sequence[str], *, base: Path, source_id: str) -> Iterator[LocalFile]:
    """The files that patterns such as `press/**/*.txt` name, in order, each once. Folders stand for all they hold.

    Patterns are relative to `base`. One that no file fits, or a file that cannot be read, comes with a `fault`.
    """
    seen: set[Path] = set()
    for pattern in patterns:
        folder, paths = _matches(pattern, base)
        for path in paths:
            if path not in seen:
                seen.add(path)
                yield _read(path, _relative(path, base, folder), source_id)
        if not paths:
            detail = f"No file is at {pattern}, seen from {base}. Files that are read end in {', '.join(_ENDINGS)}."
            yield _faulty(pattern, RejectReason.UNREADABLE_FILE, detail, source_id)


def _matches(pattern: str, base: Path) -> tuple[Path, list[Path]]:
    """The folder a pattern starts from, and the files that fit it."""
    parts = (base / Path(pattern).expanduser()).parts
    fixed = next((index for index, part in enumerate(parts) if _WILDCARDS & set(part)), len(parts))
    start = Path(*parts[:fixed])
    if fixed < len(parts):
        found = [path for path in start.glob("/".join(parts[fixed:])) if not _is_sidecar(path)]
    elif start.is_dir():
        found = [path for path in start.rglob("*") if _ending(path.name) and not path.name.startswith(".")]
    else:
        start, found = start.parent, [start]
    return start, sorted(path for path in found if path.is_file())


def _relative(path: Path, base: Path, folder: Path) -> str:
    """The file's name in the source, the same wherever the whole is kept: from the base, or from the folder named."""
    root = base if path.is_relative_to(base) else folder.parent
    return unicodedata.normalize("NFC", path.relative_to(root).as_posix())


def _read(path: Path, name: str, source_id: str) -> LocalFile:
    if not _ending(name):
        detail = f"Files of this kind are not read. Those that are end in {', '.join(_ENDINGS)}."
        return _faulty(name, RejectReason.UNREADABLE_FILE, detail, source_id)
    try:
        if is_archive(path.name):
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return LocalFile(source_id=source_id, relative_path=name, sha256=digest, path=path)
        if path.stat().st_size > MAX_FILE_BYTES:
            detail = f"The file has {path.stat().st_size:,} bytes; at most {MAX_FILE_BYTES:,} are read."
            return _faulty(name, RejectReason.TOO_LARGE, detail, source_id)
        body = path.read_bytes()
        sidecar = next((other.read_bytes() for other in _sidecars(path) if other.is_file()), None)
    except OSError as error:
        return _faulty(name, RejectReason.UNREADABLE_FILE, f"The file cannot be read: {error.strerror}.", source_id)
    digest = hashlib.sha256(body + b"\x1f" + (sidecar or b"")).hexdigest()
    return LocalFile(source_id=source_id, relative_path=name, sha256=digest, body=body, sidecar=sidecar)


def _faulty(name: str, reason: RejectReason, detail: str, source_id: str) -> LocalFile:
    fault = Reject(stage=Stage.READ, reason=reason, subject=name, detail=detail, source_id=source_id)
    return LocalFile(source_id=source_id, relative_path=name, fault=fault)


def _sidecars(path: Path) -> tuple[Path, Path]:
    return path.with_suffix(".json"), path.with_name(f"{path.name}.json")


def _is_sidecar(path: Path) -> bool:
    """Whether a .json file stands beside an article of its name."""
    if path.suffix.lower() != ".json":
        return False
    articles = (path.with_suffix(""), *(path.with_suffix(ending) for ending in _ENDINGS))
    return any(article.is_file() for article in articles)


def _ending(name: str) -> str:
    """The ending that tells how a file is read, `.gz` left aside; "" for files that are not."""
    plain = name.lower().removesuffix(".gz")
    return next((ending for ending in _ENDINGS if plain.endswith(ending)), "")


def _stated_in(record: Mapping[str, object] | MalformedRecordError, columns: Mapping[str, str]) -> Stated:
    if isinstance(record, MalformedRecordError):
        raise record
    return Stated.read(record, columns)


def _record_id(stated: Stated) -> str:
    """What identifies a record in its file: its id, else its address, else its text."""
    return stated.record_id or stated.url or sha256_text(f"{stated.title}\n{stated.text}")[:32]
