"""What stands around a story and is none of it: found, cut, and kept apart with the reason.

The same rules serve pages and pasted text, in English, Ukrainian and Russian. A line that could be story stays: rules
decide on whole lines only, and those that weigh evidence are bolder before the first and after the last paragraph of
running text than between them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from tercet.flows.ingest.captions import mark_captions
from tercet.flows.ingest.credits import agencies_in, authors_in, mark_credits, mark_rubrics, stamp_of
from tercet.flows.ingest.headline import mark_up_to_title
from tercet.flows.ingest.labels import whole_line_reason
from tercet.flows.ingest.lines import Line, line_key, open_lines, read_lines, stems, story_range
from tercet.flows.ingest.links import mark_links
from tercet.flows.ingest.models import ExtractedPage
from tercet.flows.ingest.phrases import COOKIES, EMOJI, ERROR_REPORT, TAGS, Removal
from tercet.flows.ingest.prompts import MARGIN_PROMPT_WEIGHT, NEIGHBOUR_PROMPT_WEIGHT
from tercet.translations.models import Paragraph, RemovedLine, SegmentKind

_MAX_NEIGHBOUR_WORDS = 16
_MIN_REPEATED_WORDS = 7
_MAX_LOOSE_TITLES = 2
_MAX_BOX_HEADING_WORDS = 8
_SECTION_PARAGRAPHS = 2
_JOINING = re.compile(
    r"\W*(?:sign up|subscribe|join us|підпи[шс]\w+|підписк\w+|подпи[шс]\w+|подписк\w+)\b", re.IGNORECASE
)
_BOXED = (Removal.NEWSLETTER, Removal.APP, Removal.FOLLOW_US, Removal.SUPPORT_US, Removal.STORY_TIP, Removal.CONTACT)


def clean_page(page: ExtractedPage, *, source_lines: Collection[str] = ()) -> ExtractedPage:
    """The page without the lines around its story; those are in `removed`, with their reasons.

    Agencies named in a credit line go to `agencies`, authors and the date of a byline to their fields where these are
    empty. Subheads get the kind heading. `source_lines` are lines known to be repeated by the source. A page that
    would lose all its text is returned as it is.
    """
    lines = read_lines(page)
    _mark_whole_lines(lines, {line_key(text) for text in source_lines})
    mark_credits(lines)
    _mark_prompts(lines)
    _mark_box_headings(lines)
    title = mark_up_to_title(lines)
    mark_rubrics(lines)
    mark_links(lines)
    mark_captions(lines)
    _mark_repeated(lines, title)
    _mark_trailing(lines, is_plain_text=page.layout is not None)
    return _rebuilt(page, lines, title) if any(open_lines(lines)) else page


def repeated_lines(pages: Iterable[ExtractedPage], *, min_pages: int = 3, min_share: float = 0.2) -> frozenset[str]:
    """Keys of the lines that a source repeats across different stories, for `clean_page(source_lines=...)`.

    A line must stand in `min_pages` stories and in a share of `min_share` of them. Pages that share half of their
    text are versions of one story and count once.
    """
    stories: list[set[str]] = []
    for page in pages:
        keys = {key for paragraph in page.paragraphs if (key := line_key(paragraph.text))}
        if keys and not any(2 * _length(keys & known) > min(_length(keys), _length(known)) for known in stories):
            stories.append(keys)
    counts: dict[str, int] = {}
    for key in (key for keys in stories for key in keys):
        counts[key] = counts.get(key, 0) + 1
    needed = max(min_pages, min_share * len(stories))
    return frozenset(key for key, count in counts.items() if count >= needed)


def _length(keys: Collection[str]) -> int:
    return sum(map(len, keys))


def _mark_whole_lines(lines: Sequence[Line], known: set[str]) -> None:
    first, last = story_range(lines)
    for index, line in enumerate(lines):
        if line.is_title and not line.is_title_guessed:
            continue
        is_known = line_key(line.text) in known
        line.reason = Removal.REPEATED_LINE if is_known else _line_reason(line, is_outside=not first <= index <= last)


def _line_reason(line: Line, *, is_outside: bool) -> Removal | None:
    words = line.word_count
    if line.kind is SegmentKind.QUOTE:
        return None
    if words == 0:
        return Removal.NAVIGATION
    if words <= 60 and COOKIES.search(line.text):
        return Removal.COOKIES
    if words <= 40 and ERROR_REPORT.search(line.text):
        return Removal.ERROR_REPORT
    if words <= 40 and TAGS.fullmatch(line.text):
        return Removal.TAGS
    return whole_line_reason(line.text, is_outside=is_outside)


def _mark_prompts(lines: Sequence[Line]) -> None:
    """Marks prompts: the certain ones anywhere, the likely ones outside the story, and what stands beside them."""
    first, last = story_range(lines)
    outside = [not first <= index <= last for index in range(len(lines))]
    for line, is_outside in zip(lines, outside, strict=True):
        weight = line.prompt.weight
        is_prompt = line.prompt.is_certain or (
            is_outside and (weight >= MARGIN_PROMPT_WEIGHT or _is_pictograph_line(line))
        )
        if is_prompt and _is_markable(line):
            line.reason = line.prompt.reason
    prompted = [line.reason is line.prompt.reason for line in lines]
    for index, line in enumerate(lines):
        near = [lines[i] for i in (index - 1, index + 1) if 0 <= i < len(lines) and prompted[i]]
        if near and _is_markable(line) and line.word_count <= _MAX_NEIGHBOUR_WORDS:
            is_close = line.block is not None and any(other.block == line.block for other in near)
            is_box = _JOINING.match(line.text) is not None and not line.is_ended
            if is_close or is_box or (outside[index] and line.prompt.weight >= NEIGHBOUR_PROMPT_WEIGHT):
                line.reason = near[0].prompt.reason


def _mark_box_headings(lines: Sequence[Line]) -> None:
    """The heading of a box goes with the prompt under it, unless the paragraphs behind the prompt take it up."""
    for index, line in enumerate(lines[:-1]):
        below = lines[index + 1]
        if line.kind is not SegmentKind.HEADING or line.reason is not None or below.reason not in _BOXED:
            continue
        if line.word_count <= _MAX_BOX_HEADING_WORDS and not stems(line.text) & stems(_section_text(lines, index + 1)):
            line.reason = below.reason


def _section_text(lines: Sequence[Line], start: int) -> str:
    """The text of the next paragraphs, up to a heading."""
    found: list[str] = []
    for line in lines[start:]:
        if line.kind is SegmentKind.HEADING or len(found) == _SECTION_PARAGRAPHS:
            break
        if line.reason is None:
            found.append(line.text)
    return " ".join(found)


def _is_markable(line: Line) -> bool:
    return line.reason is None and (not line.is_title or line.is_title_guessed) and line.kind is not SegmentKind.QUOTE


def _is_pictograph_line(line: Line) -> bool:
    """A short line that opens or closes with a pictograph; items of a list may, so it must stand outside the story."""
    text = line.text
    return line.word_count <= 25 and bool(EMOJI.match(text) or EMOJI.match(text[-1]) or EMOJI.match(text[-2:-1] or " "))


def _mark_repeated(lines: Sequence[Line], title: str) -> None:
    """The headline said again, lines said twice in a row, and quotes lifted out of a paragraph that is still there."""
    title_key, before = line_key(title), ""
    paragraphs = [f" {line_key(line.text)} " for line in open_lines(lines) if line.is_running_text]
    for line in open_lines(lines):
        key = line_key(line.text)
        if key == title_key:
            line.reason = Removal.REPEATED_TITLE
        elif line.kind is SegmentKind.HEADING or line.is_item:
            pass
        elif line.word_count >= _MIN_REPEATED_WORDS and (
            key == before or any(f" {key} " in text and len(text) > 1.2 * len(key) for text in paragraphs)
        ):
            line.reason = Removal.REPEATED_TEXT
        before = key


def _mark_trailing(lines: Sequence[Line], *, is_plain_text: bool) -> None:
    """Headings with nothing under them: what is left at the foot are titles of other stories.

    Many such lines in a row may be a list; they go only where something else was cut above them.
    """
    trailing: list[Line] = []
    is_cut_above = False
    for line in reversed(lines):
        if line.is_title:
            break
        if line.reason is not None:
            is_cut_above = bool(trailing)
            continue
        if not line.is_heading_like or line.kind is SegmentKind.QUOTE:
            break
        trailing.append(line)
        is_cut_above = False
    if is_cut_above or (is_plain_text and len(trailing) <= _MAX_LOOSE_TITLES):
        for line in trailing:
            line.reason = Removal.READ_ALSO


def _rebuilt(page: ExtractedPage, lines: Sequence[Line], title: str) -> ExtractedPage:
    kept = list(open_lines(lines))
    paragraphs = tuple(
        Paragraph(index=index, kind=_kind(line, kept[index:]), text=line.text)
        for index, line in enumerate(kept, start=1)
    )
    cut = [line for line in lines if line.reason is not None]
    authors = [name for line in cut if line.reason is Removal.BYLINE for name in authors_in(line.text)]
    agencies = [name for line in cut if line.reason is Removal.AGENCY_LINE for name in agencies_in(line.text)]
    return replace(
        page,
        title=title,
        paragraphs=paragraphs,
        published_at=page.published_at or _stated_date(cut),
        authors=page.authors or tuple(dict.fromkeys(authors)),
        agencies=tuple(dict.fromkeys([*page.agencies, *agencies])),
        removed=(*page.removed, *(RemovedLine(text=line.text, reason=line.reason) for line in cut if line.reason)),
        layout=None,
    )


def _stated_date(cut: Sequence[Line]) -> datetime | None:
    dated = (line for line in cut if line.reason in (Removal.TIMESTAMP, Removal.BYLINE, Removal.READ_TIME))
    return next((date for line in dated if (date := stamp_of(line.text)) is not None), None)


def _kind(line: Line, following: Sequence[Line]) -> SegmentKind:
    """A bare line between paragraphs is a subhead."""
    is_subhead = line.kind is SegmentKind.BODY and line.is_heading_like and bool(following) and not line.is_running_text
    return SegmentKind.HEADING if is_subhead else line.kind
