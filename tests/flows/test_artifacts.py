"""What the UI shows of a run says what happened; what the log says holds ids and counts, never article text."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from night import NIGHT, run_night
from tables import rows

from tercet.flows.artifacts import health_markdown, missing_markdown, reader_link, versions_markdown
from tercet.flows.parameters import BackfillParameters, NightlyParameters, Parameters
from tercet.flows.report import PlannedPair, RunReport, SourceCounts
from tercet.flows.run_names import run_name
from tercet.flows.settings import Settings
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.health import SourceHealth, source_health
from tercet.warehouse.reader_queries_article import Missing
from tercet.warehouse.reading import side_by_side

Install = Callable[..., None]

FAILING = SourceHealth(
    source_id="visti", name="Вісті", active=True, last_checked_at=NIGHT, last_status="failed", last_ok_at=None,
    failed_checks=3, checks=4, articles=7, last_article_at=datetime(2026, 11, 20, tzinfo=UTC), rejects=2,
)  # fmt: skip


def test_the_report_says_what_came_in_what_was_rejected_and_what_was_published() -> None:
    counts = (
        SourceCounts(source_id="visti", entries=5, new=2, rejects={"no_text": 2, "not_found": 1}),
        SourceCounts(source_id="kurier", entries=1, rejects={"no_text": 1}),
    )

    text = RunReport(run_id="r1", sources=counts, published="/data/snapshots/wh-00000001-ab.duckdb").as_markdown()

    assert "### What came in" in text
    assert "| no_text | 3 |" in text
    assert "| not_found | 1 |" in text
    assert "Published: wh-00000001-ab.duckdb" in text


def test_the_report_of_a_dry_run_says_what_would_be_translated_and_that_nothing_is_stored() -> None:
    planned = (PlannedPair(pair="en-uk", versions=2, sentences=30, words=400),)

    report = RunReport(run_id="r1", planned=planned)

    assert report.headline().startswith("Dry run, nothing stored:")
    assert "2 versions (400 words) translated" in report.headline()
    assert "| en-uk | 2 | 30 | 400 |" in report.as_markdown()
    assert report.as_json()["would_translate"] == [{"pair": "en-uk", "versions": 2, "sentences": 30, "words": 400}]


def test_a_source_that_fails_shows_since_when() -> None:
    text = health_markdown((FAILING,))

    assert "| visti | failed | 2026-11-23 02:15 | - | 3 of 4 | 7 | 2026-11-20 00:00 | 2 |" in text


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        (NightlyParameters(), "nightly: all sources, 2026-11-23 02:15 UTC"),
        (NightlyParameters(sources=["visti"], dry_run=True), "nightly: visti (dry run), 2026-11-23 02:15 UTC"),
        (None, "nightly, 2026-11-23 02:15 UTC"),
    ],
)
def test_the_name_of_a_run_says_what_ran(parameters: Parameters | None, name: str) -> None:
    assert run_name("nightly", parameters, NIGHT) == name


def test_a_backfill_is_named_after_its_days() -> None:
    days = BackfillParameters.model_validate({"since": "2026-11-01", "until": "2026-11-02", "sources": ["visti"]})

    assert run_name("backfill", days, NIGHT) == "backfill: 2026-11-01 to 2026-11-02, visti, 2026-11-23 02:15 UTC"


def test_the_reader_is_linked_where_it_listens(press_settings: Settings) -> None:
    base = f"http://127.0.0.1:{press_settings.server.reader_port}"

    assert reader_link(press_settings) == f"Read the versions side by side: [{base}]({base})"


def test_a_version_that_is_not_there_is_told_with_its_reason() -> None:
    lacking = Missing(
        language="en", reason="demo_package_only", detail="only a demo package. Run: tercet models install"
    )

    assert missing_markdown(lacking) == (
        "No version in **en** (demo_package_only): only a demo package. Run: tercet models install"
    )


@pytest.mark.loopback
def test_a_night_logs_ids_and_counts_and_no_text_of_an_article(
    press_settings: Settings, install: Install, caplog: pytest.LogCaptureFixture
) -> None:
    install(press_settings)
    with caplog.at_level(logging.DEBUG, "tercet"):
        run_night(press_settings)

    with open_warehouse(press_settings.warehouse_path) as warehouse:
        sentences = [text for (text,) in rows(warehouse, "SELECT DISTINCT text FROM segments WHERE length(text) > 15")]
        health = source_health(warehouse)
        article = side_by_side(warehouse)
    said = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    assert len(sentences) > 300
    assert "translate.shard_stored" in said
    assert [text for text in sentences if text in said] == []
    assert {one.source_id for one in health if one.active} >= {source.id for source in press_settings.sources}
    assert article is not None
    assert versions_markdown(article).count("Sentence ") == len(article.lines)
    assert versions_markdown(article).count("(original)") == len(article.lines)
