"""What is left to translate, in shards of bounded size, and the translation of one shard."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tercet.flows.engines import Engines, wanted_routes
from tercet.flows.report import PairCounts
from tercet.flows.settings import Settings
from tercet.translations.demo import may_translate
from tercet.translations.errors import PackageBrokenError, PackageMissingError
from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import Segment
from tercet.translations.packages import InstalledPackage
from tercet.translations.routes import Route, Routes
from tercet.translations.translate import (
    Progress,
    TranslationOutcome,
    TranslationRequest,
    route_settings_sha256,
    translate_versions,
)
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.memory import WarehouseMemory
from tercet.warehouse.queries import PendingArticle, pending_articles, segments_of
from tercet.warehouse.retranslation import MachineVersion, corrected_pairs, machine_versions
from tercet.warehouse.rows import MissingReason, MissingVersion
from tercet.warehouse.versions import load_versions

ARTICLES_AT_A_TIME = 500
"""Articles whose sentences are in memory together while work is planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Requests of one route that are translated and stored together: all of them or none."""

    route: Route
    requests: tuple[TranslationRequest, ...]

    @property
    def label(self) -> str:
        via = "" if self.route.via is None else f" via {self.route.via}"
        return f"{self.route.source}-{self.route.target}{via}"

    @property
    def segments(self) -> int:
        return sum(len(request.segments) for request in self.requests)


@dataclass(slots=True)
class Planner:
    """Decides for each wanted version: translate it now, or record why it is not there.

    `target` and `pair` limit what is wanted. With `redo`, versions are wanted again that the packages, settings or
    glossary of today may write otherwise. `missing` collects what is not translated; it is complete once `shards` was
    read to its end.
    """

    settings: Settings
    engines: Engines
    allow_demo: bool = False
    target: Language | None = None
    pair: LanguagePair | None = None
    redo: bool = False
    missing: list[MissingVersion] = field(default_factory=list)
    _corrected: frozenset[LanguagePair] = frozenset()

    def shards(self, warehouse: Warehouse, article_ids: Collection[int] | None = None) -> Iterator[Shard]:
        """The work, route by route in shards of at most `translation.shard_segments` sentences."""
        due = self._due(warehouse, article_ids)
        for route in sorted(due, key=lambda route: (route.via is not None, route.source, route.target)):
            yield from self._shards_of(warehouse, route, due[route])

    def _due(self, warehouse: Warehouse, article_ids: Collection[int] | None) -> dict[Route, list[PendingArticle]]:
        replaced = self.engines.replaceable(wanted_routes(self.settings))
        pending = pending_articles(warehouse, article_ids=article_ids, replace_demo=replaced)
        due: dict[Route, list[PendingArticle]] = {}
        for article in (*pending, *self._to_redo(warehouse, article_ids, pending)):
            if not self._is_wanted(article):
                continue
            route = self._routes(article.source_id).find(article.source_language, article.target)
            if article.has_native:
                self._miss(article, MissingReason.NATIVE_VERSION, "the publisher has its own version in this language")
            elif route is None:
                self._miss(
                    article, MissingReason.NO_ROUTE, "translation.routes in the configuration has no such target"
                )
            elif self._can_serve(article, route):
                due.setdefault(route, []).append(article)
        return due

    def _is_wanted(self, article: PendingArticle) -> bool:
        if self.target is not None and article.target is not self.target:
            return False
        return self.pair is None or (article.source_language, article.target) == (self.pair.source, self.pair.target)

    def _to_redo(
        self, warehouse: Warehouse, article_ids: Collection[int] | None, pending: Sequence[PendingArticle]
    ) -> Iterator[PendingArticle]:
        """On request, the articles whose translation may come out otherwise today."""
        if not self.redo:
            return
        waiting = {(article.article_id, article.target) for article in pending}
        self._corrected = corrected_pairs(warehouse)
        for made in machine_versions(warehouse, pair=self.pair, target=self.target, article_ids=article_ids):
            article = made.article
            if (article.article_id, article.target) in waiting or article.has_native:
                continue
            route = self._routes(article.source_id).find(article.source_language, article.target)
            if route is not None and not self._is_up_to_date(made, route):
                yield article

    def _is_up_to_date(self, made: MachineVersion, route: Route) -> bool:
        """Whether the same packages with the same settings would write it again. Unsure, where words are required, or
        where people corrected sentences that another leg goes on from."""
        if self.engines.sentences.requires_words(route.pairs):
            return False
        if not self._corrected.isdisjoint(route.pairs[:-1]):
            return False
        try:
            engines = [self.engines.engine(pair) for pair in route.pairs]
        except (PackageMissingError, PackageBrokenError):
            return False
        today = (route.via, engines[-1].name, engines[-1].package.sha256, route_settings_sha256(engines))
        return (made.pivot, made.engine, made.package_sha256, made.settings_sha256) == today

    def _can_serve(self, article: PendingArticle, route: Route) -> bool:
        try:
            for pair in route.pairs:
                self.engines.choice(pair)
        except PackageMissingError as error:
            self._miss(article, MissingReason.PACKAGE_MISSING, str(error))
        except PackageBrokenError as error:
            self._miss(article, MissingReason.PACKAGE_BROKEN, str(error))
        else:
            return True
        return False

    def _shards_of(self, warehouse: Warehouse, route: Route, articles: Sequence[PendingArticle]) -> Iterator[Shard]:
        packages = [self.engines.package(pair) for pair in route.pairs]
        requests: list[TranslationRequest] = []
        size = 0
        for article, segments in _with_segments(warehouse, articles):
            if not self._may_translate(article, packages, segments):
                continue
            if requests and size + len(segments) > self.settings.translation.shard_segments:
                yield Shard(route=route, requests=tuple(requests))
                requests, size = [], 0
            requests.append(_request(article, route, segments))
            size += len(segments)
        if requests:
            yield Shard(route=route, requests=tuple(requests))

    def _may_translate(
        self, article: PendingArticle, packages: Sequence[InstalledPackage], segments: Sequence[Segment]
    ) -> bool:
        if may_translate(packages, segments, allow_demo=self.allow_demo or self.settings.translation.allow_demo):
            return True
        command = " ".join(f"{package.ref.pair}" for package in packages if package.ref.is_demo)
        detail = (
            "only a demo package is installed, and it knows only the bundled press. "
            f"Run: tercet models install {command} (or use --allow-demo)"
        )
        broken = [str(error) for error in self.engines.broken(package.ref.pair for package in packages)]
        self._miss(article, MissingReason.DEMO_PACKAGE_ONLY, " ".join([*broken, detail]))
        return False

    def _miss(self, article: PendingArticle, reason: MissingReason, detail: str) -> None:
        # A version that is there is not missing; asked to redo it, one is told all the same why that was not done.
        if self.redo or not article.has_demo_version:
            self.missing.append(
                MissingVersion(article_id=article.article_id, language=article.target, reason=reason, detail=detail)
            )

    def _routes(self, source_id: str) -> Routes:
        for source in self.settings.sources:
            if source.id == source_id and source.routes is not None:
                return source.routes
        return self.settings.translation.routes


def translate_shard(
    warehouse: Warehouse,
    shard: Shard,
    engines: Engines,
    *,
    run_id: str,
    now: datetime,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[PairCounts, tuple[MissingVersion, ...]]:
    """Translate a shard and store its versions and memory in one transaction; tell what failed, and why."""
    outcome = translate_versions(
        shard.requests,
        engine_for=engines.engine,
        memory=WarehouseMemory(warehouse),
        now=now,
        settings=engines.sentences,
        on_progress=on_progress,
    )
    stored = load_versions(warehouse, outcome.versions, outcome.memory_entries, run_id=run_id, now=now)
    package = engines.package(shard.route.pairs[-1])
    return (
        PairCounts(pair=shard.label, package=package.label, counts=outcome.counts_of(stored.written)),
        tuple(_failures(outcome)),
    )


def _failures(outcome: TranslationOutcome) -> Iterable[MissingVersion]:
    for failed in outcome.failed:
        yield MissingVersion(
            article_id=failed.request.article_id,
            language=failed.request.target,
            reason=MissingReason(failed.reason),
            detail=failed.detail,
        )


def _with_segments(
    warehouse: Warehouse, articles: Sequence[PendingArticle]
) -> Iterator[tuple[PendingArticle, tuple[Segment, ...]]]:
    for start in range(0, len(articles), ARTICLES_AT_A_TIME):
        some = articles[start : start + ARTICLES_AT_A_TIME]
        segments: Mapping[int, tuple[Segment, ...]] = segments_of(warehouse, [article.article_id for article in some])
        for article in some:
            yield article, segments[article.article_id]


def _request(article: PendingArticle, route: Route, segments: tuple[Segment, ...]) -> TranslationRequest:
    return TranslationRequest(
        article_id=article.article_id,
        revision_no=article.revision_no,
        source_language=article.source_language,
        target=article.target,
        segments=segments,
        via=route.via,
    )
