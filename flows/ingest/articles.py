"""From a cleaned page to an article: whose it is, what language it is in, which dates it has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from tercet.flows.ingest.models import ExtractedPage
from tercet.flows.ingest.urls import canonical_url
from tercet.translations.detect import detect_article
from tercet.translations.languages import UNDETERMINED, Language
from tercet.translations.models import (
    TITLE_PARAGRAPH,
    Article,
    Paragraph,
    Reject,
    RejectReason,
    SegmentKind,
    Stage,
    sha256_text,
    stable_id,
)

LATEST_AHEAD = timedelta(days=1)
"""A date further in the future than this is a mistake of the page or the feed (clocks and zones explain less)."""

_PASTED = re.compile(r"pasted:(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a page came from. `url` is None for files and pasted text, which have a `local_name` instead."""

    source_id: str
    url: str | None
    local_name: str
    seen_at: datetime
    feed_published_at: datetime | None = None
    stated_published_at: datetime | None = None
    alternates: tuple[tuple[str, str], ...] = ()

    @property
    def subject(self) -> str:
        return self.url or self.local_name


def make_article(page: ExtractedPage, provenance: Provenance) -> Article | Reject:
    """The article of a page, or a Reject when its language cannot be told or is none of ours.

    `published_at` is the feed's date, else the page's own, else the one stated for the source; None when none of them
    is known: never the time of reading. Dates in the future are refused.
    """
    detected = detect_article([page.title, *(paragraph.text for paragraph in page.paragraphs)])
    if detected.language not in set(Language):
        return _language_reject(detected.language, provenance)
    url = article_url(page, provenance)
    paragraphs = (Paragraph(index=TITLE_PARAGRAPH, kind=SegmentKind.TITLE, text=page.title), *page.paragraphs)
    feed_date = not_in_future(provenance.feed_published_at, provenance.seen_at)
    page_date = not_in_future(page.published_at, provenance.seen_at)
    stated = not_in_future(provenance.stated_published_at, provenance.seen_at)
    return Article(
        article_id=_article_id(url, provenance),
        source_id=provenance.source_id,
        canonical_url=url,
        title=page.title,
        language=Language(detected.language),
        detection_confidence=detected.confidence,
        is_mixed=detected.is_mixed,
        paragraphs=paragraphs,
        content_sha256=content_sha256(paragraph.text for paragraph in paragraphs),
        first_seen_at=provenance.seen_at,
        published_at=feed_date or page_date or stated,
        feed_published_at=feed_date,
        page_published_at=page_date,
        byline=", ".join(page.authors) or None,
        agencies=page.agencies,
        native_group=native_group(native_addresses(url, [*page.alternates, *provenance.alternates])),
        removed=page.removed,
    )


def pasted_name(text: str) -> str:
    """The local name of a pasted text: the same for the same words, whatever the spaces and line ends."""
    return f"pasted:{stable_id('pasted', ' '.join(text.split()))}"


def _article_id(url: str | None, provenance: Provenance) -> int:
    """By address; without one a pasted text by its words, whoever published it, and a file by its source and name."""
    if url is not None:
        return stable_id(url)
    pasted = _PASTED.fullmatch(provenance.local_name)
    return int(pasted[1]) if pasted else stable_id(provenance.source_id, provenance.local_name)


def article_url(page: ExtractedPage, provenance: Provenance) -> str | None:
    """The canonical URL: the one the page declares, else that of its address; None for local text without one."""
    if page.canonical_url is not None and not _is_front_page(page.canonical_url):
        return canonical_url(page.canonical_url)
    return None if provenance.url is None else canonical_url(provenance.url)


def _is_front_page(url: str) -> bool:
    """Some sites declare their front page as the canonical address of every article."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def content_sha256(texts: Iterable[str]) -> str:
    """The hash that decides whether an article changed: title and paragraphs, in Unicode form C."""
    return sha256_text(unicodedata.normalize("NFC", "\n".join(texts)))


def native_addresses(url: str | None, alternates: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The canonical addresses of a publisher's language versions of an article; empty when there is only one."""
    ours = {canonical_url(address) for code, address in alternates if code.split("-")[0].lower() in set(Language)}
    if url is not None:
        ours.add(url)
    return frozenset(ours if len(ours) > 1 else ())


def native_group(addresses: Collection[str]) -> int | None:
    """The id of a group of language versions until it is joined with others; None without any."""
    return stable_id("native", *sorted(addresses)) if addresses else None


def not_in_future(date: datetime | None, now: datetime) -> datetime | None:
    """The date in UTC, unless it lies ahead of now by more than clocks and zones explain."""
    return None if date is None or date > now + LATEST_AHEAD else date.astimezone(UTC)


def _language_reject(language: str, provenance: Provenance) -> Reject:
    if language == UNDETERMINED:
        reason, detail = RejectReason.UNDETECTED_LANGUAGE, "the language of the text could not be told"
    else:
        reason, detail = RejectReason.UNSUPPORTED_LANGUAGE, f"the text is in {language}; kept are en, uk and ru"
    return Reject(stage=Stage.DETECT, reason=reason, subject=provenance.subject, detail=detail)
