"""The page of a story: who told it when, what they all say, and what only one of them says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from tercet.flows.reader.charts import timeline
from tercet.flows.reader.comparing import Compared, only_here, said_alike
from tercet.flows.reader.display import address
from tercet.flows.reader.pages import Id, Reader, Values, not_there
from tercet.translations.languages import Language
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.reader_queries import story
from tercet.warehouse.reader_queries_story import (
    StoryArticle,
    compared_sentences,
    sentence_links,
    story_articles,
    story_sentences,
)

MOST_ARTICLES = 300
MOST_LINKS = 20_000
ARTICLES_COMPARED = 16
"""So many articles lend their sentences to the page: one of each outlet and language first, the earliest first."""

ARTICLES_LISTED = 100
GROUPS_SHOWN = 20
ONLY_HERE_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What one outlet wrote in one language."""

    language: str
    outlet: str
    country: str | None
    articles: int
    duplicates: int
    first: StoryArticle


def add_story_page(router: APIRouter, reader: Reader) -> None:
    """The page of a story; that of one that was merged into another leads there."""

    @router.get("/story/{story_id}")
    def show(request: Request, story_id: Id, beside: Annotated[Language, Query()] = Language.EN) -> Response:
        return reader.page(request, "story.html", lambda snapshot: story_page(snapshot, story_id, beside=beside))


def story_page(snapshot: Warehouse, story_id: int, *, beside: Language) -> Values | Response:
    """What the page of a story shows."""
    told = story(snapshot, story_id)
    if told is None:
        raise not_there("There is no such story.")
    if told.story_id != story_id:
        chosen = None if beside is Language.EN else beside.value
        return RedirectResponse(address(f"/story/{told.story_id}", beside=chosen), status_code=308)
    articles = story_articles(snapshot, story_id, most=MOST_ARTICLES)
    return {
        "story": told,
        "articles": articles[:ARTICLES_LISTED],
        "beside": beside,
        "timeline": timeline(articles),
        "coverage": coverage(articles),
        "most_by_one": max((one.articles for one in coverage(articles)), default=0),
        **_sentences(snapshot, story_id, articles, beside=beside),
    }


def coverage(articles: Sequence[StoryArticle]) -> list[Coverage]:
    """Who wrote how much, by language and then by who was first."""
    by_outlet: dict[tuple[str, str], list[StoryArticle]] = {}
    for article in articles:
        by_outlet.setdefault((article.language, article.source_id), []).append(article)
    rows = [
        Coverage(
            language=language, outlet=own[0].outlet, country=own[0].country, articles=len(own),
            duplicates=sum(one.duplicate_of is not None for one in own), first=own[0],
        )
        for (language, _), own in by_outlet.items()
    ]  # fmt: skip
    order = list(Language)
    return sorted(rows, key=lambda row: (order.index(Language(row.language)), row.first.published_at))


def _sentences(
    snapshot: Warehouse, story_id: int, articles: Sequence[StoryArticle], *, beside: Language
) -> dict[str, Any]:
    compared = compared_sentences(snapshot, story_id)
    chosen = _chosen(articles, compared)
    links = sentence_links(
        snapshot, story_id, revisions={one.article_id: one.revision_no for one in articles}, most=MOST_LINKS
    )
    instead = Language.UK if beside is Language.EN else Language.EN
    ids = [one.article_id for one in chosen]
    sentences = story_sentences(snapshot, ids, beside=beside, instead=instead) if chosen else {}
    groups = said_alike(chosen, sentences, links)
    return {
        "compared": sum((one.article_id, one.revision_no) in compared for one in articles),
        "chosen": chosen,
        "headlines": {one.place.article_id: one for said in sentences.values() for one in said[:1] if one.is_headline},
        "groups": groups[:GROUPS_SHOWN],
        "group_count": len(groups),
        "only_here": only_here(chosen, sentences, links, compared=compared, most=ONLY_HERE_SHOWN),
    }


def _chosen(articles: Sequence[StoryArticle], compared: Compared) -> list[StoryArticle]:
    """The articles whose sentences are shown, in order of time."""
    candidates = [one for one in articles if (one.article_id, one.revision_no) in compared]
    seen: set[tuple[str, str]] = set()
    first: list[StoryArticle] = []
    rest: list[StoryArticle] = []
    for one in candidates:
        key = (one.language, one.source_id)
        (rest if key in seen else first).append(one)
        seen.add(key)
    kept = {one.article_id for one in (first + rest)[:ARTICLES_COMPARED]}
    return [one for one in candidates if one.article_id in kept]
