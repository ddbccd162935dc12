"""What a source brings tonight: its list, and of everything due the page as text. Reads only; storing comes later.

A source is listed (feed, sitemap, addresses or files), what is known is left out, the rest is fetched and extracted.
Every listed thing ends as a page, as known, or as a Reject.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from tercet.flows.ingest.boilerplate import clean_page
from tercet.flows.ingest.boilerplate import repeated_lines as lines_repeated_in
from tercet.flows.ingest.extract import extract_page
from tercet.flows.ingest.feeds import parse_feed
from tercet.flows.ingest.fetch import Fetcher, NotModified, Wanted
from tercet.flows.ingest.files import LocalItem, read_files
from tercet.flows.ingest.models import Document, ExtractedPage, FeedEntry, ParsedFeed
from tercet.flows.ingest.sitemaps import parse_sitemap
from tercet.flows.settings import Settings, SourceSettings
from tercet.translations.models import Reject, RejectReason, Stage, stable_id
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import KnownEntry, known_entries, repeated_lines
from tercet.warehouse.rows import EntryOutcome, FetchState, SourceCheck
from tercet.warehouse.runs import fetch_states

RETRIED = frozenset({RejectReason.FETCH_FAILED, RejectReason.HTTP_ERROR, RejectReason.NOT_FOUND})
"""Reasons that may pass: such an entry is fetched again while it is listed, or for `RETRY_DAYS`."""
RETRY_DAYS = 3
MAX_SITEMAPS = 20
"""Parts of a sitemap index that are read in a night; news sites list the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A listed thing that was due: the page it holds, or why it is refused. `outlet` is stated where it differs."""

    entry: FeedEntry
    page: ExtractedPage | None = None
    document: Document | None = None
    reject: Reject | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What a source brought. `skipped` entries are known, as the articles `known`; `rejects` are of the list itself."""

    source: SourceSettings
    listed: int = 0
    skipped: int = 0
    known: tuple[int, ...] = ()
    found: tuple[Found, ...] = ()
    rejects: tuple[Reject, ...] = ()
    states: tuple[FetchState, ...] = ()
    status: str = "ok"
    status_code: int | None = None
    seconds: float = 0.0

    def check(self, run_id: str, at: datetime) -> SourceCheck:
        """How the source did, for its health record."""
        problems = [f"{reject.reason}: {reject.detail}" for reject in self.rejects]
        return SourceCheck(
            source_id=self.source.id,
            run_id=run_id,
            checked_at=at,
            status=self.status,
            status_code=self.status_code,
            entries_seen=self.listed,
            entries_new=len(self.found),
            rejects=sum(found.reject is not None for found in self.found) + len(self.rejects),
            seconds=round(self.seconds, 3),
            error="; ".join(problems) or None,
        )


def entry_id(entry: FeedEntry) -> int:
    """The id of a listed thing: the same source and guid are the same entry for ever."""
    return stable_id(entry.source_id, entry.guid)


class Harvester:
    """Reads sources with what the warehouse knows of them. Safe in several threads."""

    def __init__(
        self, settings: Settings, warehouse: Warehouse, fetcher: Fetcher, *, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._warehouse = warehouse
        self._fetcher = fetcher
        self._clock = clock

    def harvest(self, source: SourceSettings) -> Harvest:
        """Everything the source has that is new or changed. Never raises for what a source does wrong."""
        started = time.monotonic()
        harvest = self._files(source) if source.kind == "files" else self._web(source)
        return replace(harvest, seconds=time.monotonic() - started)

    # ---- the web

    def _web(self, source: SourceSettings) -> Harvest:
        known = known_entries(self._warehouse, source.id)
        if source.kind == "urls":
            entries = [_page_entry(source, url) for url in source.urls]
            return self._collect(Harvest(source=source), entries, known)
        return self._listed(source, known)

    def _listed(self, source: SourceSettings, known: Mapping[int, KnownEntry]) -> Harvest:
        """A feed or sitemap: fetched if it changed, and its entries collected."""
        url = str(source.url)
        state = fetch_states(self._warehouse, source.id).get(url)
        answer = self._fetcher.fetch(
            url,
            Wanted.FEED,
            etag=None if state is None else state.etag,
            last_modified=None if state is None else state.last_modified,
            allow_private=source.allow_private,
        )
        harvest = Harvest(source=source)
        if isinstance(answer, Reject):
            failures = 1 if state is None else state.failures + 1
            failed = FetchState(
                url=url, source_id=source.id, etag=None, last_modified=None, body_sha256=None, status_code=None,
                fetched_at=self._clock(), failures=failures,
            )  # fmt: skip
            return replace(harvest, rejects=(answer,), states=(failed,), status="failed")
        if isinstance(answer, NotModified):
            harvest = replace(harvest, status="not_modified", status_code=304)
            return self._collect(harvest, self._to_retry(source, known), known)
        parsed = self._parse(source, answer)
        if isinstance(parsed, Reject):
            return replace(harvest, rejects=(replace(parsed, subject=url),), status="failed", status_code=200)
        harvest = replace(
            harvest, rejects=parsed.rejects, states=(_state(source, url, answer),), status_code=answer.status_code
        )
        return self._collect(harvest, parsed.entries[: source.max_entries], known)

    def _parse(self, source: SourceSettings, answer: Document) -> ParsedFeed | Reject:
        """The entries of a feed, or of a sitemap and the sitemaps that it lists."""
        if source.kind == "feed":
            return parse_feed(answer.body, answer.content_type, source_id=source.id, base_url=answer.final_url)
        parsed = parse_sitemap(answer.body, source_id=source.id, base_url=answer.final_url)
        if isinstance(parsed, Reject):
            return parsed
        for link in parsed.sitemaps[:MAX_SITEMAPS]:
            answered = self._fetcher.fetch(link.url, Wanted.FEED, allow_private=source.allow_private)
            part = (
                parse_sitemap(answered.body, source_id=source.id, base_url=answered.final_url)
                if isinstance(answered, Document)
                else answered
            )
            if isinstance(part, ParsedFeed):
                parsed = replace(parsed, entries=parsed.entries + part.entries, rejects=parsed.rejects + part.rejects)
            elif isinstance(part, Reject):
                parsed = replace(parsed, rejects=(*parsed.rejects, part))
        return parsed

    def _to_retry(self, source: SourceSettings, known: Mapping[int, KnownEntry]) -> list[FeedEntry]:
        """Entries of an unchanged feed whose pages could not be had last time."""
        since = self._clock() - timedelta(days=RETRY_DAYS)
        return [
            FeedEntry(source_id=source.id, guid=one.guid, url=one.url, title=one.title, published_at=one.published_at)
            for one in known.values()
            if one.url is not None and _may_pass(one) and one.last_seen_at >= since
        ]  # fmt: skip

    def _collect(self, harvest: Harvest, entries: Sequence[FeedEntry], known: Mapping[int, KnownEntry]) -> Harvest:
        """Fetch and extract the entries that are due, several at a time, kept in the order they are listed."""
        due = [entry for entry in entries if _is_due(entry, known.get(entry_id(entry)))]
        with ThreadPoolExecutor(self._settings.fetch.concurrency, thread_name_prefix="fetch") as pool:
            found = list(pool.map(partial(self._read, harvest.source), due))
        due_ids = {entry_id(entry) for entry in due}
        skipped = [one for one in map(entry_id, entries) if one not in due_ids]
        articles = [known[skip].article_id for skip in skipped]
        return replace(
            harvest,
            listed=len(entries),
            skipped=len(skipped),
            known=tuple(article_id for article_id in articles if article_id is not None),
            found=self._cleaned(harvest.source, found),
        )

    def _cleaned(self, source: SourceSettings, found: Sequence[Found]) -> tuple[Found, ...]:
        """The finds without their boilerplate; lines that the source repeats, tonight or before, count as such."""
        pages = [one.page for one in found if one.page is not None]
        if not pages:
            return tuple(found)
        lines = lines_repeated_in(pages) | repeated_lines(self._warehouse, source.id)
        return tuple(_clean(one, lines) for one in found)

    def _read(self, source: SourceSettings, entry: FeedEntry) -> Found:
        """One page, fetched and extracted. The body is let go here: only its text and its hash go on."""
        if entry.url is None:
            detail = f"the entry {entry.title!r:.120} has no link to an article"
            return Found(entry=entry, reject=_reject(RejectReason.ENTRY_WITHOUT_LINK, entry.guid, detail))
        answer = self._fetcher.fetch(entry.url, allow_private=source.allow_private)
        if isinstance(answer, Reject):
            return Found(entry=entry, reject=answer)
        if isinstance(answer, NotModified):
            detail = "the server answered 304 to an unconditional request"
            return Found(entry=entry, reject=_reject(RejectReason.HTTP_ERROR, entry.url, detail))
        page = extract_page(answer.body, answer.final_url, answer.charset, latest=self._clock())
        document = replace(answer, body=b"")
        if isinstance(page, Reject):
            return Found(entry=entry, document=document, reject=replace(page, subject=entry.url))
        return Found(entry=entry, document=document, page=page)

    # ---- files

    def _files(self, source: SourceSettings) -> Harvest:
        """The files of a source that are new or changed since they were last read."""
        states = fetch_states(self._warehouse, source.id)
        found: list[Found] = []
        new_states: list[FetchState] = []
        listed = skipped = 0
        for file in read_files(source.paths, base=self._settings.config_file.parent, source_id=source.id):
            listed += 1
            previous = states.get(file.relative_path)
            if previous is not None and previous.body_sha256 == file.sha256:
                skipped += 1
                continue
            found += [_from_file(item) for item in file.items(columns=source.columns)]
            new_states.append(
                FetchState(
                    url=file.relative_path, source_id=source.id, etag=None, last_modified=None,
                    body_sha256=file.sha256, status_code=None, fetched_at=self._clock(),
                )
            )  # fmt: skip
        return Harvest(
            source=source,
            listed=listed,
            skipped=skipped,
            found=self._cleaned(source, found),
            states=tuple(new_states),
        )


def _clean(found: Found, lines: frozenset[str]) -> Found:
    """The find without its boilerplate, or with the reject of a page that holds nothing else."""
    if found.page is None:
        return found
    page = cleaned(found.page, lines, found.entry.url or found.entry.guid)
    return replace(found, page=None, reject=page) if isinstance(page, Reject) else replace(found, page=page)


def cleaned(page: ExtractedPage | Reject, lines: frozenset[str], subject: str) -> ExtractedPage | Reject:
    """The page without its boilerplate; a Reject when nothing else was there."""
    if isinstance(page, Reject):
        return page
    page = clean_page(page, source_lines=lines)
    if not page.paragraphs:
        detail = "nothing but boilerplate was found"
        return Reject(stage=Stage.EXTRACT, reason=RejectReason.NO_TEXT, subject=subject, detail=detail)
    return page


def _from_file(item: LocalItem) -> Found:
    """One article of a file; what is stated of it outranks what is found in it."""
    page = item.page or item.reject
    if item.html is not None:
        page = extract_page(item.html, item.stated.url, None)
        page = replace(page, subject=item.entry.guid) if isinstance(page, Reject) else item.stated.on(page)
    if page is None:
        raise ValueError(f"{item.entry.guid}: an item is a page, HTML or a reject")
    if isinstance(page, Reject):
        return Found(entry=item.entry, reject=page)
    return Found(entry=item.entry, page=page, outlet=item.stated.outlet)


def _is_due(entry: FeedEntry, known: KnownEntry | None) -> bool:
    """New, failed in a way that may pass, or listed with another title or date than last time."""
    if known is None or known.outcome is EntryOutcome.PENDING or _may_pass(known):
        return True
    return (entry.title, entry.published_at) != (known.title, known.published_at)


def _may_pass(entry: KnownEntry) -> bool:
    return entry.outcome is EntryOutcome.REJECT and entry.reason in RETRIED


def _page_entry(source: SourceSettings, url: str) -> FeedEntry:
    return FeedEntry(source_id=source.id, guid=url, url=url, title="", published_at=None)


def _reject(reason: RejectReason, subject: str, detail: str) -> Reject:
    return Reject(stage=Stage.FEED, reason=reason, subject=subject, detail=detail)


def _state(source: SourceSettings, url: str, document: Document) -> FetchState:
    return FetchState(
        url=url,
        source_id=source.id,
        etag=document.etag,
        last_modified=document.last_modified,
        body_sha256=document.body_sha256,
        status_code=document.status_code,
        fetched_at=document.fetched_at,
    )
