"""A dry run does what a run does, on a copy of the warehouse that is thrown away with all else it wrote."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tercet.flows.settings import Settings
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.snapshot import publish

PREFIX = "dry-run-"
WAIT_FOR_WRITER_SECONDS = 120.0


@contextmanager
def rehearsal(settings: Settings) -> Iterator[Settings]:
    """Within the block, the same settings with a data folder of their own: a copy of the warehouse, links to the rest.

    It lies in the site's data folder, so there must be room for a second warehouse. What a killed dry run left there
    is removed by the next.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    for stray in settings.data_dir.glob(f"{PREFIX}*"):
        shutil.rmtree(stray, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=settings.data_dir) as folder:
        # The archive of pages is only read, so nothing that is fetched is added to it.
        fetch = settings.fetch.model_copy(update={"keep_warc": False})
        trial = settings.model_copy(update={"data_dir": Path(folder) / "data", "fetch": fetch})
        trial.data_dir.mkdir()
        for mine, theirs in _read_only_folders(trial, settings):
            if theirs.is_dir():
                mine.symlink_to(theirs, target_is_directory=True)
        if settings.warehouse_path.is_file():
            _copy_warehouse(settings, trial)
        yield trial


def _read_only_folders(trial: Settings, settings: Settings) -> tuple[tuple[Path, Path], ...]:
    """What a run only reads, and may be large."""
    bundled = "demo-packages"
    return (
        (trial.packages_folder, settings.packages_folder),
        (trial.data_dir / bundled, settings.data_dir / bundled),
        (trial.warc_folder, settings.warc_folder),
    )


def _copy_warehouse(settings: Settings, trial: Settings) -> None:
    with open_warehouse(settings.warehouse_path, wait_seconds=WAIT_FOR_WRITER_SECONDS) as warehouse:
        copy = publish(warehouse, trial.snapshot_folder)
    if copy is not None:
        copy.chmod(0o644)
        copy.rename(trial.warehouse_path)
