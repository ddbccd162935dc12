"""kill -9 at any moment: nothing acknowledged is lost, nothing is stored by halves, the next load completes."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from warehouse_records import ARTICLES_OF_A_LOAD as ARTICLES
from warehouse_records import TESTS, count, fingerprint, load_one, rows

from tercet.warehouse.connection import Warehouse, open_warehouse
from tercet.warehouse.queries import duplicate_keys
from tercet.warehouse.reading import misaligned_versions

BATCHES = 12

LOADER = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from tercet.warehouse.connection import open_warehouse
from warehouse_records import load_one
with open_warehouse(Path(sys.argv[1])) as warehouse:
    print("open", flush=True)
    for number in range(int(sys.argv[3])):
        load_one(warehouse, number)
        print(number, flush=True)
"""

DIE_AT = """
import os, signal, sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from tercet.warehouse import articles, load, staging, versions
from tercet.warehouse.connection import open_warehouse
from warehouse_records import load_one

statement = sys.argv[3]
real = staging.run

def run(cursor, name, params=None):
    written = real(cursor, name, params)
    if name == statement:
        os.kill(os.getpid(), signal.SIGKILL)
    return written

for module in (articles, staging, versions):
    module.run = run
with open_warehouse(Path(sys.argv[1])) as warehouse:
    load_one(warehouse, 1)
"""


def assert_whole(warehouse: Warehouse) -> None:
    """Every batch is there in full or not at all."""
    by_run = "SELECT count(*) FROM {} GROUP BY run_id"
    assert {n for (n,) in rows(warehouse, by_run.format("articles"))} <= {ARTICLES}
    assert {n for (n,) in rows(warehouse, by_run.format("versions"))} <= {ARTICLES, 2 * ARTICLES}
    assert count(warehouse, "articles") == count(warehouse, "entries") == count(warehouse, "revisions")
    assert count(warehouse, "segments") == 4 * count(warehouse, "versions")
    assert misaligned_versions(warehouse) == ()
    assert duplicate_keys(warehouse) == []


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a load that nobody disturbs leaves behind."""
    with open_warehouse(tmp_path_factory.mktemp("undisturbed") / "warehouse.duckdb") as warehouse:
        load_one(warehouse, 1)
        return fingerprint(warehouse, without=["schema_version", "content_state"])


@pytest.mark.parametrize(
    "statement",
    ["articles", "revisions", "versions", "segments", "current_versions", "arrived_versions", "entries"],
)
def test_a_kill_after_any_statement_of_a_load_leaves_nothing_of_it(
    warehouse_path: Path, statement: str, undisturbed: dict[str, str]
) -> None:
    killed = subprocess.run([sys.executable, "-c", DIE_AT, str(warehouse_path), str(TESTS), statement], check=False)

    assert killed.returncode == -signal.SIGKILL
    with open_warehouse(warehouse_path) as warehouse:
        left = [count(warehouse, table) for table in ("articles", "versions", "segments", "entries", "revisions")]
        load_one(warehouse, 1)
        completed = fingerprint(warehouse, without=["schema_version", "content_state"])
    assert left == [0, 0, 0, 0, 0]
    assert completed == undisturbed


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_a_kill_at_a_random_moment_loses_nothing_acknowledged(warehouse_path: Path, seed: int) -> None:
    moment = random.Random(seed)
    with subprocess.Popen(
        [sys.executable, "-c", LOADER, str(warehouse_path), str(TESTS), str(BATCHES)], stdout=subprocess.PIPE, text=True
    ) as loader:
        assert loader.stdout is not None
        assert loader.stdout.readline() == "open\n"
        time.sleep(moment.uniform(0.0, 1.5))
        loader.kill()
        acknowledged = loader.stdout.read().split()

    with open_warehouse(warehouse_path) as warehouse:
        assert_whole(warehouse)
        for number in acknowledged:
            assert rows(warehouse, f"SELECT count(*) FROM versions WHERE run_id = 'r{number}'") == [(2 * ARTICLES,)]
        for number in range(BATCHES):
            load_one(warehouse, number)
        assert count(warehouse, "articles") == BATCHES * ARTICLES
        assert count(warehouse, "versions") == 2 * BATCHES * ARTICLES
        assert_whole(warehouse)
