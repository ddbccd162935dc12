"""The stories of a run: new articles placed, their sentences compared, the run's report told. Without Prefect."""

from __future__ import annotations

import logging
from dataclasses import replace

from tercet.flows.running import Run
from tercet.flows.story_placing import StoryWork, chosen_embedder, place_new_articles
from tercet.flows.story_sentences import compare_sentences

logger = logging.getLogger(__name__)


def tell_stories(run: Run) -> None:
    """Put what is new into stories and compare their sentences. With nothing new it adds nothing."""
    settings = run.settings.stories
    work = StoryWork(
        warehouse=run.warehouse,
        settings=settings,
        run_id=run.run_id,
        now=run.clock(),
        embedder=chosen_embedder(settings),
    )
    counts = place_new_articles(work)
    if settings.sentences:
        counts += compare_sentences(work)
    if counts:
        run.report = replace(run.report, stories=dict(counts))
        logger.info(
            "stories.told articles=%d new=%d merged=%d compared=%d links=%d",
            counts["articles"], counts["stories"], counts["merged"], counts["compared"], counts["links"],
        )  # fmt: skip
