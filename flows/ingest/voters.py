"""Two extractors, asked for the text of an article.

Each gives plain text; which blocks of the page that text covers is compared by runs of three words, so it does not
matter how an extractor joins or splits paragraphs.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml.html import HtmlElement

from tercet.flows.ingest.blocks import Block, parse_html, read_blocks
from tercet.flows.ingest.metadata import PageMetadata

if TYPE_CHECKING:
    from readability import Document

_WORD = re.compile(r"\w+")
_RUN_WORDS: Final = 3
_MIN_SHARE_OF_PROSE: Final = 0.16
"""Where the quick and precise mode finds less than this of the page's paragraphs, the slow and full one is asked."""
_MIN_PROSE_CHARS: Final = 70
_MAX_PROSE_LINKS: Final = 0.3
_MIN_BODY_CHARS: Final = 300
_CHARS_PER_WORD: Final = 7
SENTENCE_END: Final = (".", "!", "?", "…", '"', "»", "”", ":", "。", "」")


@dataclass(frozen=True, slots=True)
class Vote:
    """What an extractor took for the article, ready to be asked about a block."""

    runs: frozenset[tuple[str, ...]]
    lines: frozenset[str]

    def share_of(self, words: Sequence[str]) -> float:
        """Which share of a block's words, 0 to 1, is in the extractor's text."""
        if len(words) < _RUN_WORDS:
            return float(" ".join(words) in self.lines)
        runs = runs_of(words)
        return sum(run in self.runs for run in runs) / len(runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """What both extractors say of a page, and what the page says of itself in its metadata."""

    trafilatura: Vote
    readability: Vote
    article_body: Vote | None = None
    description: Vote | None = None


def ask_all(tree: HtmlElement, blocks: Sequence[Block], metadata: PageMetadata) -> Votes:
    """All votes on a page."""
    body = metadata.article_body
    return Votes(
        trafilatura=ask_trafilatura(tree, blocks),
        readability=ask_readability(tree),
        article_body=vote(body) if len(body) > _MIN_BODY_CHARS else None,
        description=vote(metadata.description),
    )


def vote(text: str) -> Vote:
    """The vote that a text stands for."""
    lines = frozenset(" ".join(words_of(line)) for line in text.splitlines())
    return Vote(frozenset(runs_of(words_of(text))), lines)


def ask_trafilatura(tree: HtmlElement, blocks: Sequence[Block]) -> Vote:
    """Trafilatura's vote, comments left out. The tree stays as it is."""
    prose = sum(word_count(block.text) for block in blocks if is_prose(block))
    text = _trafilatura_text(tree, is_quick=True)
    if word_count(text) < _MIN_SHARE_OF_PROSE * prose:
        text = _trafilatura_text(tree, is_quick=False)
    return vote(text)


def ask_readability(tree: HtmlElement) -> Vote:
    """The vote of readability: the text of the element that its paragraph score prefers. The tree stays as it is."""
    from readability.readability import Unparseable

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    try:
        summary = parse_html(_readable(tree).summary(html_partial=True))
    except Unparseable:
        return vote("")
    return vote("" if summary is None else "\n".join(block.text for block in read_blocks(summary)))


def _readable(tree: HtmlElement) -> Document:
    """Readability's document, made from a tree instead of from text parsed and washed once more for each attempt."""
    from lxml.etree import strip_elements, tostring
    from readability import Document

    class TreeDocument(Document):  # type: ignore[misc]
        def _parse(self, input: HtmlElement) -> HtmlElement:
            copy = deepcopy(input)
            strip_elements(copy, "script", "style", "link", with_tail=False)
            return copy

        def get_clean_html(self) -> str:
            return tostring(self.html, encoding="unicode", method="html")

    return TreeDocument(tree)


def is_prose(block: Block) -> bool:
    """A paragraph: long, ended like a sentence, and not mostly links."""
    return (
        len(block.text) > _MIN_PROSE_CHARS
        and block.link_density < _MAX_PROSE_LINKS
        and block.text.endswith(SENTENCE_END)
    )


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def word_count(text: str) -> int:
    """The number of words; by characters where a language does not part its words."""
    words = len(_WORD.findall(text))
    return len(text) // _CHARS_PER_WORD if words * 20 < len(text) else words


def runs_of(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(words, words[1:], words[2:], strict=False))


def _trafilatura_text(tree: HtmlElement, *, is_quick: bool) -> str:
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    document = bare_extraction(tree, include_comments=False, favor_precision=is_quick, fast=is_quick)
    return "" if document is None or isinstance(document, dict) else document.text or ""
