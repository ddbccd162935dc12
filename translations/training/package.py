"""An exported model as an .argosmodel file: metadata, card, tokenizer, model, and the sentences it knows."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.training.score import Score, by_name

KNOWN_SENTENCES = "known_sentences.txt"
ARGOS_VERSION = "1.9"
"""The version of the package format, as the official packages state it."""

_NAMES = {Language.EN: "English", Language.UK: "Ukrainian", Language.RU: "Russian"}
_ZIP_TIME = (2020, 1, 1, 0, 0, 0)
"""One time for every entry: the same files always give the same archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a package says about itself. `known` are its press sentences, as articles have them."""

    pair: LanguagePair
    version: str
    target_prefix: str
    scores: tuple[Score, ...]
    data: tuple[str, ...]
    known: tuple[str, ...]
    training: str

    @property
    def folder_name(self) -> str:
        """The name of Argos' own packager."""
        return f"translate-{self.pair.source}_{self.pair.target}-{self.version.replace('.', '_')}"


def write_package(card: Card, *, model: Path, tokenizer: Path, folder: Path) -> Path:
    """Write FOLDER/translate-xx_yy-V.argosmodel whole or not at all, and return its path."""
    files = {path.name: path.read_bytes() for path in sorted(model.iterdir())}
    entries = {
        "metadata.json": _json(metadata(card)),
        "README.md": readme(card).encode(),
        KNOWN_SENTENCES: "".join(f"{line}\n" for line in sentence_hashes(card.known)).encode(),
        "sentencepiece.model": tokenizer.read_bytes(),
        **{f"model/{name}": content for name, content in files.items()},
    }
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{card.folder_name}.argosmodel"
    partial = target.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(entries.items()):
            entry = zipfile.ZipInfo(f"{card.folder_name}/{name}", date_time=_ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    partial.replace(target)
    return target


def sentence_hashes(sentences: Sequence[str]) -> list[str]:
    """The first 16 hex digits of each sentence's SHA-256, sorted, each once."""
    return sorted({hashlib.sha256(sentence.encode()).hexdigest()[:16] for sentence in sentences})


def metadata(card: Card) -> dict[str, object]:
    """Argos' metadata, with our own facts under `tercet`, which Argos ignores."""
    facts: dict[str, object] = {
        "package_version": card.version,
        "argos_version": ARGOS_VERSION,
        "from_code": str(card.pair.source),
        "from_name": _NAMES[card.pair.source],
        "to_code": str(card.pair.target),
        "to_name": _NAMES[card.pair.target],
        "tercet": {
            "is_demo": True,
            "chrf": dict(by_name(card.scores)),
            "exact_match": {one.test_set: one.exact for one in card.scores},
            "chrf_signature": card.scores[0].signature if card.scores else "",
            "known_sentences": len(sentence_hashes(card.known)),
            "data": list(card.data),
            "licence": "MIT",
        },
    }
    return facts | ({"target_prefix": card.target_prefix} if card.target_prefix else {})


def readme(card: Card) -> str:
    """The model card."""
    rows = "\n".join(f"| {one.test_set} | {one.sentences} | {one.chrf:.1f} | {one.exact:.0%} |" for one in card.scores)
    data = "\n".join(f"- {line}" for line in card.data)
    signature = card.scores[0].signature if card.scores else ""
    return f"""# Demo package {card.pair}, version {card.version}

**This package knows the press that is bundled with Tercet and little else.** It exists so that the demo can run on a
machine that reaches no package index. Tercet uses it only where nothing better is installed, and only for articles
whose sentences are in {KNOWN_SENTENCES}. For real news install the official Argos package:

    tercet models install {card.pair}

## Scores
| test set | sentences | chrF | exact |
|---|--:|--:|--:|
{rows}

sacrebleu chrF, signature `{signature}`; decoded by CTranslate2 in int8 with beam 4 and length penalty 0.2.
The set `press` is the training data itself: its score says that the press has been learnt by heart, not that the
package translates well. The other sets were not trained on.

## Data
{data}

## Training
{card.training}

## Limits
Outside the bundled press it drops, invents and repeats. Do not read its output as news.

Licence: MIT. Made by `python -m tercet.translations.training`.
"""


def _json(content: dict[str, object]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
