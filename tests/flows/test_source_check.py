"""What each source would bring, without storing anything of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from newsroom import BRIDGE, HARVEST, Outlet, article_page, configure, entry, feed, feed_source
from night import NIGHT
from web_server import Answer, WebServer

from tercet.flows.check_command import check_web
from tercet.flows.settings import Settings
from tercet.flows.source_check import SourceFinding, check_sources

pytestmark = pytest.mark.loopback


@pytest.fixture
def outlet() -> Outlet:
    return Outlet(
        {
            "/rss": feed(
                entry("bridge", "Міст через Горинь відкрили для руху"),
                entry("harvest", "Урожай зібрали на тиждень раніше", date="Sat, 21 Nov 2026 09:30:00 +0200"),
                entry("undated", "Паром знову ходить між берегами", date=""),
            ),
            "/bridge": article_page("Міст відкрили", BRIDGE),
        }
    )


@pytest.fixture
def server(outlet: Outlet) -> Iterator[WebServer]:
    with WebServer(outlet) as running:
        yield running


def found(settings: Settings) -> SourceFinding:
    (finding,) = check_sources(settings, settings.sources, clock=lambda: NIGHT)
    return finding


def test_a_feed_is_told_by_its_format_counts_languages_and_dates(tmp_path: Path, server: WebServer) -> None:
    finding = found(configure(tmp_path, feed_source(), server=server.address))

    assert (finding.format, finding.entries, finding.undated) == ("rss20", 3, 1)
    assert finding.languages == (("uk", 3),)
    assert finding.newest is not None
    assert finding.oldest is not None
    assert [f"{date:%m-%d %H:%M}" for date in (finding.newest, finding.oldest)] == ["11-22 07:30", "11-21 07:30"]
    assert (finding.problems, finding.remarks) == ((), ())


def test_dates_in_the_future_and_entries_without_a_link_are_remarked(tmp_path: Path, outlet: Outlet) -> None:
    later = entry("soon", "Міст відкриють", date="Sun, 21 Feb 2027 09:30:00 +0200")
    outlet.pages["/rss"] = feed(later, "<item><title>Без адреси</title></item>")
    with WebServer(outlet) as server:
        finding = found(configure(tmp_path, feed_source(), server=server.address))

    assert finding.remarks == (
        "without a link: 1 of 2 entries",
        "dated in the future, which is not taken: 1 of 2 entries",
    )


def test_only_the_list_is_asked_for_and_nothing_is_stored(tmp_path: Path, server: WebServer) -> None:
    settings = configure(tmp_path, feed_source(), server=server.address)

    found(settings)

    assert server.paths == ["/rss"]
    assert not settings.data_dir.exists()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (
            Answer(body=b"<html><title>Moved</title></html>"),
            'not_a_feed: This is an HTML page titled "Moved", no feed.',
        ),
        (feed(), "It lists nothing."),
        (feed(entry("a", date="Sun, 01 Nov 2026 09:30:00 +0200")), "Its newest entry is 21 days old"),
        (Answer(status=403), "http_error: The server answered 403"),
        (Answer(status=404), "not_found: The server answered 404"),
    ],
)
def test_what_is_wrong_with_a_source_is_said(tmp_path: Path, outlet: Outlet, answer: Answer, problem: str) -> None:
    outlet.pages["/rss"] = answer
    with WebServer(outlet) as server:
        finding = found(configure(tmp_path, feed_source(), server=server.address))

    assert len(finding.problems) == 1
    assert problem in finding.problems[0]


def test_pages_that_robots_txt_forbids_are_a_problem_though_the_feed_may_be_read(
    tmp_path: Path, outlet: Outlet, server: WebServer
) -> None:
    outlet.pages["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /\nAllow: /rss\nAllow: /bridge")

    finding = found(configure(tmp_path, feed_source(), server=server.address))

    assert finding.problems[0].startswith("robots.txt forbids 2 of 3 pages")


def test_a_feed_that_moved_is_remarked(tmp_path: Path, outlet: Outlet, server: WebServer) -> None:
    outlet.pages["/old"] = Answer(status=301, headers={"Location": "/rss"})

    finding = found(configure(tmp_path, feed_source(url="http://visti.example/old"), server=server.address))

    assert finding.problems == ()
    assert "http://visti.example/old redirects to http://visti.example/rss" in finding.remarks[0]


def test_pages_and_files_are_opened_once(tmp_path: Path, server: WebServer) -> None:
    (tmp_path / "harvest.txt").write_text("Harvest is in\n\n" + "\n\n".join(HARVEST))
    pages = {"id": "pages", "kind": "urls", "urls": ["http://visti.example/bridge", "http://visti.example/none"]}
    files = {"id": "inbox", "kind": "files", "paths": ["*.txt", "*.csv"]}
    settings = configure(tmp_path, pages, files, server=server.address)

    by_page, by_file = check_sources(settings, settings.sources, clock=lambda: NIGHT)

    assert (by_page.entries, by_page.languages) == (1, (("uk", 1),))
    assert by_page.problems == ("http://visti.example/none: not_found: The server answered 404 Not Found.",)
    assert (by_file.entries, by_file.languages, by_file.undated) == (1, (("en", 1),), 1)
    assert "No file is at *.csv" in by_file.problems[0]


def test_of_an_index_the_sitemaps_that_changed_last_are_opened(tmp_path: Path, outlet: Outlet) -> None:
    ns = "http://www.sitemaps.org/schemas/sitemap/0.9"
    rows = "".join(
        f"<sitemap><loc>http://visti.example/m{n}.xml</loc><lastmod>2026-11-0{n}</lastmod></sitemap>"
        for n in range(1, 7)
    )
    outlet.pages["/map"] = Answer(body=f'<sitemapindex xmlns="{ns}">{rows}</sitemapindex>'.encode())
    for number in range(1, 7):
        loc = f"<url><loc>http://visti.example/a{number}</loc></url>"
        outlet.pages[f"/m{number}.xml"] = Answer(body=f'<urlset xmlns="{ns}">{loc}</urlset>'.encode())
    source = {"id": "map", "kind": "sitemap", "url": "http://visti.example/map"}
    with WebServer(outlet) as server:
        finding = found(configure(tmp_path, source, server=server.address))

    assert sorted(server.paths) == ["/m4.xml", "/m5.xml", "/m6.xml", "/map"]
    assert (finding.entries, finding.format) == (3, "sitemap_index")


@pytest.mark.parametrize(("slug", "problems"), [("rss", 0), ("none", 1)])
def test_problems_are_counted_and_everything_is_there_as_json(
    tmp_path: Path, server: WebServer, slug: str, problems: int, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = configure(tmp_path, feed_source(url=f"http://visti.example/{slug}"), server=server.address)

    count = check_web(settings, ["visti"], as_json=True)

    (said,) = json.loads(capsys.readouterr().out)
    assert count == problems
    assert (said["source_id"], len(said["problems"]), said["entries"]) == ("visti", problems, 0 if problems else 3)


def test_the_table_has_a_line_a_source_and_says_below_what_is_wrong(
    tmp_path: Path, server: WebServer, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = configure(
        tmp_path, feed_source(), feed_source(id="gone", url="http://visti.example/none"), server=server.address
    )

    check_web(settings, [], as_json=False)

    printed = capsys.readouterr().out
    assert re.search(r"^ok\s+visti\s+rss20\s+3\s+uk 3\s+2026-11-22 07:30", printed, re.MULTILINE)
    assert "! gone: not_found: The server answered 404 Not Found." in printed
