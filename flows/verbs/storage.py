"""Verbs about the warehouse."""

from __future__ import annotations

import click

from tercet.flows import commands
from tercet.flows.verbs.common import Context, example
from tercet.warehouse.output import Output


@click.command()
@click.argument("query")
@click.option("--output", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--limit", type=click.IntRange(min=1), help="Most rows to print. [default: warehouse.sql_max_rows]")
@click.pass_obj
@example('tercet sql "SELECT * FROM coverage_daily ORDER BY day DESC LIMIT 10"')
def sql(context: Context, query: str, output: Output, limit: int | None) -> None:
    """Query the published snapshot: one SELECT, in a locked-down process that can change nothing."""
    commands.sql(context.settings, query, output=output, limit=limit)


VERBS = (sql,)
