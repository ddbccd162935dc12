"""A page as a list of text blocks in reading order, with what the page's structure says of each.

Extractors disagree about which blocks are the article, so they vote on this one list, and the text that is kept is
always the page's own, paragraph by paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import html as lxml_html
from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser

SKIPPED_TAGS: Final = frozenset(
    (
        "script style noscript template iframe select option textarea embed canvas map audio video title input datalist"
    ).split()
)
# Damaged pages put the whole article inside one of these; without a paragraph in it, it is no text.
_EMPTY_UNLESS_PARAGRAPHS: Final = frozenset(("button", "svg", "object", "math", "dialog"))
INLINE_TAGS: Final = frozenset(
    (
        "a abbr acronym b bdi bdo big cite code data dfn em font i img ins kbd label mark nobr noindex o q s samp "
        "small span strike strong sub sup time tt u var wbr del"
    ).split()
)
HEADING_TAGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
BOLD_TAGS: Final = frozenset(("b", "strong"))

_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# libxml2 does not know that `<path/>` is closed, and would put the rest of the page inside the drawing.
_DRAWING = re.compile(r"<svg\b.*?</svg\s*>", re.IGNORECASE | re.DOTALL)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_SENTENCE_END: Final = tuple(".!?…:;»”\"')")
_MAX_DEPTH: Final = 240
_SHORT_LINE_CHARS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A run of text between block-level borders. Counts are of characters, white space taken as single spaces.

    `path` are the elements around it, outermost first, inline elements left out.
    """

    text: str
    path: tuple[HtmlElement, ...]
    link_chars: int
    links: int
    bold_chars: int

    @property
    def tag(self) -> str:
        return str(self.path[-1].tag)

    @property
    def link_density(self) -> float:
        return min(1.0, self.link_chars / max(1, len(self.text)))

    @property
    def is_bold(self) -> bool:
        return self.bold_chars >= 0.95 * len(self.text)

    def is_within(self, *tags: str) -> bool:
        return any(element.tag in tags for element in self.path)


def prepare_html(text: str) -> str:
    """The page without what confuses parsers: control characters, an XML declaration, drawings."""
    return _DRAWING.sub(" ", _XML_DECLARATION.sub("", _INVISIBLE.sub("", text), count=1))


def parse_html(text: str) -> HtmlElement | None:
    """The tree of a prepared page, or None where there is no element in it. Never raises on damaged HTML."""
    if not text.strip():
        return None
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except ParserError:
        return None


def clean_text(text: str) -> str:
    """The text on one line with single spaces, without soft hyphens and invisible characters."""
    return " ".join(_INVISIBLE.sub("", text).split())


def read_blocks(tree: HtmlElement) -> list[Block]:
    """All visible text of the page, block by block, in order."""
    walker = _Walker()
    walker.walk(tree, (), depth=0)
    walker.flush()
    return walker.blocks


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    is_linked: bool = False
    is_bold: bool = False


_LINE_BREAK: Final = _Piece("\n")


@dataclass(slots=True)
class _Walker:
    """Collects text until a block border; one `<br>` is a soft border, two in a row a hard one."""

    blocks: list[Block] = field(default_factory=list)
    pieces: list[_Piece] = field(default_factory=list)
    path: tuple[HtmlElement, ...] = ()
    pending_breaks: int = 0

    def walk(
        self,
        element: HtmlElement,
        path: tuple[HtmlElement, ...],
        *,
        depth: int,
        linked: bool = False,
        bold: bool = False,
    ) -> None:
        tag = element.tag
        if depth > _MAX_DEPTH or _is_skipped(element):
            return
        if tag in ("br", "hr"):
            self.pending_breaks += 1 if tag == "br" else 2
            return
        is_inline = tag in INLINE_TAGS
        inner = path if is_inline and path else (*path, element)
        if not is_inline:
            self.flush()
        linked, bold = linked or tag == "a", bold or tag in BOLD_TAGS
        self._add(element.text, inner, linked=linked, bold=bold)
        for child in element:
            self.walk(child, inner, depth=depth + 1, linked=linked, bold=bold)
            self._add(child.tail, inner, linked=linked, bold=bold)
        if not is_inline:
            self.flush()

    def _add(self, text: str | None, path: tuple[HtmlElement, ...], *, linked: bool, bold: bool) -> None:
        if not text:
            return
        if text.strip():
            if self.pending_breaks >= 2:
                self.flush()
            elif self.pending_breaks == 1 and self.pieces:
                self.pieces.append(_LINE_BREAK)
            self.pending_breaks = 0
            self.path = path
        self.pieces.append(_Piece(text.replace("\n", " "), linked, bold))

    def flush(self) -> None:
        """Ends the block that is being collected."""
        self.pending_breaks = 0
        pieces, self.pieces = self.pieces, []
        if any(piece.text.strip() for piece in pieces):
            self.blocks.extend(block for run in _lines(pieces) if (block := _block(run, self.path)))


def _block(pieces: list[_Piece], path: tuple[HtmlElement, ...]) -> Block | None:
    text = clean_text("".join(piece.text for piece in pieces))
    if not text:
        return None
    return Block(
        text=text,
        path=path,
        link_chars=sum(len(clean_text(piece.text)) for piece in pieces if piece.is_linked),
        links=sum(1 for piece in pieces if piece.is_linked and piece.text.strip()),
        bold_chars=sum(len(clean_text(piece.text)) for piece in pieces if piece.is_bold),
    )


def _lines(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Lines parted by a single `<br>`: kept apart where each is a sentence of its own, joined where text only wraps."""
    lines: list[list[_Piece]] = [[]]
    for piece in pieces:
        if piece is _LINE_BREAK:
            lines.append([])
        else:
            lines[-1].append(piece)
    texts = [clean_text("".join(piece.text for piece in line)) for line in lines]
    ended = sum(text.endswith(_SENTENCE_END) for text in texts[:-1] if text)
    if len(lines) == 1 or ended >= 0.5 * (len(texts) - 1) or any(len(text) < _SHORT_LINE_CHARS for text in texts):
        return lines
    return [[piece for line in lines for piece in (*line, _Piece(" "))]]


def _is_skipped(element: HtmlElement) -> bool:
    """No text, or hidden by style. The attribute `hidden` does not count: pages hide articles so while they load."""
    if element.tag in SKIPPED_TAGS or (element.tag in _EMPTY_UNLESS_PARAGRAPHS and element.find(".//p") is None):
        return True
    style = element.get("style")
    return style is not None and bool(_HIDDEN_STYLE.search(style))
