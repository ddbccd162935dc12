"""Reading the past: from the sitemaps of the sources, or again from the pages that were archived.

Both store unit by unit, so that one that was stopped goes on where it was; repeating either brings nothing new.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

from tercet.flows.found import Found, Harvest, cleaned_batch
from tercet.flows.ingest.archive import read_record
from tercet.flows.ingest.extract import extract_page
from tercet.flows.ingest.models import FeedEntry, SitemapLink
from tercet.flows.ingest.periods import Span, span_named
from tercet.flows.progress import Step, tell
from tercet.flows.report import merged_sources
from tercet.flows.running import Run
from tercet.flows.sections.sources import SourceSettings
from tercet.translations.models import Reject, RejectReason, Stage, stable_id
from tercet.warehouse.documents import ArchivedDocument, archived_documents, archived_sources
from tercet.warehouse.queries import known_entries
from tercet.warehouse.rows import EntryOutcome

logger = logging.getLogger(__name__)

UNIT = 50
"""Pages that are read and stored together: what a crash may cost."""

MAX_SITEMAPS = 2_000
MAX_DEPTH = 3
"""Sitemaps that are read of one source, and indexes within indexes."""

Item = TypeVar("Item")


def backfill(run: Run, sources: Sequence[SourceSettings], *, since: datetime, until: datetime) -> None:
    """Read what the sources published from `since` to `until`, as their sitemaps list it, and store what is new.

    A source that is no sitemap is looked for in those that the robots.txt of its site names. Files are left out: they
    are read whole every night.
    """
    run.prepare_ingest(sources)
    span = Span(since=since, until=until)
    for source in sources:
        if source.kind != "files":
            with run.keeps_going(f"backfill of {source.id}"):
                _read_past(run, source, span)
    run.report = replace(run.report, sources=merged_sources(run.report.sources))


def reextract(
    run: Run, sources: Sequence[SourceSettings], *, since: datetime | None = None, until: datetime | None = None
) -> None:
    """Read the archived pages again that were fetched from `since` to `until`, each as it was fetched last.

    A text that comes out otherwise than it is stored becomes a revision whose cause is `extractor`; a page that could
    not be read before may become an article. An article whose page would be refused today stays as it is.
    """
    by_hand = _unconfigured(run) if tuple(sources) == run.settings.sources else []
    run.prepare_ingest(sources)
    for source in (*sources, *by_hand):
        with run.keeps_going(f"reading {source.id} again"):
            _read_again(run, source, archived_documents(run.warehouse, source.id, since=since, until=until))
    run.report = replace(run.report, sources=merged_sources(run.report.sources))


# ---- from sitemaps


def _read_past(run: Run, source: SourceSettings, span: Span) -> None:
    entries: list[FeedEntry] = []
    rejects: list[Reject] = []
    for listed in _listed(run, source, span):
        (rejects if isinstance(listed, Reject) else entries).append(listed)  # type: ignore[arg-type]  # by its kind
    due, known = run.harvester.due(source, entries)
    first = Harvest(source=source, listed=len(entries) - len(due), skipped=len(known), known=known, is_routine=False)
    _store(run, replace(first, rejects=tuple(rejects)))
    for unit, done in _units(due):
        _store(run, replace(run.harvester.read_entries(source, unit), is_routine=False))
        tell(Step(name="Reading the past", done=done, total=len(due), unit="pages", detail=source.id))


def _listed(run: Run, source: SourceSettings, span: Span) -> Iterator[FeedEntry | Reject]:
    """The entries of the source's sitemaps that are of the span, each address once, and what could not be read."""
    waiting = deque((link, 0) for link in run.harvester.sitemaps_of(source))
    seen, entries = {link.url for link, _ in waiting}, set()
    for _ in range(MAX_SITEMAPS):
        if not waiting:
            return
        link, depth = waiting.popleft()
        parsed = run.harvester.read_sitemap(source, link.url)
        if parsed is None or isinstance(parsed, Reject):
            if parsed is not None:
                yield parsed
            continue
        yield from parsed.rejects
        further = [one for one in parsed.sitemaps if one.url not in seen and span.may_be_in(one)]
        seen |= {one.url for one in further}
        waiting.extend((one, depth + 1) for one in further if depth < MAX_DEPTH)
        named = span_named(link.url)
        for entry in parsed.entries:
            if entry.guid not in entries and span.holds(entry, named=named):
                entries.add(entry.guid)
                yield entry
    if waiting:
        yield _too_many(waiting[0][0])


def _too_many(link: SitemapLink) -> Reject:
    detail = f"More than {MAX_SITEMAPS:,} sitemaps may hold entries of these days. Ask for fewer days at a time."
    return Reject(stage=Stage.FEED, reason=RejectReason.TOO_LARGE, subject=link.url, detail=detail)


# ---- from the archive


def _read_again(run: Run, source: SourceSettings, documents: Sequence[ArchivedDocument]) -> None:
    outcomes = {entry.entry_id: entry.outcome for entry in known_entries(run.warehouse, source.id).values()}
    for unit, done in _units(documents):
        found: list[Found] = []
        lost: list[Reject] = []
        for document in unit:
            one = _found(run, source, document)
            (lost if isinstance(one, Reject) else found).append(one)  # type: ignore[arg-type]  # by its kind
        cleaned = cleaned_batch(run.warehouse, source, found)
        kept = [one for one in cleaned if one.reject is None or not _is_stored(one, outcomes)]
        if len(kept) < len(cleaned):
            logger.info("backfill.articles_kept_as_they_are source=%s pages=%d", source.id, len(cleaned) - len(kept))
        harvest = Harvest(source=source, listed=len(unit), found=tuple(kept), rejects=tuple(lost))
        harvest = replace(harvest, skipped=len(cleaned) - len(kept), is_repeat=True, is_routine=False)
        _store(run, harvest)
        tell(Step(name="Reading the archive", done=done, total=len(documents), unit="pages", detail=source.id))


def _found(run: Run, source: SourceSettings, document: ArchivedDocument) -> Found | Reject:
    """An archived page, read by the extractor of today; a Reject when it is not in the archive."""
    url = document.final_url
    archived = read_record(run.settings.warc_folder, document.warc_file, document.warc_offset, url=url)
    if archived is None:
        detail = f"The page is no longer in {document.warc_file} of the archive."
        return Reject(stage=Stage.READ, reason=RejectReason.UNREADABLE_FILE, subject=document.url, detail=detail)
    entry = FeedEntry(
        source_id=source.id,
        guid=document.guid,
        url=document.url,
        title=document.title,
        published_at=document.published_at,
    )
    fetched = replace(
        archived.document, body=b"", url=document.url, warc_file=document.warc_file, warc_offset=archived.offset
    )
    page = extract_page(archived.body, url, fetched.charset, latest=document.fetched_at, zone=source.zone)
    if isinstance(page, Reject):
        page = replace(page, subject=document.url)
        return Found(entry=entry, document=fetched, reject=page, seen_at=document.fetched_at)
    return Found(entry=entry, document=fetched, page=page, seen_at=document.fetched_at)


def _is_stored(found: Found, outcomes: dict[int, EntryOutcome]) -> bool:
    outcome = outcomes.get(stable_id(found.entry.source_id, found.entry.guid))
    return outcome in (EntryOutcome.ARTICLE, EntryOutcome.DUPLICATE)


def _unconfigured(run: Run) -> list[SourceSettings]:
    """The sources of archived pages that were taken in by hand, or that the configuration no longer has."""
    configured = {source.id for source in run.settings.sources}
    return [
        SourceSettings.model_validate({"id": source_id, "name": name, "kind": "urls", "urls": ["https://by.hand/"]})
        for source_id, name in archived_sources(run.warehouse)
        if source_id not in configured
    ]


def _store(run: Run, harvest: Harvest) -> None:
    run.keep(harvest)
    run.load(harvest.source.id)


def _units(items: Sequence[Item]) -> Iterator[tuple[list[Item], int]]:
    """The items in units, each with how many are done when it is."""
    remaining, done = iter(items), 0
    while unit := list(islice(remaining, UNIT)):
        done += len(unit)
        yield unit, done
