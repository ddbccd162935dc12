"""What is read of a source: what is new or changed, once, and what failed until it can be had."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from newsroom import (
    BRIDGE,
    FERRY,
    HARVEST,
    NEXT_NIGHT,
    Outlet,
    article_page,
    ask,
    configure,
    entry,
    feed,
    feed_source,
    read_sources,
)
from night import NIGHT
from tables import table_hashes
from web_server import Answer, WebServer

from tercet.flows.settings import Settings
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.queries import duplicate_keys

pytestmark = pytest.mark.loopback


@pytest.fixture
def outlet() -> Outlet:
    return Outlet(
        {
            "/rss": feed(entry("bridge", "Міст відкрили"), entry("harvest", "Harvest is in"), etag='"1"'),
            "/bridge": article_page("Міст відкрили", BRIDGE),
            "/harvest": article_page("Harvest is in", HARVEST),
        }
    )


@pytest.fixture
def server(outlet: Outlet) -> Iterator[WebServer]:
    with WebServer(outlet) as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, server: WebServer) -> Settings:
    return configure(tmp_path, feed_source(), server=server.address)


def asked(server: WebServer) -> list[str]:
    """What was asked for since this was called last."""
    paths = sorted(server.paths)
    server.requests.clear()
    return paths


def test_new_entries_are_fetched_and_known_ones_are_not_asked_for_again(
    settings: Settings, server: WebServer, outlet: Outlet
) -> None:
    first = read_sources(settings)
    assert asked(server) == ["/bridge", "/harvest", "/rss"]
    outlet.pages["/rss"] = feed(entry("ferry"), entry("bridge", "Міст відкрили"), entry("harvest", "Harvest is in"))
    outlet.pages["/ferry"] = article_page("Паром снова ходит", FERRY)

    second = read_sources(settings, at=NEXT_NIGHT)

    assert asked(server) == ["/ferry", "/rss"]
    assert [(s.entries, s.new, s.skipped) for s in (*first.sources, *second.sources)] == [(2, 2, 0), (3, 1, 2)]


def test_an_entry_listed_with_another_title_is_read_again_and_becomes_a_revision(
    settings: Settings, server: WebServer, outlet: Outlet
) -> None:
    read_sources(settings)
    asked(server)
    outlet.pages["/rss"] = feed(entry("bridge", "Міст відкрили: подробиці"), entry("harvest", "Harvest is in"))
    outlet.pages["/bridge"] = article_page("Міст відкрили: подробиці", BRIDGE)

    report = read_sources(settings, at=NEXT_NIGHT)

    assert asked(server) == ["/bridge", "/rss"]
    assert [(source.new, source.revised) for source in report.sources] == [(0, 1)]
    assert ask(settings, "SELECT title FROM articles WHERE revision_no = 2") == [("Міст відкрили: подробиці",)]


def test_an_entry_that_only_loses_its_date_is_not_read_again_for_ever(
    settings: Settings, server: WebServer, outlet: Outlet
) -> None:
    read_sources(settings)
    outlet.pages["/rss"] = feed(entry("bridge", "Міст відкрили", date=""), entry("harvest", "Harvest is in"))
    read_sources(settings, at=NEXT_NIGHT)
    asked(server)

    read_sources(settings, at=NEXT_NIGHT + timedelta(days=1))

    assert asked(server) == ["/rss"]
    assert ask(settings, "SELECT count(*) FROM articles WHERE published_at IS NULL") == [(0,)]


def test_of_an_unchanged_feed_only_the_pages_that_failed_are_asked_for(
    settings: Settings, server: WebServer, outlet: Outlet
) -> None:
    page = outlet.pages.pop("/bridge")
    first = read_sources(settings)
    asked(server)
    outlet.pages["/bridge"] = page

    second = read_sources(settings, at=NEXT_NIGHT)
    third = read_sources(settings, at=NEXT_NIGHT)

    assert asked(server) == ["/bridge", "/rss", "/rss"]
    assert first.sources[0].rejects == {"not_found": 1}
    assert (second.sources[0].new, third.sources[0].new) == (1, 0)
    assert ask(settings, "SELECT outcome, reason FROM entries") == [("article", None)] * 2
    assert ask(settings, "SELECT status FROM source_checks ORDER BY checked_at") == [("ok",), *[("not_modified",)] * 2]


def test_a_feed_that_is_no_feed_is_a_reject_and_a_note_and_the_others_go_on(
    tmp_path: Path, server: WebServer, outlet: Outlet
) -> None:
    outlet.pages["/rss"] = Answer(body=b"<html><body>Be right back</body></html>")
    page = {"id": "page", "kind": "urls", "urls": ["http://visti.example/harvest"]}
    settings = configure(tmp_path, feed_source(), page, server=server.address)

    report = read_sources(settings)

    assert [source.rejects for source in report.sources] == [{"not_a_feed": 1}, {}]
    assert any("visti could not be read" in note and "not_a_feed" in note for note in report.notes)
    assert ask(settings, "SELECT source_id, subject FROM rejects") == [("visti", "http://visti.example/rss")]
    assert ask(settings, "SELECT source_id, status FROM source_checks ORDER BY 1") == [
        ("page", "ok"),
        ("visti", "failed"),
    ]
    assert ask(settings, "SELECT title FROM articles") == [("Harvest is in",)]


def test_a_feed_that_failed_is_read_whole_when_it_is_back(
    settings: Settings, server: WebServer, outlet: Outlet
) -> None:
    list_page = outlet.pages.pop("/rss")
    failed = read_sources(settings)
    asked(server)
    outlet.pages["/rss"] = list_page

    report = read_sources(settings, at=NEXT_NIGHT)

    assert failed.notes
    assert report.notes == ()
    assert asked(server) == ["/bridge", "/harvest", "/rss"]
    assert report.sources[0].new == 2


def test_a_run_that_dies_before_it_keeps_the_state_of_the_list_loses_nothing_and_doubles_nothing(
    settings: Settings, outlet: Outlet, server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault is put in between the load of the articles and the state of the feed."""

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as fault:
        fault.setattr("tercet.flows.ingest_stage.save_fetch_states", die)
        with pytest.raises(KeyboardInterrupt):
            read_sources(settings)
    asked(server)

    report = read_sources(settings, at=NEXT_NIGHT)

    assert asked(server) == ["/rss"], "the list is read again, its pages are known"
    assert (report.sources[0].entries, report.sources[0].skipped) == (2, 2)
    assert ask(settings, "SELECT count(*) FROM articles") == [(2,)]
    assert ask(settings, "SELECT status FROM runs ORDER BY started_at") == [("failed",), ("completed",)]
    with open_warehouse(settings.warehouse_path) as warehouse:
        assert duplicate_keys(warehouse) == []


def test_a_run_that_dies_before_the_load_leaves_everything_due(
    settings: Settings, server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as fault:
        fault.setattr("tercet.flows.ingest_stage.load_batch", die)
        with pytest.raises(KeyboardInterrupt):
            read_sources(settings)

    report = read_sources(settings, at=NEXT_NIGHT)

    assert report.sources[0].new == 2


def test_an_entry_without_a_link_is_a_reject_that_names_it(settings: Settings, outlet: Outlet) -> None:
    outlet.pages["/rss"] = feed("<item><title>Без посилання</title><guid isPermaLink='false'>n-1</guid></item>")

    report = read_sources(settings)

    assert report.sources[0].rejects == {"entry_without_link": 1}
    assert ask(settings, "SELECT guid, outcome, reason FROM entries") == [("n-1", "reject", "entry_without_link")]
    assert "Без посилання" in ask(settings, "SELECT detail FROM rejects")[0][0]


# ---- sitemaps


def sitemap(*slugs: str) -> Answer:
    urls = "".join(f"<url><loc>http://visti.example/{slug}</loc></url>" for slug in slugs)
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    return Answer(headers={"Content-Type": "application/xml"}, body=body.encode())


@pytest.fixture
def indexed(tmp_path: Path, server: WebServer, outlet: Outlet) -> Settings:
    """A sitemap index, itself unchanged for years, of one sitemap."""
    part = "<sitemap><loc>http://visti.example/part</loc></sitemap>"
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{part}</sitemapindex>'
    outlet.pages["/index"] = Answer(headers={"Content-Type": "application/xml", "ETag": '"i"'}, body=index.encode())
    outlet.pages["/part"] = sitemap("bridge")
    source = {"id": "visti", "kind": "sitemap", "url": "http://visti.example/index"}
    return configure(tmp_path, source, server=server.address)


def test_a_sitemap_that_failed_behind_an_unchanged_index_is_read_the_next_night(
    indexed: Settings, outlet: Outlet
) -> None:
    part = outlet.pages.pop("/part")
    first = read_sources(indexed)
    outlet.pages["/part"] = part

    second = read_sources(indexed, at=NEXT_NIGHT)

    assert first.sources[0].rejects == {"not_found": 1}
    assert second.sources[0].new == 1


def test_what_a_sitemap_gains_behind_an_unchanged_index_is_found(indexed: Settings, outlet: Outlet) -> None:
    read_sources(indexed)
    outlet.pages["/part"] = sitemap("bridge", "harvest")

    report = read_sources(indexed, at=NEXT_NIGHT)

    assert report.sources[0].new == 1


# ---- files


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "bridge.txt").write_text("\n\n".join(("Міст відкрили", *BRIDGE)), encoding="utf-8")
    return folder


def files_source(**more: object) -> dict[str, object]:
    return {"id": "inbox", "kind": "files", "name": "Inbox", "paths": ["inbox/*"], **more}


def test_files_are_read_once_until_they_change(tmp_path: Path, inbox: Path) -> None:
    settings = configure(tmp_path, files_source())
    first = read_sources(settings)
    unchanged = read_sources(settings, at=NEXT_NIGHT)
    (inbox / "bridge.txt").write_text("\n\n".join(("Міст відкрили знову", *BRIDGE)), encoding="utf-8")
    (inbox / "ferry.txt").write_text("\n\n".join(("Паром снова ходит", *FERRY)), encoding="utf-8")

    changed = read_sources(settings, at=NEXT_NIGHT)

    counts = [(report.sources[0].new, report.sources[0].revised) for report in (first, unchanged, changed)]
    assert counts == [(1, 0), (0, 0), (1, 1)]
    assert unchanged.sources[0].skipped == 1
    assert unchanged.is_quiet


def test_a_second_night_on_the_same_files_writes_no_row(tmp_path: Path, inbox: Path) -> None:
    (inbox / "polish.txt").write_text(
        "Nowy most otwarty\n\nRuch na moście przywrócono o szóstej rano, a pierwsze autobusy już przejechały na drugi "
        "brzeg rzeki.\n\nRemont trwał cztery lata i kosztował prawie dwa razy więcej niż planowano na początku.",
        encoding="utf-8",
    )
    settings = configure(tmp_path, files_source())
    first = read_sources(settings)
    before = table_hashes(settings.warehouse_path)

    read_sources(settings, at=NEXT_NIGHT)

    after = table_hashes(settings.warehouse_path)
    assert first.sources[0].rejects == {"unsupported_language": 1}
    assert {name for name in before if before[name] != after[name]} <= {"runs", "source_checks", "fetch_state"}


def test_a_pattern_that_no_file_fits_is_said_every_night(tmp_path: Path) -> None:
    settings = configure(tmp_path, files_source(paths=["outbox/*.txt"]))

    nights = [read_sources(settings, at=NIGHT + timedelta(days=day)) for day in range(2)]

    assert [night.sources[0].rejects for night in nights] == [{"unreadable_file": 1}] * 2


def test_files_are_read_again_when_their_columns_are_put_right(tmp_path: Path, inbox: Path) -> None:
    (inbox / "bridge.txt").unlink()
    (inbox / "export.csv").write_text(f"headline;story\nHarvest is in;{' '.join(HARVEST)}\n", encoding="utf-8")
    read_sources(configure(tmp_path, files_source()))

    report = read_sources(configure(tmp_path, files_source(columns={"text": "story"})), at=NEXT_NIGHT)

    assert report.sources[0].new == 1


def test_entries_of_a_source_are_what_became_of_them(tmp_path: Path, inbox: Path) -> None:
    """Listed = new + revised + unchanged + skipped + rejected, for a file of several records too."""
    lines = [
        f'{{"id": "1", "title": "Harvest is in", "text": "{" ".join(HARVEST)}"}}',
        f'{{"id": "2", "title": "Паром снова ходит", "text": "{" ".join(FERRY)}"}}',
        "no JSON",
    ]
    (inbox / "export.jsonl").write_text("\n".join(lines), encoding="utf-8")

    counts = read_sources(configure(tmp_path, files_source())).sources[0]

    assert (counts.new, counts.rejected) == (3, 1)
    assert counts.entries == counts.new + counts.revised + counts.unchanged + counts.skipped + counts.rejected


# ---- manners, and what is no longer listed


def test_what_robots_txt_forbids_is_a_reject_and_is_read_where_the_source_says_so_by_name(
    tmp_path: Path, outlet: Outlet, server: WebServer
) -> None:
    outlet.pages["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /harvest")
    polite = configure(tmp_path / "a", feed_source(), server=server.address)
    by_name = configure(tmp_path / "b", feed_source(respect_robots=False), server=server.address)

    assert read_sources(polite).rejects == {"robots_disallowed": 1}
    assert "/harvest" not in asked(server)
    assert read_sources(by_name).rejects == {}
    assert "/robots.txt" not in [request.path for request in server.requests]


def test_a_page_that_was_forbidden_is_read_once_it_is_allowed(
    settings: Settings, outlet: Outlet, server: WebServer
) -> None:
    outlet.pages["/robots.txt"] = Answer(status=503)
    read_sources(settings)
    assert ask(settings, "SELECT DISTINCT reason FROM rejects") == [("robots_unreachable",)]
    outlet.pages["/robots.txt"] = Answer(status=404)

    second = read_sources(settings, at=NEXT_NIGHT)

    assert second.changed_articles == 2


def test_an_entry_that_was_put_off_is_read_though_the_list_has_moved_on(
    tmp_path: Path, outlet: Outlet, server: WebServer
) -> None:
    settings = configure(tmp_path, feed_source(max_entries=1), server=server.address)
    read_sources(settings)
    assert ask(settings, "SELECT outcome, count(*) FROM entries GROUP BY 1 ORDER BY 1") == [
        ("article", 1),
        ("pending", 1),
    ]
    outlet.pages["/rss"] = feed(entry("bridge", "Міст відкрили"), etag='"2"')

    read_sources(settings, at=NEXT_NIGHT)

    assert ask(settings, "SELECT outcome, count(*) FROM entries GROUP BY 1") == [("article", 2)]
