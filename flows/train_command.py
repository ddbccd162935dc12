"""What `tercet train` does: from parallel text to installed packages, one stage after the other, each done once."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from tercet.flows.settings import Settings
from tercet.translations.errors import TranslationError
from tercet.translations.package_files import verify_package
from tercet.translations.package_install import install_archive
from tercet.translations.training.plan import Plan
from tercet.translations.training.recipe import network_name


def train(settings: Settings, plans: Sequence[Plan], *, out: Path | None, only_prepare: bool, install: bool) -> None:
    """Prepare, train, export, score and package each network; then install and verify the packages.

    A run that was stopped goes on where it was: what is prepared stays, training goes on from its checkpoint.
    """
    _need(("numpy",) if only_prepare else ("numpy", "torch"))
    if any(plan.tests for plan in plans) and not only_prepare:
        _need(("sacrebleu",))
    archives: list[Path] = []
    for plan in plans:
        place = (out or settings.data_dir / "training" / plan.name) / network_name(plan.pairs)
        archives += _train_one(plan, place, only_prepare=only_prepare)
    for archive in archives if install else ():
        package = install_archive(archive, settings.packages_folder)
        verify_package(package)
        click.echo(f"Installed {package.label} ({package.ref.pair}) in {package.path}; every file is as locked.")


def _train_one(plan: Plan, place: Path, *, only_prepare: bool) -> tuple[Path, ...]:
    from tercet.translations.training.prepare import Folder, prepare

    folder = Folder(place)
    prepare(plan, folder, say=_say)
    if only_prepare:
        click.echo(
            f"Train it on any machine that has torch and numpy: python -m tercet.translations.training.fit {place}\n"
            "Then bring the folder back and run this command again without --only-prepare."
        )
        return ()
    from tercet.translations.training.finish import finish
    from tercet.translations.training.fit import fit

    fit(folder.path, say=_say)
    return finish(plan, folder, say=_say)


def with_minutes(plans: Sequence[Plan], minutes: float | None) -> tuple[Plan, ...]:
    """The plans with another time for each network; the last phase keeps its share."""
    if minutes is None:
        return tuple(plans)
    return tuple(
        replace(
            plan,
            minutes=minutes * plan.minutes / (plan.minutes + plan.tuning_minutes),
            tuning_minutes=minutes * plan.tuning_minutes / (plan.minutes + plan.tuning_minutes),
        )
        for plan in plans
    )


def _need(modules: Sequence[str]) -> None:
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        raise TranslationError(f"Training needs {', '.join(missing)}. Run: pip install 'tercet[train]'")


def _say(line: str) -> None:
    click.echo(line, err=True)
