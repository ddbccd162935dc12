"""A process that is started with the environment of an installation has its settings; wrong ones are found at once."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from web_server import Answer, WebServer

from tercet.flows.environment import prefect_environment, settings_from_environment
from tercet.flows.errors import ConfigError
from tercet.flows.prefect_api import our_server_answers
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
        f"data_dir: here\n{PRESS}",
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


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("data_dir:", "data_dir"),
        ("translation: {packages: {en-ua: translate-en_uk-1_9}}", "translation.packages"),
        ("data_dir: ''", "data_dir"),
        ("data_dir: [a]", "data_dir"),
        ("translation: {packages: {en-uk: ''}}", "translation.packages"),
        ("schedule: {cron: '99 99 * * *'}", "schedule.cron"),
        ("schedule: {cron: '15 2'}", "schedule.cron: has not five fields"),
        ("schedule: {cron: '15 2 * * */0'}", "schedule.cron: has the day of the week"),
        ("schedule: {cron: '5-1 2 * * *'}", "schedule.cron"),
        ("fetch: {connect_to: {'*.example': '127.0.0.1:99999'}}", "fetch.connect_to"),
        ("fetch: {connect_to: {'*.example': nowhere}}", "fetch.connect_to"),
        ("sources: [{id: a, kind: files, paths: [x], columns: {txt: story}}]", "columns"),
        ("sources: [{id: a, kind: feed, url: 'https://'}]", "sources.0.url"),
        ("sources: [{id: a, kind: feed, url: 'https:///rss'}]", "sources.0.url: is no web address"),
        ("sources: [{id: a, kind: urls, urls: ['https://a b']}]", "sources.0.urls.0"),
        ("sources: [{id: a, kind: files, paths: [x], published_at: 0001-01-01}]", "sources.0.published_at"),
    ],
)
def test_a_wrong_value_is_named_before_anything_runs(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ConfigError, match=key):
        load_settings(write(tmp_path, text), environ={})


def test_wrong_values_are_all_named_together(tmp_path: Path) -> None:
    text = "data_dir:\nschedule: {cron: '15 2'}\ntranslation: {packages: {en-ua: x}}\nfetch: {connect_to: {a: b}}"

    with pytest.raises(ConfigError, match="4 problems"):
        load_settings(write(tmp_path, text), environ={"TERCET_DATA_DIR": "/elsewhere"})


@pytest.mark.parametrize("cron", ["15 2 * * *", "*/10 0-6,22 1 jan-mar MON-FRI", "0 12 * * 7", "5/15 * 31 12 sun"])
def test_a_schedule_is_written_as_everywhere(tmp_path: Path, cron: str) -> None:
    settings = load_settings(write(tmp_path, f"schedule: {{cron: '{cron}'}}"), environ={})

    assert settings.schedule.cron == cron


def test_a_plain_date_is_one_of_this_machine(tmp_path: Path) -> None:
    text = "sources: [{id: a, kind: files, paths: [x], published_at: 2026-11-02}]"

    settings = load_settings(write(tmp_path, text), environ={})

    assert settings.sources[0].published_at == datetime(2026, 11, 2).astimezone()
    assert settings.sources[0].published_at.tzinfo is not None


OURS = {"name": "nightly", "entrypoint": "tercet.flows.nightly.nightly"}


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("answer", "is_ours"),
    [
        ([OURS], True),
        ([{"name": "nightly", "entrypoint": "etl/nightly.py:nightly"}, OURS], True),
        ([], False),
        ([{"name": "nightly", "entrypoint": "etl/nightly.py:nightly"}], False),
        ([{"name": "nightly", "entrypoint": None}], False),
        ({"detail": "no list"}, False),
        ("<html>", False),
    ],
)
def test_only_a_server_that_knows_our_nightly_flow_gets_our_runs(tmp_path: Path, answer: object, is_ours: bool) -> None:
    """Any other server on the port, even of Prefect, is somebody else's."""
    body = answer if isinstance(answer, str) else json.dumps(answer)
    with WebServer(lambda _: Answer(body=body.encode())) as server:
        port = server.address.rpartition(":")[2]
        settings = load_settings(write(tmp_path, f"server: {{port: {port}}}"), environ={})

        assert our_server_answers(settings) is is_ours

    assert not our_server_answers(settings), "nobody answers"
