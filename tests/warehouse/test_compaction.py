"""Compaction gives room back, changes nothing that can be read, and costs nothing when it is killed."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warehouse_records import NOON, TESTS, count, fingerprint, load_one, make_article, rows

from tercet.warehouse.compaction import CompactionPolicy, compact, is_due, wasted_share
from tercet.warehouse.connection import Warehouse, open_warehouse
from tercet.warehouse.describe import describe
from tercet.warehouse.errors import WarehouseFullError, WarehouseLockedError
from tercet.warehouse.load import load_batch
from tercet.warehouse.rows import LoadBatch
from tercet.warehouse.snapshot import publish

PADDING = "x" * 400
NOTED = ["compactions"]


@pytest.fixture
def wasteful(warehouse_path: Path, empty_warehouse: Path) -> Path:
    """A closed warehouse most of which was deleted."""
    shutil.copyfile(empty_warehouse, warehouse_path)
    with open_warehouse(warehouse_path) as warehouse:
        load_one(warehouse, 1)
        with warehouse.transaction() as cursor:
            cursor.execute(
                "INSERT INTO rejects SELECT range, 's', 'r', md5(range::VARCHAR) || $1, '', NULL, "
                "now(), now(), 1, '', '' FROM range(20000)",
                [PADDING],
            )
        with warehouse.quiet() as cursor:
            cursor.execute("CHECKPOINT")
        with warehouse.transaction() as cursor:
            cursor.execute("DELETE FROM rejects")
        with warehouse.quiet() as cursor:
            cursor.execute("CHECKPOINT")
    return warehouse_path


def contents(path: Path) -> tuple[dict[str, str], object]:
    with open_warehouse(path) as warehouse:
        return fingerprint(warehouse, without=NOTED), describe(warehouse)


def test_compaction_gives_room_back_and_changes_nothing_that_is_read(wasteful: Path) -> None:
    before = contents(wasteful)
    size = wasteful.stat().st_size

    compacted = compact(wasteful, now=NOON)

    assert contents(wasteful) == before
    assert wasteful.stat().st_size < size * 0.75
    assert compacted.bytes_before == size
    with open_warehouse(wasteful) as warehouse:
        assert wasted_share(warehouse) < 0.2
        assert rows(warehouse, "SELECT compacted_at, bytes_before FROM compactions") == [(NOON, size)]
        load_one(warehouse, 2)
        assert count(warehouse, "articles") == 50
    assert [path.name for path in wasteful.parent.iterdir()] == [wasteful.name]


def test_nothing_is_published_because_the_file_was_compacted(wasteful: Path, tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    with open_warehouse(wasteful) as warehouse:
        publish(warehouse, folder)

    compact(wasteful, now=NOON)

    with open_warehouse(wasteful) as warehouse:
        assert publish(warehouse, folder) is None


def test_it_is_due_when_the_file_is_old_enough_and_wasteful_enough(wasteful: Path) -> None:
    now = datetime.now(UTC)
    later = now + timedelta(days=8)
    policy = CompactionPolicy(days=7, wasted_share=0.2)
    with open_warehouse(wasteful) as warehouse:
        assert not is_due(warehouse, policy, now=now)
        assert is_due(warehouse, policy, now=later)
        assert not is_due(warehouse, CompactionPolicy(days=7, wasted_share=0.99), now=later)

    compact(wasteful, now=later)

    with open_warehouse(wasteful) as warehouse:
        assert not is_due(warehouse, CompactionPolicy(days=7, wasted_share=0), now=later + timedelta(days=6))
        assert is_due(warehouse, CompactionPolicy(days=7, wasted_share=0), now=later + timedelta(days=8))


def test_bytes_of_a_forgotten_article_make_it_due_at_once(warehouse: Warehouse) -> None:
    with warehouse.transaction() as cursor:
        cursor.execute("INSERT INTO forgotten VALUES (1, 2, NULL, now(), '', NULL)")

    assert is_due(warehouse, CompactionPolicy(), now=datetime.now(UTC))


def test_a_file_that_is_open_is_refused_and_left_as_it_was(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseLockedError):
        compact(warehouse.path, now=NOON)

    load_one(warehouse, 1)
    assert count(warehouse, "articles") == 25


COMPACT = """
import os, resource, signal, subprocess, sys
from datetime import datetime, UTC
from pathlib import Path
from tercet.translations.errors import TercetError
from tercet.warehouse import compaction

path, step, deed, limit = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
real = getattr(compaction, step, None)

WRITE = '''
import sys
from pathlib import Path
from tercet.warehouse.connection import open_warehouse
from warehouse_records import load_one
with open_warehouse(Path(sys.argv[1])) as warehouse:
    load_one(warehouse, 7)
'''

def do(*arguments, **options):
    if deed == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    subprocess.run([sys.executable, "-c", WRITE, str(path)], check=True)
    return real(*arguments, **options)

if step:
    setattr(compaction, step, do)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    compaction.compact(path, now=datetime(2026, 5, 1, tzinfo=UTC))
except TercetError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def run_compaction(path: Path, step: str = "", deed: str = "die", limit: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMPACT, str(path), step, deed, str(limit)],
        capture_output=True, text=True, check=False, env={"PYTHONPATH": str(TESTS)},
    )  # fmt: skip


@pytest.mark.parametrize(
    "step",
    [
        pytest.param("_compare", marks=pytest.mark.slow),
        "flush",
        pytest.param("_fill", marks=pytest.mark.slow),
        pytest.param("_locked", marks=pytest.mark.slow),
        pytest.param("_refuse_change", marks=pytest.mark.slow),
    ],
)
def test_a_kill_at_any_step_loses_nothing_and_the_next_compaction_goes_on(wasteful: Path, step: str) -> None:
    before = contents(wasteful)

    killed = run_compaction(wasteful, step)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert contents(wasteful) == before
    compact(wasteful, now=NOON)
    assert contents(wasteful) == before
    assert [path.name for path in wasteful.parent.iterdir()] == [wasteful.name]


def test_what_another_process_wrote_meanwhile_is_not_lost(wasteful: Path) -> None:
    """Between the copy and the exchange the file is closed for a moment; then a copy that is behind is thrown away."""
    overtaken = run_compaction(wasteful, "flush", "write")

    assert overtaken.stderr.startswith("WarehouseLockedError"), overtaken.stderr
    with open_warehouse(wasteful) as warehouse:
        assert count(warehouse, "articles") == 50


def test_a_full_disk_is_named_and_leaves_the_warehouse_as_it_was(wasteful: Path) -> None:
    before = contents(wasteful)

    full = run_compaction(wasteful, limit=300_000)

    assert full.stderr.startswith(WarehouseFullError.__name__), full.stderr
    assert "Make room" in full.stderr
    assert contents(wasteful) == before
    assert [path.name for path in wasteful.parent.iterdir()] == [wasteful.name]


def test_the_permissions_of_the_file_stay(wasteful: Path) -> None:
    wasteful.chmod(0o640)

    compact(wasteful, now=NOON)

    assert wasteful.stat().st_mode & 0o777 == 0o640


def test_load_goes_on_after_compaction(wasteful: Path) -> None:
    compact(wasteful, now=NOON)

    with open_warehouse(wasteful) as warehouse:
        batch = LoadBatch(articles=(make_article("article-1-0"),))
        summary = load_batch(warehouse, batch, run_id="r", now=NOON)

    assert (summary.articles_new, summary.articles_unchanged) == (0, 1)
