"""What a page of the reader costs, in milliseconds of CPU, over a snapshot of 5,000 articles a day.

    python tests/bench/bench_reader.py              4,000 articles
    python tests/bench/bench_reader.py --full       100,000 articles, 6 million sentences, 45 million words for search

The tables are filled by SQL in the shape that the loaders leave (three versions of twenty sentences, stories of one and
of ten articles and one of two hundred, words as frequent as in a language), because loading so many articles takes an
hour. Goal: under 100 ms of CPU for every page. Beside it, the same sentences of a story from the view story_sentences.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asgi import Answer, asked

from tercet.flows.reader.app import make_app
from tercet.flows.settings import Settings
from tercet.warehouse.connection import CURRENT, Warehouse, open_snapshot, open_warehouse

FIRST_DAY = datetime(2026, 5, 1, tzinfo=UTC)
A_DAY = 5000
SENTENCES = 20
TERMS = 60_000
VERSIONS_AT_A_TIME = 8001
GOAL_MS = 100
ROUNDS = 5

NUMBERED = """
CREATE TEMP TABLE numbered AS
SELECT
    i, CAST(hash(i) >> 1 AS BIGINT) AS article_id, ['en', 'uk', 'ru'][i % 3 + 1] AS language,
    TIMESTAMPTZ '2026-05-01 00:00:00+00' + to_seconds(CAST(i * 86400 // $a_day AS BIGINT)) AS published_at,
    CASE
        WHEN i < 2000 AND i % 10 = 0 THEN 1
        WHEN i % 2 = 0 THEN 10 + i
        ELSE 1000000 + i // 10000 * 1000 + i % 1000
    END AS story_id
FROM range($articles) AS made (i)
"""
ARTICLES = """
INSERT INTO articles BY NAME
SELECT
    article_id, 'outlet-' || (i * 7 % 40) AS source_id, 'https://bench.example/' || i AS canonical_url,
    'Заголовок номер ' || i || ' про міст, греблю та порт' AS title, CAST([] AS VARCHAR[]) AS agencies, published_at,
    published_at AS first_seen_at, language, 0.99 AS detection_confidence, FALSE AS is_mixed,
    sha256(CAST(i AS VARCHAR)) AS content_sha256, 1 AS revision_no, 'bench' AS run_id
FROM numbered
"""
VERSIONS = """
INSERT INTO versions BY NAME
SELECT
    CAST(hash(i, made.language) >> 1 AS BIGINT) AS version_id, article_id, 1 AS revision_no, made.language,
    CASE WHEN made.language = numbered.language THEN 'source' ELSE 'machine' END AS origin,
    CASE WHEN made.language = numbered.language THEN NULL ELSE numbered.language || '-' || made.language END AS pair,
    'argos' AS engine, 'bench' AS package_name, '1' AS package_version, 's' AS package_sha256, 's' AS settings_sha256,
    FALSE AS is_demo, TRUE AS is_current, published_at AS produced_at, 'bench' AS run_id
FROM numbered, (VALUES ('en'), ('uk'), ('ru')) AS made (language)
"""
SEGMENTS = """
INSERT INTO segments BY NAME
WITH placed AS (SELECT *, unnest(range($sentences)) AS n FROM versions)
SELECT
    version_id, article_id, language, n AS paragraph_index, 0 AS segment_index,
    CASE n WHEN 0 THEN 'title' ELSE 'body' END AS kind,
    'Речення ' || n || ' мовою ' || language || ' про міст і порт ' || sha256(version_id || ' ' || n) || '.' AS text,
    md5(version_id || ' ' || n) AS text_sha256, -0.5 AS score,
    CASE WHEN n % 9 = 5 THEN ['lost_number'] ELSE CAST([] AS VARCHAR[]) END AS flags
FROM placed
"""
STORIES = """
INSERT INTO stories BY NAME
SELECT
    story_id, 'Заголовок номер ' || min(i) || ' про міст, греблю та порт' AS title,
    arg_min(language, i) AS title_language,
    arg_min(article_id, i) AS first_article_id, min(published_at) AS first_published_at,
    max(published_at) AS last_published_at, list_sort(list_distinct(list(language))) AS languages,
    CAST(count(*) AS INTEGER) AS article_count, 'bench' AS run_id
FROM numbered GROUP BY story_id
"""
STORY_ARTICLES = """
INSERT INTO story_articles BY NAME
SELECT article_id, story_id, 'similar' AS reason, 0.9 AS similarity, 'signals' AS method, 'bench' AS run_id
FROM numbered
"""
COMPARED = """
INSERT INTO compared_articles BY NAME
SELECT
    a.story_id, least(a.article_id, b.article_id) AS article_id_a, 1 AS revision_a,
    greatest(a.article_id, b.article_id) AS article_id_b, 1 AS revision_b, $sentences AS sentences_a,
    $sentences AS sentences_b, 5 AS links, FALSE AS is_monotone, 'signals' AS method, 'bench' AS run_id
FROM numbered AS a
JOIN numbered AS b
    ON b.story_id = a.story_id AND b.i > a.i AND b.i <= a.i + CASE a.story_id WHEN 1 THEN 30 ELSE 3000 END
"""
LINKS = """
INSERT INTO sentence_links BY NAME
SELECT
    story_id, article_id_a, 1 AS revision_a, 2 * n AS paragraph_a, 0 AS segment_a, article_id_b, 1 AS revision_b,
    2 * n AS paragraph_b, 0 AS segment_b, 0.95 AS score, 'shared' AS kind, 'bench' AS run_id
FROM compared_articles, range(5) AS made (n)
"""
SOURCES = """
INSERT INTO sources BY NAME
SELECT 'outlet-' || n AS source_id, 'Outlet ' || n AS name, 'feed' AS kind, 'UA' AS country, TRUE AS active
FROM range(40) AS made (n)
"""
CHECKS = """
INSERT INTO source_checks BY NAME
SELECT
    source_id, 'run-' || n AS run_id, TIMESTAMPTZ '2026-05-01 02:00:00+00' + to_days(CAST(n AS INTEGER)) AS checked_at,
    'ok' AS status, 20 AS entries_seen, 20 AS entries_new, 20 AS articles_new, 0 AS rejects, 1.0 AS seconds
FROM sources, range(100) AS made (n)
"""
DOCUMENTS = """
INSERT INTO search_documents BY NAME
SELECT
    CAST(row_number() OVER (ORDER BY produced_at, article_id, language) AS INTEGER) AS document_no, version_id,
    article_id, language, origin, 240 AS words, produced_at
FROM versions
"""
FORMS = """
INSERT INTO search_forms BY NAME
SELECT 'слово' || n AS form, ['en', 'ru', 'uk'][n % 3 + 1] AS language, 'слово' || n AS lemma, 'слово' || n AS stem,
    CAST(n AS INTEGER) AS term_id
FROM range($terms) AS made (n)
"""
POSTINGS = """
INSERT INTO search_postings
SELECT
    CAST(t AS INTEGER), CAST($first + 3 * (hash(t, k, $first) % ($documents // 3)) + t % 3 AS INTEGER),
    CAST(1 AS SMALLINT)
FROM (SELECT t, CAST(least($documents / 6, $documents / 3 * 19.7 / (10 + t // 3)) AS BIGINT) AS often
    FROM range($terms) AS made (t)) AS terms, range(often) AS times (k)
ORDER BY t
"""
"""A document has about 150 different words, all of its language; postings come sorted by batch, as from search."""

WATCH_HITS = """
INSERT INTO watch_hits BY NAME
SELECT
    'bridges' AS watch, versions.article_id, 1 AS revision_no, version_id, versions.language, origin,
    1 AS paragraph_index, 0 AS segment_index, 'міст' AS phrase, 'міст' AS form, produced_at AS found_at,
    'bench' AS run_id
FROM versions WHERE version_id % 50 = 0
"""
VIEW = "SELECT status, text, text_en FROM story_sentences WHERE story_id = ?"


def build(warehouse: Warehouse, articles: int) -> None:
    """Fill the tables in the shape that loading leaves."""
    with warehouse.transaction() as cursor:
        cursor.execute(NUMBERED, {"articles": articles, "a_day": A_DAY})
        for statement in (ARTICLES, VERSIONS, STORIES, STORY_ARTICLES, SOURCES, CHECKS, DOCUMENTS, WATCH_HITS):
            cursor.execute(statement)
        cursor.execute(SEGMENTS, {"sentences": SENTENCES})
        cursor.execute(COMPARED, {"sentences": SENTENCES})
        cursor.execute(LINKS)
        cursor.execute(FORMS, {"terms": TERMS})
    documents = 3 * articles
    for first in range(1, documents, VERSIONS_AT_A_TIME):
        count = min(VERSIONS_AT_A_TIME, documents - first + 1)
        with warehouse.transaction() as cursor:
            cursor.execute(POSTINGS, {"first": first, "documents": count, "terms": TERMS})
    with warehouse.quiet() as cursor:
        cursor.execute("CHECKPOINT")


def pages(warehouse: Warehouse, articles: int) -> dict[str, str]:
    """An address of every kind of page."""
    with warehouse.cursor() as cursor:
        row = cursor.execute(
            "SELECT CAST(hash(8) >> 1 AS BIGINT), max(story_id) FROM stories WHERE article_count >= 4"
        ).fetchone()
    assert row is not None
    article, story = row
    day = (FIRST_DAY + timedelta(days=max(0, (articles - 1) // A_DAY - 1))).date()
    return {
        "day": f"/day/{day}",
        "day, one language, page 3": f"/day/{day}?language=uk&page=3",
        "story of ten": f"/story/{story}",
        "story of two hundred": "/story/1",
        "article": f"/article/{article}",
        "article, removed lines": f"/article/{article}?removed=1",
        "search, rare word": "/search?q=слово45678",
        "search, frequent word": "/search?q=слово30",
        "search, two words, translations": "/search?q=слово30+слово5000&translations=1",
        "search, most frequent, translations": "/search?q=слово0&translations=1",
        "undated": "/undated",
        "sources": "/sources",
        "watchlists": "/watch",
        "watchlist": "/watch/bridges",
    }


async def measure(settings: Settings, addresses: dict[str, str]) -> list[dict[str, object]]:
    app = make_app(settings)
    await asked(app, "/sources")
    figures = []
    for name, address in addresses.items():
        taken, answer = [], Answer(status=0, headers={}, body=b"")
        for _ in range(ROUNDS):
            started = time.process_time()
            answer = await asked(app, address)
            taken.append(1000 * (time.process_time() - started))
        taken.sort()
        figures.append({
            "page": name, "status": answer.status, "cpu_ms": round(taken[ROUNDS // 2], 1),
            "worst_ms": round(taken[-1], 1), "kb": len(answer.body) // 1024,
        })  # fmt: skip
    return figures


def view_ms(folder: Path) -> float:
    with open_snapshot(folder) as snapshot, snapshot.cursor() as cursor:
        started = time.process_time()
        cursor.execute(VIEW, [1]).fetchall()
        return round(1000 * (time.process_time() - started), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="100,000 articles instead of 4,000")
    parser.add_argument("--keep", type=Path, help="Build in this folder, and use what is built there.")
    chosen = parser.parse_args()
    articles = 100_000 if chosen.full else 4_000
    with tempfile.TemporaryDirectory() as name:
        data = (chosen.keep or Path(name)).absolute()
        settings = Settings.model_validate({"data_dir": data, "schedule": {"timezone": "UTC"}})
        link = settings.snapshot_folder / CURRENT
        if not link.exists():
            with open_warehouse(settings.warehouse_path) as warehouse:
                build(warehouse, articles)
            settings.snapshot_folder.mkdir()
            link.symlink_to(settings.warehouse_path)
        with open_snapshot(settings.snapshot_folder) as snapshot:
            addresses = pages(snapshot, articles)
        beside = view_ms(settings.snapshot_folder)
        figures = asyncio.run(measure(settings, addresses))
    for figure in figures:
        print(json.dumps(figure))
    print(f"\n{'page, ' + format(articles, ',') + ' articles':<40} {'CPU ms':>8} {'worst':>8} {'kB':>6}")
    for figure in figures:
        over = " over the goal" if float(str(figure["cpu_ms"])) > GOAL_MS else ""
        print(f"{figure['page']:<40} {figure['cpu_ms']:>8} {figure['worst_ms']:>8} {figure['kb']:>6}{over}")
    print(f"{'(view story_sentences, story of 200)':<40} {beside:>8}")


if __name__ == "__main__":
    main()
