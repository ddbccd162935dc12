"""The tokenizer of Argos packages that have a `bpe.model`: Moses tokens, cut by byte-pair merges.

Needs sacremoses, which comes with the extra `argos`; SentencePiece packages do without it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from tercet.translations.languages import LanguagePair

_JOINER = "@@"
_WORD_END = "</w>"


class BpeTokenizer:
    """Cuts sentences as Argos does. Raises ValueError for a file without merges, ImportError without sacremoses."""

    def __init__(self, path: Path, pair: LanguagePair) -> None:
        from sacremoses.normalize import MosesPunctNormalizer
        from sacremoses.tokenize import MosesDetokenizer, MosesTokenizer

        self._normalizer: Any = MosesPunctNormalizer(str(pair.source))
        self._tokenizer: Any = MosesTokenizer(str(pair.source))
        self._detokenizer: Any = MosesDetokenizer(str(pair.target))
        self._ranks, self._ends_inside = _read_merges(path)
        self._cut_word = lru_cache(maxsize=50_000)(self._cut)

    def encode(self, text: str) -> list[str]:
        words = " ".join(self._tokenizer.tokenize(self._normalizer.normalize(text))).split(" ")
        return [piece for word in words if word for piece in self._cut_word(word)]

    def decode(self, pieces: list[str]) -> str:
        text: str = self._detokenizer.detokenize(" ".join(pieces).replace(f"{_JOINER} ", "").split(" "))
        return text

    def _cut(self, word: str) -> tuple[str, ...]:
        if len(word) == 1:
            return (word,)
        letters = [*word[:-1], word[-1] + _WORD_END] if self._ends_inside else [*word, _WORD_END]
        pieces = _merge(letters, self._ranks)
        if pieces[-1] == _WORD_END:
            pieces = pieces[:-1]
        pieces[-1] = pieces[-1].removesuffix(_WORD_END)
        return (*(piece + _JOINER for piece in pieces[:-1]), pieces[-1])


def _read_merges(path: Path) -> tuple[dict[tuple[str, str], int], bool]:
    """Each merge's rank, and whether the end of a word is part of its last letter (file version 0.2)."""
    lines = path.read_text(encoding="utf-8").splitlines()
    has_version = bool(lines) and lines[0].startswith("#version:")
    ends_inside = has_version and lines[0].split()[-1].startswith("0.2")
    ranks: dict[tuple[str, str], int] = {}
    for rank, line in enumerate(lines[1:] if has_version else lines):
        parts = line.strip("\r\n ").split(" ")
        if len(parts) != 2:
            raise ValueError(f"line {rank + 1} of {path.name} is no byte-pair merge: {line[:40]!r}")
        ranks.setdefault((parts[0], parts[1]), rank)
    return ranks, ends_inside


def _merge(pieces: list[str], ranks: dict[tuple[str, str], int]) -> list[str]:
    """Join the pair of the lowest rank, everywhere in the word, until no known pair is left."""
    while len(pieces) > 1:
        pairs = set(pairwise(pieces))
        best = min(pairs, key=lambda pair: ranks.get(pair, len(ranks)))
        if best not in ranks:
            break
        joined: list[str] = []
        index = 0
        while index < len(pieces):
            if tuple(pieces[index : index + 2]) == best:
                joined.append(best[0] + best[1])
                index += 2
            else:
                joined.append(pieces[index])
                index += 1
        pieces = joined
    return pieces
