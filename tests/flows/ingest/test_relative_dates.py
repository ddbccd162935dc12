"""Times told from now count from when the page was fetched; in a sentence they tell of the event, not of the page."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tercet.flows.ingest.dates import parse_date
from tercet.flows.ingest.extract import extract_page
from tercet.flows.ingest.models import ExtractedPage
from tercet.flows.ingest.relative_dates import relative_date

NOW = datetime(2026, 11, 23, 12, 30, 45, tzinfo=UTC)
KYIV = ZoneInfo("Europe/Kyiv")


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("5 хвилин тому", "2026-11-23 12:25"),
        ("5 хв. тому", "2026-11-23 12:25"),
        ("хвилину тому", "2026-11-23 12:29"),
        ("5 минут назад", "2026-11-23 12:25"),
        ("21 минуту назад", "2026-11-23 12:09"),
        ("2 години тому", "2026-11-23 10:30"),
        ("годину тому", "2026-11-23 11:30"),
        ("Иван Петров, 3 часа назад", "2026-11-23 09:30"),
        ("час назад", "2026-11-23 11:30"),
        ("15 мин. назад", "2026-11-23 12:15"),
        ("Published 2 hours ago by Eleanor Pask", "2026-11-23 10:30"),
        ("an hour ago", "2026-11-23 11:30"),
        ("3 дні тому", "2026-11-20 00:00"),
        ("2 дня назад", "2026-11-21 00:00"),
        ("Сьогодні, 09:15", "2026-11-23 07:15"),
        ("сьогодні о 9:15", "2026-11-23 07:15"),
        ("Вчора, 23:50", "2026-11-22 21:50"),
        ("Вчера в 10:00", "2026-11-22 08:00"),
        ("позавчора, 10:00", "2026-11-21 08:00"),
        ("Yesterday at 10:00", "2026-11-22 08:00"),
        ("Вчера", "2026-11-22 00:00"),
        ("сегодня", "2026-11-23 00:00"),
    ],
)
def test_a_time_told_from_now_counts_from_the_fetch(line: str, time: str) -> None:
    found = relative_date(line, now=NOW, zone=KYIV)

    assert found is not None
    assert f"{found.astimezone(UTC):%Y-%m-%d %H:%M}" == time


@pytest.mark.parametrize(
    "line",
    [
        "Вчора у Києві відкрили новий міст через Дніпро",
        "Три года назад здесь был завод по производству стекла",
        "Сьогоднішня погода",
        "Погода на сьогодні: сонячно, до плюс п'яти",
        "The bridge was closed 2 hours ago, the mayor said on Monday",
        "5 хвилин читання",
        "",
    ],
)
def test_a_sentence_with_such_words_is_no_date(line: str) -> None:
    assert relative_date(line, now=NOW, zone=KYIV) is None


def page(line: str) -> bytes:
    text = "Рух мостом через Горинь відновили о шостій ранку, і перші автобуси вже проїхали на другий берег. " * 3
    return (
        f"<html><head><meta charset='utf-8'><title>Міст відкрили</title></head><body><article><h1>Міст відкрили</h1>"
        f"<div>{line}</div><p>{text}</p><p>{text}</p></article></body></html>"
    ).encode()


def published(line: str, **options: object) -> datetime | None:
    read = extract_page(page(line), "https://visti.example/a", "utf-8", latest=NOW, **options)  # type: ignore[arg-type]
    assert isinstance(read, ExtractedPage)
    return read.published_at


def test_the_line_beside_the_headline_dates_the_page() -> None:
    assert published("2 години тому") == datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("20 листопада, 10:00", "2026-11-20 10:00"),
        ("24 декабря, 18:05", "2025-12-24 18:05"),
        ("Olena Kovalenko, 3 March", "2026-03-03 00:00"),
        ("24 November 2031", None),
        ("20 листопада в місті відкриють новий міст через річку", None),
    ],
)
def test_a_day_without_a_year_is_the_last_such_day(line: str, day: str | None) -> None:
    found = published(line)

    assert (None if found is None else f"{found:%Y-%m-%d %H:%M}") == day


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("12 лютого 2026 р., 14:05", "2026-02-12 12:05"),
        ("12 лютого 2026 року о 14:05", "2026-02-12 12:05"),
        ("12 февраля 2026 г. в 14:05", "2026-02-12 12:05"),
        ("12 февраля 2026 года, 14:05", "2026-02-12 12:05"),
        ("9 апр. 2026 в 12:30 МСК", "2026-04-09 09:30"),
        ("9 Sept 2026 12:30 (GMT+3)", "2026-09-09 09:30"),
        ("9 Sept 2026 12:30 UTC", "2026-09-09 12:30"),
        ("9 November 2026, 12:30 EST", "2026-11-09 17:30"),
        ("09.04.2026 12:30 +0500", "2026-04-09 07:30"),
        ("9 липня 2026, 12:30 за московським часом", "2026-07-09 09:30"),
        ("9-го березня 2026, 08:00", "2026-03-09 06:00"),
        ("9 нояб. 2026", "2026-11-09 00:00"),
        ("9 мар. 2026", "2026-03-09 00:00"),
        ("9 верес. 2026", "2026-09-09 00:00"),
        ("9 листоп. 2026 р.", "2026-11-09 00:00"),
        ("9 февр. 2026", "2026-02-09 00:00"),
    ],
)
def test_short_months_words_for_year_and_named_zones_are_read(text: str, time: str) -> None:
    found = parse_date(text, zone=KYIV)

    assert found is not None
    assert f"{found.astimezone(UTC):%Y-%m-%d %H:%M}" == time


def test_a_time_without_a_zone_is_in_the_zone_of_its_source() -> None:
    assert published("20 листопада 2026, 10:00") == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert published("20 листопада 2026, 10:00", zone=KYIV) == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert published("вчора, 10:00", zone=KYIV) == datetime(2026, 11, 22, 8, tzinfo=UTC)
