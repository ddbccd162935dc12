"""Short blocks that extractors agree on by accident: a logo, a rubric, a label far from the article's paragraphs.

Their few words also stand in the story or in a prompt below it, so that comparing words cannot tell them from subheads.
Their place can: a subhead stands below the headline and close to a paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tercet.flows.ingest.blocks import Block
from tercet.flows.ingest.voters import words_of

_MAX_SHORT_WORDS: Final = 7
_MAX_STEP: Final = 6
"""In blocks, to the next one that is kept; share buttons, pictures and links stand between."""
_STORY_TAGS: Final = ("article", "main", "section")


def without_strays(blocks: Sequence[Block], chosen: Sequence[int]) -> list[int]:
    """The chosen indexes without short blocks above the headline, in the page's header or far from what is kept."""
    headline = _headline(blocks, chosen)
    sure = {index for index in chosen if not _is_short(blocks[index])}
    if not sure:
        return list(chosen)
    candidates = [
        index for index in chosen if index in sure or (index >= headline and not _is_in_page_header(blocks[index]))
    ]
    near = _in_reach(candidates, sure) | _in_reach(candidates[::-1], sure)
    return [index for index in candidates if index in near]


def _in_reach(indexes: Sequence[int], sure: set[int]) -> set[int]:
    """Those that follow a sure block in short steps, in the order given: the items of a list lead to its end."""
    kept: set[int] = set()
    last: int | None = None
    for index in indexes:
        if index in sure or (last is not None and abs(index - last) <= _MAX_STEP):
            kept.add(index)
            last = index
    return kept


def _headline(blocks: Sequence[Block], chosen: Sequence[int]) -> int:
    """The index of the last first-level heading above the first chosen paragraph; 0 where there is none."""
    paragraphs = (index for index in chosen if not _is_short(blocks[index]) and not blocks[index].is_within("h1"))
    first = next(paragraphs, 0)
    return max((index for index in range(first) if blocks[index].is_within("h1")), default=0)


def _is_in_page_header(block: Block) -> bool:
    """In a `header` or `nav` that is not part of an article."""
    tags = [element.tag for element in block.path]
    top = min((tags.index(tag) for tag in ("header", "nav") if tag in tags), default=None)
    return top is not None and not any(tag in _STORY_TAGS for tag in tags[:top])


def _is_short(block: Block) -> bool:
    return len(words_of(block.text)) <= _MAX_SHORT_WORDS
