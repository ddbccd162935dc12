"""From a page's bytes to its article: text, paragraphs, title, date, authors, addresses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Final
from urllib.parse import urlsplit

from tercet.flows.ingest.blocks import HEADING_TAGS, Block, parse_html, prepare_html, read_blocks
from tercet.flows.ingest.dates import page_date
from tercet.flows.ingest.decode import decode
from tercet.flows.ingest.features import headline_place
from tercet.flows.ingest.judge import judge
from tercet.flows.ingest.metadata import PageMetadata, read_metadata
from tercet.flows.ingest.models import ExtractedPage
from tercet.flows.ingest.page_type import is_link_list, is_listing, is_price_list
from tercet.flows.ingest.strays import without_strays
from tercet.flows.ingest.titles import choose_title
from tercet.flows.ingest.voters import ask_all, words_of
from tercet.translations.models import Paragraph, Reject, RejectReason, SegmentKind, Stage

_MIN_CHARS: Final = 80
"""Shorter texts are teasers; a wire flash of two sentences is longer."""
_MAX_HEADING_WORDS: Final = 16
_LINES_BESIDE: Final = 8
_MAX_DATE_LINE_CHARS: Final = 120


def extract_page(
    body: bytes,
    url: str | None,
    charset: str | None,
    *,
    latest: datetime | None = None,
    zone: tzinfo | None = None,
) -> ExtractedPage | Reject:
    """The article of a page, or a Reject: no text, too short, or a page that lists articles instead of being one.

    `charset` is what the transport said. `latest` is when the page was fetched (now, unless given): dates after it are
    refused, and "an hour ago" counts from it. `zone` is that of times that name none.
    """
    subject, url = url or "page without an address", _usable(url)
    page = prepare_html(decode(body, charset).text)
    tree = parse_html(page)
    blocks = [] if tree is None else read_blocks(tree)
    if tree is None or not blocks:
        return _reject(RejectReason.NO_TEXT, subject, "the page has no visible text")
    metadata = read_metadata(tree, url)
    title = choose_title(tree, metadata, url)
    judged = judge(blocks, ask_all(tree, blocks, metadata), title=title)
    chosen = [blocks[place] for place in without_strays(blocks, judged.places)]
    paragraphs = _paragraphs(chosen, title)
    if sum(len(paragraph.text) for paragraph in paragraphs) < _MIN_CHARS:
        return _without_text(blocks, metadata, len(paragraphs), subject)
    if is_listing(chosen, metadata, agreement=judged.agreement, is_shop=is_price_list(blocks)):
        return _reject(RejectReason.LISTING_PAGE, subject, f"{len(chosen)} blocks, mostly links and short lines")
    published_at = page_date(
        tree,
        claims=metadata.published,
        nearby=_lines_beside(blocks, judged.places, title),
        url=url,
        language=metadata.language,
        latest=latest or datetime.now(UTC),
        zone=zone,
    )
    return _page(metadata, title=title, paragraphs=paragraphs, published_at=published_at)


def _usable(url: str | None) -> str | None:
    """The address, unless it is none that can be taken apart."""
    try:
        urlsplit(url or "")
    except ValueError:
        return None
    return url


def _page(
    metadata: PageMetadata, *, title: str, paragraphs: tuple[Paragraph, ...], published_at: datetime | None
) -> ExtractedPage:
    return ExtractedPage(
        title=title or paragraphs[0].text,
        paragraphs=paragraphs,
        published_at=published_at,
        authors=metadata.authors,
        declared_language=metadata.language,
        canonical_url=metadata.canonical_url,
        alternates=metadata.alternates,
    )


def _lines_beside(blocks: Sequence[Block], places: Sequence[int], title: str) -> list[str]:
    """The short lines around the headline, or around the first paragraph where it is not on the page; nearest first."""
    place = headline_place(blocks, title)
    anchor = places[0] if place is None else place
    near = range(max(0, anchor - _LINES_BESIDE), min(len(blocks), anchor + _LINES_BESIDE + 1))
    short = [index for index in near if len(blocks[index].text) <= _MAX_DATE_LINE_CHARS]
    return [blocks[index].text for index in sorted(short, key=lambda index: abs(index - anchor))]


def _paragraphs(chosen: Sequence[Block], title: str) -> tuple[Paragraph, ...]:
    """The chosen blocks as paragraphs from 1; the headline itself is left out."""
    key = words_of(title)
    kept = [block for block in chosen if words_of(block.text) != key]
    return tuple(
        Paragraph(index=index, kind=_kind(block), text=block.text) for index, block in enumerate(kept, start=1)
    )


def _kind(block: Block) -> SegmentKind:
    if block.is_within("blockquote", "q"):
        return SegmentKind.QUOTE
    if block.is_within(*HEADING_TAGS) and len(words_of(block.text)) <= _MAX_HEADING_WORDS:
        return SegmentKind.HEADING
    return SegmentKind.BODY


def _without_text(blocks: Sequence[Block], metadata: PageMetadata, found: int, subject: str) -> Reject:
    """Why there is no article where `found` paragraphs were too few."""
    if metadata.claims_listing or is_link_list(blocks):
        return _reject(RejectReason.LISTING_PAGE, subject, "hardly any text beside many links")
    if not found:
        return _reject(RejectReason.NO_TEXT, subject, "no block of the page reads like an article")
    return _reject(RejectReason.TOO_SHORT, subject, f"less than {_MIN_CHARS} characters of text")


def _reject(reason: RejectReason, subject: str, detail: str) -> Reject:
    return Reject(stage=Stage.EXTRACT, reason=reason, subject=subject, detail=detail)
