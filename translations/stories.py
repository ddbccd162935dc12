"""Which articles tell one event: new articles join the stories there are, or found new ones.

Greedy average linkage: the likeliest pair first, and two groups become one when their articles are, on average, more
likely than not about one event. A group holds at most one story that was there before, unless the evidence is strong
enough to merge two; so a story never loses a member, and its id never changes. The outcome depends on the articles
alone, not on the order in which they were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from tercet.translations.models import stable_id
from tercet.translations.resemblance import Resemblance

LEAST_LOGIT = -3.0
"""Pairs less likely than 5 % count as impossible; they are not kept."""

MEMBERS_COMPARED = 12
"""Of a large group, as many articles as lie nearest in time are compared: one event drifts as it goes on."""

PASSES = 3
"""A pair that was refused may fit once both groups have grown."""


class Reason(StrEnum):
    """Why an article is in its story. A closed list."""

    FIRST = "first"
    SIMILAR = "similar"
    NATIVE = "native"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Two articles that belong together whatever they look like. `story_id` is the story of `other_id`, if it has one.

    `other_id` may lie outside the articles that are compared.
    """

    article_id: int
    other_id: int
    reason: Reason
    story_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRules:
    """How sure to be, as probabilities: to join a story, and to merge two that were apart."""

    join: float = 0.5
    merge: float = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """An article's place. `similarity` and `nearest_id` are None for the first of a story."""

    article_id: int
    story_id: int
    reason: Reason
    similarity: float | None = None
    nearest_id: int | None = None
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two stories turned out to be one."""

    story_id: int
    into: int
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedStories:
    """What became of the new articles."""

    placements: tuple[Placement, ...]
    merges: tuple[Merge, ...]


def link_stories(
    resemblance: Resemblance,
    story_of: Mapping[int, int],
    *,
    ties: Iterable[Tie] = (),
    rules: StoryRules | None = None,
) -> LinkedStories:
    """Place every row without a story. `story_of` tells the stories of the others, by row."""
    linker = _Linker(resemblance, story_of, rules or StoryRules())
    for tie in sorted(ties, key=lambda tie: (tie.article_id, tie.other_id)):
        linker.tie(tie)
    linker.grow()
    return LinkedStories(placements=tuple(linker.placements()), merges=tuple(linker.merges))


def founded_story_id(article_id: int) -> int:
    """The id of the story that this article founds."""
    return stable_id("story", str(article_id))


@dataclass(slots=True)
class _Group:
    """Rows that are together. `story_id` is None while none of them is in a story."""

    rows: list[int]
    story_id: int | None


class _Linker:
    def __init__(self, resemblance: Resemblance, story_of: Mapping[int, int], rules: StoryRules) -> None:
        self._resemblance = resemblance
        self._ids = [int(article_id) for article_id in resemblance.rows.ids]
        self._rules = rules
        self._new = np.array([row for row in range(len(self._ids)) if row not in story_of], dtype=np.intp)
        self._row_of = {article_id: row for row, article_id in enumerate(self._ids)}
        self._chances: dict[tuple[int, int], float] = {}
        self._seen: set[int] = set()
        self._ties: dict[int, Tie] = {}
        self._groups: dict[int, _Group] = {}
        self._group_of: dict[int, _Group] = {}
        self.merges: list[Merge] = []
        for row in range(len(self._ids)):
            self._start(row, story_of.get(row))
        self._look(map(int, self._new))

    def _start(self, row: int, story_id: int | None) -> None:
        if story_id is None:
            self._group_of[row] = _Group([row], None)
            return
        group = self._groups.setdefault(story_id, _Group([], story_id))
        group.rows.append(row)
        self._group_of[row] = group

    def _look(self, rows: Iterable[int]) -> None:
        """Note how likely each row and those in reach tell one event."""
        chosen = sorted(rows)
        self._seen.update(chosen)
        for row, first, logits in self._resemblance.around(np.array(chosen, dtype=np.intp)):
            for column in np.flatnonzero(logits > LEAST_LOGIT):
                pair = _pair(row, first + int(column))
                self._chances[pair] = float(1 / (1 + np.exp(-logits[column])))

    def tie(self, tie: Tie) -> None:
        """Put together what belongs together."""
        row, other = self._row_of[tie.article_id], self._row_of.get(tie.other_id)
        if other is None and tie.story_id is None:
            return
        self._ties.setdefault(row, tie)
        if other is not None:
            group = self._group_of[other]
        else:
            assert tie.story_id is not None
            group = self._groups.setdefault(tie.story_id, _Group([], tie.story_id))
        self._join(self._group_of[row], group, 1.0)

    def grow(self) -> None:
        """Join groups, likeliest pair first, until nothing fits any more."""
        pairs = sorted(self._chances, key=lambda pair: (-self._chances[pair], self._ids[pair[0]], self._ids[pair[1]]))
        pairs = [pair for pair in pairs if self._chances[pair] >= self._rules.join]
        for _ in range(PASSES):
            joined = [self._try(*pair) for pair in pairs]
            if not any(joined):
                return

    def _try(self, first: int, second: int) -> bool:
        one, two = self._group_of[first], self._group_of[second]
        if one is two:
            return False
        both = one.story_id is not None and two.story_id is not None
        chance = self._linkage(one, two, is_complete=both)
        if chance < (self._rules.merge if both else self._rules.join):
            return False
        self._join(one, two, chance)
        return True

    def _linkage(self, one: _Group, two: _Group, *, is_complete: bool) -> float:
        """The mean chance over the groups' articles in reach of each other.

        Pairs of old articles are measured only when it comes to it.
        """
        hours, window = self._resemblance.rows.hours, self._resemblance.window_hours
        first, second = self._nearest(one, two), self._nearest(two, one)
        if is_complete:
            self._look(set(first) - self._seen)
        chances = [
            self._chances.get(_pair(row, other), 0.0)
            for row in first
            for other in second
            if abs(hours[row] - hours[other]) <= window
        ]
        return sum(chances) / len(chances) if chances else 0.0

    def _nearest(self, group: _Group, other: _Group) -> list[int]:
        """The articles of a group that lie nearest in time to the other group."""
        hours = self._resemblance.rows.hours
        middle = sum(float(hours[row]) for row in other.rows) / len(other.rows)
        return sorted(group.rows, key=lambda row: (abs(hours[row] - middle), self._ids[row]))[:MEMBERS_COMPARED]

    def _join(self, one: _Group, two: _Group, chance: float) -> None:
        if one is two:
            return
        kept, gone = (two, one) if one.story_id is None else (one, two)
        if kept.story_id is not None and gone.story_id is not None:
            if self._first(gone) < self._first(kept):
                kept, gone = gone, kept
            assert kept.story_id is not None
            assert gone.story_id is not None
            self.merges.append(Merge(story_id=gone.story_id, into=kept.story_id, similarity=chance))
            self._groups[gone.story_id] = kept
        for row in gone.rows:
            self._group_of[row] = kept
        kept.rows.extend(gone.rows)

    def _first(self, group: _Group) -> tuple[float, int]:
        """When a group began; an unseen story is older than any that is seen."""
        hours = self._resemblance.rows.hours
        return min(((float(hours[row]), self._ids[row]) for row in group.rows), default=(-np.inf, group.story_id or 0))

    def placements(self) -> Iterator[Placement]:
        """Where each new row ended, in order of time."""
        for row in map(int, self._new):
            group = self._group_of[row]
            if group.story_id is None:
                founder = min(group.rows, key=lambda one: (self._resemblance.rows.hours[one], self._ids[one]))
                group.story_id = founded_story_id(self._ids[founder])
            yield self._placed(row, group.rows, group.story_id)

    def _placed(self, row: int, members: Sequence[int], story_id: int) -> Placement:
        article_id, tie = self._ids[row], self._ties.get(row)
        others = [other for other in members if other != row]
        if story_id == founded_story_id(article_id):
            return Placement(article_id=article_id, story_id=story_id, reason=Reason.FIRST)
        if tie is not None:
            return Placement(article_id=article_id, story_id=story_id, reason=tie.reason, nearest_id=tie.other_id)
        chances = {other: self._chances.get(_pair(row, other), 0.0) for other in others}
        nearest = min(chances, key=lambda other: (-chances[other], self._ids[other]))
        return Placement(
            article_id=article_id, story_id=story_id, reason=Reason.SIMILAR, nearest_id=self._ids[nearest],
            similarity=round(chances[nearest], 4), signals=self._resemblance.measure(row, nearest).told(0),
        )  # fmt: skip


def _pair(first: int, second: int) -> tuple[int, int]:
    return (first, second) if first < second else (second, first)
