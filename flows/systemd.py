"""A systemd unit for `tercet serve`, for people who want it to come up with the machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from tercet.flows.settings import Settings
from tercet.flows.supervisor import GRACE_SECONDS

STOP_SECONDS = int(3 * 3 * GRACE_SECONDS)
"""Three children, each asked twice and then killed."""

UNIT = """\
# A unit of the user, nothing runs as root. To enable it:
#   mkdir -p ~/.config/systemd/user
#   tercet serve --print-systemd > ~/.config/systemd/user/tercet.service
#   systemctl --user daemon-reload
#   systemctl --user enable --now tercet
# To have it up without anybody logged in:  loginctl enable-linger
[Unit]
Description=Tercet: media monitoring with the Prefect UI on http://127.0.0.1:{port}
StartLimitIntervalSec=600
StartLimitBurst=5

[Service]
Type=exec
WorkingDirectory={folder}
{environment}ExecStart={command}
Restart=on-failure
RestartSec=10
# 2: the configuration is wrong, and stays so until somebody changes it.
RestartPreventExitStatus=2
# The supervisor ends its children itself; what is left after that is killed with it.
KillMode=mixed
TimeoutStopSec={stop}
NoNewPrivileges=true

[Install]
WantedBy=default.target
"""


def unit(settings: Settings, environ: Mapping[str, str] = os.environ) -> str:
    """The text of a unit that serves this configuration from the folder it lies in. It listens on loopback only."""
    arguments = [sys.executable, "-m", "tercet.flows.cli", "--config", str(settings.config_file), "serve"]
    data_dir = environ.get("TERCET_DATA_DIR")
    return UNIT.format(
        port=settings.server.port,
        folder=_specifiers(str(settings.config_file.parent)),
        environment=f"Environment={quoted(f'TERCET_DATA_DIR={data_dir}')}\n" if data_dir else "",
        command=" ".join(quoted(argument.replace("$", "$$")) for argument in arguments),
        stop=STOP_SECONDS,
    )


def quoted(word: str) -> str:
    """A word as systemd reads it back: quoted when it has to be, with what systemd would expand written double."""
    escaped = _specifiers(word.replace("\\", "\\\\").replace('"', '\\"'))
    return f'"{escaped}"' if any(sign in word for sign in " \t\"';\\") else escaped


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")
