"""The page of an article: its versions sentence beside sentence, and where all of it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from tercet.flows.reader.pages import Id, PageNumber, Reader, Values, not_there
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.reader_queries import story
from tercet.warehouse.reader_queries_article import (
    article_facts,
    changes,
    echoes,
    missing,
    natives,
    removed,
    revisions,
    shown_versions,
)
from tercet.warehouse.reading import AlignedLine, side_by_side

SENTENCES_A_PAGE = 600
MOST_REMOVED = 500
MOST_REVISIONS = 50
MOST_CHANGES = 300
MOST_ECHOES = 5000


def add_article_page(router: APIRouter, reader: Reader) -> None:
    """The page of an article."""

    @router.get("/article/{article_id}")
    def show(
        request: Request,
        article_id: Id,
        removed: bool = False,
        changes: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
        page: PageNumber = 1,
    ) -> Response:
        return reader.page(
            request,
            "article.html",
            lambda snapshot: article_page(snapshot, article_id, with_removed=removed, changes_of=changes, page=page),
        )


def article_page(
    snapshot: Warehouse, article_id: int, *, with_removed: bool, changes_of: int | None, page: int = 1
) -> Values:
    """What the page of an article shows."""
    facts = article_facts(snapshot, article_id)
    article = side_by_side(snapshot, article_id)
    if facts is None or article is None:
        raise not_there("There is no such article. It may have been forgotten since.")
    lines = article.lines[(page - 1) * SENTENCES_A_PAGE : page * SENTENCES_A_PAGE]
    told = None if facts.story_id is None else story(snapshot, facts.story_id)
    return {
        "facts": facts,
        "languages": article.languages,
        "paragraphs": [list(of) for _, of in groupby(lines, key=lambda line: line.paragraph_index)],
        "page": page,
        "pages": max(1, -(-len(article.lines) // SENTENCES_A_PAGE)),
        "versions": shown_versions(snapshot, article_id),
        "missing": missing(snapshot, article_id),
        "natives": natives(snapshot, facts),
        "flags": flag_counts(article.lines),
        "story": told if told is not None and told.articles > 1 else None,
        "echoes": echoes(snapshot, facts, most=MOST_ECHOES) if told is not None and told.articles > 1 else {},
        "with_removed": with_removed,
        "removed": removed(snapshot, facts, most=MOST_REMOVED) if with_removed else [],
        "revisions": revisions(snapshot, article_id, most=MOST_REVISIONS) if facts.revision_no > 1 else [],
        "changes_of": changes_of,
        "changes": [] if changes_of is None else changes(snapshot, article_id, changes_of, most=MOST_CHANGES),
    }


def flag_counts(lines: Sequence[AlignedLine]) -> dict[str, int]:
    """How many sentences of the article carry each flag, the most frequent first."""
    counted = Counter(flag.value for line in lines for cell in line.cells.values() for flag in cell.flags)
    return dict(counted.most_common())
