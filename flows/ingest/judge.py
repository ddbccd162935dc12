"""Which blocks of a page are its article.

Neither extractor is right on every page, so each block gets a probability from the votes of both, the density of
paragraphs and links around it and its likeness to what both take; trees fitted to pages with known text combine these
(`judge_trees.py`). The cut is then made per page, where the expected agreement with the true text is highest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tercet.flows.ingest.blocks import HEADING_TAGS, Block
from tercet.flows.ingest.features import Column, block_features
from tercet.flows.ingest.judge_trees import BASE_SCORE, FEATURES, TREES
from tercet.flows.ingest.voters import Votes, word_count

CUTS: Final = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_MAX_SUBHEAD_LINKS: Final = 0.5
Node = tuple[int, float, int, int]
"""A feature's place and a threshold: at or below it the walk goes on at the third entry, else at the fourth.

Entries below zero are leaves: -1 is the first.
"""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The places of the article's blocks, in order, and the token F1 with the true text that is to be expected.

    No place is chosen where nothing is likely enough to be article text.
    """

    places: tuple[int, ...]
    agreement: float


def judge(blocks: Sequence[Block], votes: Votes, *, title: str) -> Judgement:
    """Choose the blocks that are the article."""
    chances = block_chances(block_features(blocks, votes, title=title))
    weights = [max(1, word_count(block.text)) for block in blocks]
    cut = max(CUTS, key=lambda cut: expected_agreement(chances, weights, cut))
    places = {place for place, chance in enumerate(chances) if chance >= cut}
    places |= {place for place in range(len(blocks)) if {place - 1, place + 1} <= places and _is_subhead(blocks[place])}
    return Judgement(tuple(sorted(places)), expected_agreement(chances, weights, cut))


def block_chances(features: Mapping[str, Column]) -> list[float]:
    """How likely each block is to be article text, 0 to 1."""
    rows = zip(*(features[name] for name in FEATURES), strict=True)
    trees = _trees()
    return [1 / (1 + math.exp(-BASE_SCORE - sum(_score(tree, row) for tree in trees))) for row in rows]


def expected_agreement(chances: Sequence[float], weights: Sequence[int], cut: float) -> float:
    """The token F1 to be expected of taking every block from the cut on."""
    expected = sum(chance * weight for chance, weight in zip(chances, weights, strict=True))
    taken = [(chance, weight) for chance, weight in zip(chances, weights, strict=True) if chance >= cut]
    right = sum(chance * weight for chance, weight in taken)
    return 2 * right / max(1.0, expected + sum(weight for _, weight in taken))


def _is_subhead(block: Block) -> bool:
    """A heading of its own, which between two paragraphs of an article belongs to it."""
    return block.link_density < _MAX_SUBHEAD_LINKS and any(element.tag in HEADING_TAGS for element in block.path[-3:])


def _score(tree: tuple[tuple[Node, ...], tuple[float, ...]], row: tuple[float, ...]) -> float:
    nodes, leaves = tree
    place = 0
    while place >= 0:
        feature, threshold, low, high = nodes[place]
        place = low if row[feature] <= threshold else high
    return leaves[-place - 1]


@cache
def _trees() -> tuple[tuple[tuple[Node, ...], tuple[float, ...]], ...]:
    return tuple(_parsed(line) for line in TREES.strip().splitlines())


def _parsed(line: str) -> tuple[tuple[Node, ...], tuple[float, ...]]:
    """`feature threshold low high; ... | leaf leaf ...`"""
    nodes, leaves = line.split("|")
    parsed = []
    for node in nodes.split(";"):
        feature, threshold, low, high = node.split()
        parsed.append((int(feature), float(threshold), int(low), int(high)))
    return tuple(parsed), tuple(map(float, leaves.split()))
