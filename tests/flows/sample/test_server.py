"""The bundled press over HTTP: one server on loopback that answers for every invented outlet."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tercet.flows.sample.server import PressServer, PressServerError, find_file, press_folder

pytestmark = pytest.mark.loopback

BRIDGE = "/news/stone-bridge-reopens"


@pytest.fixture
def press() -> Iterator[PressServer]:
    with PressServer() as server:
        yield server


def get(
    server: PressServer, host: str, target: str, *, method: str = "GET", **headers: str
) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, target, headers={"Host": host, **fields})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def page(host: str, path: str) -> bytes:
    return (press_folder() / host / path).read_bytes()


def test_the_host_header_chooses_the_outlet(press: PressServer) -> None:
    english, english_body = get(press, "harbourpost.example", "/rss.xml")
    russian, russian_body = get(press, "kurier.example:8080", "/rss.xml")

    assert (english.status, russian.status) == (200, 200)
    assert english_body == page("harbourpost.example", "rss.xml")
    assert russian_body == page("kurier.example", "rss.xml")


@pytest.mark.parametrize(
    ("host", "target", "path"),
    [
        ("harbourpost.example", BRIDGE, "news/stone-bridge-reopens.html"),
        ("harbourpost.example", f"{BRIDGE}?utm_source=rss&utm_medium=feed", "news/stone-bridge-reopens.html"),
        (
            "portgorod.example",
            "/2026/11/16/pozhar-na-terminale/?from=feed",
            "2026/11/16/pozhar-na-terminale/index.html",
        ),
        ("visti.example", "/novyny/avariia-vodohin.html", "novyny/avariia-vodohin.html"),
        ("visti.example", "/novyny/avariia-vodohin.html?rev=2", "novyny/avariia-vodohin.rev2.html"),
    ],
)
def test_an_address_leads_to_its_page_whatever_is_tracked_in_it(
    press: PressServer, host: str, target: str, path: str
) -> None:
    response, body = get(press, host, target)

    assert response.status == 200
    assert body == page(host, path)


@pytest.mark.parametrize(
    ("host", "target"),
    [
        ("harbourpost.example", "/news/lighthouse-open-day"),
        ("harbourpost.example", "/"),
        ("visti.example", "/novyny/avariia-vodohin.html?rev=3"),
        ("nobody.example", "/rss.xml"),
        ("files", "/storm-grid-repair.txt"),
        ("harbourpost.example", "/../visti.example/rss.xml"),
        ("harbourpost.example", "/%2e%2e/headers.json"),
        ("..", "/headers.json"),
    ],
)
def test_what_is_not_there_or_not_the_hosts_own_is_404(press: PressServer, host: str, target: str) -> None:
    response, _ = get(press, host, target)

    assert response.status == 404


@pytest.mark.parametrize("target", ["/../../../../etc/passwd", "/..%2f..%2fheaders.json", "/news/../../headers.json"])
def test_no_request_reads_outside_the_folder_of_its_host(target: str) -> None:
    assert find_file(press_folder(), "harbourpost.example", target) is None


def test_an_unchanged_page_is_304_without_a_body(press: PressServer) -> None:
    first, _ = get(press, "harbourpost.example", BRIDGE)
    etag, last_modified = first.headers["ETag"], first.headers["Last-Modified"]

    by_tag, tag_body = get(press, "harbourpost.example", BRIDGE, If_None_Match=etag)
    by_date, date_body = get(press, "harbourpost.example", BRIDGE, If_Modified_Since=last_modified)

    assert (by_tag.status, tag_body) == (304, b"")
    assert (by_date.status, date_body) == (304, b"")


@pytest.mark.parametrize(
    "headers",
    [
        {"If_None_Match": '"other"'},
        {"If_Modified_Since": "Thu, 01 Jan 2026 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
        {"If_None_Match": '"other"', "If_Modified_Since": "Fri, 01 Jan 2027 00:00:00 GMT"},
    ],
)
def test_a_stale_copy_is_answered_with_the_page(press: PressServer, headers: dict[str, str]) -> None:
    response, body = get(press, "harbourpost.example", BRIDGE, **headers)

    assert response.status == 200
    assert body == page("harbourpost.example", "news/stone-bridge-reopens.html")


@pytest.mark.parametrize(
    ("host", "target", "content_type"),
    [
        ("harbourpost.example", "/rss.xml", "application/rss+xml; charset=UTF-8"),
        ("meridianwire.example", "/atom.xml", "application/atom+xml"),
        ("visti.example", "/novyny/kubok-lotsman-kovyl-uk.html", "text/html"),
        ("kurier.example", "/news/byudzhet-nadrechya-otstavka.html", "text/html; charset=utf-8"),
        ("kurier.example", "/news/kubok-lotsman-kovyl-ru.html", None),
        ("khvylia.example", "/uk/shkilna-pekarnia", "text/html; charset=utf-8"),
    ],
)
def test_content_types_are_as_careless_as_on_the_web(
    press: PressServer, host: str, target: str, content_type: str | None
) -> None:
    response, _ = get(press, host, target)

    assert response.status == 200
    assert response.headers["Content-Type"] == content_type


def test_head_gives_the_headers_of_get_and_no_body(press: PressServer) -> None:
    whole, body = get(press, "harbourpost.example", BRIDGE)
    head, nothing = get(press, "harbourpost.example", BRIDGE, method="HEAD")

    assert nothing == b""
    assert head.headers["Content-Length"] == str(len(body))
    assert head.headers["ETag"] == whole.headers["ETag"]


def test_the_server_tells_what_was_asked_of_it(press: PressServer) -> None:
    get(press, "visti.example", "/rss.xml")
    get(press, "visti.example", "/novyny/none.html")

    assert [(request.host, request.target, request.status) for request in press.requests] == [
        ("visti.example", "/rss.xml", 200),
        ("visti.example", "/novyny/none.html", 404),
    ]


def test_the_server_listens_on_loopback_only_and_is_gone_after_the_with_block() -> None:
    with PressServer() as server:
        port = server.port
        assert server.address == f"127.0.0.1:{port}"

    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_taken_port_is_a_clear_error() -> None:
    with PressServer() as first, pytest.raises(PressServerError, match=f"127.0.0.1:{first.port}.*port 0"):
        PressServer(port=first.port).__enter__()


def test_a_server_that_is_not_open_has_no_address() -> None:
    with pytest.raises(PressServerError, match="with statement"):
        _ = PressServer().address


def test_every_entry_in_headers_json_names_a_file_that_is_there() -> None:
    folder: Path = press_folder()
    listed = json.loads((folder / "headers.json").read_text(encoding="utf-8"))

    assert listed
    assert [name for name in listed if not (folder / name).is_file()] == []
