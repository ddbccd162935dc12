"""Whether a page tells one story or lists many."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from tercet.flows.ingest.blocks import Block
from tercet.flows.ingest.metadata import PageMetadata
from tercet.flows.ingest.voters import is_prose, word_count, words_of

_SENTENCE_END: Final = (".", "!", "?", "…", "»", "”", '"', "'", ":", ";", ")")
_MIN_PROSE_WORDS: Final = 40
_MIN_LINK_LINES: Final = 8
_MIN_LINK_SHARE: Final = 0.4
_MIN_PRICES: Final = 15
_MAX_PRICE_CHARS: Final = 60
_PRICE = re.compile(r"[$€£₴₽¥]\s?\d|\d\s?(?:[$€£₴₽]|(?:грн|руб|zł|usd|eur|uah|rub)\b)", re.IGNORECASE)
_SURE: Final = 0.8
_DOUBT: Final = 0.4


def is_listing(
    chosen: Sequence[Block], metadata: PageMetadata, *, agreement: float = 1.0, is_shop: bool = False
) -> bool:
    """True for front pages, rubrics, shops and profiles: many short or linked blocks, little running text.

    `chosen` are the blocks taken for the article; `agreement` says how sure the judge is of them, 0 to 1; `is_shop`
    that the page states many prices. A page that calls itself an article is believed.
    """
    words = [len(words_of(block.text)) for block in chosen]
    total = sum(words)
    prose = sum(count for block, count in zip(chosen, words, strict=True) if count >= 15 and _reads_on(block))
    if metadata.claims_listing:
        return prose < 0.8 * total or prose < _MIN_PROSE_WORDS
    if metadata.claims_article or total == 0:
        return False
    is_short_lines = prose < 0.35 * total and len(chosen) > 8
    linked = sum(block.link_density * count for block, count in zip(chosen, words, strict=True))
    if is_short_lines and (linked > 0.5 * total or agreement < _SURE):
        return True
    return _doubt(chosen, metadata, agreement, is_shop=is_shop and not metadata.published) > _DOUBT


def is_link_list(blocks: Sequence[Block]) -> bool:
    """True for a page of many lines of which a great part are links."""
    linked = [block for block in blocks if block.link_density > 0.5]
    words = sum(word_count(block.text) for block in blocks)
    return len(linked) >= _MIN_LINK_LINES and sum(word_count(block.text) for block in linked) > _MIN_LINK_SHARE * words


def is_price_list(blocks: Sequence[Block]) -> bool:
    """True for a page of many short lines with a price in them."""
    prices = (block for block in blocks if len(block.text) < _MAX_PRICE_CHARS and _PRICE.search(block.text))
    return sum(1 for _ in prices) >= _MIN_PRICES


def _doubt(chosen: Sequence[Block], metadata: PageMetadata, agreement: float, *, is_shop: bool) -> float:
    """How much speaks against one story, in log odds: many prices, an unsure judge, little prose.

    The weights are those of a logistic regression over pages of known type; tests/bench/fit_judge.py prints them.
    """
    prose = sum(word_count(block.text) for block in chosen if is_prose(block))
    return 8.3 + 1.5 * ("website" in metadata.types) - 8.8 * agreement + 6.3 * is_shop - 0.47 * math.log1p(prose)


def _reads_on(block: Block) -> bool:
    return block.link_density < 0.5 and block.text.endswith(_SENTENCE_END)
