"""Days and times as pages write them, in three languages; what cannot be true is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tercet.flows.ingest.blocks import parse_html
from tercet.flows.ingest.dates import find_day, first_plausible, page_date, parse_date, zone_of

LATEST = datetime(2026, 11, 23, 12, tzinfo=UTC)


def dated(html: str, *claims: str, url: str | None = "https://ostrey.example/kilns") -> datetime | None:
    tree = parse_html(f"<html><body>{html}</body></html>")
    assert tree is not None
    return page_date(tree, claims=claims, url=url, latest=LATEST)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("7 October 2026", "2026-10-07"),
        ("October 7, 2026", "2026-10-07"),
        ("Sept. 3rd, 2026", "2026-09-03"),
        ("2026-10-07", "2026-10-07"),
        ("07.10.2026", "2026-10-07"),
        ("7/10/26", "2026-10-07"),
        *((f"5 {name} 2026 року", f"2026-{month:02}-05") for month, name in enumerate(
            "січня лютого березня квітня травня червня липня серпня вересня жовтня".split(), start=1)),
        ("5 листопада 2026", "2026-11-05"),
        ("5 грудня 2025", "2025-12-05"),
        *((f"5 {name} 2026 года", f"2026-{month:02}-05") for month, name in enumerate(
            "января февраля марта апреля мая июня июля августа сентября октября ноября".split(), start=1)),
        ("Опубликовано: 17 декабря 2025", "2025-12-17"),
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_language(text: str, day: str) -> None:
    found = parse_date(text)

    assert found is not None
    assert found.isoformat() == f"{day}T00:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("7 October 2026, 14:32", "2026-10-07T14:32:00+00:00"),
        ("Feb. 3, 2026, 9:15 p.m.", "2026-02-03T21:15:00+00:00"),
        ("21 січня 2026, 13:40", "2026-01-21T13:40:00+00:00"),
        ("11:20, 9 октября 2025", "2025-10-09T11:20:00+00:00"),
        ("2026-10-07T14:32:00+03:00", "2026-10-07T11:32:00+00:00"),
        ("Wed, 07 Oct 2026 14:32:00 +0300", "2026-10-07T11:32:00+00:00"),
    ],
)
def test_a_clock_beside_the_day_is_read_with_its_zone(text: str, time: str) -> None:
    found = parse_date(text)

    assert found is not None
    assert found.isoformat() == time


@pytest.mark.parametrize("text", ["", "yesterday", "31 June 2026", "12:40", "score 3:2", "room 2026"])
def test_what_is_no_day_gives_none(text: str) -> None:
    assert parse_date(text) is None


def test_a_time_without_a_zone_is_the_country_s() -> None:
    summer = "2026-07-01T10:00:00"

    for host, hour in (("ostryi.example.ua", 7), ("zalessk.example.ru", 7), ("ostrey.example", 10)):
        zone = zone_of(f"https://{host}/news")
        found = parse_date(summer, zone=zone)
        assert found is not None
        assert found.hour == hour


def test_the_future_and_the_time_before_the_web_are_refused() -> None:
    old, soon, true = (datetime(year, 1, 1, tzinfo=UTC) for year in (1970, 2031, 2026))

    assert first_plausible([old, soon, None, true], latest=LATEST) == true
    assert first_plausible([old, soon], latest=LATEST) is None


def test_a_claim_in_the_future_gives_way_to_the_marked_up_time() -> None:
    body = '<time datetime="2026-10-07T14:32:00Z">7 October</time><p>Story.</p>'

    assert dated(body, "2031-05-05T10:00:00Z") == datetime(2026, 10, 7, 14, 32, tzinfo=UTC)


def test_the_page_s_claim_outranks_what_stands_in_its_text() -> None:
    body = '<time datetime="2026-10-09T00:00:00Z">9 October</time>'

    assert dated(body, "2026-10-07T14:32:00+03:00") == datetime(2026, 10, 7, 11, 32, tzinfo=UTC)


def test_find_day_leaves_the_words_beside_the_date() -> None:
    assert find_day("Ostrey, 7 October 2026")[1]
    assert "Ostrey" in find_day("Ostrey, 7 October 2026")[0]
    assert not find_day("Ostrey in October")[1]


def test_the_day_of_a_page_is_the_publisher_s_not_that_of_greenwich() -> None:
    found = dated("<p>Story.</p>", "2026-10-07T01:30:00+09:00")

    assert found == datetime(2026, 10, 6, 16, 30, tzinfo=UTC)
    assert found.date().isoformat() == "2026-10-07"


@pytest.mark.parametrize(
    ("url", "language", "day"),
    [
        ("https://ostrey.example/kilns", "en", "2026-03-04"),
        ("https://ostrey.example.uk/kilns", "en", "2026-04-03"),
        ("https://ostrey.example/kilns", "uk", "2026-04-03"),
    ],
)
def test_days_in_slashes_are_read_as_the_country_writes_them(url: str, language: str, day: str) -> None:
    tree = parse_html("<html><body><p>Story.</p></body></html>")
    assert tree is not None

    found = page_date(tree, claims=["03/04/2026"], url=url, latest=LATEST, language=language)

    assert found is not None
    assert found.date().isoformat() == day


def test_a_line_beside_the_headline_is_asked_before_the_rest_of_the_page() -> None:
    tree = parse_html("<html><body><p>The kilns were built on 5 May 1999.</p></body></html>")
    assert tree is not None
    nearby = ["Updated 9 October 2026", "Ostrey, 7 October 2026"]

    found = page_date(tree, claims=(), url=None, latest=LATEST, nearby=nearby)

    assert found == datetime(2026, 10, 7, tzinfo=UTC)
