"""Proving a bundle: every file of the manifest is there, unaltered and with its rows, and nothing else is."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

import duckdb

from tercet.warehouse.export_manifest import FORMAT, FORMAT_VERSION, MANIFEST, SELF, seal

BLOCK = 1 << 20


class _Files(Protocol):
    """The files of a bundle by name, whether in a folder or in a .zip."""

    def names(self) -> list[str]: ...

    def open(self, name: str) -> IO[bytes]: ...


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        return [path.relative_to(self._path).as_posix() for path in self._path.rglob("*") if not path.is_dir()]

    def open(self, name: str) -> IO[bytes]:
        return (self._path / name).open("rb")


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def names(self) -> list[str]:
        return [member.filename for member in self._archive.infolist() if not member.is_dir()]

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(name)


def verify_bundle(path: Path) -> tuple[str, ...]:
    """What is wrong with a bundle, a line for each file; empty when it is proven."""
    try:
        with _opened(path) as files:
            return tuple(_faults(files))
    except (OSError, zipfile.BadZipFile, EOFError, ValueError) as error:
        return (f"{path}: it cannot be read ({error})",)


def read_manifest(path: Path) -> dict[str, Any] | None:
    """The manifest of a bundle; None when there is none that can be read."""
    try:
        with _opened(path) as files:
            return _manifest(files)
    except (OSError, zipfile.BadZipFile, EOFError, ValueError, KeyError):
        return None


@contextmanager
def _opened(path: Path) -> Iterator[_Files]:
    if path.is_dir():
        yield _Folder(path)
        return
    with zipfile.ZipFile(path) as archive:
        yield _Zip(archive)


def _manifest(files: _Files) -> dict[str, Any]:
    with files.open(MANIFEST) as file:
        manifest = json.loads(file.read().decode("utf-8"))
    if not isinstance(manifest, dict):
        raise ValueError("it holds no object")
    return manifest


def _faults(files: _Files) -> Iterator[str]:
    names = files.names()
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name}: it is there twice"
    if MANIFEST not in names:
        yield f"{MANIFEST}: it is missing, so nothing can be proven"
        return
    try:
        manifest = _manifest(files)
    except ValueError as error:
        yield f"{MANIFEST}: it cannot be read ({error})"
        return
    fault = _manifest_fault(manifest)
    if fault is not None:
        yield f"{MANIFEST}: {fault}"
    if not isinstance(manifest.get("files"), list):
        return
    described = {str(one["path"]): one for one in manifest["files"] if isinstance(one, dict) and "path" in one}
    for name, told in described.items():
        yield from _file_faults(files, name, told, is_there=name in names)
    yield from (f"{name}: it is not in the manifest" for name in sorted(set(names) - set(described) - {MANIFEST}))
    yield from _table_faults(manifest, described)


def _manifest_fault(manifest: Mapping[str, Any]) -> str | None:
    if manifest.get("format") != FORMAT or not isinstance(manifest.get("files"), list):
        return "it is not that of a Tercet bundle"
    if manifest.get("format_version") != FORMAT_VERSION:
        return f"it has format {manifest.get('format_version')!r}, this program knows {FORMAT_VERSION}; update Tercet"
    if manifest.get(SELF) != seal(manifest):
        return "it was altered: its own hash differs"
    return None


def _file_faults(files: _Files, name: str, told: Mapping[str, Any], *, is_there: bool) -> Iterator[str]:
    if not is_there:
        yield f"{name}: it is missing"
        return
    with tempfile.TemporaryDirectory(prefix="tercet-verify-") as folder:
        copy = Path(folder) / "file"
        with files.open(name) as source, copy.open("wb") as sink:
            shutil.copyfileobj(source, sink, BLOCK)
        with copy.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != told.get("sha256") or copy.stat().st_size != told.get("bytes"):
            yield f"{name}: it was altered: its hash is {digest}, not {told.get('sha256')}"
        if "rows" in told:
            rows = _rows(copy)
            if rows != told["rows"]:
                yield f"{name}: it has {'no readable rows' if rows is None else f'{rows} rows'}, not {told['rows']}"


def _table_faults(manifest: Mapping[str, Any], described: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The table list tells the same rows as the list of files."""
    tables = manifest.get("tables")
    if not isinstance(tables, dict):
        yield f"{MANIFEST}: it names no tables"
        return
    for table, told in tables.items():
        file = described.get(f"tables/{table}.parquet")
        if file is None:
            yield f"tables/{table}.parquet: the manifest names the table, but no file of it"
        elif not isinstance(told, dict) or file.get("rows") != told.get("rows"):
            yield f"tables/{table}.parquet: the manifest tells two numbers of rows"


def _rows(path: Path) -> int | None:
    """The rows of a Parquet file, counted by reading it; None when it cannot be read."""
    quoted = str(path).replace("'", "''")
    try:
        with duckdb.connect() as connection:
            row = connection.execute(f"SELECT count(COLUMNS(*)) FROM read_parquet('{quoted}')").fetchone()
            whole = connection.execute(f"SELECT count(*) FROM read_parquet('{quoted}')").fetchone()
    except duckdb.Error:
        return None
    return None if row is None or whole is None else int(whole[0])
