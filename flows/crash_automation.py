"""The rule by which the Prefect server notices that a run died without a word."""

from __future__ import annotations

from tercet.flows.environment import HEARTBEAT_SECONDS
from tercet.flows.prefect_api import post
from tercet.flows.settings import Settings

AUTOMATION_NAME = "Mark silent runs as crashed"
SILENCE_SECONDS = 3 * HEARTBEAT_SECONDS


def ensure_crash_automation(settings: Settings) -> None:
    """Have the server mark a run as crashed when its heartbeat stops, as after a power cut or `kill -9`.

    Without it such a run stays "Running" for ever and holds the place of the next night's. Raises OSError.
    """
    existing = post(settings, "/automations/filter", {"automations": {"name": {"any_": [AUTOMATION_NAME]}}})
    if existing:
        return
    ends = ["Completed", "Failed", "Cancelled", "Crashed"]
    post(settings, "/automations/", {
        "name": AUTOMATION_NAME,
        "description": f"A run that gave no sign of life for {SILENCE_SECONDS} s is marked Crashed.",
        "enabled": True,
        "trigger": {
            "type": "event", "posture": "Proactive", "threshold": 1, "within": SILENCE_SECONDS,
            "match": {"prefect.resource.id": "prefect.flow-run.*"},
            "for_each": ["prefect.resource.id"],
            "after": ["prefect.flow-run.heartbeat"],
            "expect": ["prefect.flow-run.heartbeat", *(f"prefect.flow-run.{end}" for end in ends)],
        },
        "actions": [{"type": "change-flow-run-state", "state": "CRASHED", "message": "No sign of life."}],
    })  # fmt: skip
