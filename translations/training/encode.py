"""Rows as the decoder will see them: pieces of the tokenizer, with the control pieces and the prefix in place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from tercet.translations.training.corpus import BEGIN, END, Example
from tercet.translations.training.data import Row
from tercet.translations.training.recipe import Pairs, target_prefix
from tercet.translations.training.tokenizer import SYNTHETIC, Tokenizer


def examples_of(
    rows: Iterable[Row], tokenizer: Tokenizer, pairs: Pairs, *, synthetic: Collection[str] = ()
) -> Iterator[Example]:
    """The rows as ids. The source of a row of a synthetic group is opened by the piece that says so."""
    opening = {
        pair: (BEGIN, *([tokenizer.id_of(prefix)] if (prefix := target_prefix(pair, pairs)) else [])) for pair in pairs
    }
    tag = (tokenizer.id_of(SYNTHETIC),)
    for row in rows:
        yield Example(
            source=(*(tag if row.group in synthetic else ()), *tokenizer.ids(row.source), END),
            target=(*opening[row.pair], *tokenizer.ids(row.target), END),
            group=row.group,
        )


def tokens_of(rows: Sequence[Row], tokenizer: Tokenizer, pairs: Pairs) -> list[tuple[list[str], list[str]]]:
    """Source and target of the rows in pieces, without the rows that hold a piece the vocabulary lacks."""
    known = set(tokenizer.pieces)
    sample = []
    for row in rows:
        prefix = target_prefix(row.pair, pairs)
        source, target = tokenizer.tokens(row.source), tokenizer.tokens(row.target)
        sample.append((source, [prefix, *target] if prefix else target))
    return [(source, target) for source, target in sample if known.issuperset((*source, *target))]
