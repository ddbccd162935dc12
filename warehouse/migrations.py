"""Bringing a warehouse file to the schema of this program: forward only, each step whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from tercet.translations.models import sha256_text
from tercet.warehouse.copying import copied
from tercet.warehouse.errors import SchemaVersionError, WarehouseFormatError
from tercet.warehouse.sql import list_sql, read_sql
from tercet.warehouse.views import refresh_views

CREATE_SCHEMA_VERSION = """
CREATE TABLE schema_version (
    version INTEGER NOT NULL, name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE schema_version IS 'The migrations this file has been through.';
COMMENT ON COLUMN schema_version.version IS 'Number of the migration.';
COMMENT ON COLUMN schema_version.name IS 'Its name.';
COMMENT ON COLUMN schema_version.sha256 IS 'SHA-256 of its text: an altered one is noticed.';
COMMENT ON COLUMN schema_version.applied_at IS 'When it was applied.';
"""
RECORD = "INSERT INTO schema_version (version, name, sha256, applied_at) VALUES (?, ?, ?, now())"
TABLES = "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary ORDER BY table_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """A numbered step of the schema. Once released, its text never changes."""

    version: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return sha256_text(self.sql)


def packaged_migrations() -> tuple[Migration, ...]:
    """The migrations of this program, in order."""
    return tuple(
        Migration(version=int(name.partition("_")[0]), name=name.partition("_")[2], sql=read_sql(name))
        for name in list_sql()
    )


def migrate(
    connection: duckdb.DuckDBPyConnection, path: Path, *, migrations: tuple[Migration, ...] | None = None
) -> None:
    """Apply what is pending, and make views anew whose text changed. A file that is up to date is not written.

    Before an existing warehouse is changed, a copy is kept beside it as NAME.before-NNNN. A file made by a newer
    program, or with a migration that was altered since, raises SchemaVersionError; a database of something else raises
    WarehouseFormatError.
    """
    known = packaged_migrations() if migrations is None else migrations
    applied = _applied(connection, path)
    _check(applied, known, path)
    pending = [migration for migration in known if migration.version not in applied]
    if applied and pending:
        connection.execute("CHECKPOINT")
        with copied(path, path.with_name(f"{path.name}.before-{pending[0].version:04}")):
            pass
    for migration in pending:
        _apply(connection, migration)
    refresh_views(connection, is_schema_changed=bool(pending))


def _applied(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[int, tuple[str, str]]:
    """The migrations in the file, version -> (name, sha256); empty for a new file."""
    tables = [name for (name,) in connection.execute(TABLES).fetchall()]
    if "schema_version" in tables:
        stored = connection.execute("SELECT version, name, sha256 FROM schema_version").fetchall()
        return {version: (name, sha256) for version, name, sha256 in stored}
    if tables:
        raise WarehouseFormatError(path, f"it is a DuckDB database of something else (tables {', '.join(tables[:5])})")
    return {}


def _check(applied: dict[int, tuple[str, str]], known: tuple[Migration, ...], path: Path) -> None:
    ours = {migration.version: migration for migration in known}
    for version, (name, sha256) in sorted(applied.items()):
        if version not in ours:
            raise SchemaVersionError(
                f"The warehouse {path} has schema {version} ({name}), this program knows up to {max(ours)}: it was "
                "written by a newer Tercet. Nothing was changed. Update Tercet, or point it at another file."
            )
        if ours[version].sha256 != sha256:
            raise SchemaVersionError(
                f"Migration {version:04}_{ours[version].name} was altered after {path} had been through it, so the "
                "schema of the file is not certain. Nothing was changed. Restore the migration's text (reinstall "
                "Tercet), or load into a new file."
            )


def _apply(connection: duckdb.DuckDBPyConnection, migration: Migration) -> None:
    connection.execute("BEGIN TRANSACTION")
    try:
        if migration.version == 1:
            connection.execute(CREATE_SCHEMA_VERSION)
        connection.execute(migration.sql)
        connection.execute(RECORD, [migration.version, migration.name, migration.sha256])
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
