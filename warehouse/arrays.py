"""Lists of numbers to and from Arrow without a Python object per number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Any

import duckdb
from arro3.core import Array, DataType, list_array


def hash_lists(values: Sequence[Sequence[int]]) -> Array:
    """A USMALLINT[] column."""
    offsets = [0, *accumulate(map(len, values))]
    return list_array(Array(offsets, DataType.int32()), Array(list(chain.from_iterable(values)), DataType.uint16()))


def float_lists(rows: Any) -> Array:
    """A FLOAT[] column of the rows of a numpy array."""
    count, width = rows.shape
    offsets = [number * width for number in range(count + 1)]
    return list_array(Array(offsets, DataType.int32()), Array.from_numpy(rows.reshape(-1)))


def numpy_columns(cursor: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    """The columns of a query as numpy arrays, by name."""
    return dict(cursor.execute(query).fetchnumpy())
