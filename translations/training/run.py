"""A whole training run: tokenizer, both networks side by side, export, scores, packages."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import click
import torch

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.scoring import read_test_sets
from tercet.translations.training.corpus import make_corpus
from tercet.translations.training.data import NewsLine, Row, hold_out, news_rows, read_news, read_press
from tercet.translations.training.demo_card import Card
from tercet.translations.training.demo_recipe import ADAPTATION, CURRICULUM, NETWORKS
from tercet.translations.training.encode import examples_of, tokens_of
from tercet.translations.training.export import export_checked
from tercet.translations.training.package import write_package
from tercet.translations.training.recipe import Pairs, Recipe, Shape, network_name, target_prefix
from tercet.translations.training.score import Decoder, Score, row_set, score
from tercet.translations.training.tokenizer import Tokenizer, train_tokenizer
from tercet.translations.training.train import Trainer, load_average, printed

CHECKED_ROWS = 20
"""Rows whose log probabilities are compared between torch and CTranslate2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to train from and where to put it. `out` also holds the checkpoints that a later run goes on from."""

    news: tuple[Path, ...]
    press: Path
    out: Path
    minutes: float
    tests: Path | None = None
    adapt: bool = False
    version: str = "0.1"

    @property
    def tokenizer(self) -> Path:
        return self.out / "sentencepiece.model"

    def checkpoint(self, pairs: Pairs) -> Path:
        return self.out / f"{network_name(pairs)}.pt"

    def model(self, pairs: Pairs) -> Path:
        return self.out / network_name(pairs)


def run(job: Job) -> tuple[Path, ...]:
    """Train both networks and write four packages into `job.out`."""
    job.out.mkdir(parents=True, exist_ok=True)
    prepare_tokenizer(job)
    has_gpu = torch.cuda.is_available()
    # Two processes of one thread train more tokens per second than one of two threads after the other.
    with ProcessPoolExecutor(1 if has_gpu else 2, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(train_network, [job] * len(NETWORKS), NETWORKS))
    return tuple(make_package(job, pairs, pair) for pairs in NETWORKS for pair in pairs)


def prepare_tokenizer(job: Job) -> None:
    """Train the tokenizer on the news unless an earlier run has: it stays the same when the press changes."""
    if not job.tokenizer.exists():
        training, _ = split_news(job)
        lines = (line.text(language) for line in training for language in Language)
        train_tokenizer(lines, job.tokenizer, vocabulary=Shape().vocabulary)


def train_network(job: Job, pairs: Pairs) -> None:
    """Train one network through its phases and export it."""
    phases = ADAPTATION if job.adapt else CURRICULUM
    tokenizer = Tokenizer(job.tokenizer)
    recipe = Recipe(
        pairs=pairs,
        shape=Shape(vocabulary=len(tokenizer.pieces)),
        phases=phases,
        minutes=job.minutes,
        threads=max(1, (os.cpu_count() or 2) // 2),
    )
    rows = training_rows(job, pairs)
    trainer = Trainer(recipe, checkpoint=job.checkpoint(pairs), report=printed(network_name(pairs), click.echo))
    if job.adapt:
        trainer.reopen(ADAPTATION)
    trainer.run(make_corpus(examples_of(rows, tokenizer, pairs), longest=recipe.longest))
    export_network(job, pairs, rows[:CHECKED_ROWS])


def export_network(job: Job, pairs: Pairs, rows: Sequence[Row]) -> None:
    """Write the int8 model of a network from its checkpoint, checked against torch on the rows."""
    tokenizer = Tokenizer(job.tokenizer)
    sample = tokens_of(rows, tokenizer, pairs)
    difference = export_checked(
        load_average(job.checkpoint(pairs)),
        Shape(vocabulary=len(tokenizer.pieces)),
        tokenizer.pieces,
        sample=sample,
        folder=job.model(pairs),
    )
    click.echo(
        f"{network_name(pairs)}: exported; log probabilities equal torch's to {difference:.1e} on {len(sample)} rows"
    )


def make_package(job: Job, pairs: Pairs, pair: LanguagePair) -> Path:
    """Score the exported model of a pair and write its package."""
    tokenizer = Tokenizer(job.tokenizer)
    press = [row for row in read_press(job.press) if row.pair == pair]
    training, held = split_news(job)
    sets = [row_set("press", pair, press), row_set("own_news_held_out", pair, news_rows(held, (pair,), marked=False))]
    if job.tests is not None:
        sets += read_test_sets(job.tests, pair)
    decoder = Decoder(job.model(pairs), tokenizer, threads=os.cpu_count() or 1)
    prefix = target_prefix(pair, pairs)
    scores = tuple(score(decoder, one, target_prefix=prefix) for one in sets)
    card = Card(
        pair=pair,
        version=job.version,
        target_prefix=prefix,
        scores=scores,
        data=_sources(len(training), len(held), len(press)),
        known=tuple(row.original for row in press),
        training=_training_line(pairs),
    )
    path = write_package(card.package, model=job.model(pairs), tokenizer=job.tokenizer, folder=job.out)
    click.echo(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB; {_shown(scores)}")
    return path


def training_rows(job: Job, pairs: Pairs) -> tuple[Row, ...]:
    """The press first, then the news, without what is held out."""
    training, _ = split_news(job)
    press = tuple(row for row in read_press(job.press) if row.pair in pairs)
    return press + news_rows(training, pairs)


def split_news(job: Job) -> tuple[tuple[NewsLine, ...], tuple[NewsLine, ...]]:
    """What to train on and what to score with. Lines are held out of the first news file alone."""
    training, held = hold_out(read_news(job.news[0]))
    held_texts = {line.en for line in held}
    more = tuple(line for path in job.news[1:] for line in read_news(path) if line.en not in held_texts)
    return training + more, held


def _sources(training: int, held: int, press: int) -> tuple[str, ...]:
    return (
        f"{training} news sentences in English, Ukrainian and Russian, written for this purpose by the makers "
        f"of Tercet ({held} more are held out as a test set). They set invented events beside real names, are language "
        "data and no facts, and are not distributed.",
        f"{press} sentences of the press bundled with Tercet, with the makers' own translations (all of it invented).",
    )


def _training_line(pairs: Pairs) -> str:
    shape = Shape()
    named = " and ".join(map(str, pairs))
    return (
        f"From random weights on a CPU. One network for {named}: a pre-norm Transformer of {shape.encoder_layers} + "
        f"{shape.decoder_layers} layers, width {shape.width}, feed-forward {shape.feed_forward}, a shared vocabulary "
        f"of {shape.vocabulary} SentencePiece units without byte fallback, tied embeddings; int8."
    )


def _shown(scores: Sequence[Score]) -> str:
    return ", ".join(f"{one.test_set} chrF {one.chrf:.1f}" for one in scores)
