"""How well and how fast languages are told, by kind of text, and what each voter decides.

    python tests/bench/bench_detect.py langid.jsonl.xz

Each line of the file is {"kind", "lang", "text"}. Prints one JSON line per kind: accuracy over all languages and over
en/uk/ru, false accepts (texts in other languages called one of ours), texts per CPU second, and the share that each
voter decided.
"""

from __future__ import annotations

import argparse
import collections
import json
import lzma
import time
from pathlib import Path

from tercet.translations.detect import detect_language

OURS = {"en", "uk", "ru"}


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
        print(json.dumps({"kind": kind, **measure(rows)}))


if __name__ == "__main__":
    main()
