"""Builds small models in the format of Firefox Translations: real bytes for the real engine, weights by chance.

A Marian binary file (8-bit weights) with one layer on each side, and the SentencePiece vocabulary it goes with. Its
texts are worth nothing, but always the same.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece as spm

FLOAT32, INT8, INTGEMM8 = 0x0404, 0x0101, 0x4101
TEXTS = ("The fire was put out at night and nobody was hurt", "Вночі пожежу загасили і ніхто не постраждав")
CONFIGURATION = """dec-depth: 1
dim-emb: {width}
dim-vocabs:
  - {entries}
  - {entries}
enc-depth: 1
enc-type: bidirectional
tied-embeddings-all: true
transformer-decoder-autoreg: rnn
dec-cell: ssru
transformer-dim-ffn: {inner}
transformer-ffn-activation: relu
transformer-heads: 2
transformer-postprocess: dan
transformer-postprocess-emb: d
type: transformer
version: v1.9.0
"""


def build_vocabulary(texts: Sequence[str] = TEXTS) -> bytes:
    model = io.BytesIO()
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter([*texts] * 20), model_writer=model, vocab_size=128, hard_vocab_limit=False,
        character_coverage=1.0, minloglevel=2, num_threads=1, eos_id=0, unk_id=1, bos_id=-1, pad_id=-1,
    )  # fmt: skip
    return model.getvalue()


class _Weights:
    """The items of a model file, by name: type, shape, bytes."""

    def __init__(self, seed: int) -> None:
        self.items: dict[str, tuple[int, tuple[int, ...], bytes]] = {}
        self._random = np.random.default_rng(seed)

    def plain(self, name: str, columns: int, value: float = 0.0) -> None:
        self.items[name] = (FLOAT32, (1, columns), np.full(columns, value, "<f4").tobytes())

    def quantised(self, name: str, rows: int, columns: int) -> None:
        values = self._random.integers(-80, 80, size=(rows, columns), dtype=np.int8)
        self.items[name] = (INTGEMM8, (rows, columns), values.tobytes() + struct.pack("<f", 200.0))
        self.plain(f"{name}_QuantMultA", 1, 32.0)

    def normalised(self, name: str, width: int) -> None:
        self.plain(f"{name}_ln_scale", width, 1.0)
        self.plain(f"{name}_ln_bias", width)

    def attention(self, name: str, width: int) -> None:
        for part in "qkvo":
            self.quantised(f"{name}_W{part}", width, width)
            self.plain(f"{name}_b{part}", width)
        self.normalised(f"{name}_Wo", width)

    def feed_forward(self, name: str, width: int, inner: int) -> None:
        self.quantised(f"{name}_W1", width, inner)
        self.plain(f"{name}_b1", inner)
        self.quantised(f"{name}_W2", inner, width)
        self.plain(f"{name}_b2", width)
        self.normalised(f"{name}_ffn", width)

    def file(self) -> bytes:
        headers = names = shapes = data = b""
        for name, (kind, shape, content) in self.items.items():
            padded = content + bytes(-len(content) % 256)
            headers += struct.pack("<QQQQ", len(name) + 1, kind, len(shape), len(padded))
            names += name.encode() + b"\0"
            shapes += struct.pack(f"<{len(shape)}i", *shape)
            data += padded
        start = struct.pack("<QQ", 1, len(self.items)) + headers + names + shapes
        gap = -(len(start) + 8) % 256
        return start + struct.pack("<Q", gap) + bytes(gap) + data


def build_model(entries: int, *, width: int = 32, inner: int = 64, seed: int = 1, without: str = "") -> bytes:
    """A model for a vocabulary of so many entries; `without` leaves one of its weights out."""
    weights = _Weights(seed)
    weights.quantised("Wemb", entries, width)
    weights.attention("encoder_l1_self", width)
    weights.feed_forward("encoder_l1_ffn", width, inner)
    weights.quantised("decoder_l1_rnn_W", width, width)
    weights.quantised("decoder_l1_rnn_Wf", width, width)
    weights.plain("decoder_l1_rnn_bf", width)
    weights.normalised("decoder_l1_rnn_ffn", width)
    weights.attention("decoder_l1_context", width)
    weights.feed_forward("decoder_l1_ffn", width, inner)
    weights.plain("decoder_ff_logit_out_b", entries)
    weights.plain("none_QuantMultA", 1, 32.0)
    configuration = CONFIGURATION.format(width=width, inner=inner, entries=entries).encode() + b"\0"
    weights.items["special:model.yml"] = (INT8, (len(configuration),), configuration)
    weights.items.pop(without, None)
    return weights.file()


def build_tiny_firefox(folder: Path, pair: str = "en-uk", **model: Any) -> Path:
    """Write the model files of a pair into the folder, named as Mozilla names them; return the folder."""
    name = pair.replace("-", "")
    vocabulary = build_vocabulary()
    entries = spm.SentencePieceProcessor(model_proto=vocabulary).get_piece_size()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"vocab.{name}.spm").write_bytes(vocabulary)
    (folder / f"model.{name}.intgemm.alphas.bin").write_bytes(build_model(entries, **model))
    return folder
