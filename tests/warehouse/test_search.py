"""A snapshot is searched with plain SQL, and finds a word in any of its forms."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from warehouse_records import LATER, NOON, count, fingerprint, make_article, rows, translate

from tercet.translations import lemmas
from tercet.translations.languages import Language
from tercet.translations.models import Article
from tercet.warehouse import search
from tercet.warehouse.connection import Warehouse, open_snapshot, open_warehouse
from tercet.warehouse.load import load_batch, load_versions
from tercet.warehouse.rows import LoadBatch
from tercet.warehouse.sandbox import run_sql
from tercet.warehouse.search import update_search
from tercet.warehouse.snapshot import publish

TABLES = ("search_forms", "search_documents", "search_postings", "search_state")

TRUCE = make_article("truce", ("Перемир’я оголосили вчора. Переговори тривали добу.",), title="Перемир'я на сході")
BRIDGES = make_article(
    "bridges", ("Мостів стало більше у 2026 році.", "Віяв північно-східний вітер."), title="Мости Києва"
)
FIRS = make_article(
    "firs", ("О перемирии договорились в Авдеевке.", "Ещё раз о ёлках."), title="Ёлки", language=Language.RU
)
TALKS = make_article(
    "talks", ("The ceasefire talks on a treaty were held in Kyiv.",), title="Ceasefire talks", language=Language.EN
)
ARTICLES = (TRUCE, BRIDGES, FIRS, TALKS)
NAMES = {
    article.article_id: name for name, article in zip(("truce", "bridges", "firs", "talks"), ARTICLES, strict=True)
}


def load(warehouse: Warehouse, *articles: Article) -> None:
    load_batch(warehouse, LoadBatch(articles=articles), run_id="r", now=NOON)


def found(warehouse: Warehouse, query: str, **options: object) -> list[str]:
    """The articles that the macro finds, best first."""
    named = "".join(f", {name} := {_literal(value)}" for name, value in options.items())
    result = rows(warehouse, f"SELECT article_id FROM search_articles({_literal(query)}{named})")
    return [NAMES[article_id] for (article_id,) in result]


def _literal(value: object) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of four articles, and the English translation of the first."""
    folder = tmp_path_factory.mktemp("search")
    with open_warehouse(folder / "warehouse.duckdb") as warehouse:
        load(warehouse, *ARTICLES)
        load_versions(warehouse, [translate(warehouse, TRUCE, Language.EN)], run_id="r", now=NOON)
        snapshot = publish(warehouse, folder)
    assert snapshot is not None
    return snapshot


@pytest.fixture(scope="module")
def snapshot(published: Path) -> Iterator[Warehouse]:
    with open_snapshot(published) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("перемир'я", ["truce"]),
        ("перемир’я", ["truce"]),
        ("ПЕРЕМИРʼЯМ", ["truce"]),  # a form that no text has
        ("переговорами", ["truce"]),
        ("міст", ["bridges"]),  # the dictionary form, in no text either
        ("мосту", ["bridges"]),
        ("Київ", ["bridges"]),
        ("2026", ["bridges"]),
        ("північно-східного", ["bridges"]),
        ("східний", ["bridges"]),
        ("перемирие", ["firs"]),
        ("Авдеевка", ["firs"]),
        ("авдеевкою", ["firs"]),
        ("ёлка", ["firs"]),
        ("елку", ["firs"]),
        ("еще", ["firs"]),
        ("talk", ["talks"]),
        ("Ceasefires", ["talks"]),
        ("treaties", ["talks"]),
        ("паляниця", []),
        ("", []),
        ("' \" ; -- %_ \\ 🙂", []),
    ],
)
def test_a_word_is_found_in_any_of_its_forms(snapshot: Warehouse, query: str, expected: list[str]) -> None:
    assert found(snapshot, query) == expected


def test_articles_with_more_of_the_words_come_first(snapshot: Warehouse) -> None:
    assert found(snapshot, "переговори про перемир'я й мости")[0] == "truce"
    assert set(found(snapshot, "переговори про перемир'я й мости")) == {"truce", "bridges"}
    assert found(snapshot, "переговори перемир'я", all_words=True) == ["truce"]
    assert found(snapshot, "переговори мости", all_words=True) == []


def test_the_rarer_word_weighs_more(warehouse: Warehouse) -> None:
    common = [make_article(f"c{number}", ("Міст біля порту.",)) for number in range(5)]
    rare = make_article("rare", ("Маяк біля порту.",))
    load(warehouse, *common, rare)
    update_search(warehouse)

    best = rows(warehouse, "SELECT article_id FROM search_articles('міст маяк') LIMIT 1")

    assert best == [(rare.article_id,)]


def test_a_short_text_outranks_a_long_one_and_bm25_is_as_published(warehouse: Warehouse) -> None:
    short = make_article("short", ("Маяк світить.",), title="Новина")
    long = make_article("long", ("Маяк світить далеко над тихим морем уночі.",), title="Новина")
    load(warehouse, short, long)
    update_search(warehouse)

    scores = dict(rows(warehouse, "SELECT article_id, score FROM search_articles('маяк')"))

    # ln(1 + 0.5 / 2.5) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * words / 5.5)): both texts have the word once.
    assert scores[short.article_id] == pytest.approx(0.22397, abs=1e-4)
    assert scores[long.article_id] == pytest.approx(0.15374, abs=1e-4)


def test_a_query_can_be_read_as_one_language(snapshot: Warehouse) -> None:
    assert found(snapshot, "Києва", language="uk") == ["bridges"]
    assert found(snapshot, "Києва", language="en") == []


def test_translations_are_found_on_request_and_said_to_be(snapshot: Warehouse) -> None:
    only_ours = rows(snapshot, "SELECT count(*) FROM search_articles('перемир''я', language := 'en')")
    by_translation = rows(
        snapshot,
        "SELECT article_id, language, matched, matched_language"
        " FROM search_articles('перемир''я', language := 'en', include_translations := TRUE)",
    )

    assert only_ours == [(0,)]
    assert by_translation == [(TRUCE.article_id, "uk", "translation", "en")]


def test_an_answer_tells_what_one_needs_to_go_on(snapshot: Warehouse) -> None:
    with snapshot.cursor() as cursor:
        answer = cursor.execute("SELECT * FROM search_articles('мости')")
        names = [column[0] for column in answer.description or ()]
        (row,) = answer.fetchall()

    assert names == [
        *("article_id", "score", "language", "title", "published_at", "source", "matched", "matched_language")
    ]  # fmt: skip
    assert row[2:4] == ("uk", "Мости Києва")
    assert row[5:] == ("lighthouse", "source", "uk")


def test_top_bounds_the_answer(warehouse: Warehouse) -> None:
    load(warehouse, *(make_article(f"a{number}") for number in range(30)))
    update_search(warehouse)

    counts = [
        rows(warehouse, f"SELECT count(*) FROM search_articles('міст'{more})") for more in ("", ", top := 3")
    ]  # fmt: skip

    assert counts == [[(20,)], [(3,)]]


def test_users_search_through_the_sandbox(published: Path) -> None:
    result = run_sql(published, "SELECT title FROM search_articles('перемир''я')")

    assert result.rows == (("Перемир'я на сході",),)


NASTY = [
    "Прем’єр-міністр сказав: «п'ять» — “ні”… F-16, COVID-19, 99,2 %, 24/7 та №5",
    "Пів\u00adніч\u200bний за\u0301мок, е\u0308лка, ѐ ѝ, ё Ё, И\u0306 ї\u0301 Ї",
    "''' ’’ʼя я’ -я я- я--я я'-я -'- '",
    "İstanbul ΟΔΟΣ ẞtraße naïve cafe\u0301 ŁÓDŹ Çeşme ǅ ﬁn",
    "قال 北京 서울 ქართული հայ שלום हिन्दी ภาษา",
    "\x00\x01 a\tb\r\nc\u2028d\u3000e \ufeff",
    "🙂 𝐁𝐨𝐥𝐝 ① ² ½ Ⅳ ٣ ०",
    "а" * 65 + " " + "б" * 64,
    "http://example.com/новини?x=1&y=два#три user@example.com #хештег_слово @ім'я",
    "",
]
IN_SQL = "SELECT coalesce(list(word), []) FROM (SELECT unnest(search_words(?)) AS word) WHERE length(word) <= 64"


def every_letter() -> list[str]:
    """Every character of the planes that writing uses, alone and between letters, without the halves of pairs."""
    letters = [chr(code) for code in range(1, 0x20000) if not 0xD800 <= code < 0xE000 and is_settled(chr(code))]
    return ["\n".join(f"{letter} a{letter}b" for letter in letters[start : start + 4096])
            for start in range(0, len(letters), 4096)]  # fmt: skip


def is_settled(letter: str) -> bool:
    """Whether Unicode has it for long: newer letters may be unknown to Python or to DuckDB."""
    return unicodedata.category(letter) != "Cn" and (unicodedata.ucd_3_2_0.category(letter) != "Cn")


@pytest.mark.parametrize("text", [*NASTY, *every_letter()], ids=lambda text: repr(text[:12]))
def test_sql_cuts_words_exactly_as_python_does(snapshot: Warehouse, text: str) -> None:
    with snapshot.cursor() as cursor:
        row = cursor.execute(IN_SQL, [text]).fetchone()

    assert row is not None
    assert tuple(row[0]) == lemmas.words(text)


def test_publishing_without_news_touches_nothing(warehouse: Warehouse) -> None:
    load(warehouse, *ARTICLES)
    update_search(warehouse)
    before = fingerprint(warehouse)

    update = update_search(warehouse)

    assert (update.added, update.removed) == (0, 0)
    assert fingerprint(warehouse) == before


def test_only_new_versions_are_added(warehouse: Warehouse) -> None:
    load(warehouse, TRUCE)
    first = update_search(warehouse)
    before = set(rows(warehouse, "SELECT * FROM search_postings"))
    load(warehouse, BRIDGES)

    second = update_search(warehouse)

    assert (first.added, second.added, second.removed) == (1, 1, 0)
    assert before < set(rows(warehouse, "SELECT * FROM search_postings"))


def test_step_by_step_finds_what_at_once_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    for name, size in (("steps", 1), ("at once", 1000)):
        monkeypatch.setattr(search, "BATCH_VERSIONS", size)
        with open_warehouse(tmp_path / f"{name}.duckdb") as warehouse:
            load(warehouse, *ARTICLES)
            update_search(warehouse)
            answers.append(rows(warehouse, "SELECT * FROM search_articles('перемир''я мости talks елка')"))

    assert len(answers[0]) == 4
    assert answers[0] == answers[1]


def test_an_edited_article_is_found_by_its_new_words_only(warehouse: Warehouse) -> None:
    load(warehouse, TRUCE, BRIDGES)
    update_search(warehouse)
    load_batch(
        warehouse,
        LoadBatch(articles=(make_article("truce", ("Ворог атакує.",), title="Новини фронту"),)),
        run_id="r2",
        now=LATER,
    )

    update = update_search(warehouse)

    assert (update.added, update.removed) == (1, 1)
    assert found(warehouse, "перемир'я") == []
    assert found(warehouse, "ворога") == ["truce"]
    assert rows(warehouse, "SELECT form FROM search_forms WHERE form LIKE 'переговор%'") == []


def test_a_translation_made_anew_is_indexed_anew(warehouse: Warehouse) -> None:
    load(warehouse, TRUCE)
    first = translate(warehouse, TRUCE, Language.EN)
    load_versions(warehouse, [first], run_id="r", now=NOON)
    update_search(warehouse)
    again = translate(warehouse, TRUCE, Language.EN, settings_sha256="beam8", produced_at=LATER)
    load_versions(warehouse, [again], run_id="r2", now=LATER)

    update = update_search(warehouse)

    assert (update.added, update.removed) == (1, 1)
    assert count(warehouse, "search_documents") == 2


def test_words_of_an_article_that_was_deleted_are_gone(warehouse: Warehouse) -> None:
    load(warehouse, TRUCE, BRIDGES)
    update_search(warehouse)
    with warehouse.transaction() as cursor:
        for table in ("articles", "versions", "segments", "search_documents"):
            cursor.execute(f"DELETE FROM {table} WHERE article_id = ?", [TRUCE.article_id])

    update = update_search(warehouse)

    forms = {form for (form,) in rows(warehouse, "SELECT form FROM search_forms")}
    orphans = rows(warehouse, "SELECT count(*) FROM search_postings ANTI JOIN search_documents USING (document_no)")
    assert update.removed == 1
    assert "мостів" in forms
    assert "переговори" not in forms
    assert orphans == [(0,)]


def test_other_rules_for_lemmas_make_search_anew(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    load(warehouse, *ARTICLES)
    update_search(warehouse)
    monkeypatch.setattr(search, "search_rules", lambda: "other rules")

    update = update_search(warehouse)

    assert update.added == len(ARTICLES)
    assert count(warehouse, "search_documents") == len(ARTICLES)
    assert rows(warehouse, "SELECT DISTINCT rules FROM search_state") == [("other rules",)]


DIE_AFTER = """
import os, signal, sys
from pathlib import Path
from tercet.warehouse import search
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.snapshot import publish

steps = int(sys.argv[3])
search.BATCH_VERSIONS = 3
learn = search._learn_forms

def learn_or_die(cursor):
    global steps
    steps -= 1
    if steps < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    learn(cursor)

search._learn_forms = learn_or_die
with open_warehouse(Path(sys.argv[1])) as warehouse:
    publish(warehouse, Path(sys.argv[2]))
"""


@pytest.mark.slow
def test_killed_at_any_step_search_is_whole_after_the_next_publish(warehouse_path: Path, tmp_path: Path) -> None:
    articles = [make_article(f"a{number}", (f"Міст номер {number}.",)) for number in range(12)]
    with open_warehouse(warehouse_path) as warehouse:
        load(warehouse, *articles)
    folder = tmp_path / "snapshots"

    for steps in (0, 1, 0, 1):
        killed = subprocess.run(
            [sys.executable, "-c", DIE_AFTER, str(warehouse_path), str(folder), str(steps)], check=False
        )
        assert killed.returncode == -signal.SIGKILL
    with open_warehouse(warehouse_path) as warehouse:
        publish(warehouse, folder)

    with open_snapshot(folder) as snapshot:
        assert rows(snapshot, "SELECT count(*) FROM search_articles('мости', top := 100)") == [(12,)]
        assert rows(snapshot, "SELECT count(*), count(DISTINCT version_id) FROM search_documents") == [(12, 12)]
        assert rows(snapshot, "SELECT term_id FROM search_postings GROUP BY ALL HAVING count(*) > 12") == []


OLD_CLIENTS = [path for path in os.environ.get("TERCET_OLD_DUCKDB_PYTHONS", "").split(os.pathsep) if path]
ASK = """
import json, sys
import duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    queries, texts = json.load(sys.stdin)
    answers = [connection.execute(
        "SELECT article_id, score, matched FROM search_articles(?, include_translations := TRUE)", [query]
    ).fetchall() for query in queries]
    cut = [connection.execute("SELECT search_words(?)", [text]).fetchall() for text in texts]
print(json.dumps([answers, cut]))
"""


@pytest.mark.skipif(not OLD_CLIENTS, reason="name interpreters with other DuckDBs in TERCET_OLD_DUCKDB_PYTHONS")
def test_bare_clients_of_other_versions_find_the_same(published: Path) -> None:
    queries = ["перемир'я", "перемир’ям", "мосту 2026", "авдеевкою", "ёлка", "північно-східний", "ceasefire talks", "x"]
    texts = [text for text in NASTY if "\x00" not in text]

    answers: list[Any] = [
        json.loads(
            subprocess.run(
                [python, "-c", ASK, str(published)],
                input=json.dumps([queries, texts]),
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for python in [sys.executable, *OLD_CLIENTS]
    ]

    assert any(answers[0][0])
    assert all(answer == answers[0] for answer in answers)
