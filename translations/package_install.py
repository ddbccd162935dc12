"""Installs and removes Argos packages: checked before they are seen, in one step, their hashes in the lock file."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Mapping
from importlib import resources
from pathlib import Path, PurePosixPath

from tercet.translations.errors import PackageBrokenError, TranslationError
from tercet.translations.package_files import (
    InstalledPackage,
    check_files,
    combined_sha256,
    describe,
    hash_files,
    pair_of,
    read_metadata,
    sha256_of,
)
from tercet.translations.package_lock import LockedFile, LockedPackage, changing, read_lock, write_lock

ARCHIVE_SUFFIX = ".argosmodel"
MAX_UNPACKED_BYTES = 4 * 1024**3
MAX_ENTRIES = 10_000


class DowngradeError(TranslationError):
    """An older version would replace a newer one."""


def install_archive(
    path: Path, folder: Path, *, allow_downgrade: bool = False, origin: str | None = None
) -> InstalledPackage:
    """Unpack an .argosmodel file into the folder, checked and recorded in its lock file; return the package.

    Nothing of it is seen before all of it is checked. Installing the same archive again changes nothing; a newer
    version takes the place of the one installed before. Raises PackageBrokenError for an archive that is damaged, is
    no Argos package or reaches outside its own folder; DowngradeError for a version older than the installed one.
    """
    with changing(folder):
        _sweep(folder)
        locked = read_lock(folder)
        archive_sha256 = _hash_archive(path)
        if (installed := _already_installed(folder, locked, archive_sha256)) is not None:
            return installed
        scratch = Path(tempfile.mkdtemp(prefix=_INSTALLING, dir=folder))
        try:
            unpacked = _unpack(path, scratch)
            files = {name: _locked_file(unpacked / name, digest) for name, digest in hash_files(unpacked).items()}
            package = _checked(unpacked, files, path.name)
            replaced = _same_slot(locked, package)
            if not allow_downgrade:
                _refuse_downgrade(package, replaced)
            target = _free_name(folder, package, scratch)
            if not target.exists():
                unpacked.rename(target)
        except OSError as error:
            raise TranslationError(f"{path.name} cannot be installed in {folder}: {error.strerror}.") from error
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        entry = _entry(package, files, archive_sha256=archive_sha256, origin=origin or path.name)
        kept = {name: other for name, other in locked.items() if name not in replaced}
        write_lock(folder, {**kept, target.name: entry})
        for name in replaced.keys() - {target.name}:
            _remove_folder(folder / name)
        return _described(target, entry.digests)


def _entry(
    package: InstalledPackage, files: Mapping[str, LockedFile], *, archive_sha256: str, origin: str
) -> LockedPackage:
    return LockedPackage(
        pair=str(package.ref.pair),
        version=package.ref.version,
        origin=origin,
        archive_sha256=archive_sha256,
        files=files,
    )


def uninstall(package: InstalledPackage) -> None:
    """Remove a package and its entry in the lock file."""
    uninstall_folder(package.path)


def uninstall_folder(path: Path) -> None:
    """Remove a package, also one that cannot be read or whose files are gone, and its entry in the lock file."""
    folder = path.parent
    with changing(folder):
        _sweep(folder)
        locked = read_lock(folder)
        if locked.pop(path.name, None) is not None:
            write_lock(folder, locked)
        _remove_folder(path)


_INSTALLING = ".installing-"
_REMOVING = ".removing-"


def _sweep(folder: Path) -> None:
    """Remove what a change left that was killed; nobody else changes the folder now."""
    for prefix in (_INSTALLING, _REMOVING):
        for left in folder.glob(f"{prefix}*"):
            shutil.rmtree(left, ignore_errors=True)


def _remove_folder(path: Path) -> None:
    """Out of sight in one step, so that a removal that is killed leaves no half package; then from the disk."""
    if path.is_dir():
        scratch = Path(tempfile.mkdtemp(prefix=_REMOVING, dir=path.parent))
        path.rename(scratch / path.name)
        shutil.rmtree(scratch, ignore_errors=True)


def archives_in(path: Path) -> tuple[Path, ...]:
    """The .argosmodel files that a path means: the file itself, or those in the folder, by name."""
    if path.is_dir():
        return tuple(sorted(path.glob(f"*{ARCHIVE_SUFFIX}")))
    if path.is_file():
        return (path,)
    raise TranslationError(f"There is no file or folder {path}. Give an {ARCHIVE_SUFFIX} file or a folder of them.")


BUNDLED = ("demo_packages", "starter")
"""Folders of packages that ship with the product: for the bundled press and, once trained, for any news."""


def bundled_archives(root: Path | None = None) -> tuple[Path, ...]:
    """The packages that ship with the product, by folder and name; empty in a checkout without them."""
    base = Path(str(resources.files("tercet.translations"))) if root is None else root
    return tuple(path for name in BUNDLED for path in sorted((base / name).glob(f"*{ARCHIVE_SUFFIX}")))


def ensure_bundled(folder: Path, archives: tuple[Path, ...] | None = None) -> tuple[InstalledPackage, ...]:
    """The packages that ship with the product, installed in the folder (a cache of the caller's); what is there already
    is left alone.

    One of an earlier release is replaced, whatever its version says.
    """
    return tuple(
        install_archive(archive, folder, allow_downgrade=True)
        for archive in (bundled_archives() if archives is None else archives)
    )


def _hash_archive(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        raise PackageBrokenError(path.name, f"the file cannot be read ({error.strerror})") from error


def _already_installed(folder: Path, locked: Mapping[str, LockedPackage], sha256: str) -> InstalledPackage | None:
    for name, entry in locked.items():
        path = folder / name
        if entry.archive_sha256 == sha256 and path.is_dir() and hash_files(path) == entry.digests:
            return _described(path, entry.digests)
    return None


def recorded(folder: Path, *, pair: str, version: str, origins: Collection[str]) -> InstalledPackage | None:
    """The package of this version that came from one of these places, if it is there and whole."""
    for name, entry in read_lock(folder).items():
        path = folder / name
        if (entry.pair, entry.version) == (pair, version) and entry.origin in origins:
            return _described(path, entry.digests) if path.is_dir() and hash_files(path) == entry.digests else None
    return None


def _unpack(archive: Path, scratch: Path) -> Path:
    """Unpack into the scratch folder and return the package's folder in it."""
    try:
        with zipfile.ZipFile(archive) as opened:
            root = _checked_root(opened, archive.name)
            opened.extractall(scratch)
    except zipfile.BadZipFile as error:
        raise PackageBrokenError(archive.name, _not_a_zip(archive, error)) from error
    except (OSError, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            fault = f"{archive.name} cannot be unpacked in {scratch.parent}: {error.strerror}."
            raise TranslationError(fault) from error
        raise PackageBrokenError(archive.name, f"it cannot be unpacked ({error})") from error
    return scratch / root


def _not_a_zip(archive: Path, error: Exception) -> str:
    with archive.open("rb") as opened:
        start = opened.read(512).lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        return "the file is a web page, not a package: the download went wrong"
    return f"it is no whole zip archive ({error}): the file is cut short or damaged"


def _checked_root(opened: zipfile.ZipFile, name: str) -> str:
    """The one folder that holds everything. PackageBrokenError for entries outside it, links and huge archives."""
    entries = opened.infolist()
    roots: set[str] = set()
    for entry in entries:
        parts = PurePosixPath(entry.filename).parts
        if not parts or ".." in parts or parts[0].startswith("/") or "\\" in entry.filename or ":" in parts[0]:
            raise PackageBrokenError(name, f"its entry {entry.filename!r} lies outside it; nothing was unpacked")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise PackageBrokenError(name, f"its entry {entry.filename!r} is a link; nothing was unpacked")
        if len(parts) == 1 and not entry.is_dir():
            raise PackageBrokenError(name, f"its entry {entry.filename!r} is in no package folder")
        roots.add(parts[0])
    if len(roots) != 1:
        raise PackageBrokenError(name, f"it holds {len(roots)} folders; an Argos package is one folder")
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise PackageBrokenError(name, "two of its entries have the same name but for capitals; nothing was unpacked")
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        limits = f"{MAX_ENTRIES:,} files or {MAX_UNPACKED_BYTES // 1024**3} GiB"
        raise PackageBrokenError(name, f"it would unpack to more than {limits}")
    return roots.pop()


def _locked_file(path: Path, sha256: str) -> LockedFile:
    return LockedFile(sha256=sha256, bytes=path.stat().st_size)


def _checked(unpacked: Path, files: Mapping[str, LockedFile], archive_name: str) -> InstalledPackage:
    try:
        metadata = read_metadata(unpacked)
        if (kind := metadata.get("type", "translate")) != "translate":
            raise PackageBrokenError(archive_name, f"it is no translation package: its type is {kind!r}")
        if pair_of(metadata) is None:
            codes = f"{metadata.get('from_code')}-{metadata.get('to_code')}"
            raise PackageBrokenError(archive_name, f"it is for {codes}; only en, uk and ru are of use here")
        check_files(unpacked)
        _check_tokenizer(unpacked)
    except PackageBrokenError as error:
        raise PackageBrokenError(archive_name, error.fault) from error
    return _described(unpacked, {name: file.sha256 for name, file in files.items()})


def _check_tokenizer(unpacked: Path) -> None:
    # Only where a package is installed: the module needs SentencePiece.
    from tercet.translations.argos import vocabulary_size

    tokenizer = unpacked / "sentencepiece.model"
    try:
        is_empty = tokenizer.is_file() and vocabulary_size(tokenizer) == 0
    except (RuntimeError, OSError) as error:
        raise PackageBrokenError(unpacked.name, f"{tokenizer.name} is no tokenizer ({error})") from error
    if is_empty:
        raise PackageBrokenError(unpacked.name, f"{tokenizer.name} is no tokenizer: it is empty")


def _described(path: Path, files: Mapping[str, str]) -> InstalledPackage:
    package = describe(path, read_metadata(path), files=files, is_locked=True)
    if package is None:
        raise PackageBrokenError(path.name, "it is not for two of our languages")
    return package


def _same_slot(locked: Mapping[str, LockedPackage], package: InstalledPackage) -> dict[str, str]:
    """Installed packages that this one replaces, by folder name, with their versions."""
    slot = _folder_name(package).rpartition("-")[0]
    return {name: entry.version for name, entry in locked.items() if name.rpartition("-")[0] == slot}


def _refuse_downgrade(package: InstalledPackage, older: Mapping[str, str]) -> None:
    for name, version in older.items():
        if version_order(version) > version_order(package.ref.version):
            raise DowngradeError(
                f"{package.ref.name} {version} is installed and newer than {package.ref.version}. Nothing was changed. "
                f"To go back to the older version, remove the newer: tercet models uninstall {name}"
            )


def version_order(version: str) -> tuple[tuple[int, str], ...]:
    """Sorts 1.9 before 1.10; parts that are no numbers come first."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in version.split("."))


def _folder_name(package: InstalledPackage) -> str:
    """The package's name and version, in letters that are safe in a path."""
    version = "".join(letter if letter.isalnum() else "_" for letter in package.ref.version[:40])
    name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in package.ref.name[:80])
    return f"{name}-{version}"


def _free_name(folder: Path, package: InstalledPackage, scratch: Path) -> Path:
    """A folder of the package's name and version; with a part of the hash when other content has that name.

    What is there already may be this package: left by an installation that was not recorded, or unpacked by hand.
    """
    target = folder / _folder_name(package)
    if target.exists() and not _holds(target, package):
        target = folder / f"{_folder_name(package)}+{package.ref.sha256[:8]}"
    if target.exists() and not _holds(target, package):
        # Altered since it was installed: the checked copy replaces it.
        target.rename(scratch / "replaced")
    return target


def _holds(path: Path, package: InstalledPackage) -> bool:
    return path.is_dir() and combined_sha256(hash_files(path)) == package.ref.sha256
