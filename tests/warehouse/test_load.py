"""Loads of what ingest found: whole, repeatable, and nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import duckdb
import pytest
from warehouse_records import (
    EN_BODY,
    LATER,
    NEXT_DAY,
    NOON,
    SOURCE,
    count,
    fingerprint,
    make_article,
    make_document,
    make_entry,
    rows,
)

from tercet.translations.languages import Language
from tercet.translations.models import Paragraph, Reject, RejectReason, RemovedLine, SegmentKind, Stage, sha256_text
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.load import load_batch, record_missing, upsert_sources
from tercet.warehouse.queries import duplicate_keys, known_articles, segments_of
from tercet.warehouse.rows import EntryOutcome, LoadBatch, MissingReason, MissingVersion

REJECT = Reject(
    stage=Stage.EXTRACT,
    reason=RejectReason.LISTING_PAGE,
    subject="https://lighthouse.example/news",
    detail="41 links, 3 sentences",
    source_id=SOURCE.source_id,
)


def make_batch() -> LoadBatch:
    """Two articles with all that belongs to them, and a reject."""
    first = make_article(
        "bridge", agencies=("Укрінформ",), removed=(RemovedLine(text="Читайте також", reason="promo"),)
    )
    second = make_article("port", EN_BODY, language=Language.EN, title="The port is open", published_at=None)
    return LoadBatch(
        entries=(make_entry(first), make_entry(second)),
        documents=(make_document(first), make_document(second)),
        articles=(first, second),
        rejects=(REJECT,),
    )


def test_a_batch_is_stored_whole(warehouse: Warehouse) -> None:
    summary = load_batch(warehouse, make_batch(), run_id="r1", now=NOON)

    assert (summary.articles_new, summary.entries_new, summary.documents_new, summary.rejects_new) == (2, 2, 2, 1)
    assert summary.segments_written == count(warehouse, "segments") == 8
    assert rows(warehouse, "SELECT text, reason FROM removed_lines") == [("Читайте також", "promo")]
    assert rows(warehouse, "SELECT agencies FROM articles ORDER BY language DESC") == [(["Укрінформ"],), ([],)]


def test_an_identical_load_changes_no_row_of_any_table(warehouse: Warehouse) -> None:
    load_batch(warehouse, make_batch(), run_id="r1", now=NOON)
    before = fingerprint(warehouse)

    summary = load_batch(warehouse, make_batch(), run_id="r1", now=LATER)

    assert fingerprint(warehouse) == before
    assert not summary.is_content_changed
    assert summary.articles_unchanged == 2


def test_the_same_input_in_a_later_run_only_counts_the_rejects_again(warehouse: Warehouse) -> None:
    load_batch(warehouse, make_batch(), run_id="r1", now=NOON)
    before = fingerprint(warehouse, without=["rejects"])

    summary = load_batch(warehouse, make_batch(), run_id="r2", now=LATER)

    assert fingerprint(warehouse, without=["rejects"]) == before
    assert (summary.rejects_new, summary.rejects_repeated) == (0, 1)
    assert not summary.is_content_changed
    assert rows(warehouse, "SELECT times, first_seen_at, last_seen_at, first_run_id, last_run_id FROM rejects") == [
        (2, NOON, LATER, "r1", "r2")
    ]


def test_positions_in_the_warehouse_are_those_of_the_segmenter(warehouse: Warehouse) -> None:
    article = make_article("bridge")

    load_batch(warehouse, LoadBatch(articles=(article,)), run_id="r1", now=NOON)

    segments = segments_of(warehouse, [article.article_id])[article.article_id]
    assert [(segment.position, segment.kind) for segment in segments] == [
        ((0, 0), SegmentKind.TITLE),
        ((1, 0), SegmentKind.BODY),
        ((1, 1), SegmentKind.BODY),
        ((2, 0), SegmentKind.BODY),
    ]
    assert segments[0].text == article.title


def test_the_hash_of_a_sentence_is_the_one_the_memory_uses(warehouse: Warehouse) -> None:
    load_batch(warehouse, make_batch(), run_id="r1", now=NOON)

    stored = rows(warehouse, "SELECT text, text_sha256 FROM segments")
    assert [sha256 for _, sha256 in stored] == [sha256_text(text) for text, _ in stored]


def test_a_changed_text_becomes_the_next_revision_and_the_old_one_stays(warehouse: Warehouse) -> None:
    article = make_article("bridge")
    edited = make_article("bridge", ("Перше речення статті змінили.",))
    load_batch(warehouse, LoadBatch(articles=(article,)), run_id="r1", now=NOON)

    summary = load_batch(warehouse, LoadBatch(articles=(edited,)), run_id="r2", now=LATER)

    assert (summary.articles_new, summary.articles_revised) == (0, 1)
    assert known_articles(warehouse, [article.article_id])[article.article_id].revision_no == 2
    assert rows(warehouse, "SELECT revision_no, is_current FROM versions ORDER BY revision_no") == [
        (1, False),
        (2, True),
    ]
    assert [segment.text for segment in segments_of(warehouse, [article.article_id])[article.article_id]] == [
        article.title,
        "Перше речення статті змінили.",
    ]


def test_a_text_that_was_seen_before_makes_no_revision(warehouse: Warehouse) -> None:
    article, edited = make_article("bridge"), make_article("bridge", ("Інше.",))
    load_batch(warehouse, LoadBatch(articles=(article,)), run_id="r1", now=NOON)
    load_batch(warehouse, LoadBatch(articles=(edited,)), run_id="r2", now=NOON)
    before = fingerprint(warehouse)

    summary = load_batch(warehouse, LoadBatch(articles=(article,)), run_id="r3", now=LATER)

    assert summary.articles_unchanged == 1
    assert fingerprint(warehouse) == before


def test_a_revision_keeps_where_and_when_the_article_was_first_found(warehouse: Warehouse) -> None:
    load_batch(warehouse, LoadBatch(articles=(make_article("bridge"),)), run_id="r1", now=NOON)
    edited = make_article("bridge", ("Інше.",), source_id="agency", first_seen_at=LATER, published_at=None)

    load_batch(warehouse, LoadBatch(articles=(edited,)), run_id="r2", now=LATER)

    assert rows(warehouse, "SELECT source_id, first_seen_at, published_at, run_id FROM articles") == [
        (SOURCE.source_id, NOON, NOON, "r2")
    ]


def test_a_fact_that_was_unknown_is_filled_in_and_never_overwritten(warehouse: Warehouse) -> None:
    undated = make_article("bridge", published_at=None)
    load_batch(warehouse, LoadBatch(articles=(undated,)), run_id="r1", now=NOON)

    filled = load_batch(warehouse, LoadBatch(articles=(make_article("bridge"),)), run_id="r2", now=NOON)
    other = make_article("bridge", published_at=LATER, source_id="agency")
    kept = load_batch(warehouse, LoadBatch(articles=(other,)), run_id="r3", now=NOON)

    assert (filled.articles_completed, kept.articles_completed) == (1, 0)
    assert rows(warehouse, "SELECT published_at, source_id FROM articles") == [(NOON, SOURCE.source_id)]


def test_an_article_twice_in_a_batch_is_stored_once_and_the_first_counts(warehouse: Warehouse) -> None:
    first, second = make_article("bridge"), make_article("bridge", ("Інше.",))

    load_batch(warehouse, LoadBatch(articles=(first, second)), run_id="r1", now=NOON)

    stored = known_articles(warehouse, [first.article_id])[first.article_id]
    assert (stored.revision_no, stored.content_sha256) == (1, first.content_sha256)
    assert duplicate_keys(warehouse) == []


def test_an_entry_moves_on_when_its_outcome_changes(warehouse: Warehouse) -> None:
    article = make_article("bridge")
    waiting = make_entry(article, outcome=EntryOutcome.PENDING, article_id=None, reason="fetch_failed")
    load_batch(warehouse, LoadBatch(entries=(waiting,)), run_id="r1", now=NOON)

    summary = load_batch(warehouse, LoadBatch(entries=(make_entry(article, seen_at=LATER),)), run_id="r2", now=LATER)

    assert (summary.entries_new, summary.entries_changed) == (0, 1)
    assert rows(warehouse, "SELECT outcome, article_id, reason, first_seen_at, last_seen_at FROM entries") == [
        ("article", article.article_id, None, NOON, LATER)
    ]


@pytest.mark.parametrize(("seen_at", "changed"), [(LATER, 0), (NEXT_DAY, 1)], ids=["same day", "next day"])
def test_an_unchanged_entry_is_marked_seen_once_a_day(warehouse: Warehouse, seen_at: datetime, changed: int) -> None:
    article = make_article("bridge")
    load_batch(warehouse, LoadBatch(entries=(make_entry(article),)), run_id="r1", now=NOON)

    summary = load_batch(
        warehouse, LoadBatch(entries=(make_entry(article, seen_at=seen_at),)), run_id="r2", now=seen_at
    )

    assert summary.entries_changed == changed


def test_sources_follow_the_configuration_and_their_articles_stay(warehouse: Warehouse) -> None:
    upsert_sources(warehouse, [SOURCE, replace(SOURCE, source_id="agency", name="Agency")], now=NOON)
    load_batch(warehouse, make_batch(), run_id="r1", now=NOON)

    unchanged = upsert_sources(warehouse, [SOURCE], now=NOON)
    changed = upsert_sources(warehouse, [replace(SOURCE, name="Lighthouse")], now=NOON, deactivate_others=True)

    assert (unchanged, changed) == (0, 2)
    assert rows(warehouse, "SELECT source_id, name, active FROM sources ORDER BY source_id") == [
        ("agency", "Agency", False),
        ("lighthouse", "Lighthouse", True),
    ]
    assert count(warehouse, "articles") == 2


def test_a_time_without_a_zone_is_refused_and_nothing_is_stored(warehouse: Warehouse) -> None:
    naive = make_article("bridge", published_at=NOON.replace(tzinfo=None))

    with pytest.raises(TypeError, match="offset-naive"):
        load_batch(warehouse, LoadBatch(articles=(make_article("port"), naive)), run_id="r1", now=NOON)

    assert count(warehouse, "articles") == 0


def test_odd_texts_come_back_as_they_were(warehouse: Warehouse) -> None:
    odd = 'Лапки "прямі" та «ялинки», апостроф’и, emoji 🇺🇦, нуль-ширина\u200b, таб\tі NUL\0 тут'
    paragraphs = (
        Paragraph(index=0, kind=SegmentKind.TITLE, text=odd),
        Paragraph(index=1, kind=SegmentKind.HEADING, text=odd),
    )
    article = make_article("odd", paragraphs=paragraphs)

    load_batch(warehouse, LoadBatch(articles=(article,)), run_id="r1", now=NOON)

    assert [segment.text for segment in segments_of(warehouse, [article.article_id])[article.article_id]] == [odd, odd]


def test_a_missing_version_is_recorded_once_and_since_moves_with_the_reason(warehouse: Warehouse) -> None:
    article = make_article("bridge")
    load_batch(warehouse, LoadBatch(articles=(article,)), run_id="r1", now=NOON)
    missing = MissingVersion(
        article_id=article.article_id, language=Language.EN, reason=MissingReason.PACKAGE_MISSING, detail="uk-en"
    )

    record_missing(warehouse, [missing], run_id="r1", now=NOON)
    before = fingerprint(warehouse)
    repeated = record_missing(warehouse, [missing], run_id="r2", now=LATER)
    after = fingerprint(warehouse)
    record_missing(warehouse, [replace(missing, detail="other")], run_id="r3", now=LATER)
    same_reason = rows(warehouse, "SELECT reason, detail, since FROM missing_versions")
    record_missing(warehouse, [replace(missing, reason=MissingReason.WAITING)], run_id="r4", now=LATER)

    assert repeated == 0
    assert after == before
    assert same_reason == [("package_missing", "other", NOON)]
    assert rows(warehouse, "SELECT reason, since FROM missing_versions") == [("waiting", LATER)]


def test_a_version_that_is_there_cannot_be_recorded_as_missing(warehouse: Warehouse) -> None:
    article = make_article("bridge")
    load_batch(warehouse, LoadBatch(articles=(article,)), run_id="r1", now=NOON)
    own = MissingVersion(article_id=article.article_id, language=Language.UK, reason=MissingReason.WAITING)

    assert record_missing(warehouse, [own], run_id="r1", now=NOON) == 0


def test_an_empty_batch_writes_nothing(warehouse: Warehouse) -> None:
    before = fingerprint(warehouse)

    summary = load_batch(warehouse, LoadBatch(), run_id="r1", now=NOON)

    assert fingerprint(warehouse) == before
    assert not summary.is_content_changed


def test_a_load_that_fails_in_the_middle_stores_nothing_of_it(warehouse: Warehouse) -> None:
    too_long_ago = make_document(make_article("bridge"))
    broken = replace(too_long_ago, status_code="not a number")  # type: ignore[arg-type]  # the mistake under test

    with pytest.raises((TypeError, ValueError, duckdb.Error)):
        load_batch(warehouse, replace(make_batch(), documents=(broken,)), run_id="r1", now=NOON)

    assert [count(warehouse, table) for table in ("articles", "segments", "entries", "rejects")] == [0, 0, 0, 0]
