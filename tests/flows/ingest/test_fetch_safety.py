"""Fetching is safe: private addresses, endless and exploding bodies, broken connections, false certificates."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from itertools import count
from pathlib import Path

import pytest
from fetching import PAGE, fetching, limits, page, redirect, refused
from tls_server import certificate, tls_server
from web_server import Answer, Handler, Raw, WebServer

from tercet.flows.ingest import connect
from tercet.flows.ingest.fetch import Fetcher
from tercet.flows.ingest.models import Document
from tercet.translations.models import RejectReason

pytestmark = pytest.mark.loopback


# ---- addresses


def test_this_machine_is_not_read_unless_the_source_may() -> None:
    with WebServer(page) as server, Fetcher(limits()) as fetcher:
        reject = refused(fetcher.fetch(f"{server.url}/a"))
        assert server.requests == []
        allowed = fetcher.fetch(f"{server.url}/a", allow_private=True)

    assert reject.reason is RejectReason.ADDRESS_REFUSED
    assert "allow_private" in reject.detail
    assert isinstance(allowed, Document)


@pytest.mark.parametrize("address", ["10.0.0.7", "169.254.169.254", "::1", "fd00::1", "::ffff:192.168.1.1", "0.0.0.0"])
def test_a_name_that_resolves_to_a_private_address_is_refused(address: str) -> None:
    with Fetcher(limits(), resolver=lambda host, port: (address,)) as fetcher:
        reject = refused(fetcher.fetch("http://innocent.example/"))

    assert reject.reason is RejectReason.ADDRESS_REFUSED
    assert address in reject.detail


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with Fetcher(limits(), resolver=lambda host, port: ("93.184.216.34", "127.0.0.1")) as fetcher:
        assert refused(fetcher.fetch("http://innocent.example/")).reason is RejectReason.ADDRESS_REFUSED


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://localhost/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://017700000001/",
        "http://127.0.0.1.:80/",
        "http://visti.example@127.0.0.1/",
        "http://visti.example:80@127.0.0.1:81/",
        "http://127.0.0.1\\@visti.example/",
        "http://127.0.0.1#@visti.example/",
        "http://①②⑦.0.0.1/",
        "http://127。0。0。1/",
        "http://[::ffff:169.254.169.254]/latest/meta-data/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[fe80::1%25eth0]/",
        "http://[::127.0.0.1]/",
        "https://user:password@127.0.0.1:8443/x",
        "file:///etc/passwd",
        "ftp://visti.example/",
        "//visti.example/",
        "not an address",
        "http://",
    ],
)
def test_addresses_that_are_no_public_web_addresses_are_refused_whatever_their_spelling(url: str) -> None:
    def system(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.1",) if host[0].isdigit() or host == "localhost" else (host.strip("[]"),)

    with Fetcher(limits(), resolver=system) as fetcher:
        assert refused(fetcher.fetch(url)).reason is RejectReason.ADDRESS_REFUSED


def test_a_redirect_to_a_private_address_is_refused_before_it_is_opened() -> None:
    with WebServer(page) as inside:
        with fetching(lambda request: redirect(f"{inside.url}/secret")) as (_, fetcher):
            reject = refused(fetcher.fetch("http://visti.example/a"))

        assert reject.reason is RejectReason.ADDRESS_REFUSED
        assert inside.requests == []


def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    """A name server that answers differently the second time gains nothing: there is no second question."""
    answers = count()

    def rebinding(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.1",) if next(answers) == 0 else ("203.0.113.1",)

    with WebServer(page) as server, Fetcher(limits(), resolver=rebinding) as fetcher:
        port = server.address.rpartition(":")[2]
        outcome = fetcher.fetch(f"http://outlet.example:{port}/a", allow_private=True)

    assert isinstance(outcome, Document)
    assert next(answers) == 1
    assert server.requests[0].headers["host"] == f"outlet.example:{port}"


def test_a_connection_opened_by_permission_does_not_serve_a_source_without_it() -> None:
    with WebServer(page) as server, Fetcher(limits()) as fetcher:
        assert isinstance(fetcher.fetch(f"{server.url}/a", allow_private=True), Document)
        assert refused(fetcher.fetch(f"{server.url}/b")).reason is RejectReason.ADDRESS_REFUSED

    assert server.paths == ["/a"]


# ---- limits


def endless(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        handler.wfile.write(b"<p>more</p>" * 1000)


def test_a_body_that_does_not_end_is_too_large() -> None:
    with fetching(lambda request: endless) as (_, fetcher):
        assert refused(fetcher.fetch("http://visti.example/a")).reason is RejectReason.TOO_LARGE


def test_a_body_announced_as_too_large_is_not_read() -> None:
    def announce(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100001\r\n\r\n")

    with fetching(lambda request: announce) as (server, fetcher):
        reject = refused(fetcher.fetch("http://visti.example/a"))

    assert reject.reason is RejectReason.TOO_LARGE
    assert len(server.requests) == 1


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_small_body_that_unpacks_to_a_large_one_is_too_large(encoding: str) -> None:
    bomb = b"\0" * 50_000_000
    body = gzip.compress(bomb) if encoding == "gzip" else zlib.compress(bomb)
    assert len(body) < 100_000
    with fetching(lambda request: Answer(headers={"Content-Encoding": encoding}, body=body)) as (_, fetcher):
        assert refused(fetcher.fetch("http://visti.example/a")).reason is RejectReason.TOO_LARGE


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("x-gzip", gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:])),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE, wbits=-15)),
        ("identity", PAGE),
    ],
)
def test_packed_bodies_are_unpacked(encoding: str, body: bytes) -> None:
    with fetching(lambda request: Answer(headers={"Content-Encoding": encoding}, body=body)) as (_, fetcher):
        outcome = fetcher.fetch("http://visti.example/a")

    assert isinstance(outcome, Document)
    assert outcome.body == PAGE


@pytest.mark.parametrize(("encoding", "body"), [("br", PAGE), ("gzip", PAGE)])
def test_a_body_that_cannot_be_unpacked_is_a_reject(encoding: str, body: bytes) -> None:
    with fetching(lambda request: Answer(headers={"Content-Encoding": encoding}, body=body)) as (_, fetcher):
        assert refused(fetcher.fetch("http://visti.example/a")).reason is RejectReason.FETCH_FAILED


def drip(head: bytes) -> Raw:
    """Sends a byte ten times a second, so that no single wait is ever too long."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(head)
        for _ in range(100):
            time.sleep(0.1)
            handler.wfile.write(b"x")

    return answer


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "]
)
def test_a_server_that_drips_is_given_up_when_the_time_is_over(head: bytes) -> None:
    started = time.monotonic()
    with fetching(lambda request: drip(head), total_seconds=0.5, retries=0) as (_, fetcher):
        reject = refused(fetcher.fetch("http://visti.example/a"))

    assert reject.reason is RejectReason.FETCH_FAILED
    assert "in time" in reject.detail
    assert time.monotonic() - started < 3


def test_a_server_that_says_nothing_is_given_up_after_the_time_out() -> None:
    silence = threading.Event()

    def silent(handler: Handler) -> None:
        silence.wait(5)

    with fetching(lambda request: silent, timeout_seconds=0.2, retries=1) as (server, fetcher):
        reject = refused(fetcher.fetch("http://visti.example/a"))
        silence.set()

    assert reject.reason is RejectReason.FETCH_FAILED
    assert len(server.requests) == 2


# ---- broken connections


def hang_up(handler: Handler) -> None:
    """Close without an answer."""


def cut_off(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<p>half")


def no_http(handler: Handler) -> None:
    handler.wfile.write(b"220 mail.example ESMTP ready\r\n")


@pytest.mark.parametrize("broken", [hang_up, cut_off, no_http])
def test_a_broken_answer_is_tried_again_and_then_a_reject(broken: Raw) -> None:
    with fetching(lambda request: broken) as (server, fetcher):
        reject = refused(fetcher.fetch("http://visti.example/a"))

    assert reject.reason is RejectReason.FETCH_FAILED
    assert len(server.requests) == 3


def test_a_server_that_is_not_there_is_a_reject() -> None:
    with WebServer(page) as server:
        gone = server.address
    with Fetcher(limits(connect_to={"*": gone})) as fetcher:
        reject = refused(fetcher.fetch("http://visti.example/a"))

    assert reject.reason is RejectReason.FETCH_FAILED
    assert "connection" in reject.detail


def test_a_certificate_for_another_name_is_refused_at_once(tmp_path: Path) -> None:
    with tls_server(tmp_path) as (address, handshakes), Fetcher(limits(connect_to={"*": address})) as fetcher:
        reject = refused(fetcher.fetch("https://visti.example/a"))

    assert reject.reason is RejectReason.FETCH_FAILED
    assert "certificate" in reject.detail
    assert len(handshakes) == 1


def test_the_certificate_is_checked_against_the_name_in_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path)))
    connect.tls_context.cache_clear()
    try:
        with tls_server(tmp_path) as (address, _), Fetcher(limits(connect_to={"*.example": address})) as fetcher:
            trusted = fetcher.fetch("https://other.example/a")
            another = fetcher.fetch("https://visti.example/a")
    finally:
        connect.tls_context.cache_clear()

    assert isinstance(trusted, Document)
    assert "certificate" in refused(another).detail
