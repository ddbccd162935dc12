"""A long sentence is cut where a reader would pause, below the limit, and nothing of it is lost."""

from __future__ import annotations

import random

import pytest

from tercet.translations.long_sentences import MAX_SUBWORDS, split_long


def count(text: str) -> int:
    """Stands for a tokenizer: a subword per three characters."""
    return -(-len(text) // 3)


CLAUSE = "the shelling went on until the morning"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        (f"{CLAUSE}; " * 14, ";"),
        (f"{CLAUSE}, " * 14, ","),
        (f"{CLAUSE} — " * 13 + "so he said.", "morning"),
        (f"{CLAUSE} " * 14, ("the", "shelling", "went", "on", "until", "morning")),
    ],
    ids=["semicolons", "commas", "dashes", "spaces"],
)
def test_the_best_pause_is_taken(text: str, ends: str | tuple[str, ...]) -> None:
    pieces = split_long(text, count)

    assert len(pieces) > 1
    assert all(piece.rstrip().endswith(ends) for piece in pieces[:-1])
    assert "".join(pieces) == text


@pytest.mark.parametrize("text", ["", "Short.", "x" * 3 * (MAX_SUBWORDS - 1)])
def test_a_text_below_the_limit_stays_whole(text: str) -> None:
    assert split_long(text, count) == (text,)


@pytest.mark.parametrize("text", ["x" * 5000, "ж" * 451 + " " + "y" * 451, " " * 1000 + "x", "a, " * 4000])
def test_every_piece_is_below_the_limit_even_without_pauses(text: str) -> None:
    pieces = split_long(text, count)

    assert "".join(pieces) == text
    assert all(count(piece) < MAX_SUBWORDS for piece in pieces)


def test_no_random_text_loses_a_character_or_exceeds_the_limit() -> None:
    chance = random.Random(5)
    for _ in range(200):
        text = "".join(chance.choice("abc ,;:.—(«") for _ in range(chance.randint(0, 3000)))

        pieces = split_long(text, count)

        assert "".join(pieces) == text
        assert all(count(piece) < MAX_SUBWORDS for piece in pieces)


def test_pieces_are_of_about_the_same_size() -> None:
    pieces = split_long(f"{CLAUSE}, " * 13, count)

    assert max(map(count, pieces)) < 2 * min(map(count, pieces))


def test_a_text_with_more_subwords_than_its_parts_together_is_still_cut() -> None:
    text = "слово; " * 400

    pieces = split_long(text, lambda part: len(part) // 8, limit=5)

    assert "".join(pieces) == text
    assert all(len(piece) // 8 < 5 for piece in pieces)
