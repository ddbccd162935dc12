"""How well feeds are read whatever their damage, and how fast, beside feedparser alone.

    python tests/bench/bench_feeds.py feeds.tar.xz [--errors 40]

The archive holds truth.jsonl, one {"set", "file", "content_type", "n_entries", "titles", "variant"} a line (all but set
and file may be missing), and the files. Prints one JSON line per set and variant: exceptions, what was taken for a
feed, entry counts and title lists that are right, feeds per CPU second; then a table.
"""

from __future__ import annotations

import argparse
import collections
import html
import json
import re
import tarfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import feedparser

from tercet.flows.ingest.feeds import parse_feed
from tercet.translations.models import Reject

Titles = list[str]
Reader = Callable[[bytes, str | None], Titles]


def ours(body: bytes, content_type: str | None) -> Titles:
    parsed = parse_feed(body, content_type)
    return [] if isinstance(parsed, Reject) else [entry.title for entry in parsed.entries]


def reference(body: bytes, content_type: str | None) -> Titles:
    headers = {"content-type": content_type} if content_type else {}
    return [entry.get("title", "") for entry in feedparser.parse(body, response_headers=headers).entries]


def plain(title: str) -> str:
    """A title without markup, entities and spaces that only differ in kind."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", html.unescape(title or ""))).split())


def measure(rows: Iterable[dict[str, Any]], files: dict[str, bytes], read: Reader) -> dict[str, Any]:
    """The counts of a set; `wrong` names the files whose entries or titles are not those expected."""
    counts: collections.Counter[str] = collections.Counter()
    wrong, seconds = [], 0.0
    for row in rows:
        started = time.process_time()
        try:
            titles = read(files[row["file"]], row.get("content_type"))
        except Exception:  # that is what is counted
            titles, counts["exceptions"] = [], counts["exceptions"] + 1
        seconds += time.process_time() - started
        counts["feeds"] += 1
        counts["with_entries"] += bool(titles)
        is_right = True
        if row.get("n_entries") is not None:
            counts["counts_known"] += 1
            counts["counts_right"] += len(titles) == row["n_entries"]
            is_right = len(titles) == row["n_entries"]
        if row.get("titles"):
            are_equal = list(map(plain, titles)) == list(map(plain, row["titles"]))
            counts["titles_known"] += 1
            counts["titles_right"] += are_equal
            is_right = is_right and are_equal
        if not is_right:
            wrong.append(row["file"])
    keys = ("feeds", "exceptions", "with_entries", "counts_right", "counts_known", "titles_right", "titles_known")
    return {
        **{key: counts[key] for key in keys},
        "feeds_per_cpu_second": round(counts["feeds"] / max(seconds, 1e-9)),
        "wrong": wrong,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--errors", type=int, default=0, help="Name so many files that were read wrongly.")
    options = parser.parse_args()
    with tarfile.open(options.path) as archive:
        files = {one.name: stream.read() for one in archive if (stream := archive.extractfile(one)) is not None}
    truth = [json.loads(line) for line in files.pop("truth.jsonl").decode("utf-8").splitlines()]
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in truth:
        groups.setdefault(row["set"], []).append(row)
        if row.get("variant"):
            groups.setdefault(f"variant:{row['variant']}", []).append(row)
    table, wrong = [], []
    for name in sorted(groups):
        for who, read in (("ours", ours), ("feedparser", reference)):
            found = measure(groups[name], files, read)
            if who == "ours" and not name.startswith("variant:"):
                wrong += found["wrong"]
            print(json.dumps({"set": name, "reader": who, **{k: v for k, v in found.items() if k != "wrong"}}))
            table.append((name, who, found))
    print(f"\n{'set':32} {'reader':10} {'exc':>4} {'counts':>10} {'titles':>10} {'feeds/s':>8}")
    for name, who, found in table:
        counts = f"{found['counts_right']}/{found['counts_known']}"
        right = f"{found['titles_right']}/{found['titles_known']}"
        speed = found["feeds_per_cpu_second"]
        print(f"{name:32} {who:10} {found['exceptions']:>4} {counts:>10} {right:>10} {speed:>8}")
    for file in wrong[: options.errors]:
        print("wrong:", file)


if __name__ == "__main__":
    main()
