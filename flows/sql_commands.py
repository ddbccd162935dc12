"""What `tercet sql` and `tercet search` do: ask the published snapshot, and hand the answer on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal, get_args

import click

from tercet.flows.errors import ConfigError
from tercet.flows.settings import Settings
from tercet.translations.errors import TercetError
from tercet.translations.lemmas import words
from tercet.warehouse.connection import open_snapshot
from tercet.warehouse.describe import RelationDescription, describe
from tercet.warehouse.output import Output, format_result
from tercet.warehouse.result_files import FileFormat, write_result
from tercet.warehouse.sandbox import SqlResult, run_sql

AnyOutput = Literal["table", "csv", "json", "parquet", "arrow"]
FILE_FORMATS: tuple[FileFormat, ...] = get_args(FileFormat)
WHOLE_CELLS = 10_000

SEARCH = """
SELECT article_id, score, language, title, published_at, source, matched
FROM search_articles({query}, language := {language}, include_translations := {translations},
    all_words := {all_words}, top := {top})
ORDER BY score DESC, article_id
"""


def sql(settings: Settings, query: str, *, output: AnyOutput, limit: int | None, to: Path | None) -> None:
    """Run one SELECT on the published snapshot; print the rows, or write them to the file `to`."""
    _check_target(output, to)
    result = run_sql(
        settings.snapshot_path.resolve(),
        query,
        limit=limit or settings.warehouse.sql_max_rows,
        timeout_seconds=settings.warehouse.sql_timeout_seconds,
        memory_mb=settings.warehouse.sql_memory_mb,
    )
    _deliver(result, output, to)


def search(
    settings: Settings,
    query: str,
    *,
    language: str | None,
    translations: bool,
    all_words: bool,
    top: int,
    output: Output,
) -> None:
    """Print the articles of the published snapshot that have the words of the query in any form, best first."""
    if not words(query):
        raise ConfigError(f"{query!r} has no word to search for: write letters or digits.")
    text = SEARCH.format(
        query=_literal(query),
        language="NULL" if language is None else _literal(language),
        translations=translations,
        all_words=all_words,
        top=top,
    )
    sql(settings, text, output=output, limit=top, to=None)


def describe_snapshot(settings: Settings, name: str | None, *, output: Output) -> None:
    """Print what views, macros and tables there are, or the columns of one."""
    with open_snapshot(settings.snapshot_path) as snapshot:
        relations = describe(snapshot)
    if name is None:
        rows = [(relation.kind, relation.name, relation.comment) for relation in relations]
        result = _texts(("kind", "name", "what it is"), rows)
    else:
        found = _named(relations, name)
        rows = [(column.name, column.type, column.comment) for column in found.columns]
        if output == "table":
            sys.stdout.write(f"{found.kind} {found.name}: {found.comment}\n\n")
        result = _texts(("parameter" if found.kind == "macro" else "column", "type", "what it is"), rows)
    sys.stdout.write(format_result(result, output, cell_characters=WHOLE_CELLS))


def _named(relations: tuple[RelationDescription, ...], name: str) -> RelationDescription:
    for relation in relations:
        if relation.name == name.strip().lower():
            return relation
    known = ", ".join(relation.name for relation in relations)
    raise ConfigError(f"There is no table, view or macro {name!r}. There are: {known}.")


def _texts(names: tuple[str, ...], rows: list[tuple[str, str, str]]) -> SqlResult:
    return SqlResult(
        columns=names, types=("VARCHAR",) * len(names), rows=tuple(rows), is_truncated=False, seconds=0.0
    )  # fmt: skip


def _check_target(output: AnyOutput, to: Path | None) -> None:
    """Refuse before the query runs what could not be delivered after it."""
    if output in FILE_FORMATS and to is None:
        raise ConfigError(f"{output.capitalize()} is a file format. Name the file: --output {output} --to FILE")
    if to is not None and not to.absolute().parent.is_dir():
        raise ConfigError(f"There is no folder {to.absolute().parent}. Make it, or name another file with --to.")


def _deliver(result: SqlResult, output: AnyOutput, to: Path | None) -> None:
    """Print the result or write the file. That rows are missing is said wherever the result itself does not say it."""
    if to is not None and output in FILE_FORMATS:
        write_result(result, to, "arrow" if output == "arrow" else "parquet")
    elif to is None:
        sys.stdout.write(format_result(result, _text_format(output)))
    else:
        _write_text(to, format_result(result, _text_format(output)))
    if to is not None:
        click.echo(f"Wrote {len(result.rows)} rows to {to}.", err=True)
    if result.is_truncated and (output != "table" or to is not None):
        click.echo(f"There are more rows than these {len(result.rows)}. Raise --limit.", err=True)


def _write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise TercetError(f"{path} could not be written: {error.strerror}. Name another file with --to.") from error


def _text_format(output: AnyOutput) -> Output:
    if output == "parquet" or output == "arrow":  # noqa: PLR1714  # so that the type checker follows
        raise ValueError(f"{output} is no text")
    return output


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
