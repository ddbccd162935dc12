"""What a package that was trained by a plan says of itself: sources, licences, scores, limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tercet.translations.languages import LanguagePair
from tercet.translations.scoring import PackageScore
from tercet.translations.training.package import Package, argos_metadata
from tercet.translations.training.plan import Plan
from tercet.translations.training.recipe import target_prefix


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What came of the training: rows by source, which of them a machine wrote, what was left out, megabytes."""

    sources: Mapping[str, int]
    synthetic: tuple[str, ...]
    dropped: Mapping[str, int]
    megabytes: float


def trained_package(plan: Plan, pair: LanguagePair, training: Training, scores: Sequence[PackageScore]) -> Package:
    """The package of one pair, without its model."""
    ours: dict[str, object] = {
        "is_demo": False,
        "is_starter": plan.is_starter,
        "name": plan.name,
        "chrf": {one.test_set: one.measures.chrf for one in scores},
        "bleu": {one.test_set: one.measures.bleu for one in scores},
        "flagged": {one.test_set: round(one.flagged / max(1, one.sentences), 4) for one in scores},
        "chrf_signature": scores[0].measures.chrf_signature if scores else "",
        "bleu_signature": scores[0].measures.bleu_signature if scores else "",
        "data": dict(training.sources),
        "licence": plan.licence,
    }
    prefix = target_prefix(pair, plan.pairs)
    return Package(
        pair=pair,
        version=plan.version,
        metadata=argos_metadata(pair, plan.version, target_prefix=prefix, ours=ours),
        readme=_readme(plan, pair, training, scores),
    )


def _readme(plan: Plan, pair: LanguagePair, training: Training, scores: Sequence[PackageScore]) -> str:
    shape = plan.shape
    pairs = " and ".join(map(str, plan.pairs))
    signatures = (
        f"BLEU `{scores[0].measures.bleu_signature}`, chrF `{scores[0].measures.chrf_signature}`" if scores else ""
    )
    return f"""# {plan.name} {pair}, version {plan.version}

## Scores
{_score_table(scores)}
{signatures}

Translated as Tercet does it (int8, beam 4, length penalty 0.2). No line of these test sets was trained on: rows whose
words equal those of one were left out.

## Data
{_data_table(plan, training)}

Licences as stated by whoever trained this; a machine-written source holds translations by other systems.
Left out while cleaning: {_listed(training.dropped)}.

## Training
One network for {pairs}: a pre-norm Transformer of {shape.encoder_layers} + {shape.decoder_layers} layers, width
{shape.width}, feed-forward {shape.feed_forward}, a shared vocabulary of {shape.vocabulary} SentencePiece units
{"with" if plan.byte_fallback else "without"} byte fallback, tied embeddings; int8, {training.megabytes:.1f} MB.
{plan.minutes:g} minutes of training{f" and {plan.tuning_minutes:g} of tuning" if plan.tuning_minutes else ""}.

## Limits
It knows what it was trained on: see the sources above. News of other kinds, dialects and rare names come out worse than
the scores say. Read the flags beside each sentence.

Licence: {plan.licence}. Made by `tercet train`.
"""


def _score_table(scores: Sequence[PackageScore]) -> str:
    if not scores:
        return "Not measured: no test set was named."
    rows = [
        f"| {one.test_set} | {one.sentences} | {one.measures.bleu:.1f} | {one.measures.chrf:.1f} | "
        f"{one.flagged / max(1, one.sentences):.1%} |"
        for one in scores
    ]
    return "\n".join(["| test set | sentences | BLEU | chrF | flagged |", "|---|--:|--:|--:|--:|", *rows])


def _data_table(plan: Plan, training: Training) -> str:
    licences = {file.name: file.licence for file in plan.data}
    rows = ["| source | rows | weight | tuning | written by | licence |", "|---|--:|--:|--:|---|---|"]
    for name, count in training.sources.items():
        rule = plan.rule(name)
        author = "a machine, on one side" if name in training.synthetic else "people"
        licence = licences.get(name) or next(iter({file.licence for file in plan.data}), "not stated")
        rows.append(f"| {name} | {count} | {rule.weight:g} | {rule.tuning:g} | {author} | {licence} |")
    return "\n".join(rows)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in counts.items()) or "nothing"
