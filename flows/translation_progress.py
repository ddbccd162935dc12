"""How far the translation of a run is: a step for the pair that is worked on, and one for everything planned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tercet.flows.progress import Pace, Step, tell
from tercet.flows.translation_stage import Shard
from tercet.translations.translate import Progress

TRANSLATING = "Translating"
"""The name of the step for everything; that of a pair follows it, like `Translating en-uk`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much work a shard is."""

    articles: int
    sentences: int
    words: int

    def __add__(self, other: Size) -> Size:
        return Size(
            articles=self.articles + other.articles,
            sentences=self.sentences + other.sentences,
            words=self.words + other.words,
        )

    def share(self, part: float) -> Size:
        """A part of it, rounded down."""
        return Size(
            articles=int(self.articles * part), sentences=int(self.sentences * part), words=int(self.words * part)
        )


NOTHING = Size(articles=0, sentences=0, words=0)


def size_of(shard: Shard) -> Size:
    """The work in a shard; words are counted in the source."""
    words = sum(len(segment.text.split()) for request in shard.requests for segment in request.segments)
    return Size(articles=len(shard.requests), sentences=shard.segments, words=words)


class TranslationProgress:
    """The shards of a run and how much of each is done. Articles within a shard are estimated: they end together."""

    def __init__(self, shards: Mapping[str, Shard]) -> None:
        self._sizes = {name: size_of(shard) for name, shard in shards.items()}
        self._shares = dict.fromkeys(shards, 0.0)
        self._pace = Pace()
        self._told = NOTHING

    def follow(self, name: str, shard: Shard) -> Callable[[Progress], None]:
        """What is to be told while the shard is translated."""
        pace, words = Pace(), self._sizes[name].words

        def on_progress(progress: Progress) -> None:
            share = progress.done / max(progress.total, 1)
            tell(
                Step(
                    name=f"{TRANSLATING} {shard.label}", done=progress.done, total=progress.total, unit="sentences",
                    detail=pace.describe(int(words * share), share),
                )
            )  # fmt: skip
            # A route through a third language takes its sentences twice.
            pairs = shard.route.pairs
            self._shares[name] = (pairs.index(progress.pair) + share) / len(pairs)
            self._tell(shard.label)

        return on_progress

    def end(self, name: str, shard: Shard) -> None:
        """The shard is stored, or given up."""
        self._shares[name] = 1.0
        self._tell(shard.label)

    def _tell(self, label: str) -> None:
        total = sum(self._sizes.values(), NOTHING)
        done = sum((size.share(self._shares[name]) for name, size in self._sizes.items()), NOTHING)
        speed = self._pace.describe(done.words, done.words / max(total.words, 1))
        if done == self._told == total:
            return
        self._told = done
        detail = f"{done.articles:,} of {total.articles:,} versions, {speed} (now {label})"
        tell(Step(name=TRANSLATING, done=done.sentences, total=total.sentences, unit="sentences", detail=detail))
