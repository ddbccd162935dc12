"""Laws of the tokenizer: the product's symbols stay whole, and nothing but white space is rewritten."""

from __future__ import annotations

import pytest

from tercet.translations.training.tokenizer import BEGIN, END, PADDING, UNKNOWN, Tokenizer, train_tokenizer

WORDS = ("council", "bridge", "river", "рада", "міст", "річка", "совет", "мост", "река", "бюджет", "голос", "місто")
TEXTS = [f"{first} {second} {third}." for first in WORDS for second in WORDS for third in WORDS[:3]]


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    path = tmp_path_factory.mktemp("tokenizer") / "sentencepiece.model"
    train_tokenizer(TEXTS, path, vocabulary=290)
    assert [entry.name for entry in path.parent.iterdir()] == ["sentencepiece.model"]
    return Tokenizer(path)


@pytest.mark.parametrize("symbol", ["<2uk>", "<2ru>", "QX0Q", "QX9Q"])
def test_symbols_of_the_product_are_single_pieces(tokenizer: Tokenizer, symbol: str) -> None:
    assert symbol in tokenizer.tokens(f"The council, {symbol}.")


def test_control_pieces_have_the_ids_that_training_uses(tokenizer: Tokenizer) -> None:
    assert [tokenizer.pieces[number] for number in (PADDING, UNKNOWN, BEGIN, END)] == ["<pad>", "<unk>", "<s>", "</s>"]


@pytest.mark.parametrize("text", ["№ 5 «міст» – „bridge“ … it’s 99,2 %", "Ґанок їжака, ёж"])
def test_quotes_dashes_and_signs_come_back_as_written(tokenizer: Tokenizer, text: str) -> None:
    tokens = tokenizer.tokens(text)

    assert "".join(tokens).replace("▁", " ").strip() == text
    assert UNKNOWN not in tokenizer.ids(text)


def test_any_white_space_is_one_space_and_invisible_marks_are_gone(tokenizer: Tokenizer) -> None:
    assert tokenizer.tokens("11\u202f000\u00a0\u00a0riv\u00ader") == tokenizer.tokens("11 000 river")


def test_an_unknown_sign_is_one_unknown_piece_with_its_own_text(tokenizer: Tokenizer) -> None:
    """CTranslate2 can then replace it by itself; bytes would be shown as text by Argos' decoding."""
    assert "🦔" in tokenizer.tokens("the 🦔")
    assert not any(piece.startswith("<0x") for piece in tokenizer.pieces)
