"""The process that registers the deployments and runs what is started: `python -m tercet.flows.runner`.

The supervisor keeps it up. A run is a child process of it, which ends with it (see leash).
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from functools import partial
from threading import Thread

from prefect.exceptions import TerminationSignal
from prefect.runner import Runner

from tercet.flows.crash_automation import ensure_crash_automation
from tercet.flows.deployments import deployments
from tercet.flows.environment import settings_from_environment
from tercet.flows.leash import PARENT_VARIABLE
from tercet.flows.missed_nights import catch_up, settle_interrupted, settle_missed
from tercet.flows.prefect_api import NO_ANSWER
from tercet.flows.process_facts import with_descendants
from tercet.flows.runlog import set_up_logging
from tercet.flows.schedule_times import last_due
from tercet.flows.serving_record import read_record
from tercet.flows.settings import Settings

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
JUMP_SECONDS = 30.0
"""The clock went on this much more than we waited: the machine slept."""


def main() -> None:
    """Put right what was left behind, register the deployments, and run what is started until told to stop."""
    settings = settings_from_environment()
    set_up_logging("info")
    os.environ[PARENT_VARIABLE] = str(os.getpid())
    ensure_crash_automation(settings)
    settle_interrupted(settings)
    missed = settle_missed(settings, partial(last_due, settings.schedule))
    # One writer may open the warehouse, so one run works at a time, of whatever deployment.
    runner = Runner(name="tercet", limit=1, pause_on_shutdown=False)
    for deployment in deployments(settings):
        runner.add_deployment(deployment)
    if missed is not None:
        catch_up(settings, missed)
    Thread(target=_follow_clock_and_server, args=(settings,), name="watch", daemon=True).start()
    try:
        asyncio.run(runner.start())
    except (KeyboardInterrupt, TerminationSignal):
        logger.info("runner.stopped")


def _follow_clock_and_server(settings: Settings) -> None:
    """When the machine slept through nights, let one run make up for them; when the server is another, begin anew.

    Prefect's runner stops looking for runs to be cancelled once its server was away, and never takes it up again.
    """
    looked, server = time.time(), _server_process(settings)
    while True:
        time.sleep(LOOK_SECONDS)
        looked, before = time.time(), looked
        if looked - before > LOOK_SECONDS + JUMP_SECONDS:
            _make_up_for_sleep(settings)
        if _server_process(settings) != server and with_descendants(os.getpid()) == [os.getpid()]:
            logger.info("runner.begins_anew reason=%s", "the server was started again, and no run is at work")
            os.kill(os.getpid(), signal.SIGTERM)
            return


def _make_up_for_sleep(settings: Settings) -> None:
    try:
        missed = settle_missed(settings, partial(last_due, settings.schedule))
        if missed is not None:
            catch_up(settings, missed)
    except NO_ANSWER as error:
        logger.warning("runner.not_caught_up error=%s", error)


def _server_process(settings: Settings) -> int | None:
    record = read_record(settings.data_dir)
    return next((one.pid for one in record.processes if one.health), None) if record else None


if __name__ == "__main__":
    main()
