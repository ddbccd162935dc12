"""What was removed for good is not taken in again: neither fetched nor stored, only counted, and without its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tercet.flows.found import Found
from tercet.flows.ingest.models import FeedEntry
from tercet.flows.ingest.urls import canonical_url
from tercet.translations.models import Article, Reject, RejectReason, Stage, sha256_text
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.forget import forgotten_marks

MARK = "forgotten:"
"""Begins what stands for a forgotten address in `entries.guid` and `rejects.subject`; its SHA-256 follows."""

DETAIL = "it was removed with `tercet forget`; to take it in again: tercet forget --lift ADDRESS"


class Forgotten:
    """The tombstones as they were when this was made. Safe in several threads."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._article_ids, self._url_sha256s = forgotten_marks(warehouse)

    def masked(self, entries: Iterable[FeedEntry]) -> list[FeedEntry]:
        """The entries; those of forgotten addresses have lost address, title and date, and keep one name for ever."""
        return [self._masked(entry) for entry in entries]

    def refused(self, entry: FeedEntry) -> Reject | None:
        """Why a masked entry is not read; None for any other."""
        return _reject(entry.guid) if entry.guid.startswith(MARK) else None

    def checked(self, found: Found, result: Article | Reject) -> tuple[Found, Article | Reject]:
        """A find and what came of it; an article that was forgotten is refused, and nothing of it is kept."""
        entry = self._masked(found.entry)
        if isinstance(result, Article):
            if result.article_id in self._article_ids:
                name = f"{MARK}{sha256_text(str(result.article_id))}"
                entry = _mask(entry, entry.guid if entry.guid.startswith(MARK) else name)
            elif (hashed := self._hash(result.canonical_url)) is not None:
                entry = _mask(entry, f"{MARK}{hashed}")
        if entry is found.entry:
            return found, result
        return replace(found, entry=entry, page=None, document=None, reject=None, state=None), _reject(entry.guid)

    def _masked(self, entry: FeedEntry) -> FeedEntry:
        hashed = self._hash(entry.url) or self._hash(entry.guid)
        return entry if hashed is None else _mask(entry, f"{MARK}{hashed}")

    def _hash(self, address: str | None) -> str | None:
        """The hash under which an address was forgotten; None when it was not."""
        if not address or not self._url_sha256s:
            return None
        written = (address, canonical_url(address))
        return next((hashed for one in written if (hashed := sha256_text(one)) in self._url_sha256s), None)


def _mask(entry: FeedEntry, name: str) -> FeedEntry:
    return replace(entry, guid=name, url=None, title="", published_at=None, alternates=())


def _reject(subject: str) -> Reject:
    return Reject(stage=Stage.READ, reason=RejectReason.FORGOTTEN, subject=subject, detail=DETAIL)
