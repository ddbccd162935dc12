"""Names of the columns of a result, each once: what is keyed by name must lose no column."""

from __future__ import annotations

from collections.abc import Sequence


def distinct_names(names: Sequence[str], *, fold_case: bool = False) -> list[str]:
    """The names; one that is taken gets the next free number. With `fold_case`, a and A are one name, as in files."""
    taken = {_key(name, fold_case) for name in names}
    used: set[str] = set()
    distinct = []
    for name in names:
        chosen, number = name, 1
        while _key(chosen, fold_case) in used or (number > 1 and _key(chosen, fold_case) in taken):
            number += 1
            chosen = f"{name}_{number}"
        used.add(_key(chosen, fold_case))
        distinct.append(chosen)
    return distinct


def _key(name: str, fold_case: bool) -> str:
    return name.lower() if fold_case else name
