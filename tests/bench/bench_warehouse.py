"""How fast sentences are loaded and read, per CPU second, beside the ways one would try first.

    python tests/bench/bench_warehouse.py              a small round, half a minute
    python tests/bench/bench_warehouse.py --full       100,000 articles, 3 million sentences

Reference, from the issue of a quiet machine: at least 300,000 sentence rows per CPU second, an article side by side in
less than 20 ms, a day of them in less than 0.3 s of CPU.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import (
    Article,
    MemoryEntry,
    MemoryKey,
    Origin,
    PackageRef,
    Paragraph,
    Segment,
    SegmentKind,
    TranslatedText,
    Version,
    VersionSegment,
    sha256_text,
    stable_id,
)
from tercet.warehouse import articles as articles_module
from tercet.warehouse.connection import Warehouse, open_snapshot, open_warehouse
from tercet.warehouse.load import load_batch, load_versions
from tercet.warehouse.memory import WarehouseMemory
from tercet.warehouse.queries import pending_articles, segments_of
from tercet.warehouse.reading import misaligned_versions, side_by_side
from tercet.warehouse.rows import LoadBatch
from tercet.warehouse.search import update_search
from tercet.warehouse.snapshot import publish
from tercet.warehouse.staging import stage
from tercet.warehouse.version_tables import segment_table, version_table
from tercet.warehouse.versions import by_id

T = TypeVar("T")
NOW = datetime(2026, 5, 1, tzinfo=UTC)
SYLLABLES = (
    "мо ст по ра да ря за ко во да хви мі до ро шко лі ка за вод ене зер по рі ча при ви роз пере під тер ку".split()
)
ENDINGS = ("", "а", "у", "ом", "ові", "и", "ів", "ам", "ами", "ах")
PARAGRAPHS = 9
BATCH = 2000
ONE_ARTICLE = "SELECT text_en, text_uk, text_ru FROM aligned_segments WHERE article_id = ?"
ONE_DAY = """
SELECT text_en, text_uk, text_ru FROM aligned_segments SEMI JOIN (
    SELECT article_id FROM articles WHERE published_at >= '2026-05-03' AND published_at < '2026-05-04'
) USING (article_id)
"""
ROWWISE = """
INSERT INTO segments (
    version_id, article_id, language, paragraph_index, segment_index, kind, text, text_sha256, score, flags
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
SEARCH = "SELECT count(*), max(score) FROM search_articles(?)"
SEARCH_ALL = "SELECT count(*), max(score) FROM search_articles(?, include_translations := TRUE)"
SCAN = "SELECT count(DISTINCT article_id) FROM segments WHERE text ILIKE ?"


def make_words(count: int) -> tuple[list[str], list[float]]:
    """Words as frequent as in a language (Zipf), each noun in its cases; and their summed weights."""
    rng = random.Random(3)
    stems = list(dict.fromkeys("".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) + "к" for _ in range(count)))
    words = [stem + ending for stem in stems for ending in ENDINGS]
    return words, list(accumulate(1 / (10 + rank // len(ENDINGS)) for rank in range(len(words))))


WORDS, WEIGHTS = make_words(8_000)


def sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, cum_weights=WEIGHTS, k=rng.randint(6, 18))).capitalize() + "."


def make_articles(count: int, start: int, rng: random.Random) -> list[Article]:
    """Articles of a title and nine sentences: thirty sentences in three languages."""
    return [make_article(number, rng) for number in range(start, start + count)]


def make_article(number: int, rng: random.Random) -> Article:
    url = f"https://bench.example/{number}"
    texts = [sentence(rng) for _ in range(PARAGRAPHS + 1)]
    return Article(
        article_id=stable_id(url),
        source_id="bench",
        canonical_url=url,
        title=texts[0],
        language=Language.UK,
        detection_confidence=1.0,
        is_mixed=False,
        paragraphs=tuple(
            Paragraph(index=index, kind=SegmentKind.BODY if index else SegmentKind.TITLE, text=text)
            for index, text in enumerate(texts)
        ),
        content_sha256=sha256_text("\n".join(texts)),
        first_seen_at=NOW,
        published_at=NOW + timedelta(minutes=number % (60 * 24 * 20)),
    )


def whole_paragraphs(paragraphs: Any, language: Language) -> tuple[Segment, ...]:
    """Each paragraph as one sentence: this bench is about storage, not about cutting sentences."""
    return tuple(Segment(paragraph_index=p.index, segment_index=0, kind=p.kind, text=p.text) for p in paragraphs)


def make_versions(articles: list[Article], rng: random.Random) -> list[Version]:
    versions = []
    for article in articles:
        for target in (Language.EN, Language.RU):
            pair = LanguagePair(article.language, target)
            versions.append(
                Version(
                    article_id=article.article_id,
                    revision_no=1,
                    language=target,
                    origin=Origin.MACHINE,
                    segments=tuple(
                        VersionSegment(
                            segment=Segment(paragraph_index=p.index, segment_index=0, kind=p.kind, text=sentence(rng)),
                            score=-rng.random(),
                        )
                        for p in article.paragraphs
                    ),
                    produced_at=NOW,
                    pair=pair,
                    engine="argos",
                    package=PackageRef(pair=pair, name="bench", version="1", sha256=str(pair)),
                    settings_sha256="s",
                )
            )
    return versions


class Clock:
    """CPU and wall seconds of a piece of work."""

    def __init__(self) -> None:
        self.cpu = self.wall = 0.0

    def run(self, work: Callable[[], T]) -> T:
        cpu, wall = time.process_time(), time.perf_counter()
        result = work()
        self.cpu += time.process_time() - cpu
        self.wall += time.perf_counter() - wall
        return result


def report(name: str, clock: Clock, rows: int | None = None) -> None:
    rate = "" if rows is None else f"{rows / clock.cpu:>12,.0f} rows per CPU s  {rows / clock.wall:>10,.0f} per s"
    print(f"{name:<52} {clock.cpu:8.3f} CPU s {clock.wall:8.3f} s {rate}")


def batches(total: int) -> Iterator[tuple[int, int]]:
    for start in range(0, total, BATCH):
        yield start, min(BATCH, total - start)


def bench_load(warehouse: Warehouse, total: int) -> None:
    """Load articles and their translations batch by batch, as a flow does."""
    rng = random.Random(1)
    for_articles, for_versions, same_articles, same_versions = Clock(), Clock(), Clock(), Clock()
    source_rows = target_rows = 0
    for start, count in batches(total):
        articles = make_articles(count, start, rng)
        versions = make_versions(articles, rng)
        batch = LoadBatch(articles=tuple(articles))
        source_rows += for_articles.run(
            lambda batch=batch: load_batch(warehouse, batch, run_id="bench", now=NOW)
        ).segments_written
        target_rows += for_versions.run(
            lambda versions=versions: load_versions(warehouse, versions, run_id="bench", now=NOW)
        ).segments_written
        same_articles.run(lambda batch=batch: load_batch(warehouse, batch, run_id="bench", now=NOW))
        same_versions.run(lambda versions=versions: load_versions(warehouse, versions, run_id="bench", now=NOW))
    report("load_batch (articles and their sentences)", for_articles, source_rows)
    report("load_versions (records to rows, aligned, checked)", for_versions, target_rows)
    report("the same articles again (nothing to write)", same_articles, source_rows)
    report("the same versions again (nothing to write)", same_versions, target_rows)


def bench_insert(folder: Path, rows: int) -> None:
    """The insert of sentences alone: from Arrow, and row by row."""
    rng = random.Random(2)
    versions = make_versions(make_articles(rows // 20, 0, rng), rng)
    with open_warehouse(folder / "insert.duckdb") as warehouse:
        to_arrow, insert, rowwise = Clock(), Clock(), Clock()
        table = to_arrow.run(lambda: segment_table(by_id(versions)))

        def arrow() -> None:
            with warehouse.transaction() as cursor:
                stage(cursor, version_table(by_id(versions), "bench"))
                stage(cursor, table, "staged_segments")
                cursor.execute(articles_module.read_sql("load/segments"))

        insert.run(arrow)
        few = [
            (
                v.version_id,
                v.article_id,
                v.language,
                s.segment.paragraph_index,
                0,
                "body",
                s.segment.text,
                "",
                s.score,
                [],
            )
            for v in versions[: max(1, len(versions) // 100)]
            for s in v.segments
        ]

        def by_row() -> None:
            with warehouse.transaction() as cursor:
                cursor.executemany(ROWWISE, few)

        rowwise.run(by_row)
    report("records to Arrow", to_arrow, table.num_rows)
    report("Arrow to table segments", insert, table.num_rows)
    report("executemany, one transaction", rowwise, len(few))
    print(f"Arrow path against executemany: {(table.num_rows / insert.cpu) / (len(few) / rowwise.cpu):.0f} times")


def bench_memory(warehouse: Warehouse, entries: int) -> None:
    pair = LanguagePair(Language.UK, Language.EN)
    made = [
        MemoryEntry(
            key=MemoryKey(text_sha256=sha256_text(str(n)), pair=pair, package_sha256="p", settings_sha256="s"),
            translated=TranslatedText(text=f"Sentence number {n} of the memory.", score=-0.5),
        )
        for n in range(entries)
    ]
    memory, store, lookup = WarehouseMemory(warehouse), Clock(), Clock()
    store.run(lambda: memory.store(made))
    found = lookup.run(lambda: memory.lookup([entry.key for entry in made]))
    assert len(found) == entries
    report("memory.store", store, entries)
    report("memory.lookup", lookup, entries)


def best_of(work: Callable[[], object], times: int = 3) -> Clock:
    """The quickest of a few rounds: the first one reads the file."""
    clocks = [Clock() for _ in range(times)]
    for clock in clocks:
        clock.run(work)
    return min(clocks, key=lambda clock: clock.cpu)


def bench_reading(warehouse: Warehouse, folder: Path) -> None:
    """What flows ask of the warehouse, and people of the snapshot, over all that was loaded."""
    ids = [stable_id(f"https://bench.example/{number}") for number in range(20)]
    report("pending_articles (nothing pending)", best_of(lambda: pending_articles(warehouse)))
    report("segments_of 20 articles", best_of(lambda: segments_of(warehouse, ids)))
    report("misaligned_versions over everything", best_of(lambda: misaligned_versions(warehouse), 1))
    published = best_of(lambda: publish(warehouse, folder), 1)
    report(f"publish ({warehouse.path.stat().st_size >> 20} MB)", published)
    with open_snapshot(folder) as snapshot, snapshot.cursor() as cursor:
        report("side_by_side of one article", best_of(lambda: side_by_side(snapshot, ids[7])))
        report("aligned_segments of one article", best_of(lambda: cursor.execute(ONE_ARTICLE, [ids[7]]).fetchall()))
        lines = len(cursor.execute(ONE_DAY).fetchall())
        report(f"aligned_segments of a day ({lines:,} sentences)", best_of(lambda: cursor.execute(ONE_DAY).fetchall()))


def bench_search(warehouse: Warehouse, folder: Path, total: int) -> None:
    """What search costs to build, in room and to ask, beside looking through every sentence."""
    with warehouse.quiet() as cursor:
        cursor.execute("CHECKPOINT")
    before = _used_bytes(warehouse)
    built, more = Clock(), Clock()
    update = built.run(lambda: update_search(warehouse))
    with warehouse.quiet() as cursor:
        cursor.execute("CHECKPOINT")
    size = _used_bytes(warehouse) - before
    print(f"{1000 * built.cpu / total:.2f} CPU s per 1,000 articles in three languages; {size >> 20} MB, "
          f"{100 * size / (before + size):.0f}% of the file")  # fmt: skip
    report("update_search (versions)", built, update.added)
    report("update_search (nothing new)", best_of(lambda: update_search(warehouse)))
    rng = random.Random(4)
    articles = make_articles(1000, total, rng)
    load_batch(warehouse, LoadBatch(articles=tuple(articles)), run_id="bench", now=NOW)
    load_versions(warehouse, make_versions(articles, rng), run_id="bench", now=NOW)
    report("update_search (1,000 articles more)", more, more.run(lambda: update_search(warehouse)).added)
    publish(warehouse, folder)
    often, seldom = WORDS[len(ENDINGS) * 5 + 1], WORDS[-3]
    with open_snapshot(folder) as snapshot, snapshot.cursor() as cursor:
        for name, query in (("frequent word", often), ("rare word", seldom), ("two words", f"{often} {seldom}"),
                            ("unseen form", f"{seldom}юю")):  # fmt: skip
            report(f"search_articles: {name}", best_of(lambda query=query: cursor.execute(SEARCH, [query]).fetchall()))
            everything = best_of(lambda query=query: cursor.execute(SEARCH_ALL, [query]).fetchall())
            report(f"search_articles: {name}, with translations", everything)
        report("ILIKE over every sentence", best_of(lambda: cursor.execute(SCAN, [f"%{seldom}%"]).fetchall()))


def _used_bytes(warehouse: Warehouse) -> int:
    with warehouse.cursor() as cursor:
        row = cursor.execute("SELECT used_blocks * block_size FROM pragma_database_size()").fetchone()
    assert row is not None
    return int(row[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="100,000 articles instead of 4,000")
    total = 100_000 if parser.parse_args().full else 4_000
    articles_module.segment_article = whole_paragraphs  # type: ignore[assignment]  # sentences are given here
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench_insert(folder, min(400_000, total * 25))
        with open_warehouse(folder / "warehouse.duckdb") as warehouse:
            bench_load(warehouse, total)
            bench_memory(warehouse, total * 5)
            bench_search(warehouse, folder / "snapshots", total)
            bench_reading(warehouse, folder / "snapshots")


if __name__ == "__main__":
    main()
