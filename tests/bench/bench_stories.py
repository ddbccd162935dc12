"""New articles put into stories among many known ones: CPU per article, its growth with the archive, memory.

    python tests/bench/bench_stories.py                 5,000 new beside 10,000, 20,000 and 100,000 known articles
    python tests/bench/bench_stories.py --new 500       a small round
    python tests/bench/bench_stories.py --embedding     also what one title and lead costs the embedding model

Articles are made up on the spot: 5,000 a night in three languages, each known one with a vector of 384 numbers and some
hundred letter groups; half of the new ones retell a known story. Linking runs in a process of its own, whose peak
memory is told. Goal: within 2 GB, and a cost per article that does not follow the archive.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from tercet.flows.sections.analysis import StorySettings
from tercet.flows.story_placing import StoryWork, place_new_articles
from tercet.translations.calibration import LANGUAGES, named_calibrations
from tercet.translations.embed import E5Embedder, find_embedder
from tercet.translations.languages import Language
from tercet.translations.models import Article, Paragraph, SegmentKind, sha256_text, stable_id
from tercet.translations.signals import SIGNALS_VERSION
from tercet.warehouse.arrays import float_lists
from tercet.warehouse.columns import bigints, booleans, columns, doubles, instants, integers, text_lists, texts
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.load import load_batch
from tercet.warehouse.rows import LoadBatch
from tercet.warehouse.staging import stage

NIGHT = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
A_NIGHT = 5000
WIDTH = 384
GRAMS = 120
NOISE = 0.75
"""Two vectors of one story have a cosine of about 0.64, as translated leads have."""

SYLLABLES = (
    "ba ko ri mu te lo sha vi no pe da zu ger ha mi tor fe lu kas ny bo rel ti gan dor vel shi mar ko lip".split()
)
Array = np.ndarray[Any, Any]


def story_vector(story: int) -> Array:
    direction = np.random.default_rng(story).standard_normal(WIDTH)
    return direction / np.linalg.norm(direction)


def article_vector(story: int, telling: int, language: Language) -> Array:
    """A unit vector that, once centred, lies near the others of its story."""
    means = named_calibrations(E5Embedder.name).means
    assert means is not None
    noise = np.random.default_rng([story, telling]).standard_normal(WIDTH)
    vector = story_vector(story) + NOISE * noise / np.linalg.norm(noise)
    return np.asarray(0.5 * vector / np.linalg.norm(vector) + means[LANGUAGES.index(language)], dtype=np.float32)


class Pretended:
    """An embedder that reads story and telling from the title instead of understanding it."""

    name = E5Embedder.name
    version = "made-up"

    def embed(self, texts: Sequence[str]) -> Array:
        told = [text.split(".")[0].split()[-3:] for text in texts]
        return np.stack([article_vector(int(story), int(telling), Language(code)) for story, telling, code in told])


def prose(chance: random.Random, words: int) -> str:
    return " ".join("".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(words))


def language_of(number: int) -> Language:
    return LANGUAGES[number % 3]


def store_known(path: Path, count: int) -> None:
    """An archive: every article in a story of its own, A_NIGHT of them a day, straight into the tables."""
    luck = np.random.default_rng(1)
    popularity = 1 / np.arange(20, 2**16 + 20)
    with open_warehouse(path) as warehouse:
        for start in range(0, count, 10_000):
            numbers = range(start, min(start + 10_000, count))
            ids = [stable_id("known", str(number)) for number in numbers]
            times = [NIGHT - timedelta(seconds=(number + 1) * 86400 / A_NIGHT) for number in numbers]
            codes = [language_of(number).value for number in numbers]
            vectors = np.stack([article_vector(number, 0, language_of(number)) for number in numbers])
            drawn = luck.choice(2**16, size=(len(ids), GRAMS), p=popularity / popularity.sum()).astype(np.uint16)
            with warehouse.transaction() as cursor:
                none = [None] * len(ids)
                stage(
                    cursor,
                    columns(
                        article_id=bigints(ids), source_id=texts("bench" for _ in ids), canonical_url=texts(none),
                        title=texts(f"known {number}" for number in numbers), byline=texts(none),
                        agencies=text_lists([()] * len(ids)), published_at=instants(times),
                        feed_published_at=instants(none), page_published_at=instants(none),
                        first_seen_at=instants(times), language=texts(codes),
                        detection_confidence=doubles(1.0 for _ in ids), is_mixed=booleans(False for _ in ids),
                        content_sha256=texts(map(str, ids)), revision_no=integers(1 for _ in ids),
                        native_group=bigints(none), duplicate_of=bigints(none), run_id=texts("known" for _ in ids),
                    ),
                )  # fmt: skip
                cursor.execute("INSERT INTO articles BY NAME FROM staged")
                cursor.execute(
                    "INSERT INTO story_articles SELECT article_id, article_id, 'first', NULL, NULL, 'made up', NULL,"
                    " 'known' FROM staged"
                )
                described = columns(
                    article_id=bigints(ids),
                    language=texts(codes),
                    grams=float_lists(drawn),
                    vector=float_lists(vectors),
                )
                stage(cursor, described)
                cursor.execute(
                    "INSERT INTO article_signals SELECT article_id, 1, language, $version, list_distinct(grams), [],"
                    " 'known' FROM staged",
                    {"version": SIGNALS_VERSION},
                )
                cursor.execute(
                    "INSERT INTO embeddings SELECT article_id, 1, $model, 'made-up', vector, 'known' FROM staged",
                    {"model": E5Embedder.name},
                )


def store_new(path: Path, count: int, known: int) -> None:
    """Tonight's articles: every other one retells a story of the last night, the rest are new."""
    articles = []
    for number in range(count):
        story = number if number % 2 == 0 else known + number
        language = language_of(number + 1)
        chance = random.Random(number)
        paragraphs = (
            Paragraph(index=0, kind=SegmentKind.TITLE, text=f"{prose(chance, 8)} {story} {number + 1} {language}"),
            Paragraph(index=1, kind=SegmentKind.BODY, text=f"{prose(chance, 25).capitalize()}."),
            Paragraph(index=2, kind=SegmentKind.BODY, text=f"{prose(chance, 25).capitalize()}."),
        )
        moment = NIGHT + timedelta(seconds=number * 86400 / A_NIGHT)
        articles.append(
            Article(
                article_id=stable_id("new", str(number)), source_id="bench",
                canonical_url=f"https://new.example/{number}", title=paragraphs[0].text, language=language,
                detection_confidence=1.0, is_mixed=False,
                content_sha256=sha256_text(str(number)), paragraphs=paragraphs, published_at=moment,
                first_seen_at=moment,
            )
        )  # fmt: skip
    with open_warehouse(path) as warehouse:
        load_batch(warehouse, LoadBatch(articles=tuple(articles)), run_id="new", now=NIGHT)


def link(path: Path) -> dict[str, object]:
    """Place what is new; what it cost, and whether the retold stories were found."""
    with open_warehouse(path) as warehouse:
        began = time.process_time()
        work = StoryWork(warehouse=warehouse, settings=StorySettings(), run_id="bench", now=NIGHT, embedder=Pretended())
        counts = place_new_articles(work)
        spent = time.process_time() - began
        with warehouse.cursor() as cursor:
            rows = cursor.execute(
                "SELECT articles.title, story_articles.story_id, story_articles.reason FROM articles"
                " JOIN story_articles USING (article_id) WHERE story_articles.run_id = 'bench'"
            ).fetchall()
        again = time.process_time()
        assert not place_new_articles(work)
        nothing_new = time.process_time() - again
    verdicts = Counter(_verdict(*row) for row in rows)
    return {
        "articles": counts["articles"],
        "cpu_ms_per_article": round(1000 * spent / max(1, counts["articles"]), 2),
        "nothing_new_cpu_ms": round(1000 * nothing_new, 1),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        **verdicts,
    }


def _verdict(title: str, story_id: int, reason: str) -> str:
    story, telling, _ = title.split()[-3:]
    is_retold = int(telling) % 2 == 1
    if reason == "first":
        return "missed" if is_retold else "rightly_new"
    return "rightly_joined" if story_id == stable_id("known", story) else "wrongly_joined"


def embedding_cost() -> dict[str, object]:
    """CPU of one title and lead of 60 words; only where the model is installed."""
    embedder = find_embedder()
    if embedder is None:
        return {"bench": "stories.embedding", "skipped": "the extra `analysis` is not installed"}
    texts_to_read = [prose(random.Random(number), 60) for number in range(40)]
    embedder.embed(texts_to_read[:1])
    began = time.process_time()
    embedder.embed(texts_to_read)
    spent = time.process_time() - began
    return {"bench": "stories.embedding", "words": 60, "cpu_ms_per_article": round(1000 * spent / 40, 1)}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--new", type=int, default=A_NIGHT)
    options.add_argument("--known", type=int, nargs="+", default=[10_000, 20_000, 100_000])
    options.add_argument("--embedding", action="store_true")
    options.add_argument("--link", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.link is not None:
        print(json.dumps(link(given.link)))
        return
    for known in given.known:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "warehouse.duckdb"
            store_known(path, known)
            store_new(path, given.new, known)
            answer = subprocess.run(
                [sys.executable, __file__, "--link", path], capture_output=True, text=True, check=True
            )
        print(
            json.dumps({"bench": "stories.link", "known": known, "new": given.new, **json.loads(answer.stdout)}),
            flush=True,
        )
    if given.embedding:
        print(json.dumps(embedding_cost()), flush=True)


if __name__ == "__main__":
    main()
