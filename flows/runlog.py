"""Logging for people: events with ids and counts, never article text. Results go to stdout, logs to stderr."""

from __future__ import annotations

import logging

from rich.console import Console
from rich.logging import RichHandler


def set_up_logging(level: str) -> None:
    """Send the product's log to stderr at a level; libraries speak only from warnings on."""
    handler = RichHandler(console=Console(stderr=True), show_path=False, rich_tracebacks=False)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", datefmt="[%X]", handlers=[handler], force=True)
    logging.getLogger("tercet").setLevel(level.upper())


def log_from_info_on() -> None:
    """In a process whose log nobody set up, as that of a run under the server, let the product's log begin at info."""
    product = logging.getLogger("tercet")
    if product.level == logging.NOTSET:
        product.setLevel(logging.INFO)
