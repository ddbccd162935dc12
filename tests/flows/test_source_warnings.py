"""What is wrong with a source is told by the run, by check and by status; only a broken expectation fails the run."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from newsroom import BRIDGE, NEXT_NIGHT, Outlet, article_page, ask, configure, entry, feed, feed_source, read_sources
from night import NIGHT
from pydantic import ValidationError
from web_server import WebServer

from tercet.flows.cli import tercet
from tercet.flows.console import print_report, stdout_console
from tercet.flows.sections.sources import SourceSettings
from tercet.flows.settings import Settings
from tercet.flows.source_warnings import latest_warnings

pytestmark = pytest.mark.loopback


def inbox(tmp_path: Path, **more: Any) -> Settings:
    (tmp_path / "inbox").mkdir(exist_ok=True)
    (tmp_path / "inbox" / "a.txt").write_text("\n\n".join(("Міст відкрили", *BRIDGE)), encoding="utf-8")
    return configure(tmp_path, {"id": "inbox", "kind": "files", "paths": ["inbox/*"], **more})


def test_a_broken_expectation_is_a_note_of_the_run_so_that_it_ends_with_1(tmp_path: Path) -> None:
    report = read_sources(inbox(tmp_path, expect={"languages": ["en"]}))

    (note,) = report.notes
    assert note.startswith("source inbox, unexpected_language: 1 new in 24 hours in uk; expected are en")
    assert report.warnings == ()


def test_an_expectation_that_is_kept_says_nothing(tmp_path: Path) -> None:
    report = read_sources(inbox(tmp_path, expect={"languages": ["uk"], "min_per_day": 1, "max_silence_hours": 1}))

    assert (report.notes, report.warnings) == ((), ())


def test_an_expectation_that_is_taken_back_holds_no_longer(tmp_path: Path) -> None:
    read_sources(inbox(tmp_path, expect={"languages": ["en"]}))

    report = read_sources(inbox(tmp_path), at=NIGHT + timedelta(hours=1))

    assert report.notes == ()
    assert ask(inbox(tmp_path), "SELECT count(*) FROM source_expectations") == [(0,)]


def test_what_differs_from_the_past_of_a_source_is_a_warning_and_fails_no_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dates = [f"{day:02} Nov 2026 09:00:00 +0200" for day in range(8, 19)]
    pages = {f"/{number}": article_page(f"Міст {number}", BRIDGE) for number in range(len(dates))}
    listed = feed(*(entry(str(number), f"Міст {number}", date=date) for number, date in enumerate(dates)))
    with WebServer(Outlet({**pages, "/rss": listed})) as server:
        settings = configure(tmp_path, feed_source(), server=server.address)

        report = read_sources(settings)

    print_report(stdout_console(), report)
    (warning,) = report.warnings
    assert report.notes == ()
    assert warning.startswith("source visti, silent: nothing new for 115 hours")
    assert f"- {warning}" in capsys.readouterr().out
    assert report.as_json()["warnings"] == [warning]
    assert "silent" in report.as_markdown()


def test_a_run_over_other_sources_does_not_repeat_a_warning(tmp_path: Path) -> None:
    both = inbox(tmp_path, expect={"languages": ["en"]})
    read_sources(both)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "b.txt").write_text("\n\n".join(("Міст", *BRIDGE)), encoding="utf-8")

    report = read_sources(configure(tmp_path, {"id": "other", "kind": "files", "paths": ["other/*"]}), at=NEXT_NIGHT)

    assert report.notes == ()


def test_check_and_status_tell_what_the_last_run_found(tmp_path: Path) -> None:
    settings = inbox(tmp_path, expect={"languages": ["en"]})
    read_sources(settings)

    (found,) = latest_warnings(settings)
    arguments = ["--config", str(settings.config_file)]
    checked = json.loads(CliRunner().invoke(tercet, [*arguments, "check", "--json"]).stdout)
    status = json.loads(CliRunner().invoke(tercet, [*arguments, "status", "--json"]).stdout)

    assert (found.source_id, found.warning) == ("inbox", "unexpected_language")
    assert [one["problem"] for one in checked if one["subject"] == "source inbox"] == [True]
    assert [one["warning"] for one in status["warnings"]] == ["unexpected_language"]


def test_without_a_warehouse_there_is_nothing_to_warn_of(tmp_path: Path) -> None:
    assert latest_warnings(inbox(tmp_path)) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"expect": {"min_per_day": 9, "max_per_day": 3}},
        {"expect": {"min_per_day": 0}},
        {"expect": {"languages": ["de"]}},
        {"expect": {"per_day": 3}},
        {"timezone": "Kyiv"},
    ],
)
def test_an_expectation_or_a_zone_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SourceSettings.model_validate({"id": "a", "kind": "files", "paths": ["x"], **wrong})


@pytest.mark.parametrize(
    ("more", "at"),
    [
        ({"timezone": "America/New_York"}, "2026-11-22T14:30:00+00:00"),
        ({"country": "UA"}, "2026-11-22T07:30:00+00:00"),
        ({"country": "UA", "timezone": "UTC"}, "2026-11-22T09:30:00+00:00"),
        ({}, "2026-11-22T09:30:00+00:00"),
    ],
)
def test_a_feed_s_times_without_a_zone_are_in_that_of_the_source(tmp_path: Path, more: dict[str, Any], at: str) -> None:
    pages = {"/rss": feed(entry("a", "Міст", date="2026-11-22T09:30:00")), "/a": article_page("Міст", BRIDGE)}
    with WebServer(Outlet(pages)) as server:
        settings = configure(tmp_path, feed_source(**more), server=server.address)
        read_sources(settings)

    ((published,),) = ask(settings, "SELECT published_at FROM articles")
    assert published.isoformat() == at
