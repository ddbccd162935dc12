"""What the views of stories promise: who covered what and when, who was silent, which sentences are only here."""

from __future__ import annotations

from datetime import timedelta

import pytest
from warehouse_records import NOON, SOURCE, make_article, rows, translate
from warehouse_stories import link_first_sentences, tell_story

from tercet.translations.languages import Language
from tercet.translations.models import Article
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.load import load_batch, load_versions, upsert_sources
from tercet.warehouse.rows import EntryOutcome, EntryRow, LoadBatch, SourceRow
from tercet.warehouse.search import update_search

STORY = 77
OTHER = SourceRow(source_id="tower", name="The Tower", kind="feed", url="https://tower.example/rss", country="UA")


def put(warehouse: Warehouse, *articles: Article, seen_after: timedelta = timedelta(days=3)) -> None:
    """Store articles, and an entry that says how long we have been reading since."""
    last = EntryRow(
        entry_id=1, source_id="tower", guid="last", url=None, title="", published_at=None, seen_at=NOON + seen_after,
        outcome=EntryOutcome.PENDING, article_id=None,
    )  # fmt: skip
    upsert_sources(warehouse, [SOURCE, OTHER], now=NOON)
    load_batch(warehouse, LoadBatch(articles=articles, entries=(last,)), run_id="r1", now=NOON + seen_after)


@pytest.fixture
def bridge(warehouse: Warehouse) -> tuple[Article, Article]:
    """A Ukrainian report, and a Russian one thirty hours later at another outlet."""
    first = make_article("uk", ("Міст відкрили зранку. Проїзд безкоштовний.",))
    second = make_article(
        "ru", ("Мост открыли утром. Мэра на открытии не было.",), language=Language.RU, source_id="tower",
        published_at=NOON + timedelta(hours=30),
    )  # fmt: skip
    put(warehouse, first, second)
    tell_story(warehouse, STORY, [first, second])
    return first, second


def test_story_coverage_tells_who_was_first_and_how_much_later_the_others_came(
    warehouse: Warehouse, bridge: tuple[Article, Article]
) -> None:
    found = rows(
        warehouse,
        "SELECT language, source_id, country, articles, hours_after_first, is_first FROM story_coverage ORDER BY 5",
    )

    assert found == [("uk", "lighthouse", None, 1, 0.0, True), ("ru", "tower", "UA", 1, 30.0, False)]


def test_a_silence_is_a_language_that_had_not_the_story_in_time(
    warehouse: Warehouse, bridge: tuple[Article, Article]
) -> None:
    silent = "SELECT silent_language, covered_after_hours FROM silences(hours := {})"

    assert rows(warehouse, silent.format(24)) == [("ru", 30.0)]
    assert rows(warehouse, silent.format(48)) == []


def test_what_we_have_not_waited_for_is_no_silence(warehouse: Warehouse) -> None:
    alone = make_article("uk")
    put(warehouse, alone, make_article("en", language=Language.EN), seen_after=timedelta(hours=5))
    tell_story(warehouse, STORY, [alone])

    assert rows(warehouse, "SELECT silent_language FROM silences(hours := 24)") == []
    assert rows(warehouse, "SELECT silent_language FROM silences(hours := 4)") == [("en",)]


def test_a_sentence_is_shared_only_here_or_not_compared(warehouse: Warehouse, bridge: tuple[Article, Article]) -> None:
    link_first_sentences(warehouse, STORY, bridge)

    found = rows(
        warehouse,
        "SELECT text, status, shared_languages, best_score FROM story_sentences"
        " WHERE language = 'uk' ORDER BY paragraph_index, segment_index",
    )

    assert found == [
        ("Заголовок uk", "only_here", None, None),
        ("Міст відкрили зранку.", "shared", ["ru"], 0.95),
        ("Проїзд безкоштовний.", "only_here", None, None),
    ]


def test_sentences_beyond_those_looked_at_are_not_compared(
    warehouse: Warehouse, bridge: tuple[Article, Article]
) -> None:
    link_first_sentences(warehouse, STORY, bridge, looked_at=2)

    assert rows(warehouse, "SELECT status FROM story_sentences WHERE text = 'Проїзд безкоштовний.'") == [
        ("not_compared",)
    ]


def test_a_link_leads_to_the_other_sentence_from_both_sides(
    warehouse: Warehouse, bridge: tuple[Article, Article]
) -> None:
    link_first_sentences(warehouse, STORY, bridge)

    found = rows(
        warehouse,
        """
        SELECT one.language, other.text FROM story_sentences AS one JOIN story_sentences AS other
        ON other.article_id = one.best_article_id AND other.paragraph_index = one.best_paragraph_index
        AND other.segment_index = one.best_segment_index ORDER BY one.language
        """,
    )

    assert found == [("ru", "Міст відкрили зранку."), ("uk", "Мост открыли утром.")]


def test_a_revision_after_the_comparison_is_not_compared(warehouse: Warehouse, bridge: tuple[Article, Article]) -> None:
    link_first_sentences(warehouse, STORY, bridge)
    put(warehouse, make_article("uk", ("Міст відкрили ввечері.",)))

    assert rows(warehouse, "SELECT DISTINCT status FROM story_sentences WHERE language = 'uk'") == [("not_compared",)]


def test_story_sentences_carry_our_translations(warehouse: Warehouse, bridge: tuple[Article, Article]) -> None:
    load_versions(warehouse, [translate(warehouse, bridge[0], Language.EN)], run_id="r2", now=NOON)

    assert rows(warehouse, "SELECT text_en FROM story_sentences WHERE text = 'Проїзд безкоштовний.'") == [
        ("[en] Проїзд безкоштовний.",)
    ]


def test_keyness_names_the_words_an_outlet_prefers(warehouse: Warehouse) -> None:
    common = "Рада ухвалила рішення про ремонт дороги."
    put(
        warehouse,
        *(make_article(f"a{n}", (common + " Окупанти відступили.",)) for n in range(6)),
        *(make_article(f"b{n}", (common + " Ярмарок відкрили.",), source_id="tower") for n in range(6)),
    )
    update_search(warehouse)

    found = rows(warehouse, "SELECT lemma, z FROM keyness('uk', outlet := 'tower') WHERE times_inside > 0 LIMIT 2")
    countries = rows(warehouse, "SELECT lemma FROM keyness('uk', in_country := 'UA') LIMIT 2")

    assert {lemma for lemma, _ in found} == {"ярмарок", "відкрити"}
    assert all(z > 0 for _, z in found)
    assert rows(warehouse, "SELECT z < 0 FROM keyness('uk', outlet := 'tower') WHERE lemma = 'окупант'") == [(True,)]
    assert {lemma for (lemma,) in countries} == {"ярмарок", "відкрити"}
