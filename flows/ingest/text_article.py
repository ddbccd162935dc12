"""An article as plain text, pasted from a page or kept in a file: its lines put together to title and paragraphs.

Blank lines part paragraphs where there are any, else lines do; lines that were broken at a fixed width are joined
again. Nothing is judged here: prompts and credits around the story are still in, for the boilerplate remover.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from tercet.flows.ingest.models import ExtractedPage, TextLayout
from tercet.flows.ingest.stated import MalformedRecordError, Stated, split_front_matter
from tercet.translations.models import Paragraph, Reject, RejectReason, SegmentKind, Stage

PASTED = "pasted text"
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\ufffc]")
_SENTENCE_END = re.compile(r"[.!?…]['\"”»)\]]*$")
_LIST_ITEM = re.compile(r"(?:[-–—•*·▪●]|\d{1,2}[.)])\s")
_WIDEST_WRAP = 110
_NARROWEST_WRAP = 40
_MAX_LONG_SHARE = 0.2
"""Of all letters, in lines wider than any editor wraps."""
_MIN_WITHIN_SHARE = 0.9
_MIN_FULL_SHARE = 0.35
_MIN_FULL_LINES = 3
"""Of lines that another follows, so many must be full; the longest of them is always, whatever the text."""


def read_text_article(text: str, stated: Stated | None = None) -> ExtractedPage | Reject:
    """Read an article from pasted text. The first paragraph is the title unless one is stated.

    `stated` outranks front matter at the top of the text. `published_at` stays None unless one of them says it.
    """
    try:
        front, body = split_front_matter(text)
    except MalformedRecordError as error:
        return Reject(stage=Stage.READ, reason=RejectReason.MALFORMED_RECORD, subject=PASTED, detail=str(error))
    return article_of_text(body, (stated or Stated()).over(front))


def article_of_text(text: str, stated: Stated, *, subject: str = PASTED) -> ExtractedPage | Reject:
    """The article of a text without front matter. `subject` names the text in a Reject."""
    lines = [(number, line) for number, block in enumerate(split_blocks(text)) for line in block]
    title = stated.title or (lines[0][1] if lines else "")
    if lines and _plain(lines[0][1]) == _plain(title):
        title_block, lines = lines[0][0], lines[1:]
    else:
        title_block = -1
    if not lines:
        detail = "There is a title but no text under it." if title else "There is no text."
        return Reject(stage=Stage.READ, reason=RejectReason.NO_TEXT, subject=subject, detail=detail)
    paragraphs = tuple(
        Paragraph(index=index, kind=SegmentKind.BODY, text=line) for index, (_, line) in enumerate(lines, start=1)
    )
    layout = TextLayout(
        is_title_first_line=stated.title is None, blocks=(title_block, *(number for number, _ in lines))
    )
    return stated.on(ExtractedPage(title=title, paragraphs=paragraphs, layout=layout))


def split_blocks(text: str) -> list[list[str]]:
    """The paragraphs of a plain text, each on one line, by the blocks between blank lines.

    Where there are no blank lines, each paragraph is a block.
    """
    lines = [" ".join(_INVISIBLE.sub("", line).split()) for line in _LINE_END.split(unicodedata.normalize("NFC", text))]
    blocks = [list(group) for is_text, group in groupby(lines, bool) if is_text]
    width = wrap_width(blocks)
    if len(blocks) > 1:
        return [list(_join_block(block, width)) for block in blocks]
    return [[line] for block in blocks for line in (block if width is None else _join_block(block, width))]


def wrap_width(blocks: Sequence[Sequence[str]]) -> int | None:
    """The width at which an editor broke the lines, in characters; None when every line stands for itself.

    A line was broken at a width if the next line's first word would not have fitted on it. Most lines that another
    follows must have been, and no more than one in ten may be longer.
    """
    pairs = [pair for block in blocks for pair in pairwise(block)]
    if _is_unwrapped(blocks):
        return None
    for width in sorted({len(line) for line, _ in pairs if len(line) <= _WIDEST_WRAP}, reverse=True):
        within = [pair for pair in pairs if len(pair[0]) <= width]
        full = sum(_is_full(line, following, width) for line, following in within)
        if width < _NARROWEST_WRAP or len(within) < len(pairs) * _MIN_WITHIN_SHARE:
            return None
        if full >= max(_MIN_FULL_LINES, len(within) * _MIN_FULL_SHARE):
            return width
    return None


def _is_unwrapped(blocks: Sequence[Sequence[str]]) -> bool:
    """Whether whole paragraphs stand on single lines, so that no line of the text needs joining."""
    letters = sum(len(line) for block in blocks for line in block)
    return sum(len(line) for block in blocks for line in block if len(line) > _WIDEST_WRAP) > letters * _MAX_LONG_SHARE


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word did not fit on the line."""
    return len(line) <= width < len(line) + 1 + len(following.split(" ", 1)[0])


def _join_block(block: Sequence[str], width: int | None) -> Iterator[str]:
    """The paragraphs of lines that no blank line parts."""
    if width is not None:
        joins = [_is_full(line, following, width) or _runs_on(line, following) for line, following in pairwise(block)]
    elif any(len(line) > _WIDEST_WRAP for line in block):
        joins = [False] * (len(block) - 1)
    else:
        is_running = any(_runs_on(line, following) for line, following in pairwise(block))
        joins = [is_running or bool(_SENTENCE_END.search(line)) for line in block[:-1]]
    paragraph = block[0]
    for line, joined in zip(block[1:], joins, strict=True):
        if joined and not _starts_item(paragraph, line):
            paragraph += line if _ends_in_hyphen(paragraph) else f" {line}"
        else:
            yield paragraph
            paragraph = line
    yield paragraph


def _runs_on(line: str, following: str) -> bool:
    """Whether a sentence goes on in the next line, which may begin with a dash: `— каже пасічник`."""
    if _SENTENCE_END.search(line):
        return False
    if following[:2] in ("— ", "– "):
        return following[2:3].islower() and line[-1] not in ":;"
    return following[0].islower()


def _starts_item(before: str, line: str) -> bool:
    """Whether a line is an item of a list or dialogue, not a sentence that goes on."""
    return bool(_LIST_ITEM.match(line)) and not _runs_on(before, line)


def _ends_in_hyphen(line: str) -> bool:
    """A compound word broken after its hyphen, unlike a dash between words."""
    return len(line) > 1 and line[-1] == "-" and line[-2].isalpha()


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
