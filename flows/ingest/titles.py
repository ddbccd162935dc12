"""Which of a page's many titles is the headline, and what of it belongs to the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from tercet.flows.ingest.blocks import clean_text
from tercet.flows.ingest.metadata import PageMetadata
from tercet.flows.ingest.voters import words_of

_SEPARATOR = re.compile(
    r"\s+[|–—·•»«›/:⁄~*>-]+\s+|\s*[|»›]\s*|\s*:{2,}\s*|:\s+(?=[А-ЯЁЇІЄҐA-Z]{3,}\b)|\s+//\s+|\s*\.\s+-\s+"
)
_MIN_HEADLINE_WORDS: Final = 2
_MIN_SHARED_WORDS: Final = 0.4
_MIN_SHARED_OF_LONG: Final = 0.25
_LONG_HEADING_WORDS: Final = 8
_RUBRIC_BEFORE = re.compile(r"^[^\s:]+(?:\s[^\s:]+){0,2}\s?:\s")
_SITE_WORDS: Final = frozenset(
    (
        "news новости новини новина новость газета портал сайт online онлайн агентство агенція иа іа главная "
        "головна com ru ua net org info blog журнал magazine"
    ).split()
)
_AGENCY_WORDS: Final = frozenset(("агентство агенція агентства иа іа газета информационное інформаційне").split())
_SITE_PART_WORDS: Final = 8
_MAX_NAMING_WORDS: Final = 5
"""Longer parts with the site's name in them are headlines about its town."""
_STAMP_AFTER = re.compile(r"[\s,|(]+\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})(?:[\s,/|]+\d{1,2}:\d{2})?\)?\s*$")
_DATE_PART = re.compile(r"\W*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\W*|\W*\d{1,2}\s+[^\W\d]{3,9}\s+\d{4}\W*(?:г\.?|р\.?)?\W*")


def choose_title(tree: HtmlElement, metadata: PageMetadata, url: str | None) -> str:
    """The headline, without the site's name before or behind it; empty where the page has no title at all.

    A heading that the title or the metadata repeats is the headline; so is the page's only first-level heading when it
    shares words with them. Else the metadata's title is taken, else the document title.
    """
    sites = _site_keys(metadata, url)
    claims = [claim for claim in (*metadata.meta_titles, metadata.document_title) if claim]
    headings = [text for text in _headings(tree, "h1", "h2") if not _is_site(text, sites)]
    first_level = [text for text in dict.fromkeys(_headings(tree, "h1")) if not _is_site(text, sites)]
    cut = [headline for claim in claims if (headline := cut_site(claim, sites)) and _key(headline) not in sites]
    if heading := _confirmed(headings, cut) or _only(first_level, cut):
        return heading
    return next(iter((*cut, *first_level, *claims)), "")


def cut_site(title: str, sites: Iterable[str]) -> str:
    """A title without the parts, at either end, that name the site or the day."""
    known = frozenset(sites)
    marks = list(_SEPARATOR.finditer(title))
    borders = [(0, 0), *((mark.start(), mark.end()) for mark in marks), (len(title), len(title))]
    parts = [title[left[1] : right[0]] for left, right in pairwise(borders)]
    first, last = 0, len(parts) - 1
    while first < last and _is_site(parts[last], known):
        last -= 1
    while first < last and _is_site(parts[first], known):
        first += 1
    named = (place for place in range(first + 1, last) if _key(parts[place]) in known)
    if (slogan := next(named, None)) is not None and len(
        words_of(" ".join(parts[first:slogan]))
    ) >= _MIN_HEADLINE_WORDS:
        last = slogan - 1
    if (
        last == len(parts) - 1 > first
        and "|" in marks[-1][0]
        and len(words_of(parts[last])) <= 3 < len(words_of(parts[first]))
    ):
        last -= 1
    return _STAMP_AFTER.sub("", title[borders[first][1] : borders[last + 1][0]]).strip(" |-–—·•»:/")


def _confirmed(headings: Sequence[str], claims: Sequence[str]) -> str | None:
    """The heading that most claims repeat word for word, if it is no small part of them.

    A claim that opens or closes a longer heading is the better headline: rubrics and times are often set into it.
    """
    keys = [_key(claim) for claim in claims]
    found: list[tuple[int, int, str]] = []
    for text in headings:
        key = _key(text)
        within = [claim for claim in keys if f" {key} " in f" {claim} " and 2 * len(key) >= len(claim)]
        opened = [
            claim
            for claim, claim_key in zip(claims, keys, strict=True)
            if key.startswith(claim_key) or _key(_RUBRIC_BEFORE.sub("", text, count=1)) == claim_key
        ]
        if len(words_of(text)) >= _MIN_HEADLINE_WORDS and (within or opened):
            best = max(opened, key=len, default=text) if not within else text
            found.append((len(within) + len(opened), len(words_of(best)), best))
    return max(found, key=lambda entry: entry[:2])[2] if found else None


def _only(headings: Sequence[str], claims: Sequence[str]) -> str | None:
    """A page's only first-level heading, if it says something like the claims, or the claims say hardly anything."""
    if len(headings) != 1 or len(words_of(headings[0])) < _MIN_HEADLINE_WORDS:
        return None
    words = set(words_of(headings[0]))
    shared = max((len(words & set(words_of(claim))) / len(words) for claim in claims), default=1.0)
    longest_claim = max((len(words_of(claim)) for claim in claims), default=0)
    needed = _MIN_SHARED_OF_LONG if len(words) >= _LONG_HEADING_WORDS else _MIN_SHARED_WORDS
    return headings[0] if shared >= needed or len(words) > 1.5 * longest_claim else None


def _headings(tree: HtmlElement, *tags: str) -> list[str]:
    texts = (clean_text(heading.text_content()) for heading in tree.iter(*tags))
    return [bare for text in texts if (bare := _STAMP_AFTER.sub("", text))]


def _site_keys(metadata: PageMetadata, url: str | None) -> frozenset[str]:
    host = (urlsplit(url).hostname or "") if url else ""
    names = [*metadata.site_names, host, host.removeprefix("www."), *host.removeprefix("www.").split(".")[:-1]]
    return frozenset(_key(name) for name in names if name)


def _is_site(part: str, sites: frozenset[str]) -> bool:
    key = _key(part)
    if not key or key in sites or _DATE_PART.fullmatch(part) or key.startswith("by "):
        return True
    words, squeezed = key.split(), key.replace(" ", "")
    if len(words) > _SITE_PART_WORDS:
        return False
    named = [name for site in sites if len(name := site.replace(" ", "")) > 3 and name in squeezed]
    if named and (len(words) <= _MAX_NAMING_WORDS or 2 * len(max(named, key=len)) >= len(squeezed)):
        return True
    return any(word in _AGENCY_WORDS for word in words) or (
        len(words) <= 4 and any(word in _SITE_WORDS for word in words)
    )


def _key(text: str) -> str:
    return " ".join(words_of(text))
