"""Verbs about translation quality: train packages, and score them."""

from __future__ import annotations

from pathlib import Path

import click

from tercet.flows.verbs.common import Context, example, pair
from tercet.flows.verbs.packages import models

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("files", metavar="PLAN.yaml|FILE...", nargs=-1, type=_PATH)
@click.option("--base", type=_PATH, help="With a plan: the folder of its files. [default: that of the plan]")
@click.option("--pair", "pairs", multiple=True, metavar="PAIR", help="Without a plan: a pair to train; repeatable.")
@click.option("--columns", default="", help="Without a plan: the columns of tables, like en,uk or source,en,uk,ru.")
@click.option("--tests", type=_PATH, help="Without a plan: folder of NAME.LANGUAGE files to score with.")
@click.option("--name", help="Without a plan: name of the packages.")
@click.option("--version", help="Without a plan: their version.")
@click.option("--minutes", type=click.FloatRange(min=0.01), help="Time to train each network.")
@click.option("--out", type=_PATH, help="Folder of the run. [default: data/training/NAME]")
@click.option("--only-prepare", is_flag=True, help="Clean and tokenize; train on another machine.")
@click.option("--no-install", is_flag=True, help="Leave the packages in the folder of the run.")
@click.option("--example", "show_example", is_flag=True, help="Print an example of a plan.")
@click.pass_obj
@example("tercet train --example > plan.yaml; tercet train plan.yaml")
def train(
    context: Context, files: tuple[Path, ...], base: Path | None, pairs: tuple[str, ...], columns: str,
    tests: Path | None, name: str | None, version: str | None, minutes: float | None, out: Path | None,
    only_prepare: bool, no_install: bool, show_example: bool,
) -> None:  # fmt: skip
    """Train translation packages from your own parallel text: a plan, or .tsv and .tmx files with --pair."""
    from tercet.flows.train_command import train as train_packages
    from tercet.flows.train_command import with_minutes
    from tercet.flows.training_plan import EXAMPLE, plan_of, read_plan

    if show_example:
        click.echo(EXAMPLE, nl=False)
        return
    if not files:
        raise click.UsageError("Name a plan, or files of parallel text with --pair. An example: tercet train --example")
    has_plan = any(file.suffix in (".yaml", ".yml") for file in files)
    if has_plan and (len(files) > 1 or pairs or columns or tests or name or version):
        raise click.UsageError("A plan stands alone: its pairs, data, tests, name and version are written in it.")
    if has_plan:
        plans = read_plan(files[0], base=base)
    elif base is not None:
        raise click.UsageError("--base goes with a plan; files on the command line are where their paths say.")
    else:
        given: dict[str, object] = {"tests": tests.absolute() if tests else None, "name": name, "version": version}
        named = tuple(part.strip() for part in columns.split(",") if part.strip())
        plans = plan_of(files, pairs=pairs, columns=named, given=given)
    train_packages(
        context.settings, with_minutes(plans, minutes), out=out, only_prepare=only_prepare, install=not no_install
    )


@models.command("score")
@click.argument("texts", metavar="DIR|FILE...", nargs=-1, required=True, type=_PATH)
@click.option("--pair", "pairs", multiple=True, metavar="PAIR", help="Only this pair; repeatable.")
@click.option("--columns", default="", help="The columns of tables, like en,uk or source,en,uk,ru.")
@click.option("--package", help="A package as in `tercet models list`, not the one that serves the pair.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first sentences of each set.")
@click.option("--record", is_flag=True, help="Keep the scores: the better measured package serves the pair.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@example("tercet models score tests/mt --pair en-uk --limit 200")
def models_score(
    context: Context, texts: tuple[Path, ...], pairs: tuple[str, ...], columns: str, package: str | None,
    limit: int | None, record: bool, as_json: bool,
) -> None:  # fmt: skip
    """Score packages on aligned text: BLEU and chrF with their signatures, and the flags of each translation.

    Text is a folder of NAME.LANGUAGE files with one sentence a line, a .tsv table, or a .tmx file.
    """
    from tercet.flows.score_command import score_packages

    named = tuple(part.strip() for part in columns.split(",") if part.strip())
    score_packages(
        context.settings,
        texts,
        pairs=[str(pair(code)) for code in pairs],
        columns=named,
        package=package,
        limit=limit,
        record=record,
        as_json=as_json,
    )


VERBS = (train,)
