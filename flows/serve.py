"""`tercet serve`: one command that brings up the Prefect server, the deployments and the crash automation."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tercet.flows.environment import prefect_environment
from tercet.flows.errors import ConfigError
from tercet.flows.listeners import who_listens
from tercet.flows.prefect_api import NO_ANSWER, answers, get
from tercet.flows.serving_record import (
    AlreadyServingError,
    ProcessRecord,
    ServingRecord,
    only_one,
    read_record,
    stamp,
    write_record,
)
from tercet.flows.settings import Settings
from tercet.flows.supervisor import Child, Program, Supervisor
from tercet.translations.errors import TercetError

LEFTOVERS_SECONDS = 30.0
"""How long the children of a killed `tercet serve` may take to end by themselves (see leash) and free their ports."""


def serve(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Run everything until Ctrl-C or SIGTERM. Raises TercetError when it cannot be started."""
    with _alone(settings):
        children = programs(settings)
        for program in children:
            _refuse_taken_port(settings, program)
        started = datetime.now(UTC)
        supervisor = Supervisor(children, on_change=lambda: _write_down(settings, supervisor, started))
        _stop_on_signals(supervisor)
        say(f"Starting on 127.0.0.1:{settings.server.port} (the first start takes half a minute) ...")
        try:
            supervisor.start()
        except TimeoutError as error:
            supervisor.stop()
            raise TercetError(f"{error} Fix what it says there, then run `tercet serve` again.") from error
        if not supervisor.is_stopping:
            _announce(settings, say)
        supervisor.watch()
        say("Stopped.")


def programs(settings: Settings) -> list[Program]:
    """What is kept running, in the order in which it is started. A further service is one more line here."""
    return [
        module_program(
            settings,
            "the Prefect server",
            "tercet.flows.cockpit.server",
            port=settings.server.port,
            health="/api/health",
        ),
        _runner(settings),
        module_program(
            settings, "the reader", "tercet.flows.reader", port=settings.server.reader_port, health="/health"
        ),
    ]


def module_program(settings: Settings, name: str, module: str, *, port: int = 0, health: str = "") -> Program:
    """A module of ours as a program on the leash (see there). With a port and the path of its health, it is ready when
    that answers."""
    address = f"http://127.0.0.1:{port}" if port else ""
    return Program(
        name=name,
        arguments=[sys.executable, "-m", "tercet.flows.leash", module],
        environment=prefect_environment(settings, server=True),
        log_file=settings.data_dir / "logs" / f"{name.removeprefix('the ').replace(' ', '-').lower()}.log",
        address=address,
        health=health and address + health,
        is_ready=lambda: not health or answers(address + health),
    )


def _runner(settings: Settings) -> Program:
    """The runner is ready when it has registered the deployments; those of an earlier run do not count."""
    program = module_program(settings, "the runner", "tercet.flows.runner")
    started = datetime.now(UTC)

    def is_ready() -> bool:
        try:
            updated = get(settings, "/deployments/name/nightly/nightly")["updated"]
            return datetime.fromisoformat(updated) > started
        except (*NO_ANSWER, KeyError):
            return False

    return Program(
        name=program.name, arguments=program.arguments, environment=program.environment, log_file=program.log_file,
        is_ready=is_ready,
    )  # fmt: skip


def _announce(settings: Settings, say: Callable[[str], None]) -> None:
    base = f"http://127.0.0.1:{settings.server.port}"
    say(f"Ready. Open {base}/deployments and press Run, or leave it: the nightly flow runs by itself")
    say(f"  (cron {settings.schedule.cron!r}, time zone {settings.schedule.timezone}).")
    say(f"  read: http://127.0.0.1:{settings.server.reader_port}")
    say(f"  logs: {settings.data_dir / 'logs'}   warehouse snapshot: {settings.snapshot_path}")
    say("Ctrl-C stops everything.")


def _write_down(settings: Settings, supervisor: Supervisor, started: datetime) -> None:
    processes = tuple(_recorded(child) for child in supervisor.children if child.process is not None)
    write_record(settings.data_dir, ServingRecord(pid=os.getpid(), started_at=stamp(started), processes=processes))


def _recorded(child: Child) -> ProcessRecord:
    program = child.program
    return ProcessRecord(
        name=program.name, pid=child.process.pid if child.process else 0, started_at=stamp(child.started_at),
        address=program.address, health=program.health, restarts=child.restarts, log_file=str(program.log_file),
    )  # fmt: skip


def _stop_on_signals(supervisor: Supervisor) -> None:
    """Stop cleanly on Ctrl-C, SIGTERM, and when the terminal is closed, unless that is to be survived (nohup)."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, supervisor.request_stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, supervisor.request_stop)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Refuse to serve a data folder that is served already."""
    try:
        with only_one(settings.data_dir):
            yield
    except AlreadyServingError:
        record = read_record(settings.data_dir)
        since = f" (process {record.pid}, since {record.started_at})" if record else ""
        raise ConfigError(
            f"`tercet serve` runs already on the data folder {settings.data_dir}{since}. `tercet status` shows it. "
            "Stop it first with Ctrl-C or SIGTERM, or choose another folder: data_dir in config.yaml."
        ) from None


def _refuse_taken_port(settings: Settings, program: Program) -> None:
    port = urlsplit(program.address).port
    if port is None:
        return
    key = "server.reader_port" if port == settings.server.reader_port else "server.port"
    # The children of a `tercet serve` that was killed give the port back by themselves; nobody else does.
    record = read_record(settings.data_dir)
    ours = tuple(f"(process {one.pid})" for one in record.processes) if record else ()
    deadline = time.monotonic() + LEFTOVERS_SECONDS
    while error := _bind_error(port):
        other = who_listens(port)
        is_leftover = bool(ours) and (other is None or other.endswith(ours))
        if time.monotonic() > deadline or not is_leftover:
            raise ConfigError(
                f"Port {port} on 127.0.0.1, for {program.name}, is taken ({error}){f' by: {other}' if other else ''}. "
                f"Stop the other program (perhaps another `tercet serve`), or choose another port: {key} in "
                "config.yaml."
            )
        time.sleep(0.5)


def _bind_error(port: int) -> str | None:
    """Why nobody else could listen on a port now, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error.strerror or str(error)
    return None
