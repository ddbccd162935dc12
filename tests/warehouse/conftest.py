"""A fresh warehouse for every test of storage: a real file, as users have it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tercet.warehouse.connection import Warehouse, open_warehouse


@pytest.fixture
def warehouse_path(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


@pytest.fixture
def warehouse(warehouse_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(warehouse_path) as opened:
        yield opened
