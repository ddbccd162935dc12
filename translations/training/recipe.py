"""What a training run is: the direction, the shape of the network, and the phases of the curriculum."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tercet.translations.languages import Language, LanguagePair


class Direction(StrEnum):
    """Which pairs one network serves. Two pairs share a network; a package still holds one pair."""

    FROM_EN = "from_en"
    TO_EN = "to_en"

    @property
    def pairs(self) -> tuple[LanguagePair, ...]:
        if self is Direction.FROM_EN:
            return (LanguagePair(Language.EN, Language.UK), LanguagePair(Language.EN, Language.RU))
        return (LanguagePair(Language.UK, Language.EN), LanguagePair(Language.RU, Language.EN))

    def target_prefix(self, pair: LanguagePair) -> str:
        """The token that opens every translation, or "" where the network has a single target language.

        Argos cuts the prefix off by comparing text, so it has no underscore: Argos' decoding makes spaces of those.
        """
        return f"<2{pair.target}>" if self is Direction.FROM_EN else ""


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
    """A stretch of training on one mixture. Weights say how often each row is seen in an epoch (0.1: one in ten)."""

    name: str
    share: float
    """The phase's time, as a part of that of all phases in the run."""
    news_weight: float
    press_weight: float
    learning_rate: float
    warmup_steps: int
    dropout: float
    label_smoothing: float
    batch_tokens: int = 2048
    """Source and target tokens of one batch, padding included."""
    stop_loss: float = 0.0
    """The phase ends early when the running loss per token of the press falls below this."""


NEWS = Phase(
    name="news",
    share=0.55,
    news_weight=1,
    press_weight=0,
    learning_rate=1e-3,
    warmup_steps=300,
    dropout=0.1,
    label_smoothing=0.1,
)
"""General training without the press, so that its weights outlast a change of the press."""

MIXED = Phase(
    name="mixed",
    share=0.2,
    news_weight=0.2,
    press_weight=8,
    learning_rate=6e-4,
    warmup_steps=50,
    dropout=0.1,
    label_smoothing=0.05,
)
PRESS = Phase(
    name="press",
    share=0.25,
    news_weight=0.01,
    press_weight=5,
    learning_rate=5e-4,
    warmup_steps=50,
    dropout=0.05,
    label_smoothing=0.0,
    batch_tokens=1024,
    stop_loss=0.002,
)
"""The press until it is known by heart, with a little news so that the rest is not forgotten entirely."""

CURRICULUM = (NEWS, MIXED, PRESS)
ADAPTATION = (MIXED, PRESS)
"""What a change of the press takes, on a network that has been through the curriculum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that decides what a run learns, but for the data."""

    direction: Direction
    shape: Shape = Shape()
    phases: tuple[Phase, ...] = CURRICULUM
    minutes: float = 45
    longest: int = 200
    """Rows with a side of more subwords are left out."""
    threads: int = 1
    seed: int = 1

    def seconds(self, phase: Phase) -> float:
        """The time that a phase gets."""
        return self.minutes * 60 * phase.share / sum(other.share for other in self.phases)
