"""The flow that puts articles into stories, without reading any source or translating."""

from __future__ import annotations

from prefect import flow

from tercet.flows.failure import report_trouble
from tercet.flows.parameters import Parameters
from tercet.flows.report import RunReport
from tercet.flows.run_names import named
from tercet.flows.stages import begun, finish, link_stories


@flow(
    name="stories",
    flow_run_name=named("stories"),
    persist_result=False,
    on_failure=[report_trouble],
    on_crashed=[report_trouble],
    on_cancellation=[report_trouble],
)
def stories() -> RunReport:
    """Put articles that are in no story yet into one, compare their sentences, and publish the snapshot."""
    with begun("stories", Parameters()) as run:
        link_stories(run)
        return finish(run)
