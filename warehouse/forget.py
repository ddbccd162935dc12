"""Removing an article for good: what goes is planned first, removed in one transaction, and kept out by a tombstone.

Removed rows leave their words in the search tables, their bytes in the file until it is compacted, and their text in
snapshots that were published before: `erasing` ends the work there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import duckdb

from tercet.translations.models import sha256_text, stable_id
from tercet.warehouse.columns import bigints, columns, instants, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.forget_columns import SENTENCE_TABLES, TablePlaces, places
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import mark_changed, stage

REDACTED = "[forgotten]"
"""What stands where an address or a title was quoted."""

SHORTEST_QUOTE = 12
"""Characters. A shorter title is made of everyday words: replacing it would damage what other articles' rows say."""

MEMORY = "SELECT count(*) FROM translation_memory WHERE text_sha256 IN (SELECT text_sha256 FROM gone_texts)"
VERSIONS = "SELECT version_id FROM versions WHERE article_id IN (SELECT article_id FROM gone_articles)"
TOMBSTONES = "SELECT article_id, url_sha256 FROM forgotten"
STORED = """
SELECT article_id FROM articles WHERE article_id = $id OR sha256(canonical_url) IN (SELECT unnest($hashes))
UNION
SELECT article_id FROM entries WHERE article_id IS NOT NULL AND sha256(url) IN (SELECT unnest($hashes))
"""
BURIED = """
WITH met AS (FROM forgotten WHERE article_id = $id OR url_sha256 IN (SELECT unnest($hashes)))
SELECT article_id, url_sha256, forgotten_at FROM met
UNION
SELECT article_id, url_sha256, forgotten_at FROM forgotten WHERE article_id IN (SELECT article_id FROM met)
"""
LIFT = """
DELETE FROM forgotten
WHERE article_id IN (SELECT article_id FROM gone_articles) OR url_sha256 IN (SELECT url_sha256 FROM gone_addresses)
"""
COPIES = "SELECT article_id FROM articles WHERE duplicate_of IN (SELECT article_id FROM gone_articles)"
ADDRESSES_WITH = """
SELECT DISTINCT address FROM (
    SELECT url AS address FROM entries UNION ALL SELECT url FROM documents UNION ALL SELECT final_url FROM documents
    UNION ALL SELECT canonical_url FROM articles UNION ALL SELECT url FROM fetch_state
    UNION ALL SELECT subject FROM rejects
)
WHERE contains(lower(address), $part)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What is to be forgotten, as the user named it: an article's id, or every way its address may be written."""

    article_id: int | None = None
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPlan:
    """What would go. `addresses` are written as in the tables; `url_sha256s` also come from earlier tombstones.

    `rows` counts by table; `repeated_by` are other articles that repeat its text, and stay; `forgotten_at` is when it
    was forgotten already, if it was.
    """

    article_ids: tuple[int, ...]
    addresses: tuple[str, ...]
    url_sha256s: tuple[str, ...]
    titles: tuple[str, ...]
    rows: Mapping[str, int]
    memory_entries: int
    repeated_by: tuple[int, ...]
    forgotten_at: datetime | None

    @property
    def finds_nothing(self) -> bool:
        return not self.rows and self.forgotten_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A raw page that stays, in an archive file that was rewritten: where it was, and where it is now."""

    file: str
    old_offset: int
    new_offset: int


def addresses_with(warehouse: Warehouse, part: str) -> list[str]:
    """Every stored address that contains `part` (lower case), such as a host: to find those that mean one page."""
    with warehouse.cursor() as cursor:
        return [address for (address,) in cursor.execute(ADDRESSES_WITH, {"part": part}).fetchall()]


def plan_forget(warehouse: Warehouse, named: Named) -> ForgetPlan:
    """What `erase` would remove. Nothing is written."""
    hashes = [sha256_text(address) for address in named.addresses]
    asked = {"id": -1 if named.article_id is None else named.article_id, "hashes": hashes}
    with warehouse.cursor() as cursor:
        buried = cursor.execute(BURIED, asked).fetchall()
        ids = {article_id for article_id, _, _ in buried if article_id is not None}
        ids |= {row[0] for row in cursor.execute(STORED, asked).fetchall()}
        known = {*hashes, *(url_sha256 for _, url_sha256, _ in buried if url_sha256 is not None)}
        with _gone(cursor, ids, known):
            addresses = [row[0] for row in cursor.execute(read_sql("forget/addresses")).fetchall()]
            titles = [row[0] for row in cursor.execute(read_sql("forget/titles")).fetchall()]
            copies = [row[0] for row in cursor.execute(COPIES).fetchall()]
        known |= set(map(sha256_text, addresses))
        with _gone(cursor, ids, known):
            rows = {place.table: count for place in places(cursor) if (count := _count(cursor, place))}
            stage(cursor, columns(text_sha256=texts(_texts(cursor))), "gone_texts")
            memory = _affected(cursor, MEMORY)
    return ForgetPlan(
        article_ids=tuple(sorted(ids)),
        addresses=tuple(sorted({*addresses, *named.addresses})),
        url_sha256s=tuple(sorted(known)),
        titles=tuple(titles),
        rows=rows,
        memory_entries=memory,
        repeated_by=tuple(sorted(set(copies) - ids)),
        forgotten_at=min((at for _, _, at in buried), default=None),
    )


def erase(warehouse: Warehouse, plan: ForgetPlan, *, reason: str, now: datetime, moved: Sequence[Moved] = ()) -> int:
    """What was planned is gone from every table, and tombstones keep it out; return how many rows went.

    One transaction. `moved` raw pages get their new place. The next publish makes a snapshot.
    """
    with warehouse.transaction() as cursor, _gone(cursor, plan.article_ids, plan.url_sha256s):
        _move(cursor, moved)
        removed = _remove_texts(cursor)
        found = places(cursor)
        for place in found:
            if place.named:
                removed += _affected(cursor, f'DELETE FROM "{place.table}" WHERE {place.named}')
        for place in found:
            _unlink(cursor, place)
            _redact(cursor, place, plan)
        if any(place.table == "stories" for place in found):
            _retell_stories(cursor)
        _bury(cursor, plan, reason=reason, now=now)
        mark_changed(cursor, run_id=None, now=now)
    return removed


def lift(warehouse: Warehouse, plan: ForgetPlan) -> int:
    """The tombstones of what was planned are gone, so that it may be taken in again; return how many there were."""
    with warehouse.transaction() as cursor, _gone(cursor, plan.article_ids, plan.url_sha256s):
        return _affected(cursor, LIFT)


def forgotten_marks(warehouse: Warehouse) -> tuple[frozenset[int], frozenset[str]]:
    """The tombstones: ids of articles, and SHA-256s of addresses, that are not taken in again."""
    with warehouse.cursor() as cursor:
        rows = cursor.execute(TOMBSTONES).fetchall()
    ids = frozenset(article_id for article_id, _ in rows if article_id is not None)
    return ids, frozenset(url_sha256 for _, url_sha256 in rows if url_sha256 is not None)


def has_unerased(warehouse: Warehouse) -> bool:
    """Whether something was forgotten whose bytes are still to be erased."""
    with warehouse.cursor() as cursor:
        return cursor.execute("SELECT count(*) FROM forgotten WHERE erased_at IS NULL").fetchone() != (0,)


def is_held(cursor: duckdb.DuckDBPyConnection, article_ids: Collection[int], url_sha256s: Collection[str]) -> bool:
    """Whether any table of an open database, of whatever schema, still has a row of these articles or addresses."""
    with _gone(cursor, article_ids, url_sha256s):
        return any(_count(cursor, place) for place in places(cursor))


@contextmanager
def _gone(
    cursor: duckdb.DuckDBPyConnection, article_ids: Collection[int], url_sha256s: Collection[str]
) -> Iterator[None]:
    """SQL on the cursor can read what goes as `gone_articles`, `gone_versions` and `gone_addresses`."""
    stage(cursor, columns(article_id=bigints(sorted(article_ids))), "gone_articles")
    stage(cursor, columns(url_sha256=texts(sorted(url_sha256s))), "gone_addresses")
    versions = [version_id for (version_id,) in cursor.execute(VERSIONS).fetchall()]
    stage(cursor, columns(version_id=bigints(versions)), "gone_versions")
    try:
        yield
    finally:
        for name in ("gone_articles", "gone_addresses", "gone_versions"):
            cursor.unregister(name)


def _count(cursor: duckdb.DuckDBPyConnection, place: TablePlaces) -> int:
    if not place.named:
        return 0
    row = cursor.execute(f'SELECT count(*) FROM "{place.table}" WHERE {place.named}').fetchone()
    return 0 if row is None else int(row[0])


def _affected(cursor: duckdb.DuckDBPyConnection, statement: str, parameters: object = None) -> int:
    row = cursor.execute(statement, parameters).fetchone()
    return 0 if row is None else int(row[0])


def _move(cursor: duckdb.DuckDBPyConnection, moved: Sequence[Moved]) -> None:
    if not moved:
        return
    table = columns(
        warc_file=texts(one.file for one in moved),
        old_offset=bigints(one.old_offset for one in moved),
        new_offset=bigints(one.new_offset for one in moved),
    )
    stage(cursor, table, "moved")
    cursor.execute(
        "UPDATE documents SET warc_offset = moved.new_offset FROM moved "
        "WHERE documents.warc_file = moved.warc_file AND documents.warc_offset = moved.old_offset"
    )


def _texts(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """SHA-256s of the sentences that go with the articles."""
    return [text_sha256 for (text_sha256,) in cursor.execute(read_sql("forget/texts")).fetchall()]


def _remove_texts(cursor: duckdb.DuckDBPyConnection) -> int:
    stage(cursor, columns(text_sha256=texts(_texts(cursor))), "gone_texts")
    return sum(
        _affected(cursor, f'DELETE FROM "{table}" WHERE text_sha256 IN (SELECT text_sha256 FROM gone_texts)')
        for table in sorted(SENTENCE_TABLES)
    )


def _unlink(cursor: duckdb.DuckDBPyConnection, place: TablePlaces) -> None:
    for column in place.references:
        cursor.execute(
            f'UPDATE "{place.table}" SET "{column}" = NULL WHERE "{column}" IN (SELECT article_id FROM gone_articles)'
        )


def _redact(cursor: duckdb.DuckDBPyConnection, place: TablePlaces, plan: ForgetPlan) -> None:
    """Where words of ours quote an address or a title, they no longer do. Longer addresses that begin alike stay."""
    titles = [title for title in plan.titles if len(title) >= SHORTEST_QUOTE]
    quoted = {re.escape(word) for title in titles for word in (title, json.dumps(title, ensure_ascii=False)[1:-1])}
    patterns = [*(f"{re.escape(address)}(?![\\w/%?&=#~+-])" for address in plan.addresses), *quoted]
    if not patterns:
        return
    pattern = re.compile("|".join(sorted(patterns, key=len, reverse=True)))
    for column in place.prose:
        rows = cursor.execute(f'SELECT DISTINCT CAST("{column}" AS VARCHAR) FROM "{place.table}"').fetchall()
        for (text,) in rows:
            if text is not None and pattern.search(text):
                cursor.execute(
                    f'UPDATE "{place.table}" SET "{column}" = $new WHERE CAST("{column}" AS VARCHAR) = $old',
                    {"new": pattern.sub(REDACTED, text), "old": text},
                )


def _retell_stories(cursor: duckdb.DuckDBPyConnection) -> None:
    """Stories are told by the articles that they still have; one without any goes."""
    cursor.execute("DELETE FROM stories WHERE story_id NOT IN (SELECT story_id FROM story_articles)")
    cursor.execute(read_sql("forget/stories"))


def _bury(cursor: duckdb.DuckDBPyConnection, plan: ForgetPlan, *, reason: str, now: datetime) -> None:
    """A tombstone for every article with every address it had; those that are there keep their date and reason."""
    marks = list(product(plan.article_ids or [None], plan.url_sha256s or [None]))
    table = columns(
        forgotten_id=bigints(stable_id(str(article_id), str(url_sha256)) for article_id, url_sha256 in marks),
        article_id=bigints(article_id for article_id, _ in marks),
        url_sha256=texts(url_sha256 for _, url_sha256 in marks),
        forgotten_at=instants(now for _ in marks),
        reason=texts(reason for _ in marks),
    )
    stage(cursor, table)
    cursor.execute(read_sql("forget/tombstones"))
