"""Which of several copies is the original: labels that follow when an earlier copy is found later."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from tercet.warehouse.columns import bigints, columns
from tercet.warehouse.staging import run, stage


def relabel(cursor: duckdb.DuckDBPyConnection, originals: Mapping[int, int]) -> int:
    """Each article of `originals`, and every copy of it, becomes a copy of the article it is given; return how many
    labels changed. Call it inside a transaction, with those articles stored.

    Entries follow: what they say of an article is always whether it is a duplicate. Repeating it changes nothing.
    """
    if not originals:
        return 0
    final = {article_id: _final(article_id, originals) for article_id in originals}
    stage(cursor, columns(article_id=bigints(final), original_id=bigints(final.values())))
    changed = run(cursor, "relabelled_articles")
    run(cursor, "relabelled_entries")
    return changed


def _final(article_id: int, originals: Mapping[int, int]) -> int:
    """The end of a chain of labels. A ring, which no order of dates makes, ends where it would close."""
    met = {article_id}
    while (original := originals[article_id]) in originals and original not in met:
        met.add(original)
        article_id = original
    return original
