"""`tercet sql` and `tercet search` answer from the published snapshot, on the screen or in a file."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from arro3.io import read_ipc
from click.testing import CliRunner, Result
from warehouse_records import NOON, make_article, translate

from tercet.flows.cli import tercet
from tercet.flows.settings import load_settings
from tercet.translations.languages import Language
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.load import load_batch, load_versions
from tercet.warehouse.rows import LoadBatch
from tercet.warehouse.snapshot import publish


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration whose snapshot holds a Ukrainian article and its translation."""
    folder = tmp_path_factory.mktemp("sql")
    path = folder / "config.yaml"
    path.write_text("", encoding="utf-8")
    settings = load_settings(path)
    with open_warehouse(settings.warehouse_path) as warehouse:
        article = make_article("truce", ("Перемир’я оголосили вчора.",), title="Перемир'я на сході")
        load_batch(warehouse, LoadBatch(articles=(article,)), run_id="r", now=NOON)
        load_versions(warehouse, [translate(warehouse, article, Language.EN)], run_id="r", now=NOON)
        publish(warehouse, settings.snapshot_path.parent)
    return path


def run(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(tercet, ["--config", str(config), *arguments])


def test_describe_lists_views_macros_and_tables_with_what_they_are_for(config: Path) -> None:
    result = run(config, "sql", "--describe", "--output", "json")

    kinds = {(row["kind"], row["name"]): row["what it is"] for row in json.loads(result.stdout)}
    assert ("view", "aligned_segments") in kinds
    assert ("macro", "search_articles") in kinds
    assert ("table", "segments") in kinds
    assert all(kinds.values())


def test_describe_shows_the_columns_of_one(config: Path) -> None:
    table = run(config, "sql", "--describe", "Segments")
    macro = run(config, "sql", "--describe", "search_articles", "--output", "json")

    assert table.stdout.startswith("table segments: The sentences of every version.")
    assert "Paragraph; 0 is the title." in table.stdout
    assert [row["parameter"] for row in json.loads(macro.stdout)] == [
        *("query", "language", "include_translations", "all_words", "top")
    ]  # fmt: skip


def test_describe_of_nothing_names_what_there_is(config: Path) -> None:
    result = run(config, "sql", "--describe", "segmetns")

    assert result.exit_code != 0
    assert "segments" in str(result.exception)


def test_a_result_goes_to_parquet_and_arrow_files(config: Path, tmp_path: Path) -> None:
    query = "SELECT article_id, published_at, agencies FROM articles"
    with duckdb.connect() as connection:
        for output in ("parquet", "arrow"):
            path = tmp_path / f"result.{output}"
            result = run(config, "sql", query, "--output", output, "--to", str(path))
            assert (result.exit_code, result.stdout) == (0, "")
        parquet = connection.execute("SELECT * FROM read_parquet(?)", [str(tmp_path / "result.parquet")]).fetchall()
    arrow = read_ipc(tmp_path / "result.arrow").read_all()

    assert parquet[0][0] == arrow.column("article_id")[0].as_py()
    assert arrow.schema.names == ["article_id", "published_at", "agencies"]


def test_csv_goes_to_a_file_and_says_how_many_rows_are_missing(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "sentences.csv"

    result = run(config, "sql", "FROM segments", "--limit", "1", "--output", "csv", "--to", str(path))

    assert len(path.read_text("utf-8").splitlines()) == 2
    assert "There are more rows" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (("sql", "FROM articles", "--output", "arrow"), "--to FILE"),
        (("sql", "FROM articles", "--to", "no/such/folder/x.csv", "--output", "csv"), "There is no folder"),
        (("sql",), "--describe"),
        (("search", "' % --"), "no word to search for"),
        (("search", ""), "no word to search for"),
        (("sql", "FROM articles", "--to", "/proc/x.csv", "--output", "csv"), "/proc/x.csv could not be written"),
        (("sql", "--describe", "--output", "parquet"), "--describe prints"),
    ],
)
def test_a_wrong_target_is_refused_before_anything_runs(config: Path, arguments: tuple[str, ...], advice: str) -> None:
    result = run(config, *arguments)

    assert result.exit_code != 0
    assert advice in f"{result.output} {result.exception}"


def test_search_finds_articles_by_any_form_of_a_word(config: Path) -> None:
    found = run(config, "search", "перемир'ям", "--language", "uk", "--output", "json")
    nothing = run(config, "search", "перемир'ям; DROP TABLE articles", "--language", "en", "--output", "json")
    translated = run(config, "search", "перемир'ям", "--language", "en", "--translations", "--output", "json")

    assert [row["title"] for row in json.loads(found.stdout)] == ["Перемир'я на сході"]
    assert json.loads(nothing.stdout) == []
    assert [row["matched"] for row in json.loads(translated.stdout)] == ["translation"]
