"""How well near-duplicates are told from updates and from reports made on a template, and how fast.

    python tests/bench/bench_dedupe.py [TEXTS] [--documents 400] [--seed 7]

TEXTS is a text file: documents parted by blank lines, or else twelve lines make one; columns parted by tabs are texts
of their own. Without it, the bundled press. Of every document copies are made by the edits below, singly and two at
once; and other documents that are none: the same with other figures (an updated death toll), and reports of one day
and of the next on the same template. All originals are indexed; every copy must find its original, the others nothing.
Prints one JSON line per kind, and one for all with precision, recall, F1 and documents per CPU second.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tercet.flows.ingest.dedupe import DuplicateIndex

LINES_OF_A_DOCUMENT: Final = 12
MIN_WORDS: Final = 40
EXPECTED: Final = Path(__file__).parents[2] / "flows" / "sample" / "expected.json"
TEMPLATES: Final = (
    "Official rates of the central bank for {day} are set as follows. The euro stands at {a} crowns, the dollar at {b} "
    "crowns and the zloty at {c} crowns. The rates hold for all banks and exchange offices until they are set anew.",
    "Brent crude traded at {a} dollars a barrel on {day}, futures in London showed. West Texas oil cost {b} dollars "
    "and gas at the hub {c} euros. Traders watch the stocks and the weather, analysts of the exchange said.",
    "Національний банк установив офіційні курси на {day}. Євро коштує {a} гривні, долар {b} гривні, а злотий {c} "
    "гривні. Курси діють для всіх банків і обмінних пунктів, доки їх не встановлять знову.",
    "За добу {day} на фронті відбулося {a} бойових зіткнень, повідомив генеральний штаб. Авіація завдала {b} ударів, "
    "а артилерія здійснила {c} обстрілів позицій і населених пунктів уздовж усієї лінії зіткнення.",
    "Центробанк установил официальные курсы на {day}. Евро стоит {a} рубля, доллар {b} рубля, а юань {c} рубля. Курсы "
    "действуют для всех банков и обменных пунктов, пока их не установят заново.",
    "На дорогах области за {day} произошло {a} аварий, сообщили в управлении полиции. Ранены {b} человек, за нарушения "
    "правил составлено {c} протоколов. Водителей просят соблюдать дистанцию и скорость.",
)
DAYS: Final = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28".split()
FILLER: Final = "nevertheless також однако moreover зокрема впрочем meanwhile натомість".split()

Edit = Callable[[str, random.Random], str]


def typography(text: str, rng: random.Random) -> str:
    plain = text.replace('"', "«", 1).replace("'", "\u2019").replace(" - ", " — ").replace(" — ", " – ")
    return re.sub(r" (?=\w{1,2} )", "\u00a0", plain)


def word_drop(text: str, rng: random.Random) -> str:
    """One word in ten left out; figures stay, as leaving one out is another report."""
    return " ".join(word for word in text.split(" ") if any(map(str.isdigit, word)) or rng.random() >= 0.1)


def replacement(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    plain = [place for place, word in enumerate(words) if not any(map(str.isdigit, word))]
    for place in rng.sample(plain, k=len(plain) // 20):
        words[place] = rng.choice(FILLER)
    return " ".join(words)


def first_half(text: str, rng: random.Random) -> str:
    parts = sentences(text)
    return " ".join(parts[: max(2, (len(parts) + 1) // 2)])


def cut_end(text: str, rng: random.Random) -> str:
    parts = sentences(text)
    return " ".join(parts[:-1] or parts)


def dateline(text: str, rng: random.Random) -> str:
    return f"OSTREY, Nov. {rng.choice(DAYS)} (Olmo) — {text}"


def added_sentence(text: str, rng: random.Random) -> str:
    return f"{text} Our correspondent followed it. Читайте також про це в наших наступних випусках."


def shuffled(text: str, rng: random.Random) -> str:
    parts = sentences(text)
    first = parts[:1]
    rest = parts[1:]
    rng.shuffle(rest)
    return " ".join(first + rest)


EDITS: Final[dict[str, Edit]] = {
    "typography": typography, "word_drop": word_drop, "replacement": replacement, "first_half": first_half,
    "cut_end": cut_end, "dateline": dateline, "added_sentence": added_sentence, "shuffled": shuffled,
}  # fmt: skip
PAIRS: Final = (
    ("first_half", "typography"), ("dateline", "cut_end"), ("added_sentence", "replacement"),
    ("shuffled", "dateline"), ("first_half", "replacement"), ("word_drop", "dateline"),
)  # fmt: skip


def other_figures(text: str, rng: random.Random) -> str | None:
    """The text with one figure raised, as an updated toll; None where it has none that stands alone."""
    figures = list(re.finditer(r"(?<![\w.,:-])\d{1,3}(?![\w.,:%-])", text))
    if not figures:
        return None
    match = rng.choice(figures)
    return f"{text[: match.start()]}{int(match[0]) + rng.randint(1, 9)}{text[match.end() :]}"


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?…»”])\s+", text)


def read_documents(path: Path | None) -> list[str]:
    if path is None:
        articles = json.loads(EXPECTED.read_text("utf-8"))["articles"]
        return [
            " ".join(one["text"] for one in article["paragraphs"])
            for article in articles
            if article["duplicate_of"] is None and article["revision_no"] == 1
        ]
    lines = path.read_text("utf-8").split("\n")
    if any(not line.strip() for line in lines[:-1]):
        return [" ".join(part.split()) for part in "\n".join(lines).split("\n\n")]
    columns = list(zip(*(line.split("\t") for line in lines if line), strict=False))
    return [
        " ".join(column[start : start + LINES_OF_A_DOCUMENT])
        for column in columns
        for start in range(0, len(column), LINES_OF_A_DOCUMENT)
    ]


def queries(documents: list[str], rng: random.Random) -> Iterator[tuple[str, str, int | None]]:
    """Kind, text, and the number of the document that it repeats."""
    for number, text in enumerate(documents):
        for name, edit in EDITS.items():
            yield name, edit(text, rng), number
        for first, second in PAIRS:
            yield f"{first}+{second}", EDITS[second](EDITS[first](text, rng), rng), number
        updated = other_figures(text, rng)
        if updated is not None:
            yield "not: other figures", updated, None
            for name in ("dateline", "replacement", "added_sentence"):
                yield f"not: other figures+{name}", EDITS[name](updated, rng), None


def templated(rng: random.Random, count: int) -> Iterator[str]:
    for number in range(count):
        for template in TEMPLATES:
            values = {name: f"{rng.randint(20, 99)}.{rng.randint(10, 99)}" for name in "abc"}
            yield template.format(day=DAYS[number % len(DAYS)], **values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    documents = [text for text in read_documents(arguments.texts) if len(text.split()) >= MIN_WORDS]
    documents = rng.sample(documents, k=min(arguments.documents, len(documents)))
    asked = list(queries(documents, rng))
    index = DuplicateIndex()
    started = time.process_time()
    for number, text in enumerate(documents):
        index.add(number, text)
    asked_of: Counter[str] = Counter()
    right: Counter[str] = Counter()
    hits = false = 0
    for kind, text, wanted in asked:
        found = index.find(text)
        asked_of[kind] += 1
        right[kind] += found == wanted
        hits += wanted is not None and found == wanted
        false += found is not None and found != wanted
    for number, text in enumerate(templated(rng, max(10, len(documents) // 10))):
        found = index.find(text)
        asked_of["not: templated"] += 1
        right["not: templated"] += found is None
        false += found is not None
        index.add(len(documents) + number, text)
    seconds = time.process_time() - started
    for kind, count in asked_of.items():
        print(json.dumps({"kind": kind, "texts": count, "right": round(right[kind] / count, 4)}))
    copies = sum(wanted is not None for _, _, wanted in asked)
    precision, recall = hits / max(hits + false, 1), hits / max(copies, 1)
    every = sum(asked_of.values()) + len(documents)
    figures = {
        "documents": len(documents), "copies": copies, "others": sum(asked_of.values()) - copies,
        "precision": round(precision, 4), "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
        "texts_per_cpu_second": round(every / max(seconds, 1e-9)),
    }  # fmt: skip
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
