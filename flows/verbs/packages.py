"""`tercet models`: the translation packages."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tercet.flows import package_commands
from tercet.flows.verbs.common import Context, example


@click.group()
def models() -> None:
    """List, install and verify the translation packages.

    Example: tercet models list
    """


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@example("tercet models list")
def models_list(context: Context, as_json: bool) -> None:
    """Show which package serves each pair and why, what is missing, and what is broken."""
    package_commands.list_packages(context.settings, as_json=as_json)


@models.command("install")
@click.argument("pairs", nargs=-1)
@click.option(
    "--from", "source", type=click.Path(path_type=Path), help="An .argosmodel file, or a folder of them, not the index."
)
@click.pass_obj
@example("tercet models install en-uk en-ru, or: tercet models install --from /media/usb/argos")
def models_install(context: Context, pairs: tuple[str, ...], source: Path | None) -> None:
    """Install packages from the Argos index, for the named pairs or for all that are needed; or --from files."""
    package_commands.install_packages(context.settings, pairs, source=source)


@models.command("verify")
@click.pass_obj
@example("tercet models verify")
def models_verify(context: Context) -> None:
    """Compare every file of every package with the lock; exit 1 when one was altered."""
    sys.exit(0 if package_commands.verify_packages(context.settings) else 1)


VERBS = (models,)
