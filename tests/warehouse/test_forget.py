"""Forgetting an article: nothing of it is left, nothing of others goes, and it does not come back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warehouse_records import (
    EN_BODY,
    LATER,
    NOON,
    SOURCE,
    count,
    fingerprint,
    make_article,
    make_document,
    make_entry,
    make_memory_entry,
    rows,
    translate,
)

from tercet.translations.languages import Language
from tercet.translations.models import Article, Reject, RejectReason, RemovedLine, Stage, sha256_text, stable_id
from tercet.warehouse.connection import Warehouse, open_snapshot, open_warehouse
from tercet.warehouse.erasing import Erased, finish_erasing, migration_copies
from tercet.warehouse.forget import (
    REDACTED,
    Moved,
    Named,
    addresses_with,
    erase,
    forgotten_marks,
    is_held,
    lift,
    plan_forget,
)
from tercet.warehouse.forget_columns import ARTICLE_COLUMNS, REFERENCE_COLUMNS
from tercet.warehouse.load import load_batch, load_versions, record_missing, upsert_sources
from tercet.warehouse.rows import FetchState, LoadBatch, MissingReason, MissingVersion, RunRow, SourceCheck
from tercet.warehouse.runs import finish_run, record_source_checks, save_fetch_states, start_run
from tercet.warehouse.snapshot import current_snapshot, publish, snapshots

SECRET = "Цзинкельхаус"
"""A word that stands in the forgotten article only."""

BODY = (f"{SECRET} відчинили зранку. Спільне речення.", f"Далі про {SECRET} мовчали.")
OTHER_BODY = ("Спільне речення.", "Про інше речення.")
ADDRESS = "https://lighthouse.example/secret"

UNTOUCHED = ["content_state", "forgotten", "schema_version", "compactions"]


@pytest.fixture
def secret() -> Article:
    return make_article(
        "secret", BODY, title=f"Відкрито {SECRET}", removed=(RemovedLine(text=f"Реклама {SECRET}", reason="promo"),)
    )


@pytest.fixture
def other() -> Article:
    return make_article("secret-2", OTHER_BODY, title="Інша стаття про інше")


def fill(warehouse: Warehouse, secret: Article, other: Article) -> None:
    """Two articles with everything that is stored around them; one is a copy of the other."""
    upsert_sources(warehouse, [SOURCE], now=NOON)
    store(warehouse, other)
    store(warehouse, secret)
    copy = make_article("copy", ("Переказ іншими словами.",), duplicate_of=secret.article_id)
    load_batch(warehouse, LoadBatch(articles=(copy,)), run_id="r", now=NOON)


def store(warehouse: Warehouse, article: Article) -> None:
    url = str(article.canonical_url)
    reject = Reject(stage=Stage.FETCH, reason=RejectReason.TOO_LARGE, subject=url, source_id=SOURCE.source_id)
    batch = LoadBatch(
        articles=(article,), entries=(make_entry(article),), documents=(make_document(article),), rejects=(reject,)
    )
    load_batch(warehouse, batch, run_id="r", now=NOON)
    version = translate(warehouse, article, Language.EN)
    sentences = [segment.segment.text for segment in version.segments]
    memory = [make_memory_entry(text.removeprefix("[en] "), text, "uk-en") for text in sentences]
    memory += [make_memory_entry(text, f"[ru] {text}", "en-ru") for text in sentences]
    load_versions(warehouse, [version], memory, run_id="r", now=NOON)
    missing = MissingVersion(article_id=article.article_id, language=Language.RU, reason=MissingReason.NO_ROUTE)
    record_missing(warehouse, [missing], run_id="r", now=NOON)
    state = FetchState(
        url=url, source_id=SOURCE.source_id, etag=None, last_modified=None, body_sha256="b", status_code=200,
        fetched_at=NOON,
    )  # fmt: skip
    save_fetch_states(warehouse, [state])


def quote(warehouse: Warehouse, article: Article) -> None:
    """A run and a check whose words name the article and one whose address begins alike."""
    start_run(warehouse, RunRow(run_id="q", flow="ingest", started_at=NOON, params={"urls": [ADDRESS, f"{ADDRESS}-2"]}))
    finish_run(warehouse, "q", status="failed", finished_at=NOON, error=f"no way through {ADDRESS}: {article.title}")
    check = SourceCheck(
        source_id=SOURCE.source_id, run_id="q", checked_at=NOON, status="failed", error=f"{ADDRESS}-2 and {ADDRESS}"
    )
    record_source_checks(warehouse, [check])


def forget(warehouse: Warehouse, *, at: datetime = LATER) -> None:
    plan = plan_forget(warehouse, Named(addresses=(ADDRESS,)))
    erase(warehouse, plan, reason="asked by the author", now=at)


def everything(warehouse: Warehouse) -> str:
    with warehouse.cursor() as cursor:
        names = cursor.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
        return "\n".join(str(cursor.execute(f'FROM "{name}"').fetchall()) for (name,) in names)


def test_nothing_of_a_forgotten_article_is_left_in_any_table(
    warehouse: Warehouse, secret: Article, other: Article
) -> None:
    fill(warehouse, secret, other)
    quote(warehouse, secret)
    assert SECRET in everything(warehouse)

    forget(warehouse)

    left = everything(warehouse).replace(f"{ADDRESS}-2", "")
    assert SECRET not in left
    assert ADDRESS not in left
    with warehouse.cursor() as cursor:
        assert not is_held(cursor, [secret.article_id], [sha256_text(ADDRESS)])


def test_what_belongs_to_other_articles_stays_as_if_the_article_had_never_been(
    warehouse: Warehouse, secret: Article, other: Article, tmp_path: Path
) -> None:
    with open_warehouse(tmp_path / "without.duckdb") as without:
        upsert_sources(without, [SOURCE], now=NOON)
        store(without, other)
        copy = make_article("copy", ("Переказ іншими словами.",))
        load_batch(without, LoadBatch(articles=(copy,)), run_id="r", now=NOON)
        expected = fingerprint(without, without=UNTOUCHED)
    fill(warehouse, secret, other)

    forget(warehouse)

    assert fingerprint(warehouse, without=UNTOUCHED) == expected


def test_addresses_and_titles_that_were_quoted_are_struck_out_and_longer_addresses_are_not(
    warehouse: Warehouse, secret: Article, other: Article
) -> None:
    fill(warehouse, secret, other)
    quote(warehouse, secret)

    forget(warehouse)

    assert rows(warehouse, "SELECT error FROM runs") == [(f"no way through {REDACTED}: {REDACTED}",)]
    assert f'["{REDACTED}", "{ADDRESS}-2"]' in str(rows(warehouse, "SELECT params FROM runs"))
    assert f"{ADDRESS}-2 and {REDACTED}" in everything(warehouse)


def test_a_plan_tells_what_would_go_and_changes_nothing(warehouse: Warehouse, secret: Article, other: Article) -> None:
    fill(warehouse, secret, other)
    before = fingerprint(warehouse)

    plan = plan_forget(warehouse, Named(article_id=secret.article_id))

    assert fingerprint(warehouse) == before
    assert plan.article_ids == (secret.article_id,)
    assert plan.addresses == (ADDRESS,)
    assert plan.repeated_by == (stable_id("https://lighthouse.example/copy"),)
    assert plan.rows["segments"] == 8
    # Three sentences of its own, each to English and on to Russian; the shared one stays.
    assert plan.memory_entries == 6
    assert {"articles", "revisions", "versions", "entries", "documents", "rejects", "fetch_state"} <= set(plan.rows)


def test_what_is_unknown_is_found_to_be_so(warehouse: Warehouse, other: Article) -> None:
    store(warehouse, other)

    assert plan_forget(warehouse, Named(addresses=("https://nowhere.example/",))).finds_nothing
    assert plan_forget(warehouse, Named(article_id=7)).finds_nothing


def test_an_address_that_never_became_an_article_can_be_forgotten(warehouse: Warehouse) -> None:
    reject = Reject(stage=Stage.FETCH, reason=RejectReason.TOO_LARGE, subject=ADDRESS, source_id=SOURCE.source_id)
    load_batch(warehouse, LoadBatch(rejects=(reject,)), run_id="r", now=NOON)

    forget(warehouse)

    assert count(warehouse, "rejects") == 0
    assert forgotten_marks(warehouse) == (frozenset(), {sha256_text(ADDRESS)})


def test_a_tombstone_tells_the_article_and_its_addresses_by_hash_only(
    warehouse: Warehouse, secret: Article, other: Article
) -> None:
    fill(warehouse, secret, other)

    forget(warehouse)

    assert forgotten_marks(warehouse) == ({secret.article_id}, {sha256_text(ADDRESS)})
    assert rows(warehouse, "SELECT reason, forgotten_at, erased_at FROM forgotten") == [
        ("asked by the author", LATER, None)
    ]


def test_forgetting_twice_keeps_the_first_tombstone(warehouse: Warehouse, secret: Article, other: Article) -> None:
    fill(warehouse, secret, other)
    forget(warehouse)

    plan = plan_forget(warehouse, Named(addresses=(ADDRESS,)))
    erase(warehouse, plan, reason="again", now=LATER)

    assert plan.forgotten_at == LATER
    assert plan.article_ids == (secret.article_id,)
    assert rows(warehouse, "SELECT DISTINCT reason FROM forgotten") == [("asked by the author",)]


def test_a_lifted_tombstone_lets_the_article_in_again(warehouse: Warehouse, secret: Article, other: Article) -> None:
    fill(warehouse, secret, other)
    forget(warehouse)

    lifted = lift(warehouse, plan_forget(warehouse, Named(article_id=secret.article_id)))

    assert lifted == 1
    assert forgotten_marks(warehouse) == (frozenset(), frozenset())


def test_an_address_that_other_pages_lead_to_is_not_the_articles(warehouse: Warehouse, secret: Article) -> None:
    """A page that was taken down leads to the front page, as others do."""
    store(warehouse, secret)
    home = "https://lighthouse.example/"
    for url in (ADDRESS, "https://lighthouse.example/other"):
        document = replace(make_document(secret), document_id=stable_id(url, home), url=url, final_url=home)
        load_batch(warehouse, LoadBatch(documents=(document,)), run_id="r", now=NOON)

    plan = plan_forget(warehouse, Named(article_id=secret.article_id))

    assert plan.addresses == (ADDRESS,)


def test_raw_pages_that_moved_are_found_at_their_new_place(
    warehouse: Warehouse, secret: Article, other: Article
) -> None:
    fill(warehouse, secret, other)
    with warehouse.transaction() as cursor:
        cursor.execute("UPDATE documents SET warc_file = 'a.warc.gz', warc_offset = 700")
    plan = plan_forget(warehouse, Named(addresses=(ADDRESS,)))

    erase(warehouse, plan, reason="", now=LATER, moved=[Moved(file="a.warc.gz", old_offset=700, new_offset=0)])

    assert rows(warehouse, "SELECT warc_file, warc_offset FROM documents") == [("a.warc.gz", 0)]


def test_stored_addresses_are_found_by_a_part(warehouse: Warehouse, secret: Article, other: Article) -> None:
    fill(warehouse, secret, other)

    assert set(addresses_with(warehouse, "lighthouse.example/secret")) == {ADDRESS, f"{ADDRESS}-2"}


def test_a_story_is_told_by_the_articles_it_still_has(warehouse: Warehouse, secret: Article, other: Article) -> None:
    fill(warehouse, secret, other)
    ids = (secret.article_id, other.article_id)
    with warehouse.transaction() as cursor:
        cursor.execute(
            "INSERT INTO stories VALUES (1, ?, 'uk', ?, ?, ?, ['uk'], 2, 'r'), (2, ?, 'uk', ?, ?, ?, ['uk'], 1, 'r')",
            [secret.title, ids[0], NOON, NOON, secret.title, ids[0], NOON, NOON],
        )
        for article_id in ids:
            cursor.execute(
                "INSERT INTO story_articles VALUES (?, 1, 'similar', 0.9, ?, 'signals', NULL, 'r')",
                [article_id, ids[0]],
            )

    forget(warehouse)

    told = rows(warehouse, "SELECT story_id, title, first_article_id, article_count FROM stories")
    assert told == [(1, other.title, other.article_id, 1)]
    assert rows(warehouse, "SELECT article_id, nearest_article_id FROM story_articles") == [(other.article_id, None)]


def test_a_correction_goes_with_its_sentence_and_stays_where_others_have_it(
    warehouse: Warehouse, secret: Article, other: Article
) -> None:
    fill(warehouse, secret, other)
    own, shared = f"Далі про {SECRET} мовчали.", "Спільне речення."
    with warehouse.transaction() as cursor:
        for number, (text, article_id) in enumerate(
            [(own, None), (own, secret.article_id), (shared, secret.article_id)]
        ):
            cursor.execute(
                "INSERT INTO corrections VALUES (?, 'uk-en', ?, ?, 'A correction.', ?, '', ?, TRUE, 'r')",
                [number, sha256_text(text), text, article_id, NOON],
            )

    forget(warehouse)

    assert rows(warehouse, "SELECT source_text, article_id FROM corrections") == [(shared, None)]


# ---- bytes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "snapshots"


@pytest.fixture
def published(warehouse_path: Path, empty_warehouse: Path, folder: Path, secret: Article, other: Article) -> Path:
    """A closed warehouse with a snapshot without the article, one with it, and a copy from before a migration."""
    shutil.copyfile(empty_warehouse, warehouse_path)
    with open_warehouse(warehouse_path) as warehouse:
        store(warehouse, other)
        publish(warehouse, folder)
        fill(warehouse, secret, other)
        publish(warehouse, folder)
    warehouse_path.with_name(f"{warehouse_path.name}.before-0002").write_bytes(warehouse_path.read_bytes())
    return warehouse_path


def forget_whole(path: Path, folder: Path) -> Erased:
    with open_warehouse(path) as warehouse:
        forget(warehouse, at=datetime.now(UTC))
    return finish_erasing(path, folder, keep=9, keep_days=0, now=LATER)


def files_with(text: str, *places: Path) -> Iterator[Path]:
    for place in places:
        for path in sorted(place.rglob("*") if place.is_dir() else [place]):
            if path.is_file() and not path.is_symlink() and text.encode() in path.read_bytes():
                yield path


def test_no_byte_of_a_forgotten_article_is_left_in_any_file(tmp_path: Path, published: Path, folder: Path) -> None:
    assert len(list(files_with(SECRET, tmp_path))) == 3
    with open_warehouse(published) as warehouse:
        forget(warehouse)
    assert published in files_with(SECRET, tmp_path)

    erased = finish_erasing(published, folder, keep=9, keep_days=0, now=LATER)

    assert [*files_with(SECRET, tmp_path), *files_with(SECRET.lower(), tmp_path)] == []
    assert erased.published == current_snapshot(folder)
    with open_snapshot(folder) as snapshot:
        assert count(snapshot, "articles") == 2
    with open_warehouse(published) as warehouse:
        assert rows(warehouse, "SELECT erased_at FROM forgotten") == [(LATER,)]
        load_batch(warehouse, LoadBatch(articles=(make_article("new", EN_BODY),)), run_id="r", now=LATER)
        assert count(warehouse, "articles") == 3


def test_older_snapshots_go_only_when_they_hold_it(published: Path, folder: Path) -> None:
    holding, innocent = snapshots(folder)

    erased = forget_whole(published, folder)

    assert set(erased.deleted) == {holding, published.with_name(f"{published.name}.before-0002")}
    assert innocent.exists()
    assert migration_copies(published) == []


def test_a_reader_of_an_older_snapshot_goes_on_until_it_closes(published: Path, folder: Path) -> None:
    with open_snapshot(folder) as reader:
        forget_whole(published, folder)

        assert not reader.path.exists()
        assert count(reader, "articles") == 3


def test_a_copy_that_cannot_be_read_goes_too(published: Path, folder: Path) -> None:
    broken = published.with_name(f"{published.name}.before-0003")
    broken.write_bytes(b"no database")

    erased = forget_whole(published, folder)

    assert broken in erased.deleted


def test_every_column_that_may_name_an_article_is_known(warehouse: Warehouse) -> None:
    found = rows(
        warehouse,
        "SELECT DISTINCT column_name FROM duckdb_columns() JOIN duckdb_tables() USING (table_oid) "
        "WHERE column_name LIKE '%article_id%' AND NOT duckdb_tables.internal",
    )

    # The table of stories is told anew by the articles that are left.
    assert {name for (name,) in found} - {"first_article_id"} <= {*ARTICLE_COLUMNS, *REFERENCE_COLUMNS}


def test_every_table_that_holds_something_of_an_article_names_it(warehouse: Warehouse) -> None:
    """Text in a table without an article_id would not be found: such a table is bookkeeping, or holds words alone."""
    with warehouse.cursor() as cursor:
        found = cursor.execute(
            """
            SELECT table_name FROM duckdb_tables() WHERE NOT internal
            EXCEPT SELECT table_name FROM duckdb_columns()
            WHERE column_name IN ('article_id', 'article_id_a', 'version_id', 'url', 'subject')
            """
        ).fetchall()

    without = {name for (name,) in found}
    assert without - {"stories", "translation_memory"} <= {
        "compactions", "content_state", "lexicon_terms", "runs", "schema_version", "search_forms",
        "search_postings", "search_state", "source_checks", "source_expectations", "story_merges", "view_definitions",
    }  # fmt: skip
