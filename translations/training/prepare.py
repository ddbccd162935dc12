"""From a plan to a folder that any machine can train from: cleaned rows as numbers, tokenizer, recipe."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tercet.translations.errors import TranslationError
from tercet.translations.scoring import TestSet, read_test_sets
from tercet.translations.training.cleaning import Cleaner, Dropped, capped
from tercet.translations.training.corpus import make_corpus
from tercet.translations.training.data import Row
from tercet.translations.training.encode import examples_of, tokens_of
from tercet.translations.training.parallel import read_parallel
from tercet.translations.training.plan import Plan
from tercet.translations.training.recipe import network_name
from tercet.translations.training.tokenizer import SYMBOLS, SYNTHETIC, Tokenizer, train_tokenizer

TOKENIZER_ROWS = 600_000
"""Rows that the tokenizer is trained on, drawn as the first phase weighs them."""
SAMPLE_ROWS = 20
"""Rows kept as text, to compare the exported model with the trained one."""

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a training run, of one network. All stages meet here; each is done once."""

    path: Path

    @property
    def tokenizer(self) -> Path:
        return self.path / "sentencepiece.model"

    @property
    def corpus(self) -> Path:
        return self.path / "corpus.npz"

    @property
    def recipe(self) -> Path:
        return self.path / "recipe.json"

    @property
    def facts(self) -> Path:
        """What was prepared, and from which plan; written last."""
        return self.path / "prepared.json"

    @property
    def checkpoint(self) -> Path:
        return self.path / "network.pt"

    @property
    def model(self) -> Path:
        return self.path / "model"


def prepare(plan: Plan, folder: Folder, *, say: Say) -> None:
    """Clean, tokenize and write. A folder that was prepared from the same plan is left as it is.

    Raises TranslationError when it was prepared from another one, or when no row is left.
    """
    if folder.facts.exists():
        if json.loads(folder.facts.read_text(encoding="utf-8"))["plan_sha256"] != plan.sha256:
            raise TranslationError(
                f"{folder.path} was prepared from other data or another plan. Name another folder with --out, or "
                "delete this one to train anew."
            )
        # Times and sizes of batches may change: what was learnt so far stays.
        _write_recipe(plan, folder, _sources_in(folder))
        return
    folder.path.mkdir(parents=True, exist_ok=True)
    cleaner = Cleaner(plan, test_sets_of(plan))
    rows = capped((row for file in plan.data for row in cleaner.rows(read_parallel(file))), plan, cleaner.dropped)
    if not rows:
        raise TranslationError(
            f"No row for {network_name(plan.pairs)} is left after cleaning: {_reasons(cleaner.dropped)}. "
            "Check that the columns name the right languages."
        )
    say(f"{len(rows):,} rows for {network_name(plan.pairs)}; left out: {_reasons(cleaner.dropped) or 'none'}")
    tokenizer = _tokenizer(plan, rows, folder, say=say)
    synthetic = {name for name in cleaner.kept if plan.rule(name).synthetic}
    corpus = make_corpus(examples_of(rows, tokenizer, plan.pairs, synthetic=synthetic), longest=plan.longest)
    corpus.save(folder.corpus)
    _write_recipe(plan, folder, corpus.groups)
    _write_facts(plan, folder, rows, cleaner)
    say(f"prepared in {folder.path}: {len(corpus):,} rows, {len(corpus.source) + len(corpus.target):,} tokens")


def test_sets_of(plan: Plan) -> tuple[TestSet, ...]:
    """The test sets that the plan names, of all its pairs: none of their lines is trained on."""
    return tuple(one for pair in plan.pairs for one in read_test_sets(plan.tests, pair)) if plan.tests else ()


test_sets_of.__test__ = False  # type: ignore[attr-defined]  # no pytest function, in spite of the name


def sample_rows(folder: Folder) -> list[tuple[list[str], list[str]]]:
    """A few rows in pieces, source and target, as they were trained on."""
    facts = json.loads(folder.facts.read_text(encoding="utf-8"))
    return [(source, target) for source, target in facts["sample"]]


def _tokenizer(plan: Plan, rows: Sequence[Row], folder: Folder, *, say: Say) -> Tokenizer:
    if not folder.tokenizer.exists():
        say(f"training a tokenizer of {plan.shape.vocabulary:,} pieces")
        partial = folder.path / "partial" / "sentencepiece.model"
        train_tokenizer(
            _weighed_texts(plan, rows),
            partial,
            vocabulary=plan.shape.vocabulary,
            symbols=(*SYMBOLS, SYNTHETIC),
            byte_fallback=plan.byte_fallback,
            threads=plan.threads,
        )
        partial.replace(folder.tokenizer)
        partial.parent.rmdir()
    return Tokenizer(folder.tokenizer)


def _weighed_texts(plan: Plan, rows: Sequence[Row]) -> Iterator[str]:
    """Both sides of rows drawn by weight."""
    drawn = random.Random(1)
    weights = [plan.rule(row.group).weight for row in rows]
    chosen = rows if len(rows) <= TOKENIZER_ROWS else drawn.choices(rows, weights, k=TOKENIZER_ROWS)
    for row in chosen:
        yield row.source
        yield row.target


def _write_facts(plan: Plan, folder: Folder, rows: Sequence[Row], cleaner: Cleaner) -> None:
    step = max(1, len(rows) // SAMPLE_ROWS)
    sources = Counter(row.group for row in rows)
    facts = {
        "plan_sha256": plan.sha256,
        "pairs": [str(pair) for pair in plan.pairs],
        "rows": len(rows),
        "sources": dict(sorted(sources.items())),
        "synthetic": sorted(name for name in sources if plan.rule(name).synthetic),
        "dropped": _by_source(cleaner.dropped),
        "sample": tokens_of(rows[::step][:SAMPLE_ROWS], Tokenizer(folder.tokenizer), plan.pairs),
    }
    partial = folder.facts.with_suffix(".partial")
    partial.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    partial.replace(folder.facts)


def _write_recipe(plan: Plan, folder: Folder, sources: Iterable[str]) -> None:
    """The network has as many rows of embeddings as the tokenizer has pieces, which may be fewer than asked for."""
    recipe = plan.recipe(sources)
    pieces = len(Tokenizer(folder.tokenizer).pieces)
    replace(recipe, shape=replace(recipe.shape, vocabulary=pieces)).write(folder.recipe)


def _sources_in(folder: Folder) -> list[str]:
    facts = json.loads(folder.facts.read_text(encoding="utf-8"))
    return list(facts["sources"])


def _by_source(dropped: Counter[tuple[str, Dropped]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (source, reason), count in sorted(dropped.items()):
        if count:
            found.setdefault(source, {})[str(reason)] = count
    return found


def _reasons(dropped: Counter[tuple[str, Dropped]]) -> str:
    totals: Counter[Dropped] = Counter()
    for (_, reason), count in dropped.items():
        totals[reason] += count
    return ", ".join(f"{count:,} {reason}" for reason, count in totals.most_common() if count)
