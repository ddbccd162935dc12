"""The disposable process that runs one statement of a user on a snapshot and ends.

It reads its orders as JSON from standard input and answers with JSON on standard output. Run only by `sandbox.py`.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
import threading
import time
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

import duckdb

from tercet.warehouse.errors import QueryRefusedError, WarehouseError
from tercet.warehouse.faults import explained
from tercet.warehouse.sandbox_gate import check

GRACE_SECONDS = 2.0
POLL_SECONDS = 0.2
# Address space beyond DuckDB's own limit: the interpreter, the libraries, stacks of threads.
EXTRA_ADDRESS_SPACE = 4 << 30
MAX_ANSWER_BYTES = 64 << 20


def main() -> None:
    """Answer the order on standard input. Errors of the query are answers too."""
    order = json.load(sys.stdin)
    _limit_process(order)
    try:
        answer = _run(order)
    except QueryRefusedError as error:
        answer = {"error": "refused", "message": str(error)}
    except (duckdb.InterruptException, duckdb.OutOfMemoryException, MemoryError, _TooMuchError) as error:
        answer = {"error": "limit", "message": _limit_message(error, order)}
    except (duckdb.Error, WarehouseError) as error:
        answer = {"error": "failed", "message": str(error)}
    json.dump(answer, sys.stdout, ensure_ascii=True)


class _TooMuchError(Exception):
    """The answer is larger than what one may take out at once."""


def _limit_process(order: dict[str, Any]) -> None:
    """Whatever the query manages to start, the system stops: no file is written, time and memory end."""
    seconds = int(order["timeout_seconds"] * order["threads"] + GRACE_SECONDS) + 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if sys.platform == "linux":
        space = (order["memory_mb"] << 20) + EXTRA_ADDRESS_SPACE
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
    deadline = time.monotonic() + order["timeout_seconds"] + GRACE_SECONDS
    threading.Thread(target=_end_in_time, args=(deadline, os.getppid()), daemon=True).start()


def _end_in_time(deadline: float, caller: int) -> None:
    """End this process when the time is up, whatever DuckDB is at, or when nobody waits for the answer any more."""
    while time.monotonic() < deadline and os.getppid() == caller:
        time.sleep(POLL_SECONDS)
    os._exit(1)


def _run(order: dict[str, Any]) -> dict[str, Any]:
    with explained(Path(order["snapshot"])):
        connection = locked_down(order["snapshot"], memory_mb=order["memory_mb"], threads=order["threads"])
    check(connection, order["sql"])
    timer = threading.Timer(order["timeout_seconds"], connection.interrupt)
    timer.daemon = True
    timer.start()
    started = time.monotonic()
    result = connection.execute(order["sql"])
    described = result.description or []
    rows = result.fetchmany(order["limit"] + 1)
    return {
        "columns": [str(column[0]) for column in described],
        "types": [str(column[1]) for column in described],
        "rows": _plain_rows(rows[: order["limit"]]),
        "is_truncated": len(rows) > order["limit"],
        "seconds": time.monotonic() - started,
    }


def locked_down(snapshot: str, *, memory_mb: int, threads: int) -> duckdb.DuckDBPyConnection:
    """The snapshot, read only, without files, extensions, Python objects or settings to change."""
    connection = duckdb.connect(
        snapshot,
        read_only=True,
        config={
            "memory_limit": f"{memory_mb}MB",
            "threads": str(threads),
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _plain_rows(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    """The rows as JSON values, not too many bytes of them."""
    plain, size = [], 0
    for row in rows:
        cells = [_plain(value) for value in row]
        size += sum(len(cell) if isinstance(cell, str) else 16 for cell in cells)
        if size > MAX_ANSWER_BYTES:
            raise _TooMuchError
        plain.append(cells)
    return plain


def _plain(value: Any) -> Any:
    """A value as JSON has it: times in ISO 8601, bytes in hex, what JSON lacks as its text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime | date | time_of_day):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value).replace(", ", " ")
    if isinstance(value, bytes | bytearray):
        return bytes(value).hex()
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    return str(value)


def _limit_message(error: BaseException, order: dict[str, Any]) -> str:
    if isinstance(error, duckdb.InterruptException):
        return f"The query took longer than {order['timeout_seconds']:g} seconds. Narrow it, or raise the time limit."
    if isinstance(error, _TooMuchError):
        return f"The result is larger than {MAX_ANSWER_BYTES >> 20} MB. Select fewer rows or columns."
    return f"The query needs more than {order['memory_mb']} MB of memory. Narrow it, or raise the memory limit."


if __name__ == "__main__":
    main()
