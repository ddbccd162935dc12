"""The server of the reader's pages. It listens on loopback only, and ends on SIGTERM or Ctrl-C."""

from __future__ import annotations

import socket

import uvicorn

from tercet.flows.errors import ConfigError
from tercet.flows.reader.app import make_app
from tercet.flows.reader.guard import LONGEST_ADDRESS
from tercet.flows.settings import Settings

HOST = "127.0.0.1"
KEEP_ALIVE_SECONDS = 5
SHUTDOWN_SECONDS = 5


def check_port(port: int) -> None:
    """ConfigError when somebody else listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ConfigError(
                f"Port {port} on {HOST} is taken ({error.strerror}): perhaps `tercet serve` shows the reader there "
                "already. Open it, or choose another with --port."
            ) from error


def run_reader(settings: Settings, *, port: int | None = None) -> None:
    """Answer until told to stop, on the port of the configuration unless another is named."""
    uvicorn.run(
        make_app(settings),
        host=HOST,
        port=port or settings.server.reader_port,
        http="h11",
        ws="none",
        lifespan="off",
        h11_max_incomplete_event_size=4 * LONGEST_ADDRESS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        server_header=False,
        access_log=False,
        log_level="warning",
    )
