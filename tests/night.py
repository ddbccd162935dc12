"""A night on a configuration without Prefect, for tests; `python -m night DATA_DIR` is one in a process of its own."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from tercet.flows.report import RunReport
from tercet.flows.running import open_run
from tercet.flows.settings import Settings, demo_config_path, load_settings
from tercet.flows.stories_stage import tell_stories
from tercet.flows.terms_stage import find_terms, measure_natives
from tercet.flows.translation_stage import Planner

NIGHT = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)


def press_settings(data_dir: Path) -> Settings:
    """The demo's configuration with its data elsewhere."""
    return load_settings(demo_config_path(), environ={**os.environ, "TERCET_DATA_DIR": str(data_dir)})


def run_night(settings: Settings, *, at: datetime = NIGHT, allow_demo: bool = False) -> RunReport:
    """Read every source, translate what is due, publish: the steps of the nightly flow, in its order."""
    with open_run(settings, "nightly", parameters={}, clock=lambda: at) as run:
        run.prepare_ingest(settings.sources)
        for source in settings.sources:
            run.harvest(source)
            run.load(source.id)
        for shard in run.plan(Planner(run.settings, run.engines, allow_demo=allow_demo)):
            run.translate(shard)
        measure_natives(run)
        tell_stories(run)
        find_terms(run)
        run.conclude()
        run.publish()
        return run.report


if __name__ == "__main__":
    run_night(press_settings(Path(sys.argv[1])))
