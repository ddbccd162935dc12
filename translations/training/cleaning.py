"""What of the parallel text is fit to learn from, and why the rest is not. Every line is counted under one reason."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from tercet.translations.detect import detect_language
from tercet.translations.languages import Language, LanguagePair
from tercet.translations.scoring import TestSet
from tercet.translations.training.data import Row
from tercet.translations.training.parallel import ParallelLine
from tercet.translations.training.plan import Plan

MOST_CHARACTERS = 800
LENGTH_RATIO = 2.5
"""The longer side may have so many times the characters of the shorter one, and twenty more."""
SCRIPT_SHARE = 0.6
"""At least this share of a side's letters is in the script of its language."""
DETECTED_WORDS = 6
"""Sides of fewer words are too short to doubt their language."""
MARKED_SHARE = 25
"""One row in so many gets a placeholder on both sides, so that placeholders are learnt as copies."""

_LETTERS = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_WORDS = re.compile(r"\w+")


class Dropped(StrEnum):
    """Why a row is not learnt from."""

    UNREADABLE = "cannot be read"
    EMPTY = "empty"
    SAME = "both sides are the same"
    TOO_LONG = "too long"
    LENGTH_RATIO = "one side is far longer"
    WRONG_SCRIPT = "a side is in another script"
    WRONG_LANGUAGE = "a side is in another language"
    IN_A_TEST_SET = "a side stands in a test set"
    DUPLICATE = "was there before"
    OVER_THE_MOST = "more than its source may give"


class Cleaner:
    """Goes over the lines once; `kept` and `dropped` count what became of them, by source."""

    def __init__(self, plan: Plan, test_sets: Iterable[TestSet]) -> None:
        self._plan = plan
        self._tested = {fold(text) for one in test_sets for text in (*one.sources, *one.references)}
        self._seen: set[bytes] = set()
        self.kept: Counter[str] = Counter()
        self.dropped: Counter[tuple[str, Dropped]] = Counter()

    def rows(self, lines: Iterable[ParallelLine]) -> Iterator[Row]:
        """The rows of every pair of the plan that are fit to learn from."""
        for line in lines:
            if not line.texts:
                self.dropped[line.source, Dropped.UNREADABLE] += 1
            for pair in self._plan.pairs:
                if pair.source in line.texts and pair.target in line.texts:
                    source, target = line.texts[pair.source], line.texts[pair.target]
                    reason = self._fault(pair, source, target, line.source)
                    if reason is not None:
                        self.dropped[line.source, reason] += 1
                        continue
                    self.kept[line.source] += 1
                    yield _row(pair, source, target, line.source)

    def _fault(self, pair: LanguagePair, source: str, target: str, name: str) -> Dropped | None:
        reason = fault_of(pair, source, target)
        if reason is not None:
            return reason
        folded = fold(source), fold(target)
        if self._tested.intersection(folded):
            return Dropped.IN_A_TEST_SET
        digest = hashlib.blake2b(f"{pair}\n{folded[0]}\n{folded[1]}".encode(), digest_size=10).digest()
        if digest in self._seen:
            return Dropped.DUPLICATE
        if not (_in_language(source, pair.source) and _in_language(target, pair.target)):
            return Dropped.WRONG_LANGUAGE
        self._seen.add(digest)
        return None


def fault_of(pair: LanguagePair, source: str, target: str) -> Dropped | None:
    """What is wrong with a row taken by itself, cheapest questions first."""
    shorter, longer = sorted((len(source), len(target)))
    if shorter == 0:
        return Dropped.EMPTY
    if source == target:
        return Dropped.SAME
    if longer > MOST_CHARACTERS:
        return Dropped.TOO_LONG
    if longer > LENGTH_RATIO * shorter + 20:
        return Dropped.LENGTH_RATIO
    if not (_in_script(source, pair.source) and _in_script(target, pair.target)):
        return Dropped.WRONG_SCRIPT
    return None


def capped(rows: Iterable[Row], plan: Plan, dropped: Counter[tuple[str, Dropped]]) -> list[Row]:
    """The rows, of each source no more than its rule says: the same ones whatever the order of the files."""
    kept: list[Row] = []
    limited: dict[str, list[Row]] = {}
    for row in rows:
        (kept if plan.rule(row.group).most is None else limited.setdefault(row.group, [])).append(row)
    for name, some in limited.items():
        some.sort(key=lambda row: hashlib.blake2b(f"{row.source}\n{row.pair}".encode(), digest_size=10).digest())
        most = plan.rule(name).most or 0
        dropped[name, Dropped.OVER_THE_MOST] += max(0, len(some) - most)
        kept += some[:most]
    return kept


def fold(text: str) -> str:
    """The words of a text in lower case: two lines that differ in less are the same to a test set."""
    return " ".join(_WORDS.findall(text.casefold()))


def _row(pair: LanguagePair, source: str, target: str, name: str) -> Row:
    number = int.from_bytes(hashlib.blake2b(source.encode(), digest_size=4).digest())
    mark = f" QX{number // MARKED_SHARE % 4}Q" if number % MARKED_SHARE == 0 else ""
    return Row(pair=pair, source=source + mark, target=target + mark, original=source, group=name)


def _in_script(text: str, language: Language) -> bool:
    letters = len(_LETTERS.findall(text))
    cyrillic = len(_CYRILLIC.findall(text))
    ours = letters - cyrillic if language is Language.EN else cyrillic
    return letters > 0 and ours >= SCRIPT_SHARE * letters


def _in_language(text: str, language: Language) -> bool:
    """False only where the detector is sure of another language: titles and code are often in none."""
    if len(_WORDS.findall(text)) < DETECTED_WORDS:
        return True
    detection = detect_language(text)
    return detection.language in (language, "und") or detection.confidence < 0.9
