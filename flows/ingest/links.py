"""Links to other stories within a story: "Read also: ..." and the titles under such a header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tercet.flows.ingest.lines import Line, story_range
from tercet.flows.ingest.phrases import READ_ALSO, WEAK_READ_ALSO, Removal

_MAX_LINK_WORDS: Final = 30
_MAX_TITLES: Final = 8
_POINTER = re.compile(r"\s*(?:→|➡|▶|►|👉|➤|»|>>)\s*\S")


def mark_links(lines: Sequence[Line]) -> None:
    """Marks headers of links with the titles after them. Between paragraphs one title goes with a bare header."""
    _, last = story_range(lines)
    for index, line in enumerate(lines):
        if line.reason is not None or line.is_title or line.word_count > _MAX_LINK_WORDS:
            continue
        if _POINTER.match(line.text) and not line.is_ended:
            line.reason = Removal.READ_ALSO
            continue
        rest = _after_header(line.text)
        if rest is not None:
            line.reason = Removal.READ_ALSO
            if not rest:
                _mark_titles(lines, index + 1, is_after_story=index > last)


def _after_header(text: str) -> str | None:
    """What follows a header on its line; empty for a bare header, None where there is no header."""
    for form, needs_border in ((READ_ALSO, False), (WEAK_READ_ALSO, True)):
        if match := form.match(text):
            rest = text[match.end() :].strip()
            title = rest.lstrip(":–—|>»→•- ")
            is_border = rest[:1] in ":|»→" or (rest[:1] in "–—" and not needs_border)
            if (
                not rest
                or (not title and is_border)
                or (is_border and title)
                or (not needs_border and _opens_title(rest))
            ):
                return title
    return None


def _opens_title(rest: str) -> bool:
    return rest.lstrip("\"'«“„")[:1].isupper() or rest[:1].isdigit()


def _mark_titles(lines: Sequence[Line], start: int, *, is_after_story: bool) -> None:
    titles = []
    for line in lines[start : start + _MAX_TITLES]:
        if (
            line.reason is not None
            or line.is_title
            or (line.is_ended and not line.text.endswith("?"))
            or line.word_count > _MAX_LINK_WORDS
        ):
            break
        titles.append(line)
    # Between paragraphs the last of several bare lines may be the subhead of what follows.
    for line in titles if is_after_story else titles[: max(1, len(titles) - 1)]:
        line.reason = Removal.READ_ALSO
