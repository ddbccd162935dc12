"""What a source brought becomes articles, duplicates and rejects, stored in one transaction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tercet.flows.harvest import Found, Harvest, entry_id
from tercet.flows.ingest.articles import Provenance, make_article
from tercet.flows.ingest.dedupe import DuplicateIndex
from tercet.flows.ingest.models import Document
from tercet.flows.outlets import outlet_row
from tercet.flows.report import SourceCounts
from tercet.flows.settings import Settings
from tercet.translations.languages import Language
from tercet.translations.models import Article, Reject, stable_id
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.load import load_batch, upsert_sources
from tercet.warehouse.queries import recent_texts
from tercet.warehouse.rows import DocumentRow, EntryOutcome, EntryRow, LoadBatch, SourceRow
from tercet.warehouse.runs import record_source_checks, save_fetch_states

DUPLICATE_WINDOW = timedelta(days=7)
"""How far back an article is compared with others: wire copy is repeated within days."""


class KnownTexts:
    """The recent articles, by language, that new ones are compared with. Read from the warehouse when first needed."""

    def __init__(self, warehouse: Warehouse, now: datetime) -> None:
        self._warehouse = warehouse
        self._since = now - DUPLICATE_WINDOW
        self._indexes: dict[Language, DuplicateIndex] = {}

    def original_of(self, article: Article) -> int | None:
        """The article that this one repeats, or None; the article is then known itself."""
        index = self._index(article.language)
        text = "\n".join(paragraph.text for paragraph in article.paragraphs[1:])
        original = index.find(text, ignoring=article.article_id)
        if original is None:
            index.add(article.article_id, text)
        return original

    def _index(self, language: Language) -> DuplicateIndex:
        if language not in self._indexes:
            self._indexes[language] = DuplicateIndex()
            for recent in recent_texts(self._warehouse, language, since=self._since):
                self._indexes[language].add(recent.article_id, recent.text)
        return self._indexes[language]


class _Batches:
    """The finds of a harvest as batches to load. Two states of an article never share one: the later is a revision."""

    def __init__(self, harvest: Harvest, texts: KnownTexts, *, settings: Settings, now: datetime) -> None:
        self.harvest = harvest
        self.settings = settings
        self.outlets: dict[str, SourceRow] = {}
        self.texts = texts
        self.now = now
        self.batches: list[LoadBatch] = [LoadBatch()]
        self.duplicates = 0
        self.rejects: Counter[str] = Counter()
        for found in harvest.found:
            self._take(found)
        for reject in harvest.rejects:
            self._append(rejects=(self._own(reject),))

    def _take(self, found: Found) -> None:
        result = found.reject or self._article(found)
        if isinstance(result, Reject):
            reject = self._own(result)
            self._append(entries=(self._row(found, EntryOutcome.REJECT, reason=reject.reason),), rejects=(reject,))
        else:
            article = replace(result, duplicate_of=self.texts.original_of(result))
            if any(article.article_id == other.article_id for other in self.batches[-1].articles):
                self.batches.append(LoadBatch())
            outcome = EntryOutcome.ARTICLE if article.duplicate_of is None else EntryOutcome.DUPLICATE
            self.duplicates += article.duplicate_of is not None
            row = self._row(found, outcome, article_id=article.article_id)
            self._append(entries=(row,), articles=(article,))
        if found.document is not None:
            self._append(documents=(_document_row(found.document),))

    def _append(
        self,
        *,
        entries: tuple[EntryRow, ...] = (),
        documents: tuple[DocumentRow, ...] = (),
        articles: tuple[Article, ...] = (),
        rejects: tuple[Reject, ...] = (),
    ) -> None:
        last = self.batches[-1]
        self.rejects.update(str(reject.reason) for reject in rejects)
        self.batches[-1] = LoadBatch(
            entries=last.entries + entries,
            documents=last.documents + documents,
            articles=last.articles + articles,
            rejects=last.rejects + rejects,
        )

    def _article(self, found: Found) -> Article | Reject:
        if found.page is None:
            raise ValueError(f"{found.entry.guid}: a find is a page or a reject")
        return make_article(
            found.page,
            Provenance(
                source_id=self._outlet_of(found),
                url=found.entry.url if found.document is None else found.document.final_url,
                local_name=found.entry.guid,
                seen_at=self.now,
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

    def _row(
        self, found: Found, outcome: EntryOutcome, *, article_id: int | None = None, reason: str | None = None
    ) -> EntryRow:
        entry = found.entry
        return EntryRow(
            entry_id=entry_id(entry),
            source_id=entry.source_id,
            guid=entry.guid,
            url=entry.url,
            title=entry.title,
            published_at=entry.published_at,
            seen_at=self.now,
            outcome=outcome,
            article_id=article_id,
            reason=reason,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a source brought, in numbers, and the articles that it listed, known ones included."""

    counts: SourceCounts
    article_ids: tuple[int, ...]


def load_harvest(
    warehouse: Warehouse, harvest: Harvest, texts: KnownTexts, *, settings: Settings, run_id: str, now: datetime
) -> Loaded:
    """Store what a source brought and how it did. Every found thing is an article, a duplicate or a reject."""
    sorted_out = _Batches(harvest, texts, settings=settings, now=now)
    upsert_sources(warehouse, list(sorted_out.outlets.values()), now=now)
    loads = [load_batch(warehouse, batch, run_id=run_id, now=now) for batch in sorted_out.batches]
    # The state of the list comes last: a run that is killed before reads the list again and loses nothing.
    save_fetch_states(warehouse, harvest.states)
    counts = SourceCounts(
        source_id=harvest.source.id,
        entries=harvest.listed,
        new=sum(load.articles_new for load in loads),
        revised=sum(load.articles_revised for load in loads),
        unchanged=sum(load.articles_unchanged for load in loads),
        skipped=harvest.skipped,
        duplicates=sorted_out.duplicates,
        rejects=dict(sorted_out.rejects),
    )
    record_source_checks(warehouse, [replace(harvest.check(run_id, now), articles_new=counts.new)])
    brought = [article.article_id for batch in sorted_out.batches for article in batch.articles]
    return Loaded(counts=counts, article_ids=tuple(dict.fromkeys([*harvest.known, *brought])))


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
    )
