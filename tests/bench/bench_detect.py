"""How well and how fast languages are told, by kind of text, and what each voter adds.

    python tests/bench/bench_detect.py langid.jsonl.xz

Each line of the file is {"kind", "lang", "text"}. Prints one JSON line per kind: accuracy over all languages and over
en/uk/ru, false accepts (texts in other languages called one of ours), texts per CPU second, the share of texts that
each voter was the last one asked about, and all of it again without the later voters. At last one line per voter: its
share of all texts, and how many of them came out right only through it, or wrong.
"""

from __future__ import annotations

import argparse
import collections
import json
import lzma
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tercet.translations import detect
from tercet.translations.detect import detect_language

OURS = {"en", "uk", "ru"}
VOTERS = {"py3langid": (0.0, 0.0), "words": (detect.SURE, 0.0), "langdetect": (detect.SURE, detect.UNSURE)}
"""The voters in their order, with what must be unsure for the second and for the third to be asked."""


@contextmanager
def voters_up_to(name: str) -> Iterator[None]:
    """Within the block the voters after this one are not asked."""
    kept = detect.SURE, detect.UNSURE
    detect.SURE, detect.UNSURE = VOTERS[name]
    try:
        yield
    finally:
        detect.SURE, detect.UNSURE = kept


def marks(rows: list[dict[str, str]], voter: str) -> dict[str, object]:
    """How well the voters up to this one do by themselves."""
    with voters_up_to(voter):
        found = measure(rows)
    return {name: found[name] for name in ("all", "core", "false_accepts", "texts_per_cpu_second")}


def additions(rows: list[dict[str, str]]) -> Iterator[dict[str, object]]:
    """What each voter adds to those before it, over all texts."""
    methods = collections.Counter(detect_language(row["text"]).method for row in rows)
    before = [""] * len(rows)
    for voter in VOTERS:
        with voters_up_to(voter):
            after = [detect_language(row["text"]).language for row in rows]
        changed = [(old, new, row["lang"]) for old, new, row in zip(before, after, rows, strict=True) if old != new]
        yield {
            "voter": voter,
            "share_of_texts": round(methods[voter] / len(rows), 4),
            "right_by_it": sum(new == truth for _, new, truth in changed),
            "wrong_by_it": sum(old == truth for old, _, truth in changed),
            "all": round(sum(new == row["lang"] for new, row in zip(after, rows, strict=True)) / len(rows), 4),
        }
        before = after


def measure(rows: list[dict[str, str]]) -> dict[str, object]:
    started = time.process_time()
    answers = [detect_language(row["text"]) for row in rows]
    seconds = time.process_time() - started
    right = [(row["lang"], answer.language) for row, answer in zip(rows, answers, strict=True)]
    ours = [pair for pair in right if pair[0] in OURS]
    others = [pair for pair in right if pair[0] not in OURS | {"und"}]
    methods = collections.Counter(answer.method for answer in answers)
    return {
        "texts": len(rows),
        "all": round(sum(a == b for a, b in right) / len(right), 4),
        "core": round(sum(a == b for a, b in ours) / len(ours), 4) if ours else None,
        "false_accepts": round(sum(b in OURS for _, b in others) / len(others), 4) if others else None,
        "texts_per_cpu_second": round(len(rows) / max(seconds, 1e-9)),
        "decided_by": {method: round(count / len(rows), 3) for method, count in sorted(methods.items())},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    kinds: dict[str, list[dict[str, str]]] = {}
    with lzma.open(parser.parse_args().path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            kinds.setdefault(row["kind"], []).append(row)
    detect_language("Load the model before the clock starts.")
    for kind, rows in kinds.items():
        alone = {voter: marks(rows, voter) for voter in list(VOTERS)[:-1]}
        print(json.dumps({"kind": kind, **measure(rows), "up_to": alone}))
    for addition in additions([row for rows in kinds.values() for row in rows]):
        print(json.dumps(addition))


if __name__ == "__main__":
    main()
