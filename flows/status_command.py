"""What `tercet status` prints."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console
from rich.table import Table

from tercet.flows.console import stdout_console
from tercet.flows.retention import StoreSize, storage_report
from tercet.flows.settings import Settings
from tercet.flows.status import Status, status


def show_status(settings: Settings, *, as_json: bool) -> bool:
    """Print how this installation is; whether `tercet serve` is up with all its parts well."""
    found, stores = status(settings), storage_report(settings)
    if as_json:
        sys.stdout.write(json.dumps(_as_json(settings, found, stores), indent=2, default=_plain) + "\n")
    else:
        _print(stdout_console(), settings, found, stores)
    return found.is_well


def _as_json(settings: Settings, found: Status, stores: tuple[StoreSize, ...]) -> dict[str, Any]:
    memory = [process.memory for process in found.processes if process.memory is not None]
    return {
        "is_well": found.is_well,
        **asdict(found),
        "memory_bytes": sum(memory) if memory else None,
        "schedule": {"cron": settings.schedule.cron, "timezone": settings.schedule.timezone},
        "storage": [asdict(store) for store in stores],
    }


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _print(console: Console, settings: Settings, found: Status, stores: tuple[StoreSize, ...]) -> None:
    _print_processes(console, settings, found)
    _print_runs(console, settings, found)
    for warning in found.warnings:
        mark = "!" if warning.is_expectation else "-"
        console.print(f"{mark} {warning}", markup=False, soft_wrap=True)
    _print_warehouse(console, found, stores)
    packages = Table("pair", "package", "version", title="Translation packages", title_justify="left")
    for one in found.packages:
        packages.add_row(one.pair, f"{one.package}{' (demo)' if one.is_demo else ''}" or one.fault, one.version)
    console.print(packages)


def _print_processes(console: Console, settings: Settings, found: Status) -> None:
    if not found.is_served:
        other = ", though something answers on its port" if found.server_answers else ""
        console.print(f"`tercet serve` is not running on {settings.data_dir}{other}.", markup=False, soft_wrap=True)
        return
    table = Table("process", "pid", "is", "up for", "restarts", "memory", "address", title_justify="left")
    table.title = "`tercet serve` is running" if found.is_well else "`tercet serve` is running, but not well"
    for one in found.processes:
        well = "well" if one.is_well else f"not well, see {one.log_file}"
        table.add_row(
            one.name, str(one.pid), well, _span(one.uptime_seconds), str(max(one.restarts, 0)), _size(one.memory),
            one.address,
        )  # fmt: skip
    console.print(table)


def _print_runs(console: Console, settings: Settings, found: Status) -> None:
    if found.flows:
        table = Table("flow", "last run", "state", "started", "took", title=f"Last runs ({found.books})")
        table.title_justify = "left"
        for run in found.flows:
            took = "" if run.seconds is None else _span(run.seconds)
            table.add_row(run.flow, run.run, run.state, _moment(run.started_at, settings), took)
        console.print(table)
    else:
        console.print("No run yet.")
    when = "none is scheduled" if found.next_run is None else f"{found.next_run:%Y-%m-%d %H:%M %Z}"
    if found.next_run is not None and not found.is_served:
        when += ", if `tercet serve` runs then"
    console.print(f"Next nightly run: {when} ({settings.schedule.timezone})", markup=False)
    for waiting in found.waiting:
        due = _moment(waiting.expected_at, settings)
        console.print(f"Queue: {waiting.run} is {waiting.state}, due {due}", markup=False, soft_wrap=True)


def _print_warehouse(console: Console, found: Status, stores: tuple[StoreSize, ...]) -> None:
    house = found.warehouse
    if house.published_at is None:
        console.print(f"Warehouse: {house.note}", markup=False, soft_wrap=True)
    else:
        age = _span((datetime.now(UTC) - house.published_at).total_seconds())
        console.print(
            f"Warehouse: {house.articles} articles, {house.translations} versions made, {house.missing} missing; "
            f"published {age} ago: {house.snapshot}",
            markup=False, soft_wrap=True,
        )  # fmt: skip
    table = Table("stored", "size", "would be deleted", "why", title="Storage", title_justify="left")
    for store in stores:
        doomed = f"{_size(store.would_delete_bytes)} in {len(store.would_delete)} files" if store.would_delete else ""
        table.add_row(store.name, _size(store.bytes), doomed, store.reason)
    console.print(table)


def _moment(moment: datetime, settings: Settings) -> str:
    return f"{moment.astimezone(settings.schedule.zone):%Y-%m-%d %H:%M %Z}"


def _span(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return str(timedelta(seconds=round(seconds)))


def _size(size: int | None) -> str:
    return "" if size is None else f"{size / 1e6:.1f} MB"
