"""What happens when a run fails, crashes or is cancelled: a short report in the UI and on disk, and word to people.

These are Prefect hooks. On a failure they run in the run's own process, else in that of the deployments.
"""

from __future__ import annotations

import logging
import os
import re
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import ArtifactCreate
from prefect.client.schemas.objects import FlowRun, State
from prefect.flows import Flow

from tercet.flows.environment import settings_from_environment
from tercet.flows.notify import Notice, notify
from tercet.flows.settings import Settings

logger = logging.getLogger(__name__)

GRACE_SECONDS = 4.0
"""What a cancelled run has to write down that it ended."""

KEPT = 200
"""Reports of failures that stay on disk."""

WHAT_NEXT = {
    "Cancelled": "What was stored before stays, and the warehouse is whole. Start the flow again to go on.",
    "Crashed": "The process ended without a word, as after a power cut. The next run completes the work.",
}
ADVICE = "What succeeded is stored. Mend what the message names and start the flow again: it goes on from there."


def end_soon() -> None:
    """End this process within GRACE_SECONDS, whatever its threads wait for: a site may take minutes to answer.

    For a run that was told to end. What it has stored is whole, and the rest is the next run's.
    """

    def end() -> None:
        time.sleep(GRACE_SECONDS)
        os._exit(128 + signal.SIGTERM)

    Thread(target=end, name="end-soon", daemon=True).start()


def report_trouble(flow: Flow[..., object], flow_run: FlowRun, state: State[object]) -> None:
    """Write the report of a run that did not end well, and notify who is configured. Never raises."""
    try:
        settings = settings_from_environment()
        text = trouble_markdown(settings, flow.name, flow_run, state)
        path = _write(settings, flow_run, text)
        _show(flow_run, text, f"{state.name}: what happened, and what to do")
        logger.warning("run.trouble state=%s report=%s", state.name, path.name)
    except Exception as error:
        logger.error("run.trouble_unreported error=%s", type(error).__name__)
        return
    if settings.notify.is_wanted and state.name not in ("Cancelled", "Cancelling"):
        notify(settings.notify, Notice(
            flow=flow.name, run=flow_run.name, state=state.name or "", fault=fault_of(state),
            link=link_of(settings, flow_run), report=path.name,
        ))  # fmt: skip


def trouble_markdown(settings: Settings, flow: str, flow_run: FlowRun, state: State[object]) -> str:
    """The report: which run, how and when it ended, what the error says, what to do next."""
    name = "Cancelled" if state.name == "Cancelling" else state.name or "Failed"
    started = "never" if flow_run.start_time is None else f"{flow_run.start_time:%Y-%m-%d %H:%M:%S} UTC"
    lines = [
        f"# {name}: {flow_run.name}",
        f"- flow: {flow}",
        f"- started: {started}",
        f"- ended: {state.timestamp:%Y-%m-%d %H:%M:%S} UTC",
        f"- run: {link_of(settings, flow_run)}",
        f"- logs: {settings.data_dir / 'logs'}",
    ]
    message = (state.message or "").strip()
    said = ["## What it said", *(f"    {line}" for line in message.splitlines()[:40])] if message else []
    return "\n".join([*lines, "", *said, "", "## What to do", WHAT_NEXT.get(name, ADVICE), ""])


def fault_of(state: State[object]) -> str:
    """The class of the error that ended the run, as Prefect's message names it; empty when there was none."""
    match = re.search(r"\b([A-Za-z]\w*(?:Error|Exception|Interrupt|Signal))\b", state.message or "")
    return match[1] if match else ""


def link_of(settings: Settings, flow_run: FlowRun) -> str:
    """Where the Prefect UI shows the run."""
    return f"http://127.0.0.1:{settings.server.port}/runs/flow-run/{flow_run.id}"


def _write(settings: Settings, flow_run: FlowRun, text: str) -> Path:
    folder = settings.data_dir / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{str(flow_run.id)[:8]}.md"
    path.write_text(text, encoding="utf-8")
    for old in sorted(folder.glob("*.md"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def _show(flow_run: FlowRun, text: str, description: str) -> None:
    """The report as an artifact of the run. A hook has no run of its own that Prefect would add it to."""
    with get_client(sync_client=True) as client:
        client.create_artifact(
            ArtifactCreate(
                key="run-trouble", type="markdown", description=description, data=text, flow_run_id=flow_run.id
            )
        )
