"""Why versions are missing, for a run's report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tercet.translations.languages import Language, LanguagePair
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import as_utc, ask
from tercet.warehouse.rows import MissingReason


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingCount:
    """How many articles lack a version in a direction for a reason, and since when the first of them."""

    pair: LanguagePair
    reason: MissingReason
    detail: str
    articles: int
    since: datetime


def missing_by_reason(warehouse: Warehouse) -> tuple[MissingCount, ...]:
    """Why versions are missing, most articles first."""
    return tuple(
        MissingCount(
            pair=LanguagePair(Language(source), Language(target)),
            reason=MissingReason(reason),
            detail=detail,
            articles=articles,
            since=as_utc(since),
        )
        for source, target, reason, detail, articles, since in ask(warehouse, "missing_by_reason")
    )
