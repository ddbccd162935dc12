"""How well the model of a demo package translates before it is packed, decoded by CTranslate2 alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2

from tercet.translations.languages import LanguagePair
from tercet.translations.scoring import TestSet, measure
from tercet.translations.training.data import Row
from tercet.translations.training.tokenizer import Tokenizer

BATCH_TOKENS = 1024
CHUNK = 64
"""Sentences of like length that share a limit on the length of their translations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """chrF (0 to 100) of one test set, and the part of its sentences that came out exactly as the reference."""

    test_set: str
    sentences: int
    chrf: float
    exact: float
    signature: str


class Decoder:
    """A CTranslate2 folder and its tokenizer, with the settings of the product."""

    def __init__(self, model: Path, tokenizer: Tokenizer, *, threads: int = 1) -> None:
        self._translator = ctranslate2.Translator(
            str(model), device="cpu", compute_type="int8", inter_threads=1, intra_threads=threads
        )
        self._tokenizer = tokenizer

    def decode(self, texts: Sequence[str], *, target_prefix: str) -> list[str]:
        """The translations in the order of the texts; none is much longer than twice its source."""
        tokens = [self._tokenizer.tokens(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda index: len(tokens[index]))
        outputs = [""] * len(texts)
        for start in range(0, len(order), CHUNK):
            chunk = order[start : start + CHUNK]
            for index, output in zip(chunk, self._decode([tokens[i] for i in chunk], target_prefix), strict=True):
                outputs[index] = output
        return outputs

    def _decode(self, tokens: list[list[str]], target_prefix: str) -> list[str]:
        results = self._translator.translate_batch(
            tokens,
            target_prefix=[[target_prefix]] * len(tokens) if target_prefix else None,
            beam_size=4,
            length_penalty=0.2,
            replace_unknowns=True,
            max_batch_size=BATCH_TOKENS,
            batch_type="tokens",
            max_decoding_length=2 * max(map(len, tokens)) + 20,
        )
        return [_join(result.hypotheses[0], target_prefix) for result in results]


def score(decoder: Decoder, test_set: TestSet, *, target_prefix: str) -> Score:
    """Decode a test set and compare it with its references (sacrebleu's chrF with its own defaults)."""
    measures = measure(decoder.decode(test_set.sources, target_prefix=target_prefix), test_set.references)
    return Score(
        test_set=test_set.name,
        sentences=len(test_set.sources),
        chrf=measures.chrf,
        exact=measures.exact,
        signature=measures.chrf_signature,
    )


def row_set(name: str, pair: LanguagePair, rows: Sequence[Row]) -> TestSet:
    """The rows of one pair as a test set."""
    ours = [row for row in rows if row.pair == pair]
    return TestSet(
        name=name, pair=pair, sources=tuple(r.source for r in ours), references=tuple(r.target for r in ours)
    )


def by_name(scores: Sequence[Score]) -> Mapping[str, float]:
    """chrF per test set, as a package records it."""
    return {one.test_set: one.chrf for one in scores}


def _join(tokens: Sequence[str], target_prefix: str) -> str:
    """The text of the pieces without the prefix, as Argos joins them (underscores apart, which it makes spaces)."""
    return "".join(tokens).replace("▁", " ").removeprefix(target_prefix).strip()
