"""How often the quality flags are wrong on good translations, and how often they notice a damaged one.

    python tests/bench/bench_quality.py --own own_news.tsv [--parallel train.en-ru.tsv.xz]

`--own` holds lines `english TAB ukrainian TAB russian`; `--parallel` lines `source TAB english TAB russian`, of which
the human WMT news is used. Prints one JSON line per direction (the share of good pairs each flag touches), then one per
kind of damage done to the translations (the share that has the flag that belongs to it, and the share that has any).
"""

from __future__ import annotations

import argparse
import collections
import json
import lzma
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

from tercet.translations.languages import LanguagePair
from tercet.translations.models import Flag
from tercet.translations.quality import assess

COLUMN = {"en": 0, "uk": 1, "ru": 2}
DIRECTIONS = ("en-uk", "en-ru", "uk-en", "ru-en")
HUMAN_NEWS = "wmt_newstest_12-18_ref"
Damage = Callable[[str, str, random.Random], str | None]


def other_number(source: str, target: str, chance: random.Random) -> str | None:
    numbers = [match for match in re.finditer(r"(?<![\w.,-])\d{2,}(?![\w.,-])", target) if match[0] in source]
    if not numbers:
        return None
    match = chance.choice(numbers)
    return f"{target[: match.start()]}{int(match[0]) + chance.randint(3, 9)}{target[match.end() :]}"


def no_number(source: str, target: str, chance: random.Random) -> str | None:
    numbers = [match for match in re.finditer(r"(?<![\w.,-])\d{2,}(?![\w.,-]) ", target) if match[0] in source]
    match = chance.choice(numbers) if numbers else None
    return f"{target[: match.start()]}{target[match.end() :]}" if match else None


def cut_in_half(source: str, target: str, chance: random.Random) -> str | None:
    words = target.split()
    return " ".join(words[: len(words) // 2]) if len(words) > 8 else None


def loop(source: str, target: str, chance: random.Random) -> str | None:
    words = target.rstrip(".").split()
    return " ".join(words + words[-2:] * 6) + "." if len(words) > 6 else None


def copied(source: str, target: str, chance: random.Random) -> str | None:
    return source


def half_copied(source: str, target: str, chance: random.Random) -> str | None:
    old, new = source.split(), target.split()
    return " ".join(new[: len(new) // 2] + old[len(old) // 2 :]) if len(new) > 8 else None


DAMAGES: dict[str, tuple[Damage, Flag]] = {
    "another number": (other_number, Flag.LOST_NUMBER),
    "a number left out": (no_number, Flag.LOST_NUMBER),
    "second half left out": (cut_in_half, Flag.TRUNCATED),
    "last two words six times": (loop, Flag.LOOP),
    "copied": (copied, Flag.COPIED),
    "second half copied": (half_copied, Flag.WRONG_SCRIPT),
}


def pairs_of(own: Path | None, parallel: Path | None) -> dict[str, list[tuple[str, str]]]:
    pairs: dict[str, list[tuple[str, str]]] = {}
    if own:
        rows = [line.split("\t") for line in own.read_text(encoding="utf-8").splitlines()]
        for name in DIRECTIONS:
            source, target = name.split("-")
            pairs[name] = [(row[COLUMN[source]], row[COLUMN[target]]) for row in rows]
    if parallel:
        with lzma.open(parallel, "rt", encoding="utf-8") as lines:
            news = [line.rstrip("\n").split("\t")[1:] for line in lines if line.startswith(HUMAN_NEWS)]
        pairs["en-ru WMT"] = [(english, russian) for english, russian in news]
        pairs["ru-en WMT"] = [(russian, english) for english, russian in news]
    return pairs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--own", type=Path)
    parser.add_argument("--parallel", type=Path)
    parser.add_argument("--show", type=int, default=0, help="print so many flagged good pairs per direction")
    arguments = parser.parse_args()
    for name, texts in pairs_of(arguments.own, arguments.parallel).items():
        pair = LanguagePair.parse(name.split()[0])
        counts: collections.Counter[str] = collections.Counter()
        started, shown = time.process_time(), 0
        for source, target in texts:
            flags = assess(source, target, pair=pair)
            counts["any"] += bool(flags)
            counts.update(flag.value for flag in flags)
            if flags and shown < arguments.show:
                shown += 1
                print("  ", *flags, "|", source, "|", target)
        rate = round(len(texts) / (time.process_time() - started))
        shares = {flag: round(count / len(texts), 5) for flag, count in counts.most_common()}
        print(
            json.dumps({"direction": name, "pairs": len(texts), "false_alarms": shares, "pairs_per_cpu_second": rate})
        )
        for damage, (spoil, belongs) in DAMAGES.items():
            chance = random.Random(1)
            spoilt = [(source, spoil(source, target, chance)) for source, target in texts[:4000]]
            noticed = [assess(source, target, pair=pair) for source, target in spoilt if target is not None]
            shares = {
                "belonging_flag": round(sum(belongs in flags for flags in noticed) / len(noticed), 3),
                "any_flag": round(sum(bool(flags) for flags in noticed) / len(noticed), 3),
            }
            print(json.dumps({"direction": name, "damage": damage, "pairs": len(noticed), **shares}))


if __name__ == "__main__":
    main()
