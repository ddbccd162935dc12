"""Verbs about what is kept: bundles to share and cite, and articles to forget."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

import click

from tercet.flows import export_command, forget_command
from tercet.flows.verbs.common import Context, date, example
from tercet.warehouse.export import Filters
from tercet.warehouse.export_tables import Variant


@click.command()
@click.argument("target", metavar="DIR|FILE", required=False, type=click.Path(path_type=Path))
@click.option("--verify", "bundle", metavar="BUNDLE", type=click.Path(path_type=Path), help="Prove a bundle instead.")
@click.option(
    "--format", "format_", type=click.Choice(get_args(export_command.ExportFormat)), default="parquet",
    show_default=True, help="A bundle of Parquet tables, or one file of aligned sentences.",
)  # fmt: skip
@click.option("--text-free", is_flag=True, help="Ids, hashes, lengths, flags and dates; no text, title or address.")
@click.option("--with-addresses", is_flag=True, help="With --text-free: keep the addresses of articles.")
@click.option("--since", metavar="DATE", help="Only articles published from then on; undated ones are left out.")
@click.option("--until", metavar="DATE", help="Only articles published before.")
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only this source; may be repeated.")
@click.option(
    "--language", "languages", multiple=True, type=click.Choice(["en", "uk", "ru"]), help="Only articles written in it."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@example("tercet export bundle.zip --text-free, then: tercet export --verify bundle.zip")
def export(
    context: Context, target: Path | None, bundle: Path | None, format_: export_command.ExportFormat, text_free: bool,
    with_addresses: bool, since: str | None, until: str | None, sources: tuple[str, ...], languages: tuple[str, ...],
    as_json: bool,
) -> None:  # fmt: skip
    """Write the published snapshot as a bundle to share and cite: a folder, or one file if it ends in .zip."""
    if (target is None) == (bundle is None):
        raise click.UsageError("Give either a place for the export, or --verify and a bundle.")
    if bundle is not None and (text_free or with_addresses or since or until or sources or languages):
        raise click.UsageError("--verify proves a bundle as it is: it takes no choice of articles or columns.")
    if bundle is not None:
        sys.exit(0 if export_command.verify(bundle, as_json=as_json) else 1)
    asked = export_command.Asked(
        format=format_,
        variant=Variant(is_text_free=text_free, has_addresses=with_addresses),
        filters=Filters(since=date(since), until=date(until), sources=sources, languages=languages),
    )
    export_command.export(context.settings, Path(str(target)), asked, as_json=as_json)


@click.command()
@click.argument("article", metavar="URL|ID")
@click.option("--reason", default="", help="Why; kept with the tombstone. Name nobody in it.")
@click.option("--dry-run", is_flag=True, help="Only tell what would go.")
@click.option("--yes", is_flag=True, help="Do it. Without, nothing is removed.")
@click.option("--lift", is_flag=True, help="Let a forgotten article in again.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@example("tercet forget https://outlet.example/article --reason 'asked by the author' --yes")
def forget(
    context: Context, article: str, reason: str, dry_run: bool, yes: bool, lift: bool, as_json: bool
) -> None:  # fmt: skip
    """Remove an article from tables, memory, raw pages and old snapshots for good, and keep it from coming back."""
    if lift:
        forget_command.lift_tombstone(context.settings, article)
        return
    forget_command.forget(
        context.settings, article, reason=reason, dry_run=dry_run, yes=yes, as_json=as_json
    )  # fmt: skip


VERBS = (export, forget)
