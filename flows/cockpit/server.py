"""The Prefect server as `tercet serve` runs it: `python -m tercet.flows.cockpit.server`, set up by its environment."""

from __future__ import annotations

import gc

import uvicorn
from prefect.server.api.server import create_app
from prefect.settings import get_current_settings

from tercet.flows.cockpit.privacy import private

HOST = "127.0.0.1"


def main() -> None:
    """Answer on loopback until told to stop."""
    settings = get_current_settings().server
    app = private(create_app(final=True))
    gc.collect()
    # What is loaded by now stays; later collections need not look at it again.
    gc.freeze()
    uvicorn.run(
        app,
        host=HOST,
        port=settings.api.port,
        timeout_keep_alive=settings.api.keepalive_timeout,
        ws_ping_interval=settings.api.websocket_ping_interval,
        ws_ping_timeout=settings.api.websocket_ping_timeout,
        log_level=settings.logging_level.lower(),
        access_log=False,
    )


if __name__ == "__main__":
    main()
