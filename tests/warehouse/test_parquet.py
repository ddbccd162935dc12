"""Results as Parquet keep their values and types."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from warehouse_records import NOON, make_article

from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.load import load_batch
from tercet.warehouse.parquet import write_parquet
from tercet.warehouse.rows import LoadBatch
from tercet.warehouse.sandbox import run_sql


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parquet") / "warehouse.duckdb"
    with open_warehouse(path) as warehouse:
        article = make_article("bridge", agencies=("Reuters", "Укрінформ"), byline='O\'Neil "Jr"')
        load_batch(warehouse, LoadBatch(articles=(article, make_article("port"))), run_id="r1", now=NOON)
    return path


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM articles ORDER BY title",
        "SELECT 1.25::DECIMAL(9, 2) AS d, DATE '2026-05-01' AS day, TIME '12:00' AS t, INTERVAL 2 DAY AS i",
        "SELECT {'a': 1, 'b': ['x']} AS s, [1, NULL] AS l, MAP {'k': 2} AS m, 'ab'::BLOB AS b, TRUE AS t, NULL AS n",
        'SELECT 1 AS "a ""quoted"" name", 0.1::DOUBLE AS f',
        "SELECT title FROM articles WHERE FALSE",
    ],
)
def test_a_parquet_file_holds_what_the_query_gave(snapshot: Path, tmp_path: Path, sql: str) -> None:
    path = tmp_path / "it's a result.parquet"

    write_parquet(run_sql(snapshot, sql), path)

    with duckdb.connect(str(snapshot), read_only=True) as connection:
        expected = connection.execute(sql).fetchall()
        stored = connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    assert stored == expected
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
