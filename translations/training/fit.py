"""`python -m tercet.translations.training.fit FOLDER`: train what was prepared in a folder.

The only stage that wants an accelerator. It needs torch and numpy and nothing else, so that a folder can be carried
to a machine that has one and back. A run that was stopped goes on from its checkpoint.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from tercet.translations.errors import TranslationError
from tercet.translations.training.corpus import load_corpus
from tercet.translations.training.recipe import network_name, read_recipe
from tercet.translations.training.train import Trainer, printed


def fit(folder: Path, *, say: Callable[[str], object], minutes: float | None = None) -> Path:
    """Train the network of a prepared folder through its phases, and return the checkpoint.

    `minutes` overrides the time of the recipe. Raises TranslationError when the folder was not prepared.
    """
    recipe_path = folder / "recipe.json"
    if not recipe_path.exists():
        raise TranslationError(f"{folder} was not prepared. Run: tercet train PLAN --out {folder} --only-prepare")
    recipe = read_recipe(recipe_path)
    if minutes is not None:
        recipe = replace(recipe, minutes=minutes)
    checkpoint = folder / "network.pt"
    trainer = Trainer(recipe, checkpoint=checkpoint, report=printed(network_name(recipe.pairs), say))
    if not all(phase.name in trainer.done for phase in recipe.phases):
        weights = sum(tensor.numel() for tensor in trainer.parameters.values())
        say(f"{weights / 1e6:.1f} million weights on {trainer.device}, {recipe.minutes:g} minutes")
        trainer.run(load_corpus(folder / "corpus.npz"))
    return checkpoint


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tercet.translations.training.fit", description=fit.__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="Prepared by tercet train.")
    parser.add_argument("--minutes", type=float, help="Time to train each, instead of the plan's.")
    chosen = parser.parse_args(arguments)
    try:
        for folder in chosen.folders:
            fit(folder, minutes=chosen.minutes, say=lambda line: print(line, flush=True))  # noqa: T201
    except TranslationError as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
