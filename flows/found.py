"""What a source brought, find by find, and the removal of boilerplate from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tercet.flows.ingest.boilerplate import clean_page
from tercet.flows.ingest.boilerplate import repeated_lines as lines_repeated_in
from tercet.flows.ingest.models import Document, ExtractedPage, FeedEntry
from tercet.flows.sections.sources import SourceSettings
from tercet.translations.models import Reject, RejectReason, Stage, stable_id
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import repeated_lines
from tercet.warehouse.rows import FetchState, SourceCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A listed thing that was due: the page it holds, or why it is refused. `outlet` is stated where it differs.

    `seen_at` is when the page was archived, where that is known: it was seen then at the latest.
    """

    entry: FeedEntry
    page: ExtractedPage | None = None
    document: Document | None = None
    reject: Reject | None = None
    state: FetchState | None = None
    outlet: str | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What a source brought. `skipped` entries are known, as the articles `known`; `rejects` are of the list itself.

    `postponed` entries are more than the source's `max_entries`; they are stored as pending and read another night.
    `is_repeat` says that archived pages were read again: a text that differs is so by our own doing, not the
    publisher's. Only a source's `is_routine` reading tells how the source does.
    """

    source: SourceSettings
    listed: int = 0
    skipped: int = 0
    known: tuple[int, ...] = ()
    found: tuple[Found, ...] = ()
    rejects: tuple[Reject, ...] = ()
    postponed: tuple[FeedEntry, ...] = ()
    states: tuple[FetchState, ...] = ()
    status: str = "ok"
    status_code: int | None = None
    seconds: float = 0.0
    is_repeat: bool = False
    is_routine: bool = True

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


def cleaned_batch(warehouse: Warehouse, source: SourceSettings, found: Sequence[Found]) -> tuple[Found, ...]:
    """The finds without their boilerplate; lines that the source repeats, tonight or before, count as such."""
    pages = [one.page for one in found if one.page is not None]
    if not pages:
        return tuple(found)
    lines = lines_repeated_in(pages) | repeated_lines(warehouse, source.id)
    return tuple(_clean(one, lines) for one in found)


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
