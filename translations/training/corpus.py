"""The rows of a training run as numbers: two flat arrays of ids, which a million sentences fit into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tercet.translations.errors import TranslationError

PADDING, UNKNOWN, BEGIN, END = 0, 1, 2, 3
"""The ids of the control pieces in every tokenizer of ours."""

Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Example:
    """A row as ids: the source closed by the end token; the target opened by the begin token and its prefix."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    group: str

    @property
    def length(self) -> int:
        return max(len(self.source), len(self.target))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Corpus:
    """Examples in flat arrays. Row n is `source[source_ends[n]:source_ends[n + 1]]`, and likewise the target."""

    source: Ids
    source_ends: NDArray[np.int64]
    target: Ids
    target_ends: NDArray[np.int64]
    group_of: NDArray[np.int32]
    groups: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.group_of)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """The longer side of each row, in tokens."""
        longest: NDArray[np.int64] = np.maximum(np.diff(self.source_ends), np.diff(self.target_ends))
        return longest

    def sources(self, rows: Iterable[int]) -> list[Ids]:
        """The source ids of some rows."""
        return [self.source[self.source_ends[row] : self.source_ends[row + 1]] for row in rows]

    def targets(self, rows: Iterable[int]) -> list[Ids]:
        """The target ids of some rows."""
        return [self.target[self.target_ends[row] : self.target_ends[row + 1]] for row in rows]

    def save(self, path: Path) -> None:
        """Write the corpus whole or not at all, small enough to be carried to another machine."""
        partial = path.with_name(f".{path.name}.partial.npz")
        np.savez_compressed(
            partial,
            groups=np.array(self.groups),
            group_of=_narrow(self.group_of),
            source=_narrow(self.source),
            source_lengths=_narrow(np.diff(self.source_ends)),
            target=_narrow(self.target),
            target_lengths=_narrow(np.diff(self.target_ends)),
        )
        partial.replace(path)


def load_corpus(path: Path) -> Corpus:
    """The corpus that `Corpus.save` wrote."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            return Corpus(
                source=stored["source"].astype(np.int32),
                source_ends=_ends(stored["source_lengths"]),
                target=stored["target"].astype(np.int32),
                target_ends=_ends(stored["target_lengths"]),
                group_of=stored["group_of"].astype(np.int32),
                groups=tuple(str(name) for name in stored["groups"]),
            )
    except (OSError, ValueError, KeyError) as error:
        raise TranslationError(f"{path} holds no prepared corpus ({error}). Prepare the run again.") from error


def _narrow(numbers: NDArray[Any]) -> NDArray[Any]:
    """The same numbers, none negative, in two bytes each where they fit."""
    return numbers.astype(np.uint16 if numbers.max(initial=0) < 2**16 else np.uint32)


def _ends(lengths: NDArray[Any]) -> NDArray[np.int64]:
    ends: NDArray[np.int64] = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    return ends


def make_corpus(examples: Iterable[Example], *, longest: int) -> Corpus:
    """The examples in flat arrays; those longer than `longest` tokens are left out."""
    sources, targets, numbers = _Flat(), _Flat(), []
    groups: dict[str, int] = {}
    for example in examples:
        if example.length <= longest:
            sources.add(example.source)
            targets.add(example.target)
            numbers.append(groups.setdefault(example.group, len(groups)))
    return Corpus(
        source=sources.ids(),
        source_ends=np.array(sources.ends, dtype=np.int64),
        target=targets.ids(),
        target_ends=np.array(targets.ends, dtype=np.int64),
        group_of=np.array(numbers, dtype=np.int32),
        groups=tuple(groups),
    )


class _Flat:
    """Sequences of different lengths, one behind the other."""

    def __init__(self) -> None:
        self.parts: list[Ids] = []
        self.ends = [0]

    def add(self, ids: Sequence[int]) -> None:
        self.parts.append(np.array(ids, dtype=np.int32))
        self.ends.append(self.ends[-1] + len(ids))

    def ids(self) -> Ids:
        return np.concatenate(self.parts) if self.parts else np.zeros(0, dtype=np.int32)
