"""Results as Parquet and Arrow files keep their values and types."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from arro3.io import read_ipc
from warehouse_records import NOON, make_article

from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.errors import WarehouseError
from tercet.warehouse.load import load_batch
from tercet.warehouse.result_files import FileFormat, write_result
from tercet.warehouse.rows import LoadBatch
from tercet.warehouse.sandbox import run_sql


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parquet") / "warehouse.duckdb"
    with open_warehouse(path) as warehouse:
        article = make_article("bridge", agencies=("Reuters", "Укрінформ"), byline='O\'Neil "Jr"')
        load_batch(warehouse, LoadBatch(articles=(article, make_article("port"))), run_id="r1", now=NOON)
    return path


QUERIES = [
    "SELECT * FROM articles ORDER BY title",
    "SELECT 1.25::DECIMAL(9, 2) AS d, DATE '2026-05-01' AS day, TIME '12:00' AS t, INTERVAL 2 DAY AS i",
    "SELECT {'a': 1, 'b': ['x']} AS s, [1, NULL] AS l, MAP {'k': 2} AS m, 'ab'::BLOB AS b, TRUE AS t, NULL AS n",
    'SELECT 1 AS "a ""quoted"" name", 0.1::DOUBLE AS f',
    "SELECT title FROM articles WHERE FALSE",
    "SELECT 1 AS x, 2 AS X, 3 AS x",
]


@pytest.mark.parametrize("sql", QUERIES)
@pytest.mark.parametrize("file_format", ["parquet", "arrow"])
def test_a_file_holds_what_the_query_gave(snapshot: Path, tmp_path: Path, sql: str, file_format: FileFormat) -> None:
    path = tmp_path / f"it's a result.{file_format}"

    write_result(run_sql(snapshot, sql), path, file_format)

    with duckdb.connect(str(snapshot), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        expected = connection.execute(sql).fetchall()
        if file_format == "arrow":
            written = read_ipc(path).read_all()  # noqa: F841  # DuckDB reads it by its name
            stored = connection.execute("SELECT * FROM written").fetchall()
        else:
            stored = connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    assert stored == expected
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_names_that_repeat_are_told_apart(snapshot: Path, tmp_path: Path) -> None:
    write_result(run_sql(snapshot, "SELECT 1 AS x, 2 AS X"), tmp_path / "r.arrow", "arrow")

    assert read_ipc(tmp_path / "r.arrow").schema.names == ["x", "X_2"]


def test_a_folder_that_is_not_there_leaves_nothing_behind(snapshot: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="There is no folder"):
        write_result(run_sql(snapshot, "SELECT 1"), tmp_path / "no" / "r.arrow", "arrow")

    assert list(tmp_path.iterdir()) == []


def test_a_type_that_cannot_be_kept_says_what_to_do_and_leaves_nothing_behind(snapshot: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="Cast it to VARCHAR"):
        write_result(run_sql(snapshot, "SELECT union_value(k := 1) AS u"), tmp_path / "r.parquet", "parquet")

    assert list(tmp_path.iterdir()) == []
