"""Printing the result of a query: as a table for people, as CSV, or as JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any, Literal

from tercet.warehouse.column_names import distinct_names
from tercet.warehouse.sandbox import SqlResult

MAX_SAFE_INTEGER = 2**53 - 1
MAX_CELL_CHARACTERS = 60
STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

Output = Literal["table", "csv", "json"]


def format_result(result: SqlResult, output: Output = "table", *, cell_characters: int = MAX_CELL_CHARACTERS) -> str:
    """The result as text, ending in a line break. Tables cut cells that are too long; CSV and JSON are whole."""
    if output == "csv":
        return _csv(result)
    if output == "json":
        return _json(result)
    return _table(result, cell_characters)


def _csv(result: SqlResult) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(result.columns)
    writer.writerows([_scalar(value) for value in row] for row in result.rows)
    return text.getvalue()


def _json(result: SqlResult) -> str:
    """A list of objects. Integers beyond 2**53 are text in the whole column: other programs would round ids."""
    names = distinct_names(result.columns)
    is_large = [
        any(isinstance(row[place], int) and abs(row[place]) > MAX_SAFE_INTEGER for row in result.rows) or _is_id(column)
        for place, column in enumerate(result.columns)
    ]
    rows = [
        {
            name: str(value) if large and isinstance(value, int) else value
            for name, value, large in zip(names, row, is_large, strict=True)
        }
        for row in result.rows
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _table(result: SqlResult, cell_characters: int) -> str:
    """Columns side by side, numbers to the right, and how many rows there are."""
    cells = [[_cut(_scalar(value), cell_characters) for value in row] for row in result.rows]
    widths = [max(map(len, column)) for column in zip(result.columns, *cells, strict=True)]
    is_number = [
        all(value is None or (isinstance(value, int | float) and not isinstance(value, bool)) for value in column)
        for column in zip(*result.rows, strict=True)
    ] or [False] * len(widths)

    def line(row: Sequence[str]) -> str:
        padded = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, is_number, strict=True)
        ]
        return "  ".join(padded).rstrip()

    rule = "  ".join("-" * min(width, MAX_CELL_CHARACTERS) for width in widths)
    count = len(result.rows)
    more = "; there are more, raise the limit" if result.is_truncated else ""
    summary = f"({count} {'row' if count == 1 else 'rows'}{more})"
    return "\n".join([line(result.columns), rule, *map(line, cells), summary]) + "\n"


def _is_id(column: str) -> bool:
    return column.endswith("_id") or column in ("duplicate_of", "native_group")


def _scalar(value: Any) -> str:
    """A cell as text: nothing for NULL, JSON for lists and objects."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _cut(text: str, characters: int) -> str:
    """One line of at most so many characters. What would steer a terminal, or turn its text round, is shown as �."""
    line = STEERING.sub("\ufffd", " ".join(text.split()))
    return line if len(line) <= characters else line[: characters - 1] + "…"
