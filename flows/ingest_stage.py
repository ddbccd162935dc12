"""What a source brought becomes articles, duplicates and rejects, stored in one transaction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime

from tercet.flows.forgotten import Forgotten
from tercet.flows.found import Found, Harvest, entry_id
from tercet.flows.ingest.articles import Provenance, make_article, native_addresses
from tercet.flows.ingest.models import Document, FeedEntry
from tercet.flows.known_texts import Kinship, KnownTexts
from tercet.flows.outlets import outlet_row
from tercet.flows.report import SourceCounts
from tercet.flows.settings import Settings
from tercet.translations.models import Article, Reject, stable_id
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.load import load_batch, upsert_sources
from tercet.warehouse.queries import known_articles
from tercet.warehouse.rows import DocumentRow, EntryOutcome, EntryRow, LoadBatch, RevisionCause, SourceRow
from tercet.warehouse.runs import record_source_checks, save_fetch_states

POSTPONED = "more_than_max_entries"
"""Why an entry is pending: its source listed more than it may bring in a night."""


@dataclass(slots=True)
class _Batch:
    """What is loaded in one transaction, as it grows."""

    entries: list[EntryRow] = field(default_factory=list)
    documents: list[DocumentRow] = field(default_factory=list)
    articles: dict[int, Article] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    originals: dict[int, int] = field(default_factory=dict)
    alternates: dict[int, frozenset[str]] = field(default_factory=dict)

    def frozen(self) -> LoadBatch:
        return LoadBatch(
            entries=tuple(self.entries),
            documents=tuple(self.documents),
            articles=tuple(self.articles.values()),
            rejects=tuple(self.rejects),
            originals=dict(self.originals),
            alternates=dict(self.alternates),
        )


class _Sorter:
    """Sorts a harvest into batches. Two states of an article never share one: the later becomes a revision."""

    def __init__(self, harvest: Harvest, *, settings: Settings, now: datetime) -> None:
        self.harvest = harvest
        self.settings = settings
        self.now = now
        self.outlets: dict[str, SourceRow] = {}
        self.batches = [_Batch()]
        self.demoted = 0

    def sort(self, warehouse: Warehouse, texts: KnownTexts) -> None:
        """Fill the batches: every find becomes an article, a duplicate or a reject."""
        forgotten = Forgotten(warehouse)
        results = [forgotten.checked(found, found.reject or self._article(found)) for found in self.harvest.found]
        ids = [result.article_id for _, result in results if isinstance(result, Article)]
        known = known_articles(warehouse, ids)
        for found, result in results:
            if isinstance(result, Reject):
                self._add_reject(found, result)
            else:
                stored = known.get(result.article_id)
                is_known = stored is not None and stored.content_sha256 == result.content_sha256
                kinship = Kinship() if is_known else texts.kinship_of(result)
                self._add_article(found, replace(result, duplicate_of=kinship.original))
                self._relabel(result.article_id, kinship, is_known=stored is not None)
        last = self.batches[-1]
        last.rejects += [self._own(reject) for reject in self.harvest.rejects]
        for entry in self.harvest.postponed:
            last.entries.append(_entry_row(entry, EntryOutcome.PENDING, self.now, reason=POSTPONED))

    def _add_reject(self, found: Found, reject: Reject) -> None:
        batch = self.batches[-1]
        batch.rejects.append(self._own(reject))
        batch.entries.append(_entry_row(found.entry, EntryOutcome.REJECT, self.now, reason=reject.reason))
        batch.documents += _document_rows(found)

    def _add_article(self, found: Found, article: Article) -> None:
        if article.article_id in self.batches[-1].articles:
            self.batches.append(_Batch())
        batch = self.batches[-1]
        outcome = EntryOutcome.ARTICLE if article.duplicate_of is None else EntryOutcome.DUPLICATE
        batch.articles[article.article_id] = article
        if found.page is not None:
            listed = [*found.page.alternates, *found.entry.alternates]
            batch.alternates[article.article_id] = native_addresses(article.canonical_url, listed)
        batch.entries.append(_entry_row(found.entry, outcome, self.now, article_id=article.article_id))
        batch.documents += _document_rows(found)

    def _relabel(self, article_id: int, kinship: Kinship, *, is_known: bool) -> None:
        """Copies of what proved to be a copy are copies of its original."""
        originals = self.batches[-1].originals
        if kinship.copy is not None:
            originals[kinship.copy] = article_id
            self.demoted += 1
        elif kinship.original is not None and is_known:
            originals[article_id] = kinship.original

    def _article(self, found: Found) -> Article | Reject:
        if found.page is None:
            raise ValueError(f"{found.entry.guid}: a find is a page or a reject")
        return make_article(
            found.page,
            Provenance(
                source_id=self._outlet_of(found),
                url=found.entry.url if found.document is None else found.document.final_url,
                local_name=found.entry.guid,
                seen_at=min(found.seen_at or self.now, self.now),
                feed_published_at=found.entry.published_at,
                stated_published_at=self.harvest.source.published_at,
                alternates=found.entry.alternates,
            ),
        )

    def _outlet_of(self, found: Found) -> str:
        """The source that the article is stored under: another than that of the file, if one is stated."""
        source = self.harvest.source
        if not found.outlet or found.outlet.casefold() in (source.id, source.name.casefold()):
            return source.id
        row = outlet_row(self.settings, found.outlet)
        self.outlets[row.source_id] = row
        return row.source_id

    def _own(self, reject: Reject) -> Reject:
        return replace(reject, source_id=self.harvest.source.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a source brought, in numbers, and the articles that it listed, known ones included."""

    counts: SourceCounts
    article_ids: tuple[int, ...]


def load_harvest(
    warehouse: Warehouse, harvest: Harvest, texts: KnownTexts, *, settings: Settings, run_id: str, now: datetime
) -> Loaded:
    """Store what a source brought and how it did. Every found thing is an article, a duplicate or a reject."""
    sorter = _Sorter(harvest, settings=settings, now=now)
    sorter.sort(warehouse, texts)
    upsert_sources(warehouse, list(sorter.outlets.values()), now=now)
    cause = RevisionCause.EXTRACTOR if harvest.is_repeat else RevisionCause.PUBLISHER
    batches = [replace(batch.frozen(), cause=cause) for batch in sorter.batches]
    loads = [load_batch(warehouse, batch, run_id=run_id, now=now) for batch in batches]
    # The state of the list comes last: a run that is killed before reads the list again and loses nothing.
    save_fetch_states(warehouse, harvest.states)
    counts = SourceCounts(
        source_id=harvest.source.id,
        entries=harvest.listed,
        new=sum(load.articles_new for load in loads),
        revised=sum(load.articles_revised for load in loads),
        unchanged=sum(load.articles_unchanged for load in loads),
        skipped=harvest.skipped,
        duplicates=sorter.demoted
        + sum(article.duplicate_of is not None for batch in batches for article in batch.articles),
        postponed=len(harvest.postponed),
        rejects=dict(Counter(str(reject.reason) for batch in batches for reject in batch.rejects)),
    )
    if harvest.is_routine:
        record_source_checks(warehouse, [replace(harvest.check(run_id, now), articles_new=counts.new)])
    brought = [article.article_id for batch in batches for article in batch.articles]
    return Loaded(counts=counts, article_ids=tuple(dict.fromkeys([*harvest.known, *brought])))


def _entry_row(
    entry: FeedEntry, outcome: EntryOutcome, now: datetime, *, article_id: int | None = None, reason: str | None = None
) -> EntryRow:
    return EntryRow(
        entry_id=entry_id(entry),
        source_id=entry.source_id,
        guid=entry.guid,
        url=entry.url,
        title=entry.title,
        published_at=entry.published_at,
        seen_at=now,
        outcome=outcome,
        article_id=article_id,
        reason=reason,
    )


def _document_rows(found: Found) -> list[DocumentRow]:
    return [] if found.document is None else [_document_row(found.document)]


def _document_row(document: Document) -> DocumentRow:
    return DocumentRow(
        document_id=stable_id(document.final_url, document.body_sha256),
        url=document.url,
        final_url=document.final_url,
        status_code=document.status_code,
        content_type=document.content_type,
        charset=document.charset,
        body_sha256=document.body_sha256,
        etag=document.etag,
        last_modified=document.last_modified,
        fetched_at=document.fetched_at,
        warc_file=document.warc_file,
        warc_offset=document.warc_offset,
    )
