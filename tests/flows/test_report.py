"""The numbers of a run add up, are the same wherever they are shown, and say nothing that did not happen."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from newsroom import NEXT_NIGHT, ask, configure, read_sources
from rich.console import Console

from tercet.flows.console import print_report
from tercet.flows.report import PairCounts, RunReport, SourceCounts, add_counts, markdown_table
from tercet.translations.models import TranslationCounts

COUNTS = TranslationCounts(
    articles=2, segments=10, from_memory=3, decoded=6, decoder_calls=1, words=80, flags={"loop": 1, "copied": 2}
)
MORE = TranslationCounts(articles=1, segments=5, decoded=5, decoder_calls=2, words=40, flags={"loop": 1})

REPORT = RunReport(
    run_id="r1",
    sources=(
        SourceCounts(source_id="visti", entries=9, new=4, revised=1, skipped=1, duplicates=1, rejects={"no_text": 3}),
        SourceCounts(source_id="kurier", entries=3, unchanged=1, rejects={"no_text": 1, "not_found": 1}),
    ),
    pairs=(PairCounts(pair="en-uk", package="translate-en_uk 1.9", counts=COUNTS),),
    missing={"no_route": 4},
    notes=("uk-en: 2 articles waiting. Run: tercet models install uk-en",),
    published="wh-1.duckdb",
)


def shown(report: RunReport) -> str:
    console = Console(file=StringIO(), width=200)
    print_report(console, report)
    printed = console.file
    assert isinstance(printed, StringIO)
    return printed.getvalue()


def test_the_headline_sums_up_sources_and_pairs() -> None:
    assert REPORT.headline() == ("5 articles new or revised, 5 rejected, 2 versions translated (3 flags), published.")
    assert REPORT.rejects == {"no_text": 4, "not_found": 1}


def test_the_sum_of_two_steps_has_every_number_of_both() -> None:
    assert add_counts(COUNTS, MORE) == TranslationCounts(
        articles=3, segments=15, from_memory=3, decoded=11, decoder_calls=3, words=120, flags={"loop": 2, "copied": 2}
    )


def test_the_counts_survive_json() -> None:
    values = json.loads(json.dumps(REPORT.as_json()))

    assert [(s["source"], s["new"], s["rejects"]) for s in values["sources"]] == [
        ("visti", 4, {"no_text": 3}),
        ("kurier", 0, {"no_text": 1, "not_found": 1}),
    ]
    assert values["translation"][0]["flags"] == {"loop": 1, "copied": 2}
    assert values["notes"] == list(REPORT.notes)


@pytest.mark.parametrize("form", [shown, RunReport.as_markdown], ids=["console", "markdown"])
def test_the_same_is_told_on_the_console_and_in_the_ui(form: object) -> None:
    assert callable(form)

    text = form(REPORT)

    for told in ("visti", "no_text 3", "en-uk", "translate-en_uk 1.9", "copied 2, loop 1", "no_route", *REPORT.notes):
        assert told in text


def test_a_note_is_printed_as_it_is_whatever_brackets_it_has() -> None:
    note = "Run: pip install 'tercet[argos]' for [/data/models]"

    assert note in shown(RunReport(run_id="r1", notes=(note,)))


def test_text_cannot_leave_its_cell_of_a_table() -> None:
    table = markdown_table(("a", "b"), [("x | y\nz", "<img src=x>")])

    assert table.splitlines() == ["| a | b |", "| --- | --- |", "| x \\| y z | &lt;img src=x> |"]


def test_text_of_an_article_cannot_make_the_browser_fetch_something() -> None:
    table = markdown_table(("source",), [("![x](http://tracker.example/x.png)",)])

    assert "![x](" not in table


# ---- what a quiet night says


def inbox(folder: Path) -> Path:
    (folder / "inbox").mkdir()
    (folder / "inbox" / "empty.txt").write_text("", encoding="utf-8")
    return folder


def test_a_night_with_nothing_new_says_so(tmp_path: Path) -> None:
    settings = configure(inbox(tmp_path), {"id": "inbox", "kind": "files", "paths": ["inbox/*"]})
    read_sources(settings)

    report = read_sources(settings, at=NEXT_NIGHT)

    assert report.headline() == "Nothing new: no new article, no translation call, nothing published."
    assert report.published is None


def test_a_night_that_published_does_not_say_that_nothing_was(tmp_path: Path) -> None:
    settings = configure(inbox(tmp_path), {"id": "inbox", "kind": "files", "paths": ["inbox/*"]})

    report = read_sources(settings)

    assert report.published is not None, "a reject is something that readers see"
    assert "nothing published" not in report.headline()


def test_the_stored_counts_do_not_deny_the_snapshot_they_are_in(tmp_path: Path) -> None:
    settings = configure(inbox(tmp_path), {"id": "inbox", "kind": "files", "paths": ["inbox/*"]})

    read_sources(settings)

    ((counts,),) = ask(settings, "SELECT counts FROM runs")
    assert json.loads(counts).get("published", "not said") is not None
