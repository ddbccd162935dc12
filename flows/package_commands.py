"""What `tercet models` and `tercet check` do: the packages of this machine, and whether all is ready for a run."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from tercet.flows.console import stderr_console, stdout_console
from tercet.flows.engines import Engines, package_store, wanted_pairs
from tercet.flows.settings import Settings
from tercet.translations.errors import PackageBrokenError, PackageMissingError, TranslationError
from tercet.translations.languages import LanguagePair
from tercet.translations.package_index import IndexSettings, install_from_index
from tercet.translations.packages import (
    InstalledPackage,
    archives_in,
    install_archive,
    recorded_chrf,
    verify_package,
)

DEMO_NOTICE = (
    "Demo packages know the bundled press by heart (chrF above 99) and little else (chrF 11 to 15 on FLORES): they "
    "translate only its articles; others wait as pending (unless --allow-demo). Real packages: tercet models install"
)


def list_packages(settings: Settings, *, as_json: bool) -> None:
    """Print, for every pair that the routes need, the package that serves it and why; then what is broken."""
    engines = Engines(settings)
    rows = [_describe(engines, pair) for pair in wanted_pairs(settings)]
    broken = [{"package": error.package, "fault": error.fault} for error in engines.store.discover()[1]]
    if as_json:
        sys.stdout.write(json.dumps({"pairs": rows, "broken": broken}, indent=2) + "\n")
        return
    console = stdout_console()
    table = Table("pair", "package", "version", "size", "chrF (test set)", "why this one")
    for row in rows:
        table.add_row(row["pair"], row["package"] or "-", row["version"], row["size"], row["chrf"], row["why"])
    console.print(table)
    for fault in broken:
        console.print(f"Broken: {fault['package']}: {fault['fault']}", markup=False)
    if any(row["is_demo"] for row in rows):
        console.print(DEMO_NOTICE, markup=False)


def _describe(engines: Engines, pair: LanguagePair) -> dict[str, Any]:
    empty = {"pair": str(pair), "package": None, "version": "", "size": "", "chrf": "", "is_demo": False}
    try:
        choice = engines.choice(pair)
    except (PackageMissingError, PackageBrokenError) as error:
        return {**empty, "why": str(error)}
    package = choice.package
    chrf = ", ".join(f"{score:.1f} ({name})" for name, score in sorted(recorded_chrf(package).items()))
    return {
        "pair": str(pair),
        "package": package.ref.name,
        "version": package.ref.version,
        "size": f"{_size(package.path) / 1e6:.1f} MB",
        "chrf": chrf or "not measured",
        "is_demo": package.ref.is_demo,
        "why": choice.reason,
    }


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def install_packages(settings: Settings, pairs: Sequence[str], *, source: Path | None) -> None:
    """Install from files, or from the index: the named pairs, else every pair that has no real package yet.

    Packages are installed one by one; what could not be had is told at the end, with the error of each.
    """
    folder = settings.packages_folder
    folder.mkdir(parents=True, exist_ok=True)
    if source is not None:
        if pairs:
            raise click.UsageError("Name pairs to take them from the index, or --from to install files; not both.")
        archives = archives_in(source)
        if not archives:
            raise TranslationError(f"{source} holds no .argosmodel file. Nothing was installed.")
        _install_each([(archive.name, lambda path=archive: install_archive(path, folder)) for archive in archives])
        return
    wanted = [LanguagePair.parse(pair) for pair in pairs] or _without_real_package(settings)
    if not wanted:
        stdout_console().print("Every pair has a package. Name pairs to look for newer ones.")
        return
    index = IndexSettings(url=settings.translation.index_url, user_agent=settings.fetch.user_agent)
    _install_each([(str(pair), lambda pair=pair: _from_index(pair, folder, index)) for pair in wanted])


def _install_each(jobs: Sequence[tuple[str, Any]]) -> None:
    failures = []
    for name, install in jobs:
        try:
            package: InstalledPackage = install()
        except TranslationError as error:
            failures.append(f"{name}: {error}")
        else:
            stdout_console().print(f"Installed {package.label} ({package.ref.pair}) in {package.path}", markup=False)
    if failures:
        raise TranslationError(f"{len(failures)} of {len(jobs)} packages were not installed.\n" + "\n".join(failures))


def _from_index(pair: LanguagePair, folder: Path, index: IndexSettings) -> InstalledPackage:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=stderr_console()) as progress:
        bar = progress.add_task(f"Downloading {pair}", total=None)
        return install_from_index(
            pair,
            folder,
            settings=index,
            on_progress=lambda here, total: progress.update(bar, completed=here, total=total),
        )


def _without_real_package(settings: Settings) -> list[LanguagePair]:
    engines = Engines(settings)
    return [pair for pair in wanted_pairs(settings) if not engines.has_real_package(pair)]


def verify_packages(settings: Settings) -> bool:
    """Compare every file of every package with the lock; print the outcome. Whether all are whole."""
    packages, broken = package_store(settings).discover()
    console = stdout_console()
    faults = [str(error) for error in broken]
    for package in packages:
        try:
            verify_package(package)
        except PackageBrokenError as error:
            faults.append(str(error))
            continue
        state = "whole" if package.expected_files is not None else "readable (installed by Argos: no lock to compare)"
        console.print(f"{package.ref.pair}  {package.label}  sha256 {package.ref.sha256[:16]}  {state}", markup=False)
    for fault in faults:
        console.print(fault, markup=False)
    return not faults
