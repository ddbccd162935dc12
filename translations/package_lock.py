"""tercet.lock.json: which packages are installed in a folder, and the SHA-256 and size of each of their files."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tercet.translations.errors import PackageBrokenError, TranslationError

LOCK_NAME = "tercet.lock.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedFile:
    """What a file was when it was installed."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedPackage:
    """A package as it was installed. `origin` is the archive's name or address, `archive_sha256` its hash."""

    pair: str
    version: str
    origin: str
    archive_sha256: str
    files: Mapping[str, LockedFile]

    @property
    def digests(self) -> dict[str, str]:
        return {name: file.sha256 for name, file in self.files.items()}


def read_lock(folder: Path) -> dict[str, LockedPackage]:
    """The packages by folder name; empty without a lock file. Raises PackageBrokenError when it cannot be read."""
    try:
        packages = json.loads((folder / LOCK_NAME).read_text(encoding="utf-8"))["packages"]
        return {name: _locked(entry) for name, entry in packages.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        fault = f"the lock file cannot be read ({error!r}); remove it and install the packages again"
        raise PackageBrokenError(str(folder / LOCK_NAME), fault) from error


def write_lock(folder: Path, packages: Mapping[str, LockedPackage]) -> None:
    """Replace the lock file; a reader sees the old one or the new one, never half."""
    entries = {name: _entry(package) for name, package in sorted(packages.items())}
    draft = folder / f".{LOCK_NAME}.new"
    try:
        draft.write_text(json.dumps({"format": 1, "packages": entries}, indent=1) + "\n", encoding="utf-8")
        draft.replace(folder / LOCK_NAME)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise TranslationError(f"{folder / LOCK_NAME} cannot be written: {error.strerror}.") from error


@contextmanager
def changing(folder: Path, name: str = ".changing") -> Iterator[None]:
    """Let one process at a time change the packages in a folder; others wait. `name` is what they agree on."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / name).open("a")
    except OSError as error:
        raise TranslationError(f"The package folder {folder} cannot be written: {error.strerror}.") from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _locked(entry: Mapping[str, object]) -> LockedPackage:
    files = entry["files"]
    if not isinstance(files, dict):
        raise TypeError("files is no object")
    return LockedPackage(
        pair=str(entry["pair"]),
        version=str(entry["version"]),
        origin=str(entry["origin"]),
        archive_sha256=str(entry["archive_sha256"]),
        files={name: LockedFile(sha256=str(file["sha256"]), bytes=int(file["bytes"])) for name, file in files.items()},
    )


def _entry(package: LockedPackage) -> dict[str, object]:
    return {
        "pair": package.pair,
        "version": package.version,
        "origin": package.origin,
        "archive_sha256": package.archive_sha256,
        "files": {name: {"sha256": file.sha256, "bytes": file.bytes} for name, file in sorted(package.files.items())},
    }
