"""How an installation is, told by what is up, by Prefect's books where its server answers, and by the disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tercet.flows.package_state import PackageState, package_states
from tercet.flows.prefect_api import answers, our_server_answers
from tercet.flows.process_facts import is_alive, memory_bytes, with_descendants
from tercet.flows.run_books import FlowState, WaitingRun, flows_by_prefect, next_by_prefect, waiting_runs
from tercet.flows.serving_record import ProcessRecord, ServingRecord, is_served, read_record
from tercet.flows.settings import Settings
from tercet.flows.source_warnings import latest_warnings
from tercet.translations.errors import TercetError
from tercet.warehouse.connection import Warehouse, open_snapshot
from tercet.warehouse.errors import WarehouseError
from tercet.warehouse.health import SourceWarning
from tercet.warehouse.last_runs import last_runs
from tercet.warehouse.reading import totals


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessState:
    """A process of `tercet serve`. `memory` in bytes, with the runs it has started; None where it cannot be told."""

    name: str
    pid: int
    address: str
    is_well: bool
    uptime_seconds: int
    restarts: int
    memory: int | None
    log_file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseState:
    """The warehouse and what is published of it. Sizes in bytes; the counts are those of the snapshot."""

    path: Path
    bytes: int | None
    snapshot: Path | None = None
    snapshot_bytes: int | None = None
    published_at: datetime | None = None
    articles: int = 0
    translations: int = 0
    missing: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Everything `tercet status` tells. `books` says where the runs are from; `next_run` is in the schedule's zone."""

    is_served: bool
    server_answers: bool
    processes: tuple[ProcessState, ...]
    books: str
    flows: tuple[FlowState, ...]
    next_run: datetime | None
    waiting: tuple[WaitingRun, ...]
    warehouse: WarehouseState
    packages: tuple[PackageState, ...]
    warnings: tuple[SourceWarning, ...] = ()

    @property
    def is_well(self) -> bool:
        return self.is_served and self.server_answers and all(process.is_well for process in self.processes)


def status(settings: Settings, *, now: datetime | None = None) -> Status:
    """How this installation is. Changes nothing, and waits for nobody."""
    now = now or datetime.now(UTC)
    served = is_served(settings.data_dir)
    is_up = our_server_answers(settings)
    books, flows = ("Prefect", flows_by_prefect(settings)) if is_up else _flows_by_warehouse(settings)
    return Status(
        is_served=served,
        server_answers=is_up,
        processes=_processes(read_record(settings.data_dir), now, server_answers=is_up) if served else (),
        books=books,
        flows=tuple(flows),
        next_run=_next_run(settings, now, is_up=is_up),
        waiting=tuple(waiting_runs(settings, now)) if is_up else (),
        warehouse=_warehouse(settings),
        packages=tuple(package_states(settings)),
        warnings=latest_warnings(settings),
    )


def _processes(record: ServingRecord | None, now: datetime, *, server_answers: bool) -> tuple[ProcessState, ...]:
    if record is None:
        return ()
    own = ProcessRecord(name="the supervisor", pid=record.pid, started_at=record.started_at)
    return tuple(_process(one, now, server_answers=server_answers) for one in (own, *record.processes))


def _process(record: ProcessRecord, now: datetime, *, server_answers: bool) -> ProcessState:
    is_up = is_alive(record.pid)
    uptime = now - datetime.fromisoformat(record.started_at)
    family = [record.pid] if record.name == "the supervisor" else with_descendants(record.pid)
    memory = [size for pid in family if (size := memory_bytes(pid)) is not None]
    return ProcessState(
        name=record.name,
        pid=record.pid,
        address=record.address,
        is_well=is_up and (not record.health or answers(record.health, seconds=5)),
        uptime_seconds=int(uptime.total_seconds()) if is_up else 0,
        restarts=record.restarts,
        memory=sum(memory) if memory else None,
        log_file=record.log_file,
    )


def _next_run(settings: Settings, now: datetime, *, is_up: bool) -> datetime | None:
    if is_up:
        moment = next_by_prefect(settings, now)
    else:
        from tercet.flows.schedule_times import next_due

        moment = next_due(settings.schedule, now)
    return None if moment is None else moment.astimezone(settings.schedule.zone)


def _flows_by_warehouse(settings: Settings) -> tuple[str, Sequence[FlowState]]:
    """The runs as the warehouse has them; from the last snapshot while somebody writes."""
    for name, path in (("warehouse", settings.warehouse_path), ("snapshot", settings.snapshot_path)):
        if not path.exists():
            continue
        try:
            with open_snapshot(path) as opened:
                return name, [
                    FlowState(
                        flow=run.flow, run=run.run_id, state=run.status, started_at=run.started_at,
                        seconds=None if run.finished_at is None else (run.finished_at - run.started_at).total_seconds(),
                    )
                    for run in last_runs(opened)
                ]  # fmt: skip
        except WarehouseError:
            continue
    return "", []


def _warehouse(settings: Settings) -> WarehouseState:
    path = settings.warehouse_path
    size = path.stat().st_size if path.exists() else None
    try:
        with open_snapshot(settings.snapshot_path) as snapshot:
            return _published(path, size, snapshot)
    except TercetError as error:
        return WarehouseState(path=path, bytes=size, note=str(error))


def _published(path: Path, size: int | None, snapshot: Warehouse) -> WarehouseState:
    counts, facts = totals(snapshot), snapshot.path.stat()
    return WarehouseState(
        path=path,
        bytes=size,
        snapshot=snapshot.path,
        snapshot_bytes=facts.st_size,
        published_at=datetime.fromtimestamp(facts.st_mtime, UTC),
        articles=counts.articles,
        translations=counts.translations,
        missing=counts.missing,
    )
