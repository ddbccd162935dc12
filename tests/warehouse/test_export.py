"""Bundles: whole, the same for the same snapshot, free of what the variant leaves out, and provable."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from warehouse_records import EN_BODY, NEXT_DAY, NOON, SOURCE, TESTS, make_article, make_document, make_entry, translate

from tercet.translations.languages import Language
from tercet.translations.models import Reject, RejectReason, RemovedLine, Stage
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.errors import ExportError
from tercet.warehouse.export import Bundle, ExportRequest, Filters, export_bundle
from tercet.warehouse.export_segments import export_segments
from tercet.warehouse.export_tables import Variant, secrets_removed
from tercet.warehouse.export_verify import verify_bundle
from tercet.warehouse.load import load_batch, load_versions, upsert_sources
from tercet.warehouse.rows import LoadBatch, RunRow, SourceRow
from tercet.warehouse.runs import finish_run, start_run
from tercet.warehouse.snapshot import current_snapshot, publish

FULL = Variant()
TEXT_FREE = Variant(is_text_free=True)
WITH_ADDRESSES = Variant(is_text_free=True, has_addresses=True)

SECRET_URL = "https://anna:hunter2@feeds.example/rss?user=7&access_token=s3cr3t&page=2"
PUBLIC_URL = "https://feeds.example/rss?user=7&access_token=REDACTED&page=2"

WORDS = ("Заголовок", "речення", "міст", "Traffic", "bridge", "Harbour", "Олена", "Реклама", "lighthouse.example/")
"""Words of texts, titles, names, cut lines and addresses in the warehouse below."""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published snapshot: three articles in two languages, of two sources, one undated."""
    folder = tmp_path_factory.mktemp("exported")
    with open_warehouse(folder / "warehouse.duckdb") as warehouse:
        other = SourceRow(source_id="harbour", name="The Harbour", kind="feed", url=SECRET_URL)
        upsert_sources(warehouse, [SOURCE, other], now=NOON)
        removed = (RemovedLine(text="Реклама каналу", reason="promo"),)
        bridge = make_article("bridge", removed=removed, byline="Олена Коваль")
        english = make_article(
            "harbour", EN_BODY, language=Language.EN, title="Harbour opens", source_id="harbour", published_at=NEXT_DAY
        )
        undated = make_article("undated", ("Без дати.",), published_at=None)
        articles = (bridge, english, undated)
        detail = f"refused for {SECRET_URL}, says the page about the bridge"
        reject = Reject(
            stage=Stage.FETCH, reason=RejectReason.TOO_LARGE, subject=SECRET_URL, detail=detail, source_id="harbour"
        )
        start_run(warehouse, RunRow(run_id="r", flow="ingest", started_at=NOON, params={"urls": [SECRET_URL]}))
        load_batch(
            warehouse,
            LoadBatch(
                articles=articles, entries=tuple(map(make_entry, articles)), documents=(make_document(bridge),),
                rejects=(reject,),
            ),
            run_id="r", now=NOON,
        )  # fmt: skip
        load_versions(
            warehouse,
            [translate(warehouse, bridge, Language.EN), translate(warehouse, english, Language.UK)],
            run_id="r", now=NOON,
        )  # fmt: skip
        finish_run(warehouse, "r", status="completed", finished_at=NOON)
        publish(warehouse, folder)
    return current_snapshot(folder)


def request(variant: Variant = FULL, *, days: int = 0, **filters: object) -> ExportRequest:
    return ExportRequest(
        tercet_version="1.2", created_at=NOON + timedelta(days=days), variant=variant,
        filters=Filters(**filters),  # type: ignore[arg-type]
        config={"sources": []},
    )  # fmt: skip


def export(snapshot: Path, target: Path, variant: Variant = FULL, **filters: object) -> Bundle:
    return export_bundle(snapshot, target, request(variant, **filters))


def rows(bundle: Path, sql: str) -> list[tuple[object, ...]]:
    """What DuckDB answers in the folder of a bundle, which it opened with its schema.sql."""
    with contextlib.chdir(bundle), duckdb.connect() as connection:
        connection.execute((bundle / "schema.sql").read_text(encoding="utf-8"))
        return connection.execute(sql).fetchall()


def content(bundle: Path) -> str:
    """Everything that can be read in a bundle: its plain files, and every cell of its tables."""
    plain = [
        path.read_text(encoding="utf-8") for path in bundle.rglob("*") if path.suffix != ".parquet" and path.is_file()
    ]
    tables = [str(duckdb.read_parquet(str(path)).fetchall()) for path in bundle.rglob("*.parquet")]
    return "\n".join([*plain, *tables])


def test_a_bare_duckdb_in_another_process_opens_a_bundle(snapshot: Path, tmp_path: Path) -> None:
    bundle = export(snapshot, tmp_path / "bundle").path
    script = (
        "import duckdb; connection = duckdb.connect();"
        "connection.execute(open('schema.sql', encoding='utf-8').read());"
        "print(connection.sql('FROM articles').fetchall())"
    )

    asked = subprocess.run([sys.executable, "-I", "-c", script], cwd=bundle, capture_output=True, text=True, check=True)

    assert "Harbour opens" in asked.stdout


def test_the_views_and_comments_of_the_warehouse_are_there(snapshot: Path, tmp_path: Path) -> None:
    bundle = export(snapshot, tmp_path / "bundle").path

    assert rows(bundle, "SELECT count(*) FROM articles") == [(3,)]
    assert rows(bundle, "SELECT text_en, text_uk FROM aligned_segments WHERE text_uk LIKE 'Друге%'") == [
        ("[en] Друге речення про міст.", "Друге речення про міст.")
    ]
    assert rows(bundle, "SELECT title FROM search_articles('мостом')") != []
    comment = rows(
        bundle, "SELECT comment FROM duckdb_columns() WHERE table_name = 'articles' AND column_name = 'byline'"
    )
    assert comment == [("Authors as printed.",)]


def test_the_manifest_tells_what_the_bundle_is(snapshot: Path, tmp_path: Path) -> None:
    bundle = export(snapshot, tmp_path / "bundle")

    told = json.loads((bundle.path / "manifest.json").read_text(encoding="utf-8"))
    assert told == bundle.manifest
    assert told["tables"]["articles"] == {"rows": 3}
    assert told["sources"] == ["harbour", "lighthouse"]
    assert told["snapshot"]["name"] == snapshot.name
    assert {package["pair"] for package in told["packages"]} == {"en-uk", "uk-en"}
    assert (told["variant"], told["tercet_version"], told["config"]) == ("full", "1.2", {"sources": []})
    assert "publishers" in told["rights"]
    assert bundle.sha256 in told["manifest_sha256"]


def test_the_same_snapshot_gives_the_same_tables_byte_for_byte(snapshot: Path, tmp_path: Path) -> None:
    first = export_bundle(snapshot, tmp_path / "first", request())
    second = export_bundle(snapshot, tmp_path / "second.zip", request(days=9))

    def hashes(bundle: Bundle) -> dict[str, str]:
        return {file["path"]: file["sha256"] for file in bundle.manifest["files"] if file["path"] != "README.md"}

    assert hashes(first) == hashes(second)
    assert first.sha256 != second.sha256


def test_no_user_name_password_or_token_is_in_a_bundle(snapshot: Path, tmp_path: Path) -> None:
    bundle = export(snapshot, tmp_path / "bundle").path

    everything = content(bundle)
    assert "hunter2" not in everything
    assert "s3cr3t" not in everything
    assert rows(bundle, "SELECT url FROM sources WHERE source_id = 'harbour'") == [(PUBLIC_URL,)]
    assert PUBLIC_URL in str(rows(bundle, "SELECT params FROM runs"))


@pytest.mark.parametrize(
    ("written", "public"),
    [
        (SECRET_URL, PUBLIC_URL),
        ("https://a.example/?keyword=x&monkey=1", "https://a.example/?keyword=x&monkey=1"),
        ("https://a.example/?API_KEY=x;sid=y#z", "https://a.example/?API_KEY=REDACTED;sid=REDACTED#z"),
        ("see ftp://u:p@a.example and mail a@b.example", "see ftp://a.example and mail a@b.example"),
        ('{"url": "https://u@a.example/?token=x", "n": 1}', '{"url": "https://a.example/?token=REDACTED", "n": 1}'),
        ("https://a.example/@user/p?x=1", "https://a.example/@user/p?x=1"),
    ],
)
def test_secrets_are_struck_out_of_addresses_in_any_text_the_same_in_python_and_sql(written: str, public: str) -> None:
    from tercet.warehouse.export_tables import without_secrets

    asked = duckdb.connect().execute(f"SELECT {without_secrets('$1')}", [written]).fetchone()

    assert secrets_removed(written) == public
    assert asked == (public,)


@pytest.mark.parametrize("variant", [TEXT_FREE, WITH_ADDRESSES], ids=["hashed", "addresses"])
def test_a_text_free_bundle_holds_no_text_title_or_name(snapshot: Path, tmp_path: Path, variant: Variant) -> None:
    full = content(export(snapshot, tmp_path / "full").path)
    assert [word for word in WORDS if word not in full] == []

    everything = content(export(snapshot, tmp_path / "bundle", variant).path)

    kept = ["bridge", "lighthouse.example/"] if variant.has_addresses else []
    found = [word for word in WORDS if word in everything.replace("harbour", "").replace("Harbour", "")]
    assert found == kept


def test_a_text_free_bundle_keeps_ids_hashes_lengths_flags_and_dates(snapshot: Path, tmp_path: Path) -> None:
    bundle = export(snapshot, tmp_path / "bundle", TEXT_FREE).path

    sentence = "Друге речення про міст."
    assert rows(
        bundle,
        "SELECT text_length, text_words, language, flags, paragraph_index FROM segments "
        f"WHERE text_sha256 = sha256('{sentence}')",
    ) == [(len(sentence), 4, "uk", [], 1)]
    assert rows(bundle, "SELECT count(*), count(published_at), min(canonical_url_host) FROM articles") == [
        (3, 2, "lighthouse.example")
    ]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"since": NEXT_DAY}, 1),
        ({"until": NEXT_DAY}, 1),
        ({"sources": ("lighthouse",)}, 2),
        ({"languages": ("en",)}, 1),
        ({"sources": ("lighthouse",), "until": NEXT_DAY}, 1),
    ],
)
def test_filters_keep_articles_and_what_belongs_to_them(
    snapshot: Path, tmp_path: Path, filters: dict[str, object], count: int
) -> None:
    bundle = export(snapshot, tmp_path / "bundle", **filters).path

    strangers = " UNION ".join(
        f"SELECT article_id FROM {table} WHERE article_id NOT IN (SELECT article_id FROM articles)"
        for table in ("versions", "segments", "entries", "revisions", "removed_lines")
    )
    assert rows(bundle, "SELECT count(*) FROM articles") == [(count,)]
    assert rows(bundle, strangers) == []
    assert rows(bundle, "SELECT count(DISTINCT article_id) FROM aligned_segments") == [(count,)]


@pytest.mark.parametrize(
    ("filters", "fault"),
    [
        ({"sources": ("lighthouse",), "since": NOON + timedelta(days=1000)}, "No article matches"),
        ({"sources": ("lighthouse", "nobody")}, "No source is called nobody. There are: harbour, lighthouse."),
    ],
)
def test_filters_that_leave_nothing_are_refused(
    snapshot: Path, tmp_path: Path, filters: dict[str, object], fault: str
) -> None:
    with pytest.raises(ExportError, match=fault):
        export(snapshot, tmp_path / "bundle", **filters)

    assert list(tmp_path.iterdir()) == []


# ---- proof


@pytest.fixture(scope="module", params=["bundle", "bundle.zip"])
def exported(request: pytest.FixtureRequest, snapshot: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(snapshot, tmp_path_factory.mktemp("exported") / request.param, TEXT_FREE).path


@pytest.fixture
def bundle(exported: Path, tmp_path: Path) -> Path:
    """A bundle to spoil, as a folder and as a file."""
    copy = tmp_path / exported.name
    return Path(shutil.copytree(exported, copy) if exported.is_dir() else shutil.copyfile(exported, copy))


def test_a_bundle_as_exported_is_proven(bundle: Path) -> None:
    assert verify_bundle(bundle) == ()


def spoil(bundle: Path, change: Callable[[Path], None]) -> None:
    """Change the files of a bundle; a .zip is packed again."""
    if bundle.is_dir():
        change(bundle)
        return
    folder = bundle.with_name("unpacked")
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder)
    change(folder)
    with zipfile.ZipFile(bundle, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))


def flip_a_bit(folder: Path) -> None:
    path = folder / "tables" / "segments.parquet"
    spoiled = bytearray(path.read_bytes())
    spoiled[len(spoiled) // 2] ^= 1
    path.write_bytes(spoiled)


def drop_rows(folder: Path) -> None:
    """A table with fewer rows whose hash and size the forger wrote into the manifest."""
    import hashlib

    path = folder / "tables" / "articles.parquet"
    duckdb.execute(f"COPY (FROM read_parquet('{path}') LIMIT 1) TO '{path}.new' (FORMAT parquet)")
    path.with_name(f"{path.name}.new").replace(path)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (told,) = [file for file in manifest["files"] if file["path"] == "tables/articles.parquet"]
    told |= {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (flip_a_bit, ["tables/segments.parquet: it was altered"]),
        (drop_rows, ["manifest.json: it was altered", "tables/articles.parquet: it has 1 rows, not 3"]),
        (lambda folder: (folder / "tables" / "versions.parquet").unlink(), ["tables/versions.parquet: it is missing"]),
        (lambda folder: (folder / "more.txt").write_text("x"), ["more.txt: it is not in the manifest"]),
        (lambda folder: (folder / "README.md").write_text("x"), ["README.md: it was altered"]),
        (lambda folder: (folder / "manifest.json").unlink(), ["manifest.json: it is missing"]),
        (lambda folder: (folder / "manifest.json").write_text("{"), ["manifest.json: it cannot be read"]),
        (lambda folder: (folder / "manifest.json").write_text("[]"), ["manifest.json: it cannot be read"]),
        (lambda folder: (folder / "manifest.json").write_text("{}"), ["not that of a Tercet bundle"]),
    ],
)
def test_every_altered_missing_or_additional_file_is_named(
    bundle: Path, change: Callable[[Path], None], words: list[str]
) -> None:
    spoil(bundle, change)

    faults = verify_bundle(bundle)

    assert [word for word in words if not any(word in fault for fault in faults)] == []


def test_what_is_no_bundle_is_said_plainly(tmp_path: Path) -> None:
    path = tmp_path / "cut.zip"
    path.write_bytes(b"PK\x03\x04 cut off")

    (fault,) = verify_bundle(path)

    assert "cannot be read" in fault


# ---- written whole


def test_the_same_export_again_leaves_the_bundle_as_it_is(snapshot: Path, tmp_path: Path) -> None:
    first = export_bundle(snapshot, tmp_path / "bundle", request())

    again = export_bundle(snapshot, tmp_path / "bundle", request(days=1))

    assert not again.is_new
    assert again.sha256 == first.sha256


@pytest.mark.parametrize("variant", [FULL, TEXT_FREE])
def test_what_is_there_is_never_written_over(snapshot: Path, tmp_path: Path, variant: Variant) -> None:
    place = tmp_path / "bundle"
    if variant is FULL:
        place.mkdir()
        (place / "notes.txt").write_text("mine")
    else:
        export(snapshot, place, FULL)
    before = sorted(place.rglob("*"))

    with pytest.raises(ExportError, match="something else at"):
        export(snapshot, place, TEXT_FREE)

    assert sorted(place.rglob("*")) == before


EXPORT = """
import os, resource, signal, sys
from datetime import datetime, UTC
from pathlib import Path
from tercet.translations.errors import TercetError
from tercet.warehouse import export

step, limit = sys.argv[3], int(sys.argv[4])

def die(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)

if step:
    setattr(export, step, die)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
request = export.ExportRequest(tercet_version="1", created_at=datetime(2026, 5, 1, tzinfo=UTC))
try:
    export.export_bundle(Path(sys.argv[1]), Path(sys.argv[2]), request)
except TercetError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def run_export(snapshot: Path, target: Path, *, die_at: str = "", limit: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", EXPORT, str(snapshot), str(target), die_at, str(limit)],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(TESTS)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("bundle", "sealed"),
        ("bundle.zip", "_pack"),
        pytest.param("bundle", "_copy", marks=pytest.mark.slow),
        pytest.param("bundle", "_schema", marks=pytest.mark.slow),
        pytest.param("bundle", "flush", marks=pytest.mark.slow),
        pytest.param("bundle.zip", "flush", marks=pytest.mark.slow),
    ],
)
def test_a_killed_export_leaves_no_bundle_and_the_next_one_is_whole(
    snapshot: Path, tmp_path: Path, name: str, step: str
) -> None:
    killed = run_export(snapshot, tmp_path / name, die_at=step)

    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / name).exists()
    bundle = export(snapshot, tmp_path / name).path
    assert verify_bundle(bundle) == ()
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["bundle", "bundle.zip"])
def test_a_full_disk_is_named_and_leaves_nothing(snapshot: Path, tmp_path: Path, name: str) -> None:
    full = run_export(snapshot, tmp_path / name, limit=900)

    assert full.returncode == 1
    assert full.stderr.startswith("ExportError: The bundle"), full.stderr
    assert "Make room" in full.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(snapshot: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ExportError, match="could not be written"):
        export(snapshot, tmp_path / "file" / "bundle")


def test_a_snapshot_may_be_pruned_while_it_is_exported(snapshot: Path, tmp_path: Path) -> None:
    from tercet.warehouse.connection import open_snapshot

    copy = tmp_path / snapshot.name
    shutil.copyfile(snapshot, copy)
    with open_snapshot(copy) as opened:
        copy.unlink()

        with opened.cursor() as cursor:
            assert cursor.execute("SELECT count(*) FROM segments").fetchone() is not None


# ---- sentences


def test_aligned_sentences_are_exported_as_json_lines(snapshot: Path, tmp_path: Path) -> None:
    target = tmp_path / "sentences.jsonl"

    count = export_segments(snapshot, target, "jsonl", filters=Filters(), tool_version="1")

    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == count == 10
    (line,) = [line for line in lines if line.get("uk", {}).get("text") == "Друге речення про міст."]
    assert line["en"] == {
        "text": "[en] Друге речення про міст.", "origin": "machine", "engine": "argos", "score": -0.5, "flags": [],
    }  # fmt: skip
    assert (line["language"], line["source_id"], line["kind"]) == ("uk", "lighthouse", "body")
    assert isinstance(line["article_id"], str)
    assert "ru" not in line


def test_aligned_sentences_are_exported_as_tmx(snapshot: Path, tmp_path: Path) -> None:
    from tercet.translations.tmx import TranslationUnit, read_tmx

    target = tmp_path / "memory.tmx"

    count = export_segments(snapshot, target, "tmx", filters=Filters(), tool_version="1")

    units = [unit for unit in read_tmx(target) if isinstance(unit, TranslationUnit)]
    assert len(units) == count == 8
    (unit,) = [unit for unit in units if unit.source == "Друге речення про міст."]
    assert (str(unit.pair), unit.target) == ("uk-en", "[en] Друге речення про міст.")
    assert unit.properties["origin"] == "machine"


@pytest.mark.parametrize("format_", ["jsonl", "tmx"])
def test_a_file_of_sentences_is_the_same_again_and_never_written_over(
    snapshot: Path, tmp_path: Path, format_: str
) -> None:
    target = tmp_path / f"sentences.{format_}"
    export_segments(snapshot, target, format_, filters=Filters(), tool_version="1")  # type: ignore[arg-type]
    before = target.read_bytes()
    export_segments(snapshot, target, format_, filters=Filters(), tool_version="1")  # type: ignore[arg-type]
    assert target.read_bytes() == before
    target.write_text("mine")

    with pytest.raises(ExportError, match="something else at"):
        export_segments(snapshot, target, format_, filters=Filters(), tool_version="1")  # type: ignore[arg-type]

    assert target.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [target]
