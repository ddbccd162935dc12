"""Running SQL of a user on a published snapshot so that it can harm neither the warehouse nor the machine.

Each statement runs in a process of its own, read only, with files, extensions and settings locked, and with limits of
time, memory, rows and written files that the operating system enforces (see `sandbox_gate` for what may be said).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tercet.warehouse.errors import NoSnapshotError, QueryError, QueryLimitError, QueryRefusedError

GRACE_SECONDS = 5.0
MAX_THREADS = 4
# What the interpreter of the child may need of the environment; nothing else goes in.
ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL", "SYSTEMROOT")
ERRORS: dict[str, type[QueryError]] = {"refused": QueryRefusedError, "limit": QueryLimitError, "failed": QueryError}


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlResult:
    """Rows of JSON values: times are ISO 8601 text in UTC, bytes hex. `is_truncated`: there were more rows."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    is_truncated: bool
    seconds: float


def run_sql(
    snapshot: Path, sql: str, *, limit: int = 1000, timeout_seconds: float = 30.0, memory_mb: int = 1024
) -> SqlResult:
    """The rows that one reading statement gives on a snapshot, at most `limit`.

    Anything that is not a plain reading raises QueryRefusedError, a limit reached QueryLimitError, any other fault of
    the query QueryError with DuckDB's message. Ctrl-C ends the query with the caller.
    """
    if not snapshot.is_file():
        raise NoSnapshotError(snapshot.parent)
    _check_text(sql)
    order = {
        "snapshot": str(snapshot.resolve()),
        "sql": sql,
        "limit": limit,
        "timeout_seconds": timeout_seconds,
        "memory_mb": memory_mb,
        "threads": min(MAX_THREADS, os.cpu_count() or 1),
    }
    answer = _answer(order)
    if "error" in answer:
        raise ERRORS[answer["error"]](answer["message"])
    return SqlResult(
        columns=tuple(answer["columns"]),
        types=tuple(answer["types"]),
        rows=tuple(tuple(row) for row in answer["rows"]),
        is_truncated=answer["is_truncated"],
        seconds=answer["seconds"],
    )


def _check_text(sql: str) -> None:
    """Refuse text that parsers read differently: after a NUL some stop and some go on."""
    try:
        sql.encode()
    except UnicodeEncodeError as error:
        raise QueryRefusedError("The query is not valid Unicode text: it has half a character.") from error
    if "\0" in sql:
        raise QueryRefusedError("The query has a NUL character. Remove it.")


def _answer(order: dict[str, Any]) -> dict[str, Any]:
    """Run the child and read its answer; it is gone when this returns or raises."""
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    with subprocess.Popen(
        [sys.executable, "-I", "-m", "tercet.warehouse.sandbox_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    ) as child:
        try:
            output, errors = child.communicate(
                json.dumps(order).encode(), timeout=order["timeout_seconds"] + GRACE_SECONDS
            )
        except subprocess.TimeoutExpired:
            raise QueryLimitError(_too_long(order)) from None
        finally:
            child.kill()
    if child.returncode == 0:
        answer: dict[str, Any] = json.loads(output)
        return answer
    if child.returncode in (1, -signal.SIGXCPU, -signal.SIGKILL) and not errors.strip():
        raise QueryLimitError(_too_long(order))
    raise QueryError(f"The query ended its process ({_cause(child.returncode, errors)}). Simplify it.")


def _too_long(order: dict[str, Any]) -> str:
    return f"The query took longer than {order['timeout_seconds']:g} seconds. Narrow it, or raise the time limit."


def _cause(code: int, errors: bytes) -> str:
    if code < 0:
        return f"signal {signal.Signals(-code).name}"
    lines = errors.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"exit code {code}"
