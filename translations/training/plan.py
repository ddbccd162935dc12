"""What somebody asks to be trained: the pairs, the parallel text and how much of each, the network, the time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tercet.translations.training.recipe import Pairs, Phase, Recipe, Shape

SHAPE = Shape(vocabulary=16_000, width=384, heads=6, feed_forward=1536, encoder_layers=6, decoder_layers=2)
"""A small network: about 22 million weights, some 20 MB as int8; two decoder layers keep it several times faster than
Argos' six."""

SOURCE, IGNORED = "source", "-"
"""Columns of a table that are no language: the name of a line's source, and what is not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A file of parallel text: .tmx, or a table of tab-separated columns (.tsv, also .xz and .gz).

    `columns` name those of a table: a language (en, uk, ru), `source`, or `-`. `name` is the source of lines that do
    not say their own. `licence` goes into the model card.
    """

    path: Path
    columns: tuple[str, ...] = ()
    name: str
    licence: str = "not stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRule:
    """How much the lines of some sources count; the first rule whose pattern matches the source's name holds.

    `weight`: how often a line is seen in an epoch. `tuning`: the same in the last phase. `most`: so many lines of each
    source at most, chosen by hash. `synthetic`: a machine wrote one side.
    """

    pattern: str
    weight: float = 1.0
    tuning: float = 0.0
    most: int | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole training run. `minutes` and `tuning_minutes` are time on the machine that trains."""

    name: str
    version: str
    pairs: Pairs
    data: tuple[DataFile, ...]
    rules: tuple[SourceRule, ...] = ()
    tests: Path | None = None
    licence: str = "not stated"
    is_starter: bool = False
    """Made to ship with the product."""
    shape: Shape = SHAPE
    byte_fallback: bool = True
    minutes: float = 20
    tuning_minutes: float = 0
    batch_tokens: int = 32_768
    longest: int = 160
    threads: int = 1

    def rule(self, source: str) -> SourceRule:
        """The rule that holds for a source; without one, every line counts once."""
        return next((rule for rule in self.rules if fnmatchcase(source, rule.pattern)), SourceRule(pattern=source))

    def recipe(self, sources: Iterable[str]) -> Recipe:
        """The phases: everything by weight; then, where there is time for it, what is to be tuned on."""
        rules = {source: self.rule(source) for source in sources}
        phases = [
            Phase(
                name="general",
                share=self.minutes,
                weights={name: rule.weight for name, rule in rules.items()},
                learning_rate=1e-3,
                warmup_steps=1000,
                dropout=0.1,
                label_smoothing=0.1,
                batch_tokens=self.batch_tokens,
            )
        ]
        if self.tuning_minutes > 0:
            phases.append(
                Phase(
                    name="tuning",
                    share=self.tuning_minutes,
                    weights={name: rule.tuning for name, rule in rules.items()},
                    learning_rate=2e-4,
                    warmup_steps=100,
                    dropout=0.1,
                    label_smoothing=0.1,
                    batch_tokens=self.batch_tokens,
                )
            )
        return Recipe(
            pairs=self.pairs,
            shape=self.shape,
            phases=tuple(phases),
            minutes=self.minutes + self.tuning_minutes,
            longest=self.longest,
            threads=self.threads,
        )

    @property
    def sha256(self) -> str:
        """What was prepared for one plan serves no other: changed data, rules or network give another value."""
        content: dict[str, Any] = asdict(self)
        for unimportant in ("version", "licence", "threads", "minutes", "tuning_minutes", "batch_tokens"):
            del content[unimportant]
        content["sizes"] = [(file.path.name, file.path.stat().st_size) for file in self.data]
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
