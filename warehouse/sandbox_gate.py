"""What SQL of a user may be: one statement that reads.

Settings of DuckDB block files, attached databases and writing, but not everything: `enable_logging` and
`enable_profiling` are plain table functions that write files, `arrow_scan` takes a memory address, and `query` runs
text that nobody has looked at. So the parse tree is looked at before anything runs, and a table function must be on
the list of harmless ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb

from tercet.warehouse.errors import QueryError, QueryRefusedError

READING_TABLE_FUNCTIONS = frozenset(
    {
        "duckdb_columns",
        "duckdb_constraints",
        "duckdb_functions",
        "duckdb_indexes",
        "duckdb_keywords",
        "duckdb_schemas",
        "duckdb_settings",
        "duckdb_tables",
        "duckdb_types",
        "duckdb_views",
        "generate_series",
        "json_each",
        "json_tree",
        "pg_timezone_names",
        "pragma_show",
        "pragma_table_info",
        "pragma_version",
        "range",
        "repeat",
        "unnest",
    }
)
REFUSED_FUNCTIONS = frozenset({"write_log", "sleep_ms", "json_deserialize_sql", "json_execute_serialized_sql"})
EXPLAIN = re.compile(r"\s*EXPLAIN\s+(?:ANALYZE\s+)?(?:\(\s*FORMAT\s+\w+\s*\)\s*)?", re.IGNORECASE)
MACROS = "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'table_macro' AND NOT internal"


def check(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Raise QueryRefusedError unless `sql` is one SELECT, or the EXPLAIN of one, of harmless functions only.

    The connection must be locked down already.
    """
    select = _the_select(connection, sql)
    row = connection.execute("SELECT json_serialize_sql(?)", [select]).fetchone()
    tree: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    if tree["error"] or len(tree["statements"]) != 1:
        raise QueryRefusedError("Only SELECT, DESCRIBE, SHOW, SUMMARIZE and EXPLAIN are allowed on a snapshot.")
    allowed = READING_TABLE_FUNCTIONS | {name for (name,) in connection.execute(MACROS).fetchall()}
    for node in _nodes(tree["statements"][0]):
        _check_node(node, allowed)


def _the_select(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The text of the one SELECT in `sql`, without an EXPLAIN before it.

    Parsing happens on the locked-down connection: IMPORT DATABASE reads files already then.
    """
    try:
        statements = connection.extract_statements(sql)
    except duckdb.PermissionException as error:
        raise QueryRefusedError("Files are out of reach: only the snapshot is read.") from error
    except duckdb.Error as error:
        raise QueryError(f"The query could not be read. {error}") from error
    if len(statements) != 1:
        raise QueryRefusedError(f"Give one statement; there are {len(statements)}.{_about_pivot(sql)}")
    kind, text = statements[0].type, statements[0].query
    if kind == duckdb.StatementType.EXPLAIN:
        explained = EXPLAIN.match(text)
        if explained is None:
            raise QueryRefusedError("Write EXPLAIN or EXPLAIN ANALYZE directly before the SELECT.")
        return text[explained.end() :]
    if kind != duckdb.StatementType.SELECT:
        raise QueryRefusedError(
            f"{kind.name} is not allowed: the snapshot is only read. Use SELECT, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN."
        )
    return text


def _about_pivot(sql: str) -> str:
    """DuckDB reads a PIVOT that must look for its columns itself as two statements, of which the first writes."""
    if re.search(r"\bPIVOT", sql, re.IGNORECASE) is None:
        return ""
    return " A PIVOT counts as two unless its columns are named: ON language IN ('en', 'uk', 'ru')."


def _check_node(node: dict[str, object], allowed: frozenset[str]) -> None:
    called = node.get("function")
    if node.get("type") == "TABLE_FUNCTION" and isinstance(called, dict):
        name = str(called.get("function_name", "")).lower()
        if name not in allowed:
            raise QueryRefusedError(f"The table function {name} is not allowed on a snapshot.")
    name = str(node.get("function_name", "")).lower()
    if name in REFUSED_FUNCTIONS:
        raise QueryRefusedError(f"The function {name} is not allowed on a snapshot.")


def _nodes(tree: object) -> Iterator[dict[str, object]]:
    """Every object in a parse tree."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
