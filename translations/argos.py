"""Runs Argos packages with CTranslate2: the text that Argos' own code writes, several times faster.

Argos decodes 32 source tokens at a time, which is one sentence; here a batch holds many. Where Argos damages text we
differ: underscores stay underscores, a target prefix is removed from every sentence, texts above 150 subwords are split
instead of cut, and a decoder that repeats itself is stopped early.

This is the only module, beside training, that knows CTranslate2 and SentencePiece.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from tercet.translations.engine import Decoded, DecodeSettings
from tercet.translations.errors import EngineError, PackageBrokenError
from tercet.translations.long_sentences import MAX_SUBWORDS, split_long
from tercet.translations.models import PackageRef
from tercet.translations.package_files import InstalledPackage, verify_package

_BANDS = (48, MAX_SUBWORDS)
"""Source lengths in subwords. Texts of a band share the limit on the output: twice the band's length, and 20 more.

So a decoder that repeats itself in a short sentence stops early, and no result depends on its neighbours."""


class ArgosEngine:
    """An engine on one installed package. Loads it at the first use, in the process that uses it.

    CTranslate2 does not survive a fork: a child process loads its own.
    """

    name = "argos"

    def __init__(self, package: InstalledPackage, settings: DecodeSettings | None = None) -> None:
        self._package = package
        self._settings = settings or DecodeSettings()
        self._loaded: _Loaded | None = None
        self._inherited: _Loaded | None = None
        self._lock = threading.Lock()

    @property
    def package(self) -> PackageRef:
        return self._package.ref

    @property
    def settings_sha256(self) -> str:
        return self._settings.sha256

    def decode(self, texts: Sequence[str], *, no_repeat_ngram_size: int = 0) -> list[Decoded]:
        """One result per text, in order. Raises PackageBrokenError at the first use of a package that is damaged."""
        loaded = self._ready()
        pieces = [split_long(text, loaded.count) for text in texts]
        flat = [piece for split in pieces for piece in split]
        decoded = iter(self._decode_short(loaded, flat, no_repeat_ngram_size))
        return [_join(split, [next(decoded) for _ in split]) for split in pieces]

    def _ready(self) -> _Loaded:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._package, self._settings)
            elif self._loaded.process_id != os.getpid():
                # After a fork. The parent's model is kept, because taking it down would wait for threads that the
                # child does not have; OpenMP does not survive either, so each decoder has one thread.
                self._inherited = self._loaded
                self._loaded = _load(self._package, replace(self._settings, threads_per_decoder=1))
            return self._loaded

    def _decode_short(self, loaded: _Loaded, texts: Sequence[str], no_repeat_ngram_size: int) -> list[Decoded]:
        """Decode texts that need no splitting, band by band; all bands are handed over before the first is awaited."""
        tokens = [loaded.tokenizer.encode(text) for text in texts]
        bands: dict[int, list[int]] = {}
        for index, subwords in enumerate(tokens):
            bands.setdefault(_band(len(subwords)), []).append(index)
        results: list[Any] = [None] * len(texts)
        try:
            started = [
                (index, result)
                for band, indexes in sorted(bands.items(), reverse=True)
                for index, result in zip(
                    indexes, self._start(loaded, [tokens[i] for i in indexes], band, no_repeat_ngram_size), strict=True
                )
            ]
            for index, result in started:
                results[index] = result.result()
        except RuntimeError as error:
            raise EngineError(f"{self._package.label} failed on a batch of {len(texts)} sentences: {error}") from error
        limits = {index: _limit(band) for band, indexes in bands.items() for index in indexes}
        return [self._decoded(loaded, result, limits[index]) for index, result in enumerate(results)]

    def _start(self, loaded: _Loaded, tokens: list[list[str]], band: int, no_repeat_ngram_size: int) -> list[Any]:
        settings = self._settings
        prefix = self._package.target_prefix
        started: list[Any] = loaded.translator.translate_batch(
            tokens,
            target_prefix=[[prefix]] * len(tokens) if prefix else None,
            beam_size=settings.beam_size,
            length_penalty=settings.length_penalty,
            no_repeat_ngram_size=no_repeat_ngram_size,
            replace_unknowns=True,
            return_scores=True,
            max_decoding_length=_limit(band),
            max_batch_size=settings.max_batch_tokens,
            batch_type="tokens",
            asynchronous=True,
        )
        return started

    def _decoded(self, loaded: _Loaded, result: Any, limit: int) -> Decoded:
        tokens: list[str] = result.hypotheses[0]
        hit_length_limit = len(tokens) >= limit
        if self._package.target_prefix and tokens[:1] == [self._package.target_prefix]:
            tokens = tokens[1:]
        # The decoder divides the sum of the log probabilities by length ** length_penalty, the end token included.
        length = len(tokens) + (0 if hit_length_limit else 1)
        score = result.scores[0] * max(1, length) ** (self._settings.length_penalty - 1.0)
        return Decoded(text=loaded.tokenizer.decode(tokens).strip(), score=score, hit_length_limit=hit_length_limit)


def _band(subwords: int) -> int:
    return next((band for band in _BANDS if subwords <= band), _BANDS[-1])


def _limit(band: int) -> int:
    return 2 * band + 20


def _join(pieces: Sequence[str], decoded: Sequence[Decoded]) -> Decoded:
    """The translations of a split sentence, joined as its pieces were; the score is the mean weighted by length."""
    if len(decoded) == 1:
        return decoded[0]
    text = "".join(
        result.text + piece[len(piece.rstrip()) :] for piece, result in zip(pieces, decoded, strict=True)
    ).strip()
    weights = [max(1, len(result.text)) for result in decoded]
    scores = [result.score for result in decoded if result.score is not None]
    weighted = sum(score * weight for score, weight in zip(scores, weights, strict=True)) / sum(weights)
    return Decoded(text=text, score=weighted, hit_length_limit=any(result.hit_length_limit for result in decoded))


class _Tokenizer(Protocol):
    def encode(self, text: str) -> list[str]: ...

    def decode(self, pieces: list[str]) -> str: ...


class _SentencePieces:
    def __init__(self, path: Path) -> None:
        import sentencepiece

        self._processor: Any = sentencepiece.SentencePieceProcessor(model_file=str(path))

    @property
    def size(self) -> int:
        return int(self._processor.get_piece_size())

    def encode(self, text: str) -> list[str]:
        pieces: list[str] = self._processor.encode(text, out_type=str)
        return pieces

    def decode(self, pieces: list[str]) -> str:
        # Pieces that the tokenizer does not know keep their mark of a space.
        text: str = self._processor.decode_pieces(pieces).replace("▁", " ")
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    process_id: int
    translator: Any
    tokenizer: _Tokenizer

    def count(self, text: str) -> int:
        return len(self.tokenizer.encode(text))


def _load(package: InstalledPackage, settings: DecodeSettings) -> _Loaded:
    """Check every file against the lock, and load the model."""
    import ctranslate2

    verify_package(package)
    decoders, threads = settings.decoders_and_threads()
    try:
        tokenizer = _tokenizer(package)
        translator = ctranslate2.Translator(
            str(package.path / "model"),
            device="cpu",
            compute_type=settings.compute_type,
            inter_threads=decoders,
            intra_threads=threads,
        )
    except (RuntimeError, OSError, ValueError) as error:
        raise PackageBrokenError(package.label, f"it does not load ({error})") from error
    return _Loaded(process_id=os.getpid(), translator=translator, tokenizer=tokenizer)


def subword_counter(path: Path) -> Callable[[str], int]:
    """Counts a text's subwords with a SentencePiece model. Raises OSError or RuntimeError for a file that is none."""
    pieces = _SentencePieces(path)
    return lambda text: len(pieces.encode(text))


def vocabulary_size(path: Path) -> int:
    """The entries of a SentencePiece model. Raises OSError or RuntimeError for a file that is none."""
    return _SentencePieces(path).size


def _tokenizer(package: InstalledPackage) -> _Tokenizer:
    pieces = package.path / "sentencepiece.model"
    if pieces.is_file():
        return _SentencePieces(pieces)
    from tercet.translations.bpe import BpeTokenizer

    try:
        return BpeTokenizer(package.path / "bpe.model", package.ref.pair)
    except ImportError as error:
        raise PackageBrokenError(
            package.label, "its tokenizer needs sacremoses; run: pip install 'tercet[argos]'"
        ) from error
