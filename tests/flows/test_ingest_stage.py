"""What became of what was read: revisions, labelled duplicates, rejects; whose article it is, and when it appeared."""

from __future__ import annotations

import json
from collections.abc import Callable
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
from web_server import WebServer

from tercet.flows.settings import Settings

pytestmark = pytest.mark.loopback

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a text of title and paragraphs into the inbox, below what front matter is given."""
    (tmp_path / "inbox").mkdir()

    def write_text(name: str, title: str, paragraphs: tuple[str, ...], *, front: str = "") -> Path:
        path = tmp_path / "inbox" / name
        matter = f"---\n{front}\n---\n" if front else ""
        path.write_text(matter + "\n\n".join((title, *paragraphs)), encoding="utf-8")
        return path

    return write_text


def inbox(tmp_path: Path, **more: object) -> Settings:
    return configure(tmp_path, {"id": "inbox", "kind": "files", "name": "Inbox", "paths": ["inbox/*"], **more})


# ---- revisions


def test_a_changed_text_is_the_next_revision_and_the_text_before_is_kept(tmp_path: Path, write: Write) -> None:
    settings = inbox(tmp_path)
    write("a.txt", "Міст відкрили", BRIDGE)
    read_sources(settings)
    write("a.txt", "Міст відкрили", (*BRIDGE, "Уточнено: пішохідну частину відкриють навесні."))

    read_sources(settings, at=NEXT_NIGHT)

    assert ask(settings, "SELECT count(*), max(revision_no) FROM articles") == [(1, 2)]
    assert ask(settings, "SELECT revision_no, is_current FROM versions ORDER BY 1") == [(1, False), (2, True)]
    assert ask(settings, "SELECT count(DISTINCT version_id) FROM segments") == [(2,)]


def test_a_text_that_was_there_before_makes_no_further_revision(tmp_path: Path, write: Write) -> None:
    settings = inbox(tmp_path)
    for night, title in enumerate(("Міст відкрили", "Міст закрили", "Міст відкрили")):
        write("a.txt", title, BRIDGE)
        report = read_sources(settings, at=NEXT_NIGHT + timedelta(days=night))

    assert (report.sources[0].revised, report.sources[0].unchanged) == (0, 1)
    assert ask(settings, "SELECT revision_no FROM revisions ORDER BY 1") == [(1,), (2,)]


def test_two_states_of_an_article_in_one_night_are_two_revisions_in_the_order_listed(tmp_path: Path) -> None:
    outlet = Outlet(
        {
            "/rss": feed(entry("bridge?utm_source=a", "Перший стан"), entry("bridge?utm_source=b", "Другий стан")),
            "/bridge?utm_source=a": article_page("Перший стан", BRIDGE),
            "/bridge?utm_source=b": article_page("Другий стан", BRIDGE),
        }
    )
    with WebServer(outlet) as server:
        settings = configure(tmp_path, feed_source(), server=server.address)

        report = read_sources(settings)

    assert (report.sources[0].new, report.sources[0].revised) == (1, 1)
    assert ask(settings, "SELECT title, revision_no FROM articles") == [("Другий стан", 2)]
    assert ask(settings, "SELECT outcome, count(DISTINCT article_id) FROM entries GROUP BY 1") == [("article", 1)]


# ---- duplicates


def test_a_repeated_text_is_stored_labelled_and_counted_as_a_duplicate_of_the_first(
    tmp_path: Path, write: Write
) -> None:
    write("a.txt", "Harvest is in", HARVEST)
    write("b.txt", "Grain: harvest finished early", (*HARVEST, "Our correspondent was there."))

    report = read_sources(inbox(tmp_path))

    assert (report.sources[0].new, report.sources[0].duplicates) == (2, 1)
    labels = ask(
        inbox(tmp_path),
        "SELECT c.title, o.title FROM articles c JOIN articles o ON c.duplicate_of = o.article_id",
    )
    assert labels == [("Grain: harvest finished early", "Harvest is in")]


def test_a_repeated_text_is_recognised_on_a_later_night_too(tmp_path: Path, write: Write) -> None:
    write("a.txt", "Harvest is in", HARVEST)
    read_sources(inbox(tmp_path))
    write("b.txt", "Grain: harvest finished early", HARVEST)

    report = read_sources(inbox(tmp_path), at=NEXT_NIGHT)

    assert report.sources[0].duplicates == 1


def test_a_revision_is_no_duplicate_of_its_own_article(tmp_path: Path, write: Write) -> None:
    write("a.txt", "Harvest is in", HARVEST)
    read_sources(inbox(tmp_path))
    write("a.txt", "Harvest is in, officially", HARVEST)

    report = read_sources(inbox(tmp_path), at=NEXT_NIGHT)

    assert (report.sources[0].revised, report.sources[0].duplicates) == (1, 0)


def test_an_update_with_another_figure_is_no_duplicate(tmp_path: Path, write: Write) -> None:
    write("a.txt", "Storm", (*HARVEST, "The storm killed 12 people in the district, officials said."))
    write("b.txt", "Storm, update", (*HARVEST, "The storm killed 17 people in the district, officials said."))

    report = read_sources(inbox(tmp_path))

    assert (report.sources[0].new, report.sources[0].duplicates) == (2, 0)


# ---- rejects


def test_what_is_refused_is_kept_with_stage_reason_subject_and_source(tmp_path: Path, write: Write) -> None:
    write("empty.txt", "", ())
    write(
        "polish.txt", "Most", ("Ruch na moście przywrócono o szóstej rano, a autobusy już przejechały na drugi brzeg.",)
    )
    (tmp_path / "inbox" / "noise.txt").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "inbox" / "records.jsonl").write_text('{"title": "x"\n', encoding="utf-8")

    report = read_sources(inbox(tmp_path))

    kept = ask(inbox(tmp_path), "SELECT stage, reason, subject, source_id FROM rejects ORDER BY subject")
    assert kept == [
        ("read", "no_text", "inbox/empty.txt", "inbox"),
        ("read", "unreadable_encoding", "inbox/noise.txt", "inbox"),
        ("detect", "unsupported_language", "inbox/polish.txt", "inbox"),
        ("read", "malformed_record", "inbox/records.jsonl:1", "inbox"),
    ]
    assert report.sources[0].rejects == {reason: 1 for _, reason, _, _ in kept}
    assert ask(inbox(tmp_path), "SELECT DISTINCT outcome FROM entries") == [("reject",)]


def test_a_reject_met_again_is_counted_on_its_row(tmp_path: Path) -> None:
    with WebServer(Outlet({"/rss": feed(entry("gone"))})) as server:
        settings = configure(tmp_path, feed_source(), server=server.address)
        read_sources(settings)

        read_sources(settings, at=NEXT_NIGHT)

    rows = ask(settings, "SELECT reason, times, first_seen_at < last_seen_at FROM rejects")
    assert rows == [("not_found", 2, True)]
    assert ask(settings, "SELECT count(*) FROM entries") == [(1,)]


# ---- whose it is


def test_an_article_belongs_to_the_outlet_that_its_file_states(tmp_path: Path, write: Write) -> None:
    write("a.txt", "Harvest is in", HARVEST, front="outlet: The Lowland Herald")

    report = read_sources(inbox(tmp_path))

    (source,) = ask(
        inbox(tmp_path), "SELECT s.name, s.kind, s.source_id FROM articles a JOIN sources s USING (source_id)"
    )
    assert source[:2] == ("The Lowland Herald", "pasted")
    assert source[2].startswith("outlet-")
    assert ask(inbox(tmp_path), "SELECT source_id FROM entries") == [("inbox",)], "the entry is the inbox's"
    assert report.sources[0].source_id == "inbox"


def test_a_stated_outlet_that_is_configured_is_that_source_whatever_its_case(tmp_path: Path, write: Write) -> None:
    write("a.txt", "Harvest is in", HARVEST, front="outlet: THE HARBOUR POST")
    post = {"id": "harbour-post", "kind": "files", "name": "The Harbour Post", "country": "GB", "paths": ["post/*"]}
    own = {"id": "inbox", "kind": "files", "paths": ["inbox/*"]}
    settings = configure(tmp_path, own, post)

    read_sources(settings)

    assert ask(settings, "SELECT source_id FROM articles") == [("harbour-post",)]
    assert ask(settings, "SELECT name, country FROM sources WHERE source_id = 'harbour-post'") == [
        ("The Harbour Post", "GB")
    ]


# ---- when it appeared


def test_a_text_without_a_date_stays_undated(tmp_path: Path, write: Write) -> None:
    write("a.txt", "Harvest is in", HARVEST)

    read_sources(inbox(tmp_path))

    dates = "published_at, feed_published_at, page_published_at"
    assert ask(inbox(tmp_path), f"SELECT {dates} FROM articles") == [(None, None, None)]
    assert ask(inbox(tmp_path), "SELECT day FROM coverage_daily") == [(None,)]


def test_a_stated_date_outranks_the_date_of_the_source(tmp_path: Path, write: Write) -> None:
    write("dated.txt", "Harvest is in", HARVEST, front="date: 2026-11-02T18:30:00+02:00")
    write("undated.txt", "Паром снова ходит", FERRY)

    read_sources(inbox(tmp_path, published_at="2026-10-01T00:00:00+00:00"))

    dates = ask(inbox(tmp_path), "SELECT title, strftime(published_at AT TIME ZONE 'UTC', '%x %H:%M') FROM articles")
    assert dict(dates) == {"Harvest is in": "2026-11-02 16:30", "Паром снова ходит": "2026-10-01 00:00"}


def test_the_date_of_a_source_may_be_a_plain_day(tmp_path: Path, write: Write) -> None:
    write("a.txt", "Harvest is in", HARVEST)

    read_sources(inbox(tmp_path, published_at="2026-10-01"))

    assert ask(inbox(tmp_path), "SELECT published_at IS NULL FROM articles") == [(False,)]


def test_a_date_in_the_future_is_a_mistake_and_not_kept(tmp_path: Path, write: Write) -> None:
    write("a.txt", "Harvest is in", HARVEST, front="date: 2031-01-01")

    read_sources(inbox(tmp_path))

    assert ask(inbox(tmp_path), "SELECT published_at FROM articles") == [(None,)]


def test_the_three_dates_are_kept_apart(tmp_path: Path) -> None:
    head = '<meta property="article:published_time" content="2026-11-21T10:00:00+00:00">'
    pages = {"/rss": feed(entry("bridge")), "/bridge": article_page("Міст відкрили", BRIDGE, head=head)}
    with WebServer(Outlet(pages)) as server:
        settings = configure(tmp_path, feed_source(), server=server.address)
        read_sources(settings)

    columns = ("published_at", "feed_published_at", "page_published_at", "first_seen_at")
    shown = ", ".join(f"strftime({column} AT TIME ZONE 'UTC', '%d %H:%M')" for column in columns)
    assert ask(settings, f"SELECT {shown} FROM articles") == [("22 07:30", "22 07:30", "21 10:00", "23 02:15")]


# ---- what is shown of the run


def test_the_numbers_of_the_run_are_those_of_the_warehouse(tmp_path: Path, write: Write) -> None:
    write("a.txt", "Harvest is in", HARVEST)
    write("empty.txt", "", ())

    report = read_sources(inbox(tmp_path))

    (counts,) = ask(inbox(tmp_path), "SELECT counts FROM runs")[0]
    assert json.loads(counts)["sources"] == report.as_json()["sources"]
    assert ask(inbox(tmp_path), "SELECT articles_new, rejects_new FROM run_report") == [(1, 1)]
    assert ask(inbox(tmp_path), "SELECT entries_seen, entries_new, articles_new, rejects FROM source_checks") == [
        (2, 2, 1, 1)
    ]


def test_everything_is_stamped_with_the_time_of_the_run(tmp_path: Path) -> None:
    pages = {"/rss": feed(entry("bridge")), "/bridge": article_page("Міст відкрили", BRIDGE)}
    with WebServer(Outlet(pages)) as server:
        settings = configure(tmp_path, feed_source(), server=server.address)
        read_sources(settings)

    stamps = {"documents": "fetched_at", "fetch_state": "fetched_at", "source_checks": "checked_at"}
    assert len(ask(settings, " UNION ".join(f"SELECT {at} FROM {table}" for table, at in stamps.items()))) == 1


# ---- a publisher's own versions


def test_pages_that_list_different_versions_of_themselves_are_one_group(tmp_path: Path) -> None:
    def listing(*codes: str) -> str:
        return "".join(
            f'<link rel="alternate" hreflang="{code}" href="http://visti.example/{code}/x">' for code in codes
        )

    pages = {
        "/uk/x": article_page("Міст відкрили", BRIDGE, head=listing("uk", "en")),
        "/en/x": article_page("The harvest is in", HARVEST, head=listing("uk", "en", "ru")),
        "/ru/x": article_page("Паром снова ходит", FERRY, head=listing("ru", "en")),
    }
    with WebServer(Outlet(pages)) as server:
        source = {"id": "visti", "kind": "urls", "urls": [f"http://visti.example{path}" for path in pages]}
        settings = configure(tmp_path, source, server=server.address)
        read_sources(settings)
        again = read_sources(settings, at=NEXT_NIGHT)

    assert ask(settings, "SELECT count(*), count(DISTINCT native_group) FROM articles") == [(3, 1)]
    assert again.published is None
