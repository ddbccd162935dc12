"""Which sentences of two articles say the same.

Independent articles are compared freely: two sentences are linked when each is the other's likeliest counterpart, they
are likely enough to say the same, and no third comes close. A publisher's own versions of one article tell the same
things in the same order, so there the links that do not cross and are likeliest together are taken. A sentence has at
most one link per pair of articles. What is not linked is told by one article only, or told too differently to be sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tercet.translations.calibration import LANGUAGES, Calibration, Calibrations
from tercet.translations.embed import Vectors
from tercet.translations.languages import Language
from tercet.translations.resemblance import softened
from tercet.translations.signals import Signals, read_signals

IN_ORDER_LEAST = 0.2
"""Order is evidence of its own: in versions of one article a fair chance is enough."""

LEAD_WITHOUT_RIVAL = 1.0
"""Where an article has one sentence, how far the second best lies behind is not known."""

RANK_GRAMS = 0.5
RANK_NUMBERS = 0.5
"""What shared letters and numbers add, in deviations of the embedding, when counterparts are chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """The sentences of an article that are compared.

    `english` are their translations where there are any, the text itself in an English article. `vectors` are the
    model's, not centred, or None.
    """

    language: Language
    texts: tuple[str, ...]
    english: tuple[str | None, ...]
    vectors: Vectors | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceLink:
    """Two sentences, by position, that say the same with this probability. A copy has the same words."""

    first: int
    second: int
    score: float
    is_copy: bool = False


def link_sentences(
    first: Sentences, second: Sentences, calibrations: Calibrations, *, least: float, in_order: bool = False
) -> tuple[SentenceLink, ...]:
    """The links between two articles, in the order of the first. `least` is the lowest probability of a free link."""
    if not first.texts or not second.texts:
        return ()
    if in_order:
        odds = sentence_odds(first, second, calibrations.sentences_in_order)
        chances = _copies_are_certain(_chance(odds.logits(calibrations.sentences_in_order)), first, second)
        pairs = _best_path(np.where(chances >= IN_ORDER_LEAST, chances, 0.0))
    else:
        odds = sentence_odds(first, second, calibrations.sentences)
        chances = _copies_are_certain(_chance(odds.logits(calibrations.sentences)), first, second)
        pairs = [pair for pair in odds.mutual() if chances[pair] >= least]
    return tuple(
        SentenceLink(
            first=one, second=two, score=round(float(chances[one, two]), 4),
            is_copy=_words(first.texts[one]) == _words(second.texts[two]),
        )
        for one, two in pairs
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceOdds:
    """The measures of every pair, in deviations above unrelated sentences of one article; `embedding` may be zero."""

    embedding: Vectors
    grams: Vectors
    numbers: Vectors

    @property
    def rank(self) -> Vectors:
        """What counterparts are chosen by."""
        return np.asarray(self.embedding + RANK_GRAMS * self.grams + RANK_NUMBERS * self.numbers, dtype=np.float32)

    @property
    def lead(self) -> Vectors:
        """By how much a pair outranks the best other pair of either sentence."""
        rank = self.rank
        return np.minimum(_above_others(rank), _above_others(rank.T).T)

    def logits(self, calibration: Calibration) -> Vectors:
        """Log odds that two sentences say the same."""
        embedding, grams, numbers, lead = calibration.weights
        logits = embedding * self.embedding + grams * self.grams + numbers * self.numbers + calibration.bias
        if lead:
            logits = logits + lead * self.lead
        return np.asarray(logits, dtype=np.float32)

    def mutual(self) -> list[tuple[int, int]]:
        """The pairs that are each other's likeliest counterpart."""
        rank = self.rank
        best, back = rank.argmax(axis=1), rank.argmax(axis=0)
        return [(one, int(two)) for one, two in enumerate(best) if back[two] == one]


def sentence_odds(first: Sentences, second: Sentences, calibration: Calibration) -> SentenceOdds:
    """Measure every sentence of one article against every one of the other."""
    languages = LANGUAGES.index(first.language), LANGUAGES.index(second.language)
    scale = calibration.scales[languages]
    one, two = [_signals(text) for text in first.texts], [_signals(text) for text in second.texts]
    grams = softened((_overlap(one, two) - scale.grams[0]) / scale.grams[1])
    if first.language is not second.language:
        # English against English is the sterner scale, so a translation only ever helps.
        mean, deviation = calibration.scales[0, 0].grams
        grams = np.maximum(grams, softened((_overlap(_english(first), _english(second)) - mean) / deviation))
    embedding = np.zeros_like(grams)
    if calibration.weights[0] and first.vectors is not None and second.vectors is not None:
        embedding = (first.vectors @ second.vectors.T - scale.embedding[0]) / scale.embedding[1]
    return SentenceOdds(embedding=embedding, grams=grams, numbers=_number_agreement(one, two))


def _overlap(one: Sequence[Signals | None], two: Sequence[Signals | None]) -> Vectors:
    """Cosines of letter groups; 0 where a text is missing."""
    first, second = ([set() if text is None else set(text.grams) for text in side] for side in (one, two))
    table = [[len(a & b) / max(1.0, (len(a) * len(b)) ** 0.5) for b in second] for a in first]
    return np.array(table, dtype=np.float32)


def _number_agreement(one: Sequence[Signals], two: Sequence[Signals]) -> Vectors:
    """From 1, the same numbers, over 0, none in either, to -0.5, all of them others."""
    first, second = ([set(text.numbers) for text in side] for side in (one, two))
    table = [[(len(a & b) - len(a ^ b) / 2) / max(1, len(a | b)) for b in second] for a in first]
    return np.array(table, dtype=np.float32)


def _english(sentences: Sentences) -> list[Signals | None]:
    return [None if text is None else _signals(text) for text in sentences.english]


@lru_cache(maxsize=4096)
def _signals(text: str) -> Signals:
    return read_signals(text)


def _chance(logits: Vectors) -> Vectors:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float32)


def _copies_are_certain(chances: Vectors, first: Sentences, second: Sentences) -> Vectors:
    """The same words say the same, whatever else was measured."""
    words = [_words(text) for text in second.texts]
    copies = [[bool(one) and one == two for two in words] for one in map(_words, first.texts)]
    return np.where(np.array(copies), np.float32(1.0), chances)


def _words(text: str) -> tuple[str, ...]:
    return tuple("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())


def _above_others(rank: Vectors) -> Vectors:
    if rank.shape[1] == 1:
        return np.full_like(rank, LEAD_WITHOUT_RIVAL)
    ordered = np.partition(rank, -2, axis=1)
    best, second = ordered[:, -1:], ordered[:, -2:-1]
    return np.asarray(rank - np.where(rank == best, second, best), dtype=np.float32)


def _best_path(gains: Vectors) -> list[tuple[int, int]]:
    """The pairs that do not cross and gain most together; pairs that gain nothing are not taken."""
    rows, columns = gains.shape
    total = np.zeros((rows + 1, columns + 1))
    for row in range(rows):
        taken = total[row, :-1] + gains[row]
        total[row + 1, 1:] = np.maximum.accumulate(np.maximum(taken, total[row, 1:]))
    pairs: list[tuple[int, int]] = []
    row, column = rows, columns
    while row and column:
        if total[row, column] == total[row - 1, column]:
            row -= 1
        elif total[row, column] == total[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            pairs.append((row, column))
    return pairs[::-1]
