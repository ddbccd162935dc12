"""Stories and lists of stories are told apart by running text, links and what the page says of itself."""

from __future__ import annotations

from tercet.flows.ingest.blocks import Block, parse_html, read_blocks
from tercet.flows.ingest.metadata import PageMetadata
from tercet.flows.ingest.page_type import is_listing

LINKS = "".join(f'<p><a href="/{n}">Kiln {n} of Ostrey is lit again</a></p>' for n in range(12))
PARAGRAPH = (
    "<p>The brick kilns of Ostrey will stand cold on Sundays again, after the owners gave way on Tuesday night in a "
    "dispute that had run since the spring thaw.</p>"
)
ARTICLE = PageMetadata(types=frozenset({"NewsArticle"}))
COLLECTION = PageMetadata(types=frozenset({"CollectionPage"}))
SILENT = PageMetadata()


def blocks(body: str) -> list[Block]:
    tree = parse_html(f"<html><body>{body}</body></html>")
    assert tree is not None
    return read_blocks(tree)


def test_many_linked_lines_are_a_listing() -> None:
    assert is_listing(blocks(LINKS), SILENT)


def test_running_text_is_a_story_whatever_links_stand_around_it() -> None:
    assert not is_listing(blocks(PARAGRAPH * 4 + LINKS), SILENT)


def test_a_page_that_calls_itself_an_article_is_one() -> None:
    assert not is_listing(blocks(LINKS), ARTICLE)


def test_a_page_that_calls_itself_a_collection_must_prove_otherwise() -> None:
    assert is_listing(blocks(PARAGRAPH + LINKS), COLLECTION)
    assert not is_listing(blocks(PARAGRAPH * 4), COLLECTION)


def test_a_few_short_lines_are_a_short_story() -> None:
    assert not is_listing(blocks("<p>Rain stopped play.</p><p>The match goes on on Sunday.</p>"), SILENT)
