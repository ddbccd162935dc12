"""The flow that publishes the snapshot now, for example after a run was stopped before it did."""

from __future__ import annotations

from prefect import flow

from tercet.flows.failure import report_trouble
from tercet.flows.parameters import Parameters
from tercet.flows.report import RunReport
from tercet.flows.run_names import named
from tercet.flows.stages import begun, finish


@flow(
    name="publish",
    flow_run_name=named("publish"),
    persist_result=False,
    on_failure=[report_trouble],
    on_crashed=[report_trouble],
    on_cancellation=[report_trouble],
)
def publish() -> RunReport:
    """Publish what is stored for every reader. With nothing new to show, the current snapshot stays."""
    with begun("publish", Parameters()) as run:
        return finish(run)
