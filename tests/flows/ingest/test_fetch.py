"""Fetching: every answer, and every refusal to answer, becomes a document, "not modified" or a reject with its reason."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from web_server import Answer, Handler, Raw, Request, Responder, WebServer

from tercet.flows.ingest import connect
from tercet.flows.ingest.fetch import Fetcher, FetchLimits, Wanted
from tercet.flows.ingest.models import Document, NotModified
from tercet.translations.models import Reject, RejectReason, Stage

pytestmark = pytest.mark.loopback

NOW = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)
PAGE = "<title>Міст відкрито</title><p>Рух мостом відновили о шостій ранку.</p>".encode()


def limits(**changes: Any) -> FetchLimits:
    """Limits that keep tests fast: no waiting between attempts, seconds instead of minutes."""
    quick: dict[str, Any] = {
        "user_agent": "Tercet tests (+https://tercet.example/contact)",
        "timeout_seconds": 2.0,
        "total_seconds": 5.0,
        "max_bytes": 100_000,
        "backoff_seconds": 0.0,
        "max_wait_seconds": 0.5,
    }
    return FetchLimits(**quick | changes)


@contextmanager
def fetching(respond: Responder, **changes: Any) -> Iterator[tuple[WebServer, Fetcher]]:
    """A server for all hosts under .example, and a fetcher that is sent there."""
    with WebServer(respond) as server:
        settings = limits(connect_to={"*.example": server.address}, **changes)
        with Fetcher(settings, clock=lambda: NOW) as fetcher:
            yield server, fetcher


def refused(outcome: object) -> Reject:
    assert isinstance(outcome, Reject), outcome
    assert outcome.stage is Stage.FETCH
    return outcome


def page(request: Request) -> Answer:
    return Answer(headers={"Content-Type": "text/html; charset=windows-1251"}, body=PAGE)


def test_a_document_has_the_bytes_and_what_the_transport_said_of_them() -> None:
    headers = {
        "Content-Type": "text/html; charset=koi8-u",
        "ETag": '"v1"',
        "Last-Modified": "Sun, 22 Nov 2026 10:00:00 GMT",
    }
    with fetching(lambda request: Answer(headers=headers, body=PAGE)) as (_, fetcher):
        outcome = fetcher.fetch("http://visti.example/a")

    assert outcome == Document(
        url="http://visti.example/a",
        final_url="http://visti.example/a",
        status_code=200,
        content_type="text/html; charset=koi8-u",
        charset="koi8-u",
        body=PAGE,
        body_sha256=hashlib.sha256(PAGE).hexdigest(),
        etag='"v1"',
        last_modified="Sun, 22 Nov 2026 10:00:00 GMT",
        fetched_at=NOW,
    )


def test_connect_to_keeps_the_address_and_the_host_header() -> None:
    with fetching(page) as (server, fetcher):
        outcome = fetcher.fetch("http://Visti.example:8080/novyny?id=7")

    assert isinstance(outcome, Document)
    assert server.requests[0].headers["host"] == "visti.example:8080"
    assert server.paths == ["/novyny?id=7"]


def test_requests_say_who_asks() -> None:
    with fetching(page) as (server, fetcher):
        fetcher.fetch("http://visti.example/")

    assert server.requests[0].headers["user-agent"] == "Tercet tests (+https://tercet.example/contact)"


# ---- conditional requests


def test_an_unchanged_document_is_not_modified() -> None:
    def respond(request: Request) -> Answer:
        same = request.headers.get("if-none-match") == '"v1"'
        return Answer(status=304 if same else 200, headers={"ETag": '"v1"', "Content-Length": "0"} if same else {})

    with fetching(respond) as (_, fetcher):
        outcome = fetcher.fetch("http://visti.example/rss", Wanted.FEED, etag='"v1"')

    assert outcome == NotModified(url="http://visti.example/rss", etag='"v1"', last_modified=None, fetched_at=NOW)


def test_the_date_of_an_earlier_answer_is_sent_as_it_came() -> None:
    with fetching(page) as (server, fetcher):
        fetcher.fetch("http://visti.example/rss", last_modified="Sun, 22 Nov 2026 10:00:00 GMT")
        fetcher.fetch("http://visti.example/rss")

    sent = [request.headers.get("if-modified-since") for request in server.requests]
    assert sent == ["Sun, 22 Nov 2026 10:00:00 GMT", None]


# ---- what the status means


@pytest.mark.parametrize(
    ("status", "reason", "requests"),
    [
        (404, RejectReason.NOT_FOUND, 1),
        (410, RejectReason.NOT_FOUND, 1),
        (401, RejectReason.HTTP_ERROR, 1),
        (403, RejectReason.HTTP_ERROR, 1),
        (418, RejectReason.HTTP_ERROR, 1),
        (429, RejectReason.HTTP_ERROR, 3),
        (500, RejectReason.HTTP_ERROR, 3),
        (503, RejectReason.HTTP_ERROR, 3),
    ],
)
def test_an_error_status_is_a_reject_and_only_those_that_may_pass_are_tried_again(
    status: int, reason: RejectReason, requests: int
) -> None:
    with fetching(lambda request: Answer(status=status)) as (server, fetcher):
        reject = refused(fetcher.fetch("http://visti.example/a"))

    assert reject.reason is reason
    assert reject.subject == "http://visti.example/a"
    assert str(status) in reject.detail
    assert len(server.requests) == requests


def test_an_error_that_passes_is_forgotten() -> None:
    answers = iter([Answer(status=503), Answer(status=500), page(Request(path="", headers={}))])
    with fetching(lambda request: next(answers)) as (_, fetcher):
        assert isinstance(fetcher.fetch("http://visti.example/a"), Document)


def test_a_server_that_asks_for_a_short_pause_gets_it() -> None:
    answers = iter([Answer(status=429, headers={"Retry-After": "1"}), page(Request(path="", headers={}))])
    started = time.monotonic()
    with fetching(lambda request: next(answers), max_wait_seconds=2.0) as (_, fetcher):
        assert isinstance(fetcher.fetch("http://visti.example/a"), Document)

    assert time.monotonic() - started >= 1.0


@pytest.mark.parametrize("retry_after", ["3600", "Mon, 23 Nov 2026 09:00:00 GMT"])
def test_a_server_that_asks_for_a_long_pause_is_left_alone(retry_after: str) -> None:
    respond = lambda request: Answer(status=503, headers={"Retry-After": retry_after})  # noqa: E731
    with fetching(respond) as (server, fetcher):
        assert refused(fetcher.fetch("http://visti.example/a")).reason is RejectReason.HTTP_ERROR

    assert len(server.requests) == 1


# ---- redirects


def redirect(location: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": location})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_the_last_address_is_kept(status: int) -> None:
    def respond(request: Request) -> Answer:
        return redirect("../new?x=1", status) if request.path == "/old/a" else page(request)

    with fetching(respond) as (_, fetcher):
        outcome = fetcher.fetch("http://visti.example/old/a")

    assert isinstance(outcome, Document)
    assert (outcome.url, outcome.final_url) == ("http://visti.example/old/a", "http://visti.example/new?x=1")


def test_a_circle_of_redirects_ends() -> None:
    with fetching(lambda request: redirect("/again"), max_redirects=4) as (server, fetcher):
        reject = refused(fetcher.fetch("http://visti.example/a"))

    assert reject.reason is RejectReason.FETCH_FAILED
    assert "redirects" in reject.detail
    assert len(server.requests) == 5


def test_a_site_that_redirects_until_its_cookie_is_set_is_read() -> None:
    def respond(request: Request) -> Answer:
        if request.headers.get("cookie") == "seen=1":
            return page(request)
        return Answer(status=302, headers={"Location": request.path, "Set-Cookie": "seen=1; Path=/"})

    with fetching(respond) as (server, fetcher):
        assert isinstance(fetcher.fetch("http://visti.example/a"), Document)
        assert isinstance(fetcher.fetch("http://visti.example/b"), Document)

    assert len(server.requests) == 4, "a cookie must not outlive its fetch"


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://visti.example/a", "javascript:alert(1)", "gopher://x:70/"]
)
def test_a_redirect_away_from_the_web_is_refused(location: str) -> None:
    with fetching(lambda request: redirect(location)) as (_, fetcher):
        assert refused(fetcher.fetch("http://visti.example/a")).reason is RejectReason.ADDRESS_REFUSED


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
        return ("127.0.0.1",) if host[0].isdigit() or host == "localhost" else (host,)

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
    with tls_server(tmp_path) as (address, handshakes):
        with Fetcher(limits(connect_to={"*.example": address})) as fetcher:
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


@contextmanager
def tls_server(folder: Path) -> Iterator[tuple[str, list[object]]]:
    """A TLS server with a certificate for other.example that nobody vouches for; counts the connections."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder))
    handshakes: list[object] = []

    class Server(WebServer.Http):
        def get_request(self) -> Any:
            connection, address = super().get_request()
            handshakes.append(address)
            return context.wrap_socket(connection, server_side=True), address

    server = Server(("127.0.0.1", 0), Handler)
    server.respond, server.requests = page, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}", handshakes
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder: Path) -> Path:
    """A self-signed certificate with its key, made once per test."""
    file = folder / "server.pem"
    if file.exists():
        return file
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "other.example")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    signed = (
        builder.not_valid_before(dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
        .not_valid_after(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("other.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return file


# ---- content types


@pytest.mark.parametrize(
    ("wanted", "content_type", "is_taken"),
    [
        (Wanted.PAGE, "text/html; charset=utf-8", True),
        (Wanted.PAGE, "application/xhtml+xml", True),
        (Wanted.PAGE, "TEXT/PLAIN", True),
        (Wanted.PAGE, None, True),
        (Wanted.PAGE, "application/pdf", False),
        (Wanted.PAGE, "image/jpeg", False),
        (Wanted.PAGE, "application/json", False),
        (Wanted.FEED, "application/rss+xml", True),
        (Wanted.FEED, "application/feed+json", True),
        (Wanted.FEED, "text/html", True),
        (Wanted.FEED, "application/x-gzip", True),
        (Wanted.FEED, "video/mp4", False),
    ],
)
def test_only_content_types_that_can_be_read_are_taken(
    wanted: Wanted, content_type: str | None, is_taken: bool
) -> None:
    with fetching(lambda request: Answer(headers={"Content-Type": content_type}, body=PAGE)) as (_, fetcher):
        outcome = fetcher.fetch("http://visti.example/a", wanted)

    if is_taken:
        assert isinstance(outcome, Document)
        assert outcome.content_type == (content_type or "")
    else:
        assert refused(outcome).reason is RejectReason.WRONG_CONTENT_TYPE


# ---- before a request


def test_what_is_asked_before_each_request_may_refuse_it() -> None:
    ban = Reject(stage=Stage.FETCH, reason=RejectReason.HTTP_ERROR, subject="/b", detail="robots.txt")
    asked: list[str] = []

    def before(url: str) -> Reject | None:
        asked.append(url)
        return ban if url.endswith("/b") else None

    with WebServer(lambda request: redirect("/b")) as server:
        settings = limits(connect_to={"*": server.address})
        with Fetcher(settings, before_request=before) as fetcher:
            assert fetcher.fetch("http://visti.example/a") is ban

    assert asked == ["http://visti.example/a", "http://visti.example/b"]
    assert server.paths == ["/a"]


# ---- threads


def test_one_fetcher_serves_many_threads() -> None:
    def respond(request: Request) -> Answer:
        return Answer(body=f"{request.headers['host']}{request.path}".encode())

    with fetching(respond) as (_, fetcher), ThreadPoolExecutor(16) as pool:
        urls = [f"http://outlet{number % 7}.example/{number}" for number in range(120)]
        outcomes = list(pool.map(fetcher.fetch, urls))

    assert [outcome.body.decode() for outcome in outcomes if isinstance(outcome, Document)] == [
        url.removeprefix("http://") for url in urls
    ]
