"""A source is judged by its own past: made-up histories of sources that are well, slow, new, silent or broken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from warehouse_records import SOURCE, make_article, rows

from tercet.translations.languages import Language
from tercet.translations.models import Reject, RejectReason, Stage
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.health import Expectation, SourceWarning, save_expectations, source_health, source_warnings
from tercet.warehouse.load import load_batch, upsert_sources
from tercet.warehouse.rows import EntryOutcome, EntryRow, LoadBatch, SourceCheck
from tercet.warehouse.runs import record_source_checks

WEDNESDAY = datetime(2026, 4, 15, 2, 15, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
LONG, SHORT = "слово " * 60, "слово " * 9


def store(warehouse: Warehouse, moments: Iterable[datetime], **changes: object) -> None:
    """Articles of the source that appeared at these moments and were read half an hour later."""
    body = (str(changes.pop("body", LONG)).strip(),)
    articles = [
        make_article(
            f"{place}-{moment:%m%d%H%M}-{len(body[0])}", body, published_at=moment,
            first_seen_at=moment + HOUR / 2, **changes,
        )
        for place, moment in enumerate(moments)
    ]  # fmt: skip
    load_batch(warehouse, LoadBatch(articles=tuple(articles)), run_id="r", now=WEDNESDAY)


def look(warehouse: Warehouse, *moments: datetime, status: str = "ok", error: str | None = None) -> None:
    """The source was asked at these moments."""
    upsert_sources(warehouse, [SOURCE], now=WEDNESDAY)
    checks = [
        SourceCheck(
            source_id=SOURCE.source_id, run_id=f"{moment:%Y%m%d%H%M}", checked_at=moment, status=status, error=error
        )
        for moment in moments
    ]
    record_source_checks(warehouse, checks)


def names(warehouse: Warehouse) -> list[str]:
    return [one.warning for one in source_warnings(warehouse)]


def every(step: timedelta, *, since: timedelta, until: timedelta = timedelta(0)) -> list[datetime]:
    """Moments `step` apart, the last one `until` before the check, the first at most `since`."""
    count = int((since - until) / step)
    return [WEDNESDAY - until - number * step for number in range(count, -1, -1)]


def on_weekdays(hours: Sequence[int], *, since: timedelta, until: timedelta) -> list[datetime]:
    days = [one.replace(hour=0, minute=0) for one in every(DAY, since=since, until=until)]
    return [day + hour * HOUR for day in days if day.isoweekday() < 6 for hour in hours]


# ---- silence


def test_a_daily_source_that_falls_silent_is_told_with_the_moment_of_its_last_article(warehouse: Warehouse) -> None:
    store(warehouse, every(6 * HOUR, since=40 * DAY, until=3 * DAY))
    look(warehouse, WEDNESDAY - 30 * DAY, WEDNESDAY)

    (found,) = source_warnings(warehouse)

    assert (found.warning, found.since, found.is_expectation) == ("silent", WEDNESDAY - 3 * DAY, False)
    assert found.detail == "nothing new for 72 hours; before, it was never silent for much more than 6 hours"


def test_a_night_without_news_is_no_silence(warehouse: Warehouse) -> None:
    store(warehouse, every(6 * HOUR, since=40 * DAY, until=20 * HOUR))
    look(warehouse, WEDNESDAY)

    assert names(warehouse) == []


def test_two_articles_a_week_are_a_habit_and_no_silence(warehouse: Warehouse) -> None:
    store(warehouse, every(84 * HOUR, since=60 * DAY, until=5 * DAY))
    look(warehouse, WEDNESDAY)

    assert names(warehouse) == []


def test_a_slow_source_that_stops_is_told_too(warehouse: Warehouse) -> None:
    store(warehouse, every(84 * HOUR, since=60 * DAY, until=7 * DAY))
    look(warehouse, WEDNESDAY)

    assert names(warehouse) == ["silent"]


def test_bursts_a_week_apart_are_a_habit(warehouse: Warehouse) -> None:
    bursts = every(7 * DAY, since=70 * DAY, until=7 * DAY)
    store(warehouse, [burst + minute * HOUR / 12 for burst in bursts for minute in range(20)])
    look(warehouse, WEDNESDAY)

    assert names(warehouse) == []


def test_a_source_that_rests_at_weekends_is_silent_after_two_weekdays(warehouse: Warehouse) -> None:
    friday = WEDNESDAY + 2 * DAY
    store(warehouse, on_weekdays((9, 13, 18), since=40 * DAY, until=DAY))
    look(warehouse, WEDNESDAY, friday)

    assert names(warehouse) == ["silent"]


def test_the_same_silence_over_a_weekend_is_none(warehouse: Warehouse) -> None:
    store(warehouse, on_weekdays((9, 13, 18), since=40 * DAY, until=5 * DAY))
    look(warehouse, WEDNESDAY - 2 * DAY)

    assert names(warehouse) == []


def test_one_holiday_does_not_deafen_the_alarm(warehouse: Warehouse) -> None:
    store(warehouse, every(6 * HOUR, since=60 * DAY, until=40 * DAY))
    store(warehouse, every(6 * HOUR, since=30 * DAY, until=3 * DAY))
    look(warehouse, WEDNESDAY)

    assert names(warehouse) == ["silent"]


def test_a_new_source_has_no_past_to_be_judged_by(warehouse: Warehouse) -> None:
    store(warehouse, every(HOUR, since=5 * DAY, until=5 * DAY - 6 * HOUR))
    look(warehouse, WEDNESDAY)

    assert names(warehouse) == []


def test_a_source_that_the_configuration_no_longer_has_is_not_judged(warehouse: Warehouse) -> None:
    store(warehouse, every(6 * HOUR, since=40 * DAY, until=3 * DAY))
    look(warehouse, WEDNESDAY)

    upsert_sources(warehouse, [], now=WEDNESDAY, deactivate_others=True)

    assert names(warehouse) == []


def test_time_in_which_nobody_looked_is_not_its_silence(warehouse: Warehouse) -> None:
    store(warehouse, every(6 * HOUR, since=40 * DAY, until=10 * DAY))
    look(warehouse, WEDNESDAY - 10 * DAY)

    assert names(warehouse) == []


def test_files_and_lists_of_pages_have_no_rhythm(warehouse: Warehouse) -> None:
    store(warehouse, every(6 * HOUR, since=40 * DAY, until=3 * DAY))
    look(warehouse, WEDNESDAY)
    upsert_sources(warehouse, [replace(SOURCE, kind="files")], now=WEDNESDAY)

    assert names(warehouse) == []


# ---- failures


def test_a_third_failure_in_a_row_is_told_with_the_first_of_them(warehouse: Warehouse) -> None:
    look(warehouse, WEDNESDAY - 5 * DAY)
    look(warehouse, *every(DAY, since=2 * DAY), status="failed", error="http_error: 503")

    (found,) = source_warnings(warehouse)

    assert (found.warning, found.since) == ("failing", WEDNESDAY - 2 * DAY)
    assert found.detail == "3 checks in a row failed: http_error: 503"


def test_two_failures_or_an_answer_after_many_are_no_warning(warehouse: Warehouse) -> None:
    look(warehouse, *every(DAY, since=9 * DAY, until=DAY), status="failed", error="x")
    look(warehouse, WEDNESDAY)

    (health,) = source_health(warehouse)

    assert names(warehouse) == []
    assert (health.last_status, health.failed_checks) == ("ok", 9)
    assert rows(warehouse, "SELECT last_error, failures_in_a_row, failing_since FROM source_health") == [
        (None, 0, None)
    ]


# ---- quality


def test_texts_that_became_much_shorter_are_told(warehouse: Warehouse) -> None:
    store(warehouse, every(6 * HOUR, since=30 * DAY, until=4 * DAY))
    store(warehouse, every(6 * HOUR, since=3 * DAY), body=SHORT)
    look(warehouse, WEDNESDAY + HOUR)

    (found,) = source_warnings(warehouse)

    assert found.warning == "shorter_texts"
    assert "have 9 words (median), those of the month before 60" in found.detail


def test_a_few_short_texts_among_the_long_are_none(warehouse: Warehouse) -> None:
    store(warehouse, every(6 * HOUR, since=30 * DAY))
    store(warehouse, every(12 * HOUR, since=3 * DAY), body=SHORT)
    look(warehouse, WEDNESDAY + HOUR)

    assert names(warehouse) == []


def entries(warehouse: Warehouse, moments: Iterable[datetime], outcome: EntryOutcome) -> None:
    listed = tuple(
        EntryRow(
            entry_id=int(moment.timestamp()), source_id=SOURCE.source_id, guid=str(moment), url=None, title="",
            published_at=None, seen_at=moment, outcome=outcome,
            reason="listing_page" if outcome is EntryOutcome.REJECT else None,
        )
        for moment in moments
    )  # fmt: skip
    load_batch(warehouse, LoadBatch(entries=listed), run_id="r", now=WEDNESDAY)


def test_a_source_of_whose_entries_many_more_are_refused_is_told(warehouse: Warehouse) -> None:
    entries(warehouse, every(6 * HOUR, since=30 * DAY, until=3 * DAY), EntryOutcome.ARTICLE)
    entries(warehouse, every(6 * HOUR, since=2 * DAY), EntryOutcome.REJECT)
    look(warehouse, WEDNESDAY)

    (found,) = source_warnings(warehouse)

    assert found.warning == "more_rejects"
    assert found.detail.startswith("45 % of its newest 20 entries were refused (mostly listing_page)")


def test_a_source_that_was_always_refused_much_is_not_told_again(warehouse: Warehouse) -> None:
    moments = every(6 * HOUR, since=30 * DAY)
    entries(warehouse, moments[::2], EntryOutcome.ARTICLE)
    entries(warehouse, moments[1::2], EntryOutcome.REJECT)
    look(warehouse, WEDNESDAY)

    assert names(warehouse) == []


# ---- expectations


def expect(warehouse: Warehouse, **expected: object) -> tuple[SourceWarning, ...]:
    save_expectations(warehouse, [SOURCE.source_id], [Expectation(source_id=SOURCE.source_id, **expected)])  # type: ignore[arg-type]
    return source_warnings(warehouse)


@pytest.mark.parametrize(
    ("expected", "warning", "detail"),
    [
        ({"min_per_day": 6}, "too_few", "4 new in 24 hours; expected are at least 6"),
        ({"max_per_day": 3}, "too_many", "4 new in 24 hours; expected are at most 3"),
        ({"languages": ("en", "ru")}, "unexpected_language", "4 new in 24 hours in uk; expected are en, ru"),
        ({"max_silence_hours": 1}, "too_long_silent", "nothing new for 2 hours; expected are at most 1"),
    ],
)
def test_a_broken_expectation_is_told_as_one(
    warehouse: Warehouse, expected: dict[str, object], warning: str, detail: str
) -> None:
    store(warehouse, every(6 * HOUR, since=4 * DAY, until=2 * HOUR))
    look(warehouse, WEDNESDAY - 4 * DAY, WEDNESDAY)

    (found,) = expect(warehouse, **expected)

    assert (found.warning, found.detail, found.is_expectation) == (warning, detail, True)


def test_a_kept_expectation_says_nothing(warehouse: Warehouse) -> None:
    store(warehouse, every(6 * HOUR, since=4 * DAY, until=2 * HOUR))
    look(warehouse, WEDNESDAY - 4 * DAY, WEDNESDAY)

    assert expect(warehouse, min_per_day=4, max_per_day=4, languages=("uk",), max_silence_hours=2) == ()


def test_the_first_day_of_a_source_is_not_counted(warehouse: Warehouse) -> None:
    store(warehouse, every(HOUR, since=20 * HOUR))
    look(warehouse, WEDNESDAY - 3 * HOUR, WEDNESDAY)

    assert expect(warehouse, min_per_day=100) == ()
    assert expect(warehouse, max_per_day=1) == ()


def test_an_expectation_that_the_configuration_drops_is_forgotten(warehouse: Warehouse) -> None:
    look(warehouse, WEDNESDAY - 4 * DAY, WEDNESDAY)
    assert [one.warning for one in expect(warehouse, min_per_day=1)] == ["too_few"]

    changed = save_expectations(warehouse, [SOURCE.source_id], [])

    assert (changed, names(warehouse)) == (1, [])
    assert save_expectations(warehouse, [SOURCE.source_id], []) == 0


# ---- the facts


def test_the_health_of_a_source_counts_what_it_listed_brought_and_lost(warehouse: Warehouse) -> None:
    store(warehouse, every(6 * HOUR, since=DAY), language=Language.UK)
    entries(warehouse, every(6 * HOUR, since=DAY), EntryOutcome.ARTICLE)
    reasons = [RejectReason.NOT_FOUND, RejectReason.NOT_FOUND, RejectReason.LISTING_PAGE]
    rejects = tuple(
        Reject(stage=Stage.FETCH, reason=reason, subject=str(place), source_id=SOURCE.source_id)
        for place, reason in enumerate(reasons)
    )
    load_batch(warehouse, LoadBatch(rejects=rejects), run_id="r", now=WEDNESDAY)
    look(warehouse, WEDNESDAY)

    (health,) = source_health(warehouse)

    assert (health.articles, health.entries_seen, health.rejects) == (5, 5, 3)
    assert (health.rejects_by_reason, health.median_words) == ("not_found 2, listing_page 1", 60)
