"""Reads and checks the files of one Argos package.

A package is a folder with metadata.json, a CTranslate2 model in model/, and sentencepiece.model or bpe.model. The
weights are looked at, not loaded: a cut file, or a vocabulary that does not belong to the weights, would otherwise
translate silently into nonsense.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from tercet.translations.errors import PackageBrokenError, UnsupportedPairError
from tercet.translations.languages import LanguagePair
from tercet.translations.models import PackageRef

TOKENIZERS = ("sentencepiece.model", "bpe.model")
KNOWN_SENTENCES = "known_sentences.txt"

_READABLE_BINARY_VERSIONS = range(4, 7)
"""Layouts of model.bin that we can walk through; older ones are left to CTranslate2's own check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledPackage:
    """A package in a folder, ready to be loaded. `card` is our own part of its metadata: chrF, licences, demo or not.

    `expected_files` is what the lock file says of each file; None for a package that we did not install. `engine` is
    what runs it. `measured` is the chrF that was measured on this machine, by test set.
    """

    path: Path
    ref: PackageRef
    metadata: Mapping[str, Any]
    target_prefix: str
    card: Mapping[str, Any]
    expected_files: Mapping[str, str] | None = None
    engine: str = "argos"
    measured: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_starter(self) -> bool:
        """Whether it ships with the product and translates any news (a demo package knows only the bundled press)."""
        return not self.ref.is_demo and bool(self.card.get("is_starter", False))

    @property
    def label(self) -> str:
        """How messages name it: `translate-en_uk 1.9`."""
        return f"{self.ref.name} {self.ref.version}"


def read_metadata(path: Path) -> dict[str, Any]:
    """metadata.json of the package in the folder; raises PackageBrokenError when it is missing or no JSON object."""
    try:
        metadata = json.loads((path / "metadata.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PackageBrokenError(path.name, "metadata.json is missing") from None
    except (OSError, ValueError, RecursionError) as error:
        raise PackageBrokenError(path.name, f"metadata.json cannot be read ({error})") from error
    if not isinstance(metadata, dict):
        raise PackageBrokenError(path.name, "metadata.json holds no object")
    return metadata


def pair_of(metadata: Mapping[str, Any]) -> LanguagePair | None:
    """The pair a package translates; None for other languages and for packages that are not for translation."""
    if metadata.get("type", "translate") != "translate":
        return None
    try:
        return LanguagePair.parse(f"{metadata.get('from_code')}-{metadata.get('to_code')}")
    except UnsupportedPairError:
        return None


def describe(
    path: Path, metadata: Mapping[str, Any], *, files: Mapping[str, str], is_locked: bool
) -> InstalledPackage | None:
    """The package in the folder, given the SHA-256 of its files; None when it is not for our languages."""
    pair = pair_of(metadata)
    if pair is None:
        return None
    card = metadata.get("tercet", {})
    if not isinstance(card, dict):
        raise PackageBrokenError(path.name, "the entry tercet in metadata.json is no object")
    is_demo = bool(card.get("is_demo", False))
    prefix = "demo" if is_demo else str(card.get("name", "translate"))
    version = str(metadata.get("package_version", "")) or "0"
    name = f"{prefix}-{pair.source}_{pair.target}"
    return InstalledPackage(
        path=path,
        ref=PackageRef(pair=pair, name=name, version=version, sha256=combined_sha256(files), is_demo=is_demo),
        metadata=metadata,
        target_prefix=str(metadata.get("target_prefix", "") or ""),
        card=card,
        expected_files=files if is_locked else None,
    )


def hash_files(path: Path) -> dict[str, str]:
    """The SHA-256 of every file below the folder, by its path with forward slashes."""
    return {file.relative_to(path).as_posix(): sha256_of(file) for file in sorted(path.rglob("*")) if file.is_file()}


def sha256_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def combined_sha256(files: Mapping[str, str]) -> str:
    """One hash for a whole package: that of its files' names and hashes."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def verify_package(package: InstalledPackage) -> None:
    """Raise PackageBrokenError unless every file is as it was installed, and the package is whole."""
    if package.expected_files is not None:
        found = hash_files(package.path)
        for name, digest in package.expected_files.items():
            if found.get(name) != digest:
                state = "is missing" if name not in found else "was altered since it was installed"
                raise PackageBrokenError(package.label, f"{name} {state}; install the package again")
    check_files(package.path)


def check_files(path: Path) -> None:
    """Raise PackageBrokenError unless the package is whole: tokenizer, weights to their end, matching vocabulary."""
    name = path.name
    if not any((path / tokenizer).is_file() for tokenizer in TOKENIZERS):
        raise PackageBrokenError(name, "it has neither sentencepiece.model nor bpe.model")
    model = path / "model"
    for needed in ("model.bin", "config.json"):
        if not (model / needed).is_file():
            raise PackageBrokenError(name, f"model/{needed} is missing")
    try:
        _check_config(model / "config.json")
        rows = embedding_rows(model / "model.bin")
        for side in ("source", "target"):
            _check_vocabulary(len(_vocabulary(model, side)), rows.get(side), side)
    except (ValueError, OSError, RecursionError) as error:
        raise PackageBrokenError(name, str(error)) from error


def _check_config(path: Path) -> None:
    """CTranslate2's own message for a file that it cannot read does not name it."""
    try:
        is_config = isinstance(json.loads(path.read_text(encoding="utf-8")), dict)
    except ValueError as error:
        raise ValueError(f"model/config.json cannot be read ({error})") from error
    if not is_config:
        raise ValueError("model/config.json holds no object")


def _vocabulary(model: Path, side: str) -> list[str]:
    for stem in (f"{side}_vocabulary", "shared_vocabulary"):
        as_json, as_text = model / f"{stem}.json", model / f"{stem}.txt"
        if as_json.is_file():
            tokens = json.loads(as_json.read_text(encoding="utf-8"))
            if not isinstance(tokens, list):
                raise ValueError(f"model/{as_json.name} holds no list")
            return tokens
        if as_text.is_file():
            return as_text.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    raise ValueError(f"the {side} vocabulary is missing")


def _check_vocabulary(tokens: int, rows: int | None, side: str) -> None:
    """Trainers may pad the weights to a multiple of eight rows, so up to seven more rows than tokens are in order."""
    padded = rows is not None and rows % 8 == 0 and 0 <= rows - tokens < 8
    if rows is not None and tokens != rows and not padded:
        raise ValueError(f"the {side} vocabulary has {tokens} entries for {rows} rows of weights")


def embedding_rows(model_bin: Path) -> dict[str, int]:
    """Rows of the source and target embeddings; raises ValueError when the file is no model or ends early.

    Empty for a model.bin in a layout older than we know.
    """
    size = model_bin.stat().st_size
    with model_bin.open("rb") as opened:
        try:
            return _walk(opened, size)
        except struct.error:
            raise ValueError(f"model/model.bin ends early, after {size} bytes") from None


def _walk(opened: BinaryIO, size: int) -> dict[str, int]:
    (version,) = _unpack(opened, "I")
    if version == 0 or version > _READABLE_BINARY_VERSIONS[-1]:
        raise ValueError(f"model/model.bin is no CTranslate2 model that we can read (it starts with version {version})")
    if version not in _READABLE_BINARY_VERSIONS:
        return {}
    _string(opened)
    _, variables = _unpack(opened, "II")
    rows: dict[str, int] = {}
    for _ in range(variables):
        variable = _string(opened)
        (rank,) = _unpack(opened, "B")
        shape = _unpack(opened, f"{rank}I")
        _, payload = _unpack(opened, "=BI")
        if opened.tell() + payload > size:
            raise ValueError(f"model/model.bin ends early, inside {variable}")
        opened.seek(payload, 1)
        _note_rows(rows, variable, shape)
    (aliases,) = _unpack(opened, "I")
    for _ in range(aliases):
        alias, original = _string(opened), _string(opened)
        if original in _EMBEDDINGS and alias in _EMBEDDINGS:
            rows.setdefault(_EMBEDDINGS[alias], rows.get(_EMBEDDINGS[original], 0))
    return rows


_EMBEDDINGS = {
    "encoder/embeddings_0/weight": "source",
    "encoder/embeddings/weight": "source",
    "decoder/embeddings/weight": "target",
    "decoder/projection/weight": "target",
}


def _note_rows(rows: dict[str, int], variable: str, shape: tuple[int, ...]) -> None:
    if variable in _EMBEDDINGS and shape:
        rows.setdefault(_EMBEDDINGS[variable], shape[0])


def _unpack(opened: BinaryIO, layout: str) -> tuple[int, ...]:
    layout = layout if layout.startswith("=") else f"={layout}"
    values: tuple[int, ...] = struct.unpack(layout, opened.read(struct.calcsize(layout)))
    return values


def _string(opened: BinaryIO) -> str:
    (length,) = _unpack(opened, "H")
    return opened.read(length).rstrip(b"\0").decode("utf-8", "replace")
