"""What became of an article: its revisions, what each of them changed, and what was cut from it and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from tercet.translations.models import RemovedLine
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import as_utc, ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A sentence that a revision put in (`old` is None), took out (`new` is None) or replaced by one like it.

    The place is that in the revision, or before it for a sentence that was taken out; paragraph 0 is the headline.
    `similarity` is the share of words that old and new have in common, 0 to 1.
    """

    paragraph_index: int
    segment_index: int
    old: str | None
    new: str | None
    similarity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A text that the article has had. `cause` is publisher or extractor; `removed` was cut from it as boilerplate."""

    revision_no: int
    title: str
    seen_at: datetime
    cause: str
    changes: tuple[Change, ...]
    removed: tuple[RemovedLine, ...]


def article_history(warehouse: Warehouse, article_id: int) -> tuple[Revision, ...]:
    """The revisions of an article, the first one first; empty for an article that is not there."""
    who = {"article_id": article_id}
    changes = {
        number: tuple(
            Change(paragraph_index=row[1], segment_index=row[2], old=row[3], new=row[4], similarity=row[5])
            for row in group
        )
        for number, group in groupby(ask(warehouse, "article_changes", who), key=lambda row: row[0])
    }
    removed = {
        number: tuple(RemovedLine(text=text, reason=reason) for _, text, reason in group)
        for number, group in groupby(ask(warehouse, "article_removed", who), key=lambda row: row[0])
    }
    return tuple(
        Revision(
            revision_no=number,
            title=title,
            seen_at=as_utc(seen_at),
            cause=cause,
            changes=changes.get(number, ()),
            removed=removed.get(number, ()),
        )
        for number, title, seen_at, cause in ask(warehouse, "article_revisions", who)
    )
