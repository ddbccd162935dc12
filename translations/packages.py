"""The translation packages on this machine, and which of them serves a pair.

Our own folder and Argos' folders are searched; nothing is ever downloaded here. A broken package is reported and
breaks no other.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tercet.translations.errors import PackageBrokenError, PackageMissingError
from tercet.translations.firefox_packages import ENGINE as FIREFOX
from tercet.translations.languages import LanguagePair
from tercet.translations.package_files import (
    InstalledPackage,
    check_files,
    describe,
    hash_files,
    pair_of,
    read_metadata,
    verify_package,
)
from tercet.translations.package_install import (
    archives_in,
    bundled_archives,
    ensure_bundled,
    install_archive,
    uninstall,
    version_order,
)
from tercet.translations.package_lock import LockedPackage, read_lock
from tercet.translations.recorded_scores import read_scores

__all__ = [
    "Choice",
    "InstalledPackage",
    "PackageStore",
    "archives_in",
    "argos_folders",
    "bundled_archives",
    "choose_package",
    "ensure_bundled",
    "install_archive",
    "recorded_chrf",
    "uninstall",
    "verify_package",
]


def argos_folders(environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Where Argos itself keeps packages: ARGOS_PACKAGES_DIR, and its data folder."""
    data = Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    named = environ.get("ARGOS_PACKAGES_DIR")
    return (*((Path(named),) if named else ()), data / "argos-translate" / "packages")


class PackageStore:
    """The packages in some folders, ours first. Looks once; after installing, make a new one."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self._found: tuple[list[InstalledPackage], list[PackageBrokenError]] | None = None

    def discover(self) -> tuple[list[InstalledPackage], list[PackageBrokenError]]:
        """All packages for our pairs, and what is wrong with the folders that hold none.

        Locked packages are looked at quickly (every file there, with its size); their hashes are compared when they
        are loaded. The same package in two folders is listed once. Packages for other languages are left out.
        """
        if self._found is None:
            packages: dict[str, InstalledPackage] = {}
            broken: list[PackageBrokenError] = []
            scores: dict[str, Mapping[str, float]] = {}
            for folder in dict.fromkeys(self.folders):
                for package in _packages_in(folder, broken):
                    packages.setdefault(package.ref.sha256, package)
                try:
                    scores |= read_scores(folder)
                except PackageBrokenError as error:
                    broken.append(error)
            measured = [replace(one, measured=scores.get(sha256, {})) for sha256, one in packages.items()]
            self._found = (measured, broken)
        return list(self._found[0]), list(self._found[1])


def _packages_in(folder: Path, broken: list[PackageBrokenError]) -> list[InstalledPackage]:
    if not folder.is_dir():
        return []
    try:
        locked = read_lock(folder)
    except PackageBrokenError as error:
        broken.append(error)
        locked = {}
    found: list[InstalledPackage] = []
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError as error:
        broken.append(PackageBrokenError(str(folder), f"the folder cannot be read ({error.strerror})"))
        return []
    for path in paths:
        if path.name == FIREFOX:
            continue
        try:
            package = _read(path, locked.get(path.name))
        except PackageBrokenError as error:
            broken.append(error)
            continue
        except OSError as error:
            broken.append(PackageBrokenError(path.name, f"it cannot be read ({error.strerror})"))
            continue
        if package is not None:
            found.append(package)
    broken += [PackageBrokenError(name, "its folder is gone") for name in locked if not (folder / name).is_dir()]
    return found


def _read(path: Path, entry: LockedPackage | None) -> InstalledPackage | None:
    metadata = read_metadata(path)
    if pair_of(metadata) is None:
        return None
    if entry is None:
        check_files(path)
        return describe(path, metadata, files=hash_files(path), is_locked=False)
    for name, file in entry.files.items():
        if not (path / name).is_file():
            raise PackageBrokenError(path.name, f"{name} is missing; install the package again")
        if (path / name).stat().st_size != file.bytes:
            raise PackageBrokenError(path.name, f"{name} was altered since it was installed; install the package again")
    return describe(path, metadata, files=entry.digests, is_locked=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The package that serves a pair, why it was chosen, and the others that could have been."""

    package: InstalledPackage
    reason: str
    others: tuple[InstalledPackage, ...] = ()


def choose_package(
    pair: LanguagePair, store: PackageStore, preferred: Mapping[LanguagePair, str] | None = None
) -> Choice:
    """The package for a pair: the one that the configuration names, else the better measured, else Argos' own.

    `preferred` maps a pair to a package's name, or name and version as `tercet models list` prints them. Two packages
    are compared by recorded chrF only where both were measured on the same test set. Demo packages come last.
    Raises PackageMissingError, or PackageBrokenError when all there is for the pair is broken.
    """
    packages, broken = store.discover()
    candidates = [package for package in packages if package.ref.pair == pair]
    named = (preferred or {}).get(pair)
    if named is not None:
        return _named(pair, named, candidates)
    if not candidates:
        for error in broken:
            if f"{pair.source}_{pair.target}" in error.package:
                raise error
        raise PackageMissingError(str(pair))
    best, reason = candidates[0], "the only package for this pair"
    for other in candidates[1:]:
        best, reason = _better(best, other)
    if best.ref.is_demo:
        reason = "a demo package: nothing better is installed"
    return Choice(package=best, reason=reason, others=tuple(other for other in candidates if other is not best))


def _named(pair: LanguagePair, named: str, candidates: list[InstalledPackage]) -> Choice:
    matching = [package for package in candidates if named in {package.ref.name, package.label, package.path.name}]
    if not matching:
        there = ", ".join(package.label for package in candidates) or "none"
        raise PackageMissingError(
            str(pair), f". The configuration names the package {named!r} for it; installed are: {there}."
        )
    best = max(matching, key=lambda package: version_order(package.ref.version))
    return Choice(
        package=best,
        reason="named in the configuration",
        others=tuple(other for other in candidates if other is not best),
    )


def _better(first: InstalledPackage, second: InstalledPackage) -> tuple[InstalledPackage, str]:
    """The one to prefer, and the first rule that tells them apart."""
    if first.ref.is_demo != second.ref.is_demo:
        return (second if first.ref.is_demo else first), "not a demo package"
    for test_set in sorted(set(recorded_chrf(first)) & set(recorded_chrf(second))):
        scores = recorded_chrf(first)[test_set], recorded_chrf(second)[test_set]
        if scores[0] != scores[1]:
            best = first if scores[0] > scores[1] else second
            return best, f"chrF {max(scores):.1f} against {min(scores):.1f} on {test_set}"
    if bool(first.card) != bool(second.card):
        return (second if first.card else first), "Argos' own package; none was measured on the same test set"
    newer = first if version_order(first.ref.version) >= version_order(second.ref.version) else second
    return newer, "the newest version"


def recorded_chrf(package: InstalledPackage) -> dict[str, float]:
    """The chrF of a package by test set: what was measured here, else what its card says."""
    chrf = package.card.get("chrf", {})
    if not isinstance(chrf, Mapping):
        chrf = {}
    stated = {str(name): float(score) for name, score in chrf.items() if isinstance(score, int | float)}
    return {**stated, **package.measured}
