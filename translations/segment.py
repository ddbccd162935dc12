"""Sentences of a paragraph, with exact offsets: the unit that is translated, stored and aligned.

A boundary lies after `.`, `!`, `?` or `…` (and the quotation marks and brackets that close with it) unless a rule below
says that the sentence goes on. Two decisions that others take differently:
- A short quotation (up to `SHORT_QUOTATION` characters) with its frame, `«Так. Ні», — сказав він.`, is one sentence: cut
  inside, its parts lose the frame and the balance of their marks. A longer one is cut, as models need short input.
- A missing blank is a boundary between a lower-case word or closing mark and a capitalised word (`he said.Then`,
  `дому».Він`, `said."Then`), never inside a name or address (`Bihus.Info`, `INTERFAX.RU`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tercet.translations.abbreviations import (
    BEFORE_NUMBER,
    LETTER_NOUNS,
    NEVER_LAST,
    SELDOM_LAST,
    STARTERS,
    UNIT_AFTER_NUMBER,
    UNITS,
    YEAR_OR_CENTURY,
)
from tercet.translations.languages import Language
from tercet.translations.models import Paragraph, Segment, SegmentKind

SHORT_QUOTATION = 160
"""Characters. A framed quotation up to this length stays with its frame."""

LONGEST_BRACKET = 200
"""Characters. Inside a longer bracket sentences are cut as elsewhere: the closing mark may be far away or missing."""

LEADING_DATE = 45
"""Characters. `В 2016 г. Михаил ...`: before a name, a year this near the start of its sentence does not end it."""

_CANDIDATE = re.compile(r"[.!?…]+(?:[»”“\"’'\)\]]+[.!?…]*)*|\n")
_NEXT = re.compile(r"[\s«„“”\"'‘(\[*•·▪►●✅❗️‼#@]*(?P<dash>[—–-]\s?)?[«„“\"'(\[#@]*(?P<word>[\w’'ʼ-]+)?(?P<stop>\.)?")
_LAST_TOKEN = re.compile(r"[^\s«»„“”\"()\[\]]+$")
_TOKEN_BEFORE = re.compile(r"(\S+)\s+$")
_SPACED_PAIR = re.compile(r"(?<![\w.])([а-яіїєґё]{1,3})\.\s([а-яіїєґё]{1,3}\.?[а-яіїєґё]?)$", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"\s*[(\[]?(?:\d{1,3}(?:\.\d{1,2})*|[IVXІХ]{1,5}|[A-Za-zА-Яа-яІіЇїЄєҐґ])[)\]]?\s*$")
_COUNTED = frozenset("кв. куб. тис. тыс. млн. млрд. тис тыс млн млрд пог.".split())
_ROMAN = re.compile(r"[IVXІХ]{1,6}(?:[-–—][IVXІХ]{1,6})?")
_TIME_ZONE = re.compile(r"(?:\w+ ){0,2}[Tt]ime\b|(?:GMT|UTC|E[SD]?T|P[SD]?T|C[ES]?[SD]?T|BST|EEST|EET|MSK)\b|(?:Eastern|Pacific|Central)\b")
_ONLY_TAGS = re.compile(r"(?:\s|[#@][\w.]+|https?://\S+|[^\w\s])*$")
_QUOTED = str.maketrans("", "", "»”“\"’'")
_SPEECH_GOES_ON = re.compile(r"\s+[—–-]\s")
_SPEECH = re.compile(
    r"(?:[A-Z][\w.’'-]*,?\s+){1,4}(?:\w+ly\s+)?(?:said|says|asked|asks|told|wrote|writes|added|tweeted|replied|shouted|exclaimed|"
    r"answered|wondered|cried|continued|explained|demanded)\b"
)


@dataclass(frozen=True, slots=True)
class _Quotation:
    opening: int
    closing: int
    is_framed: bool


def split_sentences(text: str, language: Language) -> tuple[str, ...]:
    """The sentences of a paragraph, in order, without outer white space."""
    return tuple(text[start:end] for start, end in sentence_spans(text, language))


def sentence_spans(text: str, language: Language) -> tuple[tuple[int, int], ...]:
    """The offsets of each sentence. The spans are in order, do not overlap, and leave out nothing but white space."""
    spans: list[tuple[int, int]] = []
    start = _skip_blank(text, 0)
    for end in _boundaries(text):
        if end > start:
            stripped = end - (len(text[start:end]) - len(text[start:end].rstrip()))
            spans.append((start, stripped))
            start = _skip_blank(text, end)
    return tuple(spans)


def segment_article(paragraphs: Sequence[Paragraph], language: Language) -> tuple[Segment, ...]:
    """Every sentence of an article at its place. Titles and headings are one segment each; empty paragraphs have none."""
    segments: list[Segment] = []
    for paragraph in paragraphs:
        if paragraph.kind in (SegmentKind.TITLE, SegmentKind.HEADING):
            texts: tuple[str, ...] = (paragraph.text.strip(),) if paragraph.text.strip() else ()
        else:
            texts = split_sentences(paragraph.text, language)
        segments += (
            Segment(paragraph_index=paragraph.index, segment_index=number, kind=paragraph.kind, text=text)
            for number, text in enumerate(texts)
        )
    return tuple(segments)


def _skip_blank(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _boundaries(text: str) -> Iterator[int]:
    """Offsets where sentences end; the last one is the end of the text."""
    start = 0
    quotations: tuple[_Quotation, ...] | None = None
    for match in _CANDIDATE.finditer(text):
        if quotations is None:
            quotations = _quotations(text)
        end = _sentence_end(text, match, start, quotations)
        if end is not None:
            yield end
            start = end
    yield len(text)


def _sentence_end(text: str, match: re.Match[str], start: int, quotations: Sequence[_Quotation]) -> int | None:
    """Where the sentence ends if it ends at this mark, else None."""
    end = match.end()
    if match[0] == "\n":
        return end
    if end < len(text) and not text[end].isspace():
        return _glued_end(text, match, quotations)
    if end == len(text) or _ONLY_TAGS.match(text, end):
        return None
    following = _NEXT.match(text, end)
    assert following is not None
    if _goes_on(text, match, following, start) or _is_inside(text, match, quotations):
        return None
    return end


def _goes_on(text: str, match: re.Match[str], following: re.Match[str], start: int) -> bool:
    """True where the next words, or the word before the mark, show that the sentence goes on."""
    word = following["word"] or ""
    mark, closers = match[0].rstrip("»”“\"’')]"), match[0].translate(_QUOTED) != match[0]
    if word[:1].islower() and not (len(word) > 2 and word[1].isupper()):
        return True
    if closers and (following["dash"] or _is_title_or_speech(text, match, following)):
        return True
    if match[0] in ("?)", "!)") and text[match.start() - 1 : match.start()] == "(":
        return True
    return mark == "." == match[0] and _is_short_form(text, match.start(), following, start)


def _is_short_form(text: str, stop: int, following: re.Match[str], start: int) -> bool:
    """True when the full stop at `stop` belongs to a short form, initial or list number and ends nothing."""
    if _LIST_NUMBER.match(text, start, stop):
        return True
    token_match = _LAST_TOKEN.search(text, start, stop)
    if token_match is None:
        return False
    token = token_match[0]
    before = _TOKEN_BEFORE.search(text, start, token_match.start())
    previous = before[1] if before else ""
    starts = (following["word"] or "") in STARTERS and not following["stop"]
    if len(token) == 1 and token.isupper():
        return _is_initial(token, previous, starts=starts, following=following)
    if token.lower() in UNIT_AFTER_NUMBER and _follows_number(previous):
        is_year = token in YEAR_OR_CENTURY and len(previous) >= 3
        return is_year and not starts and stop - start < LEADING_DATE
    pair = _SPACED_PAIR.search(text, start, stop)
    form = (f"{pair[1]}.{pair[2]}" if pair else token).lower().lstrip("-—–")
    return _keeps_going(form, token, starts=starts, following=following)


def _keeps_going(form: str, token: str, *, starts: bool, following: re.Match[str]) -> bool:
    last = form.rsplit(".", 1)[-1]
    if (following["word"] or "")[:1].isdigit() and last in BEFORE_NUMBER:
        return True
    if form in UNITS:
        return form in ("a.m", "p.m") and _TIME_ZONE.match(following.string, following.start("word")) is not None
    if form in NEVER_LAST or last in NEVER_LAST or last in UNIT_AFTER_NUMBER:
        return True
    if form in SELDOM_LAST:
        return not starts
    is_dotted_name = "." in token and all(len(part) <= 2 and part[:1].isupper() for part in token.split("."))
    return is_dotted_name and not starts


def _follows_number(previous: str) -> bool:
    return previous[-1:].isdigit() or previous in _COUNTED or _ROMAN.fullmatch(previous) is not None


def _is_initial(token: str, previous: str, *, starts: bool, following: re.Match[str]) -> bool:
    if following["stop"] and len(following["word"] or "") <= 2:
        return True
    if previous.lower() in LETTER_NOUNS:
        return False
    if token == "I" and previous[:1].islower():
        return False
    return not starts


def _is_title_or_speech(text: str, match: re.Match[str], following: re.Match[str]) -> bool:
    """True for `"Why?" Smith asked` and for the name of a work, `фільм «Хто там?» Квентіна`."""
    if match[0][0] == ".":
        return False
    return _SPEECH.match(text, following.start("word") if following["word"] else match.end()) is not None


def _is_inside(text: str, match: re.Match[str], quotations: Sequence[_Quotation]) -> bool:
    """True inside a short framed quotation or a bracket."""
    for quotation in quotations:
        is_short = quotation.closing - quotation.opening <= SHORT_QUOTATION
        if is_short and quotation.opening < match.start() and quotation.closing >= match.end():
            if quotation.is_framed or _SPEECH_GOES_ON.match(text, match.end()):
                return True
    bracket = text.rfind("(", max(0, match.start() - LONGEST_BRACKET), match.start())
    if bracket < 0 or ")" in text[bracket : match.end()]:
        return False
    closing = text.find(")", match.end(), bracket + LONGEST_BRACKET)
    return closing >= 0 and "(" not in text[match.end() : closing]


def _glued_end(text: str, match: re.Match[str], quotations: Sequence[_Quotation]) -> int | None:
    """The boundary where the blank after a sentence is missing, if this is one."""
    if match[0][0] == "…" or match[0].startswith(".."):
        return None
    end = match.end()
    if any(quotation.opening == end - 1 for quotation in quotations):
        end -= 1
    token = _LAST_TOKEN.search(text, 0, match.start())
    before = token[0].lstrip("-—–'’") if token else ""
    after = text[match.end() : match.end() + 3]
    is_capitalised = after[:1].isupper() and (after[1:2].islower() or (after[1:2].isspace() and not after[:1].isascii()))
    after_mark = text[match.start() - 1 : match.start()] in "»”" and match.start() > 0
    is_word = len(before) >= 3 and before.replace("-", "").replace("’", "").isalpha() and before.islower()
    if not is_capitalised or not (after_mark or is_word):
        return None
    if is_word and before[-1].isascii() != after[0].isascii():
        return None
    if _is_inside(text, match, quotations):
        return None
    return end


def _quotations(text: str) -> tuple[_Quotation, ...]:
    """The closed quotations of a text. A straight mark opens or closes by what stands beside it."""
    found: list[_Quotation] = []
    open_marks: list[tuple[str, int]] = []
    for match in re.finditer(r"[«»„“”\"]", text):
        mark, position = match[0], match.start()
        kind = {"«": "«", "»": "«", '"': '"'}.get(mark, "“")
        if mark in "«„" or (mark in '"“' and _opens(text, position, [k for k, _ in open_marks].count(kind) > 0)):
            if mark == '"':
                open_marks = [item for item in open_marks if item[0] != kind]
            open_marks.append((kind, position))
            continue
        for index in range(len(open_marks) - 1, -1, -1):
            if open_marks[index][0] == kind:
                opening = open_marks[index][1]
                found.append(_Quotation(opening, position, _is_framed(text, opening, position)))
                del open_marks[index:]
                break
    return tuple(found)


def _opens(text: str, position: int, is_open: bool) -> bool:
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    blank_before = not before or before.isspace() or before in "([«„—–-"
    blank_after = not after or after.isspace() or after in ".,;:!?…)]»—–-"
    if blank_before != blank_after:
        return blank_before
    return not is_open


def _is_framed(text: str, opening: int, closing: int) -> bool:
    """True when words of the same sentence stand before or after the quotation."""
    before = text[:opening].rstrip()
    after = text[closing + 1 :].lstrip()
    led = bool(before) and before[-1] not in ".!?…»”\""
    followed = after[:1] in ",—–-" and bool(after) or after[:1].islower() or text[closing - 1] == ","
    return led or followed
