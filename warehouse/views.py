"""The views and macros: the part of the schema that users may rely on. They are remade when their text changes, never
migrated."""

from __future__ import annotations

import duckdb

from tercet.translations.models import sha256_text
from tercet.warehouse.sql import list_sql, read_sql

STORED = "SELECT view_name, sha256 FROM view_definitions"
RECORD = "INSERT INTO view_definitions (view_name, sha256) VALUES (?, ?)"
CALL = "()"
"""Ends the recorded name of a macro."""


def refresh_views(connection: duckdb.DuckDBPyConnection, *, is_schema_changed: bool) -> None:
    """Every view and macro is as this program defines it, and those it no longer has are gone.

    Writes only what differs. What is called comes before its callers: macros that give a value, those that give a
    table, views.
    """
    wanted = definitions()
    stored = dict(connection.execute(STORED).fetchall())
    if not is_schema_changed and stored == {name: sha256_text(sql) for name, sql in wanted.items()}:
        return
    connection.execute("BEGIN TRANSACTION")
    try:
        for name in stored:
            _drop(connection, name)
        connection.execute("DELETE FROM view_definitions")
        for name, sql in wanted.items():
            connection.execute(sql)
            connection.execute(RECORD, [name, sha256_text(sql)])
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def definitions() -> dict[str, str]:
    """The statements that make the macros and views of this program, by recorded name, in the order to make them."""
    macros = {
        f"{_name(path)}{CALL}": read_sql(path)
        for path in sorted(list_sql("macros"), key=lambda path: "AS TABLE" in read_sql(path))
    }
    return {**macros, **{_name(path): read_sql(path) for path in list_sql("views")}}


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _drop(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    kinds = ("MACRO", "MACRO TABLE") if name.endswith(CALL) else ("VIEW",)
    for kind in kinds:
        connection.execute(f'DROP {kind} IF EXISTS "{name.removesuffix(CALL)}"')
