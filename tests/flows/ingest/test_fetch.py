"""Fetching: what a server answers becomes a document, "not modified", or a reject with its reason."""

from __future__ import annotations

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from fetching import NOW, PAGE, fetching, page, redirect, refused
from web_server import Answer, Request

from tercet.flows.ingest.fetch import PacingLimits, Wanted
from tercet.flows.ingest.models import Document, NotModified
from tercet.translations.models import RejectReason

pytestmark = pytest.mark.loopback


def test_a_document_has_the_bytes_and_what_the_transport_said_of_them() -> None:
    headers = {
        "Content-Type": "text/html; charset=koi8-u",
        "ETag": '"v1"',
        "Last-Modified": "Sun, 22 Nov 2026 10:00:00 GMT",
        "X-Cache": "HIT",
    }
    with fetching(lambda request: Answer(headers=headers, body=PAGE)) as (_, fetcher):
        outcome = fetcher.fetch("http://visti.example/a")

    assert isinstance(outcome, Document)
    assert ("x-cache", "HIT") in outcome.headers
    assert replace(outcome, headers=()) == Document(
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
    with fetching(lambda request: next(answers), pacing=PacingLimits(max_pause_seconds=2.0)) as (_, fetcher):
        assert isinstance(fetcher.fetch("http://visti.example/a"), Document)

    assert time.monotonic() - started >= 1.0


@pytest.mark.parametrize("retry_after", ["3600", "Mon, 23 Nov 2026 09:00:00 GMT"])
def test_a_server_that_asks_for_a_long_pause_is_left_alone(retry_after: str) -> None:
    respond = lambda request: Answer(status=503, headers={"Retry-After": retry_after})  # noqa: E731
    with fetching(respond) as (server, fetcher):
        assert refused(fetcher.fetch("http://visti.example/a")).reason is RejectReason.HTTP_ERROR

    assert len(server.requests) == 1


# ---- redirects


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


# ---- threads


def test_a_connection_is_used_again_also_after_answers_nobody_reads() -> None:
    def respond(request: Request) -> Answer:
        answers = {"/gone": Answer(status=404, body=b"<h1>Gone</h1>"), "/old": redirect("/new")}
        return answers.get(request.path, page(request))

    with fetching(respond) as (server, fetcher):
        for path in ("gone", "old", "page", "gone"):
            fetcher.fetch(f"http://visti.example/{path}")

    assert server.paths == ["/gone", "/old", "/new", "/page", "/gone"]
    assert len({request.client for request in server.requests}) == 1


def test_one_fetcher_serves_many_threads() -> None:
    def respond(request: Request) -> Answer:
        return Answer(body=f"{request.headers['host']}{request.path}".encode())

    with fetching(respond) as (_, fetcher), ThreadPoolExecutor(16) as pool:
        urls = [f"http://outlet{number % 7}.example/{number}" for number in range(120)]
        outcomes = list(pool.map(fetcher.fetch, urls))

    assert [outcome.body.decode() for outcome in outcomes if isinstance(outcome, Document)] == [
        url.removeprefix("http://") for url in urls
    ]
