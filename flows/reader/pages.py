"""How every page is made: from the current snapshot, within a time, in one template; error pages for the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BeforeValidator
from starlette.exceptions import HTTPException

from tercet.flows.reader.display import environment, fingerprint_of
from tercet.flows.settings import Settings
from tercet.translations.languages import Language
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.errors import NoSnapshotError, QueryLimitError, WarehouseError
from tercet.warehouse.following import FollowedSnapshot

logger = logging.getLogger(__name__)

PAGE_SECONDS = 10.0
"""What the questions of a page may take by the clock."""

Id = Annotated[int, Path(ge=0, lt=2**63)]
PageNumber = Annotated[int, Query(ge=1, le=1000)]
LanguageChoice = Annotated[Language | None, BeforeValidator(lambda value: value or None), Query()]

NO_SNAPSHOT = "Nothing has been published yet"

Values = Mapping[str, Any]


class Reader:
    """What the pages share: the settings, the followed snapshot, the templates."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.zone = settings.schedule.zone
        self.snapshot = FollowedSnapshot(settings.snapshot_folder)
        self._templates = environment(self.zone)
        self._started = datetime.now(UTC).isoformat()

    def page(self, request: Request, template: str, build: Callable[[Warehouse], Values | Response]) -> Response:
        """The page that `build` gathers the values of. A browser that has it already is told so."""
        try:
            name = self.snapshot.name()
            headers = {"etag": f'"{self._fingerprint(request, name)}"', "cache-control": "private, no-cache"}
            if headers["etag"] in request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
            with self.snapshot.reading(seconds=PAGE_SECONDS) as snapshot:
                values = build(snapshot)
        except NoSnapshotError:
            return self.message(request, 503, NO_SNAPSHOT, "Run: tercet run (or press Run in the Prefect UI).")
        except QueryLimitError as error:
            return self.message(request, 503, "This took too long", str(error))
        except WarehouseError as error:
            logger.error("reader.snapshot_unreadable error=%s", error)
            return self.message(request, 500, "The snapshot cannot be read", str(error))
        if isinstance(values, Response):
            return values
        return HTMLResponse(self.render(request, template, values), headers=headers)

    def message(self, request: Request, status: int, title: str, *details: str) -> HTMLResponse:
        """A page that says what is wrong."""
        values = {"title": title, "details": details, "status": status}
        return HTMLResponse(
            self.render(request, "message.html", values), status_code=status, headers={"cache-control": "no-store"}
        )

    def render(self, request: Request, template: str, values: Values) -> str:
        """The template with its values."""
        path = request.url.path
        # One write of the whole page; characters that are none would stop it halfway.
        text = self._templates.get_template(template).render(values, path=path)
        return text.encode("utf-8", "replace").decode()

    def _fingerprint(self, request: Request, name: str) -> str:
        return fingerprint_of((name, self._started, request.url.path, request.url.query))


def not_there(what: str) -> HTTPException:
    """The error of an address that leads to nothing."""
    return HTTPException(404, what)
