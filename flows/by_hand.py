"""Articles taken in by hand: pasted text, single addresses and files, under the outlet that the user names."""

from __future__ import annotations

import glob
from datetime import datetime
from pathlib import Path
from typing import Any

from tercet.flows.errors import ConfigError
from tercet.flows.file_harvest import from_item
from tercet.flows.found import Found, Harvest, cleaned, cleaned_batch
from tercet.flows.ingest.articles import pasted_name
from tercet.flows.ingest.files import read_files
from tercet.flows.ingest.models import FeedEntry
from tercet.flows.ingest.stated import Stated
from tercet.flows.ingest.text_article import read_text_article
from tercet.flows.outlets import configured_source, outlet_row
from tercet.flows.parameters import IngestParameters
from tercet.flows.sections.sources import SourceSettings
from tercet.flows.settings import Settings
from tercet.translations.models import Reject
from tercet.warehouse.connection import Warehouse


def sources_by_hand(settings: Settings, parameters: IngestParameters, files: tuple[str, ...]) -> list[SourceSettings]:
    """Everything the parameters ask for that is read like a configured source, each thing once."""
    sources = [settings.source(source_id) for source_id in dict.fromkeys(parameters.sources)]
    if parameters.urls:
        urls = tuple(dict.fromkeys(parameters.urls))
        sources.append(_source(settings, parameters.outlet, kind="urls", urls=urls))
    if files:
        # The names are those of files that are there, whatever wildcards they hold.
        paths = tuple(glob.escape(file) for file in dict.fromkeys(files))
        sources.append(_source(settings, parameters.outlet, kind="files", paths=paths))
    return sources


def describes_a_file(parameters: IngestParameters, files: tuple[str, ...]) -> bool:
    """Whether the title, date, address or outlet that was stated is that of a single file."""
    stated = (parameters.title, parameters.published_at, parameters.url, parameters.outlet)
    return len(files) == 1 and not parameters.text.strip() and any(stated)


def described_harvest(
    settings: Settings, warehouse: Warehouse, parameters: IngestParameters, *, file: str, now: datetime
) -> Harvest:
    """A file's article with what is stated of it, which outranks what the file states. It is read each time anew.

    Raises ConfigError when a title or an address is stated for a file of several articles.
    """
    source = _source(settings, parameters.outlet, kind="files", paths=(glob.escape(file),))
    stated = _stated(parameters)
    items = [
        item
        for local in read_files(source.paths, base=Path("/"), source_id=source.id)
        for item in local.items(columns=source.columns, stated=stated)
    ]
    if len(items) > 1 and (stated.title or stated.url):
        raise ConfigError(f"{file} holds {len(items)} articles, so leave out --title and --url, which describe one.")
    found = cleaned_batch(warehouse, source, [from_item(item, now) for item in items])
    return Harvest(source=source, listed=len(found), found=found)


def pasted_harvest(settings: Settings, parameters: IngestParameters) -> Harvest:
    """The pasted article. The same text is the same article, whoever pastes it and whenever."""
    address = parameters.url
    source = _source(settings, parameters.outlet, kind="files", paths=("pasted",))
    entry = FeedEntry(
        source_id=source.id, guid=pasted_name(parameters.text), url=address, title=parameters.title, published_at=None
    )
    page = cleaned(read_text_article(parameters.text, _stated(parameters)), frozenset(), address or "pasted text")
    found = Found(entry=entry, reject=page) if isinstance(page, Reject) else Found(entry=entry, page=page)
    return Harvest(source=source, listed=1, found=(found,))


def _stated(parameters: IngestParameters) -> Stated:
    """What the user states of an article; its outlet is the source that it is read as."""
    return Stated(
        title=parameters.title or None,
        url=parameters.url,
        published_at=parameters.published_at,
        outlet=parameters.outlet or None,
    )


def _source(settings: Settings, outlet: str, **what: Any) -> SourceSettings:
    """A source that reads just this, and stores it under the outlet."""
    configured = configured_source(settings, outlet)
    if configured is not None:
        return configured.model_copy(update=what)
    row = outlet_row(settings, outlet)
    return SourceSettings.model_validate({"id": row.source_id, "name": row.name, **what})
