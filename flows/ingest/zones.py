"""The time zone that a text names behind a time: `12:30 МСК`, `12:30 (GMT+3)`, `12:30 +0200`, "за київським часом"."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

_HOURS: Final = {
    "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "мск": 3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "pst": -8, "pdt": -7,
}  # fmt: skip
_CITIES: Final = {"ки": "Europe/Kyiv", "мо": "Europe/Moscow", "лон": "Europe/London"}
_STATED = re.compile(
    r"[\s,]*\(?\s*(?:"
    rf"(?P<name>{'|'.join(_HOURS)})\b\s*(?P<of>[+\-−]\d{{1,2}}(?::?\d{{2}})?(?!\d))?"
    r"|(?P<offset>[+\-−]\d{2}:?\d{2})(?!\d)"
    r"|(?:за|по)\s+(?P<city>ки|мо|лон)[їиеос][а-яіїєґ]+\s+(?:час|врем))",
    re.IGNORECASE,
)


def stated_zone(text: str, position: int) -> tzinfo | None:
    """The zone that stands at this place of a text; None where there is none. `UTC+3` is three hours ahead."""
    match = _STATED.match(text, position)
    if match is None:
        return None
    if match["city"]:
        return ZoneInfo(_CITIES[match["city"].lower()])
    hours = timedelta(hours=_HOURS[match["name"].lower()]) if match["name"] else timedelta()
    shift = hours + _offset(match["of"] or match["offset"] or "")
    return UTC if not shift else timezone(shift) if abs(shift) <= timedelta(hours=14) else None


def _offset(text: str) -> timedelta:
    digits = re.sub(r"\D", "", text)
    if not digits:
        return timedelta()
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    return timedelta(hours=hours, minutes=minutes) * (1 if text[0] == "+" else -1)
