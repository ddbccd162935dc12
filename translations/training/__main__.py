"""`python -m tercet.translations.training`: from parallel text to four demo packages."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import click

from tercet.translations.errors import TercetError

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--news", type=_FILE, multiple=True, required=True, help="TSV: English, Ukrainian, Russian. Repeatable.")
@click.option("--press", type=_FILE, required=True, help="TSV: source language, target language, sentence, reference.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Results folder.")
@click.option("--minutes", type=click.FloatRange(min=0.1), default=45, show_default=True, help="Time to train.")
@click.option("--tests", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of NAME.LANGUAGE.")
@click.option("--adapt", is_flag=True, help="The press changed: train its phases again on the networks in --out.")
@click.option("--version", default="0.1", show_default=True, help="Version of the packages.")
def main(
    *, news: tuple[Path, ...], press: Path, out: Path, minutes: float, tests: Path | None, adapt: bool, version: str
) -> None:
    """Train the demo packages en-uk, en-ru, uk-en and ru-en on this machine.

    A run that was stopped goes on from its checkpoints in --out.

    Example: python -m tercet.translations.training --news news.tsv --press flows/sample/references.tsv --out build/demo
    """
    missing = [name for name in ("torch", "sacrebleu", "numpy") if importlib.util.find_spec(name) is None]
    if missing:
        raise click.ClickException(f"Training needs {', '.join(missing)}. Run: pip install 'tercet[train]'")

    from tercet.translations.training.run import Job, run

    try:
        run(Job(news=news, press=press, out=out, minutes=minutes, tests=tests, adapt=adapt, version=version))
    except TercetError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
