"""Two extractors and the page's own structured data, asked for the text of an article.

Each gives plain text; which blocks of the page that text covers is compared by runs of three words, so it does not
matter how an extractor joins or splits paragraphs.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

_WORD = re.compile(r"\w+")
_SHINGLE_WORDS: Final = 3
_MIN_SHARED_WORDS: Final = 6
"""Fewer words stand by chance in another paragraph; as a line of their own they do not."""


@dataclass(frozen=True, slots=True)
class Vote:
    """What an extractor took for the article, ready to be asked about a block."""

    words: int
    shingles: frozenset[tuple[str, ...]]
    lines: frozenset[str]

    def share_of(self, text: str) -> float:
        """Which share of the block's text, 0 to 1, is in the extractor's text."""
        words = words_of(text)
        if len(words) < _MIN_SHARED_WORDS:
            return float(" ".join(words) in self.lines)
        runs = shingles_of(words)
        return sum(run in self.shingles for run in runs) / len(runs)


def vote(text: str) -> Vote:
    """The vote that a text stands for."""
    words = words_of(text)
    lines = frozenset(" ".join(words_of(line)) for line in text.splitlines())
    return Vote(len(words), frozenset(shingles_of(words)), lines)


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def shingles_of(words: list[str]) -> list[tuple[str, ...]]:
    return list(zip(words, words[1:], words[2:], strict=False))


def trafilatura_text(tree: HtmlElement, *, is_precise: bool) -> str:
    """Trafilatura's article text, comments left out; empty where it finds none. The tree stays as it is."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    document = bare_extraction(tree, include_comments=False, favor_precision=is_precise)
    return "" if document is None or isinstance(document, dict) else document.text or ""


def readability_text(page: str) -> str:
    """The text of the element that readability's paragraph score prefers; empty where it finds none."""
    from readability import Document
    from readability.readability import Unparseable

    from tercet.flows.ingest.blocks import parse_html, read_blocks

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    try:
        summary = parse_html(Document(page).summary(html_partial=True))
    except Unparseable:
        return ""
    return "" if summary is None else "\n".join(block.text for block in read_blocks(summary))
