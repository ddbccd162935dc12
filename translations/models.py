"""The records that cross the borders between ingest, translation and storage.

All are frozen; all times are aware and in UTC; ids are the first 63 bits of a SHA-256, so that they are the same in
every store and on every machine. In JSON an id is a string: it is larger than 2**53.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tercet.translations.languages import Language, LanguagePair

TITLE_PARAGRAPH = 0
"""The title is paragraph 0 of every article, so that headlines are aligned like any sentence."""


def sha256_text(text: str) -> str:
    """The hex SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def stable_id(*parts: str) -> int:
    """A non-negative 63-bit id of the parts, the same everywhere. ("a", "bc") and ("ab", "c") have different ids."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


class SegmentKind(StrEnum):
    """What a paragraph, and each sentence in it, is to the article."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    QUOTE = "quote"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A block of an article. Index 0 is the title; the text has no line breaks and no outer white space."""

    index: int
    kind: SegmentKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A sentence at its place: (paragraph_index, segment_index) is the alignment key in every language."""

    paragraph_index: int
    segment_index: int
    kind: SegmentKind
    text: str

    @property
    def position(self) -> tuple[int, int]:
        return (self.paragraph_index, self.segment_index)


class Stage(StrEnum):
    """Where in the pipeline something was refused."""

    CONFIG = "config"
    FETCH = "fetch"
    FEED = "feed"
    READ = "read"
    EXTRACT = "extract"
    DETECT = "detect"
    TRANSLATE = "translate"
    CORRECT = "correct"


class RejectReason(StrEnum):
    """Why something was refused. A closed list: reports and queries rely on it."""

    FETCH_FAILED = "fetch_failed"
    HTTP_ERROR = "http_error"
    NOT_FOUND = "not_found"
    ADDRESS_REFUSED = "address_refused"
    ROBOTS_DISALLOWED = "robots_disallowed"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    HOST_GIVEN_UP = "host_given_up"
    TOO_LARGE = "too_large"
    WRONG_CONTENT_TYPE = "wrong_content_type"
    NOT_A_FEED = "not_a_feed"
    ENTRY_WITHOUT_LINK = "entry_without_link"
    UNREADABLE_FILE = "unreadable_file"
    UNREADABLE_ENCODING = "unreadable_encoding"
    MALFORMED_RECORD = "malformed_record"
    NO_TEXT = "no_text"
    TOO_SHORT = "too_short"
    LISTING_PAGE = "listing_page"
    UNDETECTED_LANGUAGE = "undetected_language"
    UNSUPPORTED_LANGUAGE = "unsupported_language"
    TRANSLATION_FAILED = "translation_failed"
    UNKNOWN_SENTENCE = "unknown_sentence"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """Something that was not taken in, with the reason. Counted, stored and queryable; never an exception.

    `source_id` is the source it came from, where the one who refuses it knows.
    """

    stage: Stage
    reason: RejectReason
    subject: str
    detail: str = ""
    source_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedLine:
    """A line that was cut from an article, and why; kept so that it can be shown."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article in its own language. `paragraphs[0]` is the title; `content_sha256` covers title and body.

    `article_id` comes from the canonical URL, or from the source and relative path when there is none.
    `published_at` is None when nothing says it. The warehouse numbers revisions when it stores the article.
    """

    article_id: int
    source_id: str
    canonical_url: str | None
    title: str
    language: Language
    detection_confidence: float
    is_mixed: bool
    paragraphs: tuple[Paragraph, ...]
    content_sha256: str
    first_seen_at: datetime
    published_at: datetime | None = None
    feed_published_at: datetime | None = None
    page_published_at: datetime | None = None
    byline: str | None = None
    agencies: tuple[str, ...] = ()
    native_group: int | None = None
    duplicate_of: int | None = None
    removed: tuple[RemovedLine, ...] = ()


class Origin(StrEnum):
    """Who made a version: the publisher, the machine, or a person who corrected it."""

    SOURCE = "source"
    MACHINE = "machine"
    HUMAN = "human"


class Flag(StrEnum):
    """A quality flag on a translated sentence. A closed list; each has a one-line explanation in `quality.py`."""

    LOOP = "loop"
    COPIED = "copied"
    WRONG_SCRIPT = "wrong_script"
    WRONG_LANGUAGE = "wrong_language"
    LENGTH_RATIO = "length_ratio"
    TRUNCATED = "truncated"
    LOST_NUMBER = "lost_number"
    LOST_PLACEHOLDER = "lost_placeholder"
    HALLUCINATED_MARKER = "hallucinated_marker"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedText:
    """The translation of one sentence: its text, the length-normalised log probability, and its flags."""

    text: str
    score: float | None
    flags: tuple[Flag, ...] = ()
    origin: Origin = Origin.MACHINE


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSegment:
    """A sentence of a stored version. `score` is None and `flags` empty for a publisher's own text."""

    segment: Segment
    score: float | None = None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRef:
    """Which package made a text. `sha256` is that of its files; `is_demo` packages know only the bundled press."""

    pair: LanguagePair
    name: str
    version: str
    sha256: str
    is_demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An article in one language, sentence by sentence, with what made it.

    A machine version has exactly the positions of the source version; `translate` raises AlignmentError otherwise.
    With a pivot, `package_*` name the last package, and `pivot` the language between (never silent).
    """

    article_id: int
    revision_no: int
    language: Language
    origin: Origin
    segments: tuple[VersionSegment, ...]
    produced_at: datetime
    pair: LanguagePair | None = None
    pivot: Language | None = None
    engine: str = ""
    package: PackageRef | None = None
    settings_sha256: str = ""

    @property
    def version_id(self) -> int:
        package_sha256 = "" if self.package is None else self.package.sha256
        return stable_id(
            str(self.article_id), str(self.revision_no), self.language, self.origin, self.engine, package_sha256
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What language a text is in. `language` is an ISO 639-1 code or `und`; `method` names the rule that decided."""

    language: str
    confidence: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryKey:
    """What a stored translation depends on. The same key always gives the same text."""

    text_sha256: str
    pair: LanguagePair
    package_sha256: str
    settings_sha256: str
    glossary_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryEntry:
    """A translation worth keeping, with its key."""

    key: MemoryKey
    translated: TranslatedText


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationCounts:
    """What a translation step did, in sentences (and words of the source sent to the decoder)."""

    articles: int = 0
    segments: int = 0
    from_memory: int = 0
    decoded: int = 0
    decoder_calls: int = 0
    words: int = 0
    flags: dict[str, int] = field(default_factory=dict)
