"""How well sentences are found in news, beside sentencex and razdel where they can be imported.

    python tests/bench/bench_segment.py --own own_news.tsv --parallel train.en-ru.tsv.xz [--errors 20]
        [--part development] [--only 'own_news uk']

`--own` holds lines `english TAB ukrainian TAB russian`; `--parallel` lines `source TAB english TAB russian`, of which
the human WMT news is used. Lines that end like a sentence are ordered by the SHA-256 of their English side: the first
ones are the test part, the next ones the development part that rules may be read off. Four neighbours in that order
make a paragraph. The gold boundaries are the line ends, and inside a line the ones in INNER_BOUNDARIES, set by reading
the test part before any rule was written: a sentence that ends outside a quotation, or inside one that has no frame
around it. Prints one JSON line per set and splitter; F1 is over exact boundary offsets, paragraph ends left out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tercet.translations.languages import Language
from tercet.translations.segment import sentence_spans

Splitter = Callable[[str, Language], set[int]]

LINES_PER_PARAGRAPH = 4
TEST_LINES = {"own_news en": 400, "own_news uk": 600, "own_news ru": 600, "wmt en": 400, "wmt ru": 600}
DEVELOPMENT_LINES = 5000
WMT_SOURCES = ("wmt_newstest_12-18_ref", "wmt21_ref_and_systems")
ENDS_LIKE_A_SENTENCE = re.compile(r"[.!?…][»\"”“)']*$")

# First 12 hex digits of the SHA-256 of a line -> words after which a sentence ends inside it.
INNER_BOUNDARIES: dict[str, tuple[int, ...]] = {
    "3bb6957a551f": (8,),
    "95a8531b46fc": (3,),
    "e0da3167139c": (5,),
    "61fcb9f97e2f": (6,),
    "3cdbe4db00de": (4,),
    "75d7436430bd": (5,),
    "7c33ee55ffa6": (2,),
    "5d79f2f96b21": (1,),
    "67ec7995259a": (6,),
    "9b03b3678050": (4,),
    "8386cc4e15ce": (5,),
    "bd4552fb8c1e": (2,),
    "287707f7d1d7": (1,),
    "c156eaa6bfc9": (10,),
    "d96182caa0e9": (11,),
    "3782ec483b2f": (13,),
    "585d7cd869b6": (13,),
    "b0b2102c97f5": (14,),
    "650d5b599bb7": (11,),
    "c30b6399593a": (11,),
    "438250733dc7": (16,),
    "7f6427e77df8": (11,),
    "f8244070381b": (11,),
    "c1f5c09fbf33": (13,),
    "26aaa913ab7e": (7,),
}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read_sets(own: Path | None, parallel: Path | None) -> dict[str, list[str]]:
    """Every set's distinct lines, in the order of the hash of their English side."""
    sets: dict[str, dict[str, str]] = {}

    def add(name: str, english: str, line: str) -> None:
        if ENDS_LIKE_A_SENTENCE.search(line):
            sets.setdefault(name, {}).setdefault(english, line)

    if own:
        for row in own.read_text(encoding="utf-8").splitlines():
            english, ukrainian, russian = row.split("\t")
            for language, line in (("en", english), ("uk", ukrainian), ("ru", russian)):
                add(f"own_news {language}", english, line)
    if parallel:
        with lzma.open(parallel, "rt", encoding="utf-8") as rows:
            for row in rows:
                source, english, russian = row.rstrip("\n").split("\t")
                if source in WMT_SOURCES:
                    add("wmt en", english, english)
                    add("wmt ru", english, russian)
    return {
        name: [lines[key] for key in sorted(lines, key=lambda e: sha256("segment\t" + e))]
        for name, lines in sets.items()
    }


def paragraphs(lines: list[str]) -> Iterator[tuple[str, set[int]]]:
    """Neighbouring lines joined by a blank, with the offsets where a sentence ends."""
    for first in range(0, len(lines), LINES_PER_PARAGRAPH):
        text, gold = "", set()
        for line in lines[first : first + LINES_PER_PARAGRAPH]:
            start = len(text) + 1 if text else 0
            text = f"{text} {line}" if text else line
            words = [match.end() for match in re.finditer(r"\S+", line)]
            gold |= {start + words[count - 1] for count in INNER_BOUNDARIES.get(sha256(line)[:12], ())}
            gold.add(len(text))
        yield text, gold - {len(text)}


def splitters() -> dict[str, Splitter]:
    found: dict[str, Splitter] = {"tercet": lambda text, language: {end for _, end in sentence_spans(text, language)}}
    try:
        from razdel import sentenize

        found["razdel"] = lambda text, _: {sentence.stop for sentence in sentenize(text)}
    except ImportError:
        pass
    try:
        import sentencex

        def split_sentencex(text: str, language: Language) -> set[int]:
            ends, position = set(), 0
            for sentence in sentencex.segment(language.value, text):
                position = (
                    text.index(sentence.strip(), position) + len(sentence.strip()) if sentence.strip() else position
                )
                ends.add(position)
            return ends

        found["sentencex"] = split_sentencex
    except ImportError:
        pass
    return found


def measure(lines: list[str], split: Splitter, language: Language, errors: int) -> dict[str, float]:
    correct = gold_count = found_count = characters = 0
    seconds = 0.0
    shown = 0
    for text, gold in paragraphs(lines):
        started = time.process_time()
        found = split(text, language) - {len(text)}
        seconds += time.process_time() - started
        correct, gold_count, found_count = correct + len(gold & found), gold_count + len(gold), found_count + len(found)
        characters += len(text)
        for offset in sorted(gold ^ found):
            if shown < errors:
                shown += 1
                kind = "missed" if offset in gold else "extra "
                print(f"  {kind} {text[max(0, offset - 60) : offset]}|{text[offset : offset + 60]}")
    precision, recall = correct / max(1, found_count), correct / max(1, gold_count)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {
        "boundaries": gold_count,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(f1, 4),
        "million_characters_per_cpu_second": round(characters / max(seconds, 1e-9) / 1e6, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--own", type=Path)
    parser.add_argument("--parallel", type=Path)
    parser.add_argument("--part", choices=("test", "development"), default="test")
    parser.add_argument("--errors", type=int, default=0, help="show so many wrong boundaries of our splitter per set")
    parser.add_argument("--only", help="one set, for example 'own_news uk'")
    arguments = parser.parse_args()
    for name, lines in read_sets(arguments.own, arguments.parallel).items():
        if arguments.only and name != arguments.only:
            continue
        size = TEST_LINES[name]
        part = lines[:size] if arguments.part == "test" else lines[size : size + DEVELOPMENT_LINES]
        language = Language(name.rsplit(" ", 1)[1])
        for splitter_name, split in splitters().items():
            errors = arguments.errors if splitter_name == "tercet" else 0
            result = {"set": name, "part": arguments.part, "sentences": len(part), "splitter": splitter_name}
            print(json.dumps({**result, **measure(part, split, language, errors)}))


if __name__ == "__main__":
    main()
