"""What the views promise to those who query them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from warehouse_records import EN_BODY, LATER, NOON, SOURCE, make_article, make_package, rows, translate

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import Article, Flag, Origin, Reject, RejectReason, Stage
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.load import load_batch, load_versions, record_missing, upsert_sources
from tercet.warehouse.rows import LoadBatch, MissingReason, MissingVersion, RunRow, SourceCheck
from tercet.warehouse.runs import finish_run, record_source_checks, start_run

UK_EN = LanguagePair.parse("uk-en")


def store(warehouse: Warehouse, *articles: Article, run_id: str = "r1") -> None:
    load_batch(warehouse, LoadBatch(articles=articles), run_id=run_id, now=NOON)


@pytest.fixture
def article(warehouse: Warehouse) -> Article:
    """A stored Ukrainian article."""
    article = make_article("bridge")
    store(warehouse, article)
    return article


def records(warehouse: Warehouse, sql: str) -> list[dict[str, Any]]:
    with warehouse.cursor() as cursor:
        result = cursor.execute(sql)
        names = [column[0] for column in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def test_aligned_segments_has_one_row_per_sentence_and_null_for_a_missing_version(
    warehouse: Warehouse, article: Article
) -> None:
    load_versions(warehouse, [translate(warehouse, article, Language.EN, flags=(Flag.LOOP,))], run_id="r2", now=NOON)

    lines = records(warehouse, "SELECT * FROM aligned_segments ORDER BY paragraph_index, segment_index")

    assert [(line["paragraph_index"], line["segment_index"]) for line in lines] == [(0, 0), (1, 0), (1, 1), (2, 0)]
    first = lines[0]
    assert (first["kind"], first["source_language"]) == ("title", "uk")
    assert (first["text_uk"], first["origin_uk"], first["score_uk"]) == (article.title, "source", None)
    assert (first["text_en"], first["origin_en"], first["engine_en"], first["flags_en"]) == (
        f"[en] {article.title}",
        "machine",
        "argos",
        ["loop"],
    )
    assert (first["text_ru"], first["origin_ru"], first["flags_ru"]) == (None, None, None)


def test_aligned_segments_shows_the_current_revision_and_the_version_of_a_person(
    warehouse: Warehouse, article: Article
) -> None:
    store(warehouse, edited := make_article("bridge", ("Інше речення.",)))
    human = translate(warehouse, edited, Language.EN, origin=Origin.HUMAN, engine="", package=None)
    load_versions(warehouse, [translate(warehouse, edited, Language.EN), human], run_id="r2", now=NOON)

    lines = records(warehouse, "SELECT * FROM aligned_segments ORDER BY paragraph_index")

    assert [line["text_uk"] for line in lines] == [article.title, "Інше речення."]
    assert {line["origin_en"] for line in lines} == {"human"}


def test_wide_articles_keep_paragraphs_apart(warehouse: Warehouse, article: Article) -> None:
    load_versions(warehouse, [translate(warehouse, article, Language.RU, flags=(Flag.COPIED,))], run_id="r2", now=NOON)

    (wide,) = records(warehouse, "SELECT * FROM article_versions_wide")

    assert (wide["title_uk"], wide["title_ru"], wide["title_en"]) == (article.title, f"[ru] {article.title}", None)
    assert wide["body_uk"] == "Перше речення статті. Друге речення про міст.\n\nТретє речення, останнє."
    assert (wide["flagged_uk"], wide["flagged_ru"], wide["flagged_en"]) == (0, 4, None)


def test_daily_coverage_counts_undated_articles_without_a_day(warehouse: Warehouse, article: Article) -> None:
    store(
        warehouse,
        make_article("copy", duplicate_of=article.article_id),
        make_article("undated", published_at=None),
        make_article("english", EN_BODY, language=Language.EN),
    )

    days = rows(warehouse, "SELECT day, language, articles, duplicates FROM coverage_daily ORDER BY ALL")

    assert days == [(date(2026, 5, 1), "en", 1, 0), (date(2026, 5, 1), "uk", 2, 1), (None, "uk", 1, 0)]


def test_a_day_is_a_utc_day_in_every_time_zone(warehouse: Warehouse) -> None:
    store(warehouse, make_article("late", published_at=NOON + timedelta(hours=11, minutes=30)))

    with warehouse.cursor() as cursor:
        cursor.execute("SET TimeZone = 'Europe/Kyiv'")
        day = cursor.execute("SELECT day FROM coverage_daily").fetchone()

    assert day == (date(2026, 5, 1),)


def test_percentages_leave_out_what_has_no_route_and_what_is_native(warehouse: Warehouse) -> None:
    articles = [make_article(f"a{number}") for number in range(4)]
    store(warehouse, *articles)
    load_versions(warehouse, [translate(warehouse, articles[0], Language.EN)], run_id="r2", now=NOON)
    reasons = [MissingReason.PACKAGE_MISSING, MissingReason.NATIVE_VERSION]
    missing = [
        MissingVersion(article_id=article.article_id, language=Language.EN, reason=reason)
        for article, reason in zip(articles[1:], reasons, strict=False)
    ]
    missing += [
        MissingVersion(article_id=article.article_id, language=Language.RU, reason=MissingReason.NO_ROUTE)
        for article in articles
    ]
    record_missing(warehouse, missing, run_id="r2", now=NOON)

    coverage = rows(
        warehouse,
        "SELECT target_language, articles, translated, native, no_route, waiting, percent_translated "
        "FROM translation_coverage ORDER BY target_language",
    )

    assert coverage == [("en", 4, 1, 1, 0, 2, 33.3), ("ru", 4, 0, 0, 4, 0, None)]


def test_quality_is_told_per_package_and_counts_each_flag(warehouse: Warehouse, article: Article) -> None:
    other = make_article("other")
    store(warehouse, other)
    demo = make_package(UK_EN, "demo", is_demo=True)
    versions = [
        translate(warehouse, article, Language.EN, flags=(Flag.LOOP, Flag.EMPTY)),
        translate(warehouse, other, Language.EN, package=demo),
    ]
    load_versions(warehouse, versions, run_id="r2", now=NOON)

    quality = records(warehouse, "SELECT * FROM translation_quality ORDER BY package_name")

    assert [
        (q["package_name"], q["is_demo"], q["versions"], q["sentences"], q["flagged"], q["percent_flagged"], q["loop"])
        for q in quality
    ] == [("demo", True, 1, 4, 0, 0.0, 0), ("official", False, 1, 4, 4, 100.0, 4)]
    assert set(map(str, Flag)) <= set(quality[0])
    assert quality[1]["mean_score"] == -0.5


def test_a_diff_shows_what_an_edit_added_and_removed_and_nothing_else(warehouse: Warehouse, article: Article) -> None:
    store(
        warehouse, make_article("bridge", ("Перше речення статті. Друге речення змінили.", "Третє речення, останнє."))
    )

    assert rows(warehouse, "SELECT revision_no, change, paragraph_index, segment_index, text FROM revisions_diff") == [
        (2, "added", 1, 1, "Друге речення змінили."),
        (2, "removed", 1, 1, "Друге речення про міст."),
    ]


def test_native_versions_stand_beside_each_other_and_beside_our_translation(warehouse: Warehouse) -> None:
    ukrainian = make_article("uk", native_group=7)
    english = make_article("en", EN_BODY, title="The bridge", language=Language.EN, native_group=7)
    store(warehouse, ukrainian, english, make_article("alone"))
    load_versions(warehouse, [translate(warehouse, ukrainian, Language.EN)], run_id="r2", now=NOON)

    native = rows(
        warehouse,
        "SELECT language, title, native_language, native_title, translated_title FROM native_versions ORDER BY 1",
    )

    assert native == [
        ("en", "The bridge", "uk", ukrainian.title, None),
        ("uk", ukrainian.title, "en", "The bridge", f"[en] {ukrainian.title}"),
    ]


def test_rejects_are_counted_by_the_day_they_were_first_met(warehouse: Warehouse) -> None:
    reject = Reject(stage=Stage.FETCH, reason=RejectReason.NOT_FOUND, subject="a", source_id="s")
    again = Reject(stage=Stage.FETCH, reason=RejectReason.NOT_FOUND, subject="b", source_id="s")
    load_batch(warehouse, LoadBatch(rejects=(reject, again)), run_id="r1", now=NOON)
    load_batch(warehouse, LoadBatch(rejects=(reject,)), run_id="r2", now=NOON + timedelta(days=1))

    assert rows(warehouse, "SELECT day, source_id, stage, reason, rejects, times FROM rejects_daily") == [
        (date(2026, 5, 1), "s", "fetch", "not_found", 2, 3)
    ]


def test_the_health_of_a_source_is_its_last_check_and_its_last_success(warehouse: Warehouse, article: Article) -> None:
    upsert_sources(warehouse, [SOURCE], now=NOON)
    for run_id, moment, status in (("r1", NOON, "ok"), ("r2", LATER, "failed")):
        check = SourceCheck(source_id=SOURCE.source_id, run_id=run_id, checked_at=moment, status=status)
        record_source_checks(warehouse, [check])

    (health,) = records(warehouse, "SELECT * FROM source_health")

    assert (health["last_status"], health["last_ok_at"], health["last_checked_at"]) == ("failed", NOON, LATER)
    assert (health["checks"], health["failed_checks"], health["articles"]) == (2, 1, 1)


def test_the_report_of_a_run_counts_what_it_stored(warehouse: Warehouse) -> None:
    start_run(warehouse, RunRow(run_id="r1", flow="nightly", started_at=NOON))
    article = make_article("bridge")
    store(warehouse, article)
    store(warehouse, make_article("bridge", ("Інше.",)))
    load_versions(warehouse, [translate(warehouse, article, Language.EN, flags=(Flag.LOOP,))], run_id="r1", now=NOON)
    finish_run(warehouse, "r1", status="completed", finished_at=LATER)

    (report,) = records(warehouse, "SELECT * FROM run_report")

    assert (report["articles_new"], report["articles_revised"], report["seconds"]) == (1, 1, 3600.0)
    assert (report["versions_made"], report["sentences_translated"], report["sentences_flagged"]) == (1, 2, 2)
