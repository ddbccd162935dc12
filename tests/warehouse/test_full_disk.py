"""A disk that is full stops a load with a clear word, and costs nothing that was stored before."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from warehouse_records import NOON, TESTS, count, make_article

from tercet.warehouse.connection import open_snapshot, open_warehouse
from tercet.warehouse.load import load_batch
from tercet.warehouse.rows import LoadBatch
from tercet.warehouse.snapshot import publish

FILL = """
import resource, sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from tercet.translations.errors import TercetError
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.load import load_batch
from tercet.warehouse.rows import LoadBatch
from warehouse_records import NOON, make_article

limit = int(sys.argv[3])
body = tuple(f"Речення номер {number} про те, як море підняло хвилі вище за мол." for number in range(2000))
try:
    with open_warehouse(Path(sys.argv[1])) as warehouse:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        for number in range(40):
            batch = LoadBatch(articles=(make_article(f"large-{number}", body),))
            load_batch(warehouse, batch, run_id="r", now=NOON)
            print("stored", flush=True)
except TercetError as error:
    print(type(error).__name__, error, sep=": ", file=sys.stderr)
    sys.exit(1)
"""


@pytest.mark.parametrize("megabytes", [2, 6])
def test_a_full_disk_is_named_and_nothing_stored_before_is_lost(warehouse_path: Path, megabytes: int) -> None:
    with open_warehouse(warehouse_path) as warehouse:
        load_batch(warehouse, LoadBatch(articles=(make_article("before"),)), run_id="r", now=NOON)

    filled = subprocess.run(
        [sys.executable, "-c", FILL, str(warehouse_path), str(TESTS), str(megabytes << 20)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert filled.returncode == 1, filled.stderr
    assert filled.stderr.startswith("WarehouseFullError"), filled.stderr
    for part in (str(warehouse_path), "Make room", "run the command again"):
        assert part in filled.stderr
    with open_warehouse(warehouse_path) as warehouse:
        assert count(warehouse, "articles") == 1 + filled.stdout.count("stored")
        load_batch(warehouse, LoadBatch(articles=(make_article("after"),)), run_id="r", now=NOON)


STEP = """
import resource, sys
from pathlib import Path
from tercet.translations.errors import TercetError
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.erasing import finish_erasing
from tercet.warehouse.snapshot import publish
from warehouse_records import NOON

path, folder, what = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
limit = path.stat().st_size // 2

def fill():
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

try:
    if what == "publish":
        with open_warehouse(path) as warehouse:
            fill()
            publish(warehouse, folder)
    elif what == "migrate":
        fill()
        with open_warehouse(path):
            pass
    else:
        fill()
        finish_erasing(path, folder, keep=3, keep_days=0, now=NOON)
except TercetError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


@pytest.mark.parametrize("what", ["publish", "migrate", "forget"])
def test_a_full_disk_stops_publishing_migrating_and_forgetting_with_nothing_lost(
    warehouse_path: Path, empty_warehouse: Path, tmp_path: Path, what: str
) -> None:
    folder = tmp_path / "snapshots"
    shutil.copyfile(empty_warehouse, warehouse_path)
    with open_warehouse(warehouse_path) as warehouse:
        load_batch(warehouse, LoadBatch(articles=(make_article("before"),)), run_id="r", now=NOON)
    if what == "migrate":
        _take_back_a_migration(warehouse_path)

    full = subprocess.run(
        [sys.executable, "-c", STEP, str(warehouse_path), str(folder), what],
        capture_output=True, text=True, check=False, env={"PYTHONPATH": str(TESTS)},
    )  # fmt: skip

    assert full.stderr.startswith("WarehouseFullError"), full.stderr
    assert "Make room" in full.stderr
    assert list(tmp_path.rglob(".tmp-*")) == []
    with open_warehouse(warehouse_path) as warehouse:
        assert count(warehouse, "articles") == 1
        publish(warehouse, folder)
    with open_snapshot(folder) as snapshot:
        assert count(snapshot, "articles") == 1


def _take_back_a_migration(path: Path) -> None:
    """The file as it was before the migration that made these two tables."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE compactions")
        connection.execute("DROP TABLE forgotten")
        connection.execute("DELETE FROM schema_version WHERE version = 4")
