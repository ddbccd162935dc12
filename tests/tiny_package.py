"""Builds small translation packages in Argos' format, whose behaviour is known without training.

The decoder attends to the source position it is at and writes the piece found there in the letters of the target
language: a package en-uk turns "said" into "саід". So a translation is no copy of its source, is in the right script,
has as many pieces as its source, and ends. `words` give chosen words another translation; `loop_after` makes the
decoder repeat itself; `copied` lists strings that come out unchanged.

Needs no network; a tiny package takes a fraction of a second. `ARGOS_SHAPE` has the cost of a real package.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ctranslate2
import numpy as np
import sentencepiece as spm
from ctranslate2.specs import transformer_spec

Array = np.ndarray[Any, Any]

SPECIALS = ("<unk>", "<blank>", "<s>", "</s>")
END = SPECIALS.index("</s>")
PLACEHOLDERS = tuple(f"QX{number}Q" for number in range(20))

SAMPLE_TEXT = {
    "en": (
        "The ministry said on Monday that shelling had damaged the power station near the river.",
        "Officials did not say how many people were hurt, but local media reported three wounded.",
        "He told reporters that the talks would go on next week in the capital.",
        "Prices of bread and fuel have risen by a third since the start of the year.",
        "Volunteers brought water, blankets and medicine to the villages along the front line.",
        "Who is to blame for the fire? Nobody has answered this question yet!",
        '"We will rebuild the school before winter," the head of the region wrote.',
    ),
    "uk": (
        "У міністерстві повідомили в понеділок, що обстріл пошкодив електростанцію біля річки.",
        "Чиновники не сказали, скільки людей постраждало, але місцеві медіа пишуть про трьох поранених.",
        "Він розповів журналістам, що переговори триватимуть наступного тижня у столиці.",
        "Ціни на хліб і пальне зросли на третину від початку року.",
        "Волонтери привезли воду, ковдри та ліки до сіл уздовж лінії фронту.",
        "Хто винен у пожежі? Ніхто ще не відповів на це запитання!",
        "«Ми відбудуємо школу до зими», — написав голова області. Її їжа є в ґанку.",
    ),
    "ru": (
        "В министерстве сообщили в понедельник, что обстрел повредил электростанцию у реки.",
        "Чиновники не сказали, сколько людей пострадало, но местные СМИ пишут о трёх раненых.",
        "Он рассказал журналистам, что переговоры продолжатся на следующей неделе в столице.",
        "Цены на хлеб и топливо выросли на треть с начала года.",
        "Волонтёры привезли воду, одеяла и лекарства в сёла вдоль линии фронта.",
        "Кто виноват в пожаре? Никто ещё не ответил на этот вопрос!",
        "«Мы восстановим школу до зимы», — написал глава области. Это объезд, эхо и щи.",
    ),
}
PUNCTUATION = "0123456789 .,:;!?-–—()[]{}<>/\\\"'«»“”„’…%№$€#@&*+=_°"
ALPHABETS = {
    "en": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
}


def _letters(source: str, target: Sequence[str]) -> dict[str, str]:
    pairs = dict(zip(source, target, strict=True))
    return pairs | {letter.upper(): written.capitalize() for letter, written in pairs.items()}


_FROM_UK = "a b v h g d e ye zh z y i yi y k l m n o p r s t u f kh ts ch sh shch ' yu ya"
_FROM_RU = "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch ' y ' e yu ya"
LETTERS = {
    "en-uk": _letters("abcdefghijklmnopqrstuvwxyz", "абкдефгхійклмнопкрстуввхиз"),
    "en-ru": _letters("abcdefghijklmnopqrstuvwxyz", "абкдефгхийклмнопкрстуввхыз"),
    "uk-en": _letters("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", _FROM_UK.split(" ")),
    "ru-en": _letters("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _FROM_RU.split(" ")),
    "uk-ru": _letters("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "абвггдеэжзыиийклмнопрстуфхцчшщьюя"),
    "ru-uk": _letters("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгдеєжзийклмнопрстуфхцчшщьиьеюя"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The size of the network. `noise` in every layer makes the decoder less sure; `vocabulary` pads with rows.

    The decoder has as many layers as the encoder unless `decoder_layers` says otherwise.
    """

    width: int = 64
    feed_forward: int = 64
    heads: int = 2
    layers: int = 1
    decoder_layers: int | None = None
    vocabulary: int = 0
    pieces: int = 1200
    noise: float = 0.0
    kinship: float = 0.0
    sharpness: float = 1.5
    copy_strength: float = 6.0
    positions: int = 700


TINY_SHAPE = Shape()
ARGOS_SHAPE = Shape(
    width=512,
    feed_forward=2048,
    heads=8,
    layers=6,
    vocabulary=50_000,
    pieces=50_000,
    noise=0.12,
    kinship=0.8,
    sharpness=0.85,
    copy_strength=1.0,
    positions=5000,
)


STARTER_SHAPE = replace(
    ARGOS_SHAPE, width=384, feed_forward=1536, heads=6, decoder_layers=2, vocabulary=16_000, pieces=16_000
)
"""The network that `tercet train` makes by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What the decoder does beside writing each piece in the target's letters.

    `words` maps a source string to its whole translation; `copied` strings come out as they are. From piece
    `loop_after` on the decoder cycles over three pieces and never ends by itself.
    """

    words: Mapping[str, str] | None = None
    copied: Sequence[str] = PLACEHOLDERS
    loop_after: int | None = None
    target_prefix: str = ""
    texts: Sequence[str] = ()
    tokenizer: str = "sentencepiece"


def expected_text(text: str, pair: str) -> str:
    """What a tiny package makes of a text without special words or placeholders."""
    return "".join(LETTERS[pair].get(letter, letter) for letter in text)


def known_words(texts: Iterable[str], pair: str) -> dict[str, str]:
    """The texts' words of two letters and more as `words` of a behaviour: one piece each, as after real training.

    Without them a word has four pieces, and no cost per word means anything.
    """
    words = sorted({word for text in texts for word in re.findall(r"\w\w+", text)})
    return {mark + word: mark + expected_text(word, pair) for word in words for mark in ("▁", "")}


def build_tiny_package(
    folder: Path,
    pair: str,
    *,
    version: str = "1.0",
    metadata_extra: Mapping[str, Any] | None = None,
    behaviour: Behaviour | None = None,
    shape: Shape = TINY_SHAPE,
    extra_files: Mapping[str, str] | None = None,
) -> Path:
    """Write `translate-en_uk-1_0.argosmodel` into the folder and return its path.

    `metadata_extra` is merged into metadata.json; `extra_files` are added beside it by name.
    """
    behaviour = behaviour or Behaviour()
    source, _, target = str(pair).partition("-")
    stem = f"translate-{source}_{target}-{''.join(sign if sign.isalnum() else '_' for sign in version)}"
    metadata = {
        "package_version": version,
        "argos_version": "1.9",
        "from_code": source,
        "from_name": source,
        "to_code": target,
        "to_name": target,
        "target_prefix": behaviour.target_prefix,
        **(metadata_extra or {}),
    }
    tokenizer_name, tokenizer_file, pieces = _tokenizer(source, behaviour, shape)
    with TemporaryDirectory() as scratch:
        model = Path(scratch) / "model"
        _write_model(model, _vocabulary(pieces, str(pair), behaviour), behaviour, shape)
        files = {path.name: path.read_bytes() for path in model.iterdir()}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}.argosmodel"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(f"{stem}/metadata.json", json.dumps(metadata))
        archive.writestr(f"{stem}/{tokenizer_name}", tokenizer_file)
        for name, content in files.items():
            archive.writestr(f"{stem}/model/{name}", content)
        for name, text in (extra_files or {}).items():
            archive.writestr(f"{stem}/{name}", text)
    return path


def _tokenizer(source: str, behaviour: Behaviour, shape: Shape) -> tuple[str, bytes, list[str]]:
    """The tokenizer's file name and content, and the source pieces it makes."""
    if behaviour.tokenizer == "bpe":
        return "bpe.model", *_bpe_codes(source, behaviour)
    model = io.BytesIO()
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter([*SAMPLE_TEXT[source] * 4, *behaviour.texts]),
        model_writer=model,
        vocab_size=shape.pieces,
        hard_vocab_limit=False,
        character_coverage=1.0,
        required_chars=ALPHABETS[source] + PUNCTUATION.replace(" ", ""),
        user_defined_symbols=[*behaviour.copied, *(behaviour.words or {})],
        minloglevel=2,
        num_threads=1,
    )
    processor = spm.SentencePieceProcessor(model_proto=model.getvalue())
    pieces = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    return "sentencepiece.model", model.getvalue(), [piece for piece in pieces if piece not in SPECIALS]


def _bpe_codes(source: str, behaviour: Behaviour) -> tuple[bytes, list[str]]:
    """Merges that join the letters of every frequent word again, and the pieces they can give."""
    texts = (*SAMPLE_TEXT[source], *behaviour.texts)
    words = sorted({word for text in texts for word in text.split() if len(word) > 3})
    merges: list[tuple[str, str]] = []
    joined: set[str] = set()
    for word in words[: len(words) // 2]:
        letters = [*word[:-1], f"{word[-1]}</w>"]
        for index in range(1, len(letters)):
            merge = ("".join(letters[:index]), letters[index])
            if merge not in merges:
                merges.append(merge)
        joined.update(["".join(letters[: index + 1]) for index in range(1, len(letters))])
    letters = [*ALPHABETS[source], *PUNCTUATION.replace(" ", "")]
    pieces = [*letters, *(f"{letter}@@" for letter in letters)]
    pieces += [piece[:-4] if piece.endswith("</w>") else f"{piece}@@" for piece in sorted(joined)]
    pieces += ["&quot;", "&apos;", "&amp;", "&lt;", "&gt;", "&#91;", "&#93;", "&#124;"]
    codes = "#version: 0.2\n" + "".join(f"{left} {right}\n" for left, right in merges)
    return codes.encode(), list(dict.fromkeys(pieces))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vocabulary:
    """All pieces, and for each the index of the piece that is its translation."""

    pieces: list[str]
    translation: list[int]


def _vocabulary(pieces: list[str], pair: str, behaviour: Behaviour) -> _Vocabulary:
    same = {*behaviour.copied, *SPECIALS, behaviour.target_prefix}
    given = dict(behaviour.words or {})

    def written(piece: str) -> str:
        return given.get(piece, piece if piece in same else expected_text(piece, pair))

    specials = [*SPECIALS, behaviour.target_prefix] if behaviour.target_prefix else list(SPECIALS)
    every = list(dict.fromkeys([*specials, *pieces, *map(written, pieces)]))
    index = {piece: number for number, piece in enumerate(every)}
    sources = {*pieces, *specials}
    return _Vocabulary(
        pieces=every,
        translation=[index[written(piece)] if piece in sources else number for number, piece in enumerate(every)],
    )


def _write_model(folder: Path, vocabulary: _Vocabulary, behaviour: Behaviour, shape: Shape) -> None:
    random = np.random.default_rng(1)
    pieces = [*vocabulary.pieces, *(f"▁zz{number}" for number in range(shape.vocabulary - len(vocabulary.pieces)))]
    translation = [*vocabulary.translation, *range(len(vocabulary.pieces), len(pieces))]
    half = shape.width // 2
    codes = np.zeros((len(pieces), shape.width), np.float32)
    codes[:, :half] = _piece_codes(random, len(pieces), half, shape.kinship) / np.sqrt(shape.width)
    places = np.zeros((shape.positions, shape.width), np.float32)
    places[:, half:] = random.choice([-1.0, 1.0], size=(shape.positions, half))

    spec = transformer_spec.TransformerSpec.from_config(
        (shape.layers, shape.decoder_layers or shape.layers), shape.heads
    )
    spec.encoder.embeddings[0].weight = codes[translation]
    spec.decoder.embeddings.weight = codes
    spec.encoder.position_encodings.encodings = places
    spec.decoder.position_encodings.encodings = places[_decoder_places(behaviour, shape)]
    _norm(spec.encoder.layer_norm, shape.width, 1.0)
    _norm(spec.decoder.layer_norm, shape.width, shape.sharpness)
    for layer in [*spec.encoder.layer, *spec.decoder.layer]:
        _noisy_layer(layer, random, shape)
    for layer in spec.decoder.layer:
        _pointing_attention(layer.attention, random, shape)
    _linear(spec.decoder.projection, codes)
    spec.config.decoder_start_token = "<s>"
    spec.config.add_source_eos = True
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True)
    spec.save(str(folder))


def _piece_codes(random: np.random.Generator, count: int, half: int, kinship: float) -> Array:
    """A code of ±1 per piece; pieces of a family of eight share a part of it, so that the decoder hesitates.

    The end has no family: a hypothesis that wrote a relative of it would never end, and cost what no real one costs.
    """
    own: Array = random.choice([-1.0, 1.0], size=(count, half))
    if kinship == 0.0:
        return own
    families = count // 8 + 1
    shared = random.choice([-1.0, 1.0], size=(families, half))[random.permutation(count) % families]
    codes = np.sqrt(kinship) * shared + np.sqrt(1 - kinship) * own
    codes[END] = own[END]
    return np.asarray(codes)


def _decoder_places(behaviour: Behaviour, shape: Shape) -> list[int]:
    """Which source place the decoder looks at in each step; a target prefix takes the first step."""
    shift = 1 if behaviour.target_prefix else 0
    places = [max(0, step - shift) for step in range(shape.positions)]
    if behaviour.loop_after is not None:
        start = behaviour.loop_after
        places = [place if place < start else start - 3 + (place - start) % 3 for place in places]
    return places


def _norm(spec: Any, width: int, gamma: float) -> None:
    spec.gamma = np.full(width, gamma, np.float32)
    spec.beta = np.zeros(width, np.float32)


def _linear(spec: Any, weight: Array) -> None:
    spec.weight = np.ascontiguousarray(weight, dtype=np.float32)
    spec.bias = np.zeros(weight.shape[0], np.float32)


def _random(random: np.random.Generator, rows: int, columns: int, size: float) -> Array:
    noise = random.standard_normal((rows, columns)) * size
    return np.asarray(noise / np.sqrt(columns), dtype=np.float32)


def _noisy_layer(layer: Any, random: np.random.Generator, shape: Shape) -> None:
    width, inner, noise = shape.width, shape.feed_forward, 2 * shape.noise
    _norm(layer.self_attention.layer_norm, width, 1.0)
    _norm(layer.ffn.layer_norm, width, 1.0)
    _linear(layer.self_attention.linear[0], _random(random, 3 * width, width, 1.0))
    _linear(layer.self_attention.linear[1], _random(random, width, width, noise))
    _linear(layer.ffn.linear_0, _random(random, inner, width, 1.0))
    _linear(layer.ffn.linear_1, _random(random, width, inner, noise))


def _pointing_attention(attention: Any, random: np.random.Generator, shape: Shape) -> None:
    """Queries and keys are the place codes, values the piece codes: each step reads the piece at its own place."""
    width, half, per_head = shape.width, shape.width // 2, shape.width // shape.heads
    _norm(attention.layer_norm, width, 1.0)
    query = np.zeros((width, width), np.float32)
    for row in range(width):
        query[row, half + row % half] = 2.2
    value = np.zeros((width, width), np.float32)
    value[:half, :half] = value[half:, :half] = np.eye(half)
    output = np.zeros((width, width), np.float32)
    output[:half, :half] = output[:half, half:] = np.eye(half) * shape.copy_strength / 2
    assert half % per_head == 0
    noises = [_random(random, width, width, shape.noise) for _ in range(4)]
    _linear(attention.linear[0], query + noises[0])
    _linear(attention.linear[1], np.concatenate([query + noises[1], value + noises[2]]))
    _linear(attention.linear[2], output + noises[3])


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack an archive as Argos itself does, and return the package's folder."""
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
        return folder / opened.namelist()[0].split("/")[0]


def open_translator(package: Path) -> ctranslate2.Translator:
    return ctranslate2.Translator(str(package / "model"), compute_type="int8", intra_threads=1)
