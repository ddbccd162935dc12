"""Who wrote, photographed, supplied and dated a story: lines of names, roles, agencies and times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from tercet.flows.ingest.dates import find_day, parse_date
from tercet.flows.ingest.labels import whole_line_reason
from tercet.flows.ingest.lines import Line, story_range
from tercet.flows.ingest.phrases import (
    AGENCIES,
    AGENCY_ENDING,
    AGENCY_OPENING,
    AGO,
    BYLINE,
    CREDIT_LINE,
    DAY_PARTS,
    NAME,
    ROLE,
    SOURCE_LINE,
    STAMP_LABEL,
    UPDATED_LABEL,
    Removal,
)
from tercet.translations.models import SegmentKind

_NAME_BORDER = re.compile(r"\s*(?:,|;|/|&|\||\b(?:and|та|і|й|и|or|або|или|sowie)\b)\s*")
_PART_BORDER = re.compile(r"\s+[|•·/–—]\s+|\s*[|•·]\s*|\t|,\s+(?=\d)")
_BRACKETED = re.compile(r"[\w/]{0,12}\s*[(\[](?P<names>[^()\[\]]{2,80})[)\]]\W*")
_WORD = re.compile(r"[^\W\d_]+")
_LOWER_IN_NAMES: Final = frozenset("of the de von van der el al da di and in for у в на та і й и из з із с для".split())
_MAX_CREDIT_WORDS: Final = 18
_MAX_STAMP_WORDS: Final = 16
_MAX_PLACE_WORDS: Final = 3
_MIN_DATE_LIST: Final = 3
_BIO = re.compile(
    r"(?P<name>[^,—–]{4,40}?)(?:,| is | was |\s[—–]\s).{0,200}\b(?i:reporter|correspondent|editor|journalist|writer|"
    r"columnist|freelancer|"
    r"журналіст\w*|журналист\w*|кореспондент\w*|корреспондент\w*|редактор\w*|оглядач\w*|обозреватель\w*)\b"
)


def mark_credits(lines: Sequence[Line]) -> None:
    """Marks lines of credit. Names alone count only outside the running text, where they can be nothing else."""
    first, last = story_range(lines)
    for index, line in enumerate(lines):
        if line.reason is None and (not line.is_title or line.is_title_guessed):
            line.reason = _reason(line, is_outside=not first <= index <= last, is_after=index > last)
    _reopen_dates(lines[last + 1 :])
    _mark_bare_names(lines, first)
    _mark_bio(lines)


def agencies_in(text: str, *, is_after_story: bool = True) -> tuple[str, ...]:
    """The agencies that a credit line names; empty when it is none."""
    if len(_WORD.findall(text)) > _MAX_CREDIT_WORDS:
        return ()
    bracketed = _BRACKETED.fullmatch(text)
    match = AGENCY_OPENING.match(text) or AGENCY_ENDING.match(text) or bracketed
    names = _split_names(match["names"] if match else text)
    known = [name for name in names if _is_agency(name)]
    if match is None or match is bracketed:
        return tuple(names) if names and len(known) == len(names) else ()
    if known and is_after_story:
        return tuple(name for name in names if _is_agency(name) or _is_named(name))
    return tuple(names) if names and all(map(_is_named, names)) and (known or is_after_story) else ()


def authors_in(text: str) -> tuple[str, ...]:
    """The people that a byline names, without their roles and the day."""
    match = BYLINE.match(text)
    rest = _without_day(text[match.end() :] if match else text)
    return tuple(
        dict.fromkeys(
            name
            for part in _NAME_BORDER.split(rest)
            if (name := part.strip(" .,:;()|")) and NAME.fullmatch(name) and not ROLE.search(name)
        )
    )


def stamp_of(text: str) -> datetime | None:
    """The time of publication that a timestamp line states; None when it tells of an update only, or names no year."""
    return None if UPDATED_LABEL.search(text) else parse_date(text)


def is_stamp(text: str) -> bool:
    """Whether a line is a date or a time, with a label or a place at most."""
    if AGO.fullmatch(STAMP_LABEL.sub("", text)):
        return True
    bare, found = find_day(text)
    if not found or len(text.split()) > _MAX_STAMP_WORDS or text.startswith(("—", "–", "-")):
        return False
    return len(_WORD.findall(DAY_PARTS.sub(" ", STAMP_LABEL.sub(" ", bare)))) <= _MAX_PLACE_WORDS


def _reason(line: Line, *, is_outside: bool, is_after: bool) -> Removal | None:
    text, words = line.text, line.word_count
    if words <= _MAX_CREDIT_WORDS and CREDIT_LINE.fullmatch(text) and not (line.is_ended and words > 12):
        return Removal.PHOTO_CREDIT
    if words <= 14 and SOURCE_LINE.fullmatch(text):
        return Removal.SOURCE_CREDIT
    if agencies_in(text, is_after_story=is_after):
        return Removal.AGENCY_LINE
    if is_stamp(text) and not line.is_title and not line.is_item and (is_outside or STAMP_LABEL.search(text)):
        return Removal.TIMESTAMP
    if _is_byline(text, is_outside=is_outside):
        return Removal.BYLINE
    return _compound_reason(line, is_outside=is_outside)


def _compound_reason(line: Line, *, is_outside: bool) -> Removal | None:
    """A line of several credits: `By Ann Lee | 31 January 2026 | 4 min read`."""
    parts = [part for part in _PART_BORDER.split(line.text) if part and part.strip()]
    if len(parts) < 2 or line.word_count > 30 or not is_outside:
        return None
    reasons = [_part_reason(part.strip()) for part in parts]
    certain = [reason for reason in reasons if reason not in (None, Removal.SECTION_LABEL)]
    return certain[0] if certain and None not in reasons else None


def _part_reason(part: str) -> Removal | None:
    if is_stamp(part):
        return Removal.TIMESTAMP
    if _is_byline(part, is_outside=True):
        return Removal.BYLINE
    return whole_line_reason(part) or (Removal.SECTION_LABEL if len(part.split()) <= _MAX_PLACE_WORDS else None)


def _is_byline(text: str, *, is_outside: bool) -> bool:
    words = text.split()
    if is_outside and len(words) <= 3 and ROLE.fullmatch(words[-1]):
        return True
    match = BYLINE.match(text)
    if match is None or not (is_outside or ":" in match[0]):
        return False
    parts = _without_day(text[match.end() :]).split(",")
    people = ROLE.sub(" ", ",".join(part for part in parts if not ROLE.search(part) or NAME.match(part.strip())))
    names = _WORD.findall(people)
    named = sum(word[0].isupper() for word in names)
    return named >= 1 and len(names) <= 14 and all(word[0].isupper() or word in _LOWER_IN_NAMES for word in names)


def _mark_bare_names(lines: Sequence[Line], first: int) -> None:
    """Two or three capitalised words above the story are its author, if the story does not use them as plain words."""
    plain = {word for line in lines for word in _WORD.findall(line.text) if word[0].islower()}
    for line in lines[:first]:
        if line.reason is not None or line.is_title or line.kind is SegmentKind.HEADING:
            continue
        name = ROLE.sub("", line.text.split(",")[0]).strip()
        if (
            NAME.fullmatch(name)
            and line.word_count <= 8
            and not any(word.lower() in plain for word in _WORD.findall(name))
        ):
            line.reason = Removal.BYLINE


def _reopen_dates(lines: Sequence[Line]) -> None:
    """Several dates below the running text are a list of the story's, such as the days of a tour."""
    dates = [line for line in lines if line.reason is Removal.TIMESTAMP]
    if len(dates) >= _MIN_DATE_LIST:
        for line in dates:
            line.reason = None


def mark_rubrics(lines: Sequence[Line]) -> None:
    """A word or two between headline and byline or date name the section; a subhead has a paragraph under it."""
    first, _ = story_range(lines)
    credits = [index for index, line in enumerate(lines[:first]) if line.reason in (Removal.BYLINE, Removal.TIMESTAMP)]
    title = next((index for index, line in enumerate(lines) if line.is_title), 0)
    for line in lines[title + 1 : max(credits, default=0)]:
        is_open = line.reason is None and not line.is_title and line.kind is not SegmentKind.HEADING
        if is_open and line.is_heading_like and line.word_count <= _MAX_PLACE_WORDS:
            line.reason = Removal.SECTION_LABEL


def _mark_bio(lines: Sequence[Line]) -> None:
    """The author introduced at the foot of the story."""
    last = next((line for line in reversed(lines) if line.reason is None and not line.is_title), None)
    match = _BIO.match(last.text) if last is not None and last.word_count <= 35 else None
    if last is not None and match is not None and NAME.fullmatch(match["name"].strip()):
        last.reason = Removal.BYLINE


def _split_names(text: str) -> list[str]:
    return [name for part in _NAME_BORDER.split(text) if (name := _unquoted(part.strip(" .:()[]")))]


def _is_agency(name: str) -> bool:
    return name.casefold() in AGENCIES


def _unquoted(name: str) -> str:
    """A name that is quoted as a whole, without its marks; those around a part of it stay: `Агентство «Парус»`."""
    return name.strip("\"'«» ") if name[:1] in "\"'«" else name.strip("\"' ")


def _is_named(name: str) -> bool:
    words = [word.strip("\"'«»“”„") for word in name.split()]
    return _is_agency(name) or (
        1 <= len(words) <= 4
        and words[0][:1].isupper()
        and all(word[:1].isupper() or word in _LOWER_IN_NAMES for word in words)
    )


def _without_day(text: str) -> str:
    bare, found = find_day(text)
    return bare if found else text
