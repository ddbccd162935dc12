"""`embed(texts, lang)` for a scorer of cross-language alignment: centred vectors beside hashed letter groups.

One vector per text whose cosine is (embedding + grams / 2) / 1.5, with the product's own centring, letters and weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from tercet.translations.calibration import calibrations
from tercet.translations.embed import Embedder, find_embedder
from tercet.translations.languages import Language
from tercet.translations.signals import read_signals

GRAM_WEIGHT = 0.5
COLUMNS = 2**14
"""Letter groups fall into fewer columns than the product's 65,536, to fit the scorer's dense tables."""


@cache
def model() -> Embedder:
    found = find_embedder()
    if found is None:
        raise SystemExit("The extra `analysis` is not installed; use align_vectors:grams.")
    return found


def embed(texts: Sequence[str], lang: str) -> np.ndarray[Any, Any]:
    """Embedding and letter groups."""
    vectors = calibrations(model()).centre(model().embed(list(texts)), Language(lang))
    return np.hstack([vectors, np.sqrt(GRAM_WEIGHT) * grams(texts, lang)])


def embedding(texts: Sequence[str], lang: str) -> np.ndarray[Any, Any]:
    """The model alone, as it comes: the single signal to beat."""
    return model().embed(list(texts))


def grams(texts: Sequence[str], lang: str) -> np.ndarray[Any, Any]:
    """Letter groups and numbers alone."""
    table = np.zeros((len(texts), COLUMNS), dtype=np.float32)
    for row, text in enumerate(texts):
        signals = read_signals(text)
        for value in (*signals.grams, *signals.numbers):
            table[row, value % COLUMNS] = 1.0
    norms = np.linalg.norm(table, axis=1, keepdims=True)
    return np.asarray(table / np.where(norms == 0, 1, norms), dtype=np.float32)
