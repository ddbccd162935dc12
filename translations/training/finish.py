"""From a trained network to packages: export checked against torch, packages scored as the product translates."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from tercet.translations.argos import ArgosEngine
from tercet.translations.engine import DecodeSettings
from tercet.translations.errors import TranslationError
from tercet.translations.languages import LanguagePair
from tercet.translations.package_install import install_archive
from tercet.translations.scoring import PackageScore, read_test_sets, score_engine
from tercet.translations.training.export import export_checked
from tercet.translations.training.package import write_package
from tercet.translations.training.plan import Plan
from tercet.translations.training.prepare import Folder, Say, sample_rows
from tercet.translations.training.recipe import network_name, read_recipe
from tercet.translations.training.tokenizer import Tokenizer
from tercet.translations.training.train import load_average
from tercet.translations.training.trained_card import Training, trained_package


def finish(plan: Plan, folder: Folder, *, say: Say) -> tuple[Path, ...]:
    """Write one .argosmodel file for each pair of the plan into the folder, and return their paths.

    Raises TranslationError when the network was not trained to its end, ExportError when the export differs from it.
    """
    if not folder.checkpoint.exists():
        raise TranslationError(f"{folder.path} holds no trained network. Run the training first.")
    pieces = Tokenizer(folder.tokenizer).pieces
    plan = replace(plan, shape=read_recipe(folder.recipe).shape)
    sample = sample_rows(folder)
    difference = export_checked(load_average(folder.checkpoint), plan.shape, pieces, sample=sample, folder=folder.model)
    say(f"{network_name(plan.pairs)}: log probabilities equal torch's to {difference:.1e} on {len(sample)} rows")
    return tuple(_package(plan, pair, folder, say=say) for pair in plan.pairs)


def _package(plan: Plan, pair: LanguagePair, folder: Folder, *, say: Say) -> Path:
    training = _facts(folder)
    model, tokenizer = folder.model, folder.tokenizer
    with tempfile.TemporaryDirectory() as name:
        bare = write_package(
            trained_package(plan, pair, training, ()), model=model, tokenizer=tokenizer, folder=Path(name)
        )
        scores = _scores(plan, pair, bare, Path(name) / "installed", say=say)
    path = write_package(
        trained_package(plan, pair, training, scores), model=model, tokenizer=tokenizer, folder=folder.path
    )
    say(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
    return path


def _scores(plan: Plan, pair: LanguagePair, archive: Path, place: Path, *, say: Say) -> list[PackageScore]:
    if plan.tests is None:
        return []
    place.mkdir()
    engine = ArgosEngine(install_archive(archive, place), DecodeSettings(threads=plan.threads))
    scores = []
    for test_set in read_test_sets(plan.tests, pair):
        one = score_engine(engine, test_set)
        say(
            f"{pair} on {one.test_set}: BLEU {one.measures.bleu:.1f}, chrF {one.measures.chrf:.1f}, "
            f"{one.flagged / max(1, one.sentences):.1%} flagged"
        )
        scores.append(one)
    return scores


def _facts(folder: Folder) -> Training:
    facts = json.loads(folder.facts.read_text(encoding="utf-8"))
    dropped: Counter[str] = Counter()
    for reasons in facts["dropped"].values():
        dropped.update(reasons)
    size = sum(path.stat().st_size for path in folder.model.iterdir()) + folder.tokenizer.stat().st_size
    return Training(
        sources=facts["sources"],
        synthetic=tuple(facts["synthetic"]),
        dropped=dict(dropped.most_common()),
        megabytes=size / 1e6,
    )
