"""The manifest of a bundle: what is in it, where it comes from, and the hashes that prove it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FORMAT = "tercet-bundle"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
SELF = "manifest_sha256"

RIGHTS = (
    "Articles belong to their publishers and authors; translations are derived from them. Share the full variant only "
    "where the law or a licence lets you. The text-free variant holds no text, title or address unless it says so. "
    "A source may ask for an article to be removed: remove it with `tercet forget` and export again."
)
CITATION = "Cite the bundle by its manifest_sha256, with the date it was created and the sources it names."


def sealed(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest with the hash of itself."""
    return {**manifest, SELF: seal(manifest)}


def seal(manifest: Mapping[str, Any]) -> str:
    """The hash of a manifest without its own hash, however it is laid out."""
    told = {name: value for name, value in manifest.items() if name != SELF}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def as_text(manifest: Mapping[str, Any]) -> str:
    """The manifest as it is written."""
    return json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
