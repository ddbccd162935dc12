"""Values as people write them in configuration and forms: what is allowed, and how a wrong one is explained."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError

from tercet.translations.errors import UnsupportedPairError
from tercet.translations.languages import LanguagePair

ENGINES = ("argos", "firefox")
WEB_PATTERN = r"^https?://\S+$"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = "sun mon tue wed thu fri sat".split()
_CRON_FIELDS: tuple[tuple[str, int, int, Mapping[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of the month", 1, 31, {}),
    ("month", 1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}),
    ("day of the week", 0, 7, {name: number for number, name in enumerate(_DAYS)}),
)
_CRON_PART = re.compile(r"(?:\*|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>\d+))?", re.ASCII)


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_whole = bool(parts.hostname) and parts.port != 0 and re.fullmatch(WEB_PATTERN, value) is not None
    except ValueError:
        is_whole = False
    if not is_whole:
        raise ValueError("is no web address; write one like https://example.org/news, without spaces")
    return value


def in_local_zone(date: datetime) -> datetime:
    """The date; one without a zone is in the zone of this machine. Raises ValueError for years out of reach."""
    try:
        return date if date.tzinfo is not None else date.astimezone()
    except (OverflowError, OSError) as error:
        raise ValueError(f"is no date that can be told in this time zone: {error}") from error


def _cron(value: str) -> str:
    parts = value.split()
    if len(parts) != len(_CRON_FIELDS):
        raise ValueError("has not five fields (minute hour day month weekday); write them like 15 2 * * *")
    for text, (name, low, high, names) in zip(parts, _CRON_FIELDS, strict=True):
        for part in text.split(","):
            if not _fits(part, low, high, names):
                raise ValueError(
                    f"has the {name} {text!r}; allowed are {low} to {high}, *, lists (1,3), ranges (1-5), steps (*/2)"
                )
    return value


def _fits(part: str, low: int, high: int, names: Mapping[str, int]) -> bool:
    """Whether a part of a cron field is `*`, a number or a range, with or without a step."""
    match = _CRON_PART.fullmatch(part.lower())
    if match is None or (match["step"] is not None and not 1 <= int(match["step"]) <= high):
        return False
    ends = [names.get(end, int(end) if end.isdecimal() else -1) for end in match.group("first", "last") if end]
    return all(low <= end <= high for end in ends) and ends == sorted(ends)


def _by_pair(value: dict[str, str]) -> dict[str, str]:
    for pair, package in value.items():
        try:
            LanguagePair.parse(pair)
        except UnsupportedPairError as error:
            raise ValueError(str(error)) from error
        if not package.strip():
            raise ValueError(f"{pair} names no package; write its folder as in `tercet models list`")
    return value


def _engines(value: dict[str, str]) -> dict[str, str]:
    for pair, engine in value.items():
        try:
            LanguagePair.parse(pair)
        except UnsupportedPairError as error:
            raise ValueError(str(error)) from error
        if engine not in ENGINES:
            raise ValueError(f"{pair}: there is no engine {engine!r}; allowed are {', '.join(ENGINES)}")
    return value


def _column_map(value: dict[str, str]) -> dict[str, str]:
    from tercet.flows.ingest.stated import FIELD_NAMES

    unknown = sorted(set(value) - FIELD_NAMES)
    if unknown:
        raise ValueError(f"unknown field {', '.join(unknown)}; allowed are {', '.join(sorted(FIELD_NAMES))}")
    return value


WebAddress = Annotated[
    str, Field(max_length=2000, json_schema_extra={"pattern": WEB_PATTERN}), AfterValidator(_web_address)
]
"""The form checks the pattern, we the whole."""
SourceId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
LocalDate = Annotated[datetime, AfterValidator(in_local_zone)]
Cron = Annotated[str, AfterValidator(_cron)]
EngineNames = Annotated[dict[str, str], AfterValidator(_engines)]
PackageNames = Annotated[dict[str, str], AfterValidator(_by_pair)]
ColumnMap = Annotated[dict[str, str], AfterValidator(_column_map)]


def problems(error: ValidationError, allowed_keys: Callable[[list[Any]], str]) -> list[str]:
    """One line per problem: key, the value given, what is allowed."""
    lines = []
    for problem in error.errors():
        location = [part for part in problem["loc"] if part != "[key]"]
        key = ".".join(str(part) for part in location) or "(file)"
        if problem["type"] == "extra_forbidden":
            lines.append(f"  {key}: unknown key. Allowed here: {allowed_keys(location[:-1])}")
            continue
        given = "" if problem["type"] == "missing" else f" (given: {problem['input']!r:.80})"
        lines.append(f"  {key}: {problem['msg'].removeprefix('Value error, ')}{given}")
    return list(dict.fromkeys(lines))


def counted_problems(lines: list[str], where: str) -> str:
    """`2 problems in the configuration.` and the lines below."""
    return f"{len(lines)} problem{'' if len(lines) == 1 else 's'} in {where}.\n" + "\n".join(lines)
