"""What was found in the texts by words: contested terms, names, watchlists. Rules read every version once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby

import duckdb
from arro3.core import Array, Table

from tercet.translations.languages import Language
from tercet.translations.lexicon import LexiconTerm
from tercet.warehouse.columns import bigints, booleans, columns, instants, integers, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import count_rows, mark_changed, merge, run, stage

LEXICON, WATCH = "lexicon", "watch"
"""The kinds of scans; that of a watchlist is followed by its name."""

VERSIONS_AT_A_TIME = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a version, by its place."""

    paragraph_index: int
    segment_index: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnscannedVersion:
    """A current version whose sentences are to be read."""

    version_id: int
    article_id: int
    revision_no: int
    language: Language
    origin: str
    source_id: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A phrase found in a version: a term of the lexicon, or a phrase of a watchlist."""

    version: UnscannedVersion
    sentence: Sentence
    position: int
    term_id: int = 0
    watch: str = ""
    phrase: str = ""
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCount:
    """A name in a version: its dictionary form, its key across scripts, how often."""

    version: UnscannedVersion
    name: str
    key: str
    mentions: int


def unscanned(
    warehouse: Warehouse, *, kind: str, rules_sha256: str, limit: int = VERSIONS_AT_A_TIME
) -> tuple[UnscannedVersion, ...]:
    """The next current versions that were not read by these rules: of publishers for the lexicon, all for watches."""
    parameters = {"kind": kind, "rules": rules_sha256, "all_origins": kind != LEXICON, "limit": limit}
    with warehouse.cursor() as cursor:
        rows = cursor.execute(read_sql("queries/unscanned_versions"), parameters).fetchall()
    return tuple(_versions(rows))


def _versions(rows: Iterable[tuple[int, int, int, str, str, str, int, int, str]]) -> Iterator[UnscannedVersion]:
    for key, group in groupby(rows, key=lambda row: row[:6]):
        version_id, article_id, revision_no, language, origin, source_id = key
        yield UnscannedVersion(
            version_id=version_id,
            article_id=article_id,
            revision_no=revision_no,
            language=Language(language),
            origin=origin,
            source_id=source_id,
            sentences=tuple(Sentence(paragraph_index=row[6], segment_index=row[7], text=row[8]) for row in group),
        )


def store_lexicon(warehouse: Warehouse, lexicon: Sequence[LexiconTerm]) -> int:
    """Keep the lexicon; terms it no longer has become inactive. Returns how many rows changed."""
    table = columns(
        term_id=bigints(term.term_id for term in lexicon),
        concept=texts(term.concept for term in lexicon),
        variant=texts(term.variant for term in lexicon),
        language=texts(str(term.language) for term in lexicon),
        phrase=texts(term.phrase for term in lexicon),
        is_active=booleans(True for _ in lexicon),
    )
    with warehouse.transaction() as cursor:
        if not lexicon:
            return run(cursor, "lexicon_emptied")
        merged = merge(cursor, "lexicon", table, into="lexicon_terms")
        return merged.new + merged.changed


def store_terms(
    warehouse: Warehouse,
    versions: Sequence[UnscannedVersion],
    hits: Sequence[Hit],
    names: Sequence[NameCount],
    *,
    rules_sha256: str,
    run_id: str,
    now: datetime,
) -> None:
    """Replace what was found in these versions, in one transaction."""
    with warehouse.transaction() as cursor:
        _mark_scanned(cursor, versions, LEXICON, rules_sha256)
        stage(cursor, _hit_table(hits), "hits")
        run(cursor, "term_hits_removed")
        run(cursor, "term_hits")
        stage(cursor, _name_table(names), "names")
        run(cursor, "article_names_removed")
        run(cursor, "article_names")
        mark_changed(cursor, run_id=run_id, now=now)


def store_watch_hits(
    warehouse: Warehouse,
    watch: str,
    versions: Sequence[UnscannedVersion],
    hits: Sequence[Hit],
    *,
    rules_sha256: str,
    run_id: str,
    now: datetime,
) -> int:
    """Add the hits that are new and return how many; what a watch found before keeps its time."""
    with warehouse.transaction() as cursor:
        _mark_scanned(cursor, versions, f"{WATCH} {watch}", rules_sha256)
        before = count_rows(cursor, "watch_hits")
        stage(cursor, _watch_table(hits, run_id=run_id, now=now), "hits")
        run(cursor, "watch_hits")
        found = count_rows(cursor, "watch_hits") - before
        if found:
            mark_changed(cursor, run_id=run_id, now=now)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchNews:
    """An article that a watchlist found. `sentence` is the first one; `is_in_source`: the publisher wrote the words."""

    watch: str
    article_id: int
    title: str
    url: str | None
    source_id: str
    language: str
    published_at: datetime | None
    found_at: datetime
    hits: int
    phrases: tuple[str, ...]
    is_in_source: bool
    sentence: str
    is_new_article: bool


def watch_news(
    warehouse: Warehouse, watch: str, *, run_id: str, only_run: bool = True, limit: int = 200
) -> tuple[WatchNews, ...]:
    """The articles that a watchlist found, newest first: in one run, or in all."""
    parameters = {"watch": watch, "run_id": run_id, "only_run": only_run, "limit": limit}
    with warehouse.cursor() as cursor:
        rows = cursor.execute(read_sql("queries/watch_news"), parameters).fetchall()
    names = [field.name for field in fields(WatchNews)]
    return tuple(
        WatchNews(**{**dict(zip(names, row, strict=True)), "phrases": tuple(row[9]), "sentence": row[11] or ""})
        for row in rows
    )


def forget_other_watches(warehouse: Warehouse, names: Sequence[str]) -> None:
    """Drop the hits of watchlists that the configuration no longer has."""
    with warehouse.transaction() as cursor:
        cursor.execute("DELETE FROM watch_hits WHERE NOT list_contains(?, watch)", [list(names)])


def _mark_scanned(
    cursor: duckdb.DuckDBPyConnection, versions: Sequence[UnscannedVersion], kind: str, rules_sha256: str
) -> None:
    table = columns(
        version_id=bigints(version.version_id for version in versions),
        article_id=bigints(version.article_id for version in versions),
        kind=texts(kind for _ in versions),
        rules_sha256=texts(rules_sha256 for _ in versions),
    )
    stage(cursor, table)
    run(cursor, "scanned_removed")
    run(cursor, "scanned")


def _hit_table(hits: Sequence[Hit]) -> Table:
    return columns(
        **_places(hits),
        position=integers(hit.position for hit in hits),
        term_id=bigints(hit.term_id for hit in hits),
        form=texts(hit.form for hit in hits),
    )


def _watch_table(hits: Sequence[Hit], *, run_id: str, now: datetime) -> Table:
    distinct = {
        (hit.watch, hit.version.version_id, hit.sentence.paragraph_index, hit.sentence.segment_index, hit.phrase): hit
        for hit in reversed(hits)
    }
    found = list(distinct.values())
    return columns(
        **_places(found),
        watch=texts(hit.watch for hit in found),
        origin=texts(hit.version.origin for hit in found),
        phrase=texts(hit.phrase for hit in found),
        form=texts(hit.form for hit in found),
        found_at=instants(now for _ in found),
        run_id=texts(run_id for _ in found),
    )


def _places(hits: Sequence[Hit]) -> dict[str, Array]:
    return {
        "version_id": bigints(hit.version.version_id for hit in hits),
        "article_id": bigints(hit.version.article_id for hit in hits),
        "revision_no": integers(hit.version.revision_no for hit in hits),
        "language": texts(str(hit.version.language) for hit in hits),
        "paragraph_index": integers(hit.sentence.paragraph_index for hit in hits),
        "segment_index": integers(hit.sentence.segment_index for hit in hits),
    }


def _name_table(names: Sequence[NameCount]) -> Table:
    return columns(
        version_id=bigints(name.version.version_id for name in names),
        article_id=bigints(name.version.article_id for name in names),
        revision_no=integers(name.version.revision_no for name in names),
        language=texts(str(name.version.language) for name in names),
        name=texts(name.name for name in names),
        name_key=texts(name.key for name in names),
        mentions=integers(name.mentions for name in names),
    )
