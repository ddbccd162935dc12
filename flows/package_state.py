"""Which translation package serves each pair, in short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tercet.flows.engines import Engines, wanted_pairs
from tercet.flows.settings import Settings
from tercet.translations.errors import PackageBrokenError, PackageMissingError


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageState:
    """The package of a pair that the routes need; `fault` says why there is none."""

    pair: str
    package: str = ""
    version: str = ""
    is_demo: bool = False
    fault: str = ""


def package_states(settings: Settings) -> Iterator[PackageState]:
    """One for every pair that the routes need."""
    engines = Engines(settings)
    for pair in wanted_pairs(settings):
        try:
            package = engines.package(pair).ref
        except (PackageMissingError, PackageBrokenError) as error:
            yield PackageState(pair=str(pair), fault=str(error))
        else:
            yield PackageState(pair=str(pair), package=package.name, version=package.version, is_demo=package.is_demo)
