"""Who listens on a port of this machine, for messages that name the other program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

LISTEN = "0A"
"""The state of a listening socket in /proc/net/tcp."""


def who_listens(port: int, *, proc: Path = Path("/proc")) -> str | None:
    """The command and process id of what listens on a TCP port, like "python -m http.server (process 4711)".

    None where it cannot be told: on systems without /proc, or when the program belongs to somebody else.
    """
    sockets = {f"socket:[{inode}]" for inode in _listening(port, proc)}
    if not sockets:
        return None
    for folder in proc.glob("[0-9]*"):
        if sockets.intersection(_open_files(folder / "fd")):
            command = (folder / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ").strip()
            return f"{command[:120]} (process {folder.name})"
    return None


def _listening(port: int, proc: Path) -> Iterator[str]:
    """The inodes of the sockets that listen on a port."""
    for name in ("tcp", "tcp6"):
        try:
            lines = (proc / "net" / name).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = re.split(r"\s+", line.strip())
            if fields[3] == LISTEN and int(fields[1].rpartition(":")[2], 16) == port:
                yield fields[9]


def _open_files(folder: Path) -> Iterator[str]:
    """What the file descriptors of a process lead to; nothing where we may not look or the process has ended."""
    try:
        for entry in folder.iterdir():
            yield str(entry.readlink())
    except OSError:
        return
