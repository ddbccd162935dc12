"""Settings for runs on the bundled press, with tiny packages that translate letter by letter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import night
import pytest
from tiny_package import build_tiny_package

from tercet.flows.settings import Settings
from tercet.translations.packages import install_archive

PAIRS = ("en-uk", "en-ru", "uk-en", "ru-en")


@pytest.fixture(scope="session")
def tiny_archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An .argosmodel file per pair."""
    folder = tmp_path_factory.mktemp("archives")
    return {pair: build_tiny_package(folder, pair) for pair in PAIRS}


@pytest.fixture
def press_settings(tmp_path: Path) -> Settings:
    """The demo's configuration with its data in a folder of the test."""
    return night.press_settings(tmp_path / "data")


@pytest.fixture
def install(tiny_archives: dict[str, Path]) -> Callable[..., None]:
    """Install tiny packages for pairs; all of them unless named."""

    def install_packages(settings: Settings, *pairs: str) -> None:
        settings.packages_folder.mkdir(parents=True, exist_ok=True)
        for pair in pairs or PAIRS:
            install_archive(tiny_archives[pair], settings.packages_folder)

    return install_packages
