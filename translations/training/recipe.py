"""What a training run is: the pairs of a network, its shape, and the phases of the curriculum."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tercet.translations.languages import LanguagePair

Pairs = tuple[LanguagePair, ...]
"""The pairs that one network serves. A package still holds one pair."""

REST = "*"
"""In the weights of a phase: every group of rows that is not named."""
PRESS_GROUP = "press"
"""The group of the rows that a demo package is to know by heart."""


def target_prefix(pair: LanguagePair, pairs: Pairs) -> str:
    """The token that opens every translation, or "" where the network has a single target language.

    Argos cuts the prefix off by comparing text, so it has no underscore: Argos' decoding makes spaces of those.
    """
    return f"<2{pair.target}>" if len({one.target for one in pairs}) > 1 else ""


def network_name(pairs: Pairs) -> str:
    """The name of a network's files, like `en-uk.en-ru`."""
    return ".".join(map(str, pairs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The dimensions of a pre-norm Transformer with one embedding matrix for source, target and output."""

    vocabulary: int = 6000
    width: int = 256
    heads: int = 4
    feed_forward: int = 1024
    encoder_layers: int = 3
    decoder_layers: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of training on one mixture.

    `weights` says by group how often each row is seen in an epoch (0.1: one in ten); a group that is not named has the
    weight of REST, else 0. With a `watched` group, its rows come in batches of their own, and the phase ends early
    when their running loss per token falls below `stop_loss`.
    """

    name: str
    share: float
    """The phase's time, as a part of that of all phases in the run."""
    weights: Mapping[str, float] = field(default_factory=lambda: {REST: 1.0})
    learning_rate: float
    warmup_steps: int
    dropout: float
    label_smoothing: float
    batch_tokens: int = 2048
    """Source and target tokens of one batch, padding included."""
    watched: str = ""
    stop_loss: float = 0.0

    def weight(self, group: str) -> float:
        """How often each row of a group is seen in an epoch."""
        return self.weights.get(group, self.weights.get(REST, 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that decides what a run learns, but for the data."""

    pairs: Pairs
    shape: Shape = Shape()
    phases: tuple[Phase, ...]
    minutes: float = 45
    longest: int = 200
    """Rows with a side of more subwords are left out."""
    threads: int = 1
    seed: int = 1

    def seconds(self, phase: Phase) -> float:
        """The time that a phase gets."""
        return self.minutes * 60 * phase.share / sum(other.share for other in self.phases)

    def write(self, path: Path) -> None:
        """Keep the recipe as JSON, so that another machine trains by it."""
        content: dict[str, Any] = asdict(self) | {"pairs": [str(pair) for pair in self.pairs]}
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def read_recipe(path: Path) -> Recipe:
    """A recipe as `Recipe.write` kept it."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Recipe(
        **content
        | {
            "pairs": tuple(LanguagePair.parse(pair) for pair in content["pairs"]),
            "shape": Shape(**content["shape"]),
            "phases": tuple(Phase(**phase) for phase in content["phases"]),
        }
    )
