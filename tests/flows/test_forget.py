"""`tercet forget`: an article goes from everything that is kept, and no night brings it back."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from newsroom import (
    BRIDGE,
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
from tables import table_hashes
from web_server import Answer, WebServer

from tercet.flows.cli import tercet
from tercet.flows.settings import Settings
from tercet.warehouse.snapshot import snapshots

pytestmark = pytest.mark.loopback

SECRET = "Горинь"
"""Stands in the text of the bridge article only."""

ADDRESS = "http://visti.example/bridge"


@pytest.fixture
def outlet() -> Outlet:
    return Outlet(
        {
            "/rss": feed(entry("bridge", "Міст через Горинь відкрили"), entry("harvest", "Harvest is in")),
            "/bridge": article_page("Міст через Горинь відкрили", BRIDGE),
            "/harvest": article_page("Harvest is in", HARVEST),
        }
    )


@pytest.fixture
def server(outlet: Outlet) -> Iterator[WebServer]:
    with WebServer(outlet) as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, server: WebServer) -> Settings:
    return configure(tmp_path / "site", feed_source(), server=server.address)


def forget(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(tercet, ["--config", str(settings.config_file), "forget", *arguments])


def holders(folder: Path) -> list[str]:
    """The files, archives unpacked, in which the secret word stands."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            body = path.read_bytes()
            text = gzip.decompress(body) if path.suffix == ".gz" else body
            if SECRET.encode() in text or SECRET.lower().encode() in text:
                found.append(path.name)
    return found


def test_no_file_of_the_site_holds_a_forgotten_article(settings: Settings) -> None:
    read_sources(settings)
    assert len(holders(settings.data_dir)) == 3

    result = forget(settings, ADDRESS, "--yes", "--reason", "asked by the author")

    assert result.exit_code == 0, result.output
    assert "Readers who have an older snapshot open" in result.stderr
    assert holders(settings.data_dir) == []
    assert len(snapshots(settings.snapshot_folder)) == 1
    assert ask(settings, "SELECT title FROM articles") == [("Harvest is in",)]


def test_the_next_nights_do_not_take_it_in_again_and_do_not_ask_for_it(settings: Settings, server: WebServer) -> None:
    read_sources(settings)
    forget(settings, ADDRESS, "--yes")
    server.requests.clear()

    report = read_sources(settings, at=NEXT_NIGHT)

    assert "/bridge" not in server.paths
    assert report.rejects == {"forgotten": 1}
    assert holders(settings.data_dir) == []
    assert ask(settings, "SELECT count(*) FROM articles") == [(1,)]
    assert ask(settings, "SELECT guid LIKE 'forgotten:%', url, title FROM entries WHERE outcome = 'reject'") == [
        (True, None, "")
    ]
    before = table_hashes(settings.warehouse_path)
    again = read_sources(settings, at=NEXT_NIGHT + timedelta(days=1))
    after = table_hashes(settings.warehouse_path)
    assert again.is_quiet
    assert {name for name in before if before[name] != after[name]} <= {"runs", "source_checks", "fetch_state"}


def test_an_address_that_leads_to_it_does_not_bring_it_back(settings: Settings, outlet: Outlet) -> None:
    read_sources(settings)
    forget(settings, ADDRESS, "--yes")
    outlet.pages["/rss"] = feed(entry("short", "Міст через Горинь"), entry("harvest", "Harvest is in"))
    outlet.pages["/short"] = Answer(status=302, headers={"Location": "/bridge"})

    report = read_sources(settings, at=NEXT_NIGHT)

    assert report.rejects == {"forgotten": 1}
    assert holders(settings.data_dir) == []


@pytest.mark.slow
def test_another_way_of_writing_the_address_forgets_it_too(settings: Settings) -> None:
    read_sources(settings)

    result = forget(settings, "https://www.visti.example/bridge/?utm_source=x#top", "--yes")

    assert result.exit_code == 0, result.output
    assert holders(settings.data_dir) == []


def test_without_yes_nothing_goes_and_it_is_told_what_would(settings: Settings) -> None:
    read_sources(settings)
    before = table_hashes(settings.warehouse_path)

    refused = forget(settings, ADDRESS)
    shown = forget(settings, ADDRESS, "--dry-run", "--json")

    assert refused.exit_code == 1
    assert "--yes" in refused.stderr
    assert shown.exit_code == 0
    plan = json.loads(shown.stdout)
    assert plan["titles"] == ["Міст через Горинь відкрили"]
    assert plan["rows"]["articles"] == 1
    assert table_hashes(settings.warehouse_path) == before


def test_an_article_is_forgotten_by_its_id(settings: Settings) -> None:
    read_sources(settings)
    ((article_id,),) = ask(settings, "SELECT article_id FROM articles WHERE language = 'uk'")

    result = forget(settings, str(article_id), "--yes")

    assert result.exit_code == 0, result.output
    assert holders(settings.data_dir) == []


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("http://visti.example/nothing", "Nothing is known of"),
        ("7", "Nothing is known of"),
        ("the bridge", "neither an article's id nor a web address"),
    ],
)
def test_what_is_not_there_is_said_plainly(settings: Settings, what: str, words: str) -> None:
    read_sources(settings)

    result = forget(settings, what, "--yes")

    assert result.exit_code != 0
    assert words in str(result.exception)


@pytest.mark.slow
def test_a_lifted_tombstone_lets_the_next_night_take_it_in(settings: Settings) -> None:
    read_sources(settings)
    forget(settings, ADDRESS, "--yes")

    lifted = forget(settings, ADDRESS, "--lift")
    read_sources(settings, at=NEXT_NIGHT)

    assert lifted.exit_code == 0
    assert ask(settings, "SELECT count(*) FROM articles") == [(2,)]


@pytest.mark.slow
def test_other_raw_pages_of_the_archive_stay_where_the_documents_say(settings: Settings) -> None:
    from tercet.flows.ingest.archive import read_record

    read_sources(settings)
    forget(settings, ADDRESS, "--yes")

    ((url, file, offset),) = ask(settings, "SELECT final_url, warc_file, warc_offset FROM documents")
    page = read_record(settings.warc_folder, file, offset)
    assert page is not None
    assert page.url == url
    assert HARVEST[0].encode() in page.body


def test_a_file_of_the_user_is_not_read_in_again(tmp_path: Path) -> None:
    site = tmp_path / "site"
    settings = configure(site, {"id": "inbox", "kind": "files", "paths": ["inbox/*.txt"]})
    (site / "inbox").mkdir()
    text = "Міст через Горинь відкрили\n\n" + "\n\n".join(BRIDGE)
    (site / "inbox" / "bridge.txt").write_text(text, encoding="utf-8")
    read_sources(settings)
    ((article_id,),) = ask(settings, "SELECT article_id FROM articles")

    result = forget(settings, str(article_id), "--yes")
    (site / "inbox" / "bridge.txt").write_text(text + "\n\nІ ще речення про міст, довге й докладне.", encoding="utf-8")
    report = read_sources(settings, at=NEXT_NIGHT)

    assert result.exit_code == 0, result.output
    assert report.rejects == {"forgotten": 1}
    assert ask(settings, "SELECT count(*) FROM articles") == [(0,)]
    assert holders(settings.data_dir) == []


@pytest.mark.slow
def test_the_past_does_not_bring_it_back(settings: Settings, server: WebServer) -> None:
    """As a backfill reads it: page by page, whether from the web or from the archive."""
    from tercet.flows.ingest.models import FeedEntry
    from tercet.flows.running import open_run

    read_sources(settings)
    forget(settings, ADDRESS, "--yes")
    server.requests.clear()
    source = settings.sources[0]
    listed = FeedEntry(source_id=source.id, guid="another", url=ADDRESS, title="Міст через Горинь", published_at=None)

    with open_run(settings, "backfill", parameters={}) as run:
        run.prepare_ingest([source])
        due, _ = run.harvester.due(source, [listed])
        run.add(run.harvester.read_entries(source, [listed]))
        run.load(source.id)

    assert [entry.url for entry in due] == [None]
    assert "/bridge" not in server.paths
    assert holders(settings.data_dir) == []
