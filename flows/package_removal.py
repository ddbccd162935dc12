"""What `tercet models uninstall` does: packages of ours are removed, also those that cannot be used any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tercet.flows.console import stdout_console
from tercet.flows.engines import bundled_folder, firefox_folder, package_store
from tercet.flows.settings import Settings
from tercet.translations.errors import PackageBrokenError, TranslationError
from tercet.translations.firefox_packages import ENGINE as FIREFOX
from tercet.translations.firefox_packages import discover_firefox, uninstall_firefox
from tercet.translations.package_install import uninstall, uninstall_folder
from tercet.translations.package_lock import read_lock
from tercet.translations.packages import InstalledPackage


@dataclass(frozen=True, slots=True, kw_only=True)
class _Removable:
    """A package in our folder, and what it may be called; without a description when it cannot be read."""

    path: Path
    names: frozenset[str]
    package: InstalledPackage | None = None

    def remove(self) -> str:
        """Remove it; return what to tell."""
        if self.package is None:
            uninstall_folder(self.path)
            return f"Removed {self.path.name}, which could not be used, from {self.path.parent}"
        (uninstall_firefox if self.package.engine == FIREFOX else uninstall)(self.package)
        return f"Removed {self.package.label} ({self.package.ref.pair}) from {self.path.parent}"


def uninstall_packages(settings: Settings, names: Sequence[str]) -> None:
    """Remove packages by name as `tercet models list` prints it, with or without version. All of them or none."""
    packages, faults = package_store(settings).discover()
    models, broken_models = discover_firefox(firefox_folder(settings))
    known = [
        *(_described(package) for package in (*packages, *models)),
        *_broken(settings.packages_folder, faults),
        *_broken_models(firefox_folder(settings), broken_models),
    ]
    chosen = {one.path: one for one in [_removable(settings, name, known) for name in names]}
    for one in chosen.values():
        stdout_console().print(one.remove(), markup=False)


def _described(package: InstalledPackage) -> _Removable:
    names = frozenset({package.ref.name, package.label, package.path.name, str(package.ref.pair)})
    return _Removable(path=package.path, names=names, package=package)


def _broken(folder: Path, faults: Sequence[PackageBrokenError]) -> list[_Removable]:
    """The packages of ours that cannot be used, also those whose folders were deleted by hand."""
    try:
        locked = set(read_lock(folder))
    except PackageBrokenError:
        locked = set()
    there = {path.name for path in folder.iterdir() if path.is_dir()} if folder.is_dir() else set()
    names = {fault.package for fault in faults} & (locked | there)
    return [_Removable(path=folder / name, names=frozenset({name, name.rpartition("-")[0]})) for name in sorted(names)]


def _broken_models(folder: Path, faults: Sequence[PackageBrokenError]) -> list[_Removable]:
    """The Firefox models that cannot be used: one folder for each pair."""
    pairs = [fault.package.removeprefix(f"{FIREFOX} ") for fault in faults]
    return [
        _Removable(path=folder / pair, names=frozenset({pair, f"{FIREFOX}-{pair.replace('-', '_')}"}))
        for pair in pairs
        if (folder / pair).is_dir()
    ]


def _removable(settings: Settings, name: str, known: Sequence[_Removable]) -> _Removable:
    """The one package of that name that we installed."""
    found = [one for one in known if name in one.names]
    ours = [one for one in found if one.path.is_relative_to(settings.packages_folder)]
    if len(ours) == 1:
        return ours[0]
    if ours:
        names = ", ".join(one.path.name for one in ours)
        raise TranslationError(f"{name!r} could be several packages: {names}. Nothing was removed; name one of them.")
    if found:
        is_bundled = found[0].path.is_relative_to(bundled_folder(settings))
        where = "ships with the product" if is_bundled else f"was installed by Argos in {found[0].path}"
        raise TranslationError(f"{name} {where}, so it is not ours to remove. Nothing was removed.")
    there = [one.path.name for one in known if one.path.is_relative_to(settings.packages_folder)]
    listed = ", ".join(there) or "none"
    raise TranslationError(f"No package {name!r} is installed. Nothing was removed. Installed are: {listed}.")
