"""How each source does as of its last check, what is wrong with it, and what the configuration expects of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tercet.warehouse.columns import columns, integers, text_lists, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import as_utc, ask
from tercet.warehouse.staging import merge, run, stage


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """A row of the view `source_health`. Moments are None when there was none yet.

    `rejects_by_reason` is for people; `median_words` is None for a source without articles in the last 30 days.
    """

    source_id: str
    name: str
    active: bool
    last_checked_at: datetime | None
    last_status: str | None
    last_ok_at: datetime | None
    failed_checks: int
    checks: int
    articles: int
    last_article_at: datetime | None
    rejects: int
    entries_seen: int = 0
    last_articles_new: int | None = None
    rejects_by_reason: str | None = None
    median_words: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceWarning:
    """A row of the view `source_warnings`. `is_expectation`: the configuration asked to be told, by `expect`."""

    source_id: str
    warning: str
    detail: str
    since: datetime
    is_expectation: bool

    def __str__(self) -> str:
        return f"source {self.source_id}, {self.warning}: {self.detail} (since {self.since:%Y-%m-%d %H:%M} UTC)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the configuration expects of a source: articles in 24 hours, their languages, the longest silence."""

    source_id: str
    min_per_day: int | None = None
    max_per_day: int | None = None
    languages: tuple[str, ...] = ()
    max_silence_hours: int | None = None


def source_health(warehouse: Warehouse) -> tuple[SourceHealth, ...]:
    """Every source: the active ones first, and among them those whose last check failed."""
    return tuple(
        SourceHealth(
            source_id=source_id,
            name=name,
            active=active,
            last_checked_at=_utc(last_checked_at),
            last_status=last_status,
            last_ok_at=_utc(last_ok_at),
            failed_checks=failed_checks,
            checks=checks,
            articles=articles,
            last_article_at=_utc(last_article_at),
            rejects=rejects,
            entries_seen=entries_seen,
            last_articles_new=last_articles_new,
            rejects_by_reason=rejects_by_reason,
            median_words=median_words,
        )
        for (
            source_id, name, active, last_checked_at, last_status, last_ok_at, failed_checks, checks, articles,
            last_article_at, rejects, entries_seen, last_articles_new, rejects_by_reason, median_words,
        ) in ask(warehouse, "source_health")
    )  # fmt: skip


def source_warnings(warehouse: Warehouse) -> tuple[SourceWarning, ...]:
    """What is wrong with the sources: broken expectations first, then by source."""
    return tuple(
        SourceWarning(
            source_id=source_id, warning=warning, detail=detail, since=as_utc(since), is_expectation=is_expectation
        )
        for source_id, warning, detail, since, is_expectation in ask(warehouse, "source_warnings")
    )


def save_expectations(warehouse: Warehouse, source_ids: Sequence[str], rows: Sequence[Expectation]) -> int:
    """What is expected of these sources is as given, and of those without a row nothing; returns how many changed."""
    table = columns(
        source_id=texts(row.source_id for row in rows),
        min_per_day=integers(row.min_per_day for row in rows),
        max_per_day=integers(row.max_per_day for row in rows),
        languages=text_lists([row.languages for row in rows]),
        max_silence_hours=integers(row.max_silence_hours for row in rows),
    )
    without = sorted(set(source_ids) - {row.source_id for row in rows})
    with warehouse.transaction() as cursor:
        merged = merge(cursor, "source_expectations", table, into="source_expectations")
        stage(cursor, columns(source_id=texts(without)))
        return merged.new + merged.changed + run(cursor, "dropped_expectations")


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else as_utc(moment)
