"""Laws of contested terms, names and watchlists: rules read each version once; sources and translations stay apart."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from warehouse_records import LATER, NOON, SOURCE, fingerprint, make_article, rows, translate

from tercet.flows.sections.terms import TermSettings, WatchSettings
from tercet.flows.term_scanning import TermCounts, TermWork, scan_terms
from tercet.flows.watch_report import tell_watches
from tercet.translations.languages import Language
from tercet.translations.models import Article
from tercet.warehouse.connection import Warehouse, open_warehouse
from tercet.warehouse.load import load_batch, load_versions, upsert_sources
from tercet.warehouse.rows import LoadBatch

UK_TEXT = ("Російські війська у тимчасово окупованому Криму. Зеленський приїхав до Одеси.",)
RU_TEXT = ("Спецоперация на Украине идёт по плану. Вчера Владимир Зеленский говорил о перемирии.",)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(tmp_path / "warehouse.duckdb") as opened:
        upsert_sources(opened, [SOURCE], now=NOON)
        yield opened


def store(warehouse: Warehouse, *articles: Article, run_id: str = "r1") -> None:
    load_batch(warehouse, LoadBatch(articles=articles), run_id=run_id, now=NOON)


def two_articles() -> tuple[Article, Article]:
    return (
        make_article("kryla", UK_TEXT, title="Новини дня"),
        make_article("krylo", RU_TEXT, title="Новости дня", language=Language.RU),
    )


def scan(
    warehouse: Warehouse, *watches: WatchSettings, run_id: str = "r1", folder: Path = Path(), **terms: Any
) -> TermCounts:
    return scan_terms(
        TermWork(
            warehouse=warehouse, terms=TermSettings(**terms), watches=watches, folder=folder, run_id=run_id, now=LATER
        )
    )


def used(warehouse: Warehouse) -> set[tuple[str, str, str]]:
    return set(rows(warehouse, "SELECT concept, variant, language FROM term_usage"))


def test_contested_terms_are_counted_in_what_publishers_wrote_and_never_in_translations(warehouse: Warehouse) -> None:
    ukrainian, russian = two_articles()
    store(warehouse, ukrainian, russian)
    load_versions(warehouse, [translate(warehouse, ukrainian, Language.EN)], run_id="r1", now=NOON)

    scan(warehouse)

    assert used(warehouse) >= {
        ("Russian troops", "Russian forces", "uk"),
        ("Crimea", "occupied Crimea", "uk"),
        ("the war of Russia against Ukraine", "special operation", "ru"),
        ("in or on Ukraine", "on Ukraine", "ru"),
    }
    assert {language for *_, language in used(warehouse)} == {"uk", "ru"}


def test_reading_again_changes_nothing(warehouse: Warehouse) -> None:
    watch = WatchSettings(name="truce", phrases=("перемирие",))
    store(warehouse, *two_articles())
    scan(warehouse, watch)
    before = fingerprint(warehouse)

    counts = scan(warehouse, watch, run_id="r2")

    assert counts == TermCounts()
    assert fingerprint(warehouse) == before


def test_another_lexicon_is_counted_over_all_articles_and_the_old_one_is_gone(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    store(warehouse, *two_articles())
    scan(warehouse)
    (tmp_path / "own.tsv").write_text("ports\tOdesa\tuk\tОдеса\n", encoding="utf-8")

    scan(warehouse, lexicon="own.tsv", folder=tmp_path)

    assert used(warehouse) == {("ports", "Odesa", "uk")}


def test_without_a_lexicon_nothing_is_counted(warehouse: Warehouse) -> None:
    store(warehouse, *two_articles())

    scan(warehouse, lexicon="off")

    assert used(warehouse) == set()


def test_a_revision_replaces_what_was_counted(warehouse: Warehouse) -> None:
    store(warehouse, make_article("kryla", UK_TEXT))
    scan(warehouse)
    store(warehouse, make_article("kryla", ("Тут більше нічого немає.",)), run_id="r2")

    scan(warehouse, run_id="r2")

    assert used(warehouse) == set()


def test_spellings_of_one_name_share_a_key_across_languages(warehouse: Warehouse) -> None:
    store(
        warehouse,
        make_article("a", ("Учора Зеленський говорив. Потім Зеленського слухали.",)),
        make_article("b", ("Вчера сам Зеленский говорил.",), language=Language.RU),
        make_article("c", ("Yesterday Volodymyr spoke; later Zelenskyy left.",), language=Language.EN),
    )

    scan(warehouse)

    found = rows(warehouse, "SELECT language, mentions FROM name_renderings WHERE name_key = 'zlnsk' ORDER BY 1")
    assert [language for language, _ in found] == ["en", "ru", "uk"]


def test_a_watch_finds_words_in_sources_and_in_translations_and_says_which(warehouse: Warehouse) -> None:
    ukrainian, russian = two_articles()
    store(warehouse, ukrainian, russian)
    load_versions(warehouse, [translate(warehouse, russian, Language.EN)], run_id="r1", now=NOON)

    scan(warehouse, WatchSettings(name="truce", phrases=("перемирие",)))

    # The stand-in translation repeats its source, in which the Russian word is none of English.
    assert rows(warehouse, "SELECT origin, language, form FROM watch_hits") == [("source", "ru", "перемирии")]


def test_a_watch_may_ask_for_other_words_beside_and_for_outlets(warehouse: Warehouse) -> None:
    store(warehouse, *two_articles())

    scan(
        warehouse,
        WatchSettings(name="both", phrases=("Зеленский", "Зеленський"), also=("Одеса",)),
        WatchSettings(name="elsewhere", phrases=("Зеленский",), sources=("another",)),
    )

    assert rows(warehouse, "SELECT DISTINCT watch, language FROM watch_hits") == [("both", "uk")]


def test_a_watch_that_is_gone_takes_its_hits_with_it(warehouse: Warehouse) -> None:
    store(warehouse, *two_articles())
    scan(warehouse, WatchSettings(name="truce", phrases=("перемирие",)))

    scan(warehouse, run_id="r2")

    assert rows(warehouse, "SELECT * FROM watch_hits") == []


def test_the_feed_lists_what_was_found_and_stays_as_it_is_until_more_is(warehouse: Warehouse, tmp_path: Path) -> None:
    watch = WatchSettings(name="truce", phrases=("перемирие",))
    nasty = make_article(
        "x", ("О перемирии <b>&\x07 молчат.",), language=Language.RU, title="<script>alert(1)</script>"
    )
    store(warehouse, nasty, two_articles()[1])
    scan(warehouse, watch)

    news = tell_watches(warehouse, [watch], tmp_path / "feeds", run_id="r1")
    written = (tmp_path / "feeds" / "truce.xml").stat().st_mtime_ns
    again = tell_watches(warehouse, [watch], tmp_path / "feeds", run_id="r2")

    titles = [item.findtext("title") for item in ElementTree.parse(tmp_path / "feeds" / "truce.xml").iter("item")]
    assert sorted(map(str, titles)) == ["[ru] <script>alert(1)</script>", "[ru] Новости дня"]
    assert len(news) == 2
    assert again == ()
    assert (tmp_path / "feeds" / "truce.xml").stat().st_mtime_ns == written


@pytest.mark.loopback
def test_a_webhook_that_does_not_answer_fails_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    watch = WatchSettings(name="truce", phrases=("перемирие",), webhook="http://127.0.0.1:9/nobody")
    store(warehouse, *two_articles())
    scan(warehouse, watch)

    assert len(tell_watches(warehouse, [watch], tmp_path, run_id="r1")) == 1


def test_publication_dates_make_the_months_of_a_shift(warehouse: Warehouse) -> None:
    store(
        warehouse,
        make_article("a", ("Спецоперация продолжается.",), language=Language.RU),
        make_article("b", ("Война в Украине.",), language=Language.RU, published_at=NOON + timedelta(days=31)),
    )

    scan(warehouse)

    concept = "the war of Russia against Ukraine"
    query = "SELECT variant, strftime(month, '%m'), percent_of_concept FROM term_shift WHERE concept = '{}' ORDER BY 2"
    found = rows(warehouse, query.format(concept))
    assert found == [("special operation", "05", 100.0), ("war", "06", 100.0)]


def test_a_night_with_nothing_new_loads_no_dictionary(tmp_path: Path) -> None:
    code = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tercet.flows.sections.terms import TermSettings, WatchSettings
from tercet.flows.term_scanning import TermWork, scan_terms
from tercet.warehouse.connection import open_warehouse
watch = WatchSettings(name="truce", phrases=("перемирие",))
with open_warehouse(Path(sys.argv[1])) as warehouse:
    scan_terms(TermWork(warehouse=warehouse, terms=TermSettings(), watches=(watch,), folder=Path(), run_id="r",
                        now=datetime.now(UTC)))
sys.exit("simplemma" in sys.modules)
"""
    result = subprocess.run([sys.executable, "-c", code, str(tmp_path / "w.duckdb")], check=False)

    assert result.returncode == 0
