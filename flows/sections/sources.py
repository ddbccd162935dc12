"""`sources`: what is read."""

from __future__ import annotations

from datetime import tzinfo
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator, model_validator

from tercet.flows.fields import ColumnMap, LocalDate, SourceId, WebAddress
from tercet.flows.sections.base import RoutesField, Section
from tercet.flows.sections.expect import ExpectSettings
from tercet.translations.languages import Language

CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
_ZONES = {
    "BY": "Europe/Minsk",
    "DE": "Europe/Berlin",
    "EE": "Europe/Tallinn",
    "GB": "Europe/London",
    "LT": "Europe/Vilnius",
    "LV": "Europe/Riga",
    "PL": "Europe/Warsaw",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
}
"""Countries whose outlets write one time; those of Russia write Moscow's."""


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
    respect_robots: bool = True
    timezone: str | None = None
    expect: ExpectSettings = Field(default_factory=ExpectSettings)
    max_entries: int = Field(default=200, ge=1, le=10_000)

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> SourceSettings:
        needed = {"feed": "url", "sitemap": "url", "urls": "urls", "files": "paths"}[self.kind]
        if not getattr(self, needed):
            raise ValueError(f"a source of kind {self.kind!r} needs the key {needed!r}")
        return self

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError("is no IANA time zone; write one like Europe/Kyiv or UTC")
        return value

    @property
    def zone(self) -> tzinfo | None:
        """The zone of times that name none: as configured, else that of a country with one; None where unknown."""
        name = self.timezone or _ZONES.get(self.country or "")
        return None if name is None else ZoneInfo(name)
