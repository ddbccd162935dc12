"""What a run brought, refused, translated and left open, for its summary and its artifacts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import Flag
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.errors import WarehouseError
from tercet.warehouse.queries import as_utc, ask
from tercet.warehouse.rows import MissingReason, RunRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCame:
    """What a source brought in a run. `source_id` is None for rejects whose source is not known."""

    source_id: str | None
    entries_seen: int
    entries_new: int
    articles_new: int
    articles_revised: int
    rejects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectCount:
    """How many things a run refused for a reason, and how many of them for the first time."""

    stage: str
    reason: str
    rejects: int
    rejects_new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairReport:
    """What a run translated in a direction. `flags` counts sentences by flag; one may have several."""

    pair: LanguagePair
    versions: int
    sentences: int
    flagged: int
    mean_score: float | None
    flags: dict[Flag, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingCount:
    """How many articles lack a version in a direction for a reason, and since when the first of them."""

    pair: LanguagePair
    reason: MissingReason
    detail: str
    articles: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """All that there is to say about a run. `missing` is as of now, not of the run alone."""

    run: RunRow
    sources: tuple[SourceCame, ...]
    rejects: tuple[RejectCount, ...]
    pairs: tuple[PairReport, ...]
    missing: tuple[MissingCount, ...]

    @property
    def articles_new(self) -> int:
        return sum(source.articles_new for source in self.sources)

    @property
    def articles_revised(self) -> int:
        return sum(source.articles_revised for source in self.sources)

    @property
    def sentences_flagged(self) -> int:
        return sum(pair.flagged for pair in self.pairs)


def run_report(warehouse: Warehouse, run_id: str) -> RunReport:
    """The report of a run. A run that is not recorded raises WarehouseError."""
    found = ask(warehouse, "run", {"run_id": run_id})
    if not found:
        raise WarehouseError(f"There is no run {run_id} in {warehouse.path}. List them: SELECT run_id FROM runs")
    params = {"run_id": run_id}
    return RunReport(
        run=_run(found[0]),
        sources=tuple(_source(row) for row in ask(warehouse, "run_sources", params)),
        rejects=tuple(
            RejectCount(stage=stage, reason=reason, rejects=rejects, rejects_new=new)
            for stage, reason, rejects, new in ask(warehouse, "run_rejects", params)
        ),
        pairs=_pairs(warehouse, params),
        missing=missing_by_reason(warehouse),
    )


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


def _pairs(warehouse: Warehouse, params: dict[str, str]) -> tuple[PairReport, ...]:
    flags: dict[str, dict[Flag, int]] = {}
    for pair, flag, sentences in ask(warehouse, "run_flags", params):
        flags.setdefault(pair, {})[Flag(flag)] = sentences
    return tuple(
        PairReport(
            pair=LanguagePair.parse(pair),
            versions=versions,
            sentences=sentences,
            flagged=flagged,
            mean_score=mean_score,
            flags=flags.get(pair, {}),
        )
        for pair, versions, sentences, flagged, mean_score in ask(warehouse, "run_pairs", params)
    )


def _source(row: tuple[Any, ...]) -> SourceCame:
    source_id, entries_seen, entries_new, articles_new, articles_revised, rejects = row
    return SourceCame(
        source_id=source_id,
        entries_seen=entries_seen,
        entries_new=entries_new,
        articles_new=articles_new,
        articles_revised=articles_revised,
        rejects=rejects,
    )


def _run(row: tuple[Any, ...]) -> RunRow:
    run_id, flow, started_at, finished_at, status, counts, error, params = row
    return RunRow(
        run_id=run_id,
        flow=flow,
        started_at=as_utc(started_at),
        finished_at=None if finished_at is None else as_utc(finished_at),
        status=status,
        counts=json.loads(counts) if counts else {},
        error=error,
        params=json.loads(params) if params else {},
    )
