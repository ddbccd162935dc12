"""The judge finds the story between two extractors, with either of them silent, and leaves what stands around it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tercet.flows.ingest.blocks import Block, parse_html, read_blocks
from tercet.flows.ingest.features import block_features, headline_place
from tercet.flows.ingest.judge import block_chances, expected_agreement, judge
from tercet.flows.ingest.judge_trees import FEATURES
from tercet.flows.ingest.metadata import PageMetadata
from tercet.flows.ingest.voters import Votes, ask_all, ask_readability, vote, words_of

TITLE = "Kiln workers of Ostrey win back their Sunday"
STORY = (
    "The brick kilns of Ostrey will stand cold on Sundays again, after the owners gave way on Tuesday night in a "
    "dispute that had run since the spring thaw.",
    "Some 340 workers at the four kilns had refused the seventh shift since April, and nobody had counted on them "
    "holding out for so long.",
    "The owners will hire sixty more hands before the winter. Nobody will lose pay for the weeks of the dispute, and "
    "the first free Sunday is the next one.",
)
TEASERS = "".join(
    f'<li><a href="/{n}">Ferry number {n} of the lower Sylva is late again, owners say</a></li>' for n in range(15)
)
MENU = "".join(f'<a href="/{name}">{name}</a> ' for name in ("World", "Markets", "Sport", "Weather"))
SILENT = vote("")


def page(inner: str) -> list[Block]:
    tree = parse_html(
        f'<html><head><title>{TITLE}</title></head><body><div class="menu">{MENU}</div><div id="content">'
        f"<h1>{TITLE}</h1>{inner}</div><div class='sidebar'><ul>{TEASERS}</ul></div></body></html>"
    )
    assert tree is not None
    return read_blocks(tree)


def votes_on(blocks: list[Block]) -> Votes:
    return ask_all(blocks[0].path[0], blocks, PageMetadata())


def taken(blocks: list[Block], votes: Votes) -> list[str]:
    return [blocks[place].text for place in judge(blocks, votes, title=TITLE).places]


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize("silent", [(), ("trafilatura",), ("readability",)], ids=lambda names: "".join(names) or "none")
def test_the_story_is_found_with_either_extractor_silent(silent: tuple[str, ...]) -> None:
    blocks = page(paragraphs(*STORY))
    votes = replace(votes_on(blocks), **dict.fromkeys(silent, SILENT))

    found = taken(blocks, votes)

    assert [text for text in found if text != TITLE] == list(STORY)


def test_a_subhead_between_two_paragraphs_is_taken_with_them() -> None:
    blocks = page(f"{paragraphs(*STORY[:2])}<h2>What comes next</h2>{paragraphs(STORY[2])}")

    assert "What comes next" in taken(blocks, votes_on(blocks))


def test_every_feature_of_the_trees_is_computed_and_every_chance_is_one() -> None:
    blocks = page(paragraphs(*STORY))
    features = block_features(blocks, votes_on(blocks), title=TITLE)

    chances = block_chances(features)

    assert set(FEATURES) == set(features)
    assert {len(column) for column in features.values()} == {len(blocks)}
    assert all(0 < chance < 1 for chance in chances)


def test_the_expected_agreement_is_the_f1_of_the_expected_words() -> None:
    assert expected_agreement([1.0, 0.0], [30, 70], 0.5) == 1.0
    assert expected_agreement([0.5, 0.5], [10, 10], 0.2) == pytest.approx(2 * 10 / (10 + 20))
    assert expected_agreement([0.1], [10], 0.5) == 0.0


def test_the_headline_s_place_is_its_last_appearance() -> None:
    blocks = page(paragraphs(*STORY))

    assert blocks[headline_place(blocks, TITLE) or 0].text == TITLE
    assert headline_place(blocks[-3:], TITLE) is None


def test_the_text_of_the_metadata_speaks_for_its_blocks() -> None:
    blocks = page(paragraphs(*STORY))
    votes = ask_all(blocks[0].path[0], blocks, PageMetadata(article_body=" ".join(STORY)))

    column = block_features(blocks, votes, title=TITLE)["article_body"]

    assert [share for share, block in zip(column, blocks, strict=True) if block.text in STORY] == [1.0] * len(STORY)


def test_asking_readability_leaves_the_tree_as_it_is() -> None:
    tree = parse_html(f"<html><body><script>x</script><article>{paragraphs(*STORY)}</article></body></html>")
    assert tree is not None

    found = ask_readability(tree)

    assert all(found.share_of(words_of(text)) == 1.0 for text in STORY)
    assert tree.find(".//script") is not None
    assert [block.text for block in read_blocks(tree)] == list(STORY)
