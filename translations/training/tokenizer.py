"""The SentencePiece model of a package: trained on the news, with the product's own symbols in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import sentencepiece

from tercet.translations.errors import TranslationError
from tercet.translations.languages import Language
from tercet.translations.training.corpus import BEGIN, END, PADDING, UNKNOWN

SYMBOLS = (*(f"<2{language}>" for language in Language), *(f"QX{number}Q" for number in range(10)))
"""Never split into pieces: the target-language tokens and the placeholders of `mask`."""
SYNTHETIC = "<synthetic>"
"""Opens the source of a row that a machine translated, so that the network can tell it from a person's."""

# Letters, digits and marks that must have a piece even where the training text lacks them.
_REQUIRED = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    "абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюяАБВГҐДЕЄЁЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
    ".,:;!?…-–—‑'’ʼ‘\"“”„«»‹›()[]/\\&%‰°№§@#*+=×±−<>|_~^$€£₴₽¢•·→©®™²³½"
    "áàâäãåąçćčďéèêëęěíìîïıłñńňóòôöõőøřśšşțúùûüűůýžźżÁÅÄÇČÉÍİŁÓÖØŚŠŞÜÚŽŻßæÆœ"
)

_OPTIONS: dict[str, Any] = {
    "hard_vocab_limit": False,
    "character_coverage": 1.0,
    "required_chars": _REQUIRED,
    "pad_id": PADDING,
    "unk_id": UNKNOWN,
    "bos_id": BEGIN,
    "eos_id": END,
    "minloglevel": 2,
}

_SPACES = [*range(0x2000, 0x200B), 0xA0, 0x202F, 0x205F, 0x3000, 0x9, 0xA, 0xD]
_INVISIBLE = [0xAD, 0x200B, 0x200C, 0x2060, 0xFEFF]
_COMBINED = {(0x438, 0x306): 0x439, (0x418, 0x306): 0x419, (0x456, 0x308): 0x457, (0x406, 0x308): 0x407}
_COMBINED |= {(0x435, 0x308): 0x451, (0x415, 0x308): 0x401}


def train_tokenizer(
    lines: Iterable[str],
    path: Path,
    *,
    vocabulary: int,
    symbols: Sequence[str] = SYMBOLS,
    byte_fallback: bool = False,
    threads: int = 2,
) -> None:
    """Write `path` (sentencepiece.model). Quotes, dashes and № stay as written; only white space is evened out.

    Little text gives fewer pieces than `vocabulary`.

    With byte fallback a sign that has no piece is spelt in bytes. Without it, it is an unknown piece, which the decoder
    replaces by the source's own: that also holds for Argos' own decoding, which shows bytes as text.
    Raises TranslationError where the text is too little for so many pieces.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    rules = path.with_suffix(".rules.tsv")
    rules.write_text(_normalisation_rules(), encoding="utf-8")
    options = _OPTIONS | {"vocab_size": vocabulary, "byte_fallback": byte_fallback, "num_threads": threads}
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines),
            model_prefix=str(path.with_suffix("")),
            user_defined_symbols=list(symbols),
            normalization_rule_tsv=str(rules),
            **options,
        )
    except RuntimeError as error:
        raise TranslationError(
            f"No tokenizer of {vocabulary} pieces could be trained: {error}. Give more text, or a larger vocabulary."
        ) from error
    finally:
        rules.unlink()
    path.with_suffix(".vocab").unlink()


class Tokenizer:
    """A SentencePiece model, with the vocabulary in the order of its ids."""

    def __init__(self, path: Path) -> None:
        self._processor: Any = sentencepiece.SentencePieceProcessor(model_file=str(path))
        self.pieces: tuple[str, ...] = tuple(
            self._processor.id_to_piece(number) for number in range(self._processor.get_piece_size())
        )

    def ids(self, text: str) -> list[int]:
        encoded: list[int] = self._processor.encode(text)
        return encoded

    def tokens(self, text: str) -> list[str]:
        encoded: list[str] = self._processor.encode(text, out_type=str)
        return encoded

    def id_of(self, piece: str) -> int:
        number: int = self._processor.piece_to_id(piece)
        return number


def _normalisation_rules() -> str:
    rules = [f"{code:X}\t20" for code in _SPACES] + [f"{code:X}\t" for code in _INVISIBLE]
    rules += [f"{first:X} {second:X}\t{joined:X}" for (first, second), joined in _COMBINED.items()]
    return "\n".join(rules) + "\n"
