"""The views: the part of the schema that users may rely on. They are remade when their text changes, never migrated."""

from __future__ import annotations

import duckdb

from tercet.translations.models import sha256_text
from tercet.warehouse.sql import list_sql, read_sql

STORED = "SELECT view_name, sha256 FROM view_definitions"
RECORD = "INSERT INTO view_definitions (view_name, sha256) VALUES (?, ?)"


def refresh_views(connection: duckdb.DuckDBPyConnection, *, is_schema_changed: bool) -> None:
    """Every view is as this program defines it, and views it no longer has are gone. Writes only what differs."""
    wanted = {name.rpartition("/")[2]: read_sql(name) for name in list_sql("views")}
    stored = dict(connection.execute(STORED).fetchall())
    if not is_schema_changed and stored == {name: sha256_text(sql) for name, sql in wanted.items()}:
        return
    connection.execute("BEGIN TRANSACTION")
    try:
        for name in stored:
            connection.execute(f'DROP VIEW IF EXISTS "{name}"')
        connection.execute("DELETE FROM view_definitions")
        for name, sql in wanted.items():
            connection.execute(sql)
            connection.execute(RECORD, [name, sha256_text(sql)])
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
