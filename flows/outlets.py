"""Outlets that are named beside an article rather than configured: by a person, front matter or a record."""

from __future__ import annotations

from tercet.flows.sections.sources import SourceSettings
from tercet.flows.settings import Settings
from tercet.translations.models import stable_id
from tercet.warehouse.rows import SourceRow

BY_HAND = "by-hand"
"""The source of articles taken in by hand whose outlet nobody named."""


def configured_source(settings: Settings, outlet: str) -> SourceSettings | None:
    """The configured source of this id or name, whatever its case; None when there is none."""
    wanted = outlet.casefold()
    return next((one for one in settings.sources if wanted in (one.id, one.name.casefold())), None)


def outlet_row(settings: Settings, outlet: str) -> SourceRow:
    """The source that an outlet's articles are stored under: the configured one of that name, else one of its own."""
    configured = configured_source(settings, outlet)
    if configured is not None:
        return source_row(configured)
    if not outlet:
        return SourceRow(source_id=BY_HAND, name="taken in by hand", kind="pasted")
    return SourceRow(source_id=f"outlet-{stable_id(outlet.casefold()):016x}", name=outlet, kind="pasted")


def stored_row(settings: Settings, source: SourceSettings) -> SourceRow:
    """How a source that is read now is kept: as configured, whatever is read by hand under its name; else as pasted."""
    configured = next((one for one in settings.sources if one.id == source.id), None)
    if configured is not None:
        return source_row(configured)
    return SourceRow(source_id=source.id, name=source.name or source.id, kind="pasted")


def source_row(source: SourceSettings) -> SourceRow:
    """A configured source as the warehouse keeps it."""
    return SourceRow(
        source_id=source.id,
        name=source.name or source.id,
        kind=source.kind,
        url=source.url,
        country=source.country,
        default_language=source.language,
    )
