"""Publishing: whole snapshots, only when something changed, and readers never disturbed."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from warehouse_records import LATER, NOON, SOURCE, count, make_article, make_entry, make_memory_entry, translate

from tercet.translations.languages import Language
from tercet.warehouse.connection import CURRENT, Warehouse, open_snapshot, open_warehouse
from tercet.warehouse.errors import NoSnapshotError
from tercet.warehouse.load import load_batch, load_versions, record_missing, upsert_sources
from tercet.warehouse.reading import totals
from tercet.warehouse.rows import LoadBatch, MissingReason, MissingVersion, RunRow
from tercet.warehouse.runs import finish_run, start_run
from tercet.warehouse.snapshot import current_snapshot, publish, snapshots


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "snapshots"


def load_article(warehouse: Warehouse, slug: str) -> None:
    load_batch(warehouse, LoadBatch(articles=(make_article(slug),)), run_id="r1", now=NOON)


def test_a_published_snapshot_shows_what_is_stored(warehouse: Warehouse, folder: Path) -> None:
    load_article(warehouse, "bridge")

    published = publish(warehouse, folder)

    assert published == current_snapshot(folder)
    with open_snapshot(folder) as snapshot:
        assert totals(snapshot) == totals(warehouse)


def test_before_the_first_publish_there_is_no_snapshot(folder: Path) -> None:
    with pytest.raises(NoSnapshotError, match="tercet run"):
        current_snapshot(folder)


def test_nothing_is_published_when_readers_would_see_no_difference(warehouse: Warehouse, folder: Path) -> None:
    article = make_article("bridge")
    load_article(warehouse, "bridge")
    publish(warehouse, folder)
    start_run(warehouse, RunRow(run_id="r2", flow="nightly", started_at=LATER))
    load_batch(warehouse, LoadBatch(articles=(article,), entries=(make_entry(article),)), run_id="r2", now=LATER)
    load_versions(warehouse, [], [make_memory_entry("x")], run_id="r2", now=LATER)
    finish_run(warehouse, "r2", status="completed", finished_at=LATER)

    assert publish(warehouse, folder) is None
    assert len(snapshots(folder)) == 1


def test_every_change_of_an_article_table_is_published(warehouse: Warehouse, folder: Path) -> None:
    article = make_article("bridge")
    missing = MissingVersion(article_id=article.article_id, language=Language.RU, reason=MissingReason.NO_ROUTE)
    undated = make_article("port", published_at=None)
    changes = [
        lambda: upsert_sources(warehouse, [SOURCE], now=NOON),
        lambda: load_batch(warehouse, LoadBatch(articles=(article, undated)), run_id="r", now=NOON),
        lambda: load_versions(warehouse, [translate(warehouse, article, Language.EN)], run_id="r", now=NOON),
        lambda: record_missing(warehouse, [missing], run_id="r", now=NOON),
        lambda: load_batch(warehouse, LoadBatch(articles=(make_article("port"),)), run_id="r", now=NOON),
        lambda: load_batch(warehouse, LoadBatch(articles=(make_article("bridge", ("Нове.",)),)), run_id="r", now=NOON),
    ]

    published = []
    for change in changes:
        change()
        published.append(publish(warehouse, folder, keep=99))

    assert None not in published
    assert len(set(published)) == len(changes)


def test_an_empty_warehouse_is_published_once(warehouse: Warehouse, folder: Path) -> None:
    assert publish(warehouse, folder) is not None
    assert publish(warehouse, folder) is None


def test_a_warehouse_made_anew_is_published_although_it_counts_alike(tmp_path: Path, folder: Path) -> None:
    for name in ("first", "second"):
        with open_warehouse(tmp_path / f"{name}.duckdb") as warehouse:
            load_article(warehouse, name)
            assert publish(warehouse, folder) is not None


def test_a_snapshot_opens_while_a_writer_is_at_work(warehouse: Warehouse, folder: Path) -> None:
    load_article(warehouse, "bridge")
    publish(warehouse, folder)

    with warehouse.transaction() as cursor:
        cursor.execute("DELETE FROM articles")
        reader = subprocess.run(
            [sys.executable, "-c", READ, str(folder / CURRENT)], capture_output=True, text=True, check=False
        )

    assert reader.stdout == "1\n", reader.stderr


def test_publishing_does_not_wait_for_readers_of_the_live_file(warehouse: Warehouse, folder: Path) -> None:
    load_article(warehouse, "bridge")

    with warehouse.cursor() as reader:
        reader.execute("BEGIN TRANSACTION READ ONLY")
        reader.execute("SELECT * FROM articles").fetchone()
        published = publish(warehouse, folder)

    assert published is not None
    with open_snapshot(folder) as snapshot:
        assert count(snapshot, "articles") == 1


READ = """
import duckdb, sys
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    print(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
"""

WRITE = """
import sys
from pathlib import Path
from tercet.warehouse.connection import open_warehouse
with open_warehouse(Path(sys.argv[1])): pass
"""


def test_publishing_does_not_let_another_writer_in(warehouse: Warehouse, folder: Path) -> None:
    publish(warehouse, folder)

    other = subprocess.run(
        [sys.executable, "-c", WRITE, str(warehouse.path)], check=False, capture_output=True, text=True
    )

    assert "WarehouseLockedError" in other.stderr


def test_a_reader_of_an_old_snapshot_goes_on_after_it_was_pruned(warehouse: Warehouse, folder: Path) -> None:
    load_article(warehouse, "first")
    old = publish(warehouse, folder, keep=1)
    with open_snapshot(folder) as reader:
        load_article(warehouse, "second")
        publish(warehouse, folder, keep=1)

        assert old is not None
        assert not old.exists()
        assert count(reader, "articles") == 1
    with open_snapshot(folder) as reader:
        assert count(reader, "articles") == 2


def test_the_newest_snapshots_are_kept(warehouse: Warehouse, folder: Path) -> None:
    for number in range(5):
        load_article(warehouse, f"article-{number}")
        publish(warehouse, folder, keep=2)

    kept = snapshots(folder)
    assert len(kept) == 2
    assert kept[0] == current_snapshot(folder)
    assert not [path for path in folder.iterdir() if path.name.startswith(".tmp-")]


def test_a_snapshot_is_protected_from_writing(warehouse: Warehouse, folder: Path) -> None:
    published = publish(warehouse, folder)

    assert published is not None
    assert stat.S_IMODE(published.stat().st_mode) == 0o444


PUBLISH_AND_DIE = """
import os, signal, sys
from pathlib import Path
from tercet.warehouse import copying, snapshot
from tercet.warehouse.connection import open_warehouse

def die(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)

module, name = sys.argv[3].split(".")
setattr({"copying": copying, "snapshot": snapshot}[module], name, die)
with open_warehouse(Path(sys.argv[1])) as warehouse:
    snapshot.publish(warehouse, Path(sys.argv[2]))
"""


@pytest.mark.parametrize("step", ["copying._copy", "copying.flush", "snapshot._verify", "snapshot._point"])
def test_a_kill_while_publishing_leaves_a_whole_snapshot_and_the_next_publish_goes_on(
    warehouse_path: Path, folder: Path, step: str
) -> None:
    with open_warehouse(warehouse_path) as warehouse:
        load_article(warehouse, "first")
        first = publish(warehouse, folder)
        load_article(warehouse, "second")

    killed = subprocess.run(
        [sys.executable, "-c", PUBLISH_AND_DIE, str(warehouse_path), str(folder), step], check=False
    )

    assert killed.returncode == -signal.SIGKILL
    assert current_snapshot(folder) == first
    with open_snapshot(folder) as snapshot:
        assert count(snapshot, "articles") == 1
    with open_warehouse(warehouse_path) as warehouse:
        publish(warehouse, folder)
    with open_snapshot(folder) as snapshot:
        assert count(snapshot, "articles") == 2
    assert not list(folder.glob(".tmp-*"))
