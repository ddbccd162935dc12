"""What a source brings tonight: its list, and of everything due the page as text. Reads only; storing comes later.

A source is listed (feed, sitemap, addresses or files), what is known is left out, the rest is fetched and extracted.
Every listed thing ends as a page, as known, or as a Reject.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import TypedDict
from urllib.parse import urljoin

from tercet.flows.file_harvest import harvest_files
from tercet.flows.forgotten import Forgotten
from tercet.flows.found import Found, Harvest, cleaned_batch, entry_id
from tercet.flows.ingest.archive import Archive
from tercet.flows.ingest.extract import extract_page
from tercet.flows.ingest.feeds import parse_feed
from tercet.flows.ingest.fetch import Fetcher, NotModified, Wanted
from tercet.flows.ingest.models import Document, FeedEntry, ParsedFeed, SitemapLink
from tercet.flows.ingest.pacing import in_turns
from tercet.flows.ingest.sitemaps import parse_sitemap
from tercet.flows.ingest.urls import canonical_url
from tercet.flows.sections.sources import SourceSettings
from tercet.flows.settings import Settings
from tercet.translations.models import Reject, RejectReason, Stage, stable_id
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.documents import is_archived
from tercet.warehouse.queries import KnownEntry, articles_by_url, known_entries
from tercet.warehouse.rows import EntryOutcome, FetchState
from tercet.warehouse.runs import fetch_states

RETRIED = frozenset(
    {
        RejectReason.FETCH_FAILED,
        RejectReason.HTTP_ERROR,
        RejectReason.NOT_FOUND,
        RejectReason.ADDRESS_REFUSED,
        RejectReason.TOO_LARGE,
        RejectReason.ROBOTS_DISALLOWED,
        RejectReason.ROBOTS_UNREACHABLE,
        RejectReason.HOST_GIVEN_UP,
    }
)
"""Reasons that may pass, or that the configuration may lift: such an entry is fetched again while it is listed, and
for `RETRY_DAYS` after it was first seen when it no longer is."""
RETRY_DAYS = 3
MAX_SITEMAPS = 20
"""Parts of a sitemap index that are read in a night: those that changed last."""


Known = Mapping[int, KnownEntry]


class Harvester:
    """Reads sources with what the warehouse knows of them. Safe in several threads."""

    def __init__(
        self,
        settings: Settings,
        warehouse: Warehouse,
        fetcher: Fetcher,
        *,
        clock: Callable[[], datetime],
        archive: Archive | None = None,
    ) -> None:
        self._settings = settings
        self._warehouse = warehouse
        self._fetcher = fetcher
        self._clock = clock
        self._archive = archive
        self._forgotten = Forgotten(warehouse)

    def harvest(self, source: SourceSettings) -> Harvest:
        """Everything the source has that is new or changed. Never raises for what a source does wrong."""
        started = time.monotonic()
        if source.kind == "files":
            harvest = harvest_files(self._settings, self._warehouse, source, now=self._clock())
        else:
            harvest = self._web(source)
        return replace(harvest, seconds=time.monotonic() - started)

    # ---- the web

    def _web(self, source: SourceSettings) -> Harvest:
        known = known_entries(self._warehouse, source.id)
        if source.kind == "urls":
            return self._pages(source, known)
        return self._listed(source, known)

    def _pages(self, source: SourceSettings, known: Known) -> Harvest:
        """Single pages, asked for every night: one that did not change since is known."""
        entries = [_page_entry(source, url) for url in dict.fromkeys(source.urls)]
        harvest = Harvest(source=source, listed=len(entries))
        return self._fetched(harvest, entries, known, fetch_states(self._warehouse, source.id))

    def _listed(self, source: SourceSettings, known: Known) -> Harvest:
        """A feed or sitemap: fetched if it changed, and its entries collected."""
        url = str(source.url)
        state = fetch_states(self._warehouse, source.id).get(url)
        answer = self._fetcher.fetch(
            url,
            Wanted.FEED,
            etag=None if state is None else state.etag,
            last_modified=None if state is None else state.last_modified,
            **permissions(source),
        )
        harvest = Harvest(source=source)
        if isinstance(answer, Reject):
            failed = _failed_state(source, url, state, self._clock())
            return replace(harvest, rejects=(answer,), states=(failed,), status="failed")
        if isinstance(answer, NotModified):
            harvest = replace(harvest, status="not_modified", status_code=304)
            return self._collect(harvest, self._to_retry(source, known), known)
        parsed = self._parse(source, answer)
        if isinstance(parsed, Reject):
            return replace(harvest, rejects=(replace(parsed, subject=url),), status="failed", status_code=200)
        listed = _state(source, url, answer)
        if parsed.sitemaps:
            # The index can stay the same while its parts change, so it is asked for whole every night.
            listed = replace(listed, etag=None, last_modified=None)
        harvest = replace(harvest, rejects=parsed.rejects, states=(listed,), status_code=answer.status_code)
        there = {entry_id(entry) for entry in parsed.entries}
        gone = [entry for entry in self._to_retry(source, known) if entry_id(entry) not in there]
        return self._collect(harvest, [*parsed.entries, *gone], known)

    def _parse(self, source: SourceSettings, answer: Document) -> ParsedFeed | Reject:
        """The entries of a feed, or of a sitemap and the sitemaps that it lists."""
        if source.kind == "feed":
            return parse_feed(answer.body, answer.content_type, **_listing(source, answer))
        parsed = parse_sitemap(answer.body, answer.content_type, **_listing(source, answer))
        if isinstance(parsed, Reject):
            return parsed
        parts = [self.read_sitemap(source, link.url) for link in _freshest(parsed.sitemaps)]
        feeds = [part for part in parts if isinstance(part, ParsedFeed)]
        rejects = [part for part in parts if isinstance(part, Reject)]
        return replace(
            parsed,
            entries=(*parsed.entries, *(entry for feed in feeds for entry in feed.entries)),
            rejects=(*parsed.rejects, *(reject for feed in feeds for reject in feed.rejects), *rejects),
        )

    # ---- the past

    def sitemaps_of(self, source: SourceSettings) -> list[SitemapLink]:
        """Where the past of a source is listed: its own sitemap, else those that its site's robots.txt names."""
        url = source.url or source.urls[0]
        if source.kind == "sitemap":
            return [SitemapLink(url=url)]
        named = self._fetcher.rules(url, allow_private=source.allow_private).sitemaps
        return [SitemapLink(url=one) for one in named or (urljoin(url, "/sitemap.xml"),)]

    def due(self, source: SourceSettings, entries: Sequence[FeedEntry]) -> tuple[list[FeedEntry], tuple[int, ...]]:
        """The entries that are neither known to the source nor articles yet; and the articles that the others are."""
        entries = self._forgotten.masked(entries)
        known = known_entries(self._warehouse, source.id)
        addresses = {entry_id(entry): canonical_url(entry.url) for entry in entries if entry.url is not None}
        articles = articles_by_url(self._warehouse, list(addresses.values()))
        there = {one: articles[address] for one, address in addresses.items() if address in articles}
        due = [one for one in entries if entry_id(one) not in there and _is_due(one, known.get(entry_id(one)))]
        return due, tuple(there.values())

    def read_entries(self, source: SourceSettings, entries: Sequence[FeedEntry]) -> Harvest:
        """Fetch and extract entries that are due."""
        known = known_entries(self._warehouse, source.id)
        return self._fetched(Harvest(source=source, listed=len(entries)), entries, known, {})

    def read_sitemap(self, source: SourceSettings, url: str) -> ParsedFeed | Reject | None:
        """A sitemap, or an index of further ones; None when it did not change."""
        answer = self._fetcher.fetch(url, Wanted.FEED, **permissions(source))
        if not isinstance(answer, Document):
            return answer if isinstance(answer, Reject) else None
        return parse_sitemap(answer.body, answer.content_type, **_listing(source, answer))

    def _to_retry(self, source: SourceSettings, known: Known) -> list[FeedEntry]:
        """Entries listed before whose pages could not be had, or were put off, not long ago."""
        since = self._clock() - timedelta(days=RETRY_DAYS)
        return [
            FeedEntry(source_id=source.id, guid=one.guid, url=one.url, title=one.title, published_at=one.published_at)
            for one in known.values()
            if one.url is not None and ((_may_pass(one) and one.first_seen_at >= since) or _is_pending(one))
        ]

    def _archived(self, document: Document) -> Document:
        """The document with its place in the archive, when it is new there."""
        document_id = stable_id(document.final_url, document.body_sha256)
        if self._archive is None or is_archived(self._warehouse, document_id):
            return document
        return self._archive.add(document)

    def _collect(self, harvest: Harvest, entries: Sequence[FeedEntry], known: Known) -> Harvest:
        """Read the entries that are due: the newest `max_entries` of them tonight, the others another night."""
        entries = self._forgotten.masked(entries)
        due = [entry for entry in entries if _is_due(entry, known.get(entry_id(entry)))]
        chosen = _newest(due, harvest.source.max_entries)
        tonight = [entry for entry in due if entry_id(entry) in chosen]
        postponed = tuple(entry for entry in due if entry_id(entry) not in chosen)
        due_ids = {entry_id(entry) for entry in due}
        skipped = [known[one].article_id for one in map(entry_id, entries) if one not in due_ids]
        harvest = replace(harvest, listed=len(entries), skipped=len(skipped), known=_ids(skipped), postponed=postponed)
        return self._fetched(harvest, tonight, known, {})

    def _fetched(
        self, harvest: Harvest, entries: Sequence[FeedEntry], known: Known, states: Mapping[str, FetchState]
    ) -> Harvest:
        """Fetch and extract entries, several at a time and their hosts in turn, kept in the order they are listed."""
        entries = self._forgotten.masked(entries)
        limits = self._settings.fetch
        answers = in_turns(
            entries,
            partial(self._read, harvest.source, states),
            url_of=lambda entry: entry.url,
            threads=limits.concurrency,
            per_host=limits.per_host_concurrency,
        )
        if self._archive is not None:
            self._archive.sync()
        found = [one for one in answers if one is not None]
        unchanged = [entry for entry, one in zip(entries, answers, strict=True) if one is None]
        there = [known[entry_id(entry)].article_id for entry in unchanged if entry_id(entry) in known]
        pages = [one.state for one in found if one.state is not None and harvest.source.kind == "urls"]
        return replace(
            harvest,
            skipped=harvest.skipped + len(unchanged),
            known=harvest.known + _ids(there),
            found=cleaned_batch(self._warehouse, harvest.source, found),
            states=(*harvest.states, *pages),
        )

    def _read(self, source: SourceSettings, states: Mapping[str, FetchState], entry: FeedEntry) -> Found | None:
        """One page, fetched and extracted; None when it did not change. Of the body only text and hash go on."""
        if (refused := self._forgotten.refused(entry)) is not None:
            return Found(entry=entry, reject=refused)
        if entry.url is None:
            detail = f"the entry {entry.title!r:.120} has no link to an article"
            return Found(entry=entry, reject=_reject(RejectReason.ENTRY_WITHOUT_LINK, entry.guid, detail))
        state = states.get(entry.url)
        answer = self._fetcher.fetch(
            entry.url,
            etag=None if state is None else state.etag,
            last_modified=None if state is None else state.last_modified,
            **permissions(source),
        )
        if isinstance(answer, Reject):
            return Found(entry=entry, reject=answer)
        if isinstance(answer, NotModified):
            return None
        (led_to,) = self._forgotten.masked([replace(entry, url=answer.final_url)])
        if (refused := self._forgotten.refused(led_to)) is not None:
            return Found(entry=led_to, reject=refused)
        page = extract_page(answer.body, answer.final_url, answer.charset, latest=self._clock(), zone=source.zone)
        document, read = replace(self._archived(answer), body=b""), _state(source, entry.url, answer)
        if isinstance(page, Reject):
            return Found(entry=entry, document=document, state=read, reject=replace(page, subject=entry.url))
        return Found(entry=entry, document=document, state=read, page=page)


class Permissions(TypedDict):
    """What a source allows a fetch to do."""

    allow_private: bool
    respect_robots: bool


class Listing(TypedDict):
    """Whose list is parsed: what its entries belong to, where it was found, and the zone of its bare times."""

    source_id: str
    base_url: str
    zone: tzinfo | None


def _listing(source: SourceSettings, answer: Document) -> Listing:
    return {"source_id": source.id, "base_url": answer.final_url, "zone": source.zone}


def permissions(source: SourceSettings) -> Permissions:
    return {"allow_private": source.allow_private, "respect_robots": source.respect_robots}


def _freshest(links: Sequence[SitemapLink]) -> list[SitemapLink]:
    """The parts of an index that changed last; those that do not say come as they are listed, behind the others."""
    dated = sorted(links, key=lambda link: -link.modified_at.timestamp() if link.modified_at else 0.0)
    return dated[:MAX_SITEMAPS]


def _is_due(entry: FeedEntry, known: KnownEntry | None) -> bool:
    """New, put off, failed in a way that may pass, or listed with another title or date than last time."""
    if known is None or _is_pending(known) or _may_pass(known):
        return True
    is_redated = entry.published_at is not None and entry.published_at != known.published_at
    return is_redated or entry.title != known.title


def _is_pending(entry: KnownEntry) -> bool:
    return entry.outcome is EntryOutcome.PENDING


def _may_pass(entry: KnownEntry) -> bool:
    return entry.outcome is EntryOutcome.REJECT and entry.reason in RETRIED


def _newest(entries: Sequence[FeedEntry], count: int) -> set[int]:
    """The ids of the newest entries; undated ones come last, in the order they are listed."""
    dated = sorted(entries, key=lambda entry: -entry.published_at.timestamp() if entry.published_at else 0.0)
    return {entry_id(entry) for entry in dated[:count]}


def _ids(article_ids: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(article_id for article_id in article_ids if article_id is not None)


def _failed_state(source: SourceSettings, url: str, before: FetchState | None, at: datetime) -> FetchState:
    """That an address did not answer; what was known of its content is kept, so that nothing is read twice."""
    if before is not None:
        return replace(before, fetched_at=at, failures=before.failures + 1)
    return FetchState(
        url=url, source_id=source.id, etag=None, last_modified=None, body_sha256=None, status_code=None,
        fetched_at=at, failures=1,
    )  # fmt: skip


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
