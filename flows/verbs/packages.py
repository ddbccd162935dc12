"""`tercet models`: the translation packages."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tercet.flows import package_commands, package_listing, package_removal
from tercet.flows.fields import ENGINES
from tercet.flows.verbs.common import Context, example, pair


@click.group()
def models() -> None:
    """List, install, verify and remove the translation packages.

    Example: tercet models list
    """


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@example("tercet models list")
def models_list(context: Context, as_json: bool) -> None:
    """Show which package serves each pair and why, what is broken, and what another package made of what is stored."""
    package_listing.list_packages(context.settings, as_json=as_json)


@models.command("install")
@click.argument("pairs", nargs=-1)
@click.option(
    "--from", "source", type=click.Path(path_type=Path), help="An .argosmodel file, or a folder of them, not the index."
)
@click.option(
    "--engine", type=click.Choice(ENGINES), default="argos", show_default=True,
    help="firefox: models of Firefox Translations, from Mozilla or --from a folder of model, vocab and lex files.",
)  # fmt: skip
@click.pass_obj
@example("tercet models install en-uk en-ru, or: tercet models install --from /media/usb/argos")
def models_install(context: Context, pairs: tuple[str, ...], source: Path | None, engine: str) -> None:
    """Install packages from the Argos index, for the named pairs or for all that are needed; or --from files."""
    for code in pairs:
        pair(code)
    install = package_commands.install_packages if engine == "argos" else package_commands.install_firefox_models
    install(context.settings, pairs, source=source)


@models.command("uninstall")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.pass_obj
@example("tercet models uninstall translate-en_uk")
def models_uninstall(context: Context, names: tuple[str, ...]) -> None:
    """Remove packages, by the names in `tercet models list`. What they translated stays."""
    package_removal.uninstall_packages(context.settings, names)


@models.command("verify")
@click.pass_obj
@example("tercet models verify")
def models_verify(context: Context) -> None:
    """Compare every file of every package with the lock; exit 1 when one was altered."""
    sys.exit(0 if package_commands.verify_packages(context.settings) else 1)


VERBS = (models,)
