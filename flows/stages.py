"""The stages of a run in Prefect's terms: sources read side by side and stored in order, shards one after the other."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from prefect.exceptions import TerminationSignal
from prefect.futures import PrefectFuture

from tercet.flows import tasks
from tercet.flows.artifacts import progress_shown, show_report
from tercet.flows.environment import settings_from_environment
from tercet.flows.failure import end_soon
from tercet.flows.found import Harvest
from tercet.flows.parameters import Parameters
from tercet.flows.progress import Step, tell
from tercet.flows.rehearsal import rehearsal
from tercet.flows.report import RunReport
from tercet.flows.retention import tidied
from tercet.flows.runlog import log_from_info_on
from tercet.flows.running import Run, open_run
from tercet.flows.sections.sources import SourceSettings
from tercet.flows.story_placing import DESCRIBING
from tercet.flows.story_sentences import COMPARING
from tercet.flows.translation_progress import TRANSLATING
from tercet.flows.translation_stage import Planner
from tercet.translations.languages import Language, LanguagePair

logger = logging.getLogger(__name__)

NIGHTLY = "nightly"
"""The flow after which what the configuration does not keep goes."""

READ_AHEAD = 16
"""Sources read at the same time. What they brought waits in memory until those before them are stored."""


@contextmanager
def begun(flow: str, parameters: Parameters, **more: object) -> Iterator[Run]:
    """A run of a flow with its parameters, `more` of which the form does not have. A dry run works on a copy.

    The pasted text is not recorded with the run: it is stored as an article.
    """
    log_from_info_on()
    settings = settings_from_environment()
    recorded = {**parameters.model_dump(mode="json", exclude={"text"}), **more}
    with ExitStack() as stack:
        if parameters.is_dry_run:
            settings = stack.enter_context(rehearsal(settings))
        elif flow == NIGHTLY:
            stack.enter_context(tidied(settings))
        run = stack.enter_context(open_run(settings, flow, parameters=recorded))
        if parameters.is_dry_run:
            run.report = replace(run.report, planned=())
        try:
            yield run
        except TerminationSignal:
            end_soon()
            raise


def chosen_sources(run: Run, ids: Sequence[str]) -> list[SourceSettings]:
    """The configured sources of these ids, each once; all of them when none is named. Raises ConfigError."""
    return [run.settings.source(source_id) for source_id in dict.fromkeys(ids)] or list(run.settings.sources)


def ingest_sources(run: Run, sources: Sequence[SourceSettings]) -> None:
    """Read and store the sources. They are stored in the order of the configuration, so that a run is repeatable."""
    run.prepare_ingest(sources)
    futures: list[PrefectFuture[str]] = []
    for done, source in enumerate(sources, 1):
        for position in range(len(futures), min(done + READ_AHEAD - 1, len(sources))):
            futures.append(tasks.read_source.submit(run.run_id, sources[position].id, position))
        with run.keeps_going(f"source {source.id}"):
            futures[done - 1].result()
            tasks.store_source(run.run_id, source.id)
            counts = run.report.sources[-1]
            logger.info(
                "ingest.source_stored source=%s new=%d revised=%d known=%d rejected=%d",
                source.id, counts.new, counts.revised, counts.unchanged + counts.skipped, counts.rejected,
            )  # fmt: skip
        tell(Step(name="Reading sources", done=done, total=len(sources), unit="sources", detail=source.id))


def store_pasted(run: Run, harvest: Harvest) -> None:
    """Store a pasted article under the outlet it came from."""
    with run.keeps_going("pasted article"):
        run.add(harvest)
        tasks.store_source(run.run_id, harvest.source.id)


def translate_pending(
    run: Run,
    *,
    allow_demo: bool = False,
    targets: Sequence[Language] = (),
    pair: LanguagePair | None = None,
    redo: bool = False,
    article_ids: Collection[int] | None = None,
) -> None:
    """Make every version that is due, in the target languages if any are named; what cannot be made is recorded with
    its reason. With `redo` also those that would come out otherwise today. A dry run only plans."""
    shards: list[str] = []
    with run.keeps_going("translation"):
        for target in dict.fromkeys(targets) or (None,):
            planner = Planner(run.settings, run.engines, allow_demo=allow_demo, target=target, pair=pair, redo=redo)
            shards += run.plan(planner, article_ids)
    if run.is_dry_run:
        run.report = replace(run.report, planned=run.planned())
        return
    with progress_shown(TRANSLATING):
        for shard in shards:
            with run.keeps_going(f"translation of {shard}"):
                tasks.translate_shard(run.run_id, shard)
    if article_ids is None and pair is None and run.settings.terms.native_sample:
        with run.keeps_going("scores by native versions"):
            tasks.measure_natives(run.run_id)


def link_stories(run: Run) -> None:
    """Put what is new into stories and compare sentences, unless the configuration says not to."""
    if run.settings.stories.enabled and not run.is_dry_run:
        with progress_shown(DESCRIBING), progress_shown(COMPARING), run.keeps_going("stories"):
            tasks.link_stories(run.run_id)


def finish(run: Run) -> RunReport:
    """End a run: read what is new for terms, report, publish what readers would see, show it in the UI.

    Raises when a part of it failed.
    """
    if not run.is_dry_run:
        with run.keeps_going("terms and watchlists"):
            tasks.find_terms(run.run_id)
    run.conclude()
    if not run.is_dry_run:
        tasks.publish_snapshot(run.run_id)
    show_report(run)
    run.raise_failures()
    return run.report
