"""When a page says it was published: from its metadata, from words near the headline, or from its address.

Days are read in English, Ukrainian and Russian. A time without a zone is taken in the zone of its source (`timezone`,
or its country's), else that of the site's country where the address tells it (`.ua`, `.ru`), else for UTC. What lies in
the future is a mistake and gives None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import chain
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from tercet.flows.ingest.relative_dates import is_only_date, relative_date
from tercet.flows.ingest.zones import stated_zone

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
    r"nov(?:ember)?|dec(?:ember)?|янв(?:ар[ья])?|фев(?:р(?:ал[ья])?)?|мар(?:та?)?|апр(?:ел[ья])?|ма[йя]|июн[ья]?|июл[ья]?|"
    r"авг(?:уста?)?|сен(?:т(?:ябр[ья])?)?|окт(?:ябр[ья])?|ноя(?:б(?:р[ья])?)?|дек(?:абр[ья])?|січ(?:ень|ня)?|"
    r"лют(?:ий|ого)?|бер(?:езень|езня)?|кві(?:т(?:ень|ня)?)?|трав(?:ень|ня)?|черв(?:ень|ня)?|лип(?:ень|ня)?|"
    r"серп(?:ень|ня)?|вер(?:ес(?:ень|ня)?)?|жовт?(?:ень|ня)?|лист(?:оп(?:ада?)?)?|груд(?:ень|ня)?)"
)
_CLOCK = r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?\s*(?P<half>[ap]\.?m\.?)?"
_DAY_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<![\d.])(?P<year>(?:19|20)\d\d)[-/.](?P<month>0?[1-9]|1[0-2])[-/.](?P<day>0?[1-9]|[12]\d|3[01])(?!\d)",
        r"(?<![\d.:])(?P<day>0?[1-9]|[12]\d|3[01])[./-](?P<month>0?[1-9]|1[0-2])[./-](?P<year>(?:19|20)\d\d|\d\d)(?![\d:])",
        rf"(?<!\d)(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|-?го|-?е)?[\s.]+(?:of\s+)?(?P<name>{_MONTH})\b[.,]?\s*(?P<year>(?:19|20)\d\d)",
        rf"\b(?P<name>{_MONTH})\b[.]?\s+(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)",
    )
)
_CLOCK_AFTER = re.compile(
    r"(?:\s*(?:р|г|року|рік|года|году|год)\b\.?)?(?:[\s,|/\-–—]|\b(?:at|о|об|в|во|на)\b){0,12}" + _CLOCK, re.IGNORECASE
)
_CLOCK_BEFORE = re.compile(_CLOCK + r"[\s,|/\-–—]{0,6}$", re.IGNORECASE)
_DAY_WITHOUT_YEAR = re.compile(
    rf"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\s+{_MONTH}\b|\b{_MONTH}\s+(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK_ALONE = re.compile(
    r"(?<![\d.,])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?!\d)|\b\d{1,2}\s?[ap]\.?m\b\.?", re.IGNORECASE
)
_DATE_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?:[/_.-]|\d|$)")
_MONTH_FIRST = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])/(?=\d\d)")
_DAY_FIRST_COUNTRIES: Final = frozenset("uk au nz ie in za ng ke gh pk bd lk sg my hk mt cy eu".split())
_UPDATED = re.compile(r"updated|modified|edited|оновлен|змінен|обновлен|изменен", re.IGNORECASE)
_PUBLISHED = re.compile(r"publish|posted|опублік|оприлюдн|опублик|размещ|добавлен|додан", re.IGNORECASE)
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
    date = _local_date(text, zone=zone)
    return None if date is None else date.astimezone(UTC)


def find_day(text: str) -> tuple[str, bool]:
    """The text without the days and clock times in it, and whether there was any. A day may lack its year."""
    bare, count = text, 0
    for form in (*_DAY_FORMS, _DAY_WITHOUT_YEAR):
        bare, found = form.subn(" ", bare)
        count += found
    bare, found = _CLOCK_ALONE.subn(" ", bare)
    return bare, count + found > 0


def page_date(
    tree: HtmlElement,
    *,
    claims: Sequence[str],
    url: str | None,
    latest: datetime,
    nearby: Sequence[str] = (),
    language: str | None = None,
    zone: tzinfo | None = None,
) -> datetime | None:
    """When the page was published, in the zone it states, so that the day is the publisher's; None where unknown.

    Asked in this order: its claims, its marked-up times, the short lines `nearby` the headline, its address, its head,
    and lines nearby that count from `latest`, when it was fetched; the first plausible answer counts, and a date
    somewhere in the text is none. `language` is the page's own, for days written in numbers; `zone` is its source's,
    for times that name none.
    """
    zone, is_month_first = zone or zone_of(url), _is_month_first(url, language)
    texts = chain(claims, _marked_times(tree), _by_label(nearby))
    told = (_local_date(text, zone=zone, is_month_first=is_month_first) for text in texts)
    lines = [line for line in nearby if not _UPDATED.search(line)]
    counted = (
        relative_date(line, now=latest, zone=zone) or _without_year(line, latest=latest, zone=zone) for line in lines
    )
    return first_plausible(chain(told, _told_elsewhere(tree, url, latest), counted), latest=latest)


def first_plausible(dates: Iterable[datetime | None], *, latest: datetime) -> datetime | None:
    """The first date that is neither in the future nor older than the web."""
    return next((date for date in dates if date is not None and _EARLIEST <= date <= latest + _AHEAD), None)


def zone_of(url: str | None) -> tzinfo:
    """The zone of times that name none, from the country in the host name; UTC where it tells nothing."""
    host = (urlsplit(url).hostname or "") if url else ""
    name = _ZONES.get(host.rsplit(".", 1)[-1])
    return UTC if name is None else ZoneInfo(name)


def _local_date(text: str, *, zone: tzinfo, is_month_first: bool = False) -> datetime | None:
    """The first date in a text, in the zone it names, else in `zone`; a day alone is a day in UTC."""
    stamp = _iso(text.strip(), zone)
    if stamp is not None:
        return stamp
    if is_month_first:
        text = _MONTH_FIRST.sub(r"\2/\1/", text)
    for form in _DAY_FORMS:
        if match := form.search(text):
            try:
                return _at(match, text, zone)
            except (ValueError, OverflowError):
                continue
    return None


def _without_year(line: str, *, latest: datetime, zone: tzinfo) -> datetime | None:
    """A line that says no more than a day without its year: the last such day."""
    match = _DAY_WITHOUT_YEAR.search(line)
    if match is None or _YEAR.search(line) or not is_only_date(_CLOCK_ALONE.sub(" ", line), match[0]):
        return None
    years = (latest.year + 1, latest.year, latest.year - 1)
    dates = (_local_date(f"{line[: match.end()]} {year}{line[match.end() :]}", zone=zone) for year in years)
    return first_plausible(dates, latest=latest)


def _is_month_first(url: str | None, language: str | None) -> bool:
    """Days like 3/14/2026 are American: in English, unless the address is of a country that puts the day first."""
    host = (urlsplit(url).hostname or "") if url else ""
    return language == "en" and host.rsplit(".", 1)[-1] not in _DAY_FIRST_COUNTRIES


def _iso(text: str, zone: tzinfo) -> datetime | None:
    from tercet.flows.ingest.timestamps import parse_time

    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return parse_time(text) if re.match(r"[A-Za-z]{3},", text) else None
    return value.replace(tzinfo=zone) if value.tzinfo is None and len(text) > 10 else _aware(value)


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
    own = stated_zone(text, clock.end()) or zone
    return day.replace(hour=hour, minute=int(clock["minute"]), second=int(clock["second"] or 0), tzinfo=own)


def _month(name: str) -> int:
    lowered = name.lower()
    return next(number for stem, number in _MONTHS.items() if lowered.startswith(stem))


def _marked_times(tree: HtmlElement) -> Iterable[str]:
    for element in tree.iter("time", "abbr", "span", "meta"):
        if element.get("itemprop") == "datePublished" or "published" in (element.get("class") or "").split():
            yield element.get("content") or element.get("datetime") or element.get("title") or element.text_content()
    times = [element.get("datetime") for element in tree.iter("time") if element.get("datetime")]
    yield from times[:1]


def _by_label(lines: Sequence[str]) -> list[str]:
    """Lines with a day, those that say "published" first; what was only updated then does not count."""
    dated = [line for line in lines if any(form.search(line) for form in _DAY_FORMS) and not _UPDATED.search(line)]
    return sorted(dated, key=lambda line: _PUBLISHED.search(line) is None)


def _told_elsewhere(tree: HtmlElement, url: str | None, latest: datetime) -> Iterator[datetime | None]:
    yield _in_address(url)
    yield _in_head(tree, url, latest)


def _in_address(url: str | None) -> datetime | None:
    match = _DATE_IN_URL.search(urlsplit(url).path) if url else None
    try:
        return None if match is None else datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
    except ValueError:
        return None


def _in_head(tree: HtmlElement, url: str | None, latest: datetime) -> datetime | None:
    """What a quick search of the page's metadata finds; 1 January is a year made up to a day."""
    from htmldate import find_date

    day = find_date(tree, url=url, original_date=True, max_date=f"{latest:%Y-%m-%d}", extensive_search=False)
    return None if day is None or day.endswith("-01-01") else parse_date(day)
