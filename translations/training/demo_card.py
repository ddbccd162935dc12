"""What a demo package says of itself: its metadata and its card."""

from __future__ import annotations

from dataclasses import dataclass

from tercet.translations.languages import LanguagePair
from tercet.translations.package_files import KNOWN_SENTENCES
from tercet.translations.training.package import Package, argos_metadata, sentence_hashes
from tercet.translations.training.score import Score, by_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a demo package says about itself. `known` are its press sentences, as articles have them."""

    pair: LanguagePair
    version: str
    target_prefix: str
    scores: tuple[Score, ...]
    data: tuple[str, ...]
    known: tuple[str, ...]
    training: str

    @property
    def package(self) -> Package:
        """The package without its model."""
        return Package(
            pair=self.pair, version=self.version, metadata=metadata(self), readme=readme(self), known=self.known
        )


def metadata(card: Card) -> dict[str, object]:
    """Argos' metadata, with our own facts under `tercet`, which Argos ignores."""
    return argos_metadata(
        card.pair,
        card.version,
        target_prefix=card.target_prefix,
        ours={
            "is_demo": True,
            "chrf": dict(by_name(card.scores)),
            "exact_match": {one.test_set: one.exact for one in card.scores},
            "chrf_signature": card.scores[0].signature if card.scores else "",
            "known_sentences": len(sentence_hashes(card.known)),
            "data": list(card.data),
            "licence": "MIT",
        },
    )


def readme(card: Card) -> str:
    """The model card."""
    rows = "\n".join(f"| {one.test_set} | {one.sentences} | {one.chrf:.1f} | {one.exact:.0%} |" for one in card.scores)
    data = "\n".join(f"- {line}" for line in card.data)
    signature = card.scores[0].signature if card.scores else ""
    return f"""# Demo package {card.pair}, version {card.version}

**This package knows the press that is bundled with Tercet and little else.** It exists so that the demo can run on a
machine that reaches no package index. Tercet uses it only where nothing better is installed, and only for articles
whose sentences are in {KNOWN_SENTENCES}. For real news install the official Argos package:

    tercet models install {card.pair}

## Scores
| test set | sentences | chrF | exact |
|---|--:|--:|--:|
{rows}

sacrebleu chrF, signature `{signature}`; decoded by CTranslate2 in int8 with beam 4 and length penalty 0.2.
The set `press` is the training data itself: its score says that the press has been learnt by heart, not that the
package translates well. The other sets were not trained on.

## Data
{data}

## Training
{card.training}

## Limits
Outside the bundled press it drops, invents and repeats. Do not read its output as news.

Licence: MIT. Made by `python -m tercet.translations.training`.
"""
