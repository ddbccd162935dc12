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
from tercet.flows.ingest.lines import Line, line_key, overlap, stems, story_range
from tercet.flows.ingest.phrases import CREDIT_TAIL, PICTURE_WORDS, Removal
from tercet.translations.models import SegmentKind

_MAX_CAPTION_WORDS: Final = 45
_MAX_CAPTION_SENTENCES: Final = 2
_MAX_SUBHEAD_WORDS: Final = 6
_BRACKET_TAIL = re.compile(r"\s*[(\[](?P<credit>[^()\[\]]{2,60})[)\]]\s*\.?\s*$")
_SQUARE_TAIL = re.compile(r"\s*\[(?P<credit>[A-ZА-ЯЁІЇЄҐ][^\[\]]{1,60})\]\s*$")
_AGENCY_LIKE = re.compile(
    r"\b(?:news|press|agency|wire|newswire|pool|handout|photos?|images?|file|archive)\b|"
    r"(?:прес|пресс|інформ|информ|інфо|инфо|ньюз|ньюс|агентств\w*|медіа|медиа|фото)\b|(?:^|-)(?:інфо|инфо|ньюз|медіа|"
    r"медиа)",
    re.IGNORECASE,
)
_SENTENCE_BORDER = re.compile(r"[.!?…]\s+(?=[A-ZА-ЯЁІЇЄҐ])")
_MIN_DESCRIPTION_WORDS: Final = 6
_MIN_LONE_WORDS: Final = 8
_MAX_LONE_WORDS: Final = 24
_DEPICTION = re.compile(
    r"(?:an? |(?:two|three|four|several|some|elderly|young|old|smiling|masked) |"
    r"(?:people|men|women|man|woman|children|boy|girl|workers|protesters|residents|soldiers|firefighters|rescuers|"
    r"police) |"
    r"(?:aerial |close-?up|view |portrait |photo |picture |screenshot |rows? of |crowds? |exterior |interior )).*"
    r"\b(?:in|on|at|with|near|outside|beside|under|behind|by|through|along|inside|above|from|over|holding|standing|"
    r"sitting|walking)\b|"
    r"(?:\w+ ){0,2}(?:чоловік|чоловіки|жінка|жінки|хлопець|дівчина|хлопчик|дівчинка|діти|люди|двоє|троє|натовп|"
    r"рятувальники|пожежники|"
    r"військові|поліцейські|краєвид|вид|мужчина|мужчины|женщина|женщины|мальчик|девочка|девушка|парень|дети|двое|трое|"
    r"толпа|спасатели|пожарные|военные|полицейские|пейзаж)(?: .*)? "
    r"(?:у|в|на|з|із|зі|біля|під|над|перед|серед|за|крізь|вздовж|уздовж|с|со|возле|около|под|среди|сквозь|вдоль|тримає|"
    r"стоїть|держит|стоит) ",
    re.IGNORECASE,
)
"""What a picture's description opens with: an unnamed someone or something, somewhere."""
_CREDITS: Final = (Removal.BYLINE, Removal.TIMESTAMP, Removal.READ_TIME, Removal.SHARE, Removal.MEDIA)
_NAME_AND_OUTLET = re.compile(r"[A-ZА-ЯЁІЇЄҐ][\w'’.-]*(?: [A-ZА-ЯЁІЇЄҐ][\w'’.-]*){0,3}\s*[/|]\s*[\w'’. «»-]{2,40}")
_NAME_FOR_OUTLET = re.compile(
    r"[A-ZА-ЯЁІЇЄҐ][\w'’.-]*(?: [A-ZА-ЯЁІЇЄҐ][\w'’.-]*){1,3}(?:,| for| via| для| через)(?: the)? [A-ZА-ЯЁІЇЄҐ«][\w'’. "
    r"«»-]{1,40}"
)
_MIN_REPEATED_WORDS: Final = 3


def mark_captions(lines: Sequence[Line]) -> None:
    """Marks captions and the descriptions beside them."""
    named = frozenset(
        name.casefold() for line in lines if line.reason is Removal.AGENCY_LINE for name in agencies_in(line.text)
    )
    _, last = story_range(lines)
    for index, line in enumerate(lines):
        if line.reason is not None or line.is_title:
            continue
        if line.kind is SegmentKind.CAPTION or _is_caption_alone(line) or (index != last and _is_signed(line, named)):
            line.reason = Removal.CAPTION
    apart = _paragraphs_stand_apart(lines)
    for first, second in pairwise(lines):
        if _could_be(first) and _could_be(second) and _is_pair(first, second, apart=apart):
            first.reason = second.reason = Removal.CAPTION
    _mark_descriptions(lines, apart=apart)
    _mark_lone_descriptions(lines)


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
    if _NAME_AND_OUTLET.fullmatch(credit) or (before.endswith((".", "!", "?")) and _NAME_FOR_OUTLET.fullmatch(credit)):
        return True
    return not before.endswith((".", "!", "?", "…", "»", "”", '"')) and bool(agencies_in(f"({credit})"))


def _is_signed(line: Line, named: frozenset[str]) -> bool:
    """One sentence that an agency signs in square brackets, full stop or not: `Growers on Monday. [Havelin News]`."""
    tail = _SQUARE_TAIL.search(line.text)
    if tail is None or line.word_count > _MAX_CAPTION_WORDS:
        return False
    before, names = line.text[: tail.start()], re.split(r"\s*[/,|]\s*", tail["credit"])
    is_agency = all(name.casefold() in named or _AGENCY_LIKE.search(name) or agencies_in(f"({name})") for name in names)
    return is_agency and _SENTENCE_BORDER.search(before) is None and not any(mark in before for mark in '«“"')


def _is_pair(first: Line, second: Line, *, apart: bool) -> bool:
    if _is_repeat(first.text, second.text):
        return not (first.is_ended and second.is_ended) or _has_bracket_tail(first) or _has_bracket_tail(second)
    if first.block is None or not apart or first.block != second.block:
        return False
    if first.word_count <= _MAX_SUBHEAD_WORDS and second.is_ended and second.reason is None:
        return overlap(first.text, stems(second.text)) > 0.5 and second.word_count <= 20
    return not first.is_ended or not second.is_ended or overlap(first.text, stems(second.text)) >= 0.34


def _mark_descriptions(lines: Sequence[Line], *, apart: bool) -> None:
    """The line above a caption, without a full stop: of the same thing, close to it, or too long for a subhead."""
    for index, (first, second) in enumerate(pairwise(lines)):
        if second.reason is Removal.CAPTION and first.reason is None and _could_be(first) and not first.is_ended:
            is_close = apart and first.block is not None and first.block == second.block
            is_related = first.word_count >= 4 and len(stems(first.text) & stems(second.text)) >= 1
            if is_close or is_related or _is_description(lines, index):
                first.reason = Removal.CAPTION


def _is_description(lines: Sequence[Line], index: int) -> bool:
    """Too long for a subhead, and no standfirst: those stand above the byline."""
    text = lines[index].text
    if lines[index].word_count < _MIN_DESCRIPTION_WORDS or text[-1] in "?:;,–—":
        return False
    if any(line.reason is None and not line.is_title for line in lines[:index]):
        return True
    title = next((place for place, line in enumerate(lines) if line.is_title), 0)
    return any(line.reason in _CREDITS for line in lines[title:index])


def _mark_lone_descriptions(lines: Sequence[Line]) -> None:
    """A description without a caption, alone between paragraphs: longer than subheads are, of someone unnamed."""
    for index in range(1, len(lines) - 1):
        line, around = lines[index], (lines[index - 1], lines[index + 1])
        if line.reason is not None or line.is_title or line.kind is not SegmentKind.BODY or line.is_item:
            continue
        if any(other.reason is None and not other.is_title and not other.is_ended for other in around):
            continue
        is_plain = line.text[-1].isalpha() and not any(char.isdigit() or char in '«»“”"?:' for char in line.text)
        if is_plain and _MIN_LONE_WORDS <= line.word_count <= _MAX_LONE_WORDS and _DEPICTION.match(line.text):
            line.reason = Removal.CAPTION


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
    running = [
        line
        for line in lines
        if line.block is not None and line.is_running_text and line.word_count > _MAX_CAPTION_WORDS // 2
    ]
    alone = sum(blocks[line.block] <= 2 for line in running if line.block is not None)
    return len(blocks) > 2 and (not running or alone >= 0.6 * len(running))
