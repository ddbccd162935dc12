"""The names of runs in the Prefect UI: which flow, on what, when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from prefect import runtime

from tercet.flows.parameters import Parameters


def named(flow: str) -> Callable[[], str]:
    """The namer of a flow that has its choices in the parameter `parameters`."""

    def name() -> str:
        return run_name(flow, runtime.flow_run.parameters.get("parameters"), datetime.now(UTC))

    return name


def run_name(flow: str, parameters: object, now: datetime) -> str:
    """For example `nightly: all sources (dry run), 2026-11-23 02:15 UTC`. It holds no text of an article."""
    subject = f": {parameters.subject}" if isinstance(parameters, Parameters) else ""
    trial = " (dry run)" if isinstance(parameters, Parameters) and parameters.is_dry_run else ""
    return f"{flow}{subject}{trial}, {now:%Y-%m-%d %H:%M} UTC"
