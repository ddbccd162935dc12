"""The translation memory, kept in the warehouse: what was translated once is never decoded again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

import duckdb
from arro3.core import Table

from tercet.translations.models import Flag, MemoryEntry, MemoryKey, Origin, TranslatedText, stable_id
from tercet.warehouse.columns import bigints, columns, doubles, instants, text_lists, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import merge, stage


def utc_now() -> datetime:
    """The time of day, aware."""
    return datetime.now(UTC)


class WarehouseMemory:
    """A TranslationMemory on an open warehouse. A stored text never changes; safe to use from several threads."""

    def __init__(self, warehouse: Warehouse, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._warehouse = warehouse
        self._clock = clock

    def lookup(self, keys: Sequence[MemoryKey]) -> dict[MemoryKey, TranslatedText]:
        """The stored translations among `keys`."""
        by_id = {memory_id(key): key for key in keys}
        if not by_id:
            return {}
        with self._warehouse.cursor() as cursor:
            stage(cursor, columns(memory_id=bigints(by_id)))
            rows = cursor.execute(read_sql("queries/memory_lookup")).fetchall()
        return {
            by_id[row_id]: TranslatedText(text=text, score=score, flags=tuple(map(Flag, flags)), origin=Origin(origin))
            for row_id, text, score, flags, origin in rows
        }

    def store(self, entries: Iterable[MemoryEntry]) -> None:
        """Keep the entries whose keys are new, in a transaction of their own."""
        with self._warehouse.transaction() as cursor:
            store_entries(cursor, tuple(entries), now=self._clock())


def memory_id(key: MemoryKey) -> int:
    """The id of a key: of everything that a translation depends on."""
    return stable_id(key.text_sha256, str(key.pair), key.package_sha256, key.settings_sha256, key.glossary_sha256)


def store_entries(cursor: duckdb.DuckDBPyConnection, entries: Sequence[MemoryEntry], *, now: datetime) -> int:
    """Keep the entries whose keys are new; return how many. Call it inside a transaction."""
    return merge(cursor, "memory", memory_table(entries, now=now), into="translation_memory").new


def memory_table(entries: Sequence[MemoryEntry], *, now: datetime) -> Table:
    """The rows of `translation_memory`; of entries with one key the first counts."""
    distinct = {memory_id(entry.key): entry for entry in reversed(entries)}
    keys = [entry.key for entry in distinct.values()]
    translated = [entry.translated for entry in distinct.values()]
    return columns(
        memory_id=bigints(distinct),
        text_sha256=texts(key.text_sha256 for key in keys),
        pair=texts(str(key.pair) for key in keys),
        package_sha256=texts(key.package_sha256 for key in keys),
        settings_sha256=texts(key.settings_sha256 for key in keys),
        glossary_sha256=texts(key.glossary_sha256 for key in keys),
        target_text=texts(text.text for text in translated),
        score=doubles(text.score for text in translated),
        flags=text_lists([text.flags for text in translated]),
        origin=texts(text.origin for text in translated),
        created_at=instants(now for _ in keys),
    )
