"""Of two copies the one published first is the original, whichever was read first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from newsroom import BRIDGE, HARVEST, NEXT_NIGHT, ask, configure, read_sources
from night import NIGHT
from warehouse_records import fingerprint

from tercet.flows.known_texts import appearance
from tercet.flows.running import open_run
from tercet.flows.settings import Settings
from tercet.flows.stories_stage import tell_stories
from tercet.warehouse.connection import open_warehouse

LABELS = """
SELECT articles.title, original.title FROM articles
LEFT JOIN articles AS original ON original.article_id = articles.duplicate_of ORDER BY 1
"""
OUTCOMES = "SELECT articles.title, outcome FROM entries JOIN articles USING (article_id) ORDER BY 1"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "inbox").mkdir()
    return configure(
        tmp_path, {"id": "inbox", "kind": "files", "paths": ["inbox/*"]}, stories={"enabled": True, "embedding": False}
    )


def write(settings: Settings, name: str, title: str, date: str, body: tuple[str, ...] = HARVEST) -> None:
    front = f"---\npublished_at: {date}\n---\n" if date else ""
    path = settings.config_file.parent / "inbox" / name
    path.write_text(front + "\n\n".join((title, *body)), encoding="utf-8")


def test_the_copy_published_first_is_the_original_though_it_is_read_last(settings: Settings) -> None:
    write(settings, "a.txt", "Late copy", "2026-11-20T18:00:00+00:00")
    write(settings, "b.txt", "First print", "2026-11-20T09:00:00+00:00")

    report = read_sources(settings)

    assert ask(settings, LABELS) == [("First print", None), ("Late copy", "First print")]
    assert report.sources[0].duplicates == 1


def test_an_earlier_copy_found_on_a_later_night_takes_over_all_copies_and_their_entries(settings: Settings) -> None:
    write(settings, "a.txt", "Middle", "2026-11-20T12:00:00+00:00")
    write(settings, "b.txt", "Latest", "2026-11-20T18:00:00+00:00")
    read_sources(settings)
    write(settings, "c.txt", "Earliest", "2026-11-20T09:00:00+00:00")

    read_sources(settings, at=NEXT_NIGHT)

    assert ask(settings, LABELS) == [("Earliest", None), ("Latest", "Earliest"), ("Middle", "Earliest")]
    assert ask(settings, OUTCOMES) == [("Earliest", "article"), ("Latest", "duplicate"), ("Middle", "duplicate")]


def test_three_copies_read_from_the_latest_to_the_earliest_have_one_original(settings: Settings) -> None:
    for name, hour in (("a", "18"), ("b", "12"), ("c", "09")):
        write(settings, f"{name}.txt", f"At {hour}", f"2026-11-20T{hour}:00:00+00:00")

    read_sources(settings)

    assert ask(settings, LABELS) == [("At 09", None), ("At 12", "At 09"), ("At 18", "At 09")]


@pytest.mark.parametrize(("date", "is_copy"), [("2026-11-21", True), ("2026-11-26", True), ("2027-01-26", False)])
def test_an_article_of_the_past_is_compared_with_those_of_its_own_time(
    settings: Settings, date: str, is_copy: bool
) -> None:
    write(settings, "a.txt", "First print", "2026-11-20T09:00:00+00:00")
    read_sources(settings)
    write(settings, "b.txt", "Read months later", f"{date}T09:00:00+00:00")

    read_sources(settings, at=NIGHT + timedelta(days=90))

    assert ask(settings, LABELS) == [("First print", None), ("Read months later", "First print" if is_copy else None)]


def test_copies_of_one_past_week_are_one_article_and_labelled_once(settings: Settings) -> None:
    write(settings, "a.txt", "Known", "2026-11-20T12:00:00+00:00")
    read_sources(settings)
    write(settings, "b.txt", "Copy", "2026-11-21T12:00:00+00:00")
    write(settings, "c.txt", "First print", "2026-11-14T12:00:00+00:00")

    read_sources(settings, at=NIGHT + timedelta(days=90))

    assert ask(settings, LABELS) == [("Copy", "First print"), ("First print", None), ("Known", "First print")]


def test_reading_it_all_again_changes_no_label_and_publishes_nothing(settings: Settings) -> None:
    write(settings, "a.txt", "Late copy", "2026-11-20T18:00:00+00:00")
    write(settings, "b.txt", "First print", "2026-11-20T09:00:00+00:00")
    read_sources(settings)
    with open_warehouse(settings.warehouse_path) as warehouse:
        before = fingerprint(warehouse, without=("runs", "source_checks", "fetch_state"))

    report = read_sources(settings, at=NEXT_NIGHT)

    with open_warehouse(settings.warehouse_path) as warehouse:
        assert fingerprint(warehouse, without=("runs", "source_checks", "fetch_state")) == before
    assert report.published is None


def test_a_new_label_alone_is_published(settings: Settings) -> None:
    write(settings, "a.txt", "Late copy", "2026-11-20T18:00:00+00:00")
    read_sources(settings)
    write(settings, "b.txt", "First print", "2026-11-20T09:00:00+00:00")

    assert read_sources(settings, at=NEXT_NIGHT).published


def test_the_stories_of_copies_stay_together_when_their_original_changes(settings: Settings) -> None:
    write(settings, "a.txt", "Late copy", "2026-11-20T18:00:00+00:00")
    write(settings, "z.txt", "Міст відкрили", "2026-11-20T18:00:00+00:00", BRIDGE)
    night(settings, NIGHT)
    before = ask(settings, "SELECT article_id, story_id FROM story_articles ORDER BY 1")
    write(settings, "b.txt", "First print", "2026-11-20T09:00:00+00:00")

    night(settings, NEXT_NIGHT)

    after = ask(settings, "SELECT article_id, story_id FROM story_articles ORDER BY 1")
    assert set(before) < set(after)
    assert len({story for _, story in after}) == 2


def night(settings: Settings, at: datetime) -> None:
    read_sources(settings, at=at)
    with open_run(settings, "stories", parameters={}, clock=lambda: at) as run:
        tell_stories(run)


def test_a_revision_that_repeats_an_earlier_article_hands_its_copies_over(settings: Settings) -> None:
    write(settings, "a.txt", "Own text", "2026-11-20T12:00:00+00:00", BRIDGE)
    write(settings, "b.txt", "Copy of it", "2026-11-20T18:00:00+00:00", BRIDGE)
    write(settings, "c.txt", "Harvest", "2026-11-20T09:00:00+00:00")
    read_sources(settings)
    write(settings, "a.txt", "Own text", "2026-11-20T12:00:00+00:00", HARVEST)

    read_sources(settings, at=NEXT_NIGHT)

    assert ask(settings, LABELS) == [("Copy of it", "Harvest"), ("Harvest", None), ("Own text", "Harvest")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2026-11-20T09:00:00+00:00", "2026-11-20T10:00:00+00:00"),
        ("2026-11-20T09:00:00+00:00", ""),
        ("2026-11-20T09:00:00+00:00", "2026-11-20"),
        ("2026-11-19", "2026-11-20T09:00:00+00:00"),
    ],
)
def test_an_hour_comes_before_its_day_and_a_date_before_none(first: str, second: str) -> None:
    seen = NIGHT

    def appeared(date: str) -> tuple[datetime, datetime]:
        return appearance(datetime.fromisoformat(date).replace(tzinfo=UTC) if date else None, seen)

    assert appeared(first) < appeared(second)


def test_what_was_seen_first_decides_where_the_dates_are_equal() -> None:
    date = NIGHT - timedelta(days=2)

    assert appearance(date, NIGHT) < appearance(date, NEXT_NIGHT)
