"""From a page's bytes to its article: text, paragraphs, title, date, authors, addresses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from lxml.html import HtmlElement

from tercet.flows.ingest.blocks import HEADING_TAGS, Block, parse_html, prepare_html, read_blocks
from tercet.flows.ingest.dates import page_date
from tercet.flows.ingest.decode import decode
from tercet.flows.ingest.judge import choose_blocks
from tercet.flows.ingest.metadata import PageMetadata, read_metadata
from tercet.flows.ingest.models import ExtractedPage
from tercet.flows.ingest.page_type import is_listing
from tercet.flows.ingest.strays import without_strays
from tercet.flows.ingest.titles import choose_title
from tercet.flows.ingest.voters import readability_text, trafilatura_text, vote, words_of
from tercet.translations.models import Paragraph, Reject, RejectReason, SegmentKind, Stage

_MIN_SENTENCES: Final = 1
_MIN_CHARS: Final = 80
"""Shorter texts are teasers; a wire flash of two sentences is longer."""
_MAX_HEADING_WORDS: Final = 16


def extract_page(
    body: bytes, url: str | None, charset: str | None, *, latest: datetime | None = None
) -> ExtractedPage | Reject:
    """The article of a page, or a Reject: no text, too short, or a page that lists articles instead of being one.

    `charset` is what the transport said. Dates after `latest` (now, unless given) are refused.
    """
    subject = url or "page without an address"
    page = prepare_html(decode(body, charset).text)
    tree = parse_html(page)
    blocks = [] if tree is None else read_blocks(tree)
    if tree is None or not blocks:
        return _reject(RejectReason.NO_TEXT, subject, "the page has no visible text")
    metadata = read_metadata(tree, url)
    title = choose_title(tree, metadata, url)
    votes = [vote(trafilatura_text(tree, is_precise=True)), vote(readability_text(page))]
    chosen = [blocks[index] for index in without_strays(blocks, choose_blocks(blocks, votes))]
    if not chosen:
        return _reject(RejectReason.NO_TEXT, subject, "no block of the page reads like an article")
    if is_listing(chosen, metadata):
        return _reject(RejectReason.LISTING_PAGE, subject, f"{len(chosen)} blocks, mostly links and short lines")
    paragraphs = _paragraphs(chosen, title)
    if sum(len(paragraph.text) for paragraph in paragraphs) < _MIN_CHARS:
        return _reject(RejectReason.TOO_SHORT, subject, f"less than {_MIN_CHARS} characters of text")
    return _page(tree, metadata, title=title, paragraphs=paragraphs, url=url, latest=latest or datetime.now(UTC))


def _page(
    tree: HtmlElement,
    metadata: PageMetadata,
    *,
    title: str,
    paragraphs: tuple[Paragraph, ...],
    url: str | None,
    latest: datetime,
) -> ExtractedPage:
    return ExtractedPage(
        title=title or paragraphs[0].text,
        paragraphs=paragraphs,
        published_at=page_date(tree, claims=metadata.published, url=url, latest=latest),
        authors=metadata.authors,
        declared_language=metadata.language,
        canonical_url=metadata.canonical_url,
        alternates=metadata.alternates,
    )


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


def _reject(reason: RejectReason, subject: str, detail: str) -> Reject:
    return Reject(stage=Stage.EXTRACT, reason=reason, subject=subject, detail=detail)
