"""The stages of a run in Prefect's terms: sources read side by side and stored in order, shards one after the other."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence

from prefect.futures import PrefectFuture

from tercet.flows import tasks
from tercet.flows.artifacts import progress_shown, show_report
from tercet.flows.found import Harvest
from tercet.flows.progress import Step, tell
from tercet.flows.report import RunReport
from tercet.flows.running import Run
from tercet.flows.sections.sources import SourceSettings
from tercet.flows.translation_stage import Planner
from tercet.translations.languages import Language

logger = logging.getLogger(__name__)

READ_AHEAD = 4
"""Sources read at the same time. What they brought waits in memory until those before them are stored."""


def ingest_sources(run: Run, sources: Sequence[SourceSettings]) -> None:
    """Read and store the sources. They are stored in the order of the configuration, so that a run is repeatable."""
    run.prepare_ingest(sources)
    futures: list[PrefectFuture[None]] = []
    for done, source in enumerate(sources, 1):
        for position in range(len(futures), min(done + READ_AHEAD - 1, len(sources))):
            futures.append(tasks.read_source.submit(run, sources[position].id, position))
        with run.keeps_going(f"source {source.id}"):
            futures[done - 1].result()
            counts = tasks.store_source(run, source.id)
            logger.info(
                "ingest.source_stored source=%s new=%d revised=%d known=%d rejected=%d",
                source.id, counts.new, counts.revised, counts.unchanged + counts.skipped, counts.rejected,
            )  # fmt: skip
        tell(Step(name="Reading sources", done=done, total=len(sources), unit="sources", detail=source.id))


def store_pasted(run: Run, harvest: Harvest) -> None:
    """Store a pasted article under the outlet it came from."""
    with run.keeps_going("pasted article"):
        run.add(harvest)
        tasks.store_source(run, harvest.source.id)


def translate_pending(
    run: Run,
    *,
    allow_demo: bool = False,
    target: Language | None = None,
    article_ids: Collection[int] | None = None,
) -> None:
    """Make every version that is due; what cannot be made is recorded with its reason."""
    shards: list[str] = []
    with run.keeps_going("translation"):
        planner = Planner(run.settings, run.engines, allow_demo=allow_demo, target=target)
        shards = run.plan(planner, article_ids)
    for shard in shards:
        with progress_shown(), run.keeps_going(f"translation of {shard}"):
            counts = tasks.translate_shard(run, shard).counts
            logger.info(
                "translate.shard_stored shard=%s sentences=%d decoded=%d from_memory=%d",
                shard, counts.segments, counts.decoded, counts.from_memory,
            )  # fmt: skip


def finish(run: Run) -> RunReport:
    """End a run: report it, publish what readers would see, show it in the UI. Raises when a part of it failed."""
    run.conclude()
    tasks.publish_snapshot(run)
    show_report(run)
    run.raise_failures()
    return run.report
