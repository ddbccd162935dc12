"""A page as a list of text blocks in reading order, with what the page's structure says of each.

Extractors disagree about which blocks are the article, so they vote on this one list and the text that is kept is
always the page's own, paragraph by paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import html as lxml_html
from lxml.etree import ParserError, _Comment, _ProcessingInstruction
from lxml.html import HtmlElement, HTMLParser

SKIPPED_TAGS: Final = frozenset(
    "script style noscript template iframe svg select option button textarea object embed canvas map audio video "
    "head title math input datalist dialog".split()
)
INLINE_TAGS: Final = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn em font i img ins kbd label mark nobr noindex o q s samp small "
    "span strike strong sub sup time tt u var wbr del center-inline".split()
)
HEADING_TAGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
QUOTE_TAGS: Final = frozenset(("blockquote",))
CAPTION_TAGS: Final = frozenset(("figcaption", "caption"))
BOLD_TAGS: Final = frozenset(("b", "strong"))

_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u00a0\u200b\ufeff\u00ad]*\s[\s\u00a0\u200b\ufeff\u00ad]*|\u00a0+")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_MAX_DEPTH: Final = 240


@dataclass(slots=True)
class Block:
    """A run of text between block-level borders. Character counts are of the text with single spaces."""

    text: str
    tag: str
    path: tuple[HtmlElement, ...]
    link_chars: int = 0
    links: int = 0
    bold_chars: int = 0
    breaks_before: int = 0

    @property
    def container(self) -> HtmlElement:
        """The element whose direct child this block is."""
        return self.path[-2] if len(self.path) > 1 else self.path[-1]

    @property
    def link_density(self) -> float:
        return min(1.0, self.link_chars / max(1, len(self.text)))

    @property
    def is_heading(self) -> bool:
        return any(element.tag in HEADING_TAGS for element in self.path[-3:])

    @property
    def is_bold(self) -> bool:
        return self.bold_chars >= 0.95 * len(self.text)

    def is_within(self, tags: frozenset[str]) -> bool:
        return any(element.tag in tags for element in self.path)


def parse_html(text: str) -> HtmlElement | None:
    """The tree of a decoded page, or None where there is no element in it. Never raises on damaged HTML."""
    text = _XML_DECLARATION.sub("", text.replace("\x00", ""), count=1)
    if not text.strip():
        return None
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except ParserError:
        return None


def clean_text(text: str) -> str:
    """The text on one line, single spaces, without soft hyphens and invisible characters."""
    return " ".join(_INVISIBLE.sub("", text).split())


def read_blocks(tree: HtmlElement) -> list[Block]:
    """All visible text of the page, block by block, in order."""
    body = tree.find(".//body")
    walker = _Walker()
    walker.walk(tree if body is None else body, (), depth=0)
    walker.flush(())
    return walker.blocks


@dataclass(slots=True)
class _Walker:
    """Collects text until a block border; `<br>` is a soft border, two in a row a hard one."""

    blocks: list[Block] = field(default_factory=list)
    pieces: list[tuple[str, bool, bool]] = field(default_factory=list)
    pending_breaks: int = 0
    path: tuple[HtmlElement, ...] = ()

    def walk(self, element: HtmlElement, path: tuple[HtmlElement, ...], *, depth: int, marks: tuple[bool, bool] = (False, False)) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in SKIPPED_TAGS or _is_hidden(element) or depth > _MAX_DEPTH:
            return
        if tag in ("br", "hr"):
            self._break(path, hard=tag == "hr")
            return
        is_inline = tag in INLINE_TAGS
        inner = path if is_inline else (*path, element)
        if not is_inline:
            self.flush(path)
        inner_marks = (marks[0] or tag == "a", marks[1] or tag in BOLD_TAGS)
        self._add(element.text, inner, inner_marks, opens_link=tag == "a")
        for child in element:
            self.walk(child, inner, depth=depth + 1, marks=inner_marks)
            self._add(child.tail, inner, inner_marks)
        if not is_inline:
            self.flush(inner)

    def _add(self, text: str | None, path: tuple[HtmlElement, ...], marks: tuple[bool, bool], *, opens_link: bool = False) -> None:
        if not text:
            return
        if text.strip():
            if self.pending_breaks >= 2:
                self.flush(path)
            elif self.pending_breaks == 1 and self.pieces:
                self.pieces.append(("\n", False, False))
            self.pending_breaks = 0
        self.path = path
        self.pieces.append((text.replace("\n", " "), *marks))

    def _break(self, path: tuple[HtmlElement, ...], *, hard: bool) -> None:
        self.pending_breaks += 2 if hard else 1

    def flush(self, path: tuple[HtmlElement, ...]) -> None:
        """Ends the block that is being collected."""
        self.pending_breaks = 0
        pieces, self.pieces = self.pieces, []
        if not any(text.strip() for text, _, _ in pieces):
            return
        for run in _split_lines(pieces):
            text = clean_text("".join(piece for piece, _, _ in run))
            if not text or not self.path:
                continue
            links = sum(1 for piece, linked, _ in run if linked and piece.strip())
            link_chars = sum(len(clean_text(piece)) for piece, linked, _ in run if linked)
            bold_chars = sum(len(clean_text(piece)) for piece, _, bold in run if bold or not piece.strip())
            self.blocks.append(
                Block(text, str(self.path[-1].tag), self.path, link_chars=link_chars, links=links, bold_chars=bold_chars)
            )


def _split_lines(pieces: list[tuple[str, bool, bool]]) -> list[list[tuple[str, bool, bool]]]:
    """Lines parted by a single `<br>`: kept apart where each is a sentence of its own, joined where text only wraps."""
    lines: list[list[tuple[str, bool, bool]]] = [[]]
    for piece in pieces:
        if piece[0] == "\n":
            lines.append([])
        else:
            lines[-1].append(piece)
    if len(lines) == 1:
        return lines
    texts = [clean_text("".join(text for text, _, _ in line)) for line in lines]
    ends = sum(1 for text in texts[:-1] if text and text[-1] in ".!?…:;»”\"')")
    if ends >= 0.5 * (len(texts) - 1) or any(len(text) < 60 for text in texts):
        return lines
    joined: list[tuple[str, bool, bool]] = []
    for line in lines:
        joined.extend([*line, (" ", False, False)])
    return [joined]


def _is_hidden(element: HtmlElement) -> bool:
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    style = element.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


__all__ = ["Block", "clean_text", "parse_html", "read_blocks"]
_ = (_Comment, _ProcessingInstruction)
