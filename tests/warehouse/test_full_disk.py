"""A disk that is full stops a load with a clear word, and costs nothing that was stored before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from warehouse_records import NOON, TESTS, count, make_article

from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.load import load_batch
from tercet.warehouse.rows import LoadBatch

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
