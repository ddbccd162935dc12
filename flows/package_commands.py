"""What `tercet models` changes and checks: packages are installed, and compared with their lock."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from tercet.flows.console import stderr_console, stdout_console
from tercet.flows.engines import Engines, firefox_folder, package_store, wanted_pairs
from tercet.flows.settings import Settings
from tercet.translations.errors import PackageBrokenError, TranslationError
from tercet.translations.firefox_packages import ENGINE as FIREFOX
from tercet.translations.firefox_packages import (
    discover_firefox,
    install_firefox,
    install_from_mozilla,
    verify_firefox,
)
from tercet.translations.languages import LanguagePair
from tercet.translations.package_index import IndexSettings, install_from_index
from tercet.translations.packages import (
    InstalledPackage,
    archives_in,
    install_archive,
    verify_package,
)


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


def install_firefox_models(settings: Settings, pairs: Sequence[str], *, source: Path | None) -> None:
    """Install models of Firefox Translations: from a file or folder, or those of the named pairs from Mozilla."""
    folder = firefox_folder(settings)
    wanted = [LanguagePair.parse(pair) for pair in pairs]
    if source is not None:
        installed = install_firefox(source, folder, pairs=wanted)
        for package in installed:
            _say_installed(package)
        wanted = [package.ref.pair for package in installed]
    elif not wanted:
        raise click.UsageError("Name the pairs to fetch from Mozilla, like en-uk, or --from a folder of model files.")
    else:
        _install_each([(str(pair), lambda pair=pair: install_from_mozilla(pair, folder)) for pair in wanted])
    unused = [f"{pair}: {FIREFOX}" for pair in wanted if settings.translation.engines.get(str(pair)) != FIREFOX]
    if unused:
        hint = f"To use them: translation.engines: {{{', '.join(unused)}}} in {settings.config_file}"
        stdout_console().print(hint, markup=False)


def _say_installed(package: InstalledPackage) -> None:
    stdout_console().print(f"Installed {package.label} ({package.ref.pair}) in {package.path}", markup=False)


def _install_each(jobs: Sequence[tuple[str, Any]]) -> None:
    failures = []
    for name, install in jobs:
        try:
            package: InstalledPackage = install()
        except TranslationError as error:
            failures.append(f"{name}: {error}")
        else:
            _say_installed(package)
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
    models, broken_models = discover_firefox(firefox_folder(settings))
    console = stdout_console()
    faults = [str(error) for error in (*broken, *broken_models)]
    for package in (*packages, *models):
        try:
            (verify_firefox if package.engine == FIREFOX else verify_package)(package)
        except PackageBrokenError as error:
            faults.append(str(error))
            continue
        state = "whole" if package.expected_files is not None else "readable (not installed by us: no lock to compare)"
        console.print(f"{package.ref.pair}  {package.label}  sha256 {package.ref.sha256[:16]}  {state}", markup=False)
    for fault in faults:
        console.print(fault, markup=False)
    return not faults
