"""The translation packages and engines of this installation, as its settings choose them."""

from __future__ import annotations

from collections.abc import Mapping

from tercet.flows.errors import ConfigError
from tercet.flows.settings import Settings
from tercet.translations.argos import ArgosEngine
from tercet.translations.engine import DecodeSettings, Engine
from tercet.translations.errors import PackageBrokenError, PackageMissingError, UnsupportedPairError
from tercet.translations.languages import LanguagePair
from tercet.translations.packages import (
    Choice,
    InstalledPackage,
    PackageStore,
    argos_folders,
    choose_package,
    ensure_bundled,
)


def package_store(settings: Settings) -> PackageStore:
    """All packages of this machine: ours, Argos' own folders, and the demo packages that ship with the product."""
    bundled = settings.data_dir / "demo-packages"
    ensure_bundled(bundled)
    return PackageStore([settings.packages_folder, *argos_folders(), bundled])


def preferred_packages(settings: Settings) -> dict[LanguagePair, str]:
    """The packages that the configuration names, by pair."""
    chosen = {}
    for code, name in settings.translation.packages.items():
        try:
            chosen[LanguagePair.parse(code)] = name
        except UnsupportedPairError as error:
            raise ConfigError(f"{settings.config_file}: translation.packages: {error}") from error
    return chosen


def wanted_pairs(settings: Settings) -> tuple[LanguagePair, ...]:
    """Every pair that some route of the configuration needs, once."""
    own = [source.routes for source in settings.sources if source.routes is not None]
    return tuple(dict.fromkeys(pair for routes in (settings.translation.routes, *own) for pair in routes.pairs()))


class Engines:
    """The engine of each pair, made when it is first asked for and kept for the process."""

    def __init__(self, settings: Settings, store: PackageStore | None = None) -> None:
        self.store = package_store(settings) if store is None else store
        self._preferred = preferred_packages(settings)
        self._decode = DecodeSettings(
            beam_size=settings.translation.beam_size,
            max_batch_tokens=settings.translation.max_batch_tokens,
            threads=settings.translation.threads,
        )
        self._engines: dict[LanguagePair, ArgosEngine] = {}

    def choice(self, pair: LanguagePair) -> Choice:
        """The package for a pair. Raises PackageMissingError or PackageBrokenError."""
        return choose_package(pair, self.store, self._preferred)

    def package(self, pair: LanguagePair) -> InstalledPackage:
        return self.choice(pair).package

    def engine(self, pair: LanguagePair) -> Engine:
        """The engine for a pair. Raises PackageMissingError or PackageBrokenError."""
        if pair not in self._engines:
            self._engines[pair] = ArgosEngine(self.package(pair), self._decode)
        return self._engines[pair]

    def better_than_demo(self, pairs: tuple[LanguagePair, ...]) -> tuple[LanguagePair, ...]:
        """The pairs now served by a package that is no demo: what demo packages made for them is due again."""
        return tuple(pair for pair in pairs if not self._is_demo_or_missing(pair))

    def problems(
        self, pairs: tuple[LanguagePair, ...]
    ) -> Mapping[LanguagePair, PackageMissingError | PackageBrokenError]:
        """Why pairs cannot be served, for those that cannot."""
        found: dict[LanguagePair, PackageMissingError | PackageBrokenError] = {}
        for pair in pairs:
            try:
                self.choice(pair)
            except (PackageMissingError, PackageBrokenError) as error:
                found[pair] = error
        return found

    def _is_demo_or_missing(self, pair: LanguagePair) -> bool:
        try:
            return self.package(pair).ref.is_demo
        except (PackageMissingError, PackageBrokenError):
            return True
