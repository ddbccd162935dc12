"""Writing the result of a query as a Parquet or an Arrow file, with the types it had in the warehouse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import duckdb
from arro3.core import Table
from arro3.io import write_ipc

from tercet.warehouse.column_names import distinct_names
from tercet.warehouse.columns import columns, texts
from tercet.warehouse.errors import WarehouseError
from tercet.warehouse.faults import explained
from tercet.warehouse.sandbox import SqlResult

NESTED = ("[", "STRUCT", "MAP")

FileFormat = Literal["parquet", "arrow"]


def write_result(result: SqlResult, path: Path, file_format: FileFormat) -> None:
    """The file holds the rows: Parquet compressed with zstd, or Arrow's IPC file format (also called Feather 2).

    A file that is there is replaced when the new one is whole. Raises WarehouseError when it cannot be written.
    """
    if not path.parent.is_dir():
        raise WarehouseError(f"There is no folder {path.parent} to write to. Make it, or name another file.")
    table = columns(**{f"c{place}": texts(_texts(result, place)) for place in range(len(result.columns))})
    selected = ", ".join(
        f"{_cast(f'c{place}', type_)} AS {_quoted(name)}"
        for place, (name, type_) in enumerate(
            zip(distinct_names(result.columns, fold_case=True), result.types, strict=True)
        )
    )
    temporary = path.with_name(f".tmp-{path.name}")
    try:
        with explained(path), duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.register("staged", table)
            _write(connection, f"SELECT {selected} FROM staged", temporary, file_format)
        temporary.replace(path)
    except duckdb.ConversionException as error:
        raise WarehouseError(
            f"A column cannot be kept in a file with its type. Cast it to VARCHAR in the query. {error}"
        ) from error
    except OSError as error:
        raise WarehouseError(f"{path} could not be written: {error}. Check the folder.") from error
    finally:
        temporary.unlink(missing_ok=True)


def _write(connection: duckdb.DuckDBPyConnection, select: str, path: Path, file_format: FileFormat) -> None:
    if file_format == "arrow":
        write_ipc(Table.from_arrow(connection.sql(select)), str(path))
        return
    place = str(path).replace("'", "''")
    connection.execute(f"COPY ({select}) TO '{place}' (FORMAT parquet, COMPRESSION zstd)")


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
