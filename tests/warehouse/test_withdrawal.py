"""A correction that is taken back holds nowhere any more, and nothing of it is lost."""

from __future__ import annotations

import pytest
from warehouse_records import LATER, NEXT_DAY, NOON, UK_BODY, fingerprint, make_article, make_package, rows, translate

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.memory import correction_key
from tercet.translations.models import Article, Origin
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.corrections import Correction, store_corrections
from tercet.warehouse.load import load_batch, load_versions
from tercet.warehouse.memory import WarehouseMemory
from tercet.warehouse.reading import side_by_side
from tercet.warehouse.rows import LoadBatch
from tercet.warehouse.withdrawal import Withdrawal, withdraw_correction

UK_EN = LanguagePair(Language.UK, Language.EN)
FIRST, SECOND = "Перше речення статті.", UK_BODY[-1]


@pytest.fixture
def article(warehouse: Warehouse) -> Article:
    """Stored, with a machine translation into English."""
    stored = make_article("bridge")
    load_batch(warehouse, LoadBatch(articles=(stored,)), run_id="r1", now=NOON)
    load_versions(warehouse, [translate(warehouse, stored, Language.EN)], run_id="r1", now=NOON)
    return stored


def correct(warehouse: Warehouse, *sources: str) -> None:
    given = [
        Correction(pair=UK_EN, source=source, target=f"Better: {source}", corrected_at=LATER) for source in sources
    ]
    store_corrections(warehouse, given, run_id="r2", now=LATER)


def withdraw(warehouse: Warehouse, source: str) -> Withdrawal:
    return withdraw_correction(warehouse, UK_EN, source, run_id="r3", now=NEXT_DAY)


def origins(warehouse: Warehouse, article: Article) -> list[Origin]:
    shown = side_by_side(warehouse, article.article_id)
    assert shown is not None
    return [line.cells[Language.EN].origin for line in shown.lines]


def test_the_other_corrections_of_the_article_hold_on(warehouse: Warehouse, article: Article) -> None:
    correct(warehouse, FIRST, SECOND)

    done = withdraw(warehouse, FIRST)

    assert done == Withdrawal(target=f"Better: {FIRST}", articles=1)
    assert origins(warehouse, article).count(Origin.HUMAN) == 1
    assert WarehouseMemory(warehouse).lookup([correction_key(FIRST, UK_EN)]) == {}


def test_without_any_left_the_machines_version_is_shown_also_where_another_package_was_corrected(
    warehouse: Warehouse, article: Article
) -> None:
    correct(warehouse, FIRST)
    package = make_package(UK_EN, "newer")
    newer = translate(warehouse, article, Language.EN, package=package, produced_at=NEXT_DAY)
    load_versions(warehouse, [newer], run_id="r3", now=NEXT_DAY)

    withdraw(warehouse, FIRST)

    assert set(origins(warehouse, article)) == {Origin.MACHINE}
    assert rows(warehouse, "SELECT origin, package_name FROM versions WHERE language = 'en' AND is_current") == [
        ("machine", "newer")
    ]


def test_it_may_be_given_again(warehouse: Warehouse, article: Article) -> None:
    correct(warehouse, FIRST)
    withdraw(warehouse, FIRST)

    store_corrections(
        warehouse,
        [Correction(pair=UK_EN, source=FIRST, target=f"Better: {FIRST}", corrected_at=NEXT_DAY)],
        run_id="r4",
        now=NEXT_DAY,
    )

    assert origins(warehouse, article).count(Origin.HUMAN) == 1


def test_where_none_holds_nothing_is_written(warehouse: Warehouse, article: Article) -> None:
    before = fingerprint(warehouse)

    assert withdraw(warehouse, FIRST) == Withdrawal()
    assert fingerprint(warehouse) == before
