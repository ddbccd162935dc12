"""What flows and people read from the warehouse."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from warehouse_records import (
    EN_BODY,
    LATER,
    NOON,
    SOURCE,
    count,
    make_article,
    make_entry,
    make_package,
    rows,
    translate,
)

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import Article, Flag, Origin, RemovedLine
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.errors import WarehouseError
from tercet.warehouse.load import load_batch, load_versions, record_missing, upsert_sources
from tercet.warehouse.missing import MissingCount, missing_by_reason
from tercet.warehouse.queries import (
    articles_by_content,
    articles_by_url,
    known_articles,
    known_entries,
    pending_articles,
    recent_texts,
    repeated_lines,
    segments_of,
)
from tercet.warehouse.reading import find_articles, side_by_side, totals, worst_translations
from tercet.warehouse.rows import (
    EntryOutcome,
    FetchState,
    LoadBatch,
    MissingReason,
    MissingVersion,
    RunRow,
    SourceCheck,
)
from tercet.warehouse.runs import fetch_states, finish_run, record_source_checks, save_fetch_states, start_run

UK_EN, UK_RU = LanguagePair.parse("uk-en"), LanguagePair.parse("uk-ru")


@pytest.fixture
def article(warehouse: Warehouse) -> Article:
    """A stored Ukrainian article of a known source."""
    article = make_article("bridge")
    upsert_sources(warehouse, [SOURCE], now=NOON)
    load_batch(warehouse, LoadBatch(articles=(article,), entries=(make_entry(article),)), run_id="r1", now=NOON)
    return article


def test_known_entries_tell_what_became_of_them(warehouse: Warehouse, article: Article) -> None:
    refused = make_entry(make_article("list"), outcome=EntryOutcome.REJECT, article_id=None, reason="listing_page")
    load_batch(warehouse, LoadBatch(entries=(refused,)), run_id="r1", now=NOON)

    known = known_entries(warehouse, SOURCE.source_id)

    assert known_entries(warehouse, "nobody") == {}
    assert known[refused.entry_id].outcome is EntryOutcome.REJECT
    assert known[refused.entry_id].reason == "listing_page"
    assert {entry.article_id for entry in known.values()} == {None, article.article_id}


def test_articles_are_found_by_id_address_and_text(warehouse: Warehouse, article: Article) -> None:
    assert articles_by_url(warehouse, [str(article.canonical_url), "https://other.example/"]) == {
        article.canonical_url: article.article_id
    }
    assert articles_by_content(warehouse, [article.content_sha256, "x"]) == {article.content_sha256: article.article_id}
    assert known_articles(warehouse, [article.article_id, 1])[article.article_id].language is Language.UK
    assert known_articles(warehouse, []) == {}


def test_a_text_is_found_at_the_article_that_had_it_first(warehouse: Warehouse, article: Article) -> None:
    copy = make_article("copy", content_sha256=article.content_sha256)
    load_batch(warehouse, LoadBatch(articles=(copy,)), run_id="r2", now=LATER)

    assert articles_by_content(warehouse, [article.content_sha256]) == {article.content_sha256: article.article_id}


def test_recent_texts_are_bodies_of_one_language_without_duplicates(warehouse: Warehouse, article: Article) -> None:
    others = (
        make_article("english", EN_BODY, language=Language.EN),
        make_article("copy", duplicate_of=article.article_id),
        make_article("old", ("Старе.",), first_seen_at=NOON - timedelta(days=9)),
        make_article("headline", ()),
    )
    load_batch(warehouse, LoadBatch(articles=others), run_id="r1", now=NOON)

    recent = recent_texts(warehouse, Language.UK, since=NOON - timedelta(days=1))

    assert {(text.title, text.text) for text in recent} == {
        (article.title, "Перше речення статті. Друге речення про міст. Третє речення, останнє."),
        ("Заголовок headline", ""),
    }


def test_repeated_lines_are_those_of_several_articles_of_a_source(warehouse: Warehouse) -> None:
    promo, cut = "Підписуйтесь на наш канал!", "Читайте також"
    articles = [
        make_article(f"a{number}", (f"Своє речення {number}.", promo), removed=(RemovedLine(text=cut, reason="promo"),))
        for number in range(3)
    ]
    copies = [make_article(f"c{number}", ("Те саме.",), duplicate_of=articles[0].article_id) for number in range(3)]
    load_batch(warehouse, LoadBatch(articles=(*articles, *copies)), run_id="r1", now=NOON)

    assert repeated_lines(warehouse, SOURCE.source_id) == {promo, cut}
    assert repeated_lines(warehouse, "another") == frozenset()


def test_an_article_is_pending_for_every_language_it_lacks(warehouse: Warehouse, article: Article) -> None:
    load_versions(warehouse, [translate(warehouse, article, Language.EN)], run_id="r2", now=NOON)

    pending = pending_articles(warehouse)

    assert [(entry.article_id, entry.source_language, entry.target) for entry in pending] == [
        (article.article_id, Language.UK, Language.RU)
    ]


def test_a_revised_article_is_pending_again(warehouse: Warehouse, article: Article) -> None:
    load_versions(warehouse, [translate(warehouse, article, Language.EN)], run_id="r2", now=NOON)
    load_batch(warehouse, LoadBatch(articles=(make_article("bridge", ("Інше.",)),)), run_id="r3", now=LATER)

    assert [(entry.target, entry.revision_no) for entry in pending_articles(warehouse)] == [("en", 2), ("ru", 2)]


def test_demo_versions_become_pending_when_their_pair_has_a_real_package(
    warehouse: Warehouse, article: Article
) -> None:
    demos = [
        translate(warehouse, article, pair.target, package=make_package(pair, "demo", is_demo=True))
        for pair in (UK_EN, UK_RU)
    ]
    load_versions(warehouse, demos, run_id="r2", now=NOON)

    assert pending_articles(warehouse) == []
    assert [(entry.target, entry.has_demo_version) for entry in pending_articles(warehouse, replace_demo=[UK_EN])] == [
        (Language.EN, True)
    ]


def test_pending_tells_of_native_versions_and_of_the_last_reason(warehouse: Warehouse, article: Article) -> None:
    pair = (make_article("uk", native_group=7), make_article("en", EN_BODY, language=Language.EN, native_group=7))
    load_batch(warehouse, LoadBatch(articles=pair), run_id="r2", now=NOON)
    missing = MissingVersion(article_id=pair[0].article_id, language=Language.RU, reason=MissingReason.NO_ROUTE)
    record_missing(warehouse, [missing], run_id="r2", now=NOON)

    pending = pending_articles(warehouse, article_ids=[article.article_id for article in pair])

    assert {(entry.source_language, entry.target, entry.has_native, entry.missing_reason) for entry in pending} == {
        (Language.UK, Language.EN, True, None),
        (Language.UK, Language.RU, False, MissingReason.NO_ROUTE),
        (Language.EN, Language.UK, True, None),
        (Language.EN, Language.RU, False, None),
    }


def test_pending_articles_come_newest_first_and_can_be_limited(warehouse: Warehouse) -> None:
    dates = {"old": NOON, "new": LATER, "undated": None}
    articles = {slug: make_article(slug, published_at=date) for slug, date in dates.items()}
    load_batch(warehouse, LoadBatch(articles=tuple(articles.values())), run_id="r1", now=NOON)

    pending = [entry.article_id for entry in pending_articles(warehouse)]

    assert pending[::2] == [articles[slug].article_id for slug in ("new", "old", "undated")]
    assert len(pending_articles(warehouse, limit=2)) == 2
    assert pending_articles(warehouse, article_ids=[]) == []


def test_segments_come_in_order(warehouse: Warehouse, article: Article) -> None:
    segments = segments_of(warehouse, [article.article_id, 5])

    assert list(segments) == [article.article_id]
    assert [segment.position for segment in segments[article.article_id]] == [(0, 0), (1, 0), (1, 1), (2, 0)]


def test_side_by_side_has_every_sentence_in_every_language(warehouse: Warehouse, article: Article) -> None:
    versions = [
        translate(warehouse, article, Language.EN, flags=(Flag.COPIED,)),
        translate(warehouse, article, Language.RU),
    ]
    load_versions(warehouse, versions, run_id="r2", now=NOON)

    shown = side_by_side(warehouse)

    assert shown is not None
    assert (shown.article_id, shown.source_name, shown.published_at) == (article.article_id, SOURCE.name, NOON)
    assert shown.languages == (Language.EN, Language.UK, Language.RU)
    assert [(line.paragraph_index, line.segment_index) for line in shown.lines] == [(0, 0), (1, 0), (1, 1), (2, 0)]
    first = shown.lines[0].cells
    assert first[Language.UK].text == article.title
    assert first[Language.UK].origin is Origin.SOURCE
    assert first[Language.EN].text == f"[en] {article.title}"
    assert first[Language.EN].flags == (Flag.COPIED,)


def test_side_by_side_prefers_an_article_without_flags(warehouse: Warehouse, article: Article) -> None:
    newer = make_article("newer", published_at=LATER)
    load_batch(warehouse, LoadBatch(articles=(newer,)), run_id="r1", now=NOON)
    for each, flags in ((article, ()), (newer, (Flag.LOOP,))):
        versions = [translate(warehouse, each, language, flags=flags) for language in (Language.EN, Language.RU)]
        load_versions(warehouse, versions, run_id="r2", now=NOON)

    shown = side_by_side(warehouse)

    assert shown is not None
    assert shown.article_id == article.article_id


def test_side_by_side_without_such_an_article_is_none(warehouse: Warehouse, article: Article) -> None:
    assert side_by_side(warehouse) is None
    assert side_by_side(warehouse, 5) is None
    shown = side_by_side(warehouse, article.article_id)
    assert shown is not None
    assert shown.languages == (Language.UK,)


@pytest.mark.parametrize("by", ["id", "address", "headline", "translated headline", "nothing"])
def test_articles_are_found_by_what_a_person_has_at_hand(warehouse: Warehouse, article: Article, by: str) -> None:
    load_batch(warehouse, LoadBatch(articles=(make_article("port", published_at=None),)), run_id="r1", now=NOON)
    load_versions(warehouse, [translate(warehouse, article, Language.EN)], run_id="r2", now=NOON)
    words = {
        "id": str(article.article_id),
        "address": str(article.canonical_url),
        "headline": "ЗАГОЛОВОК bri",
        "translated headline": "[EN] Заголовок",
        "nothing": None,
    }[by]

    found = find_articles(warehouse, words)

    assert len(found) == (2 if by == "nothing" else 1)
    assert (found[0].article_id, found[0].source_name) == (article.article_id, SOURCE.name)
    assert found[0].languages == (Language.EN, Language.UK)
    assert find_articles(warehouse, "no such words") == ()


def test_the_worst_translations_have_the_most_flags_then_the_lowest_score(
    warehouse: Warehouse, article: Article
) -> None:
    version = translate(warehouse, article, Language.EN)
    marks = [(-0.1, ()), (-3.0, ()), (-0.2, (Flag.LOOP, Flag.COPIED)), (-0.9, (Flag.LOST_NUMBER,))]
    segments = tuple(
        replace(segment, score=score, flags=flags)
        for segment, (score, flags) in zip(version.segments, marks, strict=True)
    )
    load_versions(warehouse, [replace(version, segments=segments)], run_id="r2", now=NOON)

    worst = worst_translations(warehouse, limit=3)

    assert [(entry.paragraph_index, entry.segment_index) for entry in worst] == [(1, 1), (2, 0), (1, 0)]
    assert worst[0].source_text == "Друге речення про міст."
    assert worst[0].target_text == "[en] Друге речення про міст."
    assert worst[0].flags == (Flag.LOOP, Flag.COPIED)
    assert worst_translations(warehouse, pair=UK_RU) == ()
    assert worst_translations(warehouse, run_id="other") == ()


def test_missing_versions_are_counted_by_direction_and_reason(warehouse: Warehouse) -> None:
    articles = [make_article(f"a{number}") for number in range(3)]
    load_batch(warehouse, LoadBatch(articles=tuple(articles)), run_id="r1", now=NOON)
    missing = [
        MissingVersion(article_id=article.article_id, language=Language.RU, reason=MissingReason.NO_ROUTE)
        for article in articles
    ]
    record_missing(warehouse, missing, run_id="r1", now=NOON)

    assert missing_by_reason(warehouse) == (
        MissingCount(pair=UK_RU, reason=MissingReason.NO_ROUTE, detail="", articles=3, since=NOON),
    )


def test_an_unfinished_run_is_marked_interrupted_by_the_next_of_its_flow(warehouse: Warehouse) -> None:
    start_run(warehouse, RunRow(run_id="killed", flow="nightly", started_at=NOON))
    start_run(warehouse, RunRow(run_id="other", flow="ingest", started_at=NOON))

    start_run(warehouse, RunRow(run_id="next", flow="nightly", started_at=LATER))
    start_run(warehouse, RunRow(run_id="next", flow="nightly", started_at=LATER))

    assert rows(warehouse, "SELECT run_id, status FROM runs ORDER BY run_id") == [
        ("killed", "interrupted"),
        ("next", "running"),
        ("other", "running"),
    ]


def test_a_run_that_was_never_started_cannot_finish(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseError, match="start_run"):
        finish_run(warehouse, "nowhere", status="completed", finished_at=NOON)


def test_fetch_states_are_kept_per_address(warehouse: Warehouse) -> None:
    state = FetchState(
        url="https://a.example/rss",
        source_id="a",
        etag='"1"',
        last_modified="Fri",
        body_sha256="x",
        status_code=200,
        fetched_at=NOON,
    )
    save_fetch_states(warehouse, [state, replace(state, url="https://b.example/rss", source_id="b")])
    failed = replace(state, status_code=500, failures=1, fetched_at=LATER)
    save_fetch_states(warehouse, [failed])

    assert fetch_states(warehouse, "a") == {state.url: failed}
    assert len(fetch_states(warehouse)) == 2


def test_a_source_is_checked_once_per_run(warehouse: Warehouse) -> None:
    check = SourceCheck(source_id="a", run_id="r1", checked_at=NOON, status="failed", error="timed out")
    record_source_checks(warehouse, [check])
    record_source_checks(warehouse, [replace(check, status="ok", error=None)])

    assert rows(warehouse, "SELECT status, error FROM source_checks") == [("ok", None)]


def test_totals_count_everything(warehouse: Warehouse, article: Article) -> None:
    load_versions(warehouse, [translate(warehouse, article, Language.EN)], run_id="r2", now=NOON)

    counted = totals(warehouse)

    assert (counted.articles, counted.translations, counted.segments) == (1, 1, count(warehouse, "segments"))
    assert counted.articles_by_language == {Language.UK: 1}
