"""How well stories and sentences are matched across languages, on documents translated sentence by sentence.

    python tests/bench/bench_align.py --data ALIGN.jsonl.xz --own NEWS.tsv [--scorer score_align.py] [--cache DIR]

--data, --own and --cache are those of calibrate_align.py; every figure is cross-validated: what judges a document was
calibrated without it. --scorer runs a scorer of vectors as well, beside the model alone and the letters alone.
Prints JSON lines. Articles: P@1 in both directions, and the best F1 over all pairs with one threshold, of the product's
log odds and of its single signals. Sentences: documents of which each side lost half its sentences at random, so that
many have no counterpart; precision and recall of the links at the probability that config.yaml asks for.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from calibrate_align import CROSS, Array, Cached, article_measures, documents, make, name, part, scaled, sentences_of

from tercet.flows.sections.analysis import StorySettings
from tercet.flows.story_sentences import SURER_WITHOUT_MODEL
from tercet.translations.calibration import LANGUAGES, SIGNALS_ALONE, WITH_EMBEDDING, read_calibrations
from tercet.translations.embed import lead
from tercet.translations.sentence_links import link_sentences

FOLDS = 5


def best_f1(table: Array) -> tuple[float, float]:
    """The highest F1 of one threshold over all pairs, and the threshold."""
    truth = np.eye(len(table), dtype=bool).ravel()
    order = np.argsort(-table.ravel(), kind="stable")
    right = np.cumsum(truth[order])
    scores = 2 * right / (np.arange(1, len(order) + 1) + len(table))
    best = int(scores.argmax())
    return round(float(scores[best]), 4), round(float(table.ravel()[order[best]]), 3)


def told(level: str, signal: str, tables: dict[tuple[int, int], Array]) -> None:
    for pair, table in tables.items():
        truth = np.arange(len(table))
        f1, threshold = best_f1(table)
        there = float((table.argmax(1) == truth).mean())
        back = float((table.argmax(0) == truth).mean())
        print(json.dumps({
            "bench": f"align.{level}", "signal": signal, "pair": name(pair),
            "p_at_1": [round(there, 4), round(back, 4)], "f1": f1, "threshold": threshold,
        }), flush=True)  # fmt: skip


def articles(docs: list[dict[str, list[str]]], model: Cached, made: list[dict[str, Any]], folds: Array) -> None:
    """Headlines alone and leads, by each signal and by the product."""
    known = read_calibrations(model.name, made[0][model.name])
    for level, sentences in (("title", 0), ("lead", 2)):
        texts = {
            p: [lead(doc[code.value][0], doc[code.value][1 : 1 + sentences]) for doc in docs]
            for p, code in enumerate(LANGUAGES)
        }
        plain = {p: model.embed(texts[p]) for p in texts}
        raw = article_measures(texts, {p: known.centre(plain[p], code) for p, code in enumerate(LANGUAGES)})
        told(level, "embedding as it comes", {pair: plain[pair[0]] @ plain[pair[1]].T for pair in CROSS})
        told(level, "letters", {pair: raw[pair][..., 1] for pair in CROSS})
        for method in (model.name, SIGNALS_ALONE):
            label = SIGNALS_ALONE if method == SIGNALS_ALONE else WITH_EMBEDDING
            told(level, label, {pair: _held_out(raw[pair], pair, made, method, folds) for pair in CROSS})


def _held_out(raw: Array, pair: tuple[int, int], made: list[dict[str, Any]], method: str, folds: Array) -> Array:
    """Log odds of every row by the calibration made without its fold, less the margin: 0 is where articles join."""
    table = np.empty(raw.shape[:2])
    for fold, calibration in enumerate(made):
        stored = calibration[method]["articles"]
        scale = stored["scales"][name(pair)]
        rows = folds == fold
        measures = scaled(raw[rows], scale, method != SIGNALS_ALONE)
        table[rows] = measures @ np.array(stored["weights"][:3]) + stored["bias"] - scale[4]
    return table


def sentences(docs: list[dict[str, list[str]]], model: Cached, made: list[dict[str, Any]], folds: Array) -> None:
    """Free links between halves of documents, and links in order between whole ones."""
    settings = StorySettings()
    for method, embedder in ((model.name, model), (SIGNALS_ALONE, None)):
        least = settings.sentence if embedder else 1 - (1 - settings.sentence) * SURER_WITHOUT_MODEL
        known = [read_calibrations(method, one[method]) for one in made]
        sides = sentences_of(docs, embedder, read_calibrations(model.name, made[0][model.name]))
        for pair in CROSS:
            for kind in ("free", "in order"):
                right = found = wanted = 0
                luck = np.random.default_rng(7)
                for number in range(len(docs)):
                    count = len(sides[0][number].texts)
                    kept = [np.flatnonzero(luck.random(count) < 0.5) for _ in pair]
                    if kind == "in order":
                        kept = [np.arange(count)] * 2
                    first, second = (part(sides[p][number], k) for p, k in zip(pair, kept, strict=True))
                    links = link_sentences(
                        first, second, known[folds[number]], least=least, in_order=kind == "in order"
                    )
                    right += sum(kept[0][link.first] == kept[1][link.second] for link in links)
                    found += len(links)
                    wanted += len(np.intersect1d(*kept))
                print(json.dumps({
                    "bench": "align.sentences", "signal": known[0].method, "kind": kind, "pair": name(pair),
                    "precision": round(float(right) / max(1, found), 4),
                    "recall": round(float(right) / max(1, wanted), 4), "links": found,
                }), flush=True)  # fmt: skip


def run_scorer(scorer: Path, data: Path) -> None:
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here), os.environ.get("PYTHONPATH", "")])}
    for function in ("embed", "embedding", "grams"):
        print(f"== align_vectors:{function}", flush=True)
        command = [sys.executable, scorer, "--fn", f"align_vectors:{function}", "--data", data]
        subprocess.run([*command, "--levels", "title,lead"], env=environment, cwd=here, check=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--own", type=Path, required=True)
    options.add_argument("--cache", type=Path)
    options.add_argument("--scorer", type=Path)
    given = options.parse_args()
    docs, model = documents(given.data), Cached(given.cache)
    folds = np.arange(len(docs)) % FOLDS
    made = [make(given.data, given.own, given.cache, np.flatnonzero(folds != fold)) for fold in range(FOLDS)]
    articles(docs, model, made, folds)
    sentences(docs, model, made, folds)
    if given.scorer is not None:
        run_scorer(given.scorer, given.data)


if __name__ == "__main__":
    main()
