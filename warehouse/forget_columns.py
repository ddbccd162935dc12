"""Where an article may be named or told in a database of ours, found in its columns, so that new tables count too.

A table that holds anything of an article names it in a column of `ARTICLE_COLUMNS`; then its rows go with the article.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import duckdb

ARTICLE_COLUMNS = ("article_id", "article_id_a", "article_id_b", "native_article_id")
"""Columns that say whose row it is; a row of two articles goes with either."""

VERSION_COLUMN = "version_id"
"""Says whose row it is in a table without any of these."""

ADDRESS_COLUMNS = ("url", "final_url", "canonical_url", "guid", "subject")
"""Columns that name an article, or a page that became none, by its address."""

REFERENCE_COLUMNS = ("duplicate_of", "nearest_article_id")
"""Columns of other articles' rows that refer to an article. They lose the reference, not the row."""

SENTENCE_TABLES = frozenset({"corrections", "translation_memory"})
"""Tables of sentences, which may stand in other articles too: their rows go by the sentence, not by the article."""

PROSE_COLUMNS = ("counts", "detail", "error", "params")
"""Columns with words of ours in which an address or a title may be quoted."""

KEPT = frozenset({"compactions", "content_state", "forgotten", "schema_version", "sources", "view_definitions"})
"""Tables whose rows stay: bookkeeping, and the outlets themselves."""

COLUMNS = """
SELECT duckdb_columns.table_name, column_name FROM duckdb_columns()
JOIN duckdb_tables() USING (database_oid, schema_oid, table_oid)
WHERE duckdb_tables.database_name = current_database() AND NOT duckdb_tables.internal AND NOT duckdb_tables.temporary
ORDER BY duckdb_columns.table_name, column_index
"""

GONE_ARTICLES = "(SELECT article_id FROM gone_articles)"
GONE_VERSIONS = "(SELECT version_id FROM gone_versions)"
GONE_ADDRESSES = "(SELECT url_sha256 FROM gone_addresses)"


@dataclass(frozen=True)
class TablePlaces:
    """A table, and its columns that may tell of an article."""

    table: str
    columns: tuple[str, ...]

    @cached_property
    def named(self) -> str:
        """The condition under which a row goes, with what `forget` stages; "" for never."""
        if self.table in KEPT or self.table in SENTENCE_TABLES:
            return ""
        by_id = [f'"{name}" IN {GONE_ARTICLES}' for name in self._among(ARTICLE_COLUMNS)]
        if not by_id and VERSION_COLUMN in self.columns:
            by_id = [f"{VERSION_COLUMN} IN {GONE_VERSIONS}"]
        by_address = [f'sha256("{name}") IN {GONE_ADDRESSES}' for name in self._among(ADDRESS_COLUMNS)]
        return " OR ".join([*by_id, *by_address])

    @property
    def references(self) -> list[str]:
        is_of_sentences = self.table in SENTENCE_TABLES
        return self._among((*REFERENCE_COLUMNS, *ARTICLE_COLUMNS) if is_of_sentences else REFERENCE_COLUMNS)

    @property
    def prose(self) -> list[str]:
        return self._among(PROSE_COLUMNS)

    def _among(self, names: Collection[str]) -> list[str]:
        return [name for name in self.columns if name in names]


def places(cursor: duckdb.DuckDBPyConnection) -> list[TablePlaces]:
    """Every table of the database that is open, whatever its schema is."""
    found: dict[str, list[str]] = {}
    for table, column in cursor.execute(COLUMNS).fetchall():
        found.setdefault(table, []).append(column)
    return [TablePlaces(table, tuple(columns)) for table, columns in found.items()]
