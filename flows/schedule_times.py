"""When the schedule says that the nightly flow runs: Prefect's own reckoning of cron, time zones and summer time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from prefect.server.schemas.schedules import CronSchedule

from tercet.flows.sections.serving import ScheduleSettings

FIRST_LOOK = timedelta(hours=12)
LONGEST = timedelta(days=370)
MOST = 1000
"""Times that Prefect finds at once."""


def last_due(schedule: ScheduleSettings, now: datetime) -> datetime | None:
    """The last scheduled time at or before `now`, in UTC; None when there was none in a year."""
    end, length = now, FIRST_LOOK
    while now - end < LONGEST:
        if times := _between(schedule, end - length, end):
            return times[-1]
        end, length = end - length, 2 * length
    return None


def next_due(schedule: ScheduleSettings, now: datetime) -> datetime | None:
    """The first scheduled time after `now`, in UTC; None when the cron names no day that there is."""
    cron = CronSchedule(cron=schedule.cron, timezone=schedule.timezone)
    return next((moment for moment in map(_plain, cron._get_dates_generator(n=2, start=now)) if moment > now), None)


def _between(schedule: ScheduleSettings, start: datetime, end: datetime) -> list[datetime]:
    cron = CronSchedule(cron=schedule.cron, timezone=schedule.timezone)
    times: list[datetime] = []
    while True:
        found = sorted(map(_plain, cron._get_dates_generator(start=start, end=end)))
        times += found
        if len(found) < MOST:
            return [moment for moment in times if moment <= end]
        start = found[-1] + timedelta(seconds=1)


def _plain(moment: datetime) -> datetime:
    """Python's own datetime: Prefect's are of a class of its own."""
    return datetime.fromtimestamp(moment.timestamp(), UTC)
