"""Stories and lists of stories are told apart by running text, links and what the page says of itself."""

from __future__ import annotations

from tercet.flows.ingest.blocks import Block, parse_html, read_blocks
from tercet.flows.ingest.metadata import PageMetadata
from tercet.flows.ingest.page_type import is_link_list, is_listing, is_price_list

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


def test_many_prices_make_a_shop_unless_the_page_says_when_it_was_published() -> None:
    story = blocks(PARAGRAPH * 2)
    dated = PageMetadata(published=("2026-10-07",))

    assert is_listing(story, SILENT, is_shop=True)
    assert not is_listing(story, dated, is_shop=True)
    assert not is_listing(story, ARTICLE, is_shop=True)


def test_an_unsure_judge_and_little_prose_make_a_listing() -> None:
    story = blocks(PARAGRAPH * 2)

    assert is_listing(story, SILENT, agreement=0.5)
    assert not is_listing(story, SILENT, agreement=0.8)


def test_prices_are_counted_where_they_stand_alone() -> None:
    shop = "".join(f"<p>Brick {n}</p><p>from {n},99 грн</p>" for n in range(20))

    assert is_price_list(blocks(shop))
    assert not is_price_list(blocks(PARAGRAPH * 20 + "<p>Bricks cost $3 now.</p>"))


def test_a_link_list_is_mostly_links() -> None:
    assert is_link_list(blocks(LINKS))
    assert not is_link_list(blocks(LINKS + PARAGRAPH * 6))
