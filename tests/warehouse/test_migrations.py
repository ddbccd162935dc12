"""The schema of a file and the schema of the program belong together, or the file is left alone."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from warehouse_records import NOON, SOURCE, rows

from tercet.translations.models import sha256_text
from tercet.warehouse.connection import Warehouse, open_warehouse
from tercet.warehouse.describe import describe
from tercet.warehouse.errors import SchemaVersionError
from tercet.warehouse.load import upsert_sources
from tercet.warehouse.migrations import CREATE_SCHEMA_VERSION, Migration, migrate, packaged_migrations

TABLES = {
    "corrections", "replaced_segments", "source_expectations",
    "sources", "runs", "entries", "documents", "rejects", "articles", "revisions", "versions", "segments",
    "removed_lines", "missing_versions", "translation_memory", "source_checks", "fetch_state", "schema_version",
    "content_state", "view_definitions", "search_forms", "search_documents", "search_postings", "search_state",
}  # fmt: skip
VIEWS = {
    "corrected_sentences", "flag_explanations", "retranslations",
    "aligned_segments", "article_versions_wide",
    "coverage_daily", "misaligned_versions", "native_versions", "rejects_daily", "revisions_diff", "run_report",
    "source_health", "source_warnings", "headline_changes", "translation_coverage", "translation_quality",
    "story_coverage", "story_timeline", "story_sentences", "term_usage", "term_contexts", "term_shift",
    "name_renderings", "native_quality", "watch_report",
}  # fmt: skip

NEXT = packaged_migrations()[-1].version + 1


@contextmanager
def raw(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(path)) as connection:
        yield connection


@pytest.fixture
def closed_warehouse(warehouse_path: Path) -> Path:
    """A warehouse with one source in it, closed."""
    with open_warehouse(warehouse_path) as warehouse:
        upsert_sources(warehouse, [SOURCE], now=NOON)
    return warehouse_path


def test_migrations_are_numbered_without_gaps() -> None:
    versions = [migration.version for migration in packaged_migrations()]

    assert versions == list(range(1, len(versions) + 1))


def test_a_new_warehouse_has_the_tables_and_views_of_the_design(warehouse: Warehouse) -> None:
    relations = {(relation.kind, relation.name) for relation in describe(warehouse)}

    assert {("table", name) for name in TABLES} | {("view", name) for name in VIEWS} <= relations


def test_every_table_column_and_view_says_what_it_is(warehouse: Warehouse) -> None:
    silent = [relation.name for relation in describe(warehouse) if not relation.comment] + [
        f"{relation.name}.{column.name}"
        for relation in describe(warehouse)
        if relation.kind == "table" or relation.name in VIEWS
        for column in relation.columns
        if not column.comment
    ]

    assert silent == []


def test_without_its_marked_keys_the_schema_has_only_what_ducklake_can_do() -> None:
    whole = ";".join(migration.sql for migration in packaged_migrations())
    portable = re.sub(r"/\*pk\*/.*?/\*pk\*/", "", whole)

    with duckdb.connect() as connection:
        connection.execute(portable)
        constraints = connection.execute("SELECT DISTINCT constraint_type FROM duckdb_constraints()").fetchall()
        types = connection.execute("SELECT DISTINCT data_type FROM duckdb_columns() WHERE NOT internal").fetchall()
        sequences = connection.execute("SELECT count(*) FROM duckdb_sequences()").fetchall()

    assert constraints == [("NOT NULL",)]
    assert sequences == [(0,)]
    assert not [name for (name,) in types if name.startswith("ENUM")]


def test_opening_an_up_to_date_warehouse_writes_nothing(closed_warehouse: Path) -> None:
    before = closed_warehouse.read_bytes()

    with open_warehouse(closed_warehouse):
        pass

    assert closed_warehouse.read_bytes() == before


def test_a_file_from_a_newer_program_is_refused_and_left_as_it_was(closed_warehouse: Path) -> None:
    with raw(closed_warehouse) as connection:
        connection.execute("INSERT INTO schema_version VALUES (9001, 'from_the_future', 'x', now())")
    before = closed_warehouse.read_bytes()

    with pytest.raises(SchemaVersionError, match="newer Tercet") as refused, open_warehouse(closed_warehouse):
        pass

    assert str(closed_warehouse) in str(refused.value)
    assert closed_warehouse.read_bytes() == before


def test_an_altered_migration_is_noticed(closed_warehouse: Path) -> None:
    with raw(closed_warehouse) as connection:
        connection.execute("UPDATE schema_version SET sha256 = 'another' WHERE version = 1")

    with pytest.raises(SchemaVersionError, match="0001_initial was altered"), open_warehouse(closed_warehouse):
        pass


def test_a_pending_migration_keeps_a_copy_of_the_file_before_it(closed_warehouse: Path) -> None:
    migration = Migration(version=NEXT, name="add_note", sql="ALTER TABLE sources ADD COLUMN note VARCHAR")

    with raw(closed_warehouse) as connection:
        migrate(connection, closed_warehouse, migrations=(*packaged_migrations(), migration))
        migrated = connection.execute("SELECT source_id, note FROM sources").fetchall()

    with raw(closed_warehouse.with_name(f"warehouse.duckdb.before-{NEXT:04}")) as connection:
        kept = connection.execute("SELECT version FROM schema_version").fetchall()
    assert migrated == [(SOURCE.source_id, None)]
    assert len(kept) == len(packaged_migrations())


def test_a_warehouse_of_the_first_release_keeps_all_it_holds(warehouse_path: Path) -> None:
    first = packaged_migrations()[0]
    with raw(warehouse_path) as connection:
        connection.execute(CREATE_SCHEMA_VERSION)
        connection.execute(first.sql)
        connection.execute("INSERT INTO schema_version VALUES (1, ?, ?, now())", [first.name, first.sha256])
        connection.execute("INSERT INTO sources VALUES ('a', 'A', 'feed', NULL, NULL, NULL, TRUE)")
        connection.execute("INSERT INTO source_health VALUES ('a', 'r1', now(), 'ok', 200, 3, 2, 1, 0, 0.5, NULL)")

    with open_warehouse(warehouse_path) as warehouse:
        checks = rows(warehouse, "SELECT source_id, entries_seen FROM source_checks")
        health = rows(warehouse, "SELECT source_id, last_status, checks FROM source_health")

    assert checks == [("a", 3)]
    assert health == [("a", "ok", 1)]
    assert warehouse_path.with_name("warehouse.duckdb.before-0002").exists()


def test_a_failing_migration_leaves_the_schema_as_it_was(closed_warehouse: Path) -> None:
    migration = Migration(version=NEXT, name="broken", sql="CREATE TABLE half (x INTEGER); SELECT * FROM not_there")

    with raw(closed_warehouse) as connection, pytest.raises(duckdb.CatalogException):
        migrate(connection, closed_warehouse, migrations=(*packaged_migrations(), migration))

    with open_warehouse(closed_warehouse) as warehouse:
        assert rows(warehouse, "SELECT table_name FROM duckdb_tables() WHERE table_name = 'half'") == []
        assert rows(warehouse, "SELECT count(*) FROM sources") == [(1,)]


MIGRATE_AND_DIE = """
import os, signal, sys
from pathlib import Path
import duckdb
from tercet.warehouse.migrations import CREATE_SCHEMA_VERSION, Migration, migrate, packaged_migrations

path = Path(sys.argv[1])
connection = duckdb.connect(str(path))

def die(x: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return x

connection.create_function("die", die)
sql = "CREATE TABLE half (x INTEGER); INSERT INTO half SELECT * FROM range(1000); SELECT die(1)"
known = packaged_migrations()
migrate(connection, path, migrations=(*known, Migration(version=known[-1].version + 1, name="killed", sql=sql)))
"""


def test_a_kill_in_the_middle_of_a_migration_leaves_the_schema_as_it_was(closed_warehouse: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", MIGRATE_AND_DIE, str(closed_warehouse)], check=False)

    assert killed.returncode == -signal.SIGKILL
    with open_warehouse(closed_warehouse) as warehouse:
        assert rows(warehouse, "SELECT table_name FROM duckdb_tables() WHERE table_name = 'half'") == []
        assert len(rows(warehouse, "SELECT version FROM schema_version")) == len(packaged_migrations())


def test_views_are_made_anew_when_their_text_changed(closed_warehouse: Path) -> None:
    with raw(closed_warehouse) as connection:
        connection.execute("DROP VIEW coverage_daily; CREATE VIEW coverage_daily AS SELECT 1 AS old")
        connection.execute("UPDATE view_definitions SET sha256 = 'old' WHERE view_name = 'coverage_daily'")

    with open_warehouse(closed_warehouse) as warehouse:
        columns = [row[0] for row in rows(warehouse, "DESCRIBE coverage_daily")]

    assert columns[:3] == ["day", "source_id", "language"]


def test_a_view_that_the_program_no_longer_has_goes(closed_warehouse: Path) -> None:
    with raw(closed_warehouse) as connection:
        connection.execute("CREATE VIEW no_longer_there AS SELECT 1 AS x")
        connection.execute("INSERT INTO view_definitions VALUES ('no_longer_there', ?)", [sha256_text("x")])

    with open_warehouse(closed_warehouse) as warehouse:
        assert rows(warehouse, "SELECT view_name FROM duckdb_views() WHERE view_name = 'no_longer_there'") == []
