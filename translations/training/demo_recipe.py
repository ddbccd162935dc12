"""How the demo packages are trained: on news first, then on the press until it is known by heart."""

from __future__ import annotations

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.training.recipe import PRESS_GROUP, REST, Pairs, Phase

NETWORKS: tuple[Pairs, ...] = (
    (LanguagePair(Language.EN, Language.UK), LanguagePair(Language.EN, Language.RU)),
    (LanguagePair(Language.UK, Language.EN), LanguagePair(Language.RU, Language.EN)),
)
"""One network from English and one into it."""

NEWS = Phase(
    name="news",
    share=0.55,
    weights={REST: 1, PRESS_GROUP: 0},
    learning_rate=1e-3,
    warmup_steps=300,
    dropout=0.1,
    label_smoothing=0.1,
)
"""General training without the press, so that its weights outlast a change of the press."""

MIXED = Phase(
    name="mixed",
    share=0.2,
    weights={REST: 0.2, PRESS_GROUP: 8},
    watched=PRESS_GROUP,
    learning_rate=6e-4,
    warmup_steps=50,
    dropout=0.1,
    label_smoothing=0.05,
)
PRESS = Phase(
    name="press",
    share=0.25,
    weights={REST: 0.01, PRESS_GROUP: 5},
    watched=PRESS_GROUP,
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
