"""Copying a database file so that the copy is whole or absent."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tercet.warehouse.errors import WarehouseError, WarehouseFullError

COPY = "import shutil, sys; shutil.copyfile(sys.argv[1], sys.argv[2])"


@contextmanager
def copied(source: Path, target: Path) -> Iterator[Path]:
    """The block gets a copy of `source` under a temporary name; when it ends well, `target` is that copy, durably.

    A crash leaves at most a file whose name starts with `.tmp-`, and never half a `target`. The source may be open in
    this process for writing, at rest after a checkpoint. It is therefore read by another process: closing any
    descriptor of it here would drop the lock that keeps other writers out.
    """
    temporary = target.with_name(f".tmp-{target.name}")
    try:
        _copy(source, temporary)
        yield temporary
        flush(temporary)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush(target.parent)


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-I", "-c", COPY, str(source), str(target)], capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return
    cause = (done.stderr.strip().splitlines() or ["the copy was interrupted"])[-1]
    if "No space left" in cause or "File too large" in cause:
        raise WarehouseFullError(target, cause)
    raise WarehouseError(f"{source} could not be copied to {target}: {cause}. Check the folder's permissions.")


def flush(path: Path) -> None:
    """The file or folder is on the disk, not only in memory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
