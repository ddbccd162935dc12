"""How much two articles tell the same event: many compared with many at a time, in numpy.

Rows are in order of time, so whatever can be compared with a row lies in a range around it. Cost and memory grow with
the articles of the window, never with the archive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tercet.translations.calibration import LANGUAGES, Calibration, Calibrations
from tercet.translations.embed import Vectors

ROWS_AT_A_TIME = 64
"""Rows whose vectors are compared in one matrix product."""

HOURS_FREE = 12.0
HOURS_PER_UNIT = 18.0
"""Beyond half a day the odds fall by a factor e each 18 hours: an assumption about the news, not a measurement."""

CROWD = 500
"""Among more articles a chance likeness is likelier: the odds asked for grow with the root of their number."""

_ENGLISH = 0


@dataclass(frozen=True, slots=True)
class Lists:
    """For each row a list of distinct hashes: `values[offsets[row] : offsets[row + 1]]`."""

    values: NDArray[np.uint16]
    offsets: NDArray[np.int64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        return np.diff(self.offsets)

    def of(self, row: int) -> NDArray[np.uint16]:
        return self.values[self.offsets[row] : self.offsets[row + 1]]


def lists_of_sizes(values: NDArray[np.uint16], sizes: NDArray[np.int64]) -> Lists:
    """Lists from all their values in a row and the size of each."""
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)])
    return Lists(np.asarray(values, dtype=np.uint16), offsets)


class Shared:
    """The cosine of every row's list with every other's, by an index from hash to rows."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        order = np.argsort(lists.values, kind="stable")
        rows = np.repeat(np.arange(len(lists.sizes), dtype=np.int32), lists.sizes)
        self._rows = rows[order]
        self._starts = np.searchsorted(lists.values[order], np.arange(2**16 + 1))
        self._norms = np.sqrt(np.maximum(lists.sizes, 1)).astype(np.float32)

    def cosines(self, row: int) -> Vectors:
        """The cosine of this row's list with every row's, 0 where they share nothing."""
        values = self._lists.of(row)
        found = [self._rows[self._starts[value] : self._starts[value + 1]] for value in values]
        joined = np.concatenate(found) if found else np.empty(0, dtype=np.int32)
        counts = np.bincount(joined, minlength=len(self._norms)).astype(np.float32)
        return np.asarray(counts / (self._norms * self._norms[row]), dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Articles as they are compared, ordered by time. `vectors` are as the model made them, NaN where there is none.

    `languages` are positions in LANGUAGES; `english` lists the letter groups of the English text, the article's own or
    its translation, and is empty where there is none.
    """

    ids: NDArray[np.int64]
    hours: NDArray[np.float64]
    languages: NDArray[np.int8]
    vectors: Vectors | None
    grams: Lists
    english: Lists
    numbers: Lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What was measured between one row and some columns; `embedding` is NaN where a vector is missing."""

    embedding: Vectors
    grams: Vectors
    english: Vectors
    numbers: Vectors
    hours: NDArray[np.float64]

    def told(self, column: int) -> dict[str, float]:
        """One column's measures, for people."""
        told = {
            "embedding": float(self.embedding[column]),
            "grams": float(self.grams[column]),
            "english": float(self.english[column]),
            "numbers": float(self.numbers[column]),
            "hours": float(self.hours[column]),
        }
        return {name: round(value, 3) for name, value in told.items() if not np.isnan(value)}


class _Scales:
    """A calibration as tables by language and language."""

    def __init__(self, calibration: Calibration) -> None:
        size = len(LANGUAGES)
        self._embedding, self._grams = np.zeros((2, size, size), np.float32), np.zeros((2, size, size), np.float32)
        self._margin = np.zeros((size, size), np.float32)
        for (first, second), scale in calibration.scales.items():
            self._embedding[:, first, second], self._grams[:, first, second] = scale.embedding, scale.grams
            self._margin[first, second] = scale.margin
        self._english = self._grams[:, _ENGLISH, _ENGLISH]
        self._weights, self._bias = calibration.weights, calibration.bias

    def logits(self, measures: Measures, language: int, languages: NDArray[np.int8]) -> Vectors:
        """Log odds that the texts say the same, less the margin of their languages."""
        mean, deviation = self._grams[:, language, languages]
        grams = (measures.grams - mean) / deviation
        # English against English is the sterner scale, so a translation only ever helps.
        english = (measures.english - self._english[0]) / self._english[1]
        grams = np.where(languages == language, grams, np.maximum(grams, english))
        logits = self._bias - self._margin[language, languages]
        logits = logits + self._weights[1] * softened(grams) + self._weights[2] * measures.numbers
        if self._weights[0]:
            mean, deviation = self._embedding[:, language, languages]
            logits = logits + self._weights[0] * (measures.embedding - mean) / deviation
        return np.asarray(logits, dtype=np.float32)


def softened(deviations: Vectors) -> Vectors:
    """Shared letters have a long tail: its square root, 1 for what unrelated texts share, weighs evenly."""
    return np.asarray(np.sqrt(np.maximum(0.0, deviations + 1.0)), dtype=np.float32)


class Resemblance:
    """Compares rows with the rows around them. Pairs without two vectors are judged by their signals alone."""

    def __init__(self, rows: Rows, *, alone: Calibrations, model: Calibrations | None, window_hours: float) -> None:
        self.rows = rows
        self.window_hours = window_hours
        self._alone = _Scales(alone.articles)
        self._model = None if model is None or rows.vectors is None else _Scales(model.articles)
        self._vectors = None if model is None or rows.vectors is None else _centred(rows, model)
        self._grams, self._numbers = Shared(rows.grams), Shared(rows.numbers)
        self._english = Shared(rows.english)

    def around(self, rows: NDArray[np.intp]) -> Iterator[tuple[int, int, Vectors]]:
        """For each of the rows, in ascending order: the row, the first column in reach, and the log odds from there.

        A row's own log odds are minus infinity.
        """
        for start in range(0, len(rows), ROWS_AT_A_TIME):
            block = rows[start : start + ROWS_AT_A_TIME]
            low, high = self._reach(int(block[0]))[0], self._reach(int(block[-1]))[1]
            cosines = None if self._vectors is None else self._vectors[block] @ self._vectors[low:high].T
            for number, row in enumerate(block):
                first, last = self._reach(int(row))
                known = None if cosines is None else cosines[number, first - low : last - low]
                yield int(row), first, self._logits(int(row), self._measure(int(row), first, last, known), first)

    def measure(self, row: int, column: int) -> Measures:
        """What is measured between two rows."""
        known = None if self._vectors is None else self._vectors[column : column + 1] @ self._vectors[row]
        return self._measure(row, column, column + 1, known)

    def _reach(self, row: int) -> tuple[int, int]:
        hours = self.rows.hours
        low = np.searchsorted(hours, hours[row] - self.window_hours, side="left")
        return int(low), int(np.searchsorted(hours, hours[row] + self.window_hours, side="right"))

    def _measure(self, row: int, first: int, last: int, embedding: Vectors | None) -> Measures:
        columns = slice(first, last)
        return Measures(
            embedding=np.full(last - first, np.nan, np.float32) if embedding is None else embedding,
            grams=self._grams.cosines(row)[columns],
            english=self._english.cosines(row)[columns],
            numbers=self._numbers.cosines(row)[columns],
            hours=np.abs(self.rows.hours[columns] - self.rows.hours[row]),
        )

    def _logits(self, row: int, measures: Measures, first: int) -> Vectors:
        language = int(self.rows.languages[row])
        languages = self.rows.languages[first : first + len(measures.hours)]
        logits = self._alone.logits(measures, language, languages)
        if self._model is not None:
            judged = self._model.logits(measures, language, languages)
            logits = np.where(np.isnan(judged), logits, judged)
        apart = np.maximum(0.0, measures.hours - HOURS_FREE) / HOURS_PER_UNIT
        told = np.asarray(logits - apart - 0.5 * np.log(max(1.0, len(logits) / CROWD)), dtype=np.float32)
        told[row - first] = -np.inf
        return told


def _centred(rows: Rows, model: Calibrations) -> Vectors:
    """The vectors on one common scale, row by row of its language; a missing vector stays NaN."""
    assert rows.vectors is not None
    centred = np.empty_like(rows.vectors)
    for position, language in enumerate(LANGUAGES):
        chosen = rows.languages == position
        centred[chosen] = model.centre(rows.vectors[chosen], language)
    return centred
