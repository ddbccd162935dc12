"""Times that addresses and records of sitemaps name, and whether they fall into a span of days."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tercet.flows.ingest.models import FeedEntry, SitemapLink

ZONES = timedelta(days=1)
"""What a day in a name may be off by: it is one of the site's own time zone."""

_PARAMETERS = re.compile(r"[&;](?:amp;)?(?:mm?|dd?|month|day)=", re.I)
_NAMED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:([-_/.]?)(0[1-9]|1[0-2]|[1-9](?=[-_/.]))(?:\2(0[1-9]|[12]\d|3[01]|[1-9](?!\d)))?)?(?!\d)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From one moment to another, both included."""

    since: datetime
    until: datetime

    def holds(self, entry: FeedEntry, *, named: Span | None = None) -> bool:
        """Whether an entry is of this span, by its date, else the day its address names, else that of its last change.

        Without any of them it is, if the sitemap that lists it is `named` for a time that is.
        """
        if entry.published_at is not None:
            return self.since <= entry.published_at <= self.until
        day = span_named(entry.url or "")
        if day is not None and day.until - day.since <= ZONES:
            return self.overlaps(day)
        if entry.modified_at is not None:
            return self.since <= entry.modified_at <= self.until
        return named is not None and self.overlaps(named)

    def may_be_in(self, link: SitemapLink) -> bool:
        """Whether a sitemap that an index lists can have entries of this span: its last change and name tell."""
        if link.modified_at is not None and link.modified_at < self.since - ZONES:
            return False
        named = span_named(link.url)
        return named is None or self.overlaps(Span(since=named.since - ZONES, until=named.until + ZONES))

    def overlaps(self, other: Span) -> bool:
        return self.since <= other.until and other.since <= self.until


def span_named(address: str) -> Span | None:
    """The day, month or year that an address names (`/2026/11/23/`, `sitemap-2026-11.xml`, `?yyyy=2026&mm=11`).

    Several are taken for the first and the last of a span.
    """
    path = _PARAMETERS.sub("-", address.partition("://")[2].partition("/")[2])
    spans = [span for match in _NAMED.finditer(path) if (span := _span(match)) is not None]
    if not spans:
        return None
    return Span(since=min(span.since for span in spans), until=max(span.until for span in spans))


def _span(match: re.Match[str]) -> Span | None:
    year, month, day = int(match[1]), int(match[3] or 0), int(match[4] or 0)
    first = datetime(year, month or 1, 1, tzinfo=UTC)
    last_day = calendar.monthrange(year, month or 12)[1]
    if day > last_day:
        return None
    since = first.replace(day=day or 1)
    until = datetime(year, month or 12, day or last_day, tzinfo=UTC) + timedelta(days=1, microseconds=-1)
    return Span(since=since, until=until)
