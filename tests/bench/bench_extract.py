"""How well and how fast articles are taken out of pages, beside trafilatura and readability on the same pages.

    python tests/bench/bench_extract.py extraction.tar.xz score_extract.py [--sets daniel_ru,wcxb] [--every 4]

The archive (or a folder with its content) holds truth.jsonl and the pages; the scorer is a module with `load`, `bag`
and `nt` (records and pages, precision/recall/F1 of two texts, a text's normal form). Prints one JSON line per set and
extractor, then a table: token F1 (mean over pages), titles exactly right, dates of the right day, pages per CPU second;
for pages that are no articles the share that gave 200 characters or more. `cleaned` is ours after `clean_page`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import logging
import time
import warnings
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from tercet.flows.ingest.boilerplate import clean_page
from tercet.flows.ingest.decode import decode
from tercet.flows.ingest.extract import extract_page
from tercet.flows.ingest.models import ExtractedPage

NO_ARTICLES = "wcxb_nonarticle"
MIN_CHARS = 200
Record = dict[str, Any]
Extractor = Callable[[bytes, str | None, str | None], Record]


def ours(body: bytes, url: str | None, charset: str | None) -> Record:
    page = extract_page(body, url, charset)
    return as_record(page) if isinstance(page, ExtractedPage) else {}


def cleaned(body: bytes, url: str | None, charset: str | None) -> Record:
    page = extract_page(body, url, charset)
    return as_record(clean_page(page)) if isinstance(page, ExtractedPage) else {}


def as_record(page: ExtractedPage) -> Record:
    text = "\n".join(paragraph.text for paragraph in page.paragraphs)
    return {"text": text, "title": page.title, "date": page.published_at}


def trafilatura(body: bytes, url: str | None, charset: str | None) -> Record:
    from trafilatura import bare_extraction

    found = bare_extraction(body, url=url, include_comments=False, with_metadata=True)
    if found is None or isinstance(found, dict):
        return {}
    return {"text": found.text, "title": found.title, "date": found.date}


def readability(body: bytes, url: str | None, charset: str | None) -> Record:
    from lxml.html import document_fromstring
    from readability import Document

    page = Document(decode(body, charset).text)
    try:
        title = page.short_title()
        return {"text": document_fromstring(page.summary()).text_content(), "title": title}
    except Exception:
        return {}


EXTRACTORS: dict[str, Extractor] = {
    "tercet": ours,
    "cleaned": cleaned,
    "trafilatura": trafilatura,
    "readability": readability,
}


@dataclass
class Tally:
    """What one extractor did on one set."""

    seconds: float = 0.0
    pages: int = 0
    refused: int = 0
    scores: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def row(self) -> Record:
        means = {name: round(sum(values) / len(values), 4) for name, values in self.scores.items()}
        speed = round(self.pages / max(1e-9, self.seconds), 1)
        return {"pages": self.pages, **means, "nothing": self.refused, "pages_per_cpu_second": speed}


def score(tally: Tally, found: Record, truth: Record, scorer: ModuleType) -> None:
    text = found.get("text") or ""
    tally.pages += 1
    tally.refused += not text
    if truth["set"] == NO_ARTICLES:
        tally.scores["accepted"].append(len(text) >= MIN_CHARS)
        return
    tally.scores["f1"].append(scorer.bag(text, truth["text"])[2])
    if truth.get("title"):
        tally.scores["title"].append(scorer.nt(found.get("title")) == scorer.nt(truth["title"]))
    if truth.get("date"):
        tally.scores["date"].append(str(found.get("date") or "")[:10] == truth["date"][:10])


def read_pages(data: Path, scorer: ModuleType) -> tuple[list[Record], Callable[[str], bytes]]:
    if data.is_dir():
        lines = (data / "truth.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines], lambda name: (data / name).read_bytes()
    records, files = scorer.load(data)
    return records, files.__getitem__


def measure(records: list[Record], body_of: Callable[[str], bytes], scorer: ModuleType) -> dict[tuple[str, str], Tally]:
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for record in records:
        body, keys = body_of(record["file"]), [record["set"]]
        if record.get("variant"):
            keys.append(f"{record['set']}:{record['variant']}")
        for name, extract in EXTRACTORS.items():
            started = time.process_time()
            found = extract(body, record.get("url"), record.get("http_charset"))
            seconds = time.process_time() - started
            for key in (*keys, "all"):
                tallies[key, name].seconds += seconds
                score(tallies[key, name], found, record, scorer)
    return tallies


def read_scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_extract", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(tallies: dict[tuple[str, str], Tally]) -> str:
    columns = ("pages", "f1", "title", "date", "accepted", "nothing", "pages_per_cpu_second")
    lines = [f"{'set':30}{'extractor':13}" + "".join(f"{name[:9]:>10}" for name in columns)]
    for (key, name), tally in sorted(tallies.items()):
        row = tally.row()
        lines.append(f"{key:30}{name:13}" + "".join(f"{row.get(column, ''):>10}" for column in columns))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("--sets", help="only these, parted by commas")
    parser.add_argument("--every", type=int, default=1, help="only every Nth page of the archive")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    scorer = read_scorer(given.scorer)
    records, body_of = read_pages(given.data, scorer)
    wanted = set(given.sets.split(",")) if given.sets else {record["set"] for record in records}
    chosen = [record for record in records if record["set"] in wanted][:: given.every]
    if not chosen:
        raise SystemExit(f"no page of the sets {sorted(wanted)} in {given.data}")
    for extract in EXTRACTORS.values():
        extract(body_of(chosen[0]["file"]), None, None)
    tallies = measure(chosen, body_of, scorer)
    for (key, name), tally in sorted(tallies.items()):
        print(json.dumps({"set": key, "extractor": name, **tally.row()}))
    print(table(tallies))


if __name__ == "__main__":
    main()
