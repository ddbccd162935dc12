"""Stories of a night: what the bundled press tells, that a second night adds nothing, and what new articles change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import night
import numpy as np
import pytest
from tables import rows
from warehouse_records import NOON, make_article

from tercet.flows.sections.analysis import StorySettings
from tercet.flows.settings import Settings
from tercet.flows.stories_command import show_stories
from tercet.flows.story_placing import StoryWork, place_new_articles
from tercet.flows.story_sentences import compare_sentences
from tercet.translations.languages import Language
from tercet.warehouse.connection import Warehouse, open_snapshot, open_warehouse
from tercet.warehouse.load import load_batch
from tercet.warehouse.rows import LoadBatch

pytestmark = pytest.mark.loopback

TOLD_TOGETHER = (
    {"stone-bridge-reopens", "kamianyi-mist-marshruty", "kamennyi-most-otkryt"},
    {"grain-terminal-fire", "three-hurt-in-grain-terminal-blaze", "pozhar-na-terminale"},
    {"skyd-vody-tykholuzh", "tykholuzh-dam-release", "sbros-vody-tikholuzh"},
    {"nadrichchia-budget-vote-resignation", "biudzhet-nadrichchia-vidstavka", "byudzhet-nadrechya-otstavka"},
    {"vetrograd-zerno-kurs", "grain-prices-vitrohrad-euro"},
    {"kubok-lotsman-kovyl-uk", "kubok-lotsman-kovyl-ru"},
)
STORY_TABLES = (
    "stories", "story_articles", "story_merges", "embeddings", "article_signals", "compared_articles", "sentence_links",
)  # fmt: skip


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a data folder that had a night on the bundled press."""
    settings = night.press_settings(tmp_path_factory.mktemp("press"))
    night.run_night(settings)
    return settings


@pytest.fixture
def snapshot(press: Settings) -> Iterator[Warehouse]:
    with open_snapshot(press.snapshot_path) as opened:
        yield opened


def slug(url: str) -> str:
    return url.rstrip("/").removesuffix("/index.html").rsplit("/", 1)[-1].removesuffix(".html")


def pairs_of(groups: Sequence[set[str]]) -> set[frozenset[str]]:
    return {frozenset(pair) for group in groups for pair in combinations(sorted(group), 2)}


def told_together(snapshot: Warehouse) -> list[set[str]]:
    query = (
        "SELECT list(coalesce(canonical_url, title)) FROM story_articles JOIN articles USING (article_id)"
        " GROUP BY story_id"
    )
    return [set(map(slug, urls)) for (urls,) in rows(snapshot, query)]


def test_the_press_is_linked_across_languages_without_a_wrong_pair(snapshot: Warehouse) -> None:
    found, right = pairs_of(told_together(snapshot)), pairs_of(TOLD_TOGETHER)

    assert found == right, f"precision {len(found & right) / len(found)}, recall {len(found & right) / len(right)}"


def test_every_dated_article_is_in_one_story_and_no_undated_one_is(snapshot: Warehouse) -> None:
    dated = rows(snapshot, "SELECT article_id FROM articles WHERE published_at IS NOT NULL ORDER BY 1")
    undated = rows(snapshot, "SELECT count(*) FROM articles WHERE published_at IS NULL")

    assert rows(snapshot, "SELECT article_id FROM story_articles ORDER BY 1") == dated
    assert undated != [(0,)]


def test_a_story_says_what_its_articles_say(snapshot: Warehouse) -> None:
    wrong = """
        SELECT stories.story_id FROM stories JOIN story_articles USING (story_id) JOIN articles USING (article_id)
        GROUP BY ALL
        HAVING article_count <> count(*) OR first_published_at <> min(published_at)
            OR last_published_at <> max(published_at) OR languages <> list_sort(list_distinct(list(language)))
    """

    assert rows(snapshot, wrong) == []
    assert rows(
        snapshot, "SELECT count(*) FROM story_articles WHERE story_id NOT IN (SELECT story_id FROM stories)"
    ) == [(0,)]


def test_without_a_model_the_method_says_so(snapshot: Warehouse) -> None:
    assert rows(snapshot, "SELECT DISTINCT method FROM story_articles") == [("signals",)]
    assert rows(snapshot, "SELECT DISTINCT method FROM compared_articles") == [("signals",)]
    assert rows(snapshot, "SELECT count(*) FROM embeddings") == [(0,)]


def test_links_point_at_sentences_that_are_there_and_native_versions_are_in_order(snapshot: Warehouse) -> None:
    dangling = """
        SELECT count(*) FROM sentence_links AS links
        WHERE NOT EXISTS (
            FROM versions JOIN segments USING (version_id)
            WHERE versions.article_id = links.article_id_a AND versions.revision_no = links.revision_a
            AND versions.origin = 'source'
            AND segments.paragraph_index = links.paragraph_a AND segments.segment_index = links.segment_a
        )
    """
    order = (
        "SELECT article_id_a, article_id_b, paragraph_b, segment_b FROM sentence_links WHERE kind = 'translation'"
        " ORDER BY article_id_a, article_id_b, paragraph_a, segment_a"
    )
    in_order = rows(snapshot, order)

    assert rows(snapshot, dangling) == [(0,)]
    assert {kind for (kind,) in rows(snapshot, "SELECT kind FROM sentence_links")} >= {"shared", "translation"}
    assert in_order
    assert in_order == sorted(in_order)


def test_a_second_night_adds_nothing_to_stories(press: Settings) -> None:
    def contents() -> list[Any]:
        with open_warehouse(press.warehouse_path) as warehouse:
            return [sorted(map(repr, rows(warehouse, f"FROM {table}"))) for table in STORY_TABLES]

    before = contents()

    report = night.run_night(press, at=night.NIGHT + timedelta(days=1))

    assert report.is_quiet
    assert report.stories == {}
    assert contents() == before


def test_the_verb_lists_the_stories_of_a_day(press: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    since, until = datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 18, tzinfo=UTC)

    show_stories(press, since, until, least=3, most=10, as_json=True)
    listed = json.loads(capsys.readouterr().out)
    show_stories(press, since, until, least=3, most=10, as_json=False)
    table = capsys.readouterr().out

    assert [(story["languages"], story["articles"]) for story in listed] == [
        (["en", "ru", "uk"], 3),
        (["en", "ru"], 3),
    ]
    assert all(story["story_id"] in table for story in listed)


def test_a_day_without_stories_says_what_to_try(press: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    since, until = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 2, tzinfo=UTC)

    show_stories(press, since, until, least=2, most=9, as_json=False)

    assert "--since" in capsys.readouterr().out


# ---- what new articles change


class Counting:
    """An embedder that counts what it is asked: texts that begin alike lie together."""

    name = "multilingual-e5-small-q4"
    version = "counting"

    def __init__(self) -> None:
        self.asked = 0

    def embed(self, texts: Sequence[str]) -> Any:
        self.asked += len(texts)
        vectors = np.stack([np.random.default_rng(list(text[:20].encode())).standard_normal(384) for text in texts])
        return np.asarray(5 * vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(tmp_path / "warehouse.duckdb") as opened:
        yield opened


def store(warehouse: Warehouse, *articles: Any) -> None:
    load_batch(warehouse, LoadBatch(articles=articles), run_id="ingest", now=NOON)


def work(warehouse: Warehouse, embedder: Any = None, run_id: str = "r1") -> StoryWork:
    return StoryWork(warehouse=warehouse, settings=StorySettings(), run_id=run_id, now=NOON, embedder=embedder)


FERRY = (
    "Паром «Ластівка» знову ходить через Сильву: рейси відновили о 6:45, сказав Тарас Горбенко.",
    "За добу він перевіз 1 340 пасажирів.",
)
FERRY_AGAIN = (
    "Тарас Горбенко повідомив, що паром «Ластівка» відновив рейси через Сильву о 6:45.",
    "Перевезли 1 340 пасажирів.",
)
MUSEUM = ("У музеї Орлиці відкрили виставку печаток. Її зібрала Ганна Мельник.", "Квиток коштує 80 гривень.")


def test_an_embedding_is_made_once_and_a_killed_run_goes_on(warehouse: Warehouse) -> None:
    embedder = Counting()
    store(warehouse, make_article("ferry", FERRY, published_at=NOON), make_article("museum", MUSEUM, published_at=NOON))

    first = place_new_articles(work(warehouse, embedder))
    again = place_new_articles(work(warehouse, embedder))
    with warehouse.transaction() as cursor:
        cursor.execute("DELETE FROM story_articles")
        cursor.execute("DELETE FROM stories")
    resumed = place_new_articles(work(warehouse, embedder))

    assert (first["embedded"], first["articles"]) == (2, 2)
    assert not again
    assert (resumed["embedded"], resumed["articles"]) == (0, 2)
    assert embedder.asked == 2
    assert rows(warehouse, "SELECT DISTINCT model, model_version FROM embeddings") == [(Counting.name, "counting")]


def test_a_later_article_joins_and_the_story_keeps_its_id_and_members(warehouse: Warehouse) -> None:
    store(warehouse, make_article("ferry", FERRY, published_at=NOON), make_article("museum", MUSEUM, published_at=NOON))
    place_new_articles(work(warehouse))
    before = dict(rows(warehouse, "SELECT article_id, story_id FROM story_articles"))

    later = NOON + timedelta(hours=5)
    again = make_article("ferry-again", FERRY_AGAIN, title="Паром «Ластівка» ходить", published_at=later)
    store(warehouse, again)
    place_new_articles(work(warehouse, run_id="r2"))

    after = dict(rows(warehouse, "SELECT article_id, story_id FROM story_articles"))
    ferry = before[make_article("ferry", FERRY).article_id]
    assert {article_id: after[article_id] for article_id in before} == before
    assert after[again.article_id] == ferry
    assert rows(warehouse, f"SELECT article_count, run_id FROM stories WHERE story_id = {ferry}") == [(2, "r2")]


def test_stories_that_are_one_are_merged_and_what_they_held_moves_along(warehouse: Warehouse) -> None:
    never = StorySettings(join=0.99999, merge=0.99999)
    store(
        warehouse,
        make_article("one", FERRY, published_at=NOON),
        make_article("two", FERRY_AGAIN, title="Заголовок one", published_at=NOON + timedelta(hours=13)),
    )
    place_new_articles(replace(work(warehouse), settings=never))
    apart = rows(warehouse, "SELECT story_id FROM stories ORDER BY first_published_at")

    store(warehouse, make_article("three", FERRY, title="Заголовок one", published_at=NOON + timedelta(hours=1)))
    counts = place_new_articles(work(warehouse, run_id="r3"))

    (older, younger) = (story for (story,) in apart)
    assert counts["merged"] == 1
    assert rows(warehouse, "SELECT story_id, article_count FROM stories") == [(older, 3)]
    assert rows(warehouse, "SELECT DISTINCT story_id FROM story_articles") == [(older,)]
    assert rows(warehouse, "SELECT story_id, merged_into, run_id FROM story_merges") == [(younger, older, "r3")]


def test_a_near_duplicate_and_a_native_version_share_the_story(warehouse: Warehouse) -> None:
    original = make_article("original", FERRY, published_at=NOON, native_group=7)
    copy = make_article("copy", MUSEUM, published_at=NOON + timedelta(hours=200), duplicate_of=original.article_id)
    native = make_article(
        "native",
        ("The weather was fine.",),
        language=Language.EN,
        published_at=NOON + timedelta(hours=1),
        native_group=7,
    )
    store(warehouse, original, copy, native)

    place_new_articles(work(warehouse))

    placed = rows(warehouse, "SELECT article_id, reason FROM story_articles")
    assert dict(placed) == {
        original.article_id: "first", copy.article_id: "duplicate", native.article_id: "native"
    }  # fmt: skip
    assert rows(warehouse, "SELECT article_count, languages FROM stories") == [(3, ["en", "uk"])]


def test_sentences_are_compared_once_and_again_when_a_text_changes(warehouse: Warehouse) -> None:
    store(
        warehouse,
        make_article("ferry", FERRY, published_at=NOON),
        make_article("ferry-again", FERRY_AGAIN, title="Паром «Ластівка» ходить", published_at=NOON),
    )
    place_new_articles(work(warehouse))
    first = compare_sentences(work(warehouse))
    second = compare_sentences(work(warehouse))
    changed = make_article("ferry-again", ("Нічого спільного тут немає.",), title="Інше", published_at=NOON)
    store(warehouse, changed)
    third = compare_sentences(work(warehouse, run_id="r3"))

    assert first["compared"] == 1
    assert first["links"] >= 1
    assert not second
    assert third == {"compared": 1, "links": 0}
    assert rows(warehouse, "SELECT links, run_id FROM compared_articles") == [(0, "r3")]
    assert rows(warehouse, "SELECT count(*) FROM sentence_links") == [(0,)]


def test_the_sentences_of_a_story_in_one_language_cost_no_embedding(warehouse: Warehouse) -> None:
    embedder = Counting()
    store(
        warehouse,
        make_article("ferry", FERRY, title="Паром «Ластівка» знову ходить", published_at=NOON),
        make_article("copy", FERRY, title="Паром «Ластівка» знову ходить", published_at=NOON),
    )
    place_new_articles(work(warehouse, embedder))
    for_articles = embedder.asked

    counts = compare_sentences(work(warehouse, embedder))

    assert counts["compared"] == 1
    assert embedder.asked == for_articles
    assert {kind for (kind,) in rows(warehouse, "SELECT kind FROM sentence_links")} == {"copied"}


def test_merging_is_never_easier_than_joining() -> None:
    with pytest.raises(ValueError, match="must be at least join"):
        StorySettings(join=0.9, merge=0.5)
