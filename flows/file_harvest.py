"""What the files of a source bring: those that are new, or changed since they were last read."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

from tercet.flows.found import Found, Harvest, cleaned_batch
from tercet.flows.ingest.archive import ArchivedPage
from tercet.flows.ingest.extract import extract_page
from tercet.flows.ingest.files import LocalFile, LocalItem, read_files
from tercet.flows.sections.sources import SourceSettings
from tercet.flows.settings import Settings
from tercet.translations.models import Reject, sha256_text
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import KnownEntry, known_entries
from tercet.warehouse.rows import FetchState
from tercet.warehouse.runs import fetch_states

SIGNS = re.compile("[#:]")
"""What parts the name of a file from that of a record in it."""


def harvest_files(settings: Settings, warehouse: Warehouse, source: SourceSettings, *, now: datetime) -> Harvest:
    """The articles in the files of a source. A file that did not change, read with the same settings, is known."""
    states = fetch_states(warehouse, source.id)
    known = _by_file(known_entries(warehouse, source.id).values())
    found: list[Found] = []
    new_states: list[FetchState] = []
    there: list[KnownEntry] = []
    for file in read_files(source.paths, base=_base(settings, source), source_id=source.id):
        state = _state(file, source, now)
        previous = states.get(state.url)
        if file.fault is None and previous is not None and previous.body_sha256 == state.body_sha256:
            there += known.get(file.relative_path, ())
            continue
        found += [from_item(item, now, zone=source.zone) for item in file.items(columns=source.columns)]
        if file.fault is None:
            new_states.append(state)
    return Harvest(
        source=source,
        listed=len(found) + len(there),
        skipped=len(there),
        known=tuple(entry.article_id for entry in there if entry.article_id is not None),
        found=cleaned_batch(warehouse, source, found),
        states=tuple(new_states),
    )


def _base(settings: Settings, source: SourceSettings) -> Path:
    """Paths in the configuration are seen from its folder. Files named by hand keep their whole path as their name."""
    is_configured = any(source is one or source == one for one in settings.sources)
    return settings.config_file.parent if is_configured else Path("/")


def _state(file: LocalFile, source: SourceSettings, now: datetime) -> FetchState:
    """What is remembered of a file: its content and the settings that decide how it is read."""
    reading = json.dumps([source.columns, str(source.published_at)], sort_keys=True)
    return FetchState(
        url=f"file:{source.id}:{file.relative_path}",
        source_id=source.id,
        etag=None,
        last_modified=None,
        body_sha256=sha256_text(f"{file.sha256} {reading}"),
        status_code=None,
        fetched_at=now,
    )


def _by_file(known: Iterable[KnownEntry]) -> dict[str, list[KnownEntry]]:
    """What is known of each file: itself, or the records in it, whose names go on after `#` or `:`.

    A name of a file may hold these signs too, so an entry stands under every name that it may be of.
    """
    entries: defaultdict[str, list[KnownEntry]] = defaultdict(list)
    for entry in known:
        for name in {entry.guid, *(entry.guid[: sign.start()] for sign in SIGNS.finditer(entry.guid))}:
            entries[name].append(entry)
    return entries


def from_item(item: LocalItem, now: datetime, *, zone: tzinfo | None = None) -> Found:
    """One article of a file; what is stated of it outranks what is found in it."""
    page = item.page or item.reject
    if item.archived is not None:
        return _from_archive(item, item.archived, zone=zone)
    if item.html is not None:
        page = extract_page(item.html, item.stated.url, None, latest=now, zone=zone)
        page = replace(page, subject=item.entry.guid) if isinstance(page, Reject) else item.stated.on(page)
    if page is None:
        raise ValueError(f"{item.entry.guid}: an item is a page, HTML or a reject")
    if isinstance(page, Reject):
        return Found(entry=item.entry, reject=page)
    return Found(entry=item.entry, page=page, outlet=item.stated.outlet)


def _from_archive(item: LocalItem, archived: ArchivedPage, *, zone: tzinfo | None) -> Found:
    """A page of a WARC file: read as of the day it was archived, known by the address it was fetched from."""
    document = archived.document
    page = extract_page(archived.body, archived.url, document.charset, latest=archived.archived_at, zone=zone)
    kept = replace(document, body=b"")
    if isinstance(page, Reject):
        return Found(entry=item.entry, document=kept, reject=replace(page, subject=item.entry.guid))
    return Found(
        entry=item.entry,
        page=item.stated.on(page),
        document=kept,
        outlet=item.stated.outlet,
        seen_at=archived.archived_at,
    )
