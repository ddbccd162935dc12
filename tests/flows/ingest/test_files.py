"""Files: every article in them, whatever their charset and form, and a reject for everything that is none."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import os
import time
from pathlib import Path

import pytest

from tercet.flows.ingest.files import LocalItem, read_files
from tercet.translations.models import RejectReason, Stage

TITLE = "Міст через Горинь відкрили"
BODY = "Рух відновили о шостій ранку. Її чекали чотири роки."
TEXT = f"{TITLE}\n\n{BODY}\n"
RECORD = {
    "id": "a-1",
    "url": "https://visti.example/n/1",
    "title": TITLE,
    "text": f"{BODY}\n\nДруга смуга ще закрита.",
    "published_at": "2026-11-22T23:30:00+02:00",
    "language": "uk",
    "outlet": "Вісті",
}


def items(folder: Path, *patterns: str, columns: dict[str, str] | None = None) -> list[LocalItem]:
    files = read_files(patterns or ("*",), base=folder, source_id="visti")
    return [item for file in files for item in file.items(columns=columns)]


def only(folder: Path, *patterns: str, columns: dict[str, str] | None = None) -> LocalItem:
    (item,) = items(folder, *patterns, columns=columns)
    return item


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def story(item: LocalItem) -> list[str]:
    assert item.page is not None, item.reject
    return [item.page.title, *(paragraph.text for paragraph in item.page.paragraphs)]


def refused(item: LocalItem) -> tuple[RejectReason, str]:
    assert item.reject is not None
    assert (item.reject.stage, item.reject.source_id) == (Stage.READ, "visti")
    assert item.page is None
    assert item.html is None
    return item.reject.reason, f"{item.reject.subject}: {item.reject.detail}"


# ---- text


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1251", "koi8-u"])
def test_a_text_is_read_in_its_charset(tmp_path: Path, charset: str) -> None:
    write(tmp_path, "a.txt", TEXT.encode(charset))

    assert story(only(tmp_path)) == [TITLE, BODY]


def test_russian_is_read_in_koi8_r(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Мост открыт\n\nДвижение возобновили в шесть утра.".encode("koi8-r"))

    assert story(only(tmp_path)) == ["Мост открыт", "Движение возобновили в шесть утра."]


def test_the_time_of_a_file_is_never_a_date(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", TEXT)
    os.utime(path, (time.time() - 86_400, time.time() - 86_400))

    item = only(tmp_path)

    assert item.entry.published_at is None
    assert item.page is not None
    assert item.page.published_at is None


def test_the_name_of_a_text_is_its_path_from_the_base(tmp_path: Path) -> None:
    write(tmp_path, "press/2026/a.txt", TEXT)

    item = only(tmp_path, "press/**/*.txt")

    assert item.entry.guid == "press/2026/a.txt"
    assert (item.entry.source_id, item.entry.title, item.entry.url) == ("visti", TITLE, None)


@pytest.mark.parametrize("sidecar", ["a.json", "a.txt.json"])
def test_a_sidecar_states_what_the_text_does_not_and_outranks_front_matter(tmp_path: Path, sidecar: str) -> None:
    write(tmp_path, "a.txt", f"---\nurl: https://visti.example/front\nlanguage: uk\n---\n{TEXT}")
    stated = {"url": "https://visti.example/n/1", "date": "2026-11-22", "author": "Мирослава Тин", "outlet": "Вісті"}
    write(tmp_path, sidecar, json.dumps(stated))

    item = only(tmp_path)

    assert item.entry.url == "https://visti.example/n/1"
    assert item.entry.published_at == dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    assert item.stated.outlet == "Вісті"
    assert item.page is not None
    assert (item.page.authors, item.page.declared_language) == (("Мирослава Тин",), "uk")
    assert story(item) == [TITLE, BODY]


def test_a_changed_sidecar_changes_the_hash_of_its_file(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    hashes = [[file.sha256 for file in read_files(["*"], base=tmp_path, source_id="visti")]]
    write(tmp_path, "a.json", "{}")
    hashes.append([file.sha256 for file in read_files(["*"], base=tmp_path, source_id="visti")])

    assert len(hashes[0]) == len(hashes[1]) == 1
    assert hashes[0] != hashes[1]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", RejectReason.NO_TEXT),
        ("a.txt", b"Only a title", RejectReason.NO_TEXT),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, RejectReason.UNREADABLE_ENCODING),
        ("a.txt", b"---\ndate: soon\n---\nTitle\n\nText.", RejectReason.MALFORMED_RECORD),
        ("a.txt.gz", b"\x1f\x8b\x08\0damaged", RejectReason.UNREADABLE_FILE),
        ("a.pdf", b"%PDF-1.7", RejectReason.UNREADABLE_FILE),
        ("a.json", b"{}", RejectReason.UNREADABLE_FILE),
    ],
)
def test_a_file_without_an_article_is_a_reject(tmp_path: Path, name: str, content: bytes, reason: RejectReason) -> None:
    write(tmp_path, name, content)

    found, where = refused(only(tmp_path))

    assert found is reason
    assert where.startswith(name)


def test_a_sidecar_that_cannot_be_read_is_a_reject_of_its_article(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    write(tmp_path, "a.json", "{'single': 'quotes'}")

    reason, where = refused(only(tmp_path))

    assert reason is RejectReason.MALFORMED_RECORD
    assert "beside it" in where


# ---- HTML


def test_html_is_handed_on_as_bytes_with_what_is_stated_beside_it(tmp_path: Path) -> None:
    page = f"<meta charset=koi8-u><title>{TITLE}</title>".encode("koi8-u")
    write(tmp_path, "a.html", page)
    write(tmp_path, "a.json", '{"url": "https://visti.example/n/1"}')

    item = only(tmp_path)

    assert (item.html, item.page) == (page, None)
    assert (item.entry.guid, item.entry.url) == ("a.html", "https://visti.example/n/1")


# ---- records


def test_a_json_line_is_an_article_with_what_it_states(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", json.dumps(RECORD, ensure_ascii=False))

    item = only(tmp_path)

    assert story(item) == [TITLE, BODY, "Друга смуга ще закрита."]
    assert item.entry.guid == "a.jsonl#a-1"
    assert item.entry.url == "https://visti.example/n/1"
    assert item.entry.published_at == dt.datetime(2026, 11, 22, 21, 30, tzinfo=dt.UTC)
    assert (item.stated.language, item.stated.outlet) == ("uk", "Вісті")


@pytest.mark.parametrize(
    ("line", "reason", "fault"),
    [
        ("{broken", RejectReason.MALFORMED_RECORD, "not valid JSON"),
        ('["a", "list"]', RejectReason.MALFORMED_RECORD, "not an object"),
        ('{"title": "t", "text": "Текст.", "date": "soon"}', RejectReason.MALFORMED_RECORD, "published_at: 'soon'"),
        ('{"title": "t", "text": "Текст.", "url": "visti"}', RejectReason.MALFORMED_RECORD, "url: 'visti'"),
        ('{"title": "t"}', RejectReason.NO_TEXT, "no text"),
        ('{"title": "t", "text": {"no": "text"}}', RejectReason.NO_TEXT, "no text"),
        (json.dumps(RECORD), RejectReason.MALFORMED_RECORD, "same record as on line 1"),
    ],
)
def test_a_line_that_is_no_article_is_a_reject_with_its_number(
    tmp_path: Path, line: str, reason: RejectReason, fault: str
) -> None:
    write(tmp_path, "a.jsonl", "\n".join([json.dumps(RECORD), "", line, json.dumps(RECORD | {"id": "a-2"})]))

    first, second, third = items(tmp_path)

    assert [story(first)[0], story(third)[0]] == [TITLE, TITLE]
    assert refused(second)[0] is reason
    assert refused(second)[1].startswith("a.jsonl:3: ")
    assert fault in refused(second)[1]


def test_records_without_id_are_known_by_address_or_text(tmp_path: Path) -> None:
    by_url = {"url": "https://visti.example/n/1", "title": "Т", "text": "Текст."}
    lines = [by_url, {"title": "Т", "text": "Один."}, {"title": "Т", "text": "Два."}]
    write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines)))
    before = [item.entry.guid for item in items(tmp_path)]
    write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, reversed(lines))))
    after = [item.entry.guid for item in items(tmp_path)]

    assert before[0] == "a.jsonl#https://visti.example/n/1"
    assert len(set(before)) == 3
    assert after == before[::-1]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("charset", ["utf-8-sig", "cp1251"])
def test_a_csv_row_is_an_article_by_a_column_map(tmp_path: Path, delimiter: str, charset: str) -> None:
    table = io.StringIO()
    writer = csv.writer(table, delimiter=delimiter)
    writer.writerow(["Nr", "Überschrift".replace("Ü", "U"), "Inhalt", "Datum"])
    writer.writerow(["7", TITLE, f'{BODY}\n\nСказано: "так; і, так"', "22.11.2026 08:30"])
    write(tmp_path, "a.csv", table.getvalue().encode(charset))

    item = only(tmp_path, columns={"id": "Nr", "title": "Uberschrift", "text": "Inhalt", "published_at": "Datum"})

    assert story(item) == [TITLE, BODY, 'Сказано: "так; і, так"']
    assert item.entry.guid == "a.csv#7"
    assert item.entry.published_at == dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)


def test_a_csv_with_our_names_needs_no_map(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", f"id,title,text\n1,{TITLE},{BODY}\n")

    assert story(only(tmp_path)) == [TITLE, BODY]


@pytest.mark.parametrize(
    ("table", "columns", "line", "fault"),
    [
        ("id,title,text\n1,t\n", {}, 2, "2 fields, the header 3"),
        ('id,title,text\n1,t,"a\nb"\n2,t,"x" y\n', {}, 4, "no valid CSV"),
        ("id,title\n1,t\n", {"text": "body"}, 1, "no column body; there are id, title"),
    ],
)
def test_a_row_that_is_no_record_is_a_reject_with_its_line(
    tmp_path: Path, table: str, columns: dict[str, str], line: int, fault: str
) -> None:
    write(tmp_path, "a.csv", table)

    reason, where = refused(items(tmp_path, columns=columns)[-1])

    assert reason is RejectReason.MALFORMED_RECORD
    assert where.startswith(f"a.csv:{line}: ")
    assert fault in where


def test_packed_records_are_read(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl.gz", gzip.compress(json.dumps(RECORD).encode()))

    assert story(only(tmp_path))[0] == TITLE


# ---- which files


def names(folder: Path, *patterns: str) -> list[str]:
    return [file.relative_path for file in read_files(patterns, base=folder, source_id="visti")]


def test_files_come_in_order_each_once_and_sidecars_are_none(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "a.json", "in/c.html", "in/d.jsonl", "in/.hidden.txt", "in/e.pdf"):
        write(tmp_path, name, TEXT)

    assert names(tmp_path, "*.txt", "a.*") == ["a.txt", "b.txt"]
    assert names(tmp_path, "in") == ["in/c.html", "in/d.jsonl"]
    assert names(tmp_path, "in/d.jsonl") == ["in/d.jsonl"]
    assert names(tmp_path, str(tmp_path / "in" / "*.html")) == ["in/c.html"]


def test_files_outside_the_base_are_named_from_the_folder_given(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/press/2026/a.txt", TEXT)

    assert names(tmp_path / "config", str(tmp_path / "elsewhere" / "press")) == ["press/2026/a.txt"]
    assert names(tmp_path / "config", f"{tmp_path}/elsewhere/press/**/*.txt") == ["press/2026/a.txt"]


def test_a_name_is_the_same_however_the_system_writes_accents(tmp_path: Path) -> None:
    write(tmp_path, "и\u0306.txt", TEXT)

    assert names(tmp_path, "*.txt") == ["й.txt"]


@pytest.mark.parametrize("pattern", ["missing.txt", "nowhere/*.txt", "*.docx"])
def test_a_pattern_that_no_file_fits_is_a_reject(tmp_path: Path, pattern: str) -> None:
    reason, where = refused(only(tmp_path, pattern))

    assert reason is RejectReason.UNREADABLE_FILE
    assert where.startswith(f"{pattern}: No file is at {pattern}")
    assert str(tmp_path) in where


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_that_may_not_be_read_is_a_reject(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT).chmod(0)

    assert refused(only(tmp_path))[0] is RejectReason.UNREADABLE_FILE
