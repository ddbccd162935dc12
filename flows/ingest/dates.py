"""When a page says it was published: from its metadata, from words near the headline, or from its address.

Days are read in English, Ukrainian and Russian. A time without a zone is taken in the zone of the site's country where
the address tells it (`.ua`, `.ru`), else for UTC. What lies in the future is a mistake and gives None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

_MONTHS: Final = {
    stem: number
    for number, stems in enumerate(
        (
            "jan янв січ",
            "feb фев лют",
            "mar мар бер",
            "apr апр кві",
            "may май мая трав",
            "jun июн черв",
            "jul июл лип",
            "aug авг серп",
            "sep сен вер",
            "oct окт жов",
            "nov ноя лист",
            "dec дек груд",
        ),
        start=1,
    )
    for stem in stems.split()
}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|янв(?:ар[ья])?|фев(?:рал[ья])?|марта?|апр(?:ел[ья])?|ма[йя]|июн[ья]?|июл[ья]?|"
    r"авг(?:уста?)?|сен(?:т(?:ябр[ья])?)?|окт(?:ябр[ья])?|ноя(?:бр[ья])?|дек(?:абр[ья])?|січ(?:ень|ня)?|"
    r"лют(?:ий|ого)?|бер(?:езень|езня)?|кві(?:т(?:ень|ня)?)?|трав(?:ень|ня)?|черв(?:ень|ня)?|лип(?:ень|ня)?|"
    r"серп(?:ень|ня)?|вер(?:есень|есня)?|жовт?(?:ень|ня)?|лист(?:опад|опада)?|груд(?:ень|ня)?)"
)
_CLOCK = r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?\s*(?P<half>[ap]\.?m\.?)?"
_DAY_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<![\d.])(?P<year>(?:19|20)\d\d)[-/.](?P<month>0?[1-9]|1[0-2])[-/.](?P<day>0?[1-9]|[12]\d|3[01])(?!\d)",
        r"(?<![\d.:])(?P<day>0?[1-9]|[12]\d|3[01])[./-](?P<month>0?[1-9]|1[0-2])[./-](?P<year>(?:19|20)\d\d|\d\d)(?![\d:])",
        rf"(?<!\d)(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?[\s.]+(?:of\s+)?(?P<name>{_MONTH})\b[.,]?\s*(?P<year>(?:19|20)\d\d)",
        rf"\b(?P<name>{_MONTH})\b[.]?\s+(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)",
    )
)
_CLOCK_AFTER = re.compile(r"[\s,|/\-–—вобato]{0,12}" + _CLOCK, re.IGNORECASE)
_CLOCK_BEFORE = re.compile(_CLOCK + r"[\s,|/\-–—]{0,6}$", re.IGNORECASE)
_DAY_WITHOUT_YEAR = re.compile(
    rf"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\s+{_MONTH}\b|\b{_MONTH}\s+(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)
_CLOCK_ALONE = re.compile(
    r"(?<![\d.,])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?!\d)|\b\d{1,2}\s?[ap]\.?m\b\.?", re.IGNORECASE
)
_DATE_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?:[/_.-]|\d|$)")
_EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)
_AHEAD: Final = timedelta(days=1)
_ZONES: Final = {
    "ua": "Europe/Kyiv",
    "укр": "Europe/Kyiv",
    "ru": "Europe/Moscow",
    "su": "Europe/Moscow",
    "рф": "Europe/Moscow",
}


def parse_date(text: str, *, zone: tzinfo = UTC) -> datetime | None:
    """The first date in a text, in UTC; a day without a time stands for its start. None where there is no date."""
    stamp = _iso(text.strip(), zone)
    if stamp is not None:
        return stamp
    for form in _DAY_FORMS:
        if match := form.search(text):
            try:
                return _at(match, text, zone).astimezone(UTC)
            except (ValueError, OverflowError):
                continue
    return None


def find_day(text: str) -> tuple[str, bool]:
    """The text without the days and clock times in it, and whether there was any. A day may lack its year."""
    bare, count = text, 0
    for form in (*_DAY_FORMS, _DAY_WITHOUT_YEAR):
        bare, found = form.subn(" ", bare)
        count += found
    bare, found = _CLOCK_ALONE.subn(" ", bare)
    return bare, count + found > 0


def page_date(tree: HtmlElement, *, claims: Sequence[str], url: str | None, latest: datetime) -> datetime | None:
    """When the page was published: the first plausible of its claims, its marked-up times, its text, its address."""
    zone = zone_of(url)
    found = first_plausible((parse_date(claim, zone=zone) for claim in claims), latest=latest)
    if found is None:
        found = first_plausible((parse_date(text, zone=zone) for text in _marked_times(tree)), latest=latest)
    return found or _searched(tree, url, latest)


def first_plausible(dates: Iterable[datetime | None], *, latest: datetime) -> datetime | None:
    """The first date that is neither in the future nor older than the web."""
    return next((date for date in dates if date is not None and _EARLIEST <= date <= latest + _AHEAD), None)


def zone_of(url: str | None) -> tzinfo:
    """The zone of times that name none, from the country in the host name; UTC where it tells nothing."""
    host = (urlsplit(url).hostname or "") if url else ""
    name = _ZONES.get(host.rsplit(".", 1)[-1])
    return UTC if name is None else ZoneInfo(name)


def _iso(text: str, zone: tzinfo) -> datetime | None:
    from tercet.flows.ingest.timestamps import parse_time

    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return parse_time(text) if re.match(r"[A-Za-z]{3},", text) else None
    return (value.replace(tzinfo=zone) if value.tzinfo is None and len(text) > 10 else _aware(value)).astimezone(UTC)


def _aware(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value


def _at(match: re.Match[str], text: str, zone: tzinfo) -> datetime:
    parts = match.groupdict()
    month = int(parts["month"]) if parts.get("month") else _month(parts["name"])
    year = int(parts["year"])
    day = datetime(year + 2000 if year < 100 else year, month, int(parts["day"]), tzinfo=UTC)
    clock = _CLOCK_AFTER.match(text, match.end()) or _CLOCK_BEFORE.search(text, 0, match.start())
    if clock is None:
        return day
    hour = int(clock["hour"])
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"].lower().startswith("p") else 0)
    return day.replace(hour=hour, minute=int(clock["minute"]), second=int(clock["second"] or 0), tzinfo=zone)


def _month(name: str) -> int:
    lowered = name.lower()
    return next(number for stem, number in _MONTHS.items() if lowered.startswith(stem))


def _marked_times(tree: HtmlElement) -> Iterable[str]:
    for element in tree.iter("time", "abbr", "span", "meta"):
        if element.get("itemprop") == "datePublished" or "published" in (element.get("class") or "").split():
            yield element.get("content") or element.get("datetime") or element.get("title") or element.text_content()
    times = [element.get("datetime") for element in tree.iter("time") if element.get("datetime")]
    yield from times[:1]


def _searched(tree: HtmlElement, url: str | None, latest: datetime) -> datetime | None:
    """What a search of the whole page finds, which is right about a day more often than about a time."""
    from htmldate import find_date

    day = find_date(tree, url=url, original_date=True, max_date=f"{latest:%Y-%m-%d}", extensive_search=True)
    return None if day is None else first_plausible([parse_date(day)], latest=latest)
