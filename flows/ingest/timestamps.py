"""Times as machines write them: ISO 8601, RFC 2822 (mail and RSS), day.month.year, seconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_EARLIEST_YEAR = 1900
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_MILLISECONDS_FROM = 1e11


def parse_time(value: object) -> datetime | None:
    """The time in UTC, or None for what is no time. Without a zone it is taken for UTC; a day stands for its start."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _from_seconds(float(value))
    text = value.isoformat() if isinstance(value, date) else str(value).strip()
    for read in (datetime.fromisoformat, _day_first, parsedate_to_datetime):
        try:
            return _in_utc(read(text))
        except (ValueError, OverflowError, IndexError, TypeError):
            continue
    return None


def _day_first(text: str) -> datetime:
    match = _DAY_FIRST.fullmatch(text)
    if match is None:
        raise ValueError(text)
    day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
    return datetime(year, month, day, hour, minute, second)


def _in_utc(time: datetime) -> datetime:
    if time.year < _EARLIEST_YEAR:
        raise ValueError(f"no article is of the year {time.year}")
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _from_seconds(seconds: float) -> datetime | None:
    try:
        return _in_utc(datetime.fromtimestamp(seconds / 1000 if seconds > _MILLISECONDS_FROM else seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return None
