"""How each source does, as it stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import as_utc, ask


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """A row of the view `source_health`. Moments are None when there was none yet."""

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
        )
        for (
            source_id, name, active, last_checked_at, last_status, last_ok_at, failed_checks, checks, articles,
            last_article_at, rejects,
        ) in ask(warehouse, "source_health")
    )  # fmt: skip


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else as_utc(moment)
