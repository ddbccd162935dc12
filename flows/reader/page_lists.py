"""The pages of search, of sources and of watchlists."""

from __future__ import annotations

import re
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from tercet.flows.reader.pages import LanguageChoice, Reader, Values, not_there
from tercet.flows.terms_stage import FEEDS
from tercet.translations.languages import Language
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.health import source_health
from tercet.warehouse.reader_queries import checks, search, tops, watch_finds, watches

LONGEST_QUERY = 200
RESULTS_A_PAGE = 20
MOST_RESULTS = 200
CHECKS_SHOWN = 14
MOST_NEWS = 100
LARGEST_FEED = 5_000_000

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")

Words = Annotated[str, Query(max_length=LONGEST_QUERY)]
WatchName = Annotated[str, Path(max_length=100)]


def add_list_pages(router: APIRouter, reader: Reader) -> None:
    """Search, sources, watchlists and their feeds."""

    @router.get("/search")
    def find(
        request: Request,
        q: Words = "",
        language: LanguageChoice = None,
        translations: bool = False,
        all_words: Annotated[bool, Query(alias="all")] = False,
        page: Annotated[int, Query(ge=1, le=MOST_RESULTS // RESULTS_A_PAGE)] = 1,
    ) -> Response:
        def build(snapshot: Warehouse) -> Values:
            return search_page(
                snapshot, q, language=language, translations=translations, all_words=all_words, page=page
            )

        return reader.page(request, "search.html", build)

    @router.get("/sources")
    def sources(request: Request) -> Response:
        return reader.page(request, "sources.html", sources_page)

    @router.get("/watch")
    def all_watches(request: Request) -> Response:
        return reader.page(request, "watches.html", lambda snapshot: watches_page(snapshot, reader))

    # Before the page of one list: its name could end in .xml otherwise.
    @router.get("/watch/{name}.xml")
    def feed(name: WatchName) -> Response:
        return watch_feed(reader, name)

    @router.get("/watch/{name}")
    def one_watch(request: Request, name: WatchName) -> Response:
        return reader.page(request, "watch.html", lambda snapshot: watch_page(snapshot, reader, name))


def search_page(
    snapshot: Warehouse, words: str, *, language: Language | None, translations: bool, all_words: bool, page: int
) -> Values:
    """What the search page shows: the form, and what was found."""
    query = " ".join(words.split())
    most = page * RESULTS_A_PAGE + 1
    found = (
        search(snapshot, query, language=language, translations=translations, all_words=all_words, most=most)
        if query
        else []
    )
    shown = found[(page - 1) * RESULTS_A_PAGE : page * RESULTS_A_PAGE]
    ids = [one.article_id for one in shown]
    return {
        "query": query,
        "language": language,
        "translations": translations,
        "all_words": all_words,
        "page": page,
        "has_more": len(found) == most and page * RESULTS_A_PAGE < MOST_RESULTS,
        "found": shown,
        "tops": tops(snapshot, ids, Language.EN),
    }


def sources_page(snapshot: Warehouse) -> Values:
    """What the page of the sources shows."""
    return {"sources": source_health(snapshot), "checks": checks(snapshot, most=CHECKS_SHOWN)}


def watches_page(snapshot: Warehouse, reader: Reader) -> Values:
    """What the page of the watchlists shows: those of the configuration, with what each has found."""
    return {"watches": reader.settings.watch, "found": watches(snapshot)}


def watch_page(snapshot: Warehouse, reader: Reader, name: str) -> Values:
    """What the page of one watchlist shows."""
    settings = next((watch for watch in reader.settings.watch if watch.name == name), None)
    news = watch_finds(snapshot, name, most=MOST_NEWS)
    if settings is None and not news:
        raise not_there("There is no such watchlist. They are configured under watch: in config.yaml.")
    return {"name": name, "watch": settings, "news": news, "has_feed": _feed_path(reader, name) is not None}


def watch_feed(reader: Reader, name: str) -> Response:
    """The RSS feed of a watchlist, as its last run wrote it."""
    path = _feed_path(reader, name)
    if path is None:
        raise not_there("There is no such feed. It is written when a run has looked for a watchlist.")
    return Response(
        path.read_bytes(), media_type="application/rss+xml; charset=utf-8", headers={"cache-control": "no-cache"}
    )


def _feed_path(reader: Reader, name: str) -> FilePath | None:
    if not NAME.fullmatch(name) or all(watch.name != name for watch in reader.settings.watch):
        return None
    path = reader.settings.data_dir / FEEDS / f"{name}.xml"
    return path if path.is_file() and path.stat().st_size <= LARGEST_FEED else None
