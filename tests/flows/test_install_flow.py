"""What the packages inbox is said to hold when what was asked for is not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tercet.flows.errors import ConfigError
from tercet.flows.install_flow import archives_of
from tercet.flows.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def test_an_empty_inbox_is_said_to_be_empty(settings: Settings) -> None:
    with pytest.raises(ConfigError, match=r"The packages inbox .* is empty"):
        archives_of(settings, "*")


def test_a_file_that_is_not_there_is_told_with_those_that_are(settings: Settings) -> None:
    settings.packages_inbox.mkdir(parents=True)
    (settings.packages_inbox / "translate-en_uk.argosmodel").write_bytes(b"")

    with pytest.raises(ConfigError, match="In it are: translate-en_uk"):
        archives_of(settings, "en_ru.argosmodel")


def test_only_package_files_of_the_inbox_are_taken(settings: Settings) -> None:
    settings.packages_inbox.mkdir(parents=True)
    package = settings.packages_inbox / "translate-en_uk.argosmodel"
    package.write_bytes(b"")
    (settings.packages_inbox / "notes.txt").write_text("x")

    assert archives_of(settings, "*") == (package,)
