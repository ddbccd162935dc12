"""A process that is started with the environment of an installation has its settings; wrong ones are found at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tercet.flows.environment import prefect_environment, settings_from_environment
from tercet.flows.errors import ConfigError
from tercet.flows.settings import demo_config_path, load_settings

PRESS = "fetch: {connect_to: {'*.example': bundled-press}}"


def write(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "data_dir: here",
        "data_dir: /tmp/there",
        pytest.param(
            f"data_dir: here\n{PRESS}",
            marks=pytest.mark.xfail(strict=True, reason="the folder above is passed on as the data folder"),
        ),
    ],
)
@pytest.mark.parametrize("server", [True, False])
def test_a_flow_has_the_settings_of_the_program_that_started_it(tmp_path: Path, text: str, server: bool) -> None:
    settings = load_settings(write(tmp_path, text), environ={})

    assert settings_from_environment(prefect_environment(settings, server=server)) == settings


def test_a_flow_of_the_demo_has_the_settings_of_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for environ in ({}, {"TERCET_DATA_DIR": str(tmp_path / "elsewhere")}):
        settings = load_settings(demo_config_path(), environ=environ)

        assert settings_from_environment(prefect_environment(settings, server=True)) == settings


def test_a_flow_that_is_started_by_itself_says_what_it_misses() -> None:
    with pytest.raises(ConfigError, match=r"TERCET_CONFIG is not set.*tercet serve"):
        settings_from_environment({})


def test_nothing_of_prefect_leaves_the_machine(tmp_path: Path) -> None:
    environment = prefect_environment(load_settings(write(tmp_path, ""), environ={}), server=True)

    assert environment["PREFECT_API_URL"].startswith("http://127.0.0.1:")
    assert environment["PREFECT_SERVER_API_HOST"] == "127.0.0.1"
    switched_off = {name for name, value in environment.items() if value == "false"}
    assert switched_off >= {
        "PREFECT_SERVER_ANALYTICS_ENABLED",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY",
        "PREFECT_SERVER_UI_V2_ENABLED",
        "PREFECT_SERVER_EPHEMERAL_ENABLED",
    }
    assert environment["DO_NOT_TRACK"] == "1"


@pytest.mark.xfail(strict=True, reason="these are found out in the middle of a run, or never")
@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("data_dir:", "data_dir"),
        ("translation: {packages: {en-ua: translate-en_uk-1_9}}", "translation.packages"),
        ("schedule: {cron: '99 99 * * *'}", "schedule.cron"),
        ("fetch: {connect_to: {'*.example': nowhere}}", "fetch.connect_to"),
        ("sources: [{id: a, kind: files, paths: [x], columns: {txt: story}}]", "columns"),
        ("sources: [{id: a, kind: feed, url: 'https://'}]", "sources.0.url"),
    ],
)
def test_a_wrong_value_is_named_before_anything_runs(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ConfigError, match=key):
        load_settings(write(tmp_path, text), environ={})
