"""Sentences of a paragraph, with exact offsets: the unit that is translated, stored and aligned.

A boundary lies after `.`, `!`, `?` or `…` (and the quotation marks and brackets that close with it) unless a rule
below says that the sentence goes on. Two decisions that others take differently:
- A short quotation (up to `SHORT_QUOTATION` characters) with its frame, `«Так. Ні», — сказав він.`, is one sentence:
  cut inside, its parts lose the frame and the balance of their marks. A longer one is cut, as models need short input.
- A missing blank is a boundary between a lower-case word or closing mark and a capitalised word (`he said.Then`,
  `дому».Він`, `said."Then`), never inside a name or address (`Bihus.Info`, `INTERFAX.RU`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from tercet.translations.abbreviations import (
    BEFORE_NUMBER,
    DATE_OPENERS,
    LETTER_NOUNS,
    NEVER_LAST,
    SELDOM_LAST,
    SHORT_LETTERS,
    STARTERS,
    STATES,
    UNIT_AFTER_NUMBER,
    UNITS,
    YEAR_OR_CENTURY,
)
from tercet.translations.languages import Language
from tercet.translations.models import Paragraph, Segment, SegmentKind

SHORT_QUOTATION = 120
"""Characters. A framed quotation up to this length stays with its frame."""

LONGEST_BRACKET = 200
"""Characters. Inside a longer bracket sentences are cut as elsewhere: the closing mark may be far away or missing."""

LEADING_DATE = 45
"""Characters. `В 2016 г. Михаил ...`, `At 3 a.m. Smith ...`: before a name, a time this near the start of its sentence
does not end it."""

_REACH = 60  # Characters looked back at for the word before a mark: keeps the time linear on any input.
_DEPTH = 6  # Open quotation marks kept in mind: more of them are damage, not nesting.

_CANDIDATE = re.compile(r"[.!?…]+(?:[»”“\"’'\)\]]+[.!?…]*)*(?:\[\d{1,3}\])*|\n")
_NEXT = re.compile(r"[\s«„“”\"'‘(\[*•·▪►●✅❗️‼#@]*(?P<dash>[—–-]\s?)?[«„“\"'(\[#@]*(?P<word>[\w’'ʼ-]+)?(?P<stop>\.)?")
_MORE_DOTS = re.compile(r"\s+[.…](?!\w)")
_LAST_TOKEN = re.compile(r"[^\s«»„“”\"()\[\]]+$")
_TOKEN_BEFORE = re.compile(r"(\S+)\s+$")
_SPACED_PAIR = re.compile(r"(?<![\w.])([а-яіїєґё]{1,3})\.\s([а-яіїєґё]{1,3}\.?[а-яіїєґё]?)$", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"\s*[(\[]?(?:\d{1,3}(?:\.\d{1,2})*|[IVXІХ]{1,5}|[A-Za-zА-Яа-яІіЇїЄєҐґ])[)\]]?\s*$")
_COUNTED = frozenset(["кв.", "куб.", "тис.", "тыс.", "млн.", "млрд.", "тис", "тыс", "млн", "млрд", "пог."])
_ROMAN = re.compile(r"[IVXІХ]{1,6}(?:[-–—][IVXІХ]{1,6})?")
_TIME_ZONE = re.compile(
    r"(?:\w+ ){0,2}[Tt]ime\b|(?:GMT|UTC|E[SD]?T|P[SD]?T|C[ES]?[SD]?T|BST|EEST|EET|MSK)\b|(?:Eastern|Pacific|Central)\b|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d"
)
_TEMPERATURE = frozenset("CFСФ")  # Both alphabets.
_VERB = re.compile(r"(?:ть|ться|ли|лись|ют|ются|[уая]я)$")
"""After such a verb `им` is a pronoun (`доверять им.`), elsewhere short for `имени`."""
_TAG = re.compile(r"[#@][\w.]+|https?://\S+|[^\w\s]+")
_QUOTED = str.maketrans("", "", "»”“\"’'")
_SPEECH_GOES_ON = re.compile(r"\s+[—–-]\s")
_SPEECH = re.compile(
    r"(?:[A-Z][\w.’'-]*,?\s+){1,4}(?:\w+ly\s+)?(?:said|says|asked|asks|told|wrote|writes|added|tweeted|replied|shouted|"
    r"exclaimed|answered|wondered|cried|continued|explained|demanded)\b"
)


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
    """Every sentence of an article at its place. Titles and headings are one segment each; empty ones have none."""
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
    quotations = tail = None
    for match in _CANDIDATE.finditer(text):
        if quotations is None or tail is None:
            quotations, tail = _Quotations(text), _tail(text)
        end = _sentence_end(text, match, start, quotations) if match.end() < tail or match[0] == "\n" else None
        if end is not None:
            yield end
            start = end
    yield len(text)


def _tail(text: str) -> int:
    """Where the last sentence ends: behind it stand only hashtags, links and emoji, which are no sentence."""
    for start, end in reversed([match.span() for match in re.finditer(r"\S+", text)]):
        if not _TAG.fullmatch(text, start, end):
            return end
    return 0


def _sentence_end(text: str, match: re.Match[str], start: int, quotations: _Quotations) -> int | None:
    """Where the sentence ends if it ends at this mark, else None."""
    end = match.end()
    if match[0] == "\n":
        return end
    if end < len(text) and not text[end].isspace():
        return _glued_end(text, match, quotations)
    if _MORE_DOTS.match(text, end):
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
    is_name = text[following.start("word") - 1] in "#@" or (len(word) > 2 and word[1].isupper())
    if word[:1].islower() and not is_name:
        return True
    if closers and (following["dash"] or _is_title_or_speech(text, match, following)):
        return True
    if match[0] in ("?)", "!)") and text[match.start() - 1 : match.start()] == "(":
        return True
    return mark == "." == match[0] and _is_short_form(text, match.start(), following, start)


def _is_short_form(text: str, stop: int, following: re.Match[str], start: int) -> bool:
    """True when the full stop at `stop` belongs to a short form, initial or list number and ends nothing."""
    if stop - start < 12 and _LIST_NUMBER.match(text, start, stop):
        return True
    window = text[max(start, stop - _REACH) : stop]
    token_match = _LAST_TOKEN.search(window)
    if token_match is None:
        return False
    token = token_match[0]
    before = _TOKEN_BEFORE.search(window[: token_match.start()])
    previous = before[1] if before else ""
    starts = (following["word"] or "") in STARTERS and not following["stop"]
    next_is_number = (following["word"] or "")[:1].isdigit()
    if len(token) == 1 and token.isupper():
        if token in _TEMPERATURE and re.fullmatch(r"[+-−–]?\d{1,3}°?", previous):
            return False
        return _is_initial(token, previous, starts=starts, following=following)
    if len(token) > 1 and token.isupper() and token.isalpha() and not (following["word"] or "").isupper():
        return False
    if token in UNIT_AFTER_NUMBER and _follows_number(previous):
        opens_with_date = token in YEAR_OR_CENTURY and stop - start < LEADING_DATE and _opens_with_date(text, start)
        return (next_is_number and token in BEFORE_NUMBER) or (opens_with_date and not starts)
    if token == "им" and _VERB.search(previous):
        return False
    pair = _SPACED_PAIR.search(window)
    form = (f"{pair[1]}.{pair[2]}" if pair else token).lower().lstrip("-—–")
    if form in ("a.m", "p.m") and not starts and stop - start < LEADING_DATE and _opens_with_date(text, start):
        return True
    return _keeps_going(form, token, starts=starts, following=following)


def _opens_with_date(text: str, start: int) -> bool:
    first = re.match(r"\W*(\w+)", text[start : start + LEADING_DATE])
    return first is not None and (first[1] in DATE_OPENERS or first[1].isdigit())


def _keeps_going(form: str, token: str, *, starts: bool, following: re.Match[str]) -> bool:
    last = form.rsplit(".", 1)[-1]
    if (following["word"] or "")[:1].isdigit() and last in BEFORE_NUMBER:
        return True
    if form in ("дол", "долл"):
        return following["word"] in ("США", "Канади", "Канады")
    if form in UNITS:
        return form in ("a.m", "p.m") and _TIME_ZONE.match(following.string, following.start("word")) is not None
    if form in NEVER_LAST or last in NEVER_LAST or (token.rpartition(".")[2].islower() and last in SHORT_LETTERS):
        return True
    main = form.rpartition("-")[2]
    if form in SELDOM_LAST or main in SELDOM_LAST or (main in STATES and not token.islower()):
        return not starts
    is_dotted_name = "." in token and all(len(part) <= 2 and part[:1].isupper() for part in re.split(r"\.-?", token))
    return is_dotted_name and not starts


def _follows_number(previous: str) -> bool:
    return (
        previous[-1:].isdigit()
        or (previous[:1].isdigit() and previous[-1:] != ",")
        or previous in _COUNTED
        or _ROMAN.fullmatch(previous) is not None
    )


def _is_initial(token: str, previous: str, *, starts: bool, following: re.Match[str]) -> bool:
    if following["stop"] and len(following["word"] or "") <= 2:
        return True
    # `X` is the social network far more often than an initial.
    if previous.lower() in LETTER_NOUNS or token == "X":
        return False
    if token == "I" and previous[:1].islower():
        return False
    return not starts


def _is_title_or_speech(text: str, match: re.Match[str], following: re.Match[str]) -> bool:
    """True for `"Why?" Smith asked` and for the name of a work, `фільм «Хто там?» Квентіна`."""
    if match[0][0] == ".":
        return False
    if following["word"] in STARTERS and following["word"] != "The":
        return False
    return _SPEECH.match(text, following.start("word") if following["word"] else match.end()) is not None


def _is_inside(text: str, match: re.Match[str], quotations: _Quotations) -> bool:
    """True inside a short framed quotation or a bracket."""
    if quotations.hold_together(match.span(), is_dash_next=_SPEECH_GOES_ON.match(text, match.end()) is not None):
        return True
    bracket = text.rfind("(", max(0, match.start() - LONGEST_BRACKET), match.start())
    if bracket < 0 or ")" in text[bracket : match.end()]:
        return False
    closing = text.find(")", match.end(), bracket + LONGEST_BRACKET)
    return closing >= 0 and "(" not in text[match.end() : closing]


def _glued_end(text: str, match: re.Match[str], quotations: _Quotations) -> int | None:
    """The boundary where the blank after a sentence is missing, if this is one."""
    if match[0][0] == "…" or match[0].startswith(".."):
        return None
    end = match.end() - 1 if match.end() - 1 in quotations.openings else match.end()
    token = _LAST_TOKEN.search(text[max(0, match.start() - _REACH) : match.start()])
    before = re.sub(r"[-—–’']", "", token[0]) if token else ""
    after = text[match.end() : match.end() + 2]
    is_capitalised = after[:1].isupper() and (after[1:].islower() or (after[1:].isspace() and not after[0].isascii()))
    is_word = len(before) >= 3 and before.isalpha() and before.islower() and before[-1].isascii() == after[:1].isascii()
    after_quotation = match.start() > 0 and text[match.start() - 1] in "»”"
    if not is_capitalised or not (is_word or after_quotation) or _is_inside(text, match, quotations):
        return None
    return end


class _Quotations:
    """The closed quotations of a text, short ones with what holds them together."""

    def __init__(self, text: str) -> None:
        self.openings: set[int] = set()
        self._short: list[tuple[int, int, bool]] = []
        for opening, closing in _pairs(text):
            self.openings.add(opening)
            if closing - opening <= SHORT_QUOTATION:
                self._short.append((opening, closing, _is_framed(text, opening, closing)))
        self._short.sort()

    def hold_together(self, mark: tuple[int, int], *, is_dash_next: bool) -> bool:
        """True inside a short quotation that has a frame around it, or within it (`«Так, — сказав він. — Ні»`)."""
        start, end = mark
        index = bisect_right(self._short, (start, 0, False)) - 1
        while index >= 0 and self._short[index][0] >= start - SHORT_QUOTATION:
            _, closing, is_framed = self._short[index]
            if closing >= end and (is_framed or is_dash_next):
                return True
            index -= 1
        return False


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Opening and closing offsets. A straight mark opens or closes by what stands beside it."""
    open_marks: list[tuple[str, int]] = []
    for match in re.finditer(r"[«»„“”\"]", text):
        mark, position = match[0], match.start()
        kind = {"«": "«", "»": "«", '"': '"'}.get(mark, "“")
        if mark in "«„" or (mark in '"“' and _opens(text, position, any(kind == other for other, _ in open_marks))):
            open_marks = [item for item in open_marks if item[0] != '"' or mark != '"'][-_DEPTH:]
            open_marks.append((kind, position))
            continue
        for index in range(len(open_marks) - 1, -1, -1):
            if open_marks[index][0] == kind:
                yield open_marks[index][1], position
                del open_marks[index:]
                break


def _opens(text: str, position: int, is_open: bool) -> bool:
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    blank_before = not before or before.isspace() or before in "([«„—–-"
    blank_after = not after or after.isspace() or after in ".,;:!?…)]»—–-"
    if blank_before != blank_after:
        return blank_before
    return not is_open


def _is_framed(text: str, opening: int, closing: int) -> bool:
    """True when words of the same sentence stand before or after the quotation."""
    before = text[max(0, opening - 5) : opening].rstrip()
    after = text[closing + 1 : closing + 6].lstrip()
    led = bool(before) and before[-1] not in '.!?…»”"'
    followed = after[:1] in (",", "—", "–", "-") or after[:1].islower() or text[closing - 1] == ","
    return led or followed
