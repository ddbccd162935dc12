"""The configuration chooses the engine of each pair; each is made once, and only where it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from newsroom import HARVEST, ask, configure, read_sources
from night import NIGHT
from tiny_firefox import build_tiny_firefox

from tercet.flows.cli import tercet
from tercet.flows.engines import Engines
from tercet.flows.errors import ConfigError
from tercet.flows.running import open_run
from tercet.flows.settings import Settings
from tercet.flows.translation_stage import Planner
from tercet.translations.errors import PackageMissingError
from tercet.translations.languages import LanguagePair

EN_UK, RU_EN = LanguagePair.parse("en-uk"), LanguagePair.parse("ru-en")


@pytest.fixture(autouse=True)
def _only_packages_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tercet.flows.engines.ensure_bundled", lambda folder: ())


def newsroom(folder: Path, **translation: Any) -> Settings:
    (folder / "inbox").mkdir()
    (folder / "inbox" / "a.txt").write_text("\n\n".join(("Harvest is in", *HARVEST)), encoding="utf-8")
    source = {"id": "inbox", "kind": "files", "paths": ["inbox/*"]}
    return configure(folder, source, translation={"routes": {"en": ["uk"], "ru": ["en"]}, **translation})


def invoke(settings: Settings, *arguments: str) -> Any:
    return CliRunner().invoke(tercet, ["--config", str(settings.config_file), *arguments])


def test_the_engine_of_a_pair_is_made_once(tmp_path: Path, install: Callable[..., None]) -> None:
    settings = newsroom(tmp_path)
    install(settings, "en-uk")
    engines = Engines(settings)

    assert engines.engine(EN_UK) is engines.engine(EN_UK)


def test_a_pair_is_served_by_firefox_where_the_configuration_says_so(
    tmp_path: Path, install: Callable[..., None]
) -> None:
    settings = newsroom(tmp_path, engines={"en-uk": "firefox"})
    install(settings, "en-uk", "ru-en")
    installed = invoke(
        settings, "models", "install", "--engine", "firefox", "--from", str(build_tiny_firefox(tmp_path / "m"))
    )
    read_sources(settings)

    with open_run(settings, "translate", parameters={}, clock=lambda: NIGHT) as run:
        engines = run.engines
        for shard in run.plan(Planner(run.settings, engines)):
            run.translate(shard)

    assert "Installed firefox-en_uk" in installed.stdout
    assert (engines.engine(EN_UK).name, engines.engine(RU_EN).name) == ("firefox", "argos")
    assert ask(settings, "SELECT engine, package_name FROM versions WHERE origin = 'machine'") == [
        ("firefox", "firefox-en_uk")
    ]
    assert ask(settings, "SELECT count(*), count(score) FROM segments WHERE language = 'uk'") == [(len(HARVEST) + 1, 0)]


def test_without_its_model_the_command_that_adds_one_is_told(tmp_path: Path, install: Callable[..., None]) -> None:
    settings = newsroom(tmp_path, engines={"en-uk": "firefox"})
    install(settings, "en-uk")

    with pytest.raises(PackageMissingError, match="tercet models install --engine firefox en-uk"):
        Engines(settings).engine(EN_UK)


def test_its_models_are_listed_verified_and_removed_like_packages(tmp_path: Path, install: Callable[..., None]) -> None:
    settings = newsroom(tmp_path, engines={"en-uk": "firefox"})
    install(settings, "ru-en")
    invoke(settings, "models", "install", "--engine", "firefox", "--from", str(build_tiny_firefox(tmp_path / "m")))
    model = settings.packages_folder / "firefox" / "en-uk" / "model.enuk.intgemm.alphas.bin"

    listed = json.loads(invoke(settings, "models", "list", "--json").stdout)
    whole = invoke(settings, "models", "verify")
    model.write_bytes(model.read_bytes()[:-1])
    altered = invoke(settings, "models", "verify")
    removed = invoke(settings, "models", "uninstall", "firefox-en_uk")

    assert [(row["pair"], row["package"]) for row in listed["pairs"]] == [
        ("en-uk", "firefox-en_uk"),
        ("ru-en", "translate-ru_en"),
    ]
    assert listed["broken"] == []
    assert (whole.exit_code, altered.exit_code) == (0, 1)
    assert "was altered since it was installed" in " ".join(altered.stdout.split())
    assert (removed.exit_code, model.exists()) == (0, False)


def test_a_model_that_lost_a_file_can_be_removed_by_its_name(tmp_path: Path, install: Callable[..., None]) -> None:
    settings = newsroom(tmp_path, engines={"en-uk": "firefox"})
    installed = invoke(
        settings, "models", "install", "--engine", "firefox", "--from", str(build_tiny_firefox(tmp_path / "m"))
    )
    folder = settings.packages_folder / "firefox" / "en-uk"
    (folder / "model.enuk.intgemm.alphas.bin").unlink()

    removed = invoke(settings, "models", "uninstall", "firefox-en_uk")

    assert "To use" not in installed.stdout
    assert (removed.exit_code, folder.exists()) == (0, False)


@pytest.mark.parametrize("engines", [{"en-uk": "google"}, {"en-de": "firefox"}])
def test_an_engine_that_does_not_exist_is_refused(tmp_path: Path, engines: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"translation\.engines"):
        newsroom(tmp_path, engines=engines)
