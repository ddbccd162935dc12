"""Translations: aligned or refused, the right one current, and no text ever changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from warehouse_records import (
    LATER,
    NOON,
    count,
    fingerprint,
    make_article,
    make_memory_entry,
    make_package,
    rows,
    translate,
)

from tercet.translations.errors import AlignmentError
from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import Article, Flag, Origin, Segment, SegmentKind, VersionSegment
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.errors import UnknownArticleError
from tercet.warehouse.load import load_batch, load_versions, record_missing
from tercet.warehouse.memory import WarehouseMemory
from tercet.warehouse.queries import duplicate_keys
from tercet.warehouse.reading import misaligned_versions
from tercet.warehouse.rows import LoadBatch, MissingReason, MissingVersion

UK_EN = LanguagePair(Language.UK, Language.EN)


@pytest.fixture
def article(warehouse: Warehouse) -> Article:
    """A stored Ukrainian article."""
    article = make_article("bridge")
    load_batch(warehouse, LoadBatch(articles=(article,)), run_id="r1", now=NOON)
    return article


def current(warehouse: Warehouse) -> list[tuple[str, ...]]:
    """The current translations: origin, package."""
    return rows(
        warehouse, "SELECT origin, package_name FROM versions WHERE is_current AND origin <> 'source' ORDER BY language"
    )


def test_a_version_is_stored_with_all_that_made_it(warehouse: Warehouse, article: Article) -> None:
    version = translate(warehouse, article, Language.EN, flags=(Flag.LOST_NUMBER, Flag.COPIED))

    summary = load_versions(warehouse, [version], run_id="r2", now=LATER)

    assert (summary.versions_new, summary.segments_written) == (1, 4)
    assert rows(
        warehouse,
        'SELECT pair, "pivot", engine, package_name, package_version, package_sha256, settings_sha256, is_demo, run_id '
        "FROM versions WHERE origin = 'machine'",
    ) == [("uk-en", None, "argos", "official", "1.9", make_package(UK_EN).sha256, "beam4", False, "r2")]
    assert rows(warehouse, "SELECT DISTINCT score, flags FROM segments WHERE language = 'en'") == [
        (-0.5, ["lost_number", "copied"])
    ]


def test_an_identical_load_changes_no_row_of_any_table(warehouse: Warehouse, article: Article) -> None:
    versions = [translate(warehouse, article, language) for language in (Language.EN, Language.RU)]
    memory = [make_memory_entry("one"), make_memory_entry("two")]
    load_versions(warehouse, versions, memory, run_id="r2", now=NOON)
    before = fingerprint(warehouse)

    summary = load_versions(warehouse, versions, memory, run_id="r3", now=LATER)

    assert fingerprint(warehouse) == before
    assert (summary.versions_unchanged, summary.memory_new, summary.is_content_changed) == (2, 0, False)


def shift(segment: Segment) -> VersionSegment:
    moved = Segment(
        paragraph_index=segment.paragraph_index + 1, segment_index=0, kind=SegmentKind.BODY, text=segment.text
    )
    return VersionSegment(segment=moved)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda segments: segments[:-1],
        lambda segments: (*segments, shift(segments[-1].segment)),
        lambda segments: (*segments, segments[0]),
        lambda segments: (shift(segments[0].segment), *segments[1:]),
        lambda segments: (),
    ],
    ids=["lacks one", "has one more", "has one twice", "has one elsewhere", "has none"],
)
def test_a_version_without_exactly_its_sources_positions_is_refused(
    warehouse: Warehouse, article: Article, spoil: object
) -> None:
    good = translate(warehouse, article, Language.RU)
    version = translate(warehouse, article, Language.EN)
    spoiled = replace(version, segments=spoil(version.segments))  # type: ignore[operator]
    before = fingerprint(warehouse)

    with pytest.raises(AlignmentError, match=str(article.article_id)):
        load_versions(warehouse, [good, spoiled], [make_memory_entry("x")], run_id="r2", now=NOON)

    assert fingerprint(warehouse) == before


def test_every_machine_version_has_exactly_the_positions_of_its_source(warehouse: Warehouse, article: Article) -> None:
    load_versions(warehouse, [translate(warehouse, article, Language.EN)], run_id="r2", now=NOON)
    aligned = misaligned_versions(warehouse)

    with warehouse.transaction() as cursor:
        cursor.execute("DELETE FROM segments WHERE language = 'en' AND paragraph_index = 2")
    damaged = misaligned_versions(warehouse)

    assert aligned == ()
    assert [(version.language, version.source_sentences, version.sentences) for version in damaged] == [("en", 4, 3)]


def test_a_version_of_an_article_that_is_not_stored_is_refused(warehouse: Warehouse, article: Article) -> None:
    version = translate(warehouse, article, Language.EN)

    with pytest.raises(UnknownArticleError, match="Load the article first"):
        load_versions(warehouse, [replace(version, revision_no=7)], run_id="r2", now=NOON)


def test_a_recorded_reason_goes_when_the_version_comes(warehouse: Warehouse, article: Article) -> None:
    missing = MissingVersion(article_id=article.article_id, language=Language.EN, reason=MissingReason.PACKAGE_MISSING)
    other = replace(missing, language=Language.RU, reason=MissingReason.NO_ROUTE)
    record_missing(warehouse, [missing, other], run_id="r2", now=NOON)

    load_versions(warehouse, [translate(warehouse, article, Language.EN)], run_id="r3", now=NOON)

    assert rows(warehouse, "SELECT language, reason FROM missing_versions") == [("ru", "no_route")]


def test_a_translation_of_an_old_revision_is_kept_but_not_current(warehouse: Warehouse, article: Article) -> None:
    late = translate(warehouse, article, Language.EN)
    edited = make_article("bridge", ("Інше.",))
    load_batch(warehouse, LoadBatch(articles=(edited,)), run_id="r2", now=LATER)

    load_versions(warehouse, [late], run_id="r3", now=LATER)

    assert count(warehouse, "versions") == 3
    assert current(warehouse) == []


def test_a_revision_makes_the_translations_of_the_old_text_stale(warehouse: Warehouse, article: Article) -> None:
    load_versions(warehouse, [translate(warehouse, article, Language.EN)], run_id="r2", now=NOON)

    load_batch(warehouse, LoadBatch(articles=(make_article("bridge", ("Інше.",)),)), run_id="r3", now=LATER)

    assert current(warehouse) == []


def test_a_real_package_outranks_a_demo_package_whatever_came_first(warehouse: Warehouse, article: Article) -> None:
    real = translate(warehouse, article, Language.EN)
    demo = translate(
        warehouse, article, Language.EN, package=make_package(UK_EN, "demo", is_demo=True), produced_at=LATER
    )

    load_versions(warehouse, [real], run_id="r2", now=NOON)
    load_versions(warehouse, [demo], run_id="r3", now=LATER)

    assert current(warehouse) == [("machine", "official")]
    assert duplicate_keys(warehouse) == []


def test_a_newer_package_replaces_an_older_one_as_current_and_both_are_kept(
    warehouse: Warehouse, article: Article
) -> None:
    load_versions(warehouse, [translate(warehouse, article, Language.EN)], run_id="r2", now=NOON)
    better = translate(warehouse, article, Language.EN, package=make_package(UK_EN, "better"), produced_at=LATER)

    load_versions(warehouse, [better], run_id="r3", now=LATER)

    assert current(warehouse) == [("machine", "better")]
    assert rows(warehouse, "SELECT count(*) FROM versions WHERE origin = 'machine'") == [(2,)]


def test_a_person_outranks_the_machine(warehouse: Warehouse, article: Article) -> None:
    human = translate(warehouse, article, Language.EN, origin=Origin.HUMAN, engine="", package=None)
    machine = translate(warehouse, article, Language.EN, produced_at=LATER)

    load_versions(warehouse, [human, machine], run_id="r2", now=LATER)

    assert current(warehouse) == [("human", None)]


def test_other_settings_replace_the_sentences_of_a_version(warehouse: Warehouse, article: Article) -> None:
    load_versions(warehouse, [translate(warehouse, article, Language.EN)], run_id="r2", now=NOON)
    again = translate(warehouse, article, Language.EN, settings_sha256="beam8", flags=(Flag.LOOP,))

    summary = load_versions(warehouse, [again], run_id="r3", now=LATER)

    assert (summary.versions_new, summary.versions_replaced) == (0, 1)
    assert rows(warehouse, "SELECT DISTINCT flags FROM segments WHERE language = 'en'") == [(["loop"],)]
    assert duplicate_keys(warehouse) == []


def test_the_pivot_is_recorded(warehouse: Warehouse, article: Article) -> None:
    pair = LanguagePair(Language.UK, Language.RU)
    load_versions(warehouse, [translate(warehouse, article, Language.RU, pivot=Language.EN)], run_id="r2", now=NOON)

    assert rows(warehouse, "SELECT pair, \"pivot\" FROM versions WHERE origin = 'machine'") == [(str(pair), "en")]


def test_the_memory_gives_back_what_it_was_given(warehouse: Warehouse) -> None:
    memory = WarehouseMemory(warehouse)
    entry, other = make_memory_entry("one"), make_memory_entry("two")
    memory.store([entry])

    known = memory.lookup([entry.key, other.key])

    assert known == {entry.key: entry.translated}
    assert memory.lookup([]) == {}


@pytest.mark.parametrize(
    "change",
    [
        {"pair": LanguagePair.parse("en-ru")},
        {"package_sha256": "other"},
        {"settings_sha256": "other"},
        {"glossary_sha256": "other"},
        {"text_sha256": "other"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_memory_forgets_no_part_of_a_key(warehouse: Warehouse, change: dict[str, object]) -> None:
    memory = WarehouseMemory(warehouse)
    entry = make_memory_entry("one")
    memory.store([entry])

    assert memory.lookup([replace(entry.key, **change)]) == {}  # type: ignore[arg-type]


def test_a_remembered_text_never_changes(warehouse: Warehouse) -> None:
    memory = WarehouseMemory(warehouse)
    first = make_memory_entry("one", "перший")
    memory.store([first, make_memory_entry("one", "другий")])

    memory.store([make_memory_entry("one", "третій")])

    assert memory.lookup([first.key])[first.key].text == "перший"
    assert count(warehouse, "translation_memory") == 1
