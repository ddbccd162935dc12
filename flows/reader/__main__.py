"""`python -m tercet.flows.reader`: the reader, set up by its environment, as `tercet serve` runs it."""

from __future__ import annotations

from tercet.flows.environment import settings_from_environment
from tercet.flows.reader.server import run_reader

if __name__ == "__main__":
    run_reader(settings_from_environment())
