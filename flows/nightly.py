"""The nightly flow: read every source, translate what is new, publish what readers would see."""

from __future__ import annotations

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner

from tercet.flows.failure import report_trouble
from tercet.flows.parameters import NightlyParameters
from tercet.flows.report import RunReport
from tercet.flows.run_names import named
from tercet.flows.stages import (
    READ_AHEAD,
    begun,
    chosen_sources,
    finish,
    ingest_sources,
    link_stories,
    translate_pending,
)


@flow(
    name="nightly",
    flow_run_name=named("nightly"),
    task_runner=ThreadPoolTaskRunner(max_workers=READ_AHEAD),  # type: ignore[arg-type]  # Prefect's own default form
    persist_result=False,
    on_failure=[report_trouble],
    on_crashed=[report_trouble],
    on_cancellation=[report_trouble],
)
def nightly(parameters: NightlyParameters = NightlyParameters()) -> RunReport:  # noqa: B008  # frozen
    """Read the sources, detect languages, translate what is new, tell stories, and publish the snapshot.

    Running it again with nothing new changes nothing; a run that was killed is completed by the next one.
    """
    with begun("nightly", parameters) as run:
        ingest_sources(run, chosen_sources(run, parameters.sources))
        if parameters.translate:
            translate_pending(run, allow_demo=parameters.allow_demo, targets=parameters.languages)
        link_stories(run)
        return finish(run)
