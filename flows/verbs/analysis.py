"""Verbs that compare how stories are told."""

from __future__ import annotations

import click

from tercet.flows import stories_command
from tercet.flows.verbs.common import Context, date, example


@click.command()
@click.option("--since", metavar="DATE", help="Told from then on, like 2026-11-02. [default: a day before the end]")
@click.option("--until", metavar="DATE", help="Told before. [default: now]")
@click.option("--least", type=click.IntRange(min=1), default=2, show_default=True, help="Articles a story must have.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most stories to show.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@example("tercet stories --since 2026-11-14")
def stories(
    context: Context, since: str | None, until: str | None, least: int, limit: int, as_json: bool
) -> None:  # fmt: skip
    """List the stories that were told: articles about one event, in whatever languages, most languages first."""
    stories_command.show_stories(context.settings, date(since), date(until), least=least, most=limit, as_json=as_json)


VERBS = (stories,)
