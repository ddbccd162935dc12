"""What `tercet serve` keeps running, and what it refuses before it starts any of it."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from cockpit import free_port

from tercet.flows.errors import ConfigError
from tercet.flows.serve import programs, serve
from tercet.flows.serving_record import only_one
from tercet.flows.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    config = tmp_path / "config.yaml"
    config.write_text(f"data_dir: data\nserver: {{port: {free_port()}}}\n", encoding="utf-8")
    return load_settings(config, environ={})


def test_every_program_is_on_the_leash_and_keeps_to_the_data_folder(settings: Settings) -> None:
    for program in programs(settings):
        assert list(program.arguments[1:3]) == ["-m", "tercet.flows.leash"]
        assert program.environment["PREFECT_HOME"] == str(settings.data_dir / "prefect")
        assert program.environment["PREFECT_SERVER_UI_STATIC_DIRECTORY"].startswith(str(settings.data_dir))
        assert program.log_file.is_relative_to(settings.data_dir)
        assert program.address == "" or program.address.startswith("http://127.0.0.1:")


def test_the_server_comes_first_and_the_runner_after_it(settings: Settings) -> None:
    modules = [program.arguments[-1] for program in programs(settings)]

    assert modules[:2] == ["tercet.flows.cockpit.server", "tercet.flows.runner"]


@pytest.mark.loopback
def test_a_taken_port_is_refused_with_who_has_it(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", settings.server.port))
        other.listen()

        with pytest.raises(ConfigError, match=rf"Port {settings.server.port} .*server\.port") as refused:
            serve(settings, say=print)

    if Path("/proc/net/tcp").exists():
        assert f"(process {os.getpid()})" in str(refused.value)


def test_a_data_folder_that_is_served_is_refused(settings: Settings) -> None:
    with only_one(settings.data_dir), pytest.raises(ConfigError, match="runs already on the data folder"):
        serve(settings, say=print)


@pytest.mark.parametrize(("days", "seconds"), [(90, "7776000"), (1, "86400")])
def test_prefect_forgets_runs_when_the_configuration_says(tmp_path: Path, days: int, seconds: str) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"retention: {{prefect_days: {days}}}\n", encoding="utf-8")

    environment = programs(load_settings(config, environ={}))[0].environment

    assert environment["PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED"] == "events,flow_runs"
    assert environment["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] == seconds
