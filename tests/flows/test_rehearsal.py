"""A dry run says what a run would do, and leaves the site as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from night import NIGHT, run_night
from tables import table_hashes

from tercet.flows.rehearsal import PREFIX, rehearsal
from tercet.flows.report import RunReport
from tercet.flows.running import open_run
from tercet.flows.settings import Settings
from tercet.flows.translation_stage import Planner

Install = Callable[..., None]
pytestmark = pytest.mark.loopback


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def rehearse(settings: Settings) -> RunReport:
    """The steps of a dry run, in the order of the flow."""
    with rehearsal(settings) as trial, open_run(trial, "nightly", parameters={}, clock=lambda: NIGHT) as run:
        run.report = replace(run.report, planned=())
        run.prepare_ingest(settings.sources)
        for source in settings.sources:
            run.harvest(source)
            run.load(source.id)
        run.plan(Planner(run.settings, run.engines))
        run.report = replace(run.report, planned=run.planned())
        return run.conclude()


def test_a_dry_run_foretells_the_night_and_stores_nothing(press_settings: Settings, install: Install) -> None:
    install(press_settings)

    foretold = rehearse(press_settings)

    assert not press_settings.warehouse_path.exists()
    happened = run_night(press_settings)
    assert foretold.sources == happened.sources
    assert foretold.planned is not None
    assert {one.pair: (one.versions, one.sentences) for one in foretold.planned} == {
        pair.pair: (pair.counts.articles, pair.counts.segments) for pair in happened.pairs
    }
    assert "nothing stored" in foretold.headline()


def test_after_a_night_a_dry_run_has_nothing_to_tell_and_changes_no_file(
    press_settings: Settings, install: Install
) -> None:
    install(press_settings)
    run_night(press_settings)
    before, listed = table_hashes(press_settings.warehouse_path), files(press_settings.data_dir)

    foretold = rehearse(press_settings)

    assert foretold.changed_articles == 0
    assert foretold.planned == ()
    assert table_hashes(press_settings.warehouse_path) == before
    assert files(press_settings.data_dir) == listed
    assert run_night(press_settings, at=NIGHT + timedelta(days=1)).is_quiet


def test_what_a_killed_dry_run_left_is_removed_by_the_next(press_settings: Settings) -> None:
    left = press_settings.data_dir / f"{PREFIX}left" / "data"
    left.mkdir(parents=True)
    (left / "warehouse.duckdb").write_bytes(b"half")

    with rehearsal(press_settings) as trial:
        assert trial.data_dir.is_dir()

    assert not list(press_settings.data_dir.glob(f"{PREFIX}*"))
