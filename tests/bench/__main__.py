"""`make bench`: the benchmarks that need no data of yours, one after the other; then how to run the others.

Figures are words, sentences or rows per CPU second beside a reference in the same run, never absolute times.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NEEDS_NO_DATA = (
    "bench_warehouse.py",
    "bench_stories.py",
    "bench_reader.py",
    "bench_translate.py",
    "bench_package_size.py",
    "bench_dedupe.py",
)
NEEDS_DATA = (
    "bench_segment.py",
    "bench_feeds.py",
    "bench_detect.py",
    "bench_quality.py",
    "bench_align.py",
    "bench_extract.py",
)


def main() -> int:
    """Run the benchmarks; returns 1 when one of them failed."""
    paths = [str(HERE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    failed = 0
    for name in NEEDS_NO_DATA:
        print(f"== {name}", flush=True)
        failed |= subprocess.run([sys.executable, HERE / name], env=environment, check=False).returncode
    print("\nThese take the texts to measure on as arguments; each explains itself with --help:")
    for name in NEEDS_DATA:
        print(f"  {Path(sys.executable).name} tests/bench/{name}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
