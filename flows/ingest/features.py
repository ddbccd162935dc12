"""What the judge looks at in each block of a page: the extractors' votes, its text, its neighbours and its likes."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

from lxml.html import HtmlElement

from tercet.flows.ingest.blocks import HEADING_TAGS, Block
from tercet.flows.ingest.lines import stems
from tercet.flows.ingest.voters import SENTENCE_END, Votes, is_prose, word_count, words_of

_SIDE_MATTER = re.compile(
    r"comment|disqus|respond|footer|foot\b|sidebar|side-|aside|related|similar|recommend|promo|share|social|subscri|"
    r"newsletter|breadcrumb|menu|nav|banner|advert|\bads?\b|sponsor|widget|popular|most-|teaser|tags?\b|tag-|meta|"
    r"byline|author|caption|credit|copyright|cookie|login|search|rating|vote|poll|pager|pagination|toolbar|tools|more-|readmore|"
    r"read-more|other|last|latest|news-list|newslist|lenta|ticker|anons|popup|modal|gallery|comm_|opros|reklam|counter|"
    r"partner|informer",
    re.IGNORECASE,
)
_TAKEN: Final = 0.6
_UNKNOWN: Final = 0.5
_WINDOW: Final = 6
_MIN_REPEATED_WORDS: Final = 5
_LONG_PARAGRAPH_WORDS: Final = 30
Column = list[float]


@dataclass(frozen=True, slots=True)
class _Page:
    """The blocks with their words (a list, and a count that also serves Chinese) and their shares in both votes."""

    blocks: Sequence[Block]
    words: Sequence[list[str]]
    counts: Column
    trafilatura: Column
    readability: Column
    prose: Column

    @property
    def either(self) -> Column:
        return list(map(max, self.trafilatura, self.readability))

    @property
    def both(self) -> Column:
        return list(map(min, self.trafilatura, self.readability))


def block_features(blocks: Sequence[Block], votes: Votes, *, title: str) -> dict[str, Column]:
    """The features by name, each with a number for every block."""
    words = [words_of(block.text) for block in blocks]
    page = _Page(
        blocks,
        words,
        [float(word_count(block.text)) for block in blocks],
        [votes.trafilatura.share_of(own) for own in words],
        [votes.readability.share_of(own) for own in words],
        [float(word_count(block.text)) if is_prose(block) else 0.0 for block in blocks],
    )
    return {
        **_vote_columns(page),
        **_claim_columns(page, votes),
        **_topic_columns(page, title),
        **_place_columns(page, title),
        **_prose_columns(page),
        **_own_columns(page),
    }


def _vote_columns(page: _Page) -> dict[str, Column]:
    """The votes on the block, on the six blocks before and behind, and their agreement on the whole page."""
    first, second, shared = (_weighed(page, column) for column in (page.trafilatura, page.readability, page.both))
    page_wide = {
        "agreement": shared / max(1.0, first + second - shared),
        "length_ratio": math.log((first + 20) / (second + 20)),
        "trafilatura_only_prose": _prose_share(page, page.trafilatura, page.readability),
        "readability_only_prose": _prose_share(page, page.readability, page.trafilatura),
    }
    return {
        **{name: [value] * len(page.blocks) for name, value in page_wide.items()},
        "trafilatura": page.trafilatura,
        "readability": page.readability,
        "trafilatura_around": _around(page, page.trafilatura),
        "readability_around": _around(page, page.readability),
    }


def _claim_columns(page: _Page, votes: Votes) -> dict[str, Column]:
    """Which share of the block is in the text, and in the summary, that the page's metadata gives of the article."""
    body, description = votes.article_body, votes.description
    return {
        "article_body": [_UNKNOWN if body is None else body.share_of(own) for own in page.words],
        "description": [0.0 if description is None else description.share_of(own) for own in page.words],
    }


def _topic_columns(page: _Page, title: str) -> dict[str, Column]:
    """Which share of the block's stems is in the text that both extractors take, and in the headline."""
    agreed = [block.text for block, share in zip(page.blocks, page.both, strict=True) if share > _TAKEN]
    taken = [block.text for block, share in zip(page.blocks, page.either, strict=True) if share > _TAKEN]
    topic, headline = stems(" ".join(agreed or taken)), stems(title)
    own = [stems(block.text) for block in page.blocks]
    return {
        "topic": [len(each & topic) / max(1, len(each)) for each in own],
        "headline": [len(each & headline) / max(1, min(len(each), len(headline))) for each in own],
    }


def _place_columns(page: _Page, title: str) -> dict[str, Column]:
    """The blocks alike (same tag and class), the elements around, and the neighbours."""
    weights = page.counts
    linked = [block.link_density * count for block, count in zip(page.blocks, weights, strict=True)]
    ones = [1.0] * len(page.blocks)
    likes = [_likeness(block) for block in page.blocks]
    alike_words, alike_blocks = _group_sums(likes, weights), _group_sums(likes, ones)
    parent_words = _sums_below(page, weights, depth=1)
    words = [math.log1p(count) for count in weights]
    links = [block.link_density for block in page.blocks]
    return {
        "alike_trafilatura": _ratio(_group_sums(likes, _scaled(page, page.trafilatura)), alike_words),
        "alike_readability": _ratio(_group_sums(likes, _scaled(page, page.readability)), alike_words),
        "alike_links": _ratio(_group_sums(likes, linked), alike_words),
        "alike_blocks": [math.log1p(count) for count in alike_blocks],
        "alike_length": [
            total / count / _LONG_PARAGRAPH_WORDS for total, count in zip(alike_words, alike_blocks, strict=True)
        ],
        "parent_prose": _ratio(_sums_below(page, page.prose, depth=1), parent_words),
        "section_words": [math.log1p(total) for total in _sums_below(page, weights, depth=2)],
        "words": words,
        "words_before": [0.0, *words[:-1]],
        "words_after": [*words[1:], 0.0],
        "links": links,
        "links_before": [1.0, *links[:-1]],
        "links_after": [*links[1:], 1.0],
        "headline_distance": _headline_distance(page, title),
        "place": [place / len(page.blocks) for place in range(len(page.blocks))],
    }


def _prose_columns(page: _Page) -> dict[str, Column]:
    """How much of the page's prose stands in the same element, and whether it is the one with the most of it."""
    total = max(1.0, sum(page.prose))
    best = _richest(page)
    return {
        "section_prose": [value / total for value in _sums_below(page, page.prose, depth=2)],
        "wide_prose": [value / total for value in _sums_below(page, page.prose, depth=3)],
        "in_richest": [float(best is not None and best in block.path) for block in page.blocks],
    }


def _richest(page: _Page) -> HtmlElement | None:
    """The element with the most prose, near prose counting more: all of a child's, half of a grandchild's."""
    scores: dict[HtmlElement, float] = {}
    for block, count in zip(page.blocks, page.prose, strict=True):
        for element, share in zip(reversed(block.path[-3:]), (1.0, 0.5, 0.25), strict=False):
            if count and element.tag != "p":
                scores[element] = scores.get(element, 0.0) + share * count
    return max(scores, key=lambda element: scores[element], default=None)


def _own_columns(page: _Page) -> dict[str, Column]:
    """What each block is by itself."""
    times = Counter(" ".join(own) for own in page.words)
    tests: dict[str, Callable[[Block], float]] = {
        "is_ended": lambda block: block.text.endswith(SENTENCE_END),
        "is_heading": lambda block: any(element.tag in HEADING_TAGS for element in block.path[-3:]),
        "in_article": lambda block: block.is_within("article", "main"),
        "in_table": lambda block: block.is_within("table"),
        "in_figure": lambda block: block.is_within("figure", "figcaption"),
        "in_side_matter": _is_side_matter,
        "in_wide_side_matter": lambda block: any(map(_is_named_side_matter, map(_names, block.path[2:]))),
        "in_list": lambda block: block.is_within("li"),
        "is_paragraph": lambda block: block.tag == "p",
        "capitals": lambda block: sum(map(str.isupper, block.text)) / len(block.text),
    }
    repeated = [float(len(own) >= _MIN_REPEATED_WORDS and times[" ".join(own)] > 1) for own in page.words]
    return {
        "is_repeated": repeated,
        **{name: [float(test(block)) for block in page.blocks] for name, test in tests.items()},
    }


def _scaled(page: _Page, column: Column) -> Column:
    return [count * value for count, value in zip(page.counts, column, strict=True)]


def _weighed(page: _Page, column: Column) -> float:
    return sum(_scaled(page, column))


def _prose_share(page: _Page, taken: Column, left: Column) -> float:
    """Of what one extractor takes and the other leaves, how much is prose."""
    only = _scaled(page, [share * (1 - other) for share, other in zip(taken, left, strict=True)])
    prose = sum(count for count, block in zip(only, page.blocks, strict=True) if is_prose(block))
    return prose / max(1.0, sum(only))


def _around(page: _Page, column: Column) -> Column:
    """The mean over the blocks up to six places away, longer blocks counting more."""
    sums = [0.0, *accumulate(_scaled(page, column))]
    words = [0.0, *accumulate(page.counts)]
    size = len(column)
    spans = [(max(0, index - _WINDOW), min(size, index + _WINDOW + 1)) for index in range(size)]
    return [(sums[stop] - sums[start]) / max(1.0, words[stop] - words[start]) for start, stop in spans]


def headline_place(blocks: Sequence[Block], title: str) -> int | None:
    """The block with the last appearance of the headline, or of a first-level heading; None where there is neither."""
    key = words_of(title)
    said = [place for place, block in enumerate(blocks) if key and words_of(block.text) == key]
    places = said or [place for place, block in enumerate(blocks) if block.tag == "h1"]
    return places[-1] if places else None


def _headline_distance(page: _Page, title: str) -> Column:
    """How many blocks behind the headline (log)."""
    place = headline_place(page.blocks, title)
    if place is None:
        return [0.0] * len(page.blocks)
    return [math.log1p(max(0, index - place)) for index in range(len(page.blocks))]


def _group_sums(groups: Sequence[Hashable], values: Column) -> Column:
    """For each block the sum of the values of its group."""
    totals: dict[Hashable, float] = {}
    for group, value in zip(groups, values, strict=True):
        totals[group] = totals.get(group, 0.0) + value
    return [totals[group] for group in groups]


def _sums_below(page: _Page, values: Column, *, depth: int) -> Column:
    """For each block the sum of the values below the element that many levels above its text."""
    totals: dict[Hashable, float] = {}
    for block, value in zip(page.blocks, values, strict=True):
        for element in block.path[-4:]:
            totals[element] = totals.get(element, 0.0) + value
    return [totals[block.path[max(0, len(block.path) - depth)]] for block in page.blocks]


def _ratio(values: Column, weights: Column) -> Column:
    return [value / max(1.0, weight) for value, weight in zip(values, weights, strict=True)]


def _likeness(block: Block) -> tuple[str, ...]:
    parent = block.path[-2] if len(block.path) > 1 else None
    return (block.tag, block.path[-1].get("class") or "", "" if parent is None else parent.get("class") or "")


def _is_side_matter(block: Block) -> bool:
    return any(map(_is_named_side_matter, map(_names, block.path[-2:])))


def _names(element: HtmlElement) -> str:
    return " ".join(filter(None, map(element.get, ("class", "id", "role"))))


@lru_cache(maxsize=4096)
def _is_named_side_matter(names: str) -> bool:
    return _SIDE_MATTER.search(names) is not None
