"""XML as the web sends it, mended before a parser sees it: feeds and sitemaps come through here.

Whatever stands before the root element goes, and with it every document type: no entity of the sender's making is
ever expanded and nothing it points to is ever opened. All searches are linear in the length of the text.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

_TAG_NAME = re.compile(r"[A-Za-z_][\w.-]*(?::[\w.-]+)?")
_MAX_TAGS_BEFORE_ROOT = 100
_NOISE_TAGS = frozenset(("br", "b", "p", "div", "pre", "font", "a", "i", "strong", "span", "script", "img", "hr"))
"""HTML that a failing page template prints before the document, such as `<br /><b>Warning</b>: ...`."""
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_CDATA_START = "<![CDATA["
_FIELD_END = re.compile(
    r"</(?:[\w.-]+:)?(?:title|link|guid|description|summary|content|encoded|category|author|name)\s*>"
)
_BEYOND_FIELD = re.compile(r"<!\[CDATA\[|</?(?:[\w.-]+:)?(?:item|entry)[\s>]|</(?:[\w.-]+:)?(?:channel|rss|feed)\s*>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_STRAY_DECLARATION = re.compile(r"<\?xml\s[^>]{0,300}>")
_STRAY_LESS_THAN = re.compile(r"<(?![A-Za-z_/!?])")
_REFERENCE = re.compile(r"&(?:(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};))?")
_XML_ENTITIES = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))
_KNOWN_ROOTS = {
    "urlset": "a sitemap",
    "sitemapindex": "a sitemap index",
    "opml": "an OPML list of feeds",
    "rdf": "RDF data",
    "rss": "an RSS feed",
    "feed": "an Atom feed",
}
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.I | re.DOTALL)
_MAX_TITLE = 10_000
_MARKUP = re.compile(r"<[A-Za-z/!][^<>]*>")
_PAGE_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,200})", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlSource:
    """An XML text that starts with its root element. `root` is that element's name as written, prefix included."""

    root: str
    text: str

    @property
    def local_root(self) -> str:
        """The root's name without its prefix, in lower case."""
        return self.root.rpartition(":")[2].lower()


def read_xml(text: str, roots: frozenset[str]) -> XmlSource | None:
    """The document from its root on, mended; None when no element of the text can be its root.

    `roots` are the local names looked for: one of them is taken for the root even after noise in HTML.
    """
    position, root = 0, ""
    for _ in range(_MAX_TAGS_BEFORE_ROOT):
        found = _next_tag(text, position)
        if found is None:
            return None
        start, name = found
        local = name.rpartition(":")[2].lower()
        if local in roots or local not in _NOISE_TAGS:
            root = name
            break
        position = start + 1 + len(name)
    end = text.rfind(f"</{root}")
    end = text.find(">", end) + 1 if end > start else 0
    return XmlSource(root=root, text=mend(text[start : end or None])) if root else None


def mend(text: str) -> str:
    """Text that XML parsers accept where its author meant well: no control characters, no undefined entities."""
    parts = _CDATA.split(_close_cdata(_NOT_XML.sub("", text)))
    for index in range(0, len(parts), 2):
        outside = _STRAY_LESS_THAN.sub("&lt;", _STRAY_DECLARATION.sub("", parts[index]))
        parts[index] = _REFERENCE.sub(_mend_reference, outside)
    return "".join(parts)


def _close_cdata(text: str) -> str:
    """A CDATA section that runs on into the next field or entry was left open: it ends where its own field does."""
    pieces, position = [], 0
    while (start := text.find(_CDATA_START, position)) >= 0:
        end = text.find("]]>", start)
        end = len(text) if end < 0 else end
        field = _FIELD_END.search(text, start, end)
        if field is not None and _BEYOND_FIELD.search(text, field.end(), end) is None:
            field = None
        stop = end if field is None else field.start()
        pieces += [text[position:stop], "]]>" if field is not None else ""]
        position = stop
    return "".join([*pieces, text[position:]])


def plain_text(markup: str) -> str:
    """A title as people read it: tags out, entities resolved, white space single."""
    markup = _SCRIPT.sub(" ", html.unescape(markup[:_MAX_TITLE]))
    return " ".join(html.unescape(_MARKUP.sub(" ", markup)).split())


def parse_tree(text: str) -> etree._Element | None:
    """The element tree of mended XML, as far as its damage lets it be read; entities and addresses stay unopened."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(text.encode("utf-8", "replace"), parser)


def local_name(element: etree._Element) -> str:
    """An element's name without namespace and prefix, in lower case."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def element_text(element: etree._Element) -> str:
    return "".join(str(piece) for piece in element.itertext()).strip()


def describe(text: str) -> str:
    """What a text is that is not what was expected, in a few words for a message."""
    start = text.lstrip("\ufeff \t\r\n\f\v\xa0")[:200].strip().lower()
    if not start:
        return "an empty document"
    if start[0] in "{[":
        return "JSON data"
    found = read_xml(text, frozenset())
    if found is None:
        return "an HTML fragment" if _next_tag(text, 0) else "plain text"
    if found.local_root == "html" or start.startswith("<!doctype html") or found.local_root in {"head", "body"}:
        title = _PAGE_TITLE.search(text)
        return f'an HTML page titled "{html.unescape(title[1]).strip()}"' if title else "an HTML page"
    return _KNOWN_ROOTS.get(found.local_root, f"an XML document with the root <{found.root}>")


def _next_tag(text: str, position: int) -> tuple[int, str] | None:
    """Where the next start tag begins, and its name, past comments, instructions and document types."""
    while (start := text.find("<", position)) >= 0:
        if text.startswith("<!--", start):
            position = _after(text, "-->", start + 4)
        elif text.startswith("<?", start):
            position = _after(text, ">", start + 2)
        elif text.startswith("<![CDATA[", start):
            position = _after(text, "]]>", start + 9)
        elif text.startswith("<!", start):
            position = _after_document_type(text, start + 2)
        elif name := _TAG_NAME.match(text, start + 1):
            return start, name[0]
        else:
            position = start + 1
    return None


def _after(text: str, mark: str, position: int) -> int:
    found = text.find(mark, position)
    return len(text) if found < 0 else found + len(mark)


def _after_document_type(text: str, position: int) -> int:
    """The end of `<!DOCTYPE ...>`; its bracketed part may hold quoted `>`."""
    depth, quote = 0, ""
    for index in range(position, len(text)):
        char = text[index]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "[]":
            depth += 1 if char == "[" else -1
        elif char == ">" and depth <= 0:
            return index + 1
    return len(text)


def _mend_reference(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;"
    if name in _XML_ENTITIES:
        return match[0]
    if name.startswith("#") or name in html5:
        return html.escape(_NOT_XML.sub("", html.unescape(match[0])))
    return "&amp;" + name
