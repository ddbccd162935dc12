"""One run: its warehouse, its engines, its report, from start to finish."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from uuid import uuid4

from tercet.flows import leash
from tercet.flows.engines import Engines
from tercet.flows.fetching import open_fetcher
from tercet.flows.found import Harvest
from tercet.flows.harvest import Harvester
from tercet.flows.ingest.archive import Archive
from tercet.flows.ingest_stage import load_harvest
from tercet.flows.known_texts import KnownTexts
from tercet.flows.outlets import stored_row
from tercet.flows.report import PairCounts, PlannedPair, RunReport, SourceCounts, counted
from tercet.flows.sections.sources import SourceSettings
from tercet.flows.settings import Settings
from tercet.flows.source_warnings import store_expectations, warnings_of
from tercet.flows.translation_progress import NOTHING, Size, TranslationProgress, size_of
from tercet.flows.translation_stage import Planner, Shard, translate_shard
from tercet.translations.errors import TercetError
from tercet.warehouse.connection import Warehouse, open_warehouse
from tercet.warehouse.load import record_missing, upsert_sources
from tercet.warehouse.missing import missing_by_reason
from tercet.warehouse.queries import pending_articles
from tercet.warehouse.rows import MissingReason, MissingVersion, RunRow
from tercet.warehouse.runs import finish_run, start_run
from tercet.warehouse.snapshot import publish

logger = logging.getLogger(__name__)

WAITS = "not translated yet. Run: tercet translate"

WAIT_FOR_WRITER_SECONDS = 120.0
"""How long a run waits for another program that has the warehouse open for writing."""


class IncompleteRunError(TercetError):
    """Parts of a run failed; what the others did is stored and published."""

    def __init__(self, failures: Collection[str], report: RunReport) -> None:
        self.report = report
        parts = "\n  ".join(failures)
        super().__init__(f"Part of the run failed; everything else is stored. Run again to complete it.\n  {parts}")


class Run:
    """What the steps of a run share. Steps name what they work on; the data stays here, out of Prefect's hands.

    A step finds its run by the id: `opened`.
    """

    def __init__(self, settings: Settings, warehouse: Warehouse, *, run_id: str, clock: Callable[[], datetime]) -> None:
        self.settings = settings
        self.warehouse = warehouse
        self.run_id = run_id
        self.clock = clock
        self.report = RunReport(run_id=run_id)
        self.failures: list[str] = []
        self.article_ids: list[int] = []
        self._unread: list[str] = []
        self._checked: set[str] = set()
        self.sources: tuple[SourceSettings, ...] = ()
        self._missed: dict[str, list[MissingVersion]] = {}
        self._engines: Engines | None = None
        self._harvester: Harvester | None = None
        self._harvests: dict[str, list[Harvest]] = {}
        self._shards: dict[str, Shard] = {}
        self._progress = TranslationProgress({})
        self._texts: KnownTexts | None = None
        self._lock = Lock()
        self._resources = ExitStack()

    @property
    def is_dry_run(self) -> bool:
        """Whether the run works on a copy, to say what it would do."""
        return self.report.planned is not None

    @property
    def engines(self) -> Engines:
        """The translation engines; looked for when first asked, loaded when first used."""
        if self._engines is None:
            self._engines = Engines(self.settings)
        return self._engines

    @contextmanager
    def keeps_going(self, part: str) -> Iterator[None]:
        """A part of the run that fails does not take the others' work with it; the run fails at its end instead."""
        try:
            yield
        except Exception as error:
            # What a TercetError says is for people; anything else is a fault of the program, to be traced.
            logger.error("run.part_failed part=%s", part, exc_info=not isinstance(error, TercetError))
            self.failures.append(f"{part}: {type(error).__name__}: {error}")

    def raise_failures(self) -> None:
        """Raise IncompleteRunError when a part of the run failed."""
        if self.failures:
            raise IncompleteRunError(self.failures, self.report)

    # ---- ingest

    def prepare_ingest(self, sources: Sequence[SourceSettings]) -> None:
        """Make the sources known and get ready to fetch; the bundled press is served while the run lasts.

        A run over all that is configured marks the sources that no longer are as inactive.
        """
        self.sources = tuple(sources)
        rows = [stored_row(self.settings, source) for source in sources]
        is_whole = self.sources == self.settings.sources
        upsert_sources(self.warehouse, rows, now=self.clock(), deactivate_others=is_whole)
        store_expectations(self.warehouse, sources)
        fetcher = self._resources.enter_context(open_fetcher(self.settings, clock=self.clock))
        self._harvester = Harvester(
            self.settings, self.warehouse, fetcher, clock=self.clock, archive=self._open_archive()
        )

    def _open_archive(self) -> Archive | None:
        """Where this run keeps the pages it fetches; its file is made with the first."""
        if not self.settings.fetch.keep_warc:
            return None
        folder, agent = self.settings.warc_folder, self.settings.fetch.user_agent
        archive = Archive(folder, self.run_id, started_at=self.clock(), user_agent=agent)
        self._resources.callback(archive.close)
        return archive

    @property
    def harvester(self) -> Harvester:
        """What reads the sources of this run."""
        if self._harvester is None:
            raise RuntimeError("prepare_ingest comes first")
        return self._harvester

    def harvest(self, source: SourceSettings) -> None:
        """Read a source: list it, fetch and extract what is new. Safe beside other harvests; stores nothing."""
        self.keep(self.harvester.harvest(source))

    def add(self, harvest: Harvest) -> None:
        """Take what was read elsewhere, such as pasted text, to be loaded like a source."""
        upsert_sources(self.warehouse, [stored_row(self.settings, harvest.source)], now=self.clock())
        self.keep(harvest)

    def keep(self, harvest: Harvest) -> None:
        """Take what was read of a source that is known already, to be loaded."""
        with self._lock:
            self._harvests.setdefault(harvest.source.id, []).append(harvest)

    def load(self, source_id: str) -> SourceCounts:
        """Store what a source brought. A harvest is let go only once it is stored, so that this may be tried again."""
        with self._lock:
            harvest = self._harvests[source_id][0]
        if self._texts is None:
            self._texts = KnownTexts(self.warehouse, self.clock())
        if harvest.status == "failed":
            faults = "; ".join(f"{reject.reason}: {reject.detail}" for reject in harvest.rejects)
            self._unread.append(f"source {source_id} could not be read. {faults}")
        texts, self._texts = self._texts, None  # A load that fails has taught it what was not stored.
        loaded = load_harvest(
            self.warehouse, harvest, texts, settings=self.settings, run_id=self.run_id, now=self.clock()
        )
        self._texts = texts
        with self._lock:
            self._harvests[source_id].pop(0)
        if harvest.is_routine:
            self._checked.add(source_id)
        counts = loaded.counts
        self.article_ids = list(dict.fromkeys([*self.article_ids, *loaded.article_ids]))
        self.report = replace(self.report, sources=(*self.report.sources, counts))
        return counts

    # ---- translate

    def plan(self, planner: Planner, article_ids: Collection[int] | None = None) -> list[str]:
        """Decide what is translated now; returns the names of the shards, and records what is missing and why."""
        names = []
        for number, shard in enumerate(planner.shards(self.warehouse, article_ids), 1):
            name = f"{shard.label} #{number}"
            self._shards[name] = shard
            names.append(name)
        self._miss(f"plan into {planner.target or 'all'}", planner.missing)
        self._progress = TranslationProgress(self._shards)
        return names

    def planned(self) -> tuple[PlannedPair, ...]:
        """The work that is planned and not yet done, by language pair."""
        sizes: dict[str, Size] = {}
        for shard in self._shards.values():
            sizes[shard.label] = sizes.get(shard.label, NOTHING) + size_of(shard)
        return tuple(
            PlannedPair(pair=pair, versions=size.articles, sentences=size.sentences, words=size.words)
            for pair, size in sizes.items()
        )

    def translate(self, name: str) -> PairCounts:
        """Translate and store a shard; when that fails as a whole, the fault is recorded with its articles."""
        shard = self._shards[name]
        try:
            counts = self._translate(name, shard)
        except Exception as error:
            self._miss(name, _failed(shard, error))
            raise
        finally:
            self._progress.end(name, shard)
        del self._shards[name]
        self.report = self.report.with_pair(counts)
        logger.info(
            "translate.shard_stored shard=%s versions=%d sentences=%d decoded=%d from_memory=%d",
            name, counts.counts.articles, counts.counts.segments, counts.counts.decoded, counts.counts.from_memory,
        )  # fmt: skip
        return counts

    def _translate(self, name: str, shard: Shard) -> PairCounts:
        counts, failed = translate_shard(
            self.warehouse, shard, self.engines, run_id=self.run_id, now=self.clock(),
            on_progress=self._progress.follow(name, shard),
        )  # fmt: skip
        self._miss(name, failed)
        return counts

    def _miss(self, part: str, missing: Sequence[MissingVersion]) -> None:
        """What a part of the run could not make; what an earlier attempt at it could not is forgotten."""
        record_missing(self.warehouse, missing, run_id=self.run_id, now=self.clock())
        self._missed[part] = list(missing)

    # ---- report and publish

    def conclude(self) -> RunReport:
        """The report: what is missing in the warehouse, and what this run was asked for and could not do."""
        self._record_waiting()
        missing: Counter[str] = Counter()
        for count in missing_by_reason(self.warehouse):
            missing[str(count.reason)] += count.articles
        expected = (MissingReason.NO_ROUTE, MissingReason.NATIVE_VERSION)
        every = [one for part in self._missed.values() for one in part]
        missed = Counter((one.language, one.detail) for one in every if one.reason not in expected)
        found = warnings_of(self.warehouse, self._checked)
        notes = [*self._unread, *(str(one) for one in found if one.is_expectation)]
        for (language, detail), articles in missed.items():
            notes.append(f"{counted(articles, 'article')} without {language}: {detail}")
        warnings = tuple(str(one) for one in found if not one.is_expectation)
        self.report = replace(self.report, missing=missing, notes=tuple(dict.fromkeys(notes)), warnings=warnings)
        return self.report

    def _record_waiting(self) -> None:
        """Every version that is not there has a reason, also in a run that does not translate."""
        waiting = [
            MissingVersion(article_id=one.article_id, language=one.target, reason=MissingReason.WAITING, detail=WAITS)
            for one in pending_articles(self.warehouse)
            if one.missing_reason is None and not one.has_demo_version
        ]
        record_missing(self.warehouse, waiting, run_id=self.run_id, now=self.clock())

    def publish(self) -> Path | None:
        """End the run in the record, then publish a snapshot if readers would see something new; returns its path."""
        finish_run(
            self.warehouse, self.run_id, status="failed" if self.failures else "completed", finished_at=self.clock(),
            counts=self.report.stored_counts(), error="; ".join(self.failures)[:2000] or None,
        )  # fmt: skip
        kept = self.settings.warehouse
        path = publish(
            self.warehouse, self.settings.snapshot_folder, keep=kept.keep_snapshots, keep_days=kept.keep_snapshot_days
        )
        self.report = replace(self.report, published=None if path is None else str(path))
        return path

    def close(self) -> None:
        self._resources.close()


_open: dict[str, Run] = {}


def opened(run_id: str) -> Run:
    """The run of this id that this process has open."""
    try:
        return _open[run_id]
    except KeyError:
        raise RuntimeError(f"the run {run_id} is not open in this process") from None


@contextmanager
def open_run(
    settings: Settings,
    flow: str,
    *,
    parameters: Mapping[str, object],
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[Run]:
    """A run, recorded in the warehouse when it starts and when it ends, whatever way it ends.

    Its id starts with the time, so that runs sort; a run that was killed is found unfinished by the next one.
    """
    leash.hold()
    started = clock()
    run_id = f"{started:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"
    with open_warehouse(settings.warehouse_path, wait_seconds=WAIT_FOR_WRITER_SECONDS) as warehouse:
        start_run(warehouse, RunRow(run_id=run_id, flow=flow, started_at=started, params=dict(parameters)))
        run = _open[run_id] = Run(settings, warehouse, run_id=run_id, clock=clock)
        try:
            yield run
        except IncompleteRunError:
            raise
        except BaseException as error:
            finish_run(
                warehouse, run_id, status="failed", finished_at=clock(), counts=run.report.stored_counts(),
                error=f"{type(error).__name__}: {error}"[:2000],
            )  # fmt: skip
            raise
        finally:
            del _open[run_id]
            run.close()


def _failed(shard: Shard, error: Exception) -> list[MissingVersion]:
    detail = f"{type(error).__name__}: {error}"[:500]
    return [
        MissingVersion(
            article_id=request.article_id,
            language=request.target,
            reason=MissingReason.TRANSLATION_FAILED,
            detail=detail,
        )
        for request in shard.requests
    ]
