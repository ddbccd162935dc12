"""What the thread runner brings: the nightly flow reads the bundled press, one, four and sixteen sources at a time.

    python tests/bench/bench_runner.py [--delay 0.2] [--repeats 3]

The press answers every request after a delay in seconds, as sites do; nothing is translated. Prints one JSON line per
run with its seconds of wall and CPU time (of this process, Prefect's private server not included), then a table.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import statistics
import tempfile
import time
from pathlib import Path

from night import press_settings

from tercet.flows.environment import apply_environment
from tercet.flows.sample import server

AHEAD = (1, 4, 16)


def delayed(seconds: float) -> None:
    """Have the press think about every answer."""
    answer = server._Handler.do_GET

    def slowly(handler: server._Handler) -> None:
        time.sleep(seconds)
        answer(handler)

    server._Handler.do_GET = slowly  # type: ignore[method-assign]


def night(folder: Path, ahead: int) -> dict[str, float]:
    """One night that reads and stores the whole press, with so many sources read at a time."""
    settings = press_settings(folder)
    settings.prefect_home.mkdir(parents=True)
    apply_environment(settings, server=False)
    from prefect.task_runners import ThreadPoolTaskRunner

    from tercet.flows import stages
    from tercet.flows.nightly import nightly
    from tercet.flows.parameters import NightlyParameters

    stages.READ_AHEAD = ahead
    flow = nightly.with_options(task_runner=ThreadPoolTaskRunner(max_workers=ahead))
    wall, cpu = time.perf_counter(), time.process_time()
    report = flow(NightlyParameters(translate=False))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"read_ahead": ahead, "articles": report.changed_articles, "wall": round(wall, 2), "cpu": round(cpu, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--delay", type=float, default=0.2)
    parser.add_argument("--repeats", type=int, default=3)
    chosen = parser.parse_args()
    delayed(chosen.delay)
    logging.getLogger("tercet").setLevel(logging.WARNING)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PREFECT_HOME"] = folder
        night(Path(folder) / "warm", 4)
        runs = [night(Path(folder) / f"{repeat}-{ahead}", ahead) for repeat in range(chosen.repeats) for ahead in AHEAD]
    for run in runs:
        print(json.dumps(run))
    print(f"\n{'read ahead':>10} {'wall s':>8} {'CPU s':>8}   (medians; {chosen.delay} s per answer)")
    for ahead in AHEAD:
        mine = [run for run in runs if run["read_ahead"] == ahead]
        wall, cpu = (statistics.median(run[name] for run in mine) for name in ("wall", "cpu"))
        print(f"{ahead:>10} {wall:>8.2f} {cpu:>8.2f}")


if __name__ == "__main__":
    main()
