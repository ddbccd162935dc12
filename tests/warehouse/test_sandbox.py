"""SQL of users reads the snapshot and nothing else, and ends in time."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from warehouse_records import NOON, make_article, translate

from tercet.translations.languages import Language
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.errors import NoSnapshotError, QueryError, QueryLimitError, QueryRefusedError
from tercet.warehouse.load import load_batch, load_versions
from tercet.warehouse.output import format_result
from tercet.warehouse.rows import LoadBatch
from tercet.warehouse.sandbox import SqlResult, run_sql
from tercet.warehouse.sandbox_child import locked_down
from tercet.warehouse.sandbox_gate import READING_TABLE_FUNCTIONS, check
from tercet.warehouse.snapshot import publish


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    with open_warehouse(folder / "warehouse.duckdb") as warehouse:
        article = make_article("bridge")
        load_batch(warehouse, LoadBatch(articles=(article,)), run_id="r1", now=NOON)
        load_versions(warehouse, [translate(warehouse, article, Language.EN)], run_id="r1", now=NOON)
        published = publish(warehouse, folder)
    assert published is not None
    return published


def test_a_query_gives_columns_types_and_rows(snapshot: Path) -> None:
    result = run_sql(snapshot, "SELECT language, published_at, agencies, article_id > 0 AS ok FROM articles -- all")

    assert result.columns == ("language", "published_at", "agencies", "ok")
    assert result.types == ("VARCHAR", "TIMESTAMP WITH TIME ZONE", "VARCHAR[]", "BOOLEAN")
    assert result.rows == (("uk", "2026-05-01T12:00:00+00:00", [], True),)
    assert not result.is_truncated


def test_rows_are_limited_and_it_is_said(snapshot: Path) -> None:
    result = run_sql(snapshot, "SELECT text FROM segments ORDER BY text", limit=3)

    assert len(result.rows) == 3
    assert result.is_truncated
    assert "(3 rows; there are more, raise the limit)" in format_result(result)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM aligned_segments",
        "WITH a AS (SELECT 1 AS x) SELECT * FROM a",
        "FROM articles",
        "VALUES (1), (2)",
        "DESCRIBE aligned_segments",
        "SHOW TABLES",
        "SUMMARIZE articles",
        "EXPLAIN SELECT * FROM articles",
        "explain (format json) SELECT 1",
        "SELECT * FROM range(3), unnest([1, 2])",
        "SELECT flag, count(*) FROM segments, unnest(flags) AS f (flag) GROUP BY flag",
        "SELECT table_name, comment FROM duckdb_tables()",
    ],
)
def test_every_way_of_reading_is_allowed(snapshot: Path, sql: str) -> None:
    assert run_sql(snapshot, sql).columns


@pytest.mark.parametrize(
    "sql",
    [
        "COPY articles TO '{place}'",
        "COPY (SELECT 1) TO '{place}'",
        "EXPLAIN ANALYZE COPY articles TO '{place}'",
        "PREPARE p AS COPY articles TO '{place}'",
        "EXPORT DATABASE '{place}'",
        "IMPORT DATABASE '{place}'",
        "ATTACH '{place}' AS other",
        "ATTACH ':memory:' AS other",
        "INSTALL fts",
        "LOAD '{place}'",
        "SET memory_limit = '1TB'",
        "RESET lock_configuration",
        "PRAGMA enable_profiling",
        "CREATE SECRET s (TYPE http)",
        "CREATE TEMP TABLE t AS SELECT 1",
        "CREATE VIEW v AS SELECT * FROM read_csv('{place}')",
        "INSERT INTO articles SELECT * FROM articles",
        "UPDATE articles SET title = ''",
        "DELETE FROM articles",
        "DROP TABLE articles",
        "CHECKPOINT",
        "CALL enable_logging()",
        "SELECT 1; SELECT 2",
        "",
        "SELECT * FROM read_csv('{place}')",
        "SELECT * FROM read_text('{place}')",
        "SELECT * FROM read_blob('{place}')",
        "SELECT * FROM read_json('{place}')",
        "SELECT * FROM read_parquet('{place}')",
        "SELECT * FROM parquet_scan('{place}')",
        "SELECT * FROM sniff_csv('{place}')",
        "SELECT * FROM glob('{place}*')",
        "SELECT * FROM read_duckdb('{place}')",
        "SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_config = {{'path': '{place}'}})",
        'FROM (SELECT * FROM "Enable_Logging"())',
        "WITH a AS (SELECT * FROM enable_logging()) SELECT 1",
        "SELECT (SELECT count(*) FROM enable_logging())",
        "EXPLAIN ANALYZE SELECT * FROM enable_logging()",
        "SUMMARIZE FROM enable_logging()",
        "SELECT * FROM enable_profiling(save_location = '{place}')",
        "SELECT * FROM duckdb_logs()",
        "SELECT * FROM truncate_duckdb_logs()",
        "SELECT write_log('x')",
        "SELECT * FROM query('SELECT * FROM enable_' || 'logging()')",
        "SELECT * FROM query_table('articles')",
        "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
        "SELECT * FROM arrow_scan(1, 2, 3)",
        "SELECT * FROM pandas_scan(1)",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM force_checkpoint()",
    ],
)
def test_nothing_but_reading_is_allowed(snapshot: Path, tmp_path: Path, sql: str) -> None:
    place = tmp_path / "place"
    place.write_text("secret\n1\n")

    with locked_down(str(snapshot), memory_mb=200, threads=1) as connection, pytest.raises(QueryRefusedError):
        check(connection, sql.format(place=place))

    assert [path.name for path in tmp_path.iterdir()] == ["place"]


@pytest.mark.parametrize(
    "sql",
    [
        "COPY articles TO '{place}'",
        "SELECT * FROM read_text('{place}')",
        "SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_config = {{'path': '{place}'}})",
        "IMPORT DATABASE '{place}'",
    ],
)
def test_a_refused_query_has_no_effect(snapshot: Path, tmp_path: Path, sql: str) -> None:
    with pytest.raises(QueryRefusedError):
        run_sql(snapshot, sql.format(place=tmp_path / "place"))

    assert list(tmp_path.iterdir()) == []


def test_what_the_gate_would_miss_the_locked_settings_stop(snapshot: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    attempts = [
        f"COPY articles TO '{place}'",
        "SELECT * FROM read_text('/etc/hostname')",
        f"ATTACH '{place}' AS other",
        "SET memory_limit = '1TB'",
        "SET enable_external_access = true",
        "CREATE TABLE t AS SELECT 1",
        "DELETE FROM articles",
        "SELECT * FROM attempts",
    ]

    with locked_down(str(snapshot), memory_mb=200, threads=1) as connection:
        for attempt in attempts:
            with pytest.raises(duckdb.Error):
                connection.execute(attempt)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sql", ["SELECT * FROM '{place}'", "SELECT * FROM order_of_the_child", "SELECT * FROM rows"])
def test_neither_files_nor_python_objects_pass_for_tables(snapshot: Path, tmp_path: Path, sql: str) -> None:
    place = tmp_path / "place.csv"
    place.write_text("secret\n1\n")

    with pytest.raises(QueryError, match=r"does not exist|disabled by configuration"):
        run_sql(snapshot, sql.format(place=place))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b",
        "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r) SELECT max(x) FROM r",
        "SELECT len(list_filter(range(40000000), lambda x: md5(CAST(x AS VARCHAR)) < '0'))",
    ],
    ids=["cross join", "endless recursion", "one long vector"],
)
def test_a_query_without_end_is_stopped_in_time(snapshot: Path, sql: str) -> None:
    started = time.monotonic()

    with pytest.raises(QueryLimitError, match="longer than 1 seconds"):
        run_sql(snapshot, sql, timeout_seconds=1, memory_mb=2048)

    assert time.monotonic() - started < 30


def test_a_query_that_wants_too_much_memory_is_stopped(snapshot: Path) -> None:
    with pytest.raises(QueryLimitError, match="200 MB of memory"):
        run_sql(snapshot, "SELECT a.range FROM range(300000000) a ORDER BY hash(a.range)", memory_mb=200)


def test_a_result_that_is_too_large_is_stopped(snapshot: Path) -> None:
    with pytest.raises(QueryLimitError, match="larger than 64 MB"):
        run_sql(snapshot, "SELECT repeat('x', 1000000) FROM range(100)")


@pytest.mark.parametrize(
    ("sql", "message"),
    [("SELEC 1", "syntax error"), ("SELECT nothing FROM articles", '"nothing" not found'), ("SELECT $1", "parameter")],
)
def test_a_wrong_query_shows_duckdbs_message(snapshot: Path, sql: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        run_sql(snapshot, sql)


@pytest.mark.parametrize("sql", ["SELECT 1 \0 SELECT 2", "SELECT '\ud800'"], ids=["NUL", "half a character"])
def test_text_that_parsers_read_differently_is_refused(snapshot: Path, sql: str) -> None:
    with pytest.raises(QueryRefusedError):
        run_sql(snapshot, sql)


@pytest.mark.parametrize(
    "sql", ["SELECT " + "(" * 100_000 + "1" + ")" * 100_000, "SELECT " + "+".join("1" * 100_000)], ids=["deep", "long"]
)
def test_a_query_made_to_exhaust_the_parser_is_an_error_of_the_query(snapshot: Path, sql: str) -> None:
    with pytest.raises(QueryError):
        run_sql(snapshot, sql)


def test_a_table_function_is_refused_unless_it_is_known_to_be_harmless(snapshot: Path) -> None:
    with locked_down(str(snapshot), memory_mb=200, threads=1) as connection:
        functions = connection.execute(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'table'"
        ).fetchall()
        passing = []
        for (name,) in functions:
            try:
                check(connection, f'SELECT * FROM "{name}"()')
                passing.append(name)
            except QueryRefusedError:
                continue

    assert len(functions) > 80
    assert set(passing) <= READING_TABLE_FUNCTIONS


def test_a_damaged_snapshot_is_named_with_what_to_do(tmp_path: Path) -> None:
    damaged = tmp_path / "wh-00000001-abc.duckdb"
    damaged.write_bytes(b"no database" * 1000)

    with pytest.raises(QueryError, match=r"wh-00000001-abc\.duckdb cannot be used .* damaged"):
        run_sql(damaged, "SELECT 1")


def test_without_a_snapshot_the_advice_is_to_run(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshotError, match="tercet run"):
        run_sql(tmp_path / "current.duckdb", "SELECT 1")


INTERRUPTED = """
import sys
from pathlib import Path
from tercet.warehouse.sandbox import run_sql
print("start", flush=True)
run_sql(Path(sys.argv[1]), "SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b", timeout_seconds=300)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
def test_a_query_ends_with_its_caller(snapshot: Path, end: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(snapshot)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as caller:
        assert caller.stdout is not None
        caller.stdout.readline()
        child = _child_of(caller.pid)
        _wait_until(lambda: _cpu_ticks(child) > 50)
        caller.send_signal(end)
        caller.communicate(timeout=60)

    assert caller.returncode != 0
    _wait_until(lambda: _state(child) in ("gone", "Z"))


def _wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what must happen soon."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within 30 seconds")


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name; none when there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _state(pid: int) -> str:
    return (_stat(pid) or ["gone"])[0]


def _cpu_ticks(pid: int) -> int:
    """CPU time used so far, in hundredths of a second."""
    fields = _stat(pid)
    return int(fields[11]) + int(fields[12]) if fields else 0


def _child_of(pid: int) -> int:
    """The first child of a process, once there is one."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    for _ in range(600):
        if children.read_text().split():
            return int(children.read_text().split()[0])
        time.sleep(0.05)
    raise AssertionError("the query was never started")


RESULT = SqlResult(
    columns=("article_id", "title", "sentences", "flags", "title"),
    types=("BIGINT", "VARCHAR", "BIGINT", "VARCHAR[]", "VARCHAR"),
    rows=(
        (8_000_000_000_000_000_001, 'Міст, "відкрито"\nзнову', 12, ["loop"], "Bridge"),
        (7, None, 3, [], "x" * 80),
    ),
    is_truncated=False,
    seconds=0.1,
)


def test_a_table_is_for_people() -> None:
    lines = format_result(RESULT).splitlines()

    assert lines[0].split() == ["article_id", "title", "sentences", "flags", "title"]
    assert 'Міст, "відкрито" знову' in lines[2]
    assert lines[3].lstrip().startswith("7")
    assert lines[3].endswith("x…")
    assert lines[4] == "(2 rows)"


@pytest.mark.parametrize("steering", ["\x1b[31m", "\x00", "\x9b31m", "\u202e", "\x08"])
def test_text_from_the_web_cannot_steer_the_terminal_from_a_table(steering: str) -> None:
    result = SqlResult(
        columns=("title",), types=("VARCHAR",), rows=((f"a{steering}b",),), is_truncated=False, seconds=0.0
    )

    printed = format_result(result)

    assert f"a\ufffd{steering[1:]}b" in printed
    assert steering not in printed


def test_a_pivot_that_counts_as_two_statements_says_how_to_write_it(snapshot: Path) -> None:
    with pytest.raises(QueryRefusedError, match=r"ON language IN \("):
        run_sql(snapshot, "PIVOT articles ON language USING count(*)")

    assert run_sql(snapshot, "PIVOT articles ON language IN ('en', 'uk') USING count(*)").rows


def test_csv_holds_every_value_whole() -> None:
    rows = list(csv.reader(io.StringIO(format_result(RESULT, "csv"))))

    assert rows[1] == ["8000000000000000001", 'Міст, "відкрито"\nзнову', "12", '["loop"]', "Bridge"]
    assert rows[2][1] == ""
    assert rows[2][4] == "x" * 80


def test_json_writes_ids_as_text_and_counts_as_numbers() -> None:
    rows = json.loads(format_result(RESULT, "json"))

    assert rows[1] == {"article_id": "7", "title": None, "sentences": 3, "flags": [], "title_2": "x" * 80}
    assert rows[0]["article_id"] == "8000000000000000001"


def test_json_of_any_result_is_valid_json(snapshot: Path) -> None:
    sql = "SELECT 'nan'::DOUBLE AS n, ['inf'::DOUBLE] AS l, {'a': 1e0} AS s, 'x'::BLOB AS b, INTERVAL 3 DAY AS i"

    (row,) = json.loads(format_result(run_sql(snapshot, sql), "json"), parse_constant=pytest.fail)

    assert row == {"n": "nan", "l": ["inf"], "s": {"a": 1.0}, "b": "78", "i": "3 days 0:00:00"}


@pytest.mark.parametrize("output", ["table", "csv", "json"])
def test_a_result_without_rows_prints(output: str) -> None:
    empty = SqlResult(columns=("a",), types=("INTEGER",), rows=(), is_truncated=False, seconds=0.0)

    assert format_result(empty, output).strip()  # type: ignore[arg-type]  # the parameter is one of the three
