"""What similarity means: how measured likeness becomes a probability, per method and pair of languages.

Cosines are not comparable as they come: vectors of one language share a direction, and unrelated texts in two close
languages share more letters than translations into a distant one. So vectors are centred by the mean of their language,
and every measure is told in standard deviations above what unrelated texts of that pair of languages show. One logistic
function, fitted on translated news, weighs the measures; a margin per pair of languages says how much of it is needed
among thousands of articles on the same beats. `tests/bench/calibrate_align.py` makes the numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from tercet.translations.embed import Embedder, Vectors
from tercet.translations.errors import TercetError
from tercet.translations.languages import Language

LANGUAGES = (Language.EN, Language.RU, Language.UK)
"""In the order of their codes; arrays name a language by its position here."""

SIGNALS_ALONE = "signals"
"""The method without an embedding model."""

WITH_EMBEDDING = "embedding+signals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What unrelated texts of two languages show: mean and deviation of both cosines; and the margin asked for."""

    embedding: tuple[float, float]
    grams: tuple[float, float]
    margin: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """From measures to log odds, for one kind of text and one method.

    `weights` are those of embedding, grams, numbers and lead over the second best; `bias` is added.
    """

    scales: Mapping[tuple[int, int], Scale]
    weights: tuple[float, float, float, float]
    bias: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrations:
    """All that is known of a method: articles, sentences compared freely, sentences compared in order."""

    method: str
    means: Vectors | None
    articles: Calibration
    sentences: Calibration
    sentences_in_order: Calibration

    def centre(self, vectors: Vectors, language: Language) -> Vectors:
        """The vectors without what all texts of their language share, of length 1."""
        if self.means is None:
            return vectors
        centred = vectors - self.means[LANGUAGES.index(language)]
        return np.asarray(centred / np.linalg.norm(centred, axis=1, keepdims=True), dtype=np.float32)


def calibrations(embedder: Embedder | None) -> Calibrations:
    """The calibrations of a model, or of the signals alone. An unknown model raises TercetError."""
    return named_calibrations(SIGNALS_ALONE if embedder is None else embedder.name)


@cache
def named_calibrations(name: str) -> Calibrations:
    """The stored calibrations of this name."""
    stored = json.loads(files("tercet.translations").joinpath("calibrations.json").read_text("utf-8"))
    if name not in stored:
        raise TercetError(
            f"There is no calibration for the embedding model {name!r} (there is one for {', '.join(stored)}), so its "
            "similarities mean nothing yet. Make one with tests/bench/calibrate_align.py."
        )
    return read_calibrations(name, stored[name])


def read_calibrations(name: str, stored: Mapping[str, object]) -> Calibrations:
    """Calibrations as they are written in JSON."""
    means = stored.get("means")
    return Calibrations(
        method=SIGNALS_ALONE if name == SIGNALS_ALONE else WITH_EMBEDDING,
        means=None if means is None else np.array(means, dtype=np.float32),
        articles=read_calibration(stored["articles"]),
        sentences=read_calibration(stored["sentences"]),
        sentences_in_order=read_calibration(stored["sentences_in_order"]),
    )


def read_calibration(stored: object) -> Calibration:
    """One calibration as it is written in JSON."""
    assert isinstance(stored, dict)
    scales = {}
    for pair, (embedding_mean, embedding_sd, grams_mean, grams_sd, margin) in stored["scales"].items():
        first, second = (LANGUAGES.index(Language(code)) for code in pair.split("-"))
        scale = Scale(embedding=(embedding_mean, embedding_sd), grams=(grams_mean, grams_sd), margin=margin)
        scales[first, second] = scales[second, first] = scale
    embedding, grams, numbers, lead = stored["weights"]
    return Calibration(scales=scales, weights=(embedding, grams, numbers, lead), bias=stored["bias"])
