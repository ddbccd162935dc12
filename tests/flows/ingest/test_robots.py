"""robots.txt by RFC 9309, as a fetch sees it: what is forbidden is not asked for, on any host of the way."""

from __future__ import annotations

import itertools
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fetching import fetching, page, redirect, refused
from web_server import Answer, Handler, Raw, Request, Responder

from tercet.flows.ingest.fetch import PacingLimits
from tercet.flows.ingest.models import Document
from tercet.flows.ingest.robots import product_token
from tercet.translations.models import Reject, RejectReason

pytestmark = pytest.mark.loopback


def site(robots: Answer | str | Raw, **pages: Answer) -> Responder:
    """A site with this robots.txt; every other address is a page."""
    answer = Answer(headers={"Content-Type": "text/plain"}, body=robots.encode()) if isinstance(robots, str) else robots

    def respond(request: Request) -> Answer | Raw:
        return answer if request.path == "/robots.txt" else pages.get(request.path[1:], page(request))

    return respond


def outcome(respond: Responder, path: str = "a", **changes: Any) -> tuple[Document | Reject, list[str]]:
    """What came of a page, and what was asked for, robots.txt aside."""
    with fetching(respond, retries=0, **changes) as (server, fetcher):
        got = fetcher.fetch(f"http://visti.example/{path}", respect_robots=True)
    assert isinstance(got, (Document, Reject))
    return got, server.paths


@pytest.mark.parametrize(
    ("robots", "path", "is_allowed"),
    [
        ("", "a", True),
        ("User-agent: *\nDisallow:", "a", True),
        ("User-agent: *\nDisallow: /", "a", False),
        ("User-agent: *\nDisallow: /secret", "secret/1", False),
        ("User-agent: *\nDisallow: /secret", "open/secret", True),
        ("User-agent: *\nDisallow: /\nAllow: /novyny", "novyny/1", True),
        ("User-agent: *\nDisallow: /*.pdf$", "a.pdf", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: tercet\nDisallow: /x", "a", True),
        ("User-agent: TERCET\nDisallow: /", "a", False),
        ("User-agent: Tercet\nUser-agent: other\nDisallow: /", "a", False),
        ("User-agent: other\nDisallow: /", "a", True),
        ("\ufeffUser-agent: *\nDisallow: /", "a", False),
        ("User-agent: *\nDisallow: /новини", "%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8", False),
        ("<html><h1>Not found</h1></html>", "a", True),
        ("\x00\xff nonsense : : \n\n Disallow", "a", True),
    ],
)
def test_a_page_is_read_where_the_rules_for_our_name_allow_it(robots: str, path: str, is_allowed: bool) -> None:
    got, asked = outcome(site(robots), path)

    if is_allowed:
        assert isinstance(got, Document)
    else:
        assert refused(got).reason is RejectReason.ROBOTS_DISALLOWED
        assert "respect_robots: false" in refused(got).detail
        assert asked == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 429])
def test_a_robots_txt_that_the_site_does_not_give_allows_everything(status: int) -> None:
    got, _ = outcome(site(Answer(status=status)))

    assert isinstance(got, Document)


def silent(handler: Handler) -> None:
    handler.connection.close()


@pytest.mark.parametrize("answer", [Answer(status=500), Answer(status=503), silent], ids=["500", "503", "no answer"])
def test_a_robots_txt_that_the_server_fails_to_give_forbids_everything_in_this_run(answer: Answer | Raw) -> None:
    got, asked = outcome(site(answer))

    assert refused(got).reason is RejectReason.ROBOTS_UNREACHABLE
    assert "nothing of this host is read in this run" in refused(got).detail
    assert asked == []


def test_a_circle_of_redirects_is_no_robots_txt() -> None:
    got, _ = outcome(site(redirect("/robots.txt")), max_redirects=5)

    assert isinstance(got, Document)


def test_a_robots_txt_may_be_on_another_host_of_the_site() -> None:
    def respond(request: Request) -> Answer:
        if request.path != "/robots.txt":
            return page(request)
        if request.headers["host"] == "visti.example":
            return redirect("http://www.visti.example/robots.txt", 301)
        return Answer(body=b"User-agent: *\nDisallow: /")

    got, _ = outcome(respond)

    assert refused(got).reason is RejectReason.ROBOTS_DISALLOWED


def test_a_redirect_asks_the_rules_of_the_host_it_leads_to() -> None:
    def respond(request: Request) -> Answer:
        if request.path == "/robots.txt":
            return Answer(body=b"User-agent: *\nDisallow: /" if "kurier" in request.headers["host"] else b"")
        return redirect("http://kurier.example/b")

    got, asked = outcome(respond)

    assert refused(got).reason is RejectReason.ROBOTS_DISALLOWED
    assert refused(got).subject == "http://visti.example/a"
    assert asked == ["/a"]


def test_a_robots_txt_is_asked_for_once_a_host_and_run_however_many_threads_want_it() -> None:
    with fetching(site("User-agent: *\nDisallow: /x")) as (server, fetcher), ThreadPoolExecutor(8) as pool:
        urls = [f"http://{host}.example/{n}" for n in range(10) for host in ("visti", "kurier")]
        got = list(pool.map(lambda url: fetcher.fetch(url, respect_robots=True), urls))

    assert all(isinstance(one, Document) for one in got)
    assert [request.path for request in server.requests].count("/robots.txt") == 2


def test_a_source_that_says_so_is_read_whatever_robots_txt_says() -> None:
    with fetching(site("User-agent: *\nDisallow: /")) as (server, fetcher):
        got = fetcher.fetch("http://visti.example/a", respect_robots=False)

    assert isinstance(got, Document)
    assert [request.path for request in server.requests] == ["/a"]


def test_the_pause_that_robots_txt_asks_for_is_kept() -> None:
    times: list[float] = []

    def respond(request: Request) -> Answer:
        import time

        times.append(time.monotonic())
        return site("User-agent: *\nCrawl-delay: 0.3")(request)  # type: ignore[return-value]  # no raw answer here

    with fetching(respond, pacing=PacingLimits(concurrency=2)) as (_, fetcher), ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda n: fetcher.fetch(f"http://visti.example/{n}", respect_robots=True), range(3)))

    pages = sorted(times)[1:]
    assert all(later - earlier >= 0.28 for earlier, later in itertools.pairwise(pages))


def test_a_pause_beyond_the_cap_is_cut_to_it_and_that_is_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)

    with fetching(site("User-agent: *\nCrawl-delay: 3600"), max_crawl_delay_seconds=0.1) as (_, fetcher):
        rules = fetcher.rules("http://visti.example/a")

    assert rules.delay_seconds == 0.1
    assert "asked_seconds=3600.0 used_seconds=0.1" in caplog.text


def test_of_a_huge_robots_txt_the_beginning_counts() -> None:
    body = b"User-agent: *\nDisallow: /a\n" + b"# nothing\n" * 100_000 + b"Disallow: /b\n"

    with fetching(site(Answer(headers={"Content-Type": None}, body=body))) as (_, fetcher):
        rules = fetcher.rules("http://visti.example/a")

    assert rules.refusal("http://visti.example/a") is not None
    assert rules.refusal("http://visti.example/b") is None


def test_the_sitemaps_that_robots_txt_names_are_known_by_whole_addresses() -> None:
    with fetching(site("Sitemap: /map.xml\nSitemap: https://cdn.example/two.xml.gz\nSitemap: mailto:x")) as (
        _,
        fetcher,
    ):
        rules = fetcher.rules("http://visti.example/a")

    assert rules.sitemaps == ("http://visti.example/map.xml", "https://cdn.example/two.xml.gz")


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [("Tercet/0.1 (media monitoring)", "Tercet"), ("My-News_Bot", "My-News_Bot"), (" Desk 2", "Desk")],
)
def test_the_rules_are_those_for_the_name_before_the_version(user_agent: str, token: str) -> None:
    assert product_token(user_agent) == token


def test_waiting_for_ones_turn_is_no_part_of_the_time_a_fetch_has() -> None:
    changes: dict[str, Any] = {"total_seconds": 0.5, "pacing": PacingLimits(delay_seconds=0.8)}

    with fetching(site(""), **changes) as (_, fetcher):
        got = [fetcher.fetch(f"http://visti.example/{n}", respect_robots=True) for n in range(2)]

    assert all(isinstance(one, Document) for one in got)


def test_a_host_that_keeps_failing_is_asked_no_more_and_its_pages_say_so() -> None:
    respond = lambda request: Answer(status=500)  # noqa: E731
    with fetching(respond, retries=0, pacing=PacingLimits(failures=3)) as (server, fetcher):
        got = [fetcher.fetch(f"http://visti.example/{n}") for n in range(6)]

    assert [refused(one).reason for one in got] == [RejectReason.HTTP_ERROR] * 3 + [RejectReason.HOST_GIVEN_UP] * 3
    assert len(server.requests) == 3
