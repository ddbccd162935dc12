"""What `tercet models score` does: installed packages measured on aligned text, as the product translates."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table

from tercet.flows.console import stdout_console
from tercet.flows.engines import Engines, package_store, wanted_pairs
from tercet.flows.errors import ConfigError
from tercet.flows.settings import Settings
from tercet.translations.errors import TranslationError
from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import PackageRef
from tercet.translations.recorded_scores import record_score
from tercet.translations.scoring import PackageScore, TestSet, read_test_sets, score_engine
from tercet.translations.training.parallel import read_parallel
from tercet.translations.training.plan import IGNORED, SOURCE, DataFile


def score_packages(
    settings: Settings,
    texts: Sequence[Path],
    *,
    pairs: Sequence[str],
    columns: Sequence[str],
    package: str | None,
    limit: int | None,
    as_json: bool,
    record: bool = False,
) -> None:
    """Translate the test sets with the package of each pair (or the named one) and print BLEU, chrF and flags.

    `record` keeps the chrF of whole test sets, by which the package of a pair is then chosen.
    """
    wanted = _wanted_pairs(settings, pairs, package)
    sets = [one for pair in wanted for path in texts for one in test_sets(path, pair, columns=columns)]
    if not sets:
        named = ", ".join(map(str, wanted))
        raise TranslationError(f"There is no aligned text for {named} in {', '.join(map(str, texts))}.")
    scored = []
    for one in sets:
        engines = Engines(_with_package(settings, one.pair, package))
        click.echo(f"Translating {min(len(one.sources), limit or len(one.sources))} sentences of {one.name}", err=True)
        scored.append((score_engine(engines.engine(one.pair), _first(one, limit)), engines.package(one.pair).ref))
    for score, ref in scored if record and limit is None else ():
        record_score(
            settings.packages_folder,
            package_sha256=ref.sha256,
            test_set=score.test_set,
            chrf=score.measures.chrf,
        )
    _print_json(scored) if as_json else _print_table(scored)


def _wanted_pairs(settings: Settings, pairs: Sequence[str], package: str | None) -> tuple[LanguagePair, ...]:
    """The named pairs; else those of the named package, or of the configuration."""
    asked = tuple(LanguagePair.parse(pair) for pair in pairs)
    if package is None:
        return asked or wanted_pairs(settings)
    packages, _ = package_store(settings).discover()
    served = tuple(dict.fromkeys(one.ref.pair for one in packages if one.ref.name == package))
    if not served:
        known = ", ".join(sorted(one.ref.name for one in packages))
        raise ConfigError(f"There is no package {package!r}. Installed are: {known or 'none'}.")
    if not set(asked) <= set(served):
        raise ConfigError(f"The package {package} is for {', '.join(map(str, served))}, not {', '.join(pairs)}.")
    return asked or served


def test_sets(path: Path, pair: LanguagePair, *, columns: Sequence[str]) -> tuple[TestSet, ...]:
    """The aligned sentences of a pair: a folder of NAME.LANGUAGE files, a table with named columns, or a .tmx file."""
    if path.is_dir():
        return read_test_sets(path, pair)
    if not path.exists():
        raise TranslationError(f"There is no {path}. Give a folder of NAME.LANGUAGE files, a .tsv or a .tmx file.")
    named = [name for name in columns if name not in (SOURCE, IGNORED)]
    if path.suffix != ".tmx" and (len(set(named)) < 2 or not set(named) <= {*Language}):
        raise ConfigError(f"{path}: name its columns with --columns, like en,uk; known are en, uk, ru, source, -.")
    file = DataFile(path=path, columns=tuple(columns), name=path.name.partition(".")[0])
    lines = [line.texts for line in read_parallel(file) if pair.source in line.texts and pair.target in line.texts]
    if not lines:
        return ()
    sources, references = (tuple(line[language] for line in lines) for language in (pair.source, pair.target))
    return (TestSet(name=file.name, pair=pair, sources=sources, references=references),)


test_sets.__test__ = False  # type: ignore[attr-defined]  # no pytest function, in spite of the name


def _with_package(settings: Settings, pair: LanguagePair, package: str | None) -> Settings:
    if package is None:
        return settings
    chosen = {**settings.translation.packages, str(pair): package}
    return settings.model_copy(update={"translation": settings.translation.model_copy(update={"packages": chosen})})


def _first(one: TestSet, limit: int | None) -> TestSet:
    if limit is None or limit >= len(one.sources):
        return one
    return TestSet(
        name=f"{one.name}[:{limit}]", pair=one.pair, sources=one.sources[:limit], references=one.references[:limit]
    )


def _print_json(scored: Sequence[tuple[PackageScore, PackageRef]]) -> None:
    rows = [
        {
            **asdict(score),
            "pair": str(score.pair),
            "package": {"name": ref.name, "version": ref.version, "sha256": ref.sha256},
            "words_per_cpu_second": _speed(score),
        }
        for score, ref in scored
    ]
    sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")


def _print_table(scored: Sequence[tuple[PackageScore, PackageRef]]) -> None:
    table = Table("pair", "package", "test set", "sentences", "BLEU", "chrF", "exact", "flagged", "words/CPU s")
    for score, ref in scored:
        flags = ", ".join(f"{name} {count}" for name, count in score.flags.items())
        share = f"{score.flagged / max(1, score.sentences):.1%}" + (f" ({flags})" if flags else "")
        table.add_row(
            str(score.pair), f"{ref.name} {ref.version}", score.test_set, str(score.sentences),
            f"{score.measures.bleu:.1f}", f"{score.measures.chrf:.1f}", f"{score.measures.exact:.1%}", share,
            str(_speed(score)),
        )  # fmt: skip
    console = stdout_console()
    console.print(table)
    if scored:
        measures = scored[0][0].measures
        console.print(f"BLEU {measures.bleu_signature}\nchrF {measures.chrf_signature}", markup=False, highlight=False)
    failed = sum(score.failed for score, _ in scored)
    if failed:
        console.print(f"{failed} sentences could not be translated; they count as empty.", markup=False)


def _speed(score: PackageScore) -> int:
    return round(score.words / max(score.cpu_seconds, 0.01))
