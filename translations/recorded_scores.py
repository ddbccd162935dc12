"""Scores that were measured here, beside the packages: `measured_scores.json` in a packages folder.

A package's own card may hold scores too; official packages have none, so what serves a pair can be decided by measuring
both on the same test set.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tercet.translations.errors import PackageBrokenError

NAME = "measured_scores.json"

Scores = Mapping[str, Mapping[str, float]]
"""chrF (0 to 100) by SHA-256 of a package and name of a test set."""


def read_scores(folder: Path) -> Scores:
    """The scores kept in the folder; none without a file. Raises PackageBrokenError for a file of something else."""
    path = folder / NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {
            sha256: {str(name): float(score) for name, score in scores.items()} for sha256, scores in content.items()
        }
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise PackageBrokenError(
            NAME, f"it cannot be read ({error}); delete it, and score the packages anew"
        ) from error


def record_score(folder: Path, *, package_sha256: str, test_set: str, chrf: float) -> None:
    """Keep a score; a later one for the same package and test set takes its place. Written whole or not at all."""
    scores = {sha256: dict(some) for sha256, some in read_scores(folder).items()}
    scores.setdefault(package_sha256, {})[test_set] = chrf
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{NAME}.partial"
    partial.write_text(json.dumps(scores, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    partial.replace(folder / NAME)
