"""The environment of every Prefect process: its own home in the data folder, loopback only, no call to the outside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tercet.flows.errors import ConfigError
from tercet.flows.settings import Settings, load_settings

CONFIG_VARIABLE = "TERCET_CONFIG"
HEARTBEAT_SECONDS = 30
LONGEST_TEXT = 400_000
"""Characters of a pasted article."""
DAY_SECONDS = 86_400


def api_url(settings: Settings) -> str:
    """Where the Prefect API of this installation answers."""
    return f"http://127.0.0.1:{settings.server.port}/api"


def prefect_environment(settings: Settings, *, server: bool) -> dict[str, str]:
    """What a Prefect process needs in its environment.

    With `server` it talks to the supervised server; without, Prefect starts a private one for the time of the run.
    """
    environment = {
        CONFIG_VARIABLE: str(settings.config_file),
        "TERCET_DATA_DIR": str(settings.data_dir.parent if settings.is_demo else settings.data_dir),
        "PREFECT_HOME": str(settings.prefect_home),
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(settings.server.port),
        # A path, so that the pages ask the host they came from, by whichever of its names.
        "PREFECT_SERVER_UI_API_URL": "/api",
        # The pages are copied once, here and not into the installed packages, which may be read only.
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(settings.prefect_home / "ui"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # The older UI is shown first: its form is the plainer one. Both are kept to this machine, see cockpit.privacy.
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://127.0.0.1:{settings.server.port}",
        # Room for the longest pasted article, whose Cyrillic letters are sent as six bytes each.
        "PREFECT_SERVER_API_MAX_PARAMETER_SIZE": str(6 * LONGEST_TEXT + 100_000),
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT_SECONDS),
        # With pauses that double from two seconds on: a run waits four minutes for a server that is started again.
        "PREFECT_CLIENT_MAX_RETRIES": "7",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false" if server else "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "tercet",
    }
    if settings.retention.prefect_days is not None:
        seconds = int(settings.retention.prefect_days * DAY_SECONDS)
        environment["PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED"] = "events,flow_runs"
        environment["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] = str(seconds)
    if server:
        environment["PREFECT_API_URL"] = api_url(settings)
    return environment


def apply_environment(settings: Settings, *, server: bool) -> None:
    """Put `prefect_environment` into this process. Call it before Prefect is imported: it reads its settings then."""
    if not server:
        os.environ.pop("PREFECT_API_URL", None)
    os.environ.update(prefect_environment(settings, server=server))


def settings_from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a flow run, whose process was started with `prefect_environment`."""
    path = environ.get(CONFIG_VARIABLE)
    if path is None:
        raise ConfigError(
            f"{CONFIG_VARIABLE} is not set, so the flow does not know its configuration. "
            "Start it with `tercet run` or `tercet serve`, or set it to the path of config.yaml."
        )
    return load_settings(Path(path), environ=environ)
