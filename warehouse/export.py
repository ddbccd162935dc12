"""Exporting a published snapshot as a bundle that can be cited, shared and proven.

The same snapshot gives the same tables, byte for byte. A bundle appears whole under its name, or not at all.
"""

from __future__ import annotations

import errno
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from tercet.translations.models import sha256_text
from tercet.warehouse.connection import Warehouse, open_snapshot
from tercet.warehouse.copying import flush
from tercet.warehouse.errors import ExportError, WarehouseError
from tercet.warehouse.export_manifest import (
    CITATION,
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    RIGHTS,
    SELF,
    as_text,
    file_sha256,
    sealed,
)
from tercet.warehouse.export_readme import readme
from tercet.warehouse.export_tables import Column, Variant, condition, exported_columns, is_exported
from tercet.warehouse.export_verify import read_manifest, verify_bundle
from tercet.warehouse.faults import FULL
from tercet.warehouse.sql import read_sql
from tercet.warehouse.views import definitions

TABLES_FOLDER = "tables"
ROW_GROUP_ROWS = 100_000
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
COLUMNS = """
SELECT table_name, column_name, data_type FROM duckdb_columns()
WHERE database_name = current_database() AND NOT internal
    AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary)
ORDER BY table_name, column_index
"""
PACKAGES = """
SELECT pair, package_name, package_version, package_sha256, is_demo, count(*) AS versions
FROM versions SEMI JOIN selected USING (article_id)
WHERE package_name IS NOT NULL
GROUP BY ALL ORDER BY ALL
"""
SELECTED_SOURCES = "SELECT DISTINCT source_id FROM articles SEMI JOIN selected USING (article_id) ORDER BY source_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which articles: published from `since` (undated ones only without dates) to before `until`; empty is all."""

    since: datetime | None = None
    until: datetime | None = None
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == Filters()

    def as_json(self) -> dict[str, Any]:
        return {
            "since": None if self.since is None else self.since.astimezone(UTC).isoformat(),
            "until": None if self.until is None else self.until.astimezone(UTC).isoformat(),
            "sources": sorted(self.sources),
            "languages": sorted(self.languages),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What to export, and what the manifest says of where it was made. `config` holds no secret any more."""

    tercet_version: str
    created_at: datetime
    variant: Variant = field(default_factory=Variant)
    filters: Filters = field(default_factory=Filters)
    config: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle that is there. `is_new` is False when just this one was there before."""

    path: Path
    manifest: Mapping[str, Any]
    is_new: bool

    @property
    def sha256(self) -> str:
        return str(self.manifest[SELF])


def export_bundle(snapshot: Path, target: Path, request: ExportRequest) -> Bundle:
    """A bundle of the snapshot lies at `target`: a folder, or one file if its name ends in .zip.

    What is there is never written over: the same bundle is left as it is, anything else raises ExportError.
    """
    target = target.absolute()
    with open_snapshot(snapshot) as opened:
        if target.exists():
            return _there_already(opened, target, request)
        temporary = target.with_name(f".tmp-{target.name}")
        with explained_export(target), _no_leftovers(temporary):
            folder = temporary / "bundle" if target.suffix == ".zip" else temporary
            manifest = _fill(opened, folder, request)
            _put(temporary, folder, target)
    return Bundle(path=target, manifest=manifest, is_new=True)


def select_articles(cursor: duckdb.DuckDBPyConnection, filters: Filters) -> None:
    """SQL on the cursor can read the ids of the filtered articles as `selected`. Filters must leave some."""
    known = {source_id for (source_id,) in cursor.execute("SELECT source_id FROM sources").fetchall()}
    if unknown := sorted(set(filters.sources) - known):
        raise ExportError(f"No source is called {', '.join(unknown)}. There are: {', '.join(sorted(known))}.")
    cursor.execute(read_sql("export/selected"), {
        "since": filters.since, "until": filters.until,
        "sources": list(filters.sources) or None, "languages": list(filters.languages) or None,
    })  # fmt: skip
    if not filters.is_empty and cursor.execute("SELECT count(*) FROM selected").fetchone() == (0,):
        raise ExportError("No article matches what was asked for: dates, sources, languages. Nothing was written.")


def _there_already(snapshot: Warehouse, target: Path, request: ExportRequest) -> Bundle:
    told = read_manifest(target) or {}
    source = told.get("snapshot")
    is_same = (
        isinstance(source, dict)
        and source.get("name") == snapshot.path.name
        and told.get("variant") == request.variant.name
        and told.get("filters") == request.filters.as_json()
    )
    if not is_same or verify_bundle(target):
        raise ExportError(f"There is something else at {target} already, and it is left as it is. Choose another name.")
    return Bundle(path=target, manifest=told, is_new=False)


def _fill(snapshot: Warehouse, folder: Path, request: ExportRequest) -> dict[str, Any]:
    """Write every file of the bundle, the manifest last; return it."""
    (folder / TABLES_FOLDER).mkdir(parents=True)
    with snapshot.cursor() as cursor:
        select_articles(cursor, request.filters)
        tables = _write_tables(cursor, folder, request)
        manifest = _manifest(cursor, snapshot.path, tables, request)
        _write(folder / "schema.sql", _schema(cursor, tables, request))
    _write(folder / "README.md", readme(manifest))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = sealed({**manifest, "files": [_described(path, folder, tables) for path in files]})
    _write(folder / MANIFEST, as_text(manifest))
    return manifest


def _write_tables(cursor: duckdb.DuckDBPyConnection, folder: Path, request: ExportRequest) -> dict[str, int]:
    """One Parquet file per table, its rows in a fixed order; return the number of rows of each."""
    by_table: dict[str, list[Column]] = {}
    for table, name, type_ in cursor.execute(COLUMNS).fetchall():
        by_table.setdefault(table, []).append(Column(name=name, type=type_))
    written = {}
    filters, variant = request.filters, request.variant
    for table, columns in by_table.items():
        chosen = exported_columns(columns, variant)
        if not chosen or not is_exported(table, variant, is_filtered=not filters.is_empty):
            continue
        where = "TRUE" if filters.is_empty else condition(table, columns, filters.sources)
        path = str(folder / TABLES_FOLDER / f"{table}.parquet").replace("'", "''")
        written[table] = _copy(
            cursor, f'SELECT {", ".join(chosen)} FROM "{table}" WHERE {where} ORDER BY ALL', path, filters.sources
        )
    return written


def _copy(cursor: duckdb.DuckDBPyConnection, query: str, path: str, sources: Sequence[str]) -> int:
    options = f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
    parameters = {"sources": list(sources)} if "$sources" in query else None
    row = cursor.execute(f"COPY ({query}) TO '{path}' {options}", parameters).fetchone()
    return 0 if row is None else int(row[0])


def _manifest(
    cursor: duckdb.DuckDBPyConnection, snapshot: Path, tables: Mapping[str, int], request: ExportRequest
) -> dict[str, Any]:
    state = cursor.execute("SELECT warehouse_id, content_version, changed_at FROM content_state").fetchone()
    schema = cursor.execute("SELECT max(version) FROM schema_version").fetchone()
    if state is None or schema is None:
        raise ExportError(f"{snapshot} is no whole snapshot. Publish again: tercet run")
    packages = cursor.execute(PACKAGES)
    names = [column[0] for column in packages.description or ()]
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "created_at": request.created_at.astimezone(UTC).isoformat(),
        "tercet_version": request.tercet_version,
        "duckdb_version": duckdb.__version__,
        "snapshot": {
            "name": snapshot.name, "warehouse_id": state[0], "content_version": state[1],
            "changed_at": state[2].astimezone(UTC).isoformat(), "schema_version": schema[0],
        },
        "variant": request.variant.name,
        "filters": request.filters.as_json(),
        "sources": [source_id for (source_id,) in cursor.execute(SELECTED_SOURCES).fetchall()],
        "tables": {table: {"rows": rows} for table, rows in tables.items()},
        "packages": [dict(zip(names, row, strict=True)) for row in cursor.execute(PACKAGES).fetchall()],
        "config": request.config,
        "rights": RIGHTS,
        "citation": CITATION,
    }  # fmt: skip


def _schema(cursor: duckdb.DuckDBPyConnection, tables: Mapping[str, int], request: ExportRequest) -> str:
    """SQL that opens the bundle: the tables over their files with their comments, and the views where text is there."""
    lines = ["-- Open in the bundle's folder: duckdb -init schema.sql", "SET TimeZone = 'UTC';"]
    for table in tables:
        path = f"{TABLES_FOLDER}/{table}.parquet"
        lines.append(f"CREATE VIEW \"{table}\" AS SELECT * FROM read_parquet('{path}');")
    for kind, table, column, comment, _ in cursor.execute(read_sql("export/comments")).fetchall():
        if table in tables and (column is None or not request.variant.is_text_free):
            name = f'"{table}"' if column is None else f'"{table}"."{column}"'
            quoted = comment.replace("'", "''")
            lines.append(f"COMMENT ON {kind} {name} IS '{quoted}';")
    if request.variant.is_text_free:
        return "\n".join(lines) + "\n"
    stored = dict(cursor.execute("SELECT view_name, sha256 FROM view_definitions").fetchall())
    for name, sql in definitions().items():
        needs_search = name.endswith("()") and not request.filters.is_empty
        if stored.get(name) == sha256_text(sql) and not needs_search:
            lines.append(sql.rstrip().rstrip(";") + ";")
    return "\n".join(lines) + "\n"


def _described(path: Path, folder: Path, tables: Mapping[str, int]) -> dict[str, Any]:
    name = path.relative_to(folder).as_posix()
    facts: dict[str, Any] = {"path": name, "bytes": path.stat().st_size, "sha256": file_sha256(path)}
    return {**facts, "rows": tables[path.stem]} if path.suffix == ".parquet" else facts


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _put(temporary: Path, folder: Path, target: Path) -> None:
    """The filled folder, or the file made of it, has its name, durably."""
    for path in [*folder.rglob("*"), folder]:
        flush(path)
    if target.suffix == ".zip":
        packed = temporary / "bundle.zip"
        _pack(folder, packed)
        flush(packed)
        packed.replace(target)
    else:
        folder.rename(target)
    flush(target.parent)


def _pack(folder: Path, packed: Path) -> None:
    """The files in one archive, in order and without the time of day; Parquet is compressed already."""
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            member = zipfile.ZipInfo(path.relative_to(folder).as_posix(), ZIP_TIME)
            with path.open("rb") as source, archive.open(member, "w", force_zip64=True) as sink:
                shutil.copyfileobj(source, sink, 1 << 20)


@contextmanager
def _no_leftovers(temporary: Path) -> Iterator[None]:
    """Neither before nor after is there a half-written bundle, of this attempt or of one that was killed."""
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        yield
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def explained_export(target: Path) -> Iterator[None]:
    """Errors of the disk, as DuckDB or the system tells them, in words for people."""
    try:
        yield
    except ExportError:
        raise
    except WarehouseError as error:
        # DuckDB's words are about the file that it wrote, not about the snapshot that it read.
        cause = error.__cause__
        if not isinstance(cause, duckdb.Error):
            raise
        raise _told_by_duckdb(target, cause) from error
    except OSError as error:
        raise _unwritable(target, os.strerror(error.errno or 0), error.errno in NO_ROOM) from error
    except duckdb.IOException as error:
        raise _told_by_duckdb(target, error) from error


def _told_by_duckdb(target: Path, error: duckdb.Error) -> ExportError:
    found = FULL.search(str(error))
    return _unwritable(target, str(error).splitlines()[0] if found is None else found.group(0), found is not None)


def _unwritable(target: Path, cause: str, is_full: bool) -> ExportError:
    advice = "Make room or choose another disk" if is_full else "Choose a folder that is there and may be written"
    return ExportError(
        f"The bundle {target} could not be written: {cause.lower()}. Nothing was left there. {advice}, "
        "then run the command again."
    )
