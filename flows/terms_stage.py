"""The words of a run: contested terms and names counted, watchlists told, translations measured. Without Prefect."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace

from tercet.flows.native_stage import score_natives
from tercet.flows.running import Run
from tercet.flows.term_scanning import TermWork, scan_terms
from tercet.flows.watch_report import tell_watches

logger = logging.getLogger(__name__)

FEEDS = "feeds"
"""The folder of the watchlists' RSS feeds, inside the data folder."""


def find_terms(run: Run) -> None:
    """Count terms and names in what is new, and tell what the watchlists found. With nothing new it changes nothing."""
    settings = run.settings
    scan_terms(
        TermWork(
            warehouse=run.warehouse,
            terms=settings.terms,
            watches=settings.watch,
            folder=settings.config_file.parent,
            run_id=run.run_id,
            now=run.clock(),
        )
    )
    news = tell_watches(run.warehouse, settings.watch, settings.data_dir / FEEDS, run_id=run.run_id)
    if news:
        run.report = replace(run.report, watch=dict(Counter(one.watch for one in news)))


def measure_natives(run: Run) -> None:
    """Translate a few articles that publishers wrote in both languages, to score the packages by them."""
    scored = score_natives(run.warehouse, run.settings, run.engines, run_id=run.run_id, now=run.clock())
    if scored:
        logger.info("natives.scored articles=%d", scored)
