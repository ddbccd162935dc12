"""A fresh warehouse for every test of storage: a real file, as users have it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tercet.warehouse.connection import Warehouse, open_warehouse


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse file as it is when just made; copied, because making one takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "warehouse.duckdb"
    with open_warehouse(path):
        pass
    return path


@pytest.fixture
def warehouse_path(tmp_path: Path) -> Path:
    """Where a test may make a warehouse. Nothing is there."""
    return tmp_path / "warehouse.duckdb"


@pytest.fixture
def warehouse(warehouse_path: Path, empty_warehouse: Path) -> Iterator[Warehouse]:
    """An open warehouse without articles."""
    shutil.copyfile(empty_warehouse, warehouse_path)
    with open_warehouse(warehouse_path) as opened:
        yield opened
