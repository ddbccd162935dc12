"""Reading what is new for contested terms, names and watchlists. Without Prefect.

Versions are read in batches, each stored in one transaction: a run that was killed goes on where it stopped, and with
nothing new no dictionary is loaded and nothing is written.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tercet.flows.progress import Step, tell
from tercet.flows.sections.terms import OFF, TermSettings, WatchSettings
from tercet.translations.lexicon import Matcher, Pattern, languages_of, lexicon_patterns, read_lexicon, rules_sha256
from tercet.translations.names import count_names
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.terms import (
    LEXICON,
    WATCH,
    Hit,
    NameCount,
    UnscannedVersion,
    forget_other_watches,
    store_lexicon,
    store_terms,
    store_watch_hits,
    unscanned,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermWork:
    """What the reading needs: where, for what, in whose name. `folder` is what paths in the settings start from."""

    warehouse: Warehouse
    terms: TermSettings
    watches: tuple[WatchSettings, ...]
    folder: Path
    run_id: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCounts:
    """Versions read for terms, hits of terms, and new hits of watchlists."""

    versions: int = 0
    hits: int = 0
    watch_hits: int = 0


def scan_terms(work: TermWork) -> TermCounts:
    """Count terms and names in new source texts, and find what is watched for."""
    versions, hits = _scan_lexicon(work)
    found = _scan_watches(work)
    if versions or found:
        logger.info("terms.scanned versions=%d hits=%d watch_hits=%d", versions, hits, found)
    return TermCounts(versions=versions, hits=hits, watch_hits=found)


def _scan_lexicon(work: TermWork) -> tuple[int, int]:
    path = work.terms.path
    lexicon = () if work.terms.lexicon == OFF else read_lexicon(None if path is None else work.folder / path)
    patterns = lexicon_patterns(lexicon)
    rules = rules_sha256(patterns)
    store_lexicon(work.warehouse, lexicon)
    versions, hits = 0, 0
    matcher: Matcher | None = None
    for batch in _batches(work.warehouse, LEXICON, rules):
        matcher = matcher or Matcher(patterns)
        found = [hit for version in batch for hit in _term_hits(matcher, version)]
        names = [name for version in batch for name in _names(version)]
        store_terms(work.warehouse, batch, found, names, rules_sha256=rules, run_id=work.run_id, now=work.now)
        versions += len(batch)
        hits += len(found)
        tell(Step(name="Counting terms", done=versions, total=versions, unit="articles", detail=""))
    return versions, hits


def _scan_watches(work: TermWork) -> int:
    forget_other_watches(work.warehouse, [watch.name for watch in work.watches])
    found = 0
    for watch in work.watches:
        phrases, besides = (tuple(_patterns(watch.name, some)) for some in (watch.phrases, watch.also))
        rules = f"{rules_sha256(phrases)} {rules_sha256(besides)} {sorted(watch.sources)}"
        matchers: tuple[Matcher, Matcher] | None = None
        for batch in _batches(work.warehouse, f"{WATCH} {watch.name}", rules):
            matchers = matchers or (Matcher(phrases), Matcher(besides))
            hits = [hit for version in batch for hit in _watch_hits(watch, *matchers, version)]
            found += store_watch_hits(
                work.warehouse, watch.name, batch, hits, rules_sha256=rules, run_id=work.run_id, now=work.now
            )
    return found


def _batches(warehouse: Warehouse, kind: str, rules_sha256: str) -> Iterator[tuple[UnscannedVersion, ...]]:
    while batch := unscanned(warehouse, kind=kind, rules_sha256=rules_sha256):
        yield batch


def _patterns(watch: str, phrases: Sequence[str]) -> Iterator[Pattern]:
    for phrase in phrases:
        for language in languages_of(phrase):
            yield Pattern(name=phrase, group=watch, language=language, phrase=phrase)


def _term_hits(matcher: Matcher, version: UnscannedVersion) -> Iterator[Hit]:
    for sentence in version.sentences:
        for match in matcher.matches(sentence.text, version.language):
            yield Hit(
                version=version,
                sentence=sentence,
                position=match.position,
                term_id=int(match.pattern.name),
                form=match.form,
            )


def _watch_hits(watch: WatchSettings, wanted: Matcher, also: Matcher, version: UnscannedVersion) -> list[Hit]:
    if watch.sources and version.source_id not in watch.sources:
        return []
    hits = [
        Hit(
            version=version,
            sentence=sentence,
            position=match.position,
            watch=watch.name,
            phrase=str(match.pattern.name),
            form=match.form,
        )
        for sentence in version.sentences
        for match in wanted.matches(sentence.text, version.language)
    ]
    if hits and watch.also and not any(also.matches(one.text, version.language) for one in version.sentences):
        return []
    return hits


def _names(version: UnscannedVersion) -> Iterator[NameCount]:
    # Headlines capitalise what is no name.
    sentences = (sentence.text for sentence in version.sentences if sentence.paragraph_index > 0)
    for (name, key), mentions in count_names(sentences, version.language).items():
        yield NameCount(version=version, name=name, key=key, mentions=mentions)
