"""Every query that the README shows runs, on a snapshot, as a user runs it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from warehouse_records import EN_BODY, LATER, NOON, SOURCE, UK_BODY, make_article, make_package, translate
from warehouse_stories import fill_stories

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import Article, Flag, Reject, RejectReason, RemovedLine, Stage
from tercet.warehouse.connection import Warehouse, open_warehouse
from tercet.warehouse.corrections import Correction, store_corrections
from tercet.warehouse.describe import describe
from tercet.warehouse.load import load_batch, load_versions, record_missing, upsert_sources
from tercet.warehouse.queries import pending_articles
from tercet.warehouse.rows import LoadBatch, MissingReason, MissingVersion, RunRow, SourceCheck
from tercet.warehouse.runs import finish_run, record_source_checks, start_run
from tercet.warehouse.sandbox import run_sql
from tercet.warehouse.snapshot import publish

README = (Path(__file__).parents[2] / "warehouse" / "README.md").read_text("utf-8")
QUERIES = re.findall(r"```sql( empty)?\n(.*?)```", README, re.DOTALL)


def articles() -> list[Article]:
    """Articles in three languages: a native pair, a copy, one with cut lines, one without a date."""
    bridge = make_article("bridge", removed=(RemovedLine(text="Читайте також", reason="promo"),), native_group=7)
    english = make_article(
        "bridge-en", EN_BODY, language=Language.EN, title="Bridge reopened", native_group=7, published_at=LATER
    )
    port = make_article("port", EN_BODY, language=Language.EN, title="The port", published_at=None)
    copy = make_article("copy", duplicate_of=bridge.article_id)
    russian = make_article("ru", ("Мост открыт. Движение восстановлено.",), language=Language.RU, title="Мост")
    return [bridge, english, port, copy, russian]


def fill(warehouse: Warehouse) -> None:
    """A small night: articles, an edit, a reject, translations, and what is missing."""
    upsert_sources(warehouse, [SOURCE], now=NOON)
    start_run(warehouse, RunRow(run_id="nightly-1", flow="nightly", started_at=NOON))
    stored = articles()
    reject = Reject(stage=Stage.FETCH, reason=RejectReason.NOT_FOUND, subject="u", source_id=SOURCE.source_id)
    load_batch(warehouse, LoadBatch(articles=tuple(stored), rejects=(reject,)), run_id="nightly-1", now=NOON)
    edited = make_article(
        "copy", ("Перше речення змінили.",), duplicate_of=stored[0].article_id, title="Змінений заголовок"
    )
    load_batch(warehouse, LoadBatch(articles=(edited,)), run_id="nightly-1", now=LATER)
    stored[3] = edited
    versions = [
        translate(warehouse, article, target, flags=(Flag.LOST_NUMBER,) if target is Language.EN else ())
        for article in stored
        for target in (Language.EN, Language.UK)
        if target is not article.language and article.native_group is None
    ]
    versions += [translate(warehouse, stored[0], language) for language in (Language.EN, Language.RU)]
    load_versions(warehouse, versions, run_id="nightly-1", now=NOON)
    pair = LanguagePair(Language.UK, Language.EN)
    newer = translate(warehouse, stored[0], Language.EN, package=make_package(pair, "newer"), produced_at=LATER)
    changed = tuple(replace(part, segment=replace(part.segment, text="A newer text.")) for part in newer.segments)
    load_versions(warehouse, [replace(newer, segments=changed)], run_id="nightly-1", now=LATER)
    correction = Correction(pair=pair, source=UK_BODY[1], target="A sentence by a person.", corrected_at=LATER)
    store_corrections(warehouse, [correction], run_id="nightly-1", now=LATER)
    fill_stories(warehouse, [stored[0], stored[1], stored[4]])
    missing = [
        MissingVersion(article_id=entry.article_id, language=entry.target, reason=MissingReason.NO_ROUTE)
        for entry in pending_articles(warehouse)
    ]
    record_missing(warehouse, missing, run_id="nightly-1", now=NOON)
    record_source_checks(
        warehouse, [SourceCheck(source_id=SOURCE.source_id, run_id="nightly-1", checked_at=NOON, status="ok")]
    )
    finish_run(warehouse, "nightly-1", status="completed", finished_at=LATER)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    with open_warehouse(folder / "warehouse.duckdb") as warehouse:
        fill(warehouse)
        published = publish(warehouse, folder)
    assert published is not None
    return published


def test_there_are_enough_examples() -> None:
    assert len(QUERIES) >= 12


@pytest.mark.parametrize(
    ("is_empty", "sql"), QUERIES, ids=[sql.split("FROM ")[1].split()[0] + f"-{n}" for n, (_, sql) in enumerate(QUERIES)]
)
def test_an_example_runs_and_answers(snapshot: Path, is_empty: str, sql: str) -> None:
    result = run_sql(snapshot, sql)

    assert bool(result.rows) is not bool(is_empty)


OLD_CLIENTS = os.environ.get("TERCET_OLD_DUCKDB_PYTHONS", "").split(os.pathsep)

ASK = """
import json, sys
import duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    print(json.dumps([len(connection.execute(sql).fetchall()) for sql in json.load(sys.stdin)]))
"""


@pytest.mark.skipif(OLD_CLIENTS == [""], reason="name interpreters with other DuckDBs in TERCET_OLD_DUCKDB_PYTHONS")
def test_clients_of_other_versions_give_the_same_answers(snapshot: Path) -> None:
    queries = json.dumps([sql for _, sql in QUERIES])

    answers = [
        subprocess.run(
            [python, "-c", ASK, str(snapshot)], input=queries, capture_output=True, text=True, check=True
        ).stdout
        for python in [sys.executable, *OLD_CLIENTS]
    ]

    assert len(set(answers)) == 1


def test_every_view_and_table_is_in_the_readme(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        unnamed = [relation.name for relation in describe(warehouse) if not re.search(rf"`{relation.name}[`(]", README)]

    assert unnamed == []


def test_every_view_has_an_example(tmp_path: Path) -> None:
    shown = " ".join(sql for _, sql in QUERIES)
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        views = {relation.name for relation in describe(warehouse) if relation.kind == "view"}

    assert {name for name in views if name not in shown} == {"misaligned_versions"}
