"""Packages come from an index whole or not at all; every way a download goes wrong has its message."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tiny_package import build_tiny_package

from tercet.translations.errors import (
    IndexUnavailableError,
    PackageBrokenError,
    PackageMissingError,
    TranslationError,
)
from tercet.translations.languages import LanguagePair
from tercet.translations.package_index import IndexSettings, install_from_index, newest, read_index
from tercet.translations.package_lock import read_lock
from tercet.translations.packages import PackageStore

pytestmark = pytest.mark.loopback

EN_UK = LanguagePair.parse("en-uk")
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """Answers on loopback; `answers` maps a path to what is done there, `asked` lists (path, Range header)."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def offer(self, *entries: dict[str, object]) -> IndexSettings:
        body = json.dumps([{"from_code": "en", "to_code": "uk", "package_version": "1.9", **e} for e in entries])
        self.answers["/index.json"] = sends(body.encode())
        return IndexSettings(url=f"{self.url}/index.json", timeout_seconds=2.0, pauses=())


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append((self.path, self.headers.get("Range")))
            state.answers.get(self.path, fails(404))(self)

        def log_message(self, *_: object) -> None:
            return

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{running.server_port}"
    thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield state
    running.shutdown()
    running.server_close()
    thread.join()


def fails(status: int) -> Answer:
    return lambda handler: handler.send_error(status)


def sends(body: bytes, *, announced: int | None = None) -> Answer:
    """The whole body; `announced` is the length that the header tells, if it is another."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body) if announced is None else announced))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def sends_ranges(body: bytes) -> Answer:
    """The body from where the client asks."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        start = int((handler.headers.get("Range") or "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        handler.send_response(206 if start else 200)
        handler.send_header("Content-Length", str(len(body) - start))
        handler.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        handler.end_headers()
        handler.wfile.write(body[start:])

    return answer


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return build_tiny_package(tmp_path, "en-uk", version="1.9").read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "packages"


def test_the_newest_package_is_downloaded_installed_and_its_origin_recorded(
    server: Server, content: bytes, folder: Path
) -> None:
    server.answers["/new"] = sends(content)
    link = f"{server.url}/new"
    settings = server.offer({"package_version": "1.0", "links": ["http://127.0.0.1:1/old"]}, {"links": [link]})
    progress: list[tuple[int, int | None]] = []

    package = install_from_index(
        EN_UK, folder, settings=settings, on_progress=lambda done, total: progress.append((done, total))
    )

    assert PackageStore([folder]).discover() == ([package], [])
    assert read_lock(folder)[package.path.name].origin == link
    assert read_lock(folder)[package.path.name].archive_sha256 == hashlib.sha256(content).hexdigest()
    assert progress[-1] == (len(content), len(content))
    assert list((folder / ".downloads").iterdir()) == []


def test_the_next_link_is_tried_when_one_fails(server: Server, content: bytes, folder: Path) -> None:
    server.answers["/good"] = sends(content)
    settings = server.offer({"links": [f"{server.url}/bad", f"{server.url}/good"]})

    assert install_from_index(EN_UK, folder, settings=settings).ref.pair == EN_UK


def test_a_download_that_was_cut_off_goes_on_where_it_stopped(server: Server, content: bytes, folder: Path) -> None:
    half = len(content) // 2
    server.answers["/file"] = sends(content[:half], announced=len(content))
    settings = server.offer({"links": [f"{server.url}/file"]})
    with pytest.raises(IndexUnavailableError, match="could not be downloaded"):
        install_from_index(EN_UK, folder, settings=settings)

    server.answers["/file"] = sends_ranges(content)
    package = install_from_index(EN_UK, folder, settings=settings)

    assert server.asked[-1] == ("/file", f"bytes={half}-")
    assert PackageStore([folder]).discover() == ([package], [])


def test_a_server_that_cannot_resume_sends_the_whole_file_again(server: Server, content: bytes, folder: Path) -> None:
    server.answers["/file"] = sends(content[:1000], announced=len(content))
    settings = server.offer({"links": [f"{server.url}/file"]})
    with pytest.raises(IndexUnavailableError):
        install_from_index(EN_UK, folder, settings=settings)

    server.answers["/file"] = sends(content)

    assert install_from_index(EN_UK, folder, settings=settings).ref.pair == EN_UK


def test_a_part_longer_than_the_file_is_thrown_away(server: Server, content: bytes, folder: Path) -> None:
    server.answers["/file"] = sends(content + b"x" * 10, announced=len(content) + 20)
    settings = server.offer({"links": [f"{server.url}/file"]})
    with pytest.raises(IndexUnavailableError):
        install_from_index(EN_UK, folder, settings=settings)

    whole = sends_ranges(content)
    server.answers["/file"] = lambda handler: fails(416)(handler) if handler.headers.get("Range") else whole(handler)

    assert install_from_index(EN_UK, folder, settings=settings).ref.pair == EN_UK


@pytest.mark.parametrize(
    ("answer", "error", "fault"),
    [
        (fails(404), IndexUnavailableError, "the server answered 404"),
        (fails(503), IndexUnavailableError, "the server answered 503"),
        (sends(b"<!DOCTYPE html><p>Sign in</p>"), PackageBrokenError, "the link gave a web page"),
        (sends(b"PK\x03\x04 cut"), PackageBrokenError, "no whole zip archive"),
        (lambda handler: time.sleep(0.5), IndexUnavailableError, "did not answer in time"),
    ],
    ids=["404", "503", "web page", "truncated", "slow"],
)
def test_a_download_that_is_no_package_installs_nothing_and_says_what_came(
    server: Server, folder: Path, answer: Answer, error: type[Exception], fault: str
) -> None:
    server.answers["/file"] = answer
    offered = server.offer({"links": [f"{server.url}/file"]})
    settings = IndexSettings(url=offered.url, timeout_seconds=0.25, pauses=())

    with pytest.raises(error, match=fault):
        install_from_index(EN_UK, folder, settings=settings)

    assert PackageStore([folder]).discover() == ([], [])
    assert not [path for path in (folder / ".downloads").iterdir() if path.suffix != ".part"]


def test_a_wrong_checksum_installs_nothing(server: Server, content: bytes, folder: Path) -> None:
    server.answers["/file"] = sends(content)
    settings = server.offer({"links": [f"{server.url}/file"], "sha256": "0" * 64})

    with pytest.raises(PackageBrokenError, match="SHA-256 is not the one in the index"):
        install_from_index(EN_UK, folder, settings=settings)

    assert PackageStore([folder]).discover() == ([], [])


def test_a_right_checksum_in_the_index_is_accepted(server: Server, content: bytes, folder: Path) -> None:
    server.answers["/file"] = sends(content)
    digest = hashlib.sha256(content).hexdigest().upper()

    settings = server.offer({"links": [f"{server.url}/file"], "sha256": digest})

    assert install_from_index(EN_UK, folder, settings=settings).ref.pair == EN_UK


def test_a_download_beyond_the_size_limit_is_stopped(server: Server, content: bytes, folder: Path) -> None:
    server.answers["/file"] = sends(content)
    offered = server.offer({"links": [f"{server.url}/file"]})
    settings = IndexSettings(url=offered.url, max_bytes=1000)

    with pytest.raises(PackageBrokenError, match="larger than 1,000 bytes"):
        install_from_index(EN_UK, folder, settings=settings)

    assert list((folder / ".downloads").iterdir()) == []


def test_a_download_that_takes_too_long_is_stopped(server: Server, content: bytes, folder: Path) -> None:
    server.answers["/file"] = sends(content)
    offered = server.offer({"links": [f"{server.url}/file"]})
    settings = IndexSettings(url=offered.url, total_seconds=0.0)

    with pytest.raises(IndexUnavailableError, match="took longer than"):
        install_from_index(EN_UK, folder, settings=settings)


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"a": 1}', b'["x"]', b"[1]", b"\xff", b"[" * 100_000])
def test_an_index_that_is_no_list_of_packages_is_unavailable(server: Server, body: bytes) -> None:
    server.answers["/index.json"] = sends(body)
    settings = IndexSettings(url=f"{server.url}/index.json")

    with pytest.raises(IndexUnavailableError, match="is no list of packages"):
        read_index(settings)


def test_an_index_out_of_reach_says_how_to_go_on_without_it(folder: Path) -> None:
    settings = IndexSettings(url="http://127.0.0.1:1/index.json")

    with pytest.raises(
        IndexUnavailableError, match=r"could not be read.*tercet models install --from FILE\.argosmodel"
    ):
        install_from_index(EN_UK, folder, settings=settings)


def test_a_pair_that_the_index_does_not_offer_is_missing(server: Server) -> None:
    entries = read_index(server.offer({"from_code": "de", "to_code": "en"}, {"links": ["ftp://x/y"]}))

    assert [str(entry.pair) for entry in entries] == ["en-uk"]
    with pytest.raises(PackageMissingError, match="offers none for this pair"):
        newest(LanguagePair.parse("ru-en"), entries)


def test_an_entry_without_a_usable_link_says_so(server: Server, folder: Path) -> None:
    with pytest.raises(IndexUnavailableError, match="lists no link"):
        install_from_index(EN_UK, folder, settings=server.offer({"links": ["ftp://x/y"]}))


def test_a_server_that_fails_or_hangs_up_is_asked_again(server: Server, content: bytes, folder: Path) -> None:
    whole = iter((fails(503), sends(content[:1000], announced=len(content)), sends_ranges(content)))
    server.answers["/file"] = lambda handler: next(whole)(handler)  # noqa: PLW0108 - the next one at each call
    offered = server.offer({"links": [f"{server.url}/file"]})
    settings = IndexSettings(url=offered.url, pauses=(0.0, 0.0))

    assert install_from_index(EN_UK, folder, settings=settings).ref.pair == EN_UK
    assert [held for path, held in server.asked if path == "/file"] == [None, None, "bytes=1000-"]


def test_a_server_that_hangs_up_again_and_again_is_asked_as_long_as_it_brings_something(
    server: Server, content: bytes, folder: Path
) -> None:
    def a_tenth(handler: BaseHTTPRequestHandler) -> None:
        start = int((handler.headers.get("Range") or "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        handler.send_response(206 if start else 200)
        handler.send_header("Content-Length", str(len(content) - start))
        handler.end_headers()
        handler.wfile.write(content[start : start + len(content) // 10])

    server.answers["/file"] = a_tenth
    offered = server.offer({"links": [f"{server.url}/file"]})
    settings = IndexSettings(url=offered.url, pauses=(), worthwhile_bytes=len(content) // 20)

    assert install_from_index(EN_UK, folder, settings=settings).ref.pair == EN_UK


def test_bytes_from_another_place_than_asked_for_are_not_put_in(server: Server, content: bytes, folder: Path) -> None:
    half = len(content) // 2
    server.answers["/file"] = sends(content[:half], announced=len(content))
    settings = server.offer({"links": [f"{server.url}/file"]})
    with pytest.raises(IndexUnavailableError, match="Run the command again to go on"):
        install_from_index(EN_UK, folder, settings=settings)

    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers.get("Range") is None:
            return sends(content)(handler)
        handler.send_response(206)
        handler.send_header("Content-Range", f"bytes 7-{len(content) - 1}/{len(content)}")
        handler.send_header("Content-Length", str(len(content) - 7))
        handler.end_headers()
        return None

    server.answers["/file"] = elsewhere

    assert install_from_index(EN_UK, folder, settings=settings).ref.pair == EN_UK


def test_what_is_there_already_is_not_downloaded_again_unless_it_was_altered(
    server: Server, content: bytes, folder: Path
) -> None:
    server.answers["/file"] = sends(content)
    settings = server.offer({"links": [f"{server.url}/file"]})
    package = install_from_index(EN_UK, folder, settings=settings)

    again = install_from_index(EN_UK, folder, settings=settings)
    (package.path / "sentencepiece.model").write_bytes(b"altered")
    repaired = install_from_index(EN_UK, folder, settings=settings)

    assert (again, repaired.ref) == (package, package.ref)
    assert [path for path, _ in server.asked].count("/file") == 2


def test_of_two_programs_that_install_at_once_one_waits(server: Server, content: bytes, folder: Path) -> None:
    def slowly(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.2)
        sends(content)(handler)

    server.answers["/file"] = slowly
    settings = server.offer({"links": [f"{server.url}/file"]})
    with ThreadPoolExecutor(2) as both:
        installed = list(both.map(lambda _: install_from_index(EN_UK, folder, settings=settings), range(2)))

    assert installed[0] == installed[1]
    assert [path for path, _ in server.asked].count("/file") == 1


def test_parts_of_downloads_that_are_not_needed_any_more_are_removed(
    server: Server, content: bytes, folder: Path
) -> None:
    server.answers["/cut"] = sends(content[:1000], announced=len(content))
    server.answers["/good"] = sends(content)

    settings = server.offer({"links": [f"{server.url}/cut", f"{server.url}/good"]})
    install_from_index(EN_UK, folder, settings=settings)

    assert list((folder / ".downloads").iterdir()) == []


@pytest.mark.parametrize("link", ["http://[::1/x", "http://"])
def test_an_address_that_is_none_is_an_index_that_cannot_be_used(server: Server, folder: Path, link: str) -> None:
    with pytest.raises(IndexUnavailableError, match="could not be downloaded"):
        install_from_index(EN_UK, folder, settings=server.offer({"links": [link]}))


def test_a_full_disk_is_told_and_what_came_is_gone_on_with(
    server: Server, content: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers["/file"] = sends(content)
    settings = server.offer({"links": [f"{server.url}/file"]})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(TranslationError, match=r"cannot be kept in .*No space left on device"):
        install_from_index(EN_UK, folder, settings=settings, on_progress=full)

    assert install_from_index(EN_UK, folder, settings=settings).ref.pair == EN_UK
