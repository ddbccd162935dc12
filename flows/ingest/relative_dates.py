"""Days and times told from now: "5 хвилин тому", "вчера, 14:30", "2 hours ago". Only for short lines near a headline.

A line counts when it says nothing else than who wrote it and when: in a sentence such words tell of the event.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from typing import Final

_MAX_CHARS: Final = 60
_UNITS: Final = {
    "minutes": r"хв(?:илин[иу]?|\.)?|мин(?:ут[ыу]?|\.)?|min(?:ute)?s?\.?",
    "hours": r"год(?:ин[иу]?|\.)?|час(?:а|ов)?|ч\.?|hours?|hrs?\.?|h",
    "days": r"дн[іяей]+в?|день|дн\.|days?|d",
}
_ONE = r"an?|одну|один"
_AGO = re.compile(
    rf"(?<!\w)(?:(?P<count>\d{{1,2}}|{_ONE})\s+)?(?:"
    + "|".join(rf"(?P<{unit}>{words})" for unit, words in _UNITS.items())
    + r")\s+(?:тому(?:\s+назад)?|назад|ago)(?!\w)",
    re.IGNORECASE,
)
_DAYS: Final = {
    0: "сьогодні сегодня today".split(),
    1: "вчора вчера yesterday".split(),
    2: "позавчора позавчера".split(),
}
_NAMED = re.compile(
    r"(?<!\w)(?P<day>" + "|".join(word for words in _DAYS.values() for word in words) + r")(?!\w)"
    r"(?:[\s,|·•—–-]*(?:о|об|в|at)?\s*(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d))?",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"опубліковано|оприлюднено|опубликовано|размещено|добавлено|додано|published|posted|дата|date|by\b|автор|author",
    re.IGNORECASE,
)
_MAX_NAME_WORDS: Final = 3


def relative_date(line: str, *, now: datetime, zone: tzinfo) -> datetime | None:
    """When a line says it was, counted from `now`; a day without a time stands for its start in UTC, as everywhere.

    None for lines that say more than a name beside it.
    """
    if len(line) > _MAX_CHARS:
        return None
    if (match := _AGO.search(line)) and is_only_date(line, match[0]):
        return _ago(match, now)
    if (match := _NAMED.search(line)) and is_only_date(line, match[0]):
        back = next(number for number, words in _DAYS.items() if match["day"].lower() in words)
        day = now.astimezone(zone) - timedelta(days=back)
        if match["hour"] is None:
            return now.replace(year=day.year, month=day.month, day=day.day, hour=0, minute=0, second=0, microsecond=0)
        return day.replace(hour=int(match["hour"]), minute=int(match["minute"]), second=0, microsecond=0)
    return None


def _ago(match: re.Match[str], now: datetime) -> datetime:
    """To the minute; so many hours ago are whole hours, so many days ago whole days."""
    count = int(match["count"]) if match["count"] and match["count"].isdigit() else 1
    unit = next(name for name in _UNITS if match[name])
    at = (now - timedelta(**{unit: count})).replace(second=0, microsecond=0)
    return at.replace(hour=0, minute=0) if unit == "days" else at


def is_only_date(line: str, date: str) -> bool:
    """Whether a short line says, beside the date in it, at most a label and a name."""
    rest = _LABELS.sub(" ", line.replace(date, " | ", 1))
    return len(line) <= _MAX_CHARS and len(re.findall(r"\w+", rest)) <= _MAX_NAME_WORDS
