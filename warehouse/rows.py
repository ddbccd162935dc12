"""The records that enter the warehouse beside articles and versions, and what a load reports back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tercet.translations.languages import Language
from tercet.translations.models import Article, Reject


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """An outlet of the configuration. `kind` is how it is read: feed, sitemap, urls, files or pasted."""

    source_id: str
    name: str
    kind: str
    url: str | None = None
    country: str | None = None
    default_language: str | None = None
    active: bool = True


class EntryOutcome(StrEnum):
    """What became of a line that a source listed."""

    ARTICLE = "article"
    DUPLICATE = "duplicate"
    REJECT = "reject"
    PENDING = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """A line that a source listed. `article_id` is the article it became or duplicates."""

    entry_id: int
    source_id: str
    guid: str
    url: str | None
    title: str
    published_at: datetime | None
    seen_at: datetime
    outcome: EntryOutcome
    article_id: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """What was fetched or read, without its bytes."""

    document_id: int
    url: str
    final_url: str
    status_code: int
    content_type: str
    charset: str | None
    body_sha256: str
    etag: str | None
    last_modified: str | None
    fetched_at: datetime
    warc_file: str | None = None
    warc_offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run of a flow. `status` is running, completed, failed or interrupted."""

    run_id: str
    flow: str
    started_at: datetime
    finished_at: datetime | None = None
    status: str = "running"
    counts: Mapping[str, object] = field(default_factory=dict)
    error: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)


class RevisionCause(StrEnum):
    """Why an article has another text: its publisher changed it, or a newer program read the archived page better."""

    PUBLISHER = "publisher"
    EXTRACTOR = "extractor"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadBatch:
    """What one step of ingest hands over; stored whole or not at all. `cause` is that of the revisions it brings.

    `originals` tells of articles, stored before or now, which one they and their copies repeat; `alternates` the
    canonical addresses that articles list as their own versions in other languages.
    """

    entries: tuple[EntryRow, ...] = ()
    documents: tuple[DocumentRow, ...] = ()
    articles: tuple[Article, ...] = ()
    rejects: tuple[Reject, ...] = ()
    cause: RevisionCause = RevisionCause.PUBLISHER
    originals: Mapping[int, int] = field(default_factory=dict)
    alternates: Mapping[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSummary:
    """What a load of a batch changed. `articles_completed` are unchanged texts whose missing facts were filled in;
    `relabelled` are articles that are now known to repeat another, `natives_joined` those that came into another group
    of a publisher's own versions."""

    entries_new: int = 0
    entries_changed: int = 0
    documents_new: int = 0
    articles_new: int = 0
    articles_revised: int = 0
    articles_unchanged: int = 0
    articles_completed: int = 0
    segments_written: int = 0
    rejects_new: int = 0
    rejects_repeated: int = 0
    relabelled: int = 0
    natives_joined: int = 0

    @property
    def is_content_changed(self) -> bool:
        """Whether readers of the next snapshot will see something new."""
        done = self.articles_new or self.articles_revised or self.articles_completed or self.relabelled
        return bool(done or self.natives_joined or self.rejects_new)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionsSummary:
    """What a load of versions changed. A version that is stored already is left as it is; `written` were not."""

    written: frozenset[int] = frozenset()
    versions_new: int = 0
    versions_replaced: int = 0
    versions_unchanged: int = 0
    segments_written: int = 0
    memory_new: int = 0

    @property
    def is_content_changed(self) -> bool:
        """Whether readers of the next snapshot will see something new."""
        return bool(self.versions_new or self.versions_replaced)


class MissingReason(StrEnum):
    """Why an article has no version in a language. A closed list."""

    NO_ROUTE = "no_route"
    PACKAGE_MISSING = "package_missing"
    PACKAGE_BROKEN = "package_broken"
    DEMO_PACKAGE_ONLY = "demo_package_only"
    NATIVE_VERSION = "native_version"
    TRANSLATION_FAILED = "translation_failed"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingVersion:
    """An article without a version in a language, and why. `detail` says what would help."""

    article_id: int
    language: Language
    reason: MissingReason
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchState:
    """What is known of an address from the last time it was asked for. `failures` are those in a row."""

    url: str
    source_id: str
    etag: str | None
    last_modified: str | None
    body_sha256: str | None
    status_code: int | None
    fetched_at: datetime
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCheck:
    """How a source did in a run. `status` is ok, not_modified or failed."""

    source_id: str
    run_id: str
    checked_at: datetime
    status: str
    status_code: int | None = None
    entries_seen: int = 0
    entries_new: int = 0
    articles_new: int = 0
    rejects: int = 0
    seconds: float = 0.0
    error: str | None = None
