"""What a person corrected stands before every machine, wherever the sentence stands, whatever is translated again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from warehouse_records import LATER, NEXT_DAY, NOON, UK_BODY, fingerprint, make_article, make_package, rows, translate

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.memory import correction_key
from tercet.translations.models import Article, Flag, Origin
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.corrections import Correction, CorrectionsSummary, sentence_at, store_corrections
from tercet.warehouse.load import load_batch, load_versions
from tercet.warehouse.memory import WarehouseMemory
from tercet.warehouse.reading import misaligned_versions, side_by_side
from tercet.warehouse.rows import LoadBatch

UK_EN = LanguagePair(Language.UK, Language.EN)
SENTENCE = "Перше речення статті."
BETTER = "The first sentence of the article."


@pytest.fixture
def article(warehouse: Warehouse) -> Article:
    """Stored, with a machine translation into English whose sentences are all flagged."""
    stored = make_article("bridge")
    load_batch(warehouse, LoadBatch(articles=(stored,)), run_id="r1", now=NOON)
    load_versions(
        warehouse, [translate(warehouse, stored, Language.EN, flags=(Flag.LOST_NUMBER,))], run_id="r1", now=NOON
    )
    return stored


def correction(target: str = BETTER, **changes: object) -> Correction:
    facts = {"pair": UK_EN, "source": SENTENCE, "target": target, "corrected_at": LATER, "corrected_by": "Olena"}
    return Correction(**{**facts, **changes})  # type: ignore[arg-type]


def correct(warehouse: Warehouse, *corrections: Correction) -> CorrectionsSummary:
    return store_corrections(warehouse, corrections, run_id="r2", now=LATER)


def english(warehouse: Warehouse, article: Article) -> list[tuple[str, Origin, tuple[Flag, ...]]]:
    """What a reader sees in English, sentence by sentence."""
    shown = side_by_side(warehouse, article.article_id)
    assert shown is not None
    cells = [line.cells[Language.EN] for line in shown.lines]
    return [(cell.text, cell.origin, cell.flags) for cell in cells]


def current_origins(warehouse: Warehouse) -> list[tuple[str, str]]:
    return rows(warehouse, "SELECT origin, package_name FROM versions WHERE language = 'en' AND is_current")


def test_a_corrected_version_has_the_persons_sentence_and_the_machines_others_with_their_flags(
    warehouse: Warehouse, article: Article
) -> None:
    summary = correct(warehouse, correction())

    assert (summary.new, summary.articles, summary.versions, summary.unseen) == (1, 1, 1, 0)
    shown = english(warehouse, article)
    assert shown[1] == (BETTER, Origin.HUMAN, ())
    assert shown[2] == (f"[en] {UK_BODY[0].removeprefix(SENTENCE).strip()}", Origin.MACHINE, (Flag.LOST_NUMBER,))
    assert misaligned_versions(warehouse) == ()
    assert current_origins(warehouse) == [("human", "official")]


def test_the_machines_own_version_stays_to_be_compared(warehouse: Warehouse, article: Article) -> None:
    correct(warehouse, correction())

    compared = rows(
        warehouse, "SELECT source_text, machine_text, corrected_text, corrected_by FROM corrected_sentences"
    )
    assert compared == [(SENTENCE, f"[en] {SENTENCE}", BETTER, "Olena")]


def test_storing_the_same_again_writes_no_row_of_any_table(warehouse: Warehouse, article: Article) -> None:
    correct(warehouse, correction())
    before = fingerprint(warehouse)

    summary = correct(warehouse, correction())

    assert (summary.unchanged, summary.versions) == (1, 0)
    assert fingerprint(warehouse) == before


def test_a_correction_survives_another_package(warehouse: Warehouse, article: Article) -> None:
    correct(warehouse, correction())

    newer = translate(
        warehouse, article, Language.EN, package=make_package(UK_EN, "better"), produced_at=NEXT_DAY, flags=()
    )
    load_versions(warehouse, [newer], run_id="r3", now=NEXT_DAY)

    shown = english(warehouse, article)
    assert shown[1] == (BETTER, Origin.HUMAN, ())
    assert shown[2][1:] == (Origin.MACHINE, ())
    assert current_origins(warehouse) == [("human", "better")]
    assert rows(warehouse, "SELECT count(*) FROM versions WHERE origin = 'human'") == [(2,)]


def test_a_correction_survives_other_settings_of_the_same_package(warehouse: Warehouse, article: Article) -> None:
    correct(warehouse, correction())
    again = translate(warehouse, article, Language.EN, produced_at=NEXT_DAY)
    texts = (replace(one.segment, text=f"anew {one.segment.text}") for one in again.segments)
    segments = tuple(replace(one, segment=text) for one, text in zip(again.segments, texts, strict=True))

    load_versions(warehouse, [replace(again, settings_sha256="other", segments=segments)], run_id="r3", now=NEXT_DAY)

    shown = english(warehouse, article)
    assert shown[1] == (BETTER, Origin.HUMAN, ())
    assert shown[2][0].startswith("anew ")
    assert rows(warehouse, "SELECT settings_sha256 FROM versions WHERE origin = 'human' AND is_current") == [("other",)]


def test_a_correction_holds_in_the_next_revision_of_its_article(warehouse: Warehouse, article: Article) -> None:
    correct(warehouse, correction())
    revised = replace(make_article("bridge", (f"{SENTENCE} Тепер інакше.",)), first_seen_at=NEXT_DAY)

    load_batch(warehouse, LoadBatch(articles=(revised,)), run_id="r3", now=NEXT_DAY)
    load_versions(warehouse, [translate(warehouse, revised, Language.EN)], run_id="r3", now=NEXT_DAY)

    assert [text for text, origin, _ in english(warehouse, revised) if origin is Origin.HUMAN] == [BETTER]


def test_a_correction_waits_for_an_article_that_has_the_sentence(warehouse: Warehouse) -> None:
    summary = correct(warehouse, correction())
    article = make_article("bridge")
    load_batch(warehouse, LoadBatch(articles=(article,)), run_id="r3", now=NEXT_DAY)

    load_versions(warehouse, [translate(warehouse, article, Language.EN)], run_id="r3", now=NEXT_DAY)

    assert (summary.unseen, summary.versions) == (1, 0)
    assert english(warehouse, article)[1][:2] == (BETTER, Origin.HUMAN)


def test_of_two_corrections_the_later_one_holds_and_the_earlier_one_is_kept(
    warehouse: Warehouse, article: Article
) -> None:
    correct(warehouse, correction("Once."))

    summary = correct(warehouse, correction("Twice.", corrected_at=NEXT_DAY))

    assert summary.changed == 1
    assert english(warehouse, article)[1][0] == "Twice."
    assert rows(warehouse, "SELECT target_text, is_current FROM corrections ORDER BY target_text") == [
        ("Once.", False),
        ("Twice.", True),
    ]
    assert rows(warehouse, "SELECT text FROM replaced_segments") == [("Once.",)]
    memory = WarehouseMemory(warehouse).lookup([correction_key(SENTENCE, UK_EN)])
    assert [(text.text, text.origin) for text in memory.values()] == [("Twice.", Origin.HUMAN)]


def test_a_correction_older_than_the_one_that_holds_changes_nothing(warehouse: Warehouse, article: Article) -> None:
    correct(warehouse, correction())
    before = fingerprint(warehouse)

    summary = correct(warehouse, correction("Outdated.", corrected_at=LATER - timedelta(minutes=1)))

    assert summary.older == 1
    assert fingerprint(warehouse) == before


def test_one_may_go_back_to_an_earlier_correction(warehouse: Warehouse, article: Article) -> None:
    for target in ("Once.", "Twice.", "Once."):
        correct(warehouse, correction(target))

    assert english(warehouse, article)[1][0] == "Once."
    assert rows(warehouse, "SELECT target_text FROM corrections WHERE is_current") == [("Once.",)]


def test_what_the_machine_says_itself_is_no_correction(warehouse: Warehouse, article: Article) -> None:
    before = fingerprint(warehouse)

    summary = correct(warehouse, correction(f"[en] {SENTENCE}"))

    assert (summary.as_machine, summary.new) == (1, 0)
    assert fingerprint(warehouse) == before


def test_a_correction_holds_for_its_pair_only(warehouse: Warehouse, article: Article) -> None:
    summary = correct(warehouse, correction("Первое предложение.", pair=LanguagePair(Language.UK, Language.RU)))

    assert summary.versions == 0
    assert english(warehouse, article)[1][1] is Origin.MACHINE


def test_a_sentence_is_found_by_its_place(warehouse: Warehouse, article: Article) -> None:
    assert sentence_at(warehouse, article.article_id, 1, 0) == (SENTENCE, Language.UK)
    assert sentence_at(warehouse, article.article_id, 9, 0) is None
    assert sentence_at(warehouse, 1, 1, 0) is None
