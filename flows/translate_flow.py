"""The flow that makes the versions that are missing, without reading any source."""

from __future__ import annotations

from prefect import flow

from tercet.flows.failure import report_trouble
from tercet.flows.parameters import TranslateParameters
from tercet.flows.report import RunReport
from tercet.flows.run_names import named
from tercet.flows.stages import begun, finish, translate_pending
from tercet.translations.languages import LanguagePair


@flow(
    name="translate",
    flow_run_name=named("translate"),
    persist_result=False,
    on_failure=[report_trouble],
    on_crashed=[report_trouble],
    on_cancellation=[report_trouble],
)
def translate(parameters: TranslateParameters = TranslateParameters()) -> RunReport:  # noqa: B008  # frozen
    """Translate what is pending, for example after a package was installed, and publish the snapshot."""
    with begun("translate", parameters) as run:
        targets = [] if parameters.target is None else [parameters.target]
        pair = None if parameters.pair is None else LanguagePair.parse(parameters.pair)
        translate_pending(run, allow_demo=parameters.allow_demo, targets=targets, pair=pair, redo=parameters.redo)
        return finish(run)
