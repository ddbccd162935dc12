"""The days that addresses of sitemaps and pages name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tercet.flows.ingest.models import FeedEntry, SitemapLink
from tercet.flows.ingest.periods import Span, span_named

NOVEMBER = Span(since=datetime(2026, 11, 10, tzinfo=UTC), until=datetime(2026, 11, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("sitemap-2026-11.xml", "2026-11-01 2026-11-30"),
        ("sitemap_20261123.xml.gz", "2026-11-23 2026-11-23"),
        ("2026/11/23/novyny", "2026-11-23 2026-11-23"),
        ("archive/2026/2/sitemap.xml", "2026-02-01 2026-02-28"),
        ("sitemap.xml?yyyy=2026&mm=11&dd=05", "2026-11-05 2026-11-05"),
        ("map?year=2026&month=02", "2026-02-01 2026-02-28"),
        ("2026.xml", "2026-01-01 2026-12-31"),
        ("map-2026-11-01-2026-11-07.xml", "2026-11-01 2026-11-07"),
        ("news/1720261123456", None),
        ("sitemap-17.xml", None),
        ("a/2026-02-31/b", None),
    ],
)
def test_an_address_names_a_day_a_month_or_a_year(path: str, named: str | None) -> None:
    span = span_named(f"https://visti.example/{path}")

    assert (None if span is None else f"{span.since:%Y-%m-%d} {span.until:%Y-%m-%d}") == named


@pytest.mark.parametrize(
    ("path", "modified", "may"),
    [
        ("map-2026-11.xml", None, True),
        ("map-2026-10.xml", None, False),
        ("map-2026-11-09.xml", None, True),  # the site's day may reach into ours
        ("map-2026-11-08.xml", None, False),
        ("map-2026-11-22.xml", None, False),
        ("map-1.xml", None, True),
        ("map-1.xml", datetime(2026, 10, 1, tzinfo=UTC), False),
        ("map-1.xml", datetime(2026, 12, 1, tzinfo=UTC), True),
    ],
)
def test_sitemaps_of_other_times_are_not_read(path: str, modified: datetime | None, may: bool) -> None:
    assert NOVEMBER.may_be_in(SitemapLink(url=f"https://visti.example/{path}", modified_at=modified)) is may


@pytest.mark.parametrize(
    ("path", "published", "modified", "is_in"),
    [
        ("a", datetime(2026, 11, 15, tzinfo=UTC), None, True),
        ("a", datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 11, 15, tzinfo=UTC), False),
        ("2026/11/12/a", None, datetime(2026, 12, 24, tzinfo=UTC), True),
        ("2026/10/12/a", None, datetime(2026, 11, 15, tzinfo=UTC), False),
        ("a", None, datetime(2026, 11, 15, tzinfo=UTC), True),
        ("a", None, datetime(2026, 10, 15, tzinfo=UTC), False),
        ("a", None, None, False),
    ],
)
def test_an_entry_is_of_the_span_by_its_date_its_address_or_its_last_change(
    path: str, published: datetime | None, modified: datetime | None, is_in: bool
) -> None:
    entry = FeedEntry(
        source_id="visti", guid=path, url=f"https://visti.example/{path}", title="", published_at=published,
        modified_at=modified,
    )  # fmt: skip

    assert NOVEMBER.holds(entry) is is_in


def test_an_entry_without_any_date_counts_by_the_name_of_its_sitemap() -> None:
    entry = FeedEntry(source_id="visti", guid="a", url="https://visti.example/a", title="", published_at=None)

    assert NOVEMBER.holds(entry, named=span_named("https://visti.example/map-2026-11-15.xml"))
    assert not NOVEMBER.holds(entry, named=span_named("https://visti.example/map-2026-10-15.xml"))
