"""Verbs that bring articles in, translate them and show them."""

from __future__ import annotations

import sys

import click

from tercet.flows import backfill_command, check_command, commands
from tercet.flows.verbs.common import Context, date, example


@click.command()
@click.option("--sources", "is_web", is_flag=True, help="Ask every source once what it would bring; store nothing.")
@click.option("--source", "sources", multiple=True, metavar="ID", help="With --sources: only this one; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@example("tercet check --sources")
def check(context: Context, is_web: bool, sources: tuple[str, ...], as_json: bool) -> None:
    """Check configuration, packages and warehouse, or the sources; exit 1 when something needs your attention."""
    if is_web or sources:
        problems = check_command.check_web(context.settings, sources, as_json=as_json)
    else:
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
@click.option("--since", metavar="DAY", help="The first day, like 2026-11-01.")
@click.option("--until", metavar="DAY", help="The last day. [default: today]")
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only this source; may be repeated.")
@click.option("--from-warc", is_flag=True, help="Read the archived pages of those days again; ask no site.")
@click.option("--translate", is_flag=True, help="Translate what was found; otherwise the next night does.")
@click.option("--json", "as_json", is_flag=True, help="Print the run's counts as JSON.")
@click.pass_obj
@example("tercet backfill --since 2026-11-01 --until 2026-11-07 --source pravda-uk")
def backfill(
    context: Context, since: str | None, until: str | None, sources: tuple[str, ...], from_warc: bool, translate: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Bring in the past from the sitemaps of the sources; stopped, it goes on where it was when it is run again.

    With --from-warc the raw pages that were kept are read again, as after an update with a better extractor: what
    comes out otherwise becomes a revision that says so.
    """
    backfill_command.backfill(
        context.settings, since=date(since), until=date(until), sources=sources, from_warc=from_warc,
        translate=translate, as_json=as_json,
    )  # fmt: skip


@click.command()
@click.option("--to", "target", type=click.Choice(["en", "uk", "ru"]), help="Only versions in this language.")
@click.option("--pair", metavar="PAIR", help="Only this direction, like en-uk.")
@click.option("--redo", is_flag=True, help="Also what other packages, settings or terms made; old versions stay.")
@click.option("--allow-demo", is_flag=True, help="Let demo packages translate any article; expect nonsense.")
@click.option("--json", "as_json", is_flag=True, help="Print the run's counts as JSON.")
@click.pass_obj
@example("tercet translate --redo --pair en-uk")
def translate(
    context: Context, target: str | None, pair: str | None, redo: bool, allow_demo: bool, as_json: bool
) -> None:
    """Make the versions that are missing, for example after a package was installed; --redo makes others anew."""
    commands.translate(context.settings, target=target, pair=pair, redo=redo, allow_demo=allow_demo, as_json=as_json)


@click.command()
@click.argument("article", required=False)
@click.option("--removed", is_flag=True, help="Also what was cut from it as boilerplate, and why.")
@click.option("--revisions", is_flag=True, help="Also its revisions, and the sentences that each changed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@example("tercet --demo read --removed")
def read(context: Context, article: str | None, removed: bool, revisions: bool, as_json: bool) -> None:
    """Show an article (its id or address) side by side in every language there is; without one, a good example."""
    commands.read(context.settings, article, as_json=as_json, removed=removed, revisions=revisions)


VERBS = (check, run, ingest, backfill, translate, read)
