"""Silent edits: what a revision changed, sentence beside sentence, which headlines changed, and what was cut."""

from __future__ import annotations

import pytest
from warehouse_records import LATER, NOON, make_article, rows

from tercet.translations.models import RemovedLine
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.history import Change, article_history
from tercet.warehouse.load import load_batch
from tercet.warehouse.rows import LoadBatch, RevisionCause

FIRST = (
    "Унаслідок аварії загинули 12 людей, повідомили рятувальники. Рух закрито до ранку.",
    "Мер приїде на місце події завтра.",
)
SECOND = (
    "Унаслідок аварії загинули 17 людей, повідомили рятувальники. Рух закрито до ранку.",
    "Причину з'ясовує комісія з п'яти інженерів.",
)
OLD_TITLE, NEW_TITLE = "Аварія на мосту", "Обвал мосту через Горинь"


@pytest.fixture
def article_id(warehouse: Warehouse) -> int:
    """An article whose outlet changed a figure, a sentence and the headline."""
    cut = RemovedLine(text="Читайте також", reason="promo")
    first = make_article("bridge", FIRST, title=OLD_TITLE, removed=(cut,))
    second = make_article(
        "bridge", SECOND, title=NEW_TITLE, removed=(cut, RemovedLine(text="Фото: 1", reason="credit"))
    )
    load_batch(warehouse, LoadBatch(articles=(first,)), run_id="r1", now=NOON)
    load_batch(warehouse, LoadBatch(articles=(second,)), run_id="r2", now=LATER)
    return first.article_id


def test_a_changed_sentence_stands_beside_the_one_that_replaced_it(warehouse: Warehouse, article_id: int) -> None:
    figure, _ = (text.split(". ")[0] + "." for text in (SECOND[0], FIRST[0]))

    found = rows(
        warehouse,
        "SELECT paragraph_index, segment_index, text, other_text, other_paragraph_index, other_segment_index, "
        "similarity "
        "FROM revisions_diff WHERE change = 'added' ORDER BY 1, 2",
    )

    assert found == [
        (0, 0, NEW_TITLE, OLD_TITLE, 0, 0, pytest.approx(0.286)),
        (1, 0, figure, figure.replace("17", "12"), 1, 0, pytest.approx(0.857)),
        (2, 0, SECOND[1], None, None, None, None),
    ]


def test_each_pair_is_told_from_both_sides_and_no_sentence_is_in_two_pairs(
    warehouse: Warehouse, article_id: int
) -> None:
    pairs = "SELECT text, other_text FROM revisions_diff WHERE change = '{}' AND other_text IS NOT NULL"

    added, removed = (set(rows(warehouse, pairs.format(change))) for change in ("added", "removed"))

    assert added == {(new, old) for old, new in removed}
    assert len({new for new, _ in added}) == len({old for _, old in added}) == len(added) == 2


def test_of_two_like_sentences_the_nearest_in_words_is_the_one_replaced(warehouse: Warehouse) -> None:
    before = ("Поранено 3 людини у Рівному. Поранено 4 людини у Луцьку.",)
    after = ("Поранено 5 людей у Луцьку.",)
    for number, body in enumerate((before, after)):
        load_batch(warehouse, LoadBatch(articles=(make_article("a", body),)), run_id=f"r{number}", now=NOON)

    ((other,),) = rows(warehouse, "SELECT other_text FROM revisions_diff WHERE change = 'added'")

    assert other == "Поранено 4 людини у Луцьку."


def test_a_changed_headline_is_one_row_and_an_unchanged_one_none(warehouse: Warehouse, article_id: int) -> None:
    for number, body in enumerate((FIRST, SECOND)):
        load_batch(warehouse, LoadBatch(articles=(make_article("same", body),)), run_id=f"r{number}", now=NOON)

    found = rows(
        warehouse,
        "SELECT article_id, revision_no, old_title, new_title, old_seen_at, new_seen_at FROM headline_changes",
    )

    assert found == [(article_id, 2, OLD_TITLE, NEW_TITLE, NOON, LATER)]


def test_a_headline_that_we_read_otherwise_is_not_laid_to_the_publisher(warehouse: Warehouse, article_id: int) -> None:
    again = make_article("bridge", SECOND, title="Обвал мосту")
    batch = LoadBatch(articles=(again,), cause=RevisionCause.EXTRACTOR)
    load_batch(warehouse, batch, run_id="r3", now=LATER)

    assert rows(warehouse, "SELECT cause FROM headline_changes ORDER BY revision_no") == [
        ("publisher",), ("extractor",)
    ]  # fmt: skip


def test_the_history_of_an_article_has_its_changes_and_what_was_cut(warehouse: Warehouse, article_id: int) -> None:
    first, second = article_history(warehouse, article_id)

    assert (first.revision_no, first.title, first.seen_at, first.changes) == (1, OLD_TITLE, NOON, ())
    assert [line.reason for line in first.removed] == ["promo"]
    assert [(line.text, line.reason) for line in second.removed] == [("Читайте також", "promo"), ("Фото: 1", "credit")]
    assert second.changes[2:] == (
        Change(paragraph_index=2, segment_index=0, old=None, new=SECOND[1], similarity=None),
        Change(paragraph_index=2, segment_index=0, old=FIRST[1], new=None, similarity=None),
    )
    assert [(change.old is None, change.new is None) for change in second.changes[:2]] == [(False, False)] * 2


def test_an_article_that_is_not_there_has_no_history(warehouse: Warehouse) -> None:
    assert article_history(warehouse, 1) == ()
