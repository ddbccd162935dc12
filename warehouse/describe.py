"""What tables, views and macros there are, what each is for, and what their columns mean."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import ask


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDescription:
    """A column: its DuckDB type and what it means; or a parameter of a macro, without a type."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationDescription:
    """A view, a macro or a table. Views and macros are the contract; tables may change with the schema."""

    name: str
    kind: str
    comment: str
    columns: tuple[ColumnDescription, ...]


def describe(warehouse: Warehouse) -> tuple[RelationDescription, ...]:
    """Every view, then every macro, then every table, by name."""
    rows = ask(warehouse, "describe")
    return tuple(
        RelationDescription(
            name=name,
            kind=kind,
            comment=comment or "",
            columns=tuple(
                ColumnDescription(name=column, type=type_, comment=meaning or "")
                for _, _, _, column, type_, meaning in group
            ),
        )
        for (kind, name, comment), group in groupby(rows, key=lambda row: (row[0], row[1], row[2]))
    )
