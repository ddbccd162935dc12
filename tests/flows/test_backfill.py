"""The past is read once: from sitemaps, politely and day by day, or again from the pages that were kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from newsroom import BRIDGE, FERRY, HARVEST, NEXT_NIGHT, Outlet, article_page, ask, configure, entry, feed, feed_source
from newsroom import read_sources as read_tonight
from night import NIGHT
from web_server import Answer, WebServer

from tercet.flows import backfill as backfill_module
from tercet.flows.backfill import backfill, reextract
from tercet.flows.ingest.archive import archive_files, forget_records, read_record
from tercet.flows.ingest.models import ExtractedPage
from tercet.flows.rehearsal import rehearsal
from tercet.flows.report import RunReport
from tercet.flows.running import open_run
from tercet.flows.settings import Settings
from tercet.translations.models import Reject, RejectReason, Stage

pytestmark = pytest.mark.loopback

SINCE = datetime(2026, 10, 10, tzinfo=UTC)
UNTIL = datetime(2026, 10, 20, 23, 59, tzinfo=UTC)
SITE = "http://visti.example"


def xml(body: str) -> Answer:
    return Answer(headers={"Content-Type": "application/xml"}, body=body.encode())


def index(**parts: str | None) -> Answer:
    """A sitemap index: name of the part -> its last change."""
    rows = "".join(
        f"<sitemap><loc>{SITE}/{name}.xml</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"
        for name, day in parts.items()
    )
    return xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>')


def sitemap(**pages: str) -> Answer:
    """A sitemap: slug -> its last change."""
    rows = "".join(f"<url><loc>{SITE}/{slug}</loc><lastmod>{day}</lastmod></url>" for slug, day in pages.items())
    return xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>')


@pytest.fixture
def outlet() -> Outlet:
    return Outlet(
        {
            "/robots.txt": Answer(body=b"Sitemap: http://visti.example/map.xml\nUser-agent: *\nDisallow: /secret"),
            "/map.xml": index(**{"map-2026-09": None, "map-2026-10": None, "old": "2026-09-01", "news": None}),
            "/map-2026-10.xml": sitemap(bridge="2026-10-12", harvest="2026-10-30", secret="2026-10-13"),
            "/news.xml": sitemap(ferry="2026-10-19T10:00:00+03:00"),
            "/bridge": article_page("Міст відкрили", BRIDGE),
            "/harvest": article_page("Harvest is in", HARVEST),
            "/ferry": article_page("Паром снова ходит", FERRY),
            "/rss": feed(entry("bridge", "Міст відкрили"), entry("harvest", "Harvest is in"), etag='"1"'),
        }
    )


@pytest.fixture
def server(outlet: Outlet) -> Iterator[WebServer]:
    with WebServer(outlet) as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, server: WebServer) -> Settings:
    return configure(tmp_path, feed_source(), server=server.address)


def read_past(settings: Settings, *, since: datetime = SINCE, until: datetime = UNTIL) -> RunReport:
    with open_run(settings, "backfill", parameters={}, clock=lambda: NIGHT) as run:
        backfill(run, settings.sources, since=since, until=until)
        run.raise_failures()
        run.conclude()
        run.publish()
        return run.report


def read_again(settings: Settings, **span: datetime) -> RunReport:
    with open_run(settings, "backfill", parameters={}, clock=lambda: NEXT_NIGHT) as run:
        reextract(run, settings.sources, **span)
        run.raise_failures()
        run.conclude()
        run.publish()
        return run.report


# ---- from sitemaps


def test_the_days_asked_for_are_read_from_the_sitemaps_that_robots_txt_names(
    settings: Settings, server: WebServer
) -> None:
    report = read_past(settings)

    assert sorted(server.paths) == ["/bridge", "/ferry", "/map-2026-10.xml", "/map.xml", "/news.xml"]
    assert ask(settings, "SELECT title FROM articles ORDER BY title") == [("Міст відкрили",), ("Паром снова ходит",)]
    assert [(one.source_id, one.entries, one.new, dict(one.rejects)) for one in report.sources] == [
        ("visti", 3, 2, {"robots_disallowed": 1})
    ]


def test_a_second_backfill_of_the_same_days_fetches_and_stores_nothing_new(
    settings: Settings, server: WebServer
) -> None:
    read_past(settings)
    server.requests.clear()

    report = read_past(settings)

    assert sorted(server.paths) == ["/map-2026-10.xml", "/map.xml", "/news.xml"]
    assert (report.changed_articles, report.sources[0].skipped) == (0, 2)
    assert ask(settings, "SELECT count(*) FROM articles") == [(2,)]


def test_a_backfill_that_was_stopped_goes_on_where_it_was(
    settings: Settings, server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill_module, "UNIT", 1)
    store = backfill_module._store
    stored = []

    def dies_at_the_third(run: object, harvest: object) -> None:
        stored.append(harvest)
        if len(stored) == 3:
            raise KeyboardInterrupt
        store(run, harvest)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(backfill_module, "_store", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        read_past(settings)
    assert ask(settings, "SELECT count(*) FROM articles") == [(1,)]
    monkeypatch.setattr(backfill_module, "_store", store)
    server.requests.clear()

    read_past(settings)

    assert ask(settings, "SELECT count(*) FROM articles") == [(2,)]
    assert len([path for path in server.paths if not path.endswith(".xml")]) == 1


def test_articles_that_the_feed_brought_are_not_fetched_again(settings: Settings, server: WebServer) -> None:
    read_tonight(settings)
    server.requests.clear()

    read_past(settings)

    assert "/bridge" not in server.paths
    assert ask(settings, "SELECT count(*), count(DISTINCT article_id) FROM entries WHERE outcome = 'article'") == [
        (3, 3)
    ]


def test_a_sitemap_that_cannot_be_read_is_a_reject_and_the_others_are_read(settings: Settings, outlet: Outlet) -> None:
    outlet.pages["/map-2026-10.xml"] = Answer(body=b"<html><title>Oops</title></html>")

    report = read_past(settings)

    assert report.rejects == {"not_a_feed": 1}
    assert report.changed_articles == 1


def test_a_backfill_says_nothing_of_how_the_source_does(settings: Settings) -> None:
    read_past(settings)

    assert ask(settings, "SELECT count(*) FROM source_checks") == [(0,)]


# ---- from the archive


def test_every_page_of_a_night_is_archived_and_its_place_known(settings: Settings) -> None:
    read_tonight(settings)

    rows = ask(settings, "SELECT url, warc_file, warc_offset FROM documents ORDER BY url")

    assert [url for url, _, _ in rows] == [f"{SITE}/bridge", f"{SITE}/harvest"]
    assert len({(file, offset) for _, file, offset in rows}) == 2
    assert {file for _, file, _ in rows} == {
        path.relative_to(settings.warc_folder).as_posix() for path in archive_files(settings.warc_folder)
    }


def test_a_run_that_died_before_it_stored_leaves_no_row_without_its_page(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("tercet.flows.running.load_harvest", _die)
        with pytest.raises(KeyboardInterrupt):
            read_tonight(settings)
    assert ask(settings, "SELECT count(*) FROM documents") == [(0,)]
    for path in archive_files(settings.warc_folder):
        path.write_bytes(path.read_bytes()[:-10])

    read_tonight(settings, at=NEXT_NIGHT)

    places = ask(settings, "SELECT url, warc_file, warc_offset FROM documents")
    pages = [read_record(settings.warc_folder, file, offset) for _, file, offset in places]
    assert [page.url for page in pages if page is not None] == [url for url, _, _ in places]
    assert len(places) == 2


def _die(*args: object, **kwargs: object) -> None:
    raise KeyboardInterrupt


def test_an_unchanged_page_is_not_archived_again(settings: Settings, outlet: Outlet) -> None:
    read_tonight(settings)
    outlet.pages["/rss"] = feed(entry("bridge", "Міст нарешті відкрили"), etag='"2"')

    read_tonight(settings, at=NEXT_NIGHT)

    assert len(archive_files(settings.warc_folder)) == 1


def test_nothing_is_archived_where_the_configuration_does_not_want_it(settings: Settings) -> None:
    settings = settings.model_copy(update={"fetch": settings.fetch.model_copy(update={"keep_warc": False})})

    read_tonight(settings)

    assert not settings.warc_folder.exists()
    assert ask(settings, "SELECT count(*) FROM documents WHERE warc_file IS NOT NULL") == [(0,)]


def test_a_dry_run_reads_the_archive_and_leaves_it_as_it_is(settings: Settings, outlet: Outlet) -> None:
    read_tonight(settings)
    before = {path: path.read_bytes() for path in archive_files(settings.warc_folder)}
    outlet.pages["/rss"] = feed(entry("ferry", "Паром снова ходит"))

    with rehearsal(settings) as trial:
        again, tonight = read_again(trial), read_tonight(trial, at=NEXT_NIGHT)

    assert (again.sources[0].unchanged, again.sources[0].rejected) == (2, 0)
    assert tonight.sources[0].new == 1
    assert {path: path.read_bytes() for path in archive_files(settings.warc_folder)} == before


def test_the_same_extractor_finds_the_same_and_no_site_is_asked(settings: Settings, server: WebServer) -> None:
    read_tonight(settings)
    server.requests.clear()

    report = read_again(settings)

    assert server.requests == []
    assert (report.sources[0].entries, report.sources[0].unchanged, report.changed_articles) == (2, 2, 0)
    assert ask(settings, "SELECT count(*), max(revision_no) FROM revisions") == [(2, 1)]


def test_what_a_better_extractor_reads_otherwise_is_a_revision_that_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_tonight(settings)
    _extracting(monkeypatch, lambda page: replace(page, title=page.title.replace("Harvest", "The harvest")))

    report = read_again(settings)
    again = read_again(settings)

    assert (report.changed_articles, again.changed_articles) == (1, 0)
    assert ask(settings, "SELECT revision_no, title, cause FROM revisions WHERE title LIKE '%arvest%' ORDER BY 1") == [
        (1, "Harvest is in", "publisher"),
        (2, "The harvest is in", "extractor"),
    ]


def test_an_article_whose_page_would_be_refused_today_stays(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_tonight(settings)
    _extracting(monkeypatch, lambda page: Reject(stage=Stage.EXTRACT, reason=RejectReason.LISTING_PAGE, subject="x"))

    report = read_again(settings)

    assert (report.rejects, report.sources[0].skipped) == ({}, 2)
    assert ask(settings, "SELECT outcome, count(*) FROM entries GROUP BY 1") == [("article", 2)]


def test_a_page_that_was_refused_becomes_an_article_when_it_can_be_read(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        reject = Reject(stage=Stage.EXTRACT, reason=RejectReason.NO_TEXT, subject="x")
        patch.setattr("tercet.flows.harvest.extract_page", lambda *args, **kwargs: reject)
        read_tonight(settings)
    assert ask(settings, "SELECT count(*) FROM articles") == [(0,)]

    report = read_again(settings)

    assert report.changed_articles == 2
    assert ask(settings, "SELECT DISTINCT outcome FROM entries") == [("article",)]
    assert ask(settings, "SELECT DISTINCT first_seen_at FROM articles")[0][0] == NIGHT


def test_only_pages_fetched_in_the_time_asked_for_are_read_again(settings: Settings) -> None:
    read_tonight(settings)

    report = read_again(settings, since=NEXT_NIGHT)

    assert report.sources == ()


def test_of_a_page_that_changed_only_the_last_state_is_read_again(settings: Settings, outlet: Outlet) -> None:
    read_tonight(settings)
    outlet.pages["/bridge"] = article_page("Міст закрили", BRIDGE)
    outlet.pages["/rss"] = feed(entry("bridge", "Міст закрили"), etag='"2"')
    read_tonight(settings, at=NEXT_NIGHT)

    report = read_again(settings)

    assert report.changed_articles == 0
    assert ask(settings, "SELECT title FROM articles WHERE language = 'uk'") == [("Міст закрили",)]


def test_a_page_that_is_no_longer_in_the_archive_is_said(settings: Settings) -> None:
    read_tonight(settings)
    forget_records(settings.warc_folder, [f"{SITE}/bridge"])

    report = read_again(settings)

    assert report.rejects == {"unreadable_file": 1}
    assert ask(settings, "SELECT outcome, count(*) FROM entries GROUP BY 1") == [("article", 2)]


def _extracting(monkeypatch: pytest.MonkeyPatch, change: object) -> None:
    """From now on archived pages are read by an extractor that does something else with what it finds."""
    known = backfill_module.extract_page

    def extract(*args: object, **kwargs: object) -> ExtractedPage | Reject:
        page = known(*args, **kwargs)  # type: ignore[arg-type]  # as they came
        return page if isinstance(page, Reject) else change(page)  # type: ignore[operator]  # a function of a page

    monkeypatch.setattr(backfill_module, "extract_page", extract)


# ---- WARC files as a source


def test_the_pages_of_a_warc_file_are_articles_seen_when_they_were_archived(settings: Settings, tmp_path: Path) -> None:
    read_tonight(settings)
    (kept,) = archive_files(settings.warc_folder)
    theirs = configure(tmp_path / "other", {"id": "dump", "kind": "files", "paths": [str(kept)]})

    first = read_tonight(theirs, at=NEXT_NIGHT)
    second = read_tonight(theirs, at=NEXT_NIGHT)

    assert (first.changed_articles, second.changed_articles) == (2, 0)
    assert ask(theirs, "SELECT canonical_url, first_seen_at FROM articles ORDER BY 1") == [
        ("https://visti.example/bridge", NIGHT),
        ("https://visti.example/harvest", NIGHT),
    ]
    assert {guid.split("#")[1] for (guid,) in ask(theirs, "SELECT guid FROM entries")} == {
        f"{SITE}/{slug}@20261123T021500Z" for slug in ("bridge", "harvest")
    }


def test_a_warc_file_that_is_none_is_a_reject(tmp_path: Path) -> None:
    (tmp_path / "x.warc.gz").write_bytes(b"No archive at all, only words\n")
    settings = configure(tmp_path, {"id": "dump", "kind": "files", "paths": ["*.warc.gz"]})

    report = read_tonight(settings)

    assert report.rejects == {"unreadable_file": 1}
