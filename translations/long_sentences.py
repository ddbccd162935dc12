"""Cuts sentences that are too long for a model at places where a reader would pause.

Models are trained on sentences of up to about 150 subwords; longer ones come out cut short or garbled, silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable

MAX_SUBWORDS = 150

_PAUSES = (
    re.compile(r"(?<=[.!?…;])\s+"),
    re.compile(r"(?<=[:,])\s+|\s+(?=[–—-]\s)|\s+(?=[(«“])"),
    re.compile(r"\s+"),
)


def split_long(text: str, count_subwords: Callable[[str], int], *, limit: int = MAX_SUBWORDS) -> tuple[str, ...]:
    """The text in pieces below the limit, each ending with the white space that followed it: joined, they are the text.

    A text within the limit comes back whole. The best pauses are tried first: ends of sentences and semicolons, then
    commas, dashes and brackets, then spaces; a run without any space is cut anywhere.
    """
    if count_subwords(text) < limit:
        return (text,)
    for pause in _PAUSES:
        parts = _cut(text, pause)
        if len(parts) > 1:
            packed = _pack(parts, count_subwords, limit)
            # A text can have more subwords than its parts together: packed into one, it would be cut for ever.
            return _split_each(packed if len(packed) > 1 else parts, count_subwords, limit)
    middle = len(text) // 2
    if middle == 0:
        return (text,)
    return _split_each([text[:middle], text[middle:]], count_subwords, limit)


def _split_each(parts: list[str], count_subwords: Callable[[str], int], limit: int) -> tuple[str, ...]:
    return tuple(piece for part in parts for piece in split_long(part, count_subwords, limit=limit))


def _cut(text: str, pause: re.Pattern[str]) -> list[str]:
    ends = [match.end() for match in pause.finditer(text) if match.start() > 0 and match.end() < len(text)]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def _pack(parts: list[str], count_subwords: Callable[[str], int], limit: int) -> list[str]:
    """Neighbours joined as long as they stay below the limit, in pieces of about the same size."""
    sizes = [count_subwords(part) for part in parts]
    pieces_needed = sum(sizes) // (limit - 1) + 1
    fair = min(limit - 1, sum(sizes) // pieces_needed + max(4, limit // 8))
    packed, size = [parts[0]], sizes[0]
    for part, part_size in zip(parts[1:], sizes[1:], strict=True):
        if size + part_size <= fair:
            packed[-1] += part
            size += part_size
        else:
            packed.append(part)
            size = part_size
    return packed
