"""Verbs about the warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from tercet.flows import sql_commands
from tercet.flows.verbs.common import Context, example
from tercet.translations.languages import Language
from tercet.warehouse.output import Output


@click.command()
@click.argument("query", required=False)
@click.option(
    "--describe", is_flag=True, help="Say what there is to query; with a name as QUERY, what its columns are."
)
@click.option("--output", type=click.Choice(get_args(sql_commands.AnyOutput)), default="table", show_default=True)
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file. Parquet and Arrow must."
)
@click.option("--limit", type=click.IntRange(min=1), help="Most rows to print. [default: warehouse.sql_max_rows]")
@click.pass_obj
@example('tercet sql "SELECT * FROM coverage_daily ORDER BY day DESC LIMIT 10"')
def sql(
    context: Context,
    query: str | None,
    describe: bool,
    output: sql_commands.AnyOutput,
    to: Path | None,
    limit: int | None,
) -> None:
    """Query the published snapshot: one SELECT, in a locked-down process that can change nothing."""
    if describe:
        if output not in ("table", "csv", "json") or to is not None:
            raise click.UsageError("--describe prints: use --output table, csv or json, without --to.")
        sql_commands.describe_snapshot(context.settings, query, output=output)
        return
    if query is None:
        raise click.UsageError('Give a query, for example "FROM coverage_daily", or --describe.')
    sql_commands.sql(context.settings, query, output=output, limit=limit, to=to)


@click.command()
@click.argument("query")
@click.option(
    "--language",
    type=click.Choice([language.value for language in Language]),
    help="Read the query as this language only. [default: all]",
)
@click.option("--translations", is_flag=True, help="Find articles by their translations too.")
@click.option("--all-words", is_flag=True, help="Every word of the query must be there. [default: any of them]")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Most articles to show.")
@click.option("--output", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.pass_obj
@example("tercet search перемир'я --translations")
def search(
    context: Context,
    query: str,
    language: str | None,
    translations: bool,
    all_words: bool,
    limit: int,
    output: Output,
) -> None:
    """Find articles by words, in any of their forms, best first. The same in SQL: search_articles('...')."""
    sql_commands.search(
        context.settings,
        query,
        language=language,
        translations=translations,
        all_words=all_words,
        top=limit,
        output=output,
    )


VERBS = (
    sql,
    search,
)
