"""Makes versions of articles in other languages, with exactly the positions of their source.

The sentences of all requests are gathered per pair and translated together. Storage is the caller's: the memory is
only asked, what is worth keeping is returned. Memory use is bounded by the requests given at once, so a caller with
many articles gives them in shards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from tercet.translations.engine import Engine
from tercet.translations.errors import (
    AlignmentError,
    PackageBrokenError,
    PackageMissingError,
    TranslationError,
)
from tercet.translations.languages import Language, LanguagePair
from tercet.translations.memory import TranslationMemory, correction_key
from tercet.translations.models import (
    MemoryEntry,
    Origin,
    Segment,
    TranslatedText,
    TranslationCounts,
    Version,
    VersionSegment,
    sha256_text,
)
from tercet.translations.sentences import Sentences, SentenceSettings, joined, translate_sentences


class FailureReason(StrEnum):
    """Why a version was not made; the names are those of the warehouse's missing versions."""

    PACKAGE_MISSING = "package_missing"
    PACKAGE_BROKEN = "package_broken"
    TRANSLATION_FAILED = "translation_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationRequest:
    """One version wanted of one article. `via` is the language between, only where a route says so."""

    article_id: int
    revision_no: int
    source_language: Language
    target: Language
    segments: tuple[Segment, ...]
    via: Language | None = None

    @property
    def pairs(self) -> tuple[LanguagePair, ...]:
        """The pairs to go through, in order."""
        if self.via is None:
            return (LanguagePair(self.source_language, self.target),)
        return (LanguagePair(self.source_language, self.via), LanguagePair(self.via, self.target))


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedTranslation:
    """A request without a version. `detail` says what would help."""

    request: TranslationRequest
    reason: FailureReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Distinct sentences of a pair that are done, of all of them."""

    pair: LanguagePair
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationOutcome:
    """What `translate_versions` made: versions and memory entries to be stored, and the requests that failed."""

    versions: tuple[Version, ...]
    memory_entries: tuple[MemoryEntry, ...]
    counts: TranslationCounts
    failed: tuple[FailedTranslation, ...]

    def counts_of(self, written: Collection[int]) -> TranslationCounts:
        """The counts, of its versions only those with these ids: the others were stored before, and stay so."""
        kept = [version for version in self.versions if version.version_id in written]
        return _counts(kept, asdict(self.counts))


def translate_versions(
    requests: Sequence[TranslationRequest],
    *,
    engine_for: Callable[[LanguagePair], Engine],
    memory: TranslationMemory,
    now: datetime,
    settings: SentenceSettings | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> TranslationOutcome:
    """One version, or one failure, per request. A missing or broken package fails its own requests only.

    `engine_for` is asked once per pair and raises PackageMissingError or PackageBrokenError. `now` stamps the versions.
    Raises AlignmentError when a version does not have exactly the positions of its source.
    """
    step = _Step(engine_for=engine_for, memory=memory, settings=settings or SentenceSettings(), on_progress=on_progress)
    journeys = [_Journey(request=request, texts=[None] * len(request.segments)) for request in requests]
    for leg in (0, 1):
        step.run_leg(journeys, leg)
    versions = tuple(_version(journey, step.engines, now) for journey in journeys if journey.failure is None)
    return TranslationOutcome(
        versions=versions,
        memory_entries=tuple(step.entries),
        counts=_counts(versions, step.totals),
        failed=tuple(journey.failure for journey in journeys if journey.failure is not None),
    )


@dataclass(slots=True, kw_only=True)
class _Journey:
    """A request on its way: what each segment is by now, None before the first leg.

    `terms` are the hashes of what its sentences had to meet: glossary entries, and corrections on the first leg.
    """

    request: TranslationRequest
    texts: list[TranslatedText | None]
    terms: set[str] = field(default_factory=set)
    failure: FailedTranslation | None = None

    def current(self) -> list[str]:
        """The texts that the next leg starts from."""
        pairs = zip(self.request.segments, self.texts, strict=True)
        return [segment.text if text is None else text.text for segment, text in pairs]

    def fail(self, reason: FailureReason, detail: str) -> None:
        self.failure = FailedTranslation(request=self.request, reason=reason, detail=detail)

    def take(self, sentences: Sentences, corrections: Mapping[str, TranslatedText]) -> None:
        """Move on with the translations of a leg, or fail with the first sentence that has none."""
        for index, text in enumerate(self.current()):
            if text not in sentences.texts:
                self.fail(FailureReason.TRANSLATION_FAILED, sentences.failures[text])
                return
            done, before = corrections.get(text, sentences.texts[text]), self.texts[index]
            self.texts[index] = done if before is None else joined(before, done)
            if text in sentences.terms:
                self.terms.add(sentences.terms[text])
            if text in corrections:
                self.terms.add(sha256_text(f"{text}\n{done.text}"))


@dataclass(slots=True, kw_only=True)
class _Step:
    """What is the same for all pairs, and the sums over them."""

    engine_for: Callable[[LanguagePair], Engine]
    memory: TranslationMemory
    settings: SentenceSettings
    on_progress: Callable[[Progress], None] | None
    engines: dict[LanguagePair, Engine] = field(default_factory=dict)
    entries: dict[MemoryEntry, None] = field(default_factory=dict)
    totals: Counter[str] = field(default_factory=Counter)

    def run_leg(self, journeys: Sequence[_Journey], leg: int) -> None:
        """Take every request that has such a leg through it, pair by pair."""
        waiting: dict[LanguagePair, list[_Journey]] = {}
        for journey in journeys:
            if journey.failure is None and leg < len(journey.request.pairs):
                waiting.setdefault(journey.request.pairs[leg], []).append(journey)
        for pair, group in sorted(waiting.items()):
            self._run_pair(pair, group)

    def _run_pair(self, pair: LanguagePair, group: Sequence[_Journey]) -> None:
        try:
            sentences = self._sentences(pair, [text for journey in group for text in journey.current()])
        except PackageMissingError as error:
            _fail_all(group, FailureReason.PACKAGE_MISSING, str(error))
        except PackageBrokenError as error:
            _fail_all(group, FailureReason.PACKAGE_BROKEN, str(error))
        except TranslationError as error:
            _fail_all(group, FailureReason.TRANSLATION_FAILED, str(error))
        else:
            for journey in group:
                journey.take(sentences, self._corrections(pair, journey))

    def _corrections(self, pair: LanguagePair, journey: _Journey) -> Mapping[str, TranslatedText]:
        """What people made of the sentences on a leg that another one follows: the better text to go on from.

        The last leg is the machine's own; the warehouse puts corrections over it, in a version of their own.
        """
        if pair == journey.request.pairs[-1]:
            return {}
        keys = {correction_key(text, pair): text for text in journey.current()}
        return {keys[key]: text for key, text in self.memory.lookup(list(keys)).items()}

    def _sentences(self, pair: LanguagePair, texts: Sequence[str]) -> Sentences:
        engine = (
            self.engines.setdefault(pair, self.engine_for(pair)) if pair not in self.engines else self.engines[pair]
        )
        report = self.on_progress
        sentences = translate_sentences(
            texts,
            engine=engine,
            memory=self.memory,
            settings=self.settings,
            on_progress=None
            if report is None
            else lambda done, total: report(Progress(pair=pair, done=done, total=total)),
        )
        self.entries.update(dict.fromkeys(sentences.entries))
        self.totals.update(
            from_memory=sentences.from_memory,
            decoded=sentences.decoded,
            decoder_calls=sentences.decoder_calls,
            words=sentences.words,
        )
        return sentences


def _fail_all(group: Sequence[_Journey], reason: FailureReason, detail: str) -> None:
    for journey in group:
        journey.fail(reason, detail)


def _version(journey: _Journey, engines: Mapping[LanguagePair, Engine], now: datetime) -> Version:
    request = journey.request
    legs = [engines[pair] for pair in request.pairs]
    engine = legs[-1]
    segments = tuple(_translated(segment, text) for segment, text in zip(request.segments, journey.texts, strict=True))
    version = Version(
        article_id=request.article_id,
        revision_no=request.revision_no,
        language=request.target,
        origin=Origin.MACHINE,
        segments=segments,
        produced_at=now,
        pair=LanguagePair(request.source_language, request.target),
        pivot=request.via,
        engine=engine.name,
        package=replace(engine.package, is_demo=any(leg.package.is_demo for leg in legs)),
        settings_sha256=route_settings_sha256(legs, journey.terms),
    )
    check_alignment(request.segments, version)
    return version


def route_settings_sha256(engines: Sequence[Engine], terms: Collection[str] = ()) -> str:
    """What a version depends on beside the package of its last leg: that engine's settings, those and the packages of
    the legs before it, and the glossary where the article has terms of it."""
    *before, last = engines
    parts = [f"{engine.name} {engine.package.sha256} {engine.settings_sha256}" for engine in before]
    parts += sorted(terms)
    return sha256_text("\n".join([last.settings_sha256, *parts])) if parts else last.settings_sha256


def _translated(segment: Segment, text: TranslatedText | None) -> VersionSegment:
    if text is None:
        raise AlignmentError(f"The sentence at {segment.position} was not translated.")
    return VersionSegment(
        segment=Segment(
            paragraph_index=segment.paragraph_index,
            segment_index=segment.segment_index,
            kind=segment.kind,
            text=text.text,
        ),
        score=text.score,
        flags=text.flags,
    )


def check_alignment(source: Sequence[Segment], version: Version) -> None:
    """Raise AlignmentError unless the version has every position of the source exactly once, in its order."""
    expected = [segment.position for segment in source]
    found = [translated.segment.position for translated in version.segments]
    if len(set(expected)) != len(expected) or found != expected:
        raise AlignmentError(
            f"The {version.language} version of article {version.article_id} has {len(found)} sentences at "
            f"{len(set(found))} positions; its source has {len(expected)} at {len(set(expected))}."
        )


def _counts(versions: Sequence[Version], totals: Mapping[str, int]) -> TranslationCounts:
    flags = Counter(str(flag) for version in versions for segment in version.segments for flag in segment.flags)
    return TranslationCounts(
        articles=len({version.article_id for version in versions}),
        segments=sum(len(version.segments) for version in versions),
        from_memory=totals["from_memory"],
        decoded=totals["decoded"],
        decoder_calls=totals["decoder_calls"],
        words=totals["words"],
        flags=dict(sorted(flags.items())),
    )
