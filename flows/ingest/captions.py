"""Pictures' texts in a story: captions, and the description of the picture that stands beside its caption.

In pasted text the two follow each other as lines, seldom with the same words. What gives them away is that they stand
together without a blank line between where the story's paragraphs stand apart, that one repeats the other, or that a
credit closes the second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from tercet.flows.ingest.credits import agencies_in
from tercet.flows.ingest.lines import Line, line_key, overlap, stems
from tercet.flows.ingest.phrases import CREDIT_TAIL, PICTURE_WORDS, Removal
from tercet.translations.models import SegmentKind

_MAX_CAPTION_WORDS: Final = 45
_MAX_CAPTION_SENTENCES: Final = 2
_MAX_SUBHEAD_WORDS: Final = 6
_BRACKET_TAIL = re.compile(r"\s*[(\[](?P<credit>[^()\[\]]{2,60})[)\]]\s*\.?\s*$")
_NAME_AND_OUTLET = re.compile(r"[A-ZА-ЯЁІЇЄҐ][\w'’.-]*(?: [A-ZА-ЯЁІЇЄҐ][\w'’.-]*){0,3}\s*[/|]\s*[\w'’. «»-]{2,40}")
_MIN_REPEATED_WORDS: Final = 3


def mark_captions(lines: Sequence[Line]) -> None:
    """Marks captions and the descriptions beside them."""
    for line in lines:
        if line.reason is None and not line.is_title and (line.kind is SegmentKind.CAPTION or _is_caption_alone(line)):
            line.reason = Removal.CAPTION
    apart = _paragraphs_stand_apart(lines)
    for first, second in pairwise(lines):
        if _could_be(first) and _could_be(second) and _is_pair(first, second, apart=apart):
            first.reason = second.reason = Removal.CAPTION
    _mark_descriptions(lines, apart=apart)


def _could_be(line: Line) -> bool:
    return (
        (line.reason is None or line.reason is Removal.CAPTION)
        and not line.is_title
        and not line.is_item
        and line.kind in (SegmentKind.BODY, SegmentKind.CAPTION)
        and 2 <= line.word_count <= _MAX_CAPTION_WORDS
        and line.sentence_count <= _MAX_CAPTION_SENTENCES
    )


def _is_caption_alone(line: Line) -> bool:
    """Ends in a credit, or speaks of itself as a picture."""
    if not _could_be(line):
        return False
    speaks = PICTURE_WORDS.search(line.text) is not None and line.sentence_count == 1
    return speaks or CREDIT_TAIL.search(line.text) is not None or _has_bracket_tail(line)


def _has_bracket_tail(line: Line) -> bool:
    """A picture's credit in brackets at the end: an agency where no full stop came before it, or a name with a slash.

    `A ferry in Odesa (Reuters)`; but a report that ends `... on Monday. (Reuters)` is signed so.
    """
    tail = _BRACKET_TAIL.search(line.text)
    if tail is None:
        return False
    credit, before = tail["credit"], line.text[: tail.start()]
    if _NAME_AND_OUTLET.fullmatch(credit):
        return True
    return not before.endswith((".", "!", "?", "…", "»", "”", '"')) and bool(agencies_in(f"({credit})"))


def _is_pair(first: Line, second: Line, *, apart: bool) -> bool:
    if _is_repeat(first.text, second.text):
        return not (first.is_ended and second.is_ended) or _has_bracket_tail(first) or _has_bracket_tail(second)
    if first.block is None or not apart or first.block != second.block:
        return False
    if first.word_count <= _MAX_SUBHEAD_WORDS and second.is_ended and second.reason is None:
        return overlap(first.text, stems(second.text)) > 0.5 and second.word_count <= 20
    return not first.is_ended or not second.is_ended or overlap(first.text, stems(second.text)) >= 0.34


def _mark_descriptions(lines: Sequence[Line], *, apart: bool) -> None:
    """The line above a caption, where it has no full stop and tells of the same thing or stands close to it."""
    for first, second in pairwise(lines):
        if second.reason is Removal.CAPTION and first.reason is None and _could_be(first) and not first.is_ended:
            is_close = apart and first.block is not None and first.block == second.block
            if is_close or (first.word_count >= 4 and len(stems(first.text) & stems(second.text)) >= 1):
                first.reason = Removal.CAPTION


def _is_repeat(first: str, second: str) -> bool:
    """One has the words of the other, in order, and a few more; a credit in brackets does not count."""
    shorter, longer = sorted((line_key(_BRACKET_TAIL.sub("", text)) for text in (first, second)), key=len)
    words = len(shorter.split())
    return words >= _MIN_REPEATED_WORDS and f" {shorter} " in f" {longer} " and len(longer.split()) <= 2.5 * words


def _paragraphs_stand_apart(lines: Sequence[Line]) -> bool:
    """Whether blank lines part the paragraphs: most lines of running text are alone in their block."""
    blocks: dict[int, int] = {}
    for line in lines:
        if line.block is not None:
            blocks[line.block] = blocks.get(line.block, 0) + 1
    running = [line for line in lines if line.block is not None and line.is_running_text and line.word_count > _MAX_CAPTION_WORDS // 2]
    alone = sum(blocks[line.block] <= 2 for line in running if line.block is not None)
    return len(blocks) > 2 and (not running or alone >= 0.6 * len(running))
