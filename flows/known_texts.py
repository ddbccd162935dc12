"""The articles that new ones are compared with, and which of two copies is the original.

They are those seen lately, and for an article of the past those of its own time.

The original is the copy that was published first, whichever was read first; where the dates do not tell, the one that
was seen first. A copy without a date counts from when it was seen, and a day without a time as the end of that day, so
that neither takes the place of a copy that states its hour.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from tercet.flows.ingest.dedupe import DuplicateIndex
from tercet.translations.languages import Language
from tercet.translations.models import Article
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import RecentText, recent_texts, texts_of

DUPLICATE_WINDOW = timedelta(days=7)
"""How far back an article is compared with others: wire copy is repeated within days."""

_EPOCH = datetime(2000, 1, 3, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinship:
    """What an article is among the known ones: a copy of `original`, or the original of a known `copy`, or neither."""

    original: int | None = None
    copy: int | None = None


class KnownTexts:
    """The articles of the last days, by language, and of weeks of the past that new articles are of.

    Read from the warehouse when first needed; those compared become known.
    """

    def __init__(self, warehouse: Warehouse, now: datetime) -> None:
        self._warehouse = warehouse
        self._since = now - DUPLICATE_WINDOW
        self._indexes: dict[Language, DuplicateIndex] = {}
        self._appeared: dict[int, tuple[datetime, datetime]] = {}
        self._weeks: set[tuple[Language, int]] = set()

    def kinship_of(self, article: Article) -> Kinship:
        """Whether the article repeats a known one, or a known one repeats it; the article is then known itself."""
        appeared = appearance(article.published_at, article.first_seen_at)
        index = self._index(article.language, appeared[0])
        text = "\n".join(paragraph.text for paragraph in article.paragraphs[1:])
        known = index.find(text, ignoring=article.article_id)
        if known is not None and appeared >= self._appeared[known]:
            index.discard(article.article_id)
            return Kinship(original=known)
        if known is not None:
            index.discard(known)
        index.add(article.article_id, text)
        self._appeared[article.article_id] = appeared
        return Kinship(copy=known)

    def _index(self, language: Language, moment: datetime) -> DuplicateIndex:
        """The index of a language, with the articles of a moment of the past in it: of its week and those beside it."""
        if language not in self._indexes:
            self._indexes[language] = DuplicateIndex()
            self._learn(language, recent_texts(self._warehouse, language, since=self._since))
        if moment < self._since:
            week = (moment - _EPOCH) // DUPLICATE_WINDOW
            for one in range(week - 1, week + 2):
                self._learn_week(language, one)
        return self._indexes[language]

    def _learn_week(self, language: Language, week: int) -> None:
        if (language, week) not in self._weeks:
            self._weeks.add((language, week))
            since = _EPOCH + week * DUPLICATE_WINDOW
            self._learn(language, texts_of(self._warehouse, language, since=since, until=since + DUPLICATE_WINDOW))

    def _learn(self, language: Language, texts: Iterable[RecentText]) -> None:
        for text in texts:
            if text.article_id not in self._appeared:
                self._indexes[language].add(text.article_id, text.text)
                self._appeared[text.article_id] = appearance(text.published_at, text.first_seen_at)


def appearance(published_at: datetime | None, first_seen_at: datetime) -> tuple[datetime, datetime]:
    """What orders copies: when the article appeared as far as it is known, then when it was first seen."""
    if published_at is None:
        return first_seen_at, first_seen_at
    at = published_at.astimezone(UTC)
    if at.time() == time():
        at += timedelta(days=1)
    return min(at, first_seen_at), first_seen_at
