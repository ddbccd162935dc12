"""Articles taken in by hand: pasted text, single addresses and files, under the outlet that the user names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tercet.flows.harvest import Found, Harvest, cleaned
from tercet.flows.ingest.models import FeedEntry
from tercet.flows.ingest.stated import Stated
from tercet.flows.ingest.text_article import read_text_article
from tercet.flows.outlets import configured_source, outlet_row
from tercet.flows.parameters import IngestParameters
from tercet.flows.settings import Settings, SourceSettings
from tercet.translations.models import Reject, stable_id


def sources_by_hand(settings: Settings, parameters: IngestParameters, files: tuple[str, ...]) -> list[SourceSettings]:
    """Everything the parameters ask for that is read like a configured source."""
    sources = [settings.source(source_id) for source_id in parameters.sources]
    if parameters.urls:
        sources.append(_source(settings, parameters.outlet, kind="urls", urls=tuple(parameters.urls)))
    if files:
        sources.append(_source(settings, parameters.outlet, kind="files", paths=files))
    return sources


def pasted_harvest(settings: Settings, parameters: IngestParameters) -> Harvest:
    """The pasted article. The same text is the same article, whoever pastes it and whenever."""
    address = parameters.url
    source = _source(settings, parameters.outlet, kind="files", paths=("pasted",))
    guid = f"pasted:{stable_id('pasted', ' '.join(parameters.text.split()))}"
    entry = FeedEntry(source_id=source.id, guid=guid, url=address, title=parameters.title, published_at=None)
    stated = Stated(title=parameters.title or None, url=address, published_at=_zoned(parameters.published_at))
    page = cleaned(read_text_article(parameters.text, stated), frozenset(), address or "pasted text")
    found = Found(entry=entry, reject=page) if isinstance(page, Reject) else Found(entry=entry, page=page)
    return Harvest(source=source, listed=1, found=(found,))


def _source(settings: Settings, outlet: str, **what: Any) -> SourceSettings:
    """A source that reads just this, and stores it under the outlet."""
    configured = configured_source(settings, outlet)
    if configured is not None:
        return configured.model_copy(update=what)
    row = outlet_row(settings, outlet)
    return SourceSettings.model_validate({"id": row.source_id, "name": row.name, **what})


def _zoned(date: datetime | None) -> datetime | None:
    """A date without a zone is in the zone of this machine."""
    return None if date is None else date.astimezone()
