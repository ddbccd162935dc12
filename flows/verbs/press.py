"""Verbs that bring articles in, translate them and show them."""

from __future__ import annotations

import sys

import click

from tercet.flows import check_command, commands
from tercet.flows.verbs.common import Context, date, example


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@example("tercet check")
def check(context: Context, as_json: bool) -> None:
    """Check configuration, translation packages and warehouse; exit 1 when something needs your attention."""
    problems = check_command.check(context.settings, as_json=as_json)
    sys.exit(1 if problems else 0)


@click.command()
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only this source; may be repeated.")
@click.option("--no-translate", is_flag=True, help="Only read and store; translation waits for a later run.")
@click.option("--allow-demo", is_flag=True, help="Let demo packages translate any article; expect nonsense.")
@click.option("--show", is_flag=True, help="Show one article side by side, and what to try next.")
@click.option("--json", "as_json", is_flag=True, help="Print the run's counts as JSON.")
@click.pass_obj
@example("tercet run --source pravda-uk")
def run(
    context: Context, sources: tuple[str, ...], no_translate: bool, allow_demo: bool, show: bool, as_json: bool
) -> None:
    """Run the nightly flow now, through Prefect: read, translate, publish. With nothing new it changes nothing."""
    commands.run(
        context.settings, sources=sources, translate=not no_translate, allow_demo=allow_demo, show=show, as_json=as_json
    )


@click.command()
@click.argument("what", metavar="FILE|URL|-", nargs=-1, required=True)
@click.option("--title", default="", help="Title of the article; otherwise the first line that is one.")
@click.option("--outlet", default="", help="Who published it.")
@click.option(
    "--date", "published_at", metavar="DATE", help="When it was published, like 2026-11-02 or 2026-11-02T18:30+02:00."
)
@click.option("--url", help="Where it was found.")
@click.option("--no-translate", is_flag=True, help="Only read and store it.")
@click.option("--allow-demo", is_flag=True, help="Let demo packages translate it; expect nonsense.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@example("wl-paste | tercet ingest - --outlet 'The Harbour Post'")
def ingest(
    context: Context, what: tuple[str, ...], title: str, outlet: str, published_at: str | None, url: str | None,
    no_translate: bool, allow_demo: bool, as_json: bool,
) -> None:  # fmt: skip
    """Take in articles by hand: a file (.txt .html .jsonl), an address, or pasted text on standard input (-)."""
    described = commands.Described(title=title, outlet=outlet, published_at=date(published_at), url=url)
    commands.ingest(
        context.settings, what, described, translate=not no_translate, allow_demo=allow_demo, as_json=as_json
    )


@click.command()
@click.option("--to", "target", type=click.Choice(["en", "uk", "ru"]), help="Only versions in this language.")
@click.option("--allow-demo", is_flag=True, help="Let demo packages translate any article; expect nonsense.")
@click.option("--json", "as_json", is_flag=True, help="Print the run's counts as JSON.")
@click.pass_obj
@example("tercet translate --to uk")
def translate(context: Context, target: str | None, allow_demo: bool, as_json: bool) -> None:
    """Make the versions that are missing, for example after a package was installed."""
    commands.translate(context.settings, target=target, allow_demo=allow_demo, as_json=as_json)


@click.command()
@click.argument("article", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@example("tercet --demo read")
def read(context: Context, article: str | None, as_json: bool) -> None:
    """Show an article (its id or address) side by side in every language there is; without one, a good example."""
    commands.read(context.settings, article, as_json=as_json)


VERBS = (check, run, ingest, translate, read)
