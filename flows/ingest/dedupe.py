"""Near-duplicates: the same report printed again, cut or touched up, told apart from an update with other figures.

Two texts are one when at least 70 % of the shorter one's runs of three words are in the other, and no figure speaks
against it: an updated death toll or yesterday's exchange rate has nearly all its words in common with today's.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise
from typing import Final

MIN_CONTAINMENT: Final = 0.7
_MIN_RUNS: Final = 8
"""Texts of fewer runs of three words are too short to call a copy."""
_MIN_LENGTH_RATIO: Final = 0.2
"""A flash is no duplicate of the long report that opens with it."""
_SAMPLE: Final = 4
"""Every fourth run of a long text is indexed: enough to meet any text that shares 70 % with it."""
_FULLY_INDEXED_RUNS: Final = 128
_MAX_CANDIDATES: Final = 20
_MAX_POSTINGS: Final = 5_000

_TOKEN = re.compile(r"\d+(?:[.,:\u00a0\u202f ]\d{3})*(?:[.,:]\d+)?|\w+")
_SEPARATOR = re.compile(r"[\u00a0\u202f ]|[.,](?=\d{3}(?!\d))")
_NUMBER_WORDS: Final = {
    word: value
    for value, words in {
        "2": "two два дві две двох двое двоє",
        "3": "three три трьох трое троє трёх трех",
        "4": "four чотири чотирьох четверо четыре четырёх четырех",
        "5": "five п'ять п'ятьох п'ятеро пять пяти пятеро",
        "6": "six шість шести шестеро шесть",
        "7": "seven сім семи семеро семь",
        "8": "eight вісім восьми восьмеро восемь",
        "9": "nine дев'ять дев'яти девять девяти",
        "10": "ten десять десяти",
        "11": "eleven одинадцять одиннадцать",
        "12": "twelve dozen дванадцять двенадцать",
        "13": "thirteen тринадцять тринадцать",
        "14": "fourteen чотирнадцять четырнадцать",
        "15": "fifteen п'ятнадцять пятнадцать",
        "16": "sixteen шістнадцять шестнадцать",
        "17": "seventeen сімнадцять семнадцать",
        "18": "eighteen вісімнадцять восемнадцать",
        "19": "nineteen дев'ятнадцять девятнадцать",
        "20": "twenty двадцять двадцать",
    }.items()
    for word in words.split()
}
_APOSTROPHES = re.compile("[\u2019\u02bc\u2018`]")
_INNER_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of a text: its runs of three and of two words (as 32-bit sums, sorted) and its figures.

    `figures` holds each number with the words before and behind it, `anchors` with the sums of the two words before it
    and of the two words behind it.
    """

    runs: array[int]
    pairs: array[int]
    figures: frozenset[tuple[str, str, str]]
    anchors: frozenset[tuple[str, int, int]]

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(number for _, number, _ in self.figures)


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text. Case, punctuation, the kind of quotes and spacing do not count."""
    tokens = list(_tokens(text))
    words = [token for token, _ in tokens]
    runs = {_sum(*run) for run in zip(words, words[1:], words[2:], strict=False)}
    pairs = {_sum(*pair) for pair in pairwise(words)}
    around = ["", "", *words, "", ""]
    numbered = [(place + 2, number) for place, (_, number) in enumerate(tokens) if number is not None]
    figures = frozenset((around[place - 1], number, around[place + 1]) for place, number in numbered)
    anchors = frozenset(
        (number, _sum(*around[place - 2 : place]), _sum(*around[place + 1 : place + 3])) for place, number in numbered
    )
    return Fingerprint(array("I", sorted(runs)), array("I", sorted(pairs)), figures, anchors)


def _sum(*words: str) -> int:
    return zlib.crc32(" ".join(words).encode())


_AT_THE_END: Final = _sum("", "")


def containment(first: Fingerprint, second: Fingerprint) -> float:
    """Which share of the shorter text's runs is in the other, 0 to 1."""
    shorter, longer = sorted((first.runs, second.runs), key=len)
    return len(set(shorter).intersection(longer)) / len(shorter) if shorter else 0.0


def is_near_duplicate(first: Fingerprint, second: Fingerprint) -> bool:
    """Whether two texts are one report. Figures that contradict each other keep them apart."""
    sizes = sorted((len(first.runs), len(second.runs)))
    if sizes[0] < _MIN_RUNS or sizes[0] < _MIN_LENGTH_RATIO * sizes[1]:
        return False
    return containment(first, second) >= MIN_CONTAINMENT and not figures_differ(first, second)


def figures_differ(first: Fingerprint, second: Fingerprint) -> bool:
    """Whether each has a number that the other lacks, beside words that both have, or different numbers stand between
    the same words.

    Other numbers that only one of them has are what was added or cut: a dateline, a last paragraph.
    """
    if _has_own_figure(first, second) and _has_own_figure(second, first):
        return True
    places, contexts = _by_place(first), _by_place(second)
    return any(not places[place] & contexts[place] for place in places.keys() & contexts.keys())


def _by_place(text: Fingerprint) -> dict[object, set[str]]:
    """The numbers that stand between two words, behind two words, and before two words."""
    places: dict[object, set[str]] = {}
    for before, number, behind in text.figures:
        places.setdefault((before, behind), set()).add(number)
    for number, before_sum, behind_sum in text.anchors:
        for place in (("behind", before_sum), ("before", behind_sum)):
            if place[1] != _AT_THE_END:
                places.setdefault(place, set()).add(number)
    return places


def _has_own_figure(text: Fingerprint, other: Fingerprint) -> bool:
    """Whether a number that the other lacks stands beside two words that the other has."""
    own = text.numbers - other.numbers
    return bool(own) and any(
        before in other.pairs or behind in other.pairs for number, before, behind in text.anchors if number in own
    )


class DuplicateIndex:
    """Known texts by id, searched for the one that a new text repeats. About 7 KB for a text of 400 words."""

    def __init__(self) -> None:
        self._known: dict[int, Fingerprint] = {}
        self._places: dict[int, int] = {}
        self._postings: dict[int, list[int] | int] = {}

    def __len__(self) -> int:
        return len(self._known)

    def add(self, text_id: int, text: str) -> None:
        """Make a text known. A text added under a known id replaces the one before."""
        print_ = fingerprint(text)
        is_known = text_id in self._places
        self._places.setdefault(text_id, len(self._places))
        self._known[text_id] = print_
        for run in _indexed(print_.runs):
            self._post(run, text_id, is_known=is_known)

    def discard(self, text_id: int) -> None:
        """A text, if it is known, is found no more."""
        self._known.pop(text_id, None)

    def find(self, text: str, *, ignoring: int | None = None) -> int | None:
        """The id of the known text that this one repeats, the closest of several, the oldest of equals; else None."""
        wanted = fingerprint(text)
        hits = self._hits(wanted)
        candidates = (text_id for text_id in hits if text_id in self._known and text_id != ignoring)
        found = [
            (-containment(wanted, self._known[text_id]), self._places[text_id], text_id)
            for text_id in nlargest(
                _MAX_CANDIDATES, candidates, key=lambda text_id: hits[text_id] * self._weight(text_id)
            )
            if is_near_duplicate(wanted, self._known[text_id])
        ]
        return min(found)[2] if found else None

    def _hits(self, wanted: Fingerprint) -> Counter[int]:
        """How many runs each known text shares with the wanted, counted from the rarest run on, up to a budget.

        Phrases that thousands of texts share tell nothing, and counting them all would make a search slower with
        every text that is known.
        """
        hits: Counter[int] = Counter()
        budget = _MAX_POSTINGS
        for posted in sorted(map(self._posted, wanted.runs), key=len):
            if len(posted) > budget:
                break
            budget -= len(posted)
            hits.update(posted)
        return hits

    def _weight(self, text_id: int) -> int:
        """How many runs of a known text one hit stands for."""
        return 1 if len(self._known[text_id].runs) <= _FULLY_INDEXED_RUNS else _SAMPLE

    def _post(self, run: int, text_id: int, *, is_known: bool) -> None:
        posted = self._postings.get(run)
        if posted is None:
            self._postings[run] = text_id
        elif isinstance(posted, list):
            if not is_known or text_id not in posted:
                posted.append(text_id)
        elif posted != text_id:
            self._postings[run] = [posted, text_id]

    def _posted(self, run: int) -> Sequence[int]:
        posted = self._postings.get(run)
        if posted is None:
            return ()
        return posted if isinstance(posted, list) else (posted,)


def _indexed(runs: Sequence[int]) -> Iterable[int]:
    return runs if len(runs) <= _FULLY_INDEXED_RUNS else [run for run in runs if run % _SAMPLE == 0]


def _tokens(text: str) -> Iterator[tuple[str, str | None]]:
    """Words and numbers, each number also in one notation: `11,000`, `11 000` and `11000` are equal."""
    plain = _INNER_APOSTROPHE.sub("'", _APOSTROPHES.sub("'", text.casefold()))
    for match in re.finditer(_TOKEN.pattern + r"(?:'\w+)?", plain):
        token = match[0]
        if token[0].isdigit():
            number = _SEPARATOR.sub("", token)
            yield number, number
        else:
            yield token, _NUMBER_WORDS.get(token)
