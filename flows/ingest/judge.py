"""Which blocks of a page are the article: decided per page between the extractors, by density of text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tercet.flows.ingest.blocks import Block
from tercet.flows.ingest.voters import Vote, words_of

_TAKEN: Final = 0.6
_MIN_CHARS: Final = 250


def choose_blocks(blocks: Sequence[Block], votes: Sequence[Vote]) -> list[int]:
    """The indexes of the article's blocks, in order. `votes` are trafilatura's and readability's."""
    chosen = [[i for i, block in enumerate(blocks) if vote.share_of(block.text) >= _TAKEN] for vote in votes]
    return max(chosen, key=lambda indexes: _density(blocks, indexes))


def _density(blocks: Sequence[Block], indexes: Sequence[int]) -> float:
    return sum(len(words_of(blocks[i].text)) * (1 - 2 * blocks[i].link_density) * _worth(blocks[i]) for i in indexes)


def _worth(block: Block) -> float:
    words = len(words_of(block.text))
    return 1.0 if words >= 12 and block.text[-1] in '.!?…»"”' else -0.5
