"""kill -9 while publishing, migrating, compacting or forgetting: readers have a whole snapshot, and work goes on."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from warehouse_records import ARTICLES_OF_A_LOAD as ARTICLES
from warehouse_records import NOON, TESTS, count, fingerprint, load_one, rows

from tercet.translations.models import stable_id
from tercet.warehouse.connection import open_snapshot, open_warehouse
from tercet.warehouse.erasing import finish_erasing, migration_copies
from tercet.warehouse.errors import NoSnapshotError
from tercet.warehouse.forget import Named, erase, is_held, plan_forget
from tercet.warehouse.migrations import migrate, packaged_migrations
from tercet.warehouse.queries import duplicate_keys
from tercet.warehouse.reading import misaligned_versions
from tercet.warehouse.snapshot import publish, snapshots

pytestmark = pytest.mark.slow

ROUNDS = 8

LIVE = """
import sys
from datetime import timedelta
from pathlib import Path
from tercet.translations.models import stable_id
from tercet.warehouse.compaction import compact
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.erasing import finish_erasing
from tercet.warehouse.forget import Named, erase, plan_forget
from tercet.warehouse.snapshot import publish
from warehouse_records import NOON, load_one

path, folder = Path(sys.argv[1]), Path(sys.argv[2])
print("begun", flush=True)
for number in range(int(sys.argv[3])):
    with open_warehouse(path) as warehouse:
        load_one(warehouse, number)
        print(f"loaded {number}", flush=True)
        publish(warehouse, folder, keep=2)
        print(f"published {number}", flush=True)
    compact(path, now=NOON)
    with open_warehouse(path) as warehouse:
        gone = stable_id(f"https://lighthouse.example/article-{number}-0")
        erase(warehouse, plan_forget(warehouse, Named(article_id=gone)), reason="", now=NOON + timedelta(days=9999))
    finish_erasing(path, folder, keep=2, keep_days=0, now=NOON)
    print(f"forgotten {number}", flush=True)
"""


def article_id(number: int) -> int:
    return stable_id(f"https://lighthouse.example/article-{number}-0")


def run_and_kill(script: str, *arguments: object, after: float) -> list[str]:
    """What a process acknowledged until it was killed."""
    with subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(TESTS)},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(after)
        process.kill()
        return process.stdout.read().splitlines()


def assert_whole_for_readers(folder: Path, *, published: bool) -> None:
    """The current snapshot opens, and shows no batch by halves."""
    try:
        with open_snapshot(folder) as snapshot:
            counts = rows(snapshot, "SELECT count(*) FROM articles GROUP BY run_id")
            assert {number for (number,) in counts} <= {ARTICLES, ARTICLES - 1}
            assert misaligned_versions(snapshot) == ()
    except NoSnapshotError:
        assert not published


@pytest.mark.parametrize("seed", range(12))
def test_a_life_of_loading_publishing_compacting_and_forgetting_can_be_cut_off_anywhere(
    tmp_path: Path, seed: int
) -> None:
    path, folder = tmp_path / "warehouse.duckdb", tmp_path / "snapshots"

    told = run_and_kill(LIVE, path, folder, ROUNDS, after=random.Random(seed).uniform(0.1, 6.0))

    assert_whole_for_readers(folder, published="published 0" in told)
    with open_warehouse(path) as warehouse:
        for line in told:
            what, number = line.split()
            (kept,) = rows(warehouse, f"SELECT count(*) FROM articles WHERE run_id = 'r{number}'")
            assert kept[0] >= ARTICLES - 1
            if what == "forgotten":
                assert kept[0] == ARTICLES - 1
        assert duplicate_keys(warehouse) == []
        for number in range(ROUNDS):
            load_one(warehouse, number)
            plan = plan_forget(warehouse, Named(article_id=article_id(number)))
            erase(warehouse, plan, reason="", now=NOON + timedelta(days=9999))
    finish_erasing(path, folder, keep=2, keep_days=0, now=NOON)
    with open_warehouse(path) as warehouse, warehouse.cursor() as cursor:
        assert count(warehouse, "articles") == ROUNDS * (ARTICLES - 1)
        assert misaligned_versions(warehouse) == ()
        assert duplicate_keys(warehouse) == []
        assert not is_held(cursor, [article_id(number) for number in range(ROUNDS)], [])
    for snapshot in snapshots(folder):
        with duckdb.connect(str(snapshot), read_only=True) as connection:
            assert not is_held(connection, [article_id(number) for number in range(ROUNDS)], [])
    assert [stray.name for stray in [*tmp_path.glob(".tmp-*"), *folder.glob(".tmp-*")]] == []


PUBLISH = """
import sys
from pathlib import Path
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.snapshot import publish
from warehouse_records import load_one
with open_warehouse(Path(sys.argv[1])) as warehouse:
    print("begun", flush=True)
    for number in range(1, 100):
        load_one(warehouse, number)
        publish(warehouse, Path(sys.argv[2]), keep=2)
        print(number, flush=True)
"""


@pytest.mark.parametrize("seed", range(5))
def test_a_kill_while_publishing_leaves_every_snapshot_whole(tmp_path: Path, seed: int) -> None:
    path, folder = tmp_path / "warehouse.duckdb", tmp_path / "snapshots"
    with open_warehouse(path) as warehouse:
        load_one(warehouse, 0)
        publish(warehouse, folder)

    told = run_and_kill(PUBLISH, path, folder, after=random.Random(seed).uniform(0.1, 3.0))

    with open_snapshot(folder) as snapshot:
        assert count(snapshot, "articles") >= ARTICLES * (1 + len(told))
    for old in snapshots(folder):
        with open_snapshot(old) as snapshot:
            assert count(snapshot, "articles") % ARTICLES == 0
    with open_warehouse(path) as warehouse:
        publish(warehouse, folder, keep=2)
        stored = count(warehouse, "articles")
    with open_snapshot(folder) as snapshot:
        assert count(snapshot, "articles") == stored
    assert list(folder.glob(".tmp-*")) == []


MIGRATE = """
import sys
from pathlib import Path
from tercet.warehouse.connection import open_warehouse
print("begun", flush=True)
with open_warehouse(Path(sys.argv[1])):
    print("migrated", flush=True)
"""


@pytest.fixture(scope="module")
def old_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of the first schema, with rows in it, as an older program left it."""
    path = tmp_path_factory.mktemp("old") / "warehouse.duckdb"
    with duckdb.connect(str(path), config={"storage_compatibility_version": "v1.0.0"}) as connection:
        first = packaged_migrations()[0]
        connection.execute("CREATE TABLE schema_version (version INTEGER, name VARCHAR, sha256 VARCHAR, "
                           "applied_at TIMESTAMPTZ)")  # fmt: skip
        connection.execute(first.sql)
        connection.execute(
            "INSERT INTO schema_version VALUES (?, ?, ?, now())", [first.version, first.name, first.sha256]
        )
        connection.execute(
            "INSERT INTO rejects SELECT range, 'fetch', 'not_found', md5(range::VARCHAR), '', NULL, now(), now(), 1, "
            "'r', 'r' FROM range(50000)"
        )
    return path


@pytest.mark.parametrize("seed", range(8))
def test_a_kill_while_migrating_leaves_whole_migrations_and_every_row(
    tmp_path: Path, old_file: Path, seed: int
) -> None:
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(old_file.read_bytes())

    run_and_kill(MIGRATE, path, after=random.Random(seed).uniform(0.2, 1.6))

    for copy in migration_copies(path):
        with duckdb.connect(str(copy), read_only=True) as connection:
            assert connection.execute("SELECT count(*) FROM rejects").fetchone() == (50_000,)
    with open_warehouse(path) as warehouse:
        applied = rows(warehouse, "SELECT version FROM schema_version ORDER BY version")
        assert applied == [(migration.version,) for migration in packaged_migrations()]
        assert count(warehouse, "rejects") == 50_000
        migrated = fingerprint(warehouse, without=["schema_version", "content_state"])
    with duckdb.connect(str(path)) as connection:
        migrate(connection, path)
    with open_warehouse(path) as warehouse:
        assert fingerprint(warehouse, without=["schema_version", "content_state"]) == migrated


FORGET_AND_DIE = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from tercet.warehouse import compaction, erasing, forget, snapshot
from tercet.warehouse.connection import open_warehouse
from warehouse_records import NOON

path, folder, article_id = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
module, name = sys.argv[4].split(".")

def die(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)

setattr({"compaction": compaction, "erasing": erasing, "forget": forget, "snapshot": snapshot}[module], name, die)
with open_warehouse(path) as warehouse:
    plan = forget.plan_forget(warehouse, forget.Named(article_id=article_id))
    forget.erase(warehouse, plan, reason="", now=datetime.now(UTC))
erasing.finish_erasing(path, folder, keep=3, keep_days=0, now=NOON)
"""


@pytest.mark.parametrize(
    "step",
    [
        "forget._remove_texts", "forget._bury", "erasing.compact", "compaction._fill", "compaction._locked",
        "erasing.publish", "snapshot._point", "erasing._delete_holders", "erasing._holds",
    ],
)  # fmt: skip
def test_a_kill_while_forgetting_is_made_good_by_forgetting_again(tmp_path: Path, step: str) -> None:
    path, folder = tmp_path / "warehouse.duckdb", tmp_path / "snapshots"
    with open_warehouse(path) as warehouse:
        load_one(warehouse, 1)
        publish(warehouse, folder)
    path.with_name(f"{path.name}.before-0002").write_bytes(path.read_bytes())

    killed = subprocess.run(
        [sys.executable, "-c", FORGET_AND_DIE, str(path), str(folder), str(article_id(1)), step],
        check=False, env={"PYTHONPATH": str(TESTS)},
    )  # fmt: skip

    assert killed.returncode == -signal.SIGKILL
    assert_whole_for_readers(folder, published=True)
    with open_warehouse(path) as warehouse:
        erase(warehouse, plan_forget(warehouse, Named(article_id=article_id(1))), reason="", now=NOON)
    finish_erasing(path, folder, keep=3, keep_days=0, now=NOON)
    for copy in [path, *snapshots(folder), *migration_copies(path)]:
        with duckdb.connect(str(copy), read_only=True) as connection:
            assert not is_held(connection, [article_id(1)], [])
            assert connection.execute("SELECT count(*) FROM articles").fetchone() == (ARTICLES - 1,)
    assert len(snapshots(folder)) == 1
