"""The archive of raw pages: what was fetched comes back byte for byte, also after a crash, and can be forgotten."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tercet.flows.ingest import warc_writer
from tercet.flows.ingest.archive import (
    Archive,
    DamagedArchiveError,
    archive_files,
    forget_records,
    read_pages,
    read_record,
)
from tercet.flows.ingest.models import Document

FETCHED = datetime(2026, 11, 23, 2, 15, 30, 250000, tzinfo=UTC)
BODY = "<title>Міст</title><p>Рух відновили.</p>".encode("cp1251") + bytes(range(256))


def fetched(url: str, body: bytes = BODY, **changes: str) -> Document:
    headers = {"Content-Type": "text/html; charset=windows-1251", "Content-Encoding": "gzip", **changes}
    return Document(
        url=url,
        final_url=url,
        status_code=200,
        content_type=headers["Content-Type"],
        charset="windows-1251",
        body=body,
        body_sha256=hashlib.sha256(body).hexdigest(),
        etag=None,
        last_modified=None,
        fetched_at=FETCHED,
        headers=tuple(headers.items()),
    )


def archived(folder: Path, documents: Sequence[Document], run_id: str = "r1") -> list[Document]:
    archive = Archive(folder, run_id, started_at=FETCHED, user_agent="Tercet tests")
    placed = [archive.add(document) for document in documents]
    archive.close()
    return placed


def site(number: int) -> list[Document]:
    return [fetched(f"http://visti.example/{n}?q=ї", BODY + str(n).encode()) for n in range(number)]


def read_back(folder: Path, document: Document) -> bytes | None:
    assert document.warc_file is not None
    assert document.warc_offset is not None
    page = read_record(folder, document.warc_file, document.warc_offset)
    return None if page is None else page.body


def test_a_page_comes_back_as_it_was_fetched(tmp_path: Path) -> None:
    document = archived(tmp_path, [fetched("http://visti.example/a")])[0]

    page = read_record(tmp_path, str(document.warc_file), int(document.warc_offset or 0))

    assert page is not None
    assert (page.url, page.body, page.archived_at) == ("http://visti.example/a", BODY, FETCHED)
    assert page.document.charset == "windows-1251"
    assert page.document.body_sha256 == document.body_sha256


def test_files_lie_in_folders_by_year_and_month_and_hold_request_and_response(tmp_path: Path) -> None:
    archived(tmp_path, [fetched("http://visti.example/a?b=1", **{"Set-Cookie": "id=1", "X-Назва": "ж\r\nx: y"})])

    (path,) = archive_files(tmp_path)
    assert path.relative_to(tmp_path).as_posix() == "2026/11/tercet-r1-00000.warc.gz"
    with path.open("rb") as stream:
        records = [(one.rec_type, one.http_headers) for one in ArchiveIterator(stream, check_digests="raise")]
    assert [kind for kind, _ in records] == ["warcinfo", "response", "request"]
    response, request = records[1][1], records[2][1]
    assert request.to_str().startswith("GET /a?b=1 HTTP/1.1\r\nHost: visti.example\r\nUser-Agent: Tercet tests")
    assert response.get_header("X-Crawler-Content-Encoding") == "gzip"
    assert response.get_header("Content-Length") == str(len(BODY))
    assert response.get_header("Set-Cookie") is None
    assert response.get_header("x") is None


def test_a_page_that_comes_twice_in_a_run_is_kept_once(tmp_path: Path) -> None:
    first, again, other = archived(
        tmp_path, [fetched("http://visti.example/a"), fetched("http://visti.example/a"), fetched("http://x.example/")]
    )

    assert (first.warc_file, first.warc_offset) == (again.warc_file, again.warc_offset)
    assert other.warc_offset != first.warc_offset
    assert len(list(read_pages(archive_files(tmp_path)[0]))) == 2


def test_a_run_that_fetches_nothing_makes_no_file(tmp_path: Path) -> None:
    archived(tmp_path / "warc", [])

    assert not (tmp_path / "warc").exists()


def test_a_full_file_is_followed_by_another_and_none_is_ever_continued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warc_writer, "MAX_FILE_BYTES", 2500)
    placed = archived(tmp_path, site(8))
    more = archived(tmp_path, [fetched("http://visti.example/later")])

    assert len({document.warc_file for document in placed}) > 1
    assert more[0].warc_file not in {document.warc_file for document in placed}
    assert [read_back(tmp_path, document) for document in placed] == [document.body for document in site(8)]


def test_a_write_that_failed_halfway_spoils_no_other_page(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "r1", started_at=FETCHED, user_agent="Tercet tests")
    before = archive.add(fetched("http://visti.example/a"))
    archive._file = _FullDisk(archive._file)  # type: ignore[arg-type]  # stands in for a file
    with pytest.raises(OSError, match="no space"):
        archive.add(fetched("http://visti.example/b"))

    after = archive.add(fetched("http://visti.example/c"))
    archive.close()

    assert after.warc_file != before.warc_file
    assert [read_back(tmp_path, one) for one in (before, after)] == [BODY, BODY]


class _FullDisk(io.RawIOBase):
    """Takes half of what is written, then fails."""

    def __init__(self, file: object) -> None:
        self._inner = file

    def tell(self) -> int:
        return self._inner.tell()  # type: ignore[attr-defined]  # a file

    def write(self, data: bytes) -> int:  # type: ignore[override]  # narrower than RawIOBase
        self._inner.write(data[: len(data) // 2])  # type: ignore[attr-defined]  # a file
        raise OSError("no space left on device")

    def close(self) -> None:
        self._inner.close()  # type: ignore[attr-defined]  # a file


def test_a_file_torn_anywhere_gives_every_page_before_the_tear(tmp_path: Path) -> None:
    placed = archived(tmp_path, site(4))
    (path,) = archive_files(tmp_path)
    whole = path.read_bytes()
    starts = [int(document.warc_offset or 0) for document in placed]

    for cut in range(starts[1], len(whole), 97):
        path.write_bytes(whole[:cut])
        expected = sum(start + 1 < cut for start in starts[1:])  # those before the last that began are surely whole
        got = 0
        try:
            for _ in read_pages(path):
                got += 1
        except DamagedArchiveError:
            pass

        assert got >= expected
        assert read_back(tmp_path, placed[0]) == placed[0].body


def test_other_programs_files_are_read_too(tmp_path: Path) -> None:
    archived(tmp_path, site(3))
    (path,) = archive_files(tmp_path)
    plain = gzip.decompress(path.read_bytes())
    unpacked, as_a_whole = tmp_path / "other.warc", tmp_path / "other.warc.gz"
    unpacked.write_bytes(plain)
    as_a_whole.write_bytes(gzip.compress(plain))

    expected = [page.body for page in read_pages(path)]

    assert len(expected) == 3
    assert [page.body for page in read_pages(unpacked)] == expected
    assert [page.body for page in read_pages(as_a_whole)] == expected


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    archived(
        tmp_path,
        [
            fetched("http://visti.example/a.png", **{"Content-Type": "image/png"}),
            fetched("http://visti.example/feed", **{"Content-Type": "application/rss+xml"}),
            fetched("http://visti.example/a"),
        ],
    )

    assert [page.url for page in read_pages(archive_files(tmp_path)[0])] == ["http://visti.example/a"]


def test_a_file_that_is_no_archive_is_an_error_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(b"No archive at all, only words\n")

    with pytest.raises(DamagedArchiveError, match=r"x\.warc\.gz cannot be read"):
        list(read_pages(path))


@pytest.mark.parametrize("file", ["../secret.warc.gz", "/etc/passwd", "2026/11/none.warc.gz"])
def test_no_file_outside_the_archive_is_opened(tmp_path: Path, file: str) -> None:
    archived(tmp_path, site(1))
    archived(tmp_path / "..", [], "none")

    assert read_record(tmp_path, file, 0) is None


# ---- forgetting


def test_a_forgotten_page_is_gone_and_the_others_are_where_it_is_said(tmp_path: Path) -> None:
    placed = archived(tmp_path, site(6))

    forgotten = forget_records(tmp_path, ["https://www.visti.example/2?q=%D1%97&utm_source=x", placed[4].url])

    assert (forgotten.records, forgotten.deleted) == (2, ())
    moves = {(one.file, one.old_offset): one.new_offset for one in forgotten.moved}
    (path,) = archive_files(tmp_path)
    assert placed[2].body not in gzip.decompress(path.read_bytes())
    assert b"visti.example/2?" not in gzip.decompress(path.read_bytes())
    for number in (0, 1, 3, 5):
        document = placed[number]
        offset = moves.get((str(document.warc_file), int(document.warc_offset or 0)), document.warc_offset)
        page = read_record(tmp_path, str(document.warc_file), int(offset or 0))
        assert page is not None
        assert page.body == document.body


def test_a_place_from_before_the_forgetting_still_leads_to_its_page_and_never_to_another(tmp_path: Path) -> None:
    placed = archived(tmp_path, site(4))
    forget_records(tmp_path, [placed[1].url])

    found = [read_record(tmp_path, str(d.warc_file), int(d.warc_offset or 0), url=d.url) for d in placed]

    assert [None if page is None else page.body for page in found] == [
        placed[0].body, None, placed[2].body, placed[3].body
    ]  # fmt: skip


def test_a_file_left_without_pages_is_deleted(tmp_path: Path) -> None:
    placed = archived(tmp_path, site(2))

    forgotten = forget_records(tmp_path, [document.url for document in placed])

    assert forgotten.deleted == (placed[0].warc_file,)
    assert archive_files(tmp_path) == []


def test_forgetting_what_is_not_there_writes_nothing(tmp_path: Path) -> None:
    archived(tmp_path, site(2))
    (path,) = archive_files(tmp_path)
    before = (path.read_bytes(), path.stat().st_ino)

    assert forget_records(tmp_path, ["http://visti.example/none"]).records == 0
    assert (path.read_bytes(), path.stat().st_ino) == before


def test_a_torn_file_is_forgotten_in_and_keeps_its_whole_pages(tmp_path: Path) -> None:
    placed = archived(tmp_path, site(4))
    (path,) = archive_files(tmp_path)
    whole = path.read_bytes()
    damaged = bytearray(whole[:-150])
    damaged[int(placed[1].warc_offset or 0) + 200] ^= 0xFF
    path.write_bytes(damaged)

    forgotten = forget_records(tmp_path, [placed[2].url])

    assert forgotten.records == 1
    assert [page.url for page in read_pages(path)] == [placed[0].url, placed[3].url]
