"""Times of machines are read in every form they are sent in, in UTC, and nothing else is taken for a time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tercet.flows.ingest.timestamps import parse_time

MORNING = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-23T08:30:00+02:00",
        "2026-11-23T06:30:00Z",
        "2026-11-23 06:30",
        "Mon, 23 Nov 2026 08:30:00 +0200",
        "Mon, 23 Nov 2026 06:30:00 GMT",
        "Mon, 23 Nov 2026 08:30:00 EET",
        "23 Nov 2026 09:30 MSK",
        "Пн, 23 лис 2026 08:30:00 +0200",
        "понеділок, 23 листопада 2026 08:30:00 +0200",
        "Пн, 23 ноя 2026 09:30:00 +0300",
        "23.11.2026 06:30",
        "23.11.2026, 06:30:00",
        "2026/11/23 06:30",
        datetime(2026, 11, 23, 6, 30, tzinfo=UTC),
        MORNING.timestamp(),
        int(MORNING.timestamp() * 1000),
    ],
)
def test_a_time_is_the_same_however_it_is_written(value: object) -> None:
    assert parse_time(value) == MORNING


@pytest.mark.parametrize("value", ["2026-11-23", "20261123", "23.11.2026", "2026/11/23", date(2026, 11, 23)])
def test_a_day_stands_for_its_start(value: object) -> None:
    assert parse_time(value, zone=ZoneInfo("Europe/Kyiv")) == MIDNIGHT


def test_a_time_without_a_zone_is_one_of_the_zone_given() -> None:
    kyiv = ZoneInfo("Europe/Kyiv")

    assert parse_time("23.11.2026 08:30", zone=kyiv) == MORNING
    assert parse_time("2026-11-23T06:30:00Z", zone=kyiv) == MORNING


@pytest.mark.parametrize(
    "value",
    [None, "", "soon", "позавчора", "2026", "31.02.2026", "0000-00-00", "0001-01-01", True, {}, float("nan"), 1e300],
)
def test_what_is_no_time_is_none(value: object) -> None:
    assert parse_time(value) is None
