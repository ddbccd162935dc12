"""Search: plain tables of words beside the versions, brought up to date when a snapshot is published.

They live in the warehouse file and travel with its copy, so a bare DuckDB client searches a snapshot with the macro
`search_articles`. Only versions that came, went or changed since the last time are touched; each batch is one
transaction, and whatever was interrupted, the next call goes on. Nothing here is a source of truth: the tables follow
from `versions` and `segments`, and are made anew when the rules of lemmas change.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from tercet.translations.languages import Language
from tercet.translations.lemmas import lemma, lemma_rules
from tercet.translations.models import sha256_text
from tercet.warehouse.columns import columns, integers, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import count_rows, stage

BATCH_VERSIONS = 8000
"""Versions per transaction: about a million words, a hundred megabytes while it lasts."""

KNOWN = "SELECT rules, sum(documents) FROM search_state GROUP BY rules"
RECORD = "INSERT INTO search_state (rules, documents) VALUES (?, ?)"
START_ANEW = (
    "DELETE FROM search_forms",
    "DELETE FROM search_documents",
    "DELETE FROM search_postings",
    "DELETE FROM search_state",
)
DROP = (
    "DELETE FROM search_documents WHERE document_no IN (SELECT document_no FROM outdated)",
    "DELETE FROM search_postings WHERE document_no NOT IN (SELECT document_no FROM search_documents)",
    "DELETE FROM search_forms WHERE term_id NOT IN (SELECT term_id FROM search_postings)",
    "DELETE FROM search_state",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchUpdate:
    """What bringing search up to date did: versions it learned and versions it dropped."""

    added: int = 0
    removed: int = 0


def update_search(warehouse: Warehouse) -> SearchUpdate:
    """Search knows exactly the current versions, and no word that only others had. Writes nothing when it did already.

    Whoever deletes an article deletes its rows of `search_documents` and calls this: its words go too.
    """
    rules = search_rules()
    known = _known_documents(warehouse, rules)
    removed = _drop_outdated(warehouse, known, rules)
    added = 0
    while count := _add_batch(warehouse, rules):
        added += count
    return SearchUpdate(added=added, removed=removed)


def search_rules() -> str:
    """What the search tables depend on besides the texts: how words are cut, and what their lemmas and stems are."""
    macros = sha256_text("".join(read_sql(f"macros/{name}") for name in ("search_fold", "search_words", "search_stem")))
    return f"{lemma_rules()}, macros {macros[:8]}"


def _known_documents(warehouse: Warehouse, rules: str) -> int:
    """How many versions search knew when it was last up to date. Lemmas of other rules are dropped, and it is none."""
    with warehouse.cursor() as cursor:
        known = dict(cursor.execute(KNOWN).fetchall())
    if known.keys() <= {rules}:
        return int(known.get(rules, 0))
    with warehouse.transaction() as cursor:
        for statement in START_ANEW:
            cursor.execute(statement)
    return 0


def _drop_outdated(warehouse: Warehouse, known: int, rules: str) -> int:
    """Versions that are gone, no longer current or made anew leave, and so do words that only they had."""
    with warehouse.cursor() as cursor:
        outdated = [number for (number,) in cursor.execute(read_sql("search/outdated")).fetchall()]
        left = count_rows(cursor, "search_documents") - len(outdated)
    if left < known:
        with warehouse.transaction() as cursor:
            stage(cursor, columns(document_no=integers(outdated)), "outdated")
            for statement in DROP:
                cursor.execute(statement)
            cursor.execute(RECORD, [rules, left])
    return known - left


def _add_batch(warehouse: Warehouse, rules: str) -> int:
    """Index the next versions in one transaction; return how many there were."""
    with warehouse.transaction() as cursor:
        cursor.execute(read_sql("search/batch"), {"versions": BATCH_VERSIONS})
        count = count_rows(cursor, "search_batch")
        if count == 0:
            return 0
        cursor.execute(read_sql("search/words"))
        _learn_forms(cursor)
        cursor.execute(read_sql("search/postings"))
        cursor.execute(read_sql("search/documents"))
        cursor.execute(RECORD, [rules, count])
    return count


def _learn_forms(cursor: duckdb.DuckDBPyConnection) -> None:
    """Forms that were never met get their lemmas."""
    new = [(Language(language), form) for language, form in cursor.execute(read_sql("search/new_forms")).fetchall()]
    if not new:
        return
    stage(
        cursor,
        columns(
            form=texts(form for _, form in new),
            language=texts(language for language, _ in new),
            lemma=texts(lemma(form, language) for language, form in new),
        ),
    )
    cursor.execute(read_sql("search/forms"))
