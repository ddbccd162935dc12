"""Stories of what is new: describe articles, place them, compare sentences. Without Prefect.

Articles are described in batches and placed in slices of time, each stored as it is done, so a run that was killed
goes on where it stopped. With nothing new no model is loaded and nothing is written.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tercet.flows.progress import Step, tell
from tercet.flows.sections.analysis import StorySettings
from tercet.translations.calibration import SIGNALS_ALONE, WITH_EMBEDDING, calibrations, named_calibrations
from tercet.translations.embed import Embedder, find_embedder, lead
from tercet.translations.languages import Language
from tercet.translations.resemblance import Resemblance
from tercet.translations.signals import read_signals
from tercet.translations.stories import LinkedStories, StoryRules, link_stories
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.stories import (
    DescribedText,
    Lead,
    Model,
    Unplaced,
    Window,
    described,
    leads,
    read_window,
    save_signals,
    save_stories,
    save_vectors,
    story_ties,
    unplaced_articles,
)

logger = logging.getLogger(__name__)

DESCRIBING = "Describing articles"
"""How this step is named where progress is shown."""

DESCRIBED_AT_A_TIME = 200
PLACED_AT_A_TIME = 5000
DAYS_AT_A_TIME = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryWork:
    """What placing needs: where, by what rules, in whose name."""

    warehouse: Warehouse
    settings: StorySettings
    run_id: str
    now: datetime
    embedder: Embedder | None

    @property
    def model(self) -> Model | None:
        return None if self.embedder is None else Model(name=self.embedder.name, version=self.embedder.version)


def chosen_embedder(settings: StorySettings) -> Embedder | None:
    """The embedding model, where it is wanted and installed."""
    return find_embedder() if settings.embedding else None


def place_new_articles(work: StoryWork) -> Counter[str]:
    """Put every dated article into a story; returns counts of articles, new stories, merges and vectors."""
    counts: Counter[str] = Counter()
    unplaced = unplaced_articles(work.warehouse)
    if not unplaced:
        return counts
    if work.embedder is None:
        logger.info("stories.without_model articles=%d (names and numbers only)", len(unplaced))
    done = 0
    for part in _slices(unplaced):
        for start in range(0, len(part), DESCRIBED_AT_A_TIME):
            batch = part[start : start + DESCRIBED_AT_A_TIME]
            counts["embedded"] += _describe(work, batch)
            done += len(batch)
            tell(Step(name=DESCRIBING, done=done, total=len(unplaced), unit="articles", detail=""))
        linked = _place(work, part)
        counts["articles"] += len(linked.placements)
        counts["stories"] += sum(one.reason == "first" for one in linked.placements)
        counts["merged"] += len(linked.merges)
    return counts


def _slices(unplaced: Sequence[Unplaced]) -> Iterator[list[Unplaced]]:
    """Parts of bounded number and span of time, oldest first: they bound what is in memory together."""
    part: list[Unplaced] = []
    for article in unplaced:
        is_long = part and article.published_at - part[0].published_at > timedelta(days=DAYS_AT_A_TIME)
        if is_long or len(part) == PLACED_AT_A_TIME:
            yield part
            part = []
        part.append(article)
    if part:
        yield part


def _describe(work: StoryWork, batch: Sequence[Unplaced]) -> int:
    """Store signals and vectors that are not stored yet; returns the number of vectors made."""
    languages = {article.article_id: article.language for article in batch}
    has_signals, has_vector = described(work.warehouse, languages, work.model)
    own = {one.article_id: one for one in leads(work.warehouse, languages)}
    texts = [_described(one, languages[one.article_id]) for one in own.values() if one.article_id not in has_signals]
    foreign = [
        article_id
        for article_id, language in languages.items()
        if language is not Language.EN and article_id not in has_signals
    ]
    texts += [_described(one, Language.EN) for one in leads(work.warehouse, foreign, in_english=True)]
    if texts:
        save_signals(work.warehouse, texts, run_id=work.run_id)
    missing = [one for one in own.values() if one.article_id not in has_vector]
    if work.embedder is None or work.model is None or not missing:
        return 0
    vectors = work.embedder.embed([lead(one.title, one.sentences) for one in missing])
    return save_vectors(work.warehouse, missing, vectors, work.model, run_id=work.run_id)


def _described(text: Lead, language: Language) -> DescribedText:
    return DescribedText(
        article_id=text.article_id,
        revision_no=text.revision_no,
        language=language,
        signals=read_signals(lead(text.title, text.sentences)),
    )


def _place(work: StoryWork, part: Sequence[Unplaced]) -> LinkedStories:
    """Place a slice among the articles in reach of it, and store that."""
    reach = timedelta(hours=work.settings.window_hours)
    ids = [article.article_id for article in part]
    window = read_window(
        work.warehouse, ids, since=part[0].published_at - reach, until=part[-1].published_at + reach, model=work.model
    )
    resemblance = Resemblance(
        window.rows,
        alone=named_calibrations(SIGNALS_ALONE),
        model=None if work.embedder is None else calibrations(work.embedder),
        window_hours=work.settings.window_hours,
    )
    rules = StoryRules(join=work.settings.join, merge=work.settings.merge)
    linked = link_stories(resemblance, window.story_of, ties=story_ties(work.warehouse, ids), rules=rules)
    save_stories(work.warehouse, linked, _methods(window), run_id=work.run_id, now=work.now)
    return linked


def _methods(window: Window) -> Mapping[int, str]:
    """How each article could be judged: by its vector too, where it has one."""
    rows = window.rows
    if rows.vectors is None:
        return dict.fromkeys(rows.ids.tolist(), SIGNALS_ALONE)
    has_vector = (rows.vectors[:, 0] == rows.vectors[:, 0]).tolist()
    return {
        article_id: WITH_EMBEDDING if known else SIGNALS_ALONE
        for article_id, known in zip(rows.ids.tolist(), has_vector, strict=True)
    }
