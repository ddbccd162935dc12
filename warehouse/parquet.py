"""Writing the result of a query as a Parquet file, with the types it had in the warehouse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from tercet.warehouse.columns import columns, texts
from tercet.warehouse.faults import explained
from tercet.warehouse.sandbox import SqlResult

NESTED = ("[", "STRUCT", "MAP")


def write_parquet(result: SqlResult, path: Path) -> None:
    """The file holds the rows, compressed with zstd. A file that is there is replaced when the new one is whole."""
    table = columns(**{f"c{place}": texts(_texts(result, place)) for place in range(len(result.columns))})
    selected = ", ".join(
        f"{_cast(f'c{place}', type_)} AS {_quoted(name)}"
        for place, (name, type_) in enumerate(zip(result.columns, result.types, strict=True))
    )
    temporary = path.with_name(f".tmp-{path.name}")
    with explained(path), duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("staged", table)
        connection.execute(
            f"COPY (SELECT {selected} FROM staged) TO '{str(temporary).replace(chr(39), chr(39) * 2)}' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
    temporary.replace(path)


def _texts(result: SqlResult, place: int) -> list[str | None]:
    """A column as text that DuckDB can cast back: JSON for lists and structures."""

    def text(value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value
        return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)

    return [text(row[place]) for row in result.rows]


def _cast(column: str, type_: str) -> str:
    if type_ == "BLOB":
        return f"unhex({column})"
    source = f"CAST({column} AS JSON)" if any(mark in type_ for mark in NESTED) else column
    return f"CAST({source} AS {type_})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
