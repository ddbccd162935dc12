"""Handing Arrow tables to SQL statements, and what every load shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb
from arro3.core import Table

from tercet.warehouse.sql import read_sql

BUMP = "UPDATE content_state SET content_version = content_version + 1, changed_at = ?, run_id = ?"


@dataclass(frozen=True, slots=True)
class Merged:
    """What a MERGE did: rows it added, and rows it changed."""

    new: int
    changed: int


def stage(cursor: duckdb.DuckDBPyConnection, table: Table, name: str = "staged") -> None:
    """SQL on this cursor can read the table by `name`; one staged before under that name is forgotten."""
    cursor.register(name, table)


def merge(
    cursor: duckdb.DuckDBPyConnection,
    statement: str,
    table: Table,
    *,
    into: str,
    params: Mapping[str, object] | None = None,
) -> Merged:
    """Run the MERGE `load/<statement>` with `table` staged, and count. The keys in `table` are distinct."""
    if table.num_rows == 0:
        return Merged(0, 0)
    stage(cursor, table)
    before = count_rows(cursor, into)
    touched = run(cursor, statement, params)
    new = count_rows(cursor, into) - before
    return Merged(new, touched - new)


def run(cursor: duckdb.DuckDBPyConnection, statement: str, params: Mapping[str, object] | None = None) -> int:
    """Run `load/<statement>` and return how many rows it wrote."""
    row = cursor.execute(read_sql(f"load/{statement}"), dict(params) if params else None).fetchone()
    return 0 if row is None else int(row[0])


def count_rows(cursor: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rows in a table of ours."""
    row = cursor.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    return 0 if row is None else int(row[0])


def mark_changed(cursor: duckdb.DuckDBPyConnection, *, run_id: str | None, now: datetime) -> None:
    """Readers will see something new: the next publish makes a snapshot."""
    cursor.execute(BUMP, [now, run_id])
