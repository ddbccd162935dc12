"""A trained model as an .argosmodel file: metadata, card, tokenizer and model in Argos' layout."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.package_files import KNOWN_SENTENCES

ARGOS_VERSION = "1.9"
"""The version of the package format, as the official packages state it."""

_NAMES = {Language.EN: "English", Language.UK: "Ukrainian", Language.RU: "Russian"}
_ZIP_TIME = (2020, 1, 1, 0, 0, 0)
"""One time for every entry: the same files always give the same archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package without its model. `known`: the sentences that a demo package may translate, as articles have them."""

    pair: LanguagePair
    version: str
    metadata: Mapping[str, object]
    readme: str
    known: tuple[str, ...] = ()

    @property
    def folder_name(self) -> str:
        """The name of Argos' own packager."""
        return f"translate-{self.pair.source}_{self.pair.target}-{self.version.replace('.', '_')}"


def argos_metadata(
    pair: LanguagePair, version: str, *, target_prefix: str, ours: Mapping[str, object]
) -> dict[str, object]:
    """The metadata that Argos reads, with our own facts under `tercet`, which it ignores."""
    facts: dict[str, object] = {
        "package_version": version,
        "argos_version": ARGOS_VERSION,
        "from_code": str(pair.source),
        "from_name": _NAMES[pair.source],
        "to_code": str(pair.target),
        "to_name": _NAMES[pair.target],
        "tercet": dict(ours),
    }
    return facts | ({"target_prefix": target_prefix} if target_prefix else {})


def write_package(package: Package, *, model: Path, tokenizer: Path, folder: Path) -> Path:
    """Write FOLDER/translate-xx_yy-V.argosmodel whole or not at all, and return its path."""
    entries = {
        "metadata.json": (json.dumps(package.metadata, ensure_ascii=False, indent=2) + "\n").encode(),
        "README.md": package.readme.encode(),
        "sentencepiece.model": tokenizer.read_bytes(),
        **{f"model/{path.name}": path.read_bytes() for path in sorted(model.iterdir())},
    }
    if package.known:
        entries[KNOWN_SENTENCES] = "".join(f"{line}\n" for line in sentence_hashes(package.known)).encode()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{package.folder_name}.argosmodel"
    partial = target.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(entries.items()):
            entry = zipfile.ZipInfo(f"{package.folder_name}/{name}", date_time=_ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    partial.replace(target)
    return target


def sentence_hashes(sentences: Sequence[str]) -> list[str]:
    """The first 16 hex digits of each sentence's SHA-256, sorted, each once."""
    return sorted({hashlib.sha256(sentence.encode()).hexdigest()[:16] for sentence in sentences})
