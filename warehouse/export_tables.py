"""What of each table goes into a bundle: rows by the filters, columns by the variant, and no secret.

The text-free variant keeps ids, hashes, dates, numbers, flags and words of closed lists. Of anything else only the
length stays, so that a column nobody thought of gives nothing away. Columns are judged by name and type, so that new
tables are exported without a word here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tercet.warehouse.forget_columns import ADDRESS_COLUMNS, ARTICLE_COLUMNS, PROSE_COLUMNS, VERSION_COLUMN

LEFT_OUT = frozenset({"compactions", "content_state", "fetch_state", "forgotten", "view_definitions"})
"""Bookkeeping of this installation, which tells a reader of the bundle nothing."""

DERIVED = "search_"
"""Tables of this prefix are made of the others, for the whole warehouse."""

FREE_TYPES = frozenset(
    "BOOLEAN TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT FLOAT DOUBLE DATE TIME "
    "TIMESTAMP".split()
) | {"TIMESTAMP WITH TIME ZONE"}
"""Types that hold no text."""

FREE_NAMES = frozenset(
    "cause change charset content_type country default_language engine flow kind language method model model_version "
    "origin outcome package_name package_version pair pivot reason stage status title_language version".split()
)
"""Text columns whose words come from closed lists, or name things of ours."""

FREE_ENDINGS = ("_id", "_sha256", "_language")
FREE_LISTS = frozenset({"agencies", "flags", "languages"})
COUNTED = frozenset({"source_text", "target_text", "text"})
"""Sentences and lines: their words are counted too."""

END = r"""[^&;#\s"'<>\\]+"""
"""What an address may go on with, in prose and in JSON."""

USER_NAMES = r"""(?i)([a-z][a-z0-9+.-]*://)[^/?#\s@"'<>\\]+@"""
SECRETS = (
    r"(?i)([?&;](?:[a-z0-9]+[_-])*(?:access|apikey|auth|authkey|credentials?|key|pass|passwd|password|pwd|secret|session|"
    rf"sessionid|sid|sig|signature|token)=){END}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table, with DuckDB's type."""

    name: str
    type: str

    @property
    def is_text(self) -> bool:
        return self.type in ("VARCHAR", "JSON")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """`is_text_free` leaves out texts, titles and addresses; with `has_addresses` the addresses stay."""

    is_text_free: bool = False
    has_addresses: bool = False

    @property
    def name(self) -> str:
        if not self.is_text_free:
            return "full"
        return "text-free with addresses" if self.has_addresses else "text-free"


def is_exported(table: str, variant: Variant, *, is_filtered: bool) -> bool:
    """Whether a table goes into the bundle at all."""
    return table not in LEFT_OUT and not (table.startswith(DERIVED) and (variant.is_text_free or is_filtered))


def without_secrets(expression: str) -> str:
    """SQL for the text without user names, passwords and tokens in the addresses that it holds."""
    without_names = rf"regexp_replace({expression}, {_literal(USER_NAMES)}, '\1', 'g')"
    return rf"regexp_replace({without_names}, {_literal(SECRETS)}, '\1REDACTED', 'g')"


def secrets_removed(text: str) -> str:
    """The same, of a text at hand."""
    return re.sub(SECRETS, r"\1REDACTED", re.sub(USER_NAMES, r"\1", text))


def exported_columns(columns: Sequence[Column], variant: Variant) -> list[str]:
    """The select list of a table, in the order of its columns."""
    if variant.is_text_free:
        return [one for column in columns for one in _text_free(column, variant)]
    return [_clean(column) for column in columns]


def condition(table: str, columns: Sequence[Column], sources: Sequence[str]) -> str:
    """SQL for the rows that belong to `selected` articles; `sources` are those of the filter, if any."""
    names = {column.name for column in columns}
    by_article = [f'"{name}" IN (SELECT article_id FROM selected)' for name in ARTICLE_COLUMNS if name in names]
    if by_article:
        return " AND ".join(by_article)
    if VERSION_COLUMN in names:
        return f"{VERSION_COLUMN} IN (SELECT version_id FROM versions SEMI JOIN selected USING (article_id))"
    if "story_id" in names:
        return "story_id IN (SELECT story_id FROM story_articles SEMI JOIN selected USING (article_id))"
    if table == "translation_memory":
        return "text_sha256 IN (SELECT text_sha256 FROM segments SEMI JOIN selected USING (article_id))"
    if table == "documents":
        return "url IN (SELECT url FROM entries SEMI JOIN selected USING (article_id))"
    if "source_id" in names and sources:
        return "source_id IN (SELECT unnest($sources))"
    return "TRUE"


def _clean(column: Column) -> str:
    quoted = f'"{column.name}"'
    if column.is_text and column.name in (*ADDRESS_COLUMNS, *PROSE_COLUMNS):
        return f"CAST({without_secrets(f'CAST({quoted} AS VARCHAR)')} AS {column.type}) AS {quoted}"
    return quoted


def _text_free(column: Column, variant: Variant) -> list[str]:
    name = column.name
    quoted = f'"{name}"'
    if column.type in FREE_TYPES or (column.type.endswith("[]") and name in FREE_LISTS):
        return [quoted]
    if column.type != "VARCHAR":
        return []
    if name in ADDRESS_COLUMNS:
        if variant.has_addresses:
            return [_clean(column)]
        return [f'sha256({quoted}) AS "{name}_sha256"', f'{_host(quoted)} AS "{name}_host"']
    if name in FREE_NAMES or name.endswith(FREE_ENDINGS):
        return [quoted]
    lengths = [f'length({quoted}) AS "{name}_length"']
    if name in COUNTED:
        lengths.append(f"len(regexp_extract_all({quoted}, '[^\\s]+')) AS \"{name}_words\"")
    return lengths


def _host(quoted: str) -> str:
    return f"nullif(regexp_extract({quoted}, '(?i)^https?://(?:[^/?#@]*@)?([^/?#:]+)', 1), '')"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
