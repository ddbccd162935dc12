"""The reader as an ASGI application."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from tercet.flows.cockpit.privacy import App
from tercet.flows.reader.display import STATIC, static_file
from tercet.flows.reader.guard import guarded
from tercet.flows.reader.page_article import add_article_page
from tercet.flows.reader.page_day import add_day_pages
from tercet.flows.reader.page_lists import add_list_pages
from tercet.flows.reader.page_story import add_story_page
from tercet.flows.reader.pages import Reader, not_there
from tercet.flows.settings import Settings
from tercet.warehouse.errors import NoSnapshotError

A_YEAR = "public, max-age=31536000, immutable"


def make_app(settings: Settings) -> App:
    """The reader of an installation. It opens the snapshot when the first page is asked for."""
    reader = Reader(settings)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    router = APIRouter()
    for add in (add_day_pages, add_story_page, add_article_page, add_list_pages, _add_files, _add_health):
        add(router, reader)
    app.include_router(router)
    _add_errors(app, reader)
    return guarded(app)


def _add_files(router: APIRouter, _: Reader) -> None:
    """The style sheet and the icon. Their addresses change with their content."""

    @router.get("/static/{name}")
    def file(name: str) -> Response:
        if name not in STATIC:
            raise not_there("There is no such file.")
        return Response(static_file(name), media_type=STATIC[name], headers={"cache-control": A_YEAR})

    @router.get("/favicon.ico")
    def icon() -> Response:
        return Response(status_code=204, headers={"cache-control": A_YEAR})


def _add_health(router: APIRouter, reader: Reader) -> None:
    @router.get("/health")
    def health() -> Response:
        """Well as soon as it answers; without a snapshot too."""
        try:
            name: str | None = reader.snapshot.name()
        except NoSnapshotError:
            name = None
        return JSONResponse({"status": "ok", "snapshot": name}, headers={"cache-control": "no-store"})


def _add_errors(app: FastAPI, reader: Reader) -> None:
    """Every error is a page of ours."""

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        title = "There is nothing here" if error.status_code == 404 else "This cannot be shown"
        detail = "" if error.detail == "Not Found" else error.detail
        return reader.message(request, error.status_code, title, *filter(None, [detail]))

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        details = [f"{one['loc'][-1]}: {one['msg']}" for one in error.errors()]
        return reader.message(request, 422, "This address is not right", *details)

    def failed(request: Request, _: Exception) -> Response:
        return reader.message(request, 500, "The reader failed here", "Its log (logs/reader.log) says why.")

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, failed)
