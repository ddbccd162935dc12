"""`sources`: what is read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from tercet.flows.fields import ColumnMap, LocalDate, SourceId, WebAddress
from tercet.flows.sections.base import RoutesField, Section
from tercet.translations.languages import Language

CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class SourceSettings(Section):
    """One thing to read: a feed, a news sitemap, a list of pages, or files."""

    id: SourceId
    kind: Literal["feed", "sitemap", "urls", "files"]
    name: str = ""
    url: WebAddress | None = None
    urls: tuple[WebAddress, ...] = ()
    paths: tuple[str, ...] = ()
    country: CountryCode | None = None
    language: Language | None = None
    routes: RoutesField | None = None
    published_at: LocalDate | None = None
    columns: ColumnMap = Field(default_factory=dict)
    allow_private: bool = False
    max_entries: int = Field(default=200, ge=1, le=10_000)

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> SourceSettings:
        needed = {"feed": "url", "sitemap": "url", "urls": "urls", "files": "paths"}[self.kind]
        if not getattr(self, needed):
            raise ValueError(f"a source of kind {self.kind!r} needs the key {needed!r}")
        return self
