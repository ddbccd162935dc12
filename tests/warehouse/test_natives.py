"""Versions that a publisher wrote in several languages find each other, whatever each of them lists."""

from __future__ import annotations

from itertools import permutations

import pytest
from warehouse_records import EN_BODY, NEXT_DAY, NOON, fingerprint, make_article, rows

from tercet.translations.languages import Language
from tercet.translations.models import Article
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.load import load_batch
from tercet.warehouse.rows import LoadBatch, LoadSummary

UK = make_article("uk", native_group=30)
EN = make_article("en", EN_BODY, language=Language.EN, native_group=20)
RU = make_article("ru", language=Language.RU, native_group=10)
ADDRESSES = {one.article_id: str(one.canonical_url) for one in (UK, EN, RU)}
LISTED = {UK.article_id: (UK, EN), EN.article_id: (UK, EN, RU), RU.article_id: (RU, EN)}


def load(warehouse: Warehouse, *articles: Article) -> LoadSummary:
    """The articles with what each of them lists."""
    alternates = {
        one.article_id: frozenset(ADDRESSES[listed.article_id] for listed in LISTED.get(one.article_id, ()))
        for one in articles
    }
    return load_batch(warehouse, LoadBatch(articles=articles, alternates=alternates), run_id="r1", now=NOON)


def groups(warehouse: Warehouse) -> set[int | None]:
    return {row[0] for row in rows(warehouse, "SELECT native_group FROM articles")}


@pytest.mark.parametrize(
    "order", list(permutations((UK, EN, RU))), ids=lambda order: "-".join(o.language for o in order)
)
def test_versions_that_list_different_sets_are_one_group_in_whatever_order_they_come(
    warehouse: Warehouse, order: tuple[Article, ...]
) -> None:
    for article in order:
        load(warehouse, article)

    assert groups(warehouse) == {10}


def test_versions_of_one_batch_join_too(warehouse: Warehouse) -> None:
    load(warehouse, UK, EN, RU)

    assert groups(warehouse) == {10}


def test_a_page_that_lists_nothing_joins_when_it_is_listed(warehouse: Warehouse) -> None:
    silent = make_article("ru", language=Language.RU)
    load_batch(warehouse, LoadBatch(articles=(silent,)), run_id="r1", now=NOON)

    assert load(warehouse, EN).natives_joined == 1
    assert groups(warehouse) == {20}


def test_loading_them_again_changes_nothing(warehouse: Warehouse) -> None:
    load(warehouse, UK, EN, RU)
    before = fingerprint(warehouse)

    again = load(warehouse, UK, EN, RU)

    assert (again.natives_joined, again.is_content_changed) == (0, False)
    assert fingerprint(warehouse) == before


def test_a_revision_stays_in_its_group(warehouse: Warehouse) -> None:
    load(warehouse, UK, EN, RU)
    revised = make_article("uk", ("Текст змінено зовсім.",), native_group=30)

    load_batch(warehouse, LoadBatch(articles=(revised,)), run_id="r2", now=NEXT_DAY)

    assert groups(warehouse) == {10}


def test_a_page_that_every_article_lists_does_not_make_them_versions_of_each_other(warehouse: Warehouse) -> None:
    front = make_article("front", EN_BODY, language=Language.EN)
    bridge, port = make_article("bridge", native_group=1), make_article("port", ("Порт відкрили.",), native_group=2)
    load_batch(warehouse, LoadBatch(articles=(front,)), run_id="r1", now=NOON)
    alternates = {one.article_id: frozenset({str(front.canonical_url)}) for one in (bridge, port)}

    load_batch(warehouse, LoadBatch(articles=(bridge, port), alternates=alternates), run_id="r1", now=NOON)

    assert len(rows(warehouse, "SELECT DISTINCT native_group FROM articles WHERE language = 'uk'")) == 2
