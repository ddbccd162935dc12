"""Whether a page tells one story or lists many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tercet.flows.ingest.blocks import Block
from tercet.flows.ingest.metadata import PageMetadata
from tercet.flows.ingest.voters import words_of

_SENTENCE_END: Final = tuple(".!?…»”\"':;)")
_MIN_PROSE_WORDS: Final = 40


def is_listing(chosen: Sequence[Block], metadata: PageMetadata) -> bool:
    """True for front pages, rubrics, shops and profiles: many short or linked blocks, little running text."""
    words = [len(words_of(block.text)) for block in chosen]
    total = sum(words)
    prose = sum(count for block, count in zip(chosen, words, strict=True) if count >= 15 and _is_prose(block))
    if metadata.claims_listing:
        return prose < 0.8 * total or prose < _MIN_PROSE_WORDS
    return total > 0 and prose < 0.35 * total and len(chosen) > 8 and not metadata.claims_article


def _is_prose(block: Block) -> bool:
    return block.link_density < 0.5 and block.text.endswith(_SENTENCE_END)
