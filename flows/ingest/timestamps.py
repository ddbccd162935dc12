"""Times as machines write them: ISO 8601, RFC 2822 (mail and RSS), seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_EARLIEST_YEAR = 1900


def parse_time(value: object) -> datetime | None:
    """The time in UTC, or None for what is no time. Without a zone it is taken for UTC; a day stands for its start."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _from_seconds(float(value))
    text = str(value).strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _in_utc(read(text))
        except (ValueError, OverflowError, IndexError, TypeError):
            continue
    return None


def _in_utc(time: datetime) -> datetime:
    if time.year < _EARLIEST_YEAR:
        raise ValueError(f"no article is of the year {time.year}")
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _from_seconds(seconds: float) -> datetime | None:
    try:
        return _in_utc(datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return None
