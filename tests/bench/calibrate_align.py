"""Make translations/calibrations.json: python tests/bench/calibrate_align.py --data ALIGN.jsonl.xz --own NEWS.tsv

--data: documents translated sentence by sentence, one JSON object a line: {"sents": {"en": [..], "uk": [..], ...}}.
--own: news sentences, `english TAB ukrainian TAB russian`, for the means of the languages.
--cache: a folder where embeddings are kept between calls.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import random
from collections.abc import Sequence
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import numpy as np

from tercet.translations.calibration import (
    LANGUAGES,
    SIGNALS_ALONE,
    Calibrations,
    read_calibration,
    read_calibrations,
)
from tercet.translations.embed import E5Embedder, lead
from tercet.translations.resemblance import softened
from tercet.translations.sentence_links import Sentences, sentence_odds
from tercet.translations.signals import read_signals

PAIRS = list(combinations_with_replacement(range(3), 2))
CROSS = [(first, second) for first, second in PAIRS if first != second]
ONE_EVENT = 7.5
"""Log odds above which two documents of the set tell one event: label noise, left out of the negatives."""
FALSE_PER_PAIR, CAUTION = 1e-4, 2.0
"""The margin is what one in ten thousand unrelated pairs reaches, and more: a night has millions of pairs."""

Array = np.ndarray[Any, Any]


def name(pair: tuple[int, int]) -> str:
    return "-".join(LANGUAGES[position].value for position in pair)


class Cached:
    """An embedder that remembers on disk."""

    def __init__(self, folder: Path | None) -> None:
        self._model, self._folder = E5Embedder(), folder
        self.name = self._model.name

    def embed(self, texts: Sequence[str]) -> Array:
        key = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
        if self._folder is None:
            return self._model.embed(texts)
        file = self._folder / f"{key}.npy"
        if not file.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            np.save(file, self._model.embed(texts))
        return np.load(file)


def fit(measures: Array, labels: Array, weights: Array, *, ridge: float = 1e-3) -> Array:
    """Weights and bias of a logistic regression, by Newton's method."""
    inputs = np.c_[measures, np.ones(len(measures))]
    solution = np.zeros(inputs.shape[1])
    penalty = np.r_[np.full(measures.shape[1], ridge), 1e-9] * weights.sum()
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ solution, -30, 30)))
        slope = inputs.T @ (weights * (chance - labels)) + penalty * solution
        curve = (inputs * (weights * chance * (1 - chance))[:, None]).T @ inputs + np.diag(penalty)
        solution -= np.linalg.solve(curve, slope)
    return solution


def own_texts(own: Path) -> tuple[dict[int, list[str]], dict[int, list[str]], list[int]]:
    """Single sentences and groups of three in the order of LANGUAGES, and the lines where the groups start."""
    lines = [line.rstrip("\n").split("\t") for line in own.open(encoding="utf-8")]
    chosen = random.Random(1).sample(range(len(lines) - 3), 500)
    columns = [{"en": 0, "uk": 1, "ru": 2}[language.value] for language in LANGUAGES]
    single = {p: [lines[i][column] for i in chosen[:300]] for p, column in enumerate(columns)}
    triple = {
        p: [" ".join(lines[k][column] for k in range(i, i + 3)) for i in chosen[300:]]
        for p, column in enumerate(columns)
    }
    return single, triple, chosen[300:]


def unrelated_pairs(documents: int, starts: list[int]) -> Array:
    """Which pairs of the documents followed by the groups of three share no sentence."""
    size = documents + len(starts)
    unrelated = off_diagonal(size)
    unrelated[documents:, documents:] &= np.abs(np.subtract.outer(starts, starts)) > 3
    return unrelated


def off_diagonal(size: int) -> Array:
    return ~np.eye(size, dtype=bool)


def spread(values: Array) -> tuple[float, float]:
    """Mean and deviation without the highest thousandth, where unlabelled matches hide."""
    kept = values[values <= np.quantile(values, 0.999)]
    return round(float(kept.mean()), 5), round(float(kept.std()), 5)


def article_measures(texts: dict[int, list[str]], vectors: dict[int, Array]) -> dict[tuple[int, int], Array]:
    """Raw cosines of every pair of languages: embedding, grams, numbers; (documents, documents, 3)."""
    signals = {position: [read_signals(text) for text in texts[position]] for position in texts}
    found = {}
    for pair in PAIRS:
        first, second = pair
        tables = [vectors[first] @ vectors[second].T]
        for field in ("grams", "numbers"):
            sets = [[set(getattr(one, field)) for one in signals[position]] for position in pair]
            tables.append(
                np.array([[len(a & b) / max(1.0, (len(a) * len(b)) ** 0.5) for b in sets[1]] for a in sets[0]])
            )
        found[pair] = np.stack(tables, -1)
    return found


def fit_articles(
    raw: dict[tuple[int, int], Array], unrelated: Array, *, with_embedding: bool, chosen: Array
) -> dict[str, Any]:
    """Scales, weights and bias from the chosen documents; margins from all pairs that are unrelated."""
    used = {pair: table[np.ix_(chosen, chosen)] for pair, table in raw.items()}
    off = off_diagonal(len(chosen))
    scales = {pair: [*spread(table[off][:, 0]), *spread(table[off][:, 1])] for pair, table in used.items()}
    measures = {pair: scaled(table, scales[pair], with_embedding) for pair, table in used.items()}
    inputs = np.concatenate([measures[pair].reshape(-1, 3) for pair in CROSS])
    labels = np.concatenate([(~off).ravel() for _ in CROSS]).astype(float)
    balance = np.where(labels == 1, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    kept = [0, 1, 2] if with_embedding else [1, 2]
    solution = fit(inputs[:, kept], labels, balance)
    weights = np.zeros(3)
    weights[kept] = solution[:-1]
    logits = {pair: scaled(raw[pair], scales[pair], with_embedding) @ weights + solution[-1] for pair in PAIRS}
    same_event = np.max([logits[pair] for pair in CROSS], axis=0) > ONE_EVENT
    unrelated = unrelated & ~same_event & ~same_event.T
    margins = {pair: float(np.quantile(logits[pair][unrelated], 1 - FALSE_PER_PAIR)) + CAUTION for pair in PAIRS}
    return {
        "scales": {name(pair): [*scales[pair], round(margins[pair], 2)] for pair in PAIRS},
        "weights": [*weights.round(3).tolist(), 0.0],
        "bias": round(float(solution[-1]), 3),
    }


def scaled(table: Array, scale: Sequence[float], with_embedding: bool) -> Array:
    embedding = (table[..., 0] - scale[0]) / scale[1] if with_embedding else np.zeros(table.shape[:2])
    return np.stack([embedding, softened((table[..., 1] - scale[2]) / scale[3]), table[..., 2]], -1)


def documents(data: Path) -> list[dict[str, list[str]]]:
    return [json.loads(line)["sents"] for line in lzma.open(data, "rt", encoding="utf-8")]


def sentences_of(docs: list[dict[str, list[str]]], model: Cached | None, centre: Calibrations) -> list[list[Sentences]]:
    """Per language in the order of LANGUAGES, the sentences of every document, centred."""
    found = []
    for language in LANGUAGES:
        flat = [text for doc in docs for text in doc[language.value]]
        vectors = None if model is None else centre.centre(model.embed(flat), language)
        start, side = 0, []
        for doc in docs:
            texts = tuple(doc[language.value])
            part = None if vectors is None else vectors[start : start + len(texts)]
            start += len(texts)
            side.append(Sentences(language=language, texts=texts, english=(None,) * len(texts), vectors=part))
        found.append(side)
    return found


def sentence_scales(sides: list[list[Sentences]]) -> dict[str, list[float]]:
    """What different sentences of one document show."""
    neutral = {name(pair): [0.0, 1.0, 0.0, 1.0, 0.0] for pair in PAIRS}
    raw = read_calibration({"scales": neutral, "weights": [1.0, 1.0, 1.0, 0.0], "bias": 0.0})
    found = {}
    for pair in PAIRS:
        tables = [sentence_odds(one, two, raw) for one, two in zip(sides[pair[0]], sides[pair[1]], strict=True)]
        off = [off_diagonal(len(one.texts)) for one in sides[pair[0]]]
        embedding = np.concatenate([table.embedding[mask] for table, mask in zip(tables, off, strict=True)])
        # `softened` is undone, so that the scale is that of the cosine.
        grams = np.concatenate([table.grams[mask] ** 2 - 1 for table, mask in zip(tables, off, strict=True)])
        flat = [float(embedding.mean()), float(embedding.std()) or 1.0, float(grams.mean()), float(grams.std())]
        found[name(pair)] = [*(round(value, 5) for value in flat), 0.0]
    return found


def part(side: Sentences, kept: Array) -> Sentences:
    vectors = None if side.vectors is None else side.vectors[kept]
    texts = tuple(side.texts[position] for position in kept)
    return Sentences(language=side.language, texts=texts, english=(None,) * len(texts), vectors=vectors)


def halved(sides: list[list[Sentences]], shell: Any, *, rounds: int = 3) -> list[tuple[int, Any, Array, Array]]:
    """Documents that each lost half of their sentences, as independent articles share some: (document, odds, ids)."""
    luck = np.random.default_rng(0)
    found = []
    for first, second in CROSS:
        for number in range(len(sides[0])):
            count = len(sides[0][number].texts)
            for _ in range(rounds):
                kept = [np.flatnonzero(luck.random(count) < 0.5) for _ in range(2)]
                if min(map(len, kept)) >= 2:
                    odds = sentence_odds(
                        part(sides[first][number], kept[0]), part(sides[second][number], kept[1]), shell
                    )
                    found.append((number, odds, kept[0], kept[1]))
    return found


def fit_sentences(
    sides: list[list[Sentences]], *, with_embedding: bool, free: bool, chosen: set[int]
) -> dict[str, Any]:
    """Weights of a link; free links are judged among mutual best pairs and by their lead over the second best."""
    scales = sentence_scales([[side[number] for number in sorted(chosen)] for side in sides])
    shell = read_calibration({"scales": scales, "weights": [float(with_embedding), 0.0, 0.0, 0.0], "bias": 0.0})
    inputs, labels = [], []
    for number, odds, one, two in halved(sides, shell):
        if number in chosen:
            pairs = odds.mutual() if free else [(i, j) for i in range(len(one)) for j in range(len(two))]
            lead_over = odds.lead
            for i, j in pairs:
                inputs.append((odds.embedding[i, j], odds.grams[i, j], odds.numbers[i, j], lead_over[i, j]))
                labels.append(one[i] == two[j])
    kept = [*([0] if with_embedding else [1]), 2, *([3] if free else [])]
    if not free and with_embedding:
        kept = [0, 1, 2]
    solution = fit(np.array(inputs)[:, kept], np.array(labels, float), np.ones(len(labels)), ridge=1e-4)
    weights = np.zeros(4)
    weights[kept] = solution[:-1]
    return {"scales": scales, "weights": weights.round(3).tolist(), "bias": round(float(solution[-1]), 3)}


def make(data: Path, own: Path, cache: Path | None, chosen: Array | None = None) -> dict[str, Any]:
    """All calibrations, from all documents or the chosen ones."""
    docs, model = documents(data), Cached(cache)
    chosen = np.arange(len(docs)) if chosen is None else chosen
    single, triple, starts = own_texts(own)
    centres = [
        ((model.embed(single[p]).mean(0) + model.embed(triple[p]).mean(0)) / 2).round(5).tolist()
        for p in range(len(LANGUAGES))
    ]
    empty = {"scales": {}, "weights": [0, 0, 0, 0], "bias": 0}
    shell = {"articles": empty, "sentences": empty, "sentences_in_order": empty}
    centre = read_calibrations(model.name, {"means": centres, **shell})
    texts = {p: [lead(d[lang.value][0], d[lang.value][1:]) for d in docs] for p, lang in enumerate(LANGUAGES)}
    vectors = {
        p: centre.centre(np.concatenate([model.embed(texts[p]), model.embed(triple[p])]), lang)
        for p, lang in enumerate(LANGUAGES)
    }
    raw = article_measures({p: texts[p] + triple[p] for p in texts}, vectors)
    unrelated = unrelated_pairs(len(docs), starts)
    result: dict[str, Any] = {}
    for key, with_embedding in ((model.name, True), (SIGNALS_ALONE, False)):
        sides = sentences_of(docs, model if with_embedding else None, centre)
        result[key] = {
            **({"means": centres} if with_embedding else {}),
            "articles": fit_articles(raw, unrelated, with_embedding=with_embedding, chosen=chosen),
            "sentences": fit_sentences(sides, with_embedding=with_embedding, free=True, chosen=set(chosen.tolist())),
            "sentences_in_order": fit_sentences(
                sides, with_embedding=with_embedding, free=False, chosen=set(chosen.tolist())
            ),
        }
    return result


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--own", type=Path, required=True)
    options.add_argument("--cache", type=Path)
    options.add_argument("--out", type=Path, default=Path("translations/calibrations.json"))
    given = options.parse_args()
    made = make(given.data, given.own, given.cache)
    given.out.write_text(json.dumps(made, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
