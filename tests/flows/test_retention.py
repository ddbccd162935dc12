"""What is kept, how large it is, and what goes: as the configuration says, and nothing else."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from newsroom import ask, configure, read_sources

from tercet.flows.environment import prefect_environment
from tercet.flows.retention import StoreSize, apply_retention, storage_report, tidied
from tercet.flows.settings import Settings
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.forget import Named, erase, plan_forget
from tercet.warehouse.snapshot import current_snapshot, snapshots

NOW = datetime.now(UTC)
TEXT = "Міст через річку відкрили\n\nРух мостом через річку відновили о шостій ранку, і перші автобуси вже проїхали."


def site(folder: Path, **more: object) -> Settings:
    """A site with a warehouse of one article, taken from a file."""
    settings = configure(folder, {"id": "inbox", "kind": "files", "paths": ["inbox/*.txt"]}, **more)
    (folder / "inbox").mkdir()
    (folder / "inbox" / "a.txt").write_text(TEXT, encoding="utf-8")
    read_sources(settings, at=NOW)
    return settings


def archive(settings: Settings, days_ago: int, size: int = 1000) -> Path:
    """An archive file that a run so many days ago began."""
    at = NOW - timedelta(days=days_ago)
    path = settings.warc_folder / f"{at:%Y}" / f"{at:%m}" / f"tercet-{at:%Y%m%dT%H%M%S}-abc123-00000.warc.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return path


def aged(path: Path, days: float) -> Path:
    at = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (at, at))
    return path


def store(settings: Settings, name: str) -> StoreSize:
    (found,) = [one for one in storage_report(settings, now=NOW) if one.name == name]
    return found


def test_the_report_tells_every_store_with_its_size(tmp_path: Path) -> None:
    settings = site(tmp_path)
    archive(settings, 400)

    report = {one.name: one for one in storage_report(settings, now=NOW)}

    names = {"warehouse", "migration copies", "snapshots", "raw pages", "Prefect", "packages", "logs"}
    assert set(report) == names
    assert report["warehouse"].bytes == settings.warehouse_path.stat().st_size
    assert report["snapshots"].bytes == current_snapshot(settings.snapshot_folder).stat().st_size
    assert report["raw pages"].bytes == 1000


def test_by_default_raw_pages_are_kept_for_ever_and_nothing_goes(tmp_path: Path) -> None:
    settings = site(tmp_path)
    old = archive(settings, 4000)

    done = apply_retention(settings, now=NOW)

    assert (done.deleted, done.problems, done.compacted) == ((), (), None)
    assert old.exists()


def test_before_the_first_run_there_is_nothing_to_report_and_nothing_goes_wrong(tmp_path: Path) -> None:
    settings = configure(tmp_path, retention={"warc_days": 1})

    assert {one.bytes for one in storage_report(settings)} == {0}
    assert apply_retention(settings).problems == ()
    assert not settings.warehouse_path.exists()


def test_raw_pages_go_by_age_and_the_documents_no_longer_point_to_them(tmp_path: Path) -> None:
    settings = site(tmp_path, retention={"warc_days": 365})
    old, young = aged(archive(settings, 400), 0), archive(settings, 300)
    names = [path.relative_to(settings.warc_folder).as_posix() for path in (old, young)]
    with open_warehouse(settings.warehouse_path) as warehouse, warehouse.transaction() as cursor:
        for number, name in enumerate(names):
            cursor.execute(
                "INSERT INTO documents (document_id, url, final_url, status_code, content_type, body_sha256, "
                "fetched_at, warc_file, warc_offset) VALUES (?, 'u', 'u', 200, '', '', now(), ?, 0)",
                [number, name],
            )
    told = store(settings, "raw pages")

    done = apply_retention(settings, now=NOW)

    assert told.would_delete == done.deleted == (old,)
    assert (told.would_delete_bytes, done.freed_bytes) == (1000, 1000)
    assert "365 days" in told.reason
    assert young.exists()
    assert ask(settings, "SELECT warc_file FROM documents ORDER BY document_id") == [(None,), (names[1],)]


def test_raw_pages_go_oldest_first_until_the_rest_is_small_enough(tmp_path: Path) -> None:
    settings = site(tmp_path, retention={"warc_max_bytes": 1_000_000})
    oldest, older, newest = (archive(settings, days, 450_000) for days in (30, 20, 10))

    done = apply_retention(settings, now=NOW)

    assert done.deleted == (oldest,)
    assert older.exists()
    assert newest.exists()


def test_raw_pages_stay_while_another_process_writes(tmp_path: Path) -> None:
    settings = site(tmp_path, retention={"warc_days": 365})
    old = archive(settings, 400)

    with open_warehouse(settings.warehouse_path):
        done = apply_retention(settings, now=NOW)

    assert old.exists()
    assert "in use" in done.problems[0]


def test_snapshots_are_kept_by_number_and_by_age(tmp_path: Path) -> None:
    settings = site(tmp_path, warehouse={"keep_snapshots": 1, "keep_snapshot_days": 5})
    current = current_snapshot(settings.snapshot_folder)
    old, young = (current.with_name(f"wh-0000000{number}-00000000.duckdb") for number in (1, 2))
    for path, days in ((old, 6), (young, 4)):
        path.write_bytes(b"snapshot")
        aged(path, days)
    told = store(settings, "snapshots")

    done = apply_retention(settings, now=NOW)

    assert told.would_delete == done.deleted == (old,)
    assert snapshots(settings.snapshot_folder) == [current, young]


def test_of_the_copies_before_migrations_the_newest_always_stays(tmp_path: Path) -> None:
    settings = site(tmp_path)
    path = settings.warehouse_path
    copies = [aged(_copy(path, number), 40 + number) for number in (2, 3)]

    done = apply_retention(settings, now=NOW)

    assert done.deleted == (copies[1],)
    assert copies[0].exists()


def _copy(path: Path, number: int) -> Path:
    copy = path.with_name(f"{path.name}.before-{number:04}")
    copy.write_bytes(b"copy")
    return copy


def test_an_old_and_wasteful_warehouse_is_compacted_and_the_report_announces_it(tmp_path: Path) -> None:
    settings = site(tmp_path, warehouse={"compact_days": 7, "compact_wasted_percent": 0})
    later = NOW + timedelta(days=8)

    assert apply_retention(settings, now=NOW).compacted is None
    done = apply_retention(settings, now=later)

    assert done.compacted is not None
    assert ask(settings, "SELECT compacted_at FROM compactions") == [(later,)]
    assert apply_retention(settings, now=later + timedelta(days=1)).compacted is None


def test_what_forgetting_left_undone_is_done(tmp_path: Path) -> None:
    """As after a kill between the removal of the rows and the erasure of their bytes."""
    settings = site(tmp_path)
    with open_warehouse(settings.warehouse_path) as warehouse:
        ((article_id,),) = _ids(warehouse)
        erase(warehouse, plan_forget(warehouse, Named(article_id=article_id)), reason="", now=NOW)
    held = current_snapshot(settings.snapshot_folder)

    done = apply_retention(settings, now=NOW)

    assert done.problems == ()
    assert done.compacted is not None
    assert not held.exists()
    assert ask(settings, "SELECT count(*) FROM forgotten WHERE erased_at IS NULL") == [(0,)]


def _ids(warehouse: object) -> list[tuple[int]]:
    from tables import rows

    return rows(warehouse, "SELECT article_id FROM articles")  # type: ignore[arg-type]


def test_retention_is_applied_when_a_night_ends_and_when_it_fails(tmp_path: Path) -> None:
    settings = site(tmp_path, retention={"warc_days": 365})
    first = archive(settings, 400)
    with tidied(settings):
        assert first.exists()
    assert not first.exists()
    second = archive(settings, 401)

    with pytest.raises(ValueError, match="the night failed"), tidied(settings):
        raise ValueError("the night failed")

    assert not second.exists()


def test_prefect_is_told_how_long_to_keep_its_history(tmp_path: Path) -> None:
    kept = prefect_environment(configure(tmp_path / "a", retention={"prefect_days": 10}), server=True)
    for_ever = prefect_environment(configure(tmp_path / "b", retention={"prefect_days": None}), server=True)

    assert kept["PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED"] == "events,flow_runs"
    assert kept["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] == str(10 * 86400)
    assert not [name for name in for_ever if "VACUUM" in name]
