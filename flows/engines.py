"""The translation packages and engines of this installation, as its settings choose them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from tercet.flows.errors import ConfigError
from tercet.flows.glossary_files import read_glossary
from tercet.flows.settings import Settings
from tercet.translations.argos import ArgosEngine
from tercet.translations.engine import DecodeSettings, Engine
from tercet.translations.errors import PackageBrokenError, PackageMissingError, UnsupportedPairError
from tercet.translations.firefox_packages import ENGINE as FIREFOX
from tercet.translations.firefox_packages import discover_firefox, firefox_package
from tercet.translations.languages import LanguagePair
from tercet.translations.packages import (
    Choice,
    InstalledPackage,
    PackageStore,
    argos_folders,
    choose_package,
    ensure_bundled,
)
from tercet.translations.routes import Route
from tercet.translations.sentences import SentenceSettings


def package_store(settings: Settings) -> PackageStore:
    """All packages of this machine: ours, Argos' own folders, and the demo packages that ship with the product."""
    bundled = bundled_folder(settings)
    try:
        ensure_bundled(bundled)
    except PackageBrokenError:
        # A cache, perhaps half written when the machine went down: made anew from what ships with the product.
        shutil.rmtree(bundled)
        ensure_bundled(bundled)
    return PackageStore([settings.packages_folder, *argos_folders(), bundled])


def bundled_folder(settings: Settings) -> Path:
    """Where the packages that ship with the product are unpacked, to be used."""
    return settings.data_dir / "demo-packages"


def firefox_folder(settings: Settings) -> Path:
    """Where models of Firefox Translations lie, one folder per pair, among the Argos packages."""
    return settings.packages_folder / FIREFOX


def sentence_settings(settings: Settings) -> SentenceSettings:
    """What must not be translated freely. Raises ConfigError for a glossary file that cannot be read."""
    return SentenceSettings(
        do_not_translate=settings.translation.do_not_translate,
        glossary=read_glossary(settings.translation.glossary, settings.config_file.parent),
    )


def preferred_packages(settings: Settings) -> dict[LanguagePair, str]:
    """The packages that the configuration names, by pair."""
    chosen = {}
    for code, name in settings.translation.packages.items():
        try:
            chosen[LanguagePair.parse(code)] = name
        except UnsupportedPairError as error:
            raise ConfigError(f"{settings.config_file}: translation.packages: {error}") from error
    return chosen


def wanted_routes(settings: Settings) -> tuple[Route, ...]:
    """Every route of the configuration, those of single sources included, once."""
    own = [source.routes for source in settings.sources if source.routes is not None]
    return tuple(dict.fromkeys(route for some in (settings.translation.routes, *own) for route in some.routes))


def wanted_pairs(settings: Settings) -> tuple[LanguagePair, ...]:
    """Every pair that some route of the configuration needs a package for, once."""
    return tuple(dict.fromkeys(pair for route in wanted_routes(settings) for pair in route.pairs))


class Engines:
    """The engine of each pair, made when it is first asked for and kept for the process."""

    def __init__(self, settings: Settings, store: PackageStore | None = None) -> None:
        self.store = package_store(settings) if store is None else store
        self.sentences = sentence_settings(settings)
        self._preferred = preferred_packages(settings)
        self._firefox_folder = firefox_folder(settings)
        self._by_firefox = {
            LanguagePair.parse(pair) for pair, engine in settings.translation.engines.items() if engine == FIREFOX
        }
        self._decode = DecodeSettings(
            beam_size=settings.translation.beam_size,
            max_batch_tokens=settings.translation.max_batch_tokens,
            threads=settings.translation.threads,
        )
        self._engines: dict[LanguagePair, Engine] = {}
        self._choices: dict[LanguagePair, Choice] = {}

    def choice(self, pair: LanguagePair) -> Choice:
        """The package for a pair. Raises PackageMissingError or PackageBrokenError."""
        if pair not in self._choices:
            if pair in self._by_firefox:
                package = firefox_package(pair, self._firefox_folder)
                self._choices[pair] = Choice(package=package, reason="translation.engines names firefox for it")
            else:
                self._choices[pair] = choose_package(pair, self.store, self._preferred)
        return self._choices[pair]

    def package(self, pair: LanguagePair) -> InstalledPackage:
        return self.choice(pair).package

    def engine(self, pair: LanguagePair) -> Engine:
        """The engine for a pair. Raises PackageMissingError or PackageBrokenError."""
        if pair not in self._engines:
            package = self.package(pair)
            self._engines[pair] = (
                _firefox_engine(package) if package.engine == FIREFOX else ArgosEngine(package, self._decode)
            )
        return self._engines[pair]

    def all_broken(self) -> list[PackageBrokenError]:
        """Every package of this machine that cannot be used; the others serve."""
        return [*self.store.discover()[1], *discover_firefox(self._firefox_folder)[1]]

    def broken(self, pairs: Iterable[LanguagePair]) -> list[PackageBrokenError]:
        """The broken packages for these pairs."""
        names = {f"{pair.source}_{pair.target}" for pair in pairs}
        return [error for error in self.store.discover()[1] if any(name in error.package for name in names)]

    def has_real_package(self, pair: LanguagePair) -> bool:
        """Whether a package that is no demo serves the pair."""
        try:
            return not self.package(pair).ref.is_demo
        except (PackageMissingError, PackageBrokenError):
            return False

    def replaceable(self, routes: Iterable[Route]) -> tuple[LanguagePair, ...]:
        """The pairs, from first to last language, whose whole route has real packages: demo versions are due again."""
        real = [route for route in routes if all(map(self.has_real_package, route.pairs))]
        return tuple(dict.fromkeys(LanguagePair(route.source, route.target) for route in real))


def _firefox_engine(package: InstalledPackage) -> Engine:
    # Only where a pair is served by it: the module needs SentencePiece and the extra's library.
    from tercet.translations.firefox import FirefoxEngine

    return FirefoxEngine(package)
