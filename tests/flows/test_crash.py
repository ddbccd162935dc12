"""A night that is killed anywhere is completed by the next one: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import night
import pytest
from tables import rows, table_hashes

from tercet.flows.settings import Settings
from tercet.warehouse.connection import open_snapshot, open_warehouse
from tercet.warehouse.queries import duplicate_keys
from tercet.warehouse.reading import misaligned_versions

pytestmark = [pytest.mark.loopback, pytest.mark.slow]

KILLS = 20
TESTS = Path(__file__).parents[1]
OWN_PER_RUN = {"runs", "source_checks", "fetch_state", "content_state", "schema_version"}


def start(data_dir: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])}
    return subprocess.Popen(
        [sys.executable, "-m", "night", str(data_dir)], env=environment, stderr=subprocess.PIPE, cwd=data_dir.parent
    )


def finish(data_dir: Path) -> float:
    """A night that is left alone; returns how long it took."""
    began = time.monotonic()
    child = start(data_dir)
    _, errors = child.communicate(timeout=300)
    assert child.returncode == 0, errors.decode()
    return time.monotonic() - began


def content(settings: Settings) -> dict[str, str]:
    hashes = table_hashes(settings.warehouse_path, without_run_marks=True)
    return {name: value for name, value in hashes.items() if name not in OWN_PER_RUN}


def test_a_night_killed_at_random_points_is_completed_by_the_next(tmp_path: Path, install: Callable[..., None]) -> None:
    whole = night.press_settings(tmp_path / "whole")
    install(whole)
    seconds = finish(tmp_path / "whole")
    expected = content(whole)
    moments = random.Random(7)

    interrupted = 0
    for number in range(KILLS):
        data_dir = tmp_path / f"killed-{number}"
        settings = night.press_settings(data_dir)
        install(settings)
        child = start(data_dir)
        time.sleep(seconds * moments.uniform(0.1, 1.0))
        interrupted += child.poll() is None
        child.send_signal(signal.SIGKILL)
        child.communicate()
        finish(data_dir)

        assert content(settings) == expected
        with open_warehouse(settings.warehouse_path) as warehouse:
            assert misaligned_versions(warehouse) == ()
            assert duplicate_keys(warehouse) == []
        with open_snapshot(settings.snapshot_path) as snapshot:
            assert misaligned_versions(snapshot) == ()
    assert interrupted >= KILLS // 2, "most nights must be killed while they work, or this proves nothing"


PARTS = {
    "while sources are read": "",
    "when sources are stored": "Reading sources: 8 of 8",
    "amid the translations": "Translating en-uk",
}
"""What the program has said on stderr when it is killed; nothing yet: as soon as the warehouse is there."""


def flow(data_dir: Path) -> subprocess.Popen[str]:
    """The nightly flow through Prefect, as `tercet run` starts it."""
    environment = {**os.environ, "TERCET_DATA_DIR": str(data_dir)}
    return subprocess.Popen(
        [sys.executable, "-m", "tercet.flows.cli", "--demo", "run"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


@pytest.mark.parametrize("said", PARTS.values(), ids=PARTS)
def test_the_flow_killed_under_prefect_is_completed_by_the_next_run(tmp_path: Path, said: str) -> None:
    settings = night.press_settings(tmp_path)
    child = flow(tmp_path)
    assert child.stderr is not None
    if said:
        assert any(said in line for line in child.stderr), "the run was to be killed amid its work"
    else:
        deadline = time.monotonic() + 120
        while not settings.warehouse_path.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()

    completed = flow(tmp_path)
    report, errors = completed.communicate(timeout=300)
    again = flow(tmp_path)
    quiet, _ = again.communicate(timeout=300)

    assert completed.returncode == 0, report + errors
    assert again.returncode == 0
    assert "Nothing new: no new article, no translation call, nothing published." in quiet
    with open_warehouse(settings.warehouse_path) as warehouse:
        assert misaligned_versions(warehouse) == ()
        assert duplicate_keys(warehouse) == []
        counts = rows(
            warehouse, "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM versions WHERE is_current)"
        )
    assert counts == [(26, 60)]
