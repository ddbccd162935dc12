"""Who reads flags in SQL finds what they mean."""

from __future__ import annotations

from warehouse_records import rows

from tercet.translations.quality import EXPLANATIONS
from tercet.warehouse.connection import Warehouse


def test_every_flag_is_explained_in_the_warehouse_as_it_is_elsewhere(warehouse: Warehouse) -> None:
    explained = dict(rows(warehouse, "SELECT flag, explanation FROM flag_explanations"))

    assert explained == {str(flag): text for flag, text in EXPLANATIONS.items()}
