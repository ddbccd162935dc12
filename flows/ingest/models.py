"""The records of ingest, from a line in a feed to a page's text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tercet.translations.models import Paragraph, Reject, RemovedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One thing a source lists. `guid` identifies it within the source; `url` is None for local files.

    `alternates` are the publisher's own versions in other languages, as (language code, URL). `modified_at` is when the
    page last changed, where a sitemap says so: never taken for the time of publication.
    """

    source_id: str
    guid: str
    url: str | None
    title: str
    published_at: datetime | None
    alternates: tuple[tuple[str, str], ...] = ()
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapLink:
    """A further sitemap that a sitemap index lists. `modified_at` is None when the index does not say."""

    url: str
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed or sitemap that was understood. `version` names its format, for example `rss20`.

    `entries` may hold some without a URL: the feed lists them, and only the caller can say what becomes of them.
    `rejects` are those that the file itself spoils, such as an entry in whose middle the feed is cut off.
    `sitemaps` are what a sitemap index lists; such a file has no entries of its own.
    """

    version: str
    title: str
    entries: tuple[FeedEntry, ...]
    rejects: tuple[Reject, ...] = ()
    sitemaps: tuple[SitemapLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What came back for a URL or was read from a file: bytes and what the transport said of them.

    `content_type` is the header as sent, parameters included ("" when there was none), `charset` the one it names.
    `body` is unpacked. `etag` and `last_modified` go back to the server with the next request, as they came.
    `headers` are all that the server sent; `warc_file` and `warc_offset` say where the document is archived, if it is.
    """

    url: str
    final_url: str
    status_code: int
    content_type: str
    charset: str | None
    body: bytes
    body_sha256: str
    etag: str | None
    last_modified: str | None
    fetched_at: datetime
    headers: tuple[tuple[str, str], ...] = ()
    warc_file: str | None = None
    warc_offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server says that nothing changed since the document with this etag or date was fetched."""

    url: str
    etag: str | None
    last_modified: str | None
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLayout:
    """How a plain text stood on its page: which block between blank lines each line was in, the title's first.

    `is_title_first_line` says that the title is only the text's first line, and so may be a prompt above the headline.
    """

    is_title_first_line: bool
    blocks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedPage:
    """The article found in a page or a text. `paragraphs` are the body, numbered from 1; the title stands apart.

    `published_at` is aware, in the zone that the page states: its day is the day the publisher names.
    `removed` are the lines cut as boilerplate, `agencies` those named by a line such as "With Reuters and AFP".
    `layout` is kept for plain text until it is cleaned.
    """

    title: str
    paragraphs: tuple[Paragraph, ...]
    published_at: datetime | None = None
    authors: tuple[str, ...] = ()
    declared_language: str | None = None
    canonical_url: str | None = None
    alternates: tuple[tuple[str, str], ...] = ()
    removed: tuple[RemovedLine, ...] = ()
    agencies: tuple[str, ...] = ()
    layout: TextLayout | None = None
