"""One writer, clear words for everybody else."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from warehouse_records import NOON, SOURCE, count

from tercet.warehouse.connection import Warehouse, open_snapshot, open_warehouse
from tercet.warehouse.errors import (
    NoSnapshotError,
    WarehouseError,
    WarehouseFormatError,
    WarehouseLockedError,
)
from tercet.warehouse.load import upsert_sources

HOLDER = """
import sys
from pathlib import Path
from tercet.warehouse.connection import open_warehouse
with open_warehouse(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held_by_another_process(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process has the warehouse open until the block ends or its input closes."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        try:
            yield holder
        finally:
            holder.kill()


def test_opening_makes_the_folder_and_an_empty_warehouse(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "warehouse.duckdb"

    with open_warehouse(path) as warehouse:
        articles = count(warehouse, "articles")

    assert articles == 0
    assert path.is_file()


def test_files_keep_the_storage_version_that_old_clients_read(warehouse: Warehouse) -> None:
    with warehouse.cursor() as cursor:
        tags = cursor.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchone()

    assert tags is not None
    assert tags[0]["storage_version"].startswith("v1.0.0")


def test_a_warehouse_that_another_process_holds_is_refused_with_file_pid_and_advice(warehouse_path: Path) -> None:
    with (
        held_by_another_process(warehouse_path) as holder,
        pytest.raises(WarehouseLockedError) as refused,
        open_warehouse(warehouse_path),
    ):
        pass

    assert refused.value.pid == holder.pid
    assert refused.value.is_transient
    for part in (str(warehouse_path), str(holder.pid), "Wait", "stop it", "current.duckdb"):
        assert part in str(refused.value)


def test_waiting_for_a_held_warehouse_succeeds_when_it_is_let_go(warehouse_path: Path) -> None:
    with held_by_another_process(warehouse_path) as holder:
        threading.Timer(0.4, holder.kill).start()

        with open_warehouse(warehouse_path, wait_seconds=20) as warehouse:
            assert count(warehouse, "articles") == 0


def test_a_second_opening_in_one_process_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseLockedError, match="this process") as refused, open_warehouse(warehouse.path):
        pass

    assert refused.value.pid == os.getpid()


def test_a_refused_second_opening_does_not_lose_the_lock(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseLockedError), open_warehouse(warehouse.path):
        pass

    held = subprocess.run(
        [sys.executable, "-c", HOLDER, str(warehouse.path)], input="", capture_output=True, text=True, check=False
    )

    assert "WarehouseLockedError" in held.stderr


def write_sqlite(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE articles (x)")


def write_foreign_duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as database:
        database.execute("CREATE TABLE holidays (day DATE)")


def write_truncated(path: Path) -> None:
    with open_warehouse(path):
        pass
    path.write_bytes(path.read_bytes()[:9000])


def write_damaged(path: Path) -> None:
    with open_warehouse(path):
        pass
    content = bytearray(path.read_bytes())
    content[12288:300_000] = bytes(300_000 - 12288)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_text("title;text\n" * 500), "not a DuckDB file"),
        (write_sqlite, "not a DuckDB file"),
        (write_foreign_duckdb, r"something else \(tables holidays\)"),
        (write_truncated, "damaged"),
        (write_damaged, "damaged"),
    ],
    ids=["empty", "text", "sqlite", "foreign", "truncated", "damaged"],
)
def test_a_file_that_is_no_warehouse_is_refused_and_left_as_it_was(
    warehouse_path: Path, make: Callable[[Path], object], fault: str
) -> None:
    make(warehouse_path)
    before = warehouse_path.read_bytes()

    with pytest.raises(WarehouseFormatError, match=fault) as refused, open_warehouse(warehouse_path):
        pass

    assert str(warehouse_path) in str(refused.value)
    assert warehouse_path.read_bytes() == before


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=re.escape(str(tmp_path))), open_warehouse(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "warehouse.duckdb"

    with pytest.raises(WarehouseError, match=re.escape(str(path))), open_warehouse(path):
        pass


def test_an_error_in_a_transaction_leaves_nothing_of_it(warehouse: Warehouse) -> None:
    def store_and_fail() -> None:
        with warehouse.transaction() as cursor:
            cursor.execute("INSERT INTO fetch_state SELECT 'u', 's', NULL, NULL, NULL, NULL, now(), 0")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store_and_fail()

    assert count(warehouse, "fetch_state") == 0


def test_readers_see_only_what_was_committed(warehouse: Warehouse) -> None:
    with warehouse.transaction() as cursor:
        cursor.execute("INSERT INTO fetch_state SELECT 'u', 's', NULL, NULL, NULL, NULL, now(), 0")
        during = count(warehouse, "fetch_state")

    assert during == 0
    assert count(warehouse, "fetch_state") == 1


def test_writers_of_one_process_take_turns(warehouse: Warehouse) -> None:
    def raise_version() -> None:
        for _ in range(20):
            with warehouse.transaction() as cursor:
                cursor.execute("UPDATE content_state SET content_version = content_version + 1")

    threads = [threading.Thread(target=raise_version) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with warehouse.cursor() as cursor:
        assert cursor.execute("SELECT content_version FROM content_state").fetchone() == (80,)


def test_what_was_stored_is_there_after_reopening(warehouse_path: Path) -> None:
    with open_warehouse(warehouse_path) as warehouse:
        upsert_sources(warehouse, [SOURCE], now=NOON)

    with open_warehouse(warehouse_path) as warehouse:
        assert count(warehouse, "sources") == 1


def test_a_snapshot_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshotError, match="tercet run"), open_snapshot(tmp_path):
        pass


def test_a_snapshot_is_never_written(warehouse_path: Path) -> None:
    with open_warehouse(warehouse_path):
        pass

    with (
        open_snapshot(warehouse_path) as snapshot,
        pytest.raises(WarehouseError, match="never written"),
        snapshot.transaction(),
    ):
        pass
