"""The contents of a warehouse as something to compare."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from tercet.warehouse.connection import Warehouse, open_warehouse

SEEN = {
    "entries": "* EXCLUDE (last_seen_at)",
    "rejects": "* EXCLUDE (last_seen_at, times, last_run_id)",
}
"""What a second look at the same thing does not change."""

RUN_MARKS = ("run_id", "first_run_id", "last_run_id")
ARCHIVE_PLACES = ("warc_file", "warc_offset")
"""Archive files are named after the run that wrote them."""


def rows(warehouse: Warehouse, query: str) -> list[tuple[Any, ...]]:
    with warehouse.cursor() as cursor:
        return cursor.execute(query).fetchall()


def table_hashes(path: Path, *, without_run_marks: bool = False) -> dict[str, str]:
    """A hash of every table's rows, in no order. Run marks name the run that wrote a row."""
    with open_warehouse(path) as warehouse:
        names = [name for (name,) in rows(warehouse, "SELECT table_name FROM duckdb_tables() WHERE NOT internal")]
        return {name: _hash(warehouse, name, without_run_marks) for name in names}


def _hash(warehouse: Warehouse, name: str, without_run_marks: bool) -> str:
    columns = SEEN.get(name, "*")
    if without_run_marks:
        query = f"SELECT column_name FROM duckdb_columns() WHERE table_name = '{name}' ORDER BY column_index"
        dropped = {*RUN_MARKS, *ARCHIVE_PLACES, "last_seen_at", "times"}
        columns = ", ".join(f'"{column}"' for (column,) in rows(warehouse, query) if column not in dropped)
    content = sorted(map(repr, rows(warehouse, f"SELECT {columns} FROM {name}")))
    return hashlib.sha256("\n".join(content).encode()).hexdigest()
