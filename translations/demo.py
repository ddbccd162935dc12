"""What a demo package may translate: the bundled press, which it was trained on, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from tercet.translations.models import Segment, sha256_text
from tercet.translations.package_files import KNOWN_SENTENCES, InstalledPackage

KNOWN_SHARE = 0.8
"""An article is known when at least this share of its sentences is. The rest leaves room for an edited page."""


def fingerprint(text: str) -> str:
    """How a sentence is listed in a package's known_sentences.txt."""
    return sha256_text(text)[:16]


def knows(package: InstalledPackage, segments: Sequence[Segment]) -> bool:
    """Whether a package was trained on an article: 80 % of its sentences are in the package's own list."""
    return knows_texts(package, [segment.text for segment in segments])


def knows_texts(package: InstalledPackage, texts: Sequence[str]) -> bool:
    """Whether a package was trained on the sentences of a text, by the same share."""
    known = _known(package.path / KNOWN_SENTENCES, package.ref.sha256)
    count = sum(fingerprint(text) in known for text in texts)
    return bool(texts) and count >= KNOWN_SHARE * len(texts)


def may_translate(
    packages: Sequence[InstalledPackage], segments: Sequence[Segment], *, allow_demo: bool = False
) -> bool:
    """Whether the packages along a route may translate an article.

    A demo package must know the article. After a pivot the second package sees the first one's output: a demo package
    there is allowed only behind a demo package that knows the article, because both were trained on the same press.
    """
    if allow_demo or not any(package.ref.is_demo for package in packages):
        return True
    return packages[0].ref.is_demo and knows(packages[0], segments)


@lru_cache(maxsize=32)
def _known(path: Path, package_sha256: str) -> frozenset[str]:
    """The listed fingerprints; empty without a list. `package_sha256` renews what is kept when a package changes."""
    if not path.is_file():
        return frozenset()
    return frozenset(path.read_text(encoding="ascii").split())
