"""Measuring the machine by what publishers wrote: a few of their own versions a night, beside our translation."""

from __future__ import annotations

from datetime import datetime

from tercet.flows.engines import Engines, sentence_settings, wanted_pairs
from tercet.flows.settings import Settings
from tercet.translations.chrf import chrf
from tercet.translations.demo import knows_texts
from tercet.translations.engine import Engine
from tercet.translations.errors import PackageBrokenError, PackageMissingError
from tercet.translations.sentences import SentenceSettings, translate_sentences
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.memory import WarehouseMemory
from tercet.warehouse.native_scores import NativePair, NativeScore, store_native_scores, unscored_natives

MAX_SENTENCES = 60
"""Of an article; the rest of both versions is not compared."""


def score_natives(warehouse: Warehouse, settings: Settings, engines: Engines, *, run_id: str, now: datetime) -> int:
    """Translate the newest articles that their publisher has in both languages, and score that; returns how many.

    At most `terms.native_sample` per pair and run, each once per package. What a demo package does not know is left.
    """
    scored = 0
    for pair in wanted_pairs(settings):
        try:
            package = engines.package(pair)
        except (PackageMissingError, PackageBrokenError):
            continue
        natives = [
            one
            for one in unscored_natives(
                warehouse, pair, package_sha256=package.ref.sha256, limit=settings.terms.native_sample
            )
            if not package.ref.is_demo or knows_texts(package, one.sentences)
        ]
        if natives:
            rules = sentence_settings(settings)
            memory = WarehouseMemory(warehouse, clock=lambda: now)
            scores = [_score(memory, engines.engine(pair), one, rules) for one in natives]
            store_native_scores(warehouse, scores, run_id=run_id, now=now)
            scored += len(scores)
    return scored


def _score(memory: WarehouseMemory, engine: Engine, natives: NativePair, rules: SentenceSettings) -> NativeScore:
    """The sentences go through the translation memory, so that a killed run does not decode them again."""
    sentences = natives.sentences[:MAX_SENTENCES]
    made = translate_sentences(sentences, engine=engine, memory=memory, settings=rules)
    memory.store(made.entries)
    texts = [made.texts[text].text if text in made.texts else "" for text in sentences]
    own = natives.native_sentences[:MAX_SENTENCES]
    return NativeScore(
        natives=natives,
        engine=engine.name,
        package=engine.package,
        flagged=sum(bool(made.texts[text].flags) for text in sentences if text in made.texts),
        title_chrf=chrf(texts[0], own[0]) if texts and own else 0.0,
        text_chrf=chrf(" ".join(texts), " ".join(own)),
    )
