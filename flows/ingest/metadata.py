"""What a page says about itself: in `meta` and `link` elements and in its structured data (JSON-LD)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from lxml.html import HtmlElement

from tercet.flows.ingest.blocks import clean_text
from tercet.flows.ingest.urls import web_url

_ARTICLE_TYPE = re.compile(r"Article$|Posting$|^Report$|^Review$", re.ASCII)
_LISTING_TYPE = re.compile(
    r"^(?:CollectionPage|ItemList|SearchResultsPage|ProfilePage|ContactPage|Product|ProductGroup|OfferCatalog|"
    r"CheckoutPage|FAQPage|ImageGallery)$"
)
_AUTHOR_NAMES: Final = frozenset(
    ("author article:author byl dc.creator dcterms.creator parsely-author sailthru.author citation_author").split()
)
_DATE_NAMES: Final = (
    "article:published_time",
    "datepublished",
    "og:article:published_time",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "article.published",
    "article_date_original",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "mediator_published_time",
)
_MAX_JSON_CHARS: Final = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """The page's own claims, as written, to be judged by those who use them. Dates are in order of preference."""

    document_title: str = ""
    meta_titles: tuple[str, ...] = ()
    site_names: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    language: str | None = None
    canonical_url: str | None = None
    alternates: tuple[tuple[str, str], ...] = ()
    description: str = ""
    article_body: str = ""
    types: frozenset[str] = frozenset()

    @property
    def claims_article(self) -> bool:
        return "article" in self.types or any(_ARTICLE_TYPE.search(name) for name in self.types)

    @property
    def claims_listing(self) -> bool:
        return any(_LISTING_TYPE.match(name) for name in self.types) and not self.claims_article


@dataclass(slots=True)
class _Claims:
    """JSON-LD claims as they are found."""

    headlines: list[str] = field(default_factory=list)
    site_names: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    types: set[str] = field(default_factory=set)
    body: str = ""


def read_metadata(tree: HtmlElement, url: str | None) -> PageMetadata:
    """All claims of a page. Relative addresses are made absolute against the page's own."""
    metas = list(_metas(tree))
    claims = _read_json_claims(tree)
    title = tree.find(".//title")
    root_language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return PageMetadata(
        document_title="" if title is None else clean_text(title.text_content()),
        meta_titles=_distinct([*_named(metas, "og:title", "twitter:title"), *claims.headlines]),
        site_names=_distinct([*_named(metas, "og:site_name", "application-name"), *claims.site_names]),
        authors=_distinct([*claims.authors, *(value for name, value in metas if name in _AUTHOR_NAMES)]),
        published=_distinct([*_named(metas, _DATE_NAMES[0]), *claims.published, *_named(metas, *_DATE_NAMES[1:])]),
        language=_language([root_language, *_named(metas, "og:locale", "content-language", "language")]),
        canonical_url=_canonical(tree, metas, url),
        alternates=_alternates(tree, url),
        description=next(iter(_named(metas, "og:description", "description")), ""),
        article_body=claims.body,
        types=frozenset([*claims.types, *(value.lower() for value in _named(metas, "og:type"))]),
    )


def _metas(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = clean_text(element.get("content") or "")
        if name and content:
            yield name.strip().lower(), content


def _named(metas: list[tuple[str, str]], *names: str) -> list[str]:
    return [value for name in names for key, value in metas if key == name]


def _distinct(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in map(clean_text, values) if value))


def _language(values: list[str | None]) -> str | None:
    """The first two-letter code named, in lower case: `uk-UA` and `uk_UA` give `uk`."""
    for value in values:
        if value and (match := re.match(r"\s*([a-zA-Z]{2})(?![a-zA-Z])", value)):
            return match[1].lower()
    return None


def _canonical(tree: HtmlElement, metas: list[tuple[str, str]], url: str | None) -> str | None:
    links = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    for value in [*links, *_named(metas, "og:url")]:
        if absolute := web_url(value, url):
            return absolute
    return None


def _alternates(tree: HtmlElement, url: str | None) -> tuple[tuple[str, str], ...]:
    """The publisher's versions in other languages, as (code, address); `x-default` names no language."""
    found: dict[tuple[str, str], None] = {}
    for link in tree.iter("link"):
        code, address = (link.get("hreflang") or "").strip().lower(), web_url(link.get("href"), url)
        if "alternate" in (link.get("rel") or "").lower().split() and code and code != "x-default" and address:
            found.setdefault((code, address))
    return tuple(found)


def _read_json_claims(tree: HtmlElement) -> _Claims:
    claims = _Claims()
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text or len(script.text) > _MAX_JSON_CHARS:
            continue
        try:
            value = json.loads(re.sub(r"<!\[CDATA\[|\]\]>|;\s*$", "", script.text), strict=False)
        except (json.JSONDecodeError, RecursionError):
            continue
        for node in _nodes(value):
            _read_node(node, claims)
    return claims


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Things described at the top of a JSON-LD value or in its graph; not those nested in another thing."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item
            for key in ("@graph", "mainEntity", "mainEntityOfPage"):
                if isinstance(item.get(key), (list, dict)):
                    yield from _nodes(item[key])


def _read_node(node: dict[str, Any], claims: _Claims) -> None:
    types = [name.rsplit("/", 1)[-1] for name in _strings(node.get("@type"))]
    claims.types.update(types)
    if any(_ARTICLE_TYPE.search(name) for name in types):
        claims.headlines.extend(_plain(text) for text in _strings(node.get("headline")))
        claims.published.extend(_strings(node.get("datePublished")) or _strings(node.get("dateCreated")))
        claims.authors.extend(_names(node.get("author")) or _names(node.get("creator")))
        claims.site_names.extend(_names(node.get("publisher")))
        claims.body = max([claims.body, *_strings(node.get("articleBody"))], key=len)
    elif "WebSite" in types or any(name.endswith("Organization") for name in types):
        claims.site_names.extend(_names(node))


def _names(value: Any) -> list[str]:
    if isinstance(value, dict):
        return _strings(value.get("name"))
    if isinstance(value, list):
        return [name for item in value for name in _names(item)]
    return _strings(value)


def _strings(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str) and item.strip()]


def _plain(text: str) -> str:
    import html

    return clean_text(re.sub(r"<[^>]{1,80}>", "", html.unescape(text)))
