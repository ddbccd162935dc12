"""What a small network saves: a package of the size that `tercet train` makes, beside one of Argos' size.

    python tests/bench/bench_package_size.py [--sentences 60] [--repeats 3]

Both have hand-made weights that write their source in Ukrainian letters, so they do the same work on the same text;
their texts are worth nothing, their cost is real. Words are those of the source, seconds are CPU seconds of the whole
process; the two take turns, and medians are told. Prints JSON lines, then a table.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tiny_package import ARGOS_SHAPE, STARTER_SHAPE, Behaviour, Shape, build_tiny_package, known_words

from tercet.translations.argos import ArgosEngine
from tercet.translations.engine import DecodeSettings
from tercet.translations.packages import install_archive

GOAL = 2.0
"""Several times faster, at least twice."""


def main() -> int:
    """Run and print; returns 1 where the small package misses the goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=60)
    parser.add_argument("--repeats", type=int, default=3)
    chosen = parser.parse_args()
    texts = sentences(chosen.sentences)
    words = sum(len(text.split()) for text in texts)
    with TemporaryDirectory() as name:
        engines = {
            "argos size (6+6, 512)": engine(Path(name) / "argos", ARGOS_SHAPE, texts),
            "tercet train (6+2, 384)": engine(Path(name) / "starter", STARTER_SHAPE, texts),
        }
        seconds: dict[str, list[float]] = {label: [] for label in engines}
        for one in engines.values():
            one.decode(texts[:1])
        for _ in range(chosen.repeats):
            for label, one in engines.items():
                started = time.process_time()
                one.decode(texts)
                seconds[label].append(time.process_time() - started)
    rates = {label: words / statistics.median(some) for label, some in seconds.items()}
    first, second = rates
    for label, rate in rates.items():
        print(json.dumps({"bench": "package_size", "package": label, "words_per_cpu_second": round(rate, 1)}))
    ratio = rates[second] / rates[first]
    print(f"\n{'package':<26}{'words/CPU s':>14}{'ratio':>8}")
    for label, rate in rates.items():
        print(f"{label:<26}{rate:>14.1f}{rate / rates[first]:>8.2f}")
    print(f"\nGoal: at least {GOAL:.1f} times as fast. {'Reached' if ratio >= GOAL else 'MISSED'}: {ratio:.2f}")
    return int(ratio < GOAL)


def sentences(count: int) -> list[str]:
    """English sentences of the bundled press, numbered so that they differ."""
    rows = (resources.files("tercet.flows.sample") / "references.tsv").read_text(encoding="utf-8").splitlines()
    texts = [row.split("\t")[2] for row in rows if row.startswith("en\tuk\t")]
    return [f"{texts[number % len(texts)]} ({number})" for number in range(count)]


def engine(folder: Path, shape: Shape, texts: Sequence[str]) -> ArgosEngine:
    """An engine on a package of these dimensions that knows the words of the texts."""
    folder.mkdir()
    behaviour = Behaviour(words=known_words(texts, "en-uk"))
    archive = build_tiny_package(folder, "en-uk", shape=shape, behaviour=behaviour)
    (folder / "installed").mkdir()
    installed = install_archive(archive, folder / "installed")
    return ArgosEngine(installed, DecodeSettings(beam_size=4))


if __name__ == "__main__":
    sys.exit(main())
