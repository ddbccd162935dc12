"""Times as machines write them: ISO 8601, RFC 2822 (mail and RSS, also with local names), day.month.year, seconds."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from email.utils import parsedate_to_datetime

_EARLIEST_YEAR = 1900
_MILLISECONDS_FROM = 1e11
_CLOCK = r"(?:[,T]?\s*(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})" + _CLOCK)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})" + _CLOCK)
_MAIL_FORM = re.compile(r"(?:\w+\.?,\s*)?(\d{1,2})\s+(\w{3})\w*\.?\s+(\d{4})\s+(\d{1,2}:\d{2}(?::\d{2})?)\s*(\S*)")
_MONTHS = {
    stem: english
    for english, stems in (
        ("Jan", "янв січ"),
        ("Feb", "фев лют"),
        ("Mar", "мар бер"),
        ("Apr", "апр кві"),
        ("May", "май мая тра"),
        ("Jun", "июн чер"),
        ("Jul", "июл лип"),
        ("Aug", "авг сер"),
        ("Sep", "сен вер"),
        ("Oct", "окт жов"),
        ("Nov", "ноя лис"),
        ("Dec", "дек гру"),
    )
    for stem in stems.split()
}
_ZONES = {
    "EET": "+0200",
    "EEST": "+0300",
    "MSK": "+0300",
    "CET": "+0100",
    "CEST": "+0200",
    "WET": "+0000",
    "BST": "+0100",
}
"""Zone names of Europe, which the mail standard does not know and readers of it take for UTC."""


def parse_time(value: object, *, zone: tzinfo = UTC) -> datetime | None:
    """The time in UTC, or None for what is no time. Without a zone it is one of `zone`; a day stands for its start."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _from_seconds(float(value))
    text = value.isoformat() if isinstance(value, date) else str(value).strip()
    for read in (datetime.fromisoformat, _numbered, _mail_form):
        try:
            time = read(text)
            return _in_utc(time, zone if ":" in text else UTC)
        except (ValueError, OverflowError, IndexError, TypeError):
            continue
    return None


def _numbered(text: str) -> datetime:
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year, *clock = (int(part or 0) for part in match.groups())
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day, *clock = (int(part or 0) for part in match.groups())
    else:
        raise ValueError(text)
    return datetime(year, month, day, clock[0], clock[1], clock[2])


def _mail_form(text: str) -> datetime:
    match = _MAIL_FORM.fullmatch(text)
    if match is None:
        return parsedate_to_datetime(text)
    day, month, year, clock, zone = match.groups()
    return parsedate_to_datetime(f"{day} {_MONTHS.get(month.lower(), month)} {year} {clock} {_ZONES.get(zone, zone)}")


def _in_utc(time: datetime, zone: tzinfo) -> datetime:
    if time.year < _EARLIEST_YEAR:
        raise ValueError(f"no article is of the year {time.year}")
    return (time.replace(tzinfo=zone) if time.tzinfo is None else time).astimezone(UTC)


def _from_seconds(seconds: float) -> datetime | None:
    try:
        return _in_utc(datetime.fromtimestamp(seconds / 1000 if seconds > _MILLISECONDS_FROM else seconds, UTC), UTC)
    except (ValueError, OverflowError, OSError):
        return None
