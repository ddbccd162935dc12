"""Scheduled times are those at which Prefect starts runs, in winter and in summer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from prefect.server.schemas.schedules import CronSchedule

from tercet.flows.schedule_times import last_due, next_due
from tercet.flows.sections.serving import ScheduleSettings

KYIV = ZoneInfo("Europe/Kyiv")


def at(text: str, zone: ZoneInfo = KYIV) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("cron", "now", "due"),
    [
        ("15 2 * * *", "2026-11-23T12:00", "2026-11-23T02:15"),
        ("15 2 * * *", "2026-11-23T02:15", "2026-11-23T02:15"),
        ("15 2 * * *", "2026-11-23T02:14:59", "2026-11-22T02:15"),
        ("0 6 * * mon", "2026-11-22T12:00", "2026-11-16T06:00"),
        ("0 6 1 1 *", "2026-11-22T12:00", "2026-01-01T06:00"),
        ("* * * * *", "2026-11-22T12:00:30", "2026-11-22T12:00"),
        ("* * * * mon", "2026-11-22T12:00", "2026-11-16T23:59"),
        ("15 2 * * *", "2026-03-29T12:00", "2026-03-29T02:15"),
        ("15 2 * * *", "2026-03-30T12:00", "2026-03-30T02:15"),
        ("15 2 * * *", "2026-10-25T12:00", "2026-10-25T02:15"),
        ("15 2 * * *", "2026-10-26T12:00", "2026-10-26T02:15"),
    ],
)
def test_the_last_scheduled_time_is_told_in_the_zone_of_the_schedule(cron: str, now: str, due: str) -> None:
    """Clocks in Kyiv went forward on 29 March and back on 25 October 2026."""
    assert last_due(ScheduleSettings(cron=cron), at(now)) == at(due)


def test_a_day_that_comes_only_in_leap_years_is_not_looked_for_longer_than_a_year() -> None:
    assert last_due(ScheduleSettings(cron="0 6 29 2 *"), at("2026-11-22T12:00")) is None


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("cron", ["15 2 * * *", "30 3 * * *"])
@pytest.mark.parametrize("start", ["2026-03-07", "2026-03-28", "2026-10-24", "2026-10-31"])
def test_no_time_that_prefect_runs_at_is_passed_over_when_clocks_change(zone: str, cron: str, start: str) -> None:
    """Also where clocks jump at the very time of the schedule, and whatever Prefect makes of that."""
    schedule = ScheduleSettings(cron=cron, timezone=zone)
    times = [
        datetime.fromtimestamp(moment.timestamp(), UTC)
        for moment in CronSchedule(cron=cron, timezone=zone)._get_dates_generator(n=3, start=at(start))
    ]

    for due in times:
        found = last_due(schedule, due + timedelta(hours=6))
        assert found is not None
        assert abs(found - due) <= timedelta(hours=1)
        assert next_due(schedule, due - timedelta(hours=6)) is not None


def test_the_next_time_is_after_now() -> None:
    assert next_due(ScheduleSettings(), at("2026-11-23T02:15")) == at("2026-11-24T02:15")
    assert next_due(ScheduleSettings(), at("2026-10-24T12:00")) == at("2026-10-25T02:15")
