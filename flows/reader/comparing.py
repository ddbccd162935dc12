"""What the articles of a story say alike, and what only one of them says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tercet.warehouse.reader_queries_story import Place, SentenceLink, StoryArticle, StorySentence

Sentences = Mapping[int, Sequence[StorySentence]]
"""The sentences of articles, in order."""

Compared = Mapping[tuple[int, int], Mapping[int, int]]
"""By article and revision: how many of its first sentences were compared, with which other article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidByOne:
    """A sentence with the article it stands in."""

    article: StoryArticle
    sentence: StorySentence


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidAlike:
    """Sentences that say the same, in order of publication. `score` is that of the surest link."""

    said: tuple[SaidByOne, ...]
    score: float

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(one.article.language for one in self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyHere:
    """What no article it was compared with says: the first sentences of that kind, and how many there are."""

    article: StoryArticle
    sentences: tuple[StorySentence, ...]
    count: int
    looked_at: int
    compared_with: tuple[str, ...]


def said_alike(
    articles: Sequence[StoryArticle], sentences: Sentences, links: Iterable[SentenceLink]
) -> list[SaidAlike]:
    """Linked sentences, put together across articles: those in most languages and articles first. No headlines."""
    by_place = {one.place: one for said in sentences.values() for one in said if not one.is_headline}
    group_of: dict[Place, Place] = {}
    best: dict[Place, float] = {}
    for link in links:
        if link.a in by_place and link.b in by_place:
            a, b = _root(group_of, link.a), _root(group_of, link.b)
            group_of[b] = a
            best[a] = max(best.get(a, 0.0), best.get(b, 0.0), link.score)
    members: dict[Place, list[Place]] = {}
    for place in group_of:
        members.setdefault(_root(group_of, place), []).append(place)
    order = {article.article_id: number for number, article in enumerate(articles)}
    groups = [
        SaidAlike(
            said=tuple(
                SaidByOne(article=articles[order[place.article_id]], sentence=by_place[place])
                for place in sorted(places, key=lambda place: (order[place.article_id], place))
            ),
            score=best[root],
        )
        for root, places in members.items()
    ]
    return sorted(groups, key=lambda one: (-len(one.languages), -len(one.said), one.said[0].sentence.place[1:]))


def _root(group_of: dict[Place, Place], place: Place) -> Place:
    while (above := group_of.setdefault(place, place)) != place:
        group_of[place] = group_of[above]
        place = above
    return place


def only_here(
    articles: Sequence[StoryArticle],
    sentences: Sentences,
    links: Iterable[SentenceLink],
    *,
    compared: Compared,
    most: int,
) -> list[OnlyHere]:
    """Per article that was compared: the sentences, as far as it was, that no other article says. No headlines."""
    linked = {place for link in links for place in (link.a, link.b)}
    by_id = {article.article_id: article for article in articles}
    found = []
    for article in articles:
        others = compared.get((article.article_id, article.revision_no), {})
        looked_at = max(others.values(), default=0)
        alone = [
            one
            for one in sentences.get(article.article_id, ())[:looked_at]
            if one.place not in linked and not one.is_headline
        ]
        if alone:
            languages = sorted({by_id[other].language for other in others if other in by_id})
            found.append(
                OnlyHere(
                    article=article, sentences=tuple(alone[:most]), count=len(alone), looked_at=looked_at,
                    compared_with=tuple(languages),
                )
            )  # fmt: skip
    return found
