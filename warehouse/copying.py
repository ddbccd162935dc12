"""Copying a database file so that the copy is whole or absent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tercet.warehouse.errors import WarehouseError, WarehouseFullError

COPY = "import shutil, sys; shutil.copyfile(sys.argv[1], sys.argv[2])"


def copy_file(source: Path, target: Path) -> None:
    """`target` is a whole, durable copy of `source`: a crash leaves at most a file whose name starts with `.tmp-`.

    The source may be open in this process for writing, at rest after a checkpoint. It is therefore read by another
    process: closing any descriptor of it here would drop the lock that keeps other writers out.
    """
    temporary = target.with_name(f".tmp-{target.name}")
    done = subprocess.run(
        [sys.executable, "-I", "-c", COPY, str(source), str(temporary)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        temporary.unlink(missing_ok=True)
        cause = (done.stderr.strip().splitlines() or ["the copy was interrupted"])[-1]
        if "No space left" in cause or "File too large" in cause:
            raise WarehouseFullError(target, cause)
        raise WarehouseError(f"{source} could not be copied to {target}: {cause}. Check the folder's permissions.")
    flush(temporary)
    temporary.replace(target)
    flush(target.parent)


def flush(path: Path) -> None:
    """The file or folder is on the disk, not only in memory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
