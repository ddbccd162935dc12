"""No column of a result is lost because another has its name."""

from __future__ import annotations

import pytest

from tercet.warehouse.column_names import distinct_names


@pytest.mark.parametrize(
    ("names", "distinct"),
    [
        (("a", "b"), ["a", "b"]),
        (("a", "a", "a"), ["a", "a_2", "a_3"]),
        (("a", "a", "a_2"), ["a", "a_3", "a_2"]),
        (("a_2", "a", "a"), ["a_2", "a", "a_3"]),
        (("a", "A"), ["a", "A"]),
    ],
)
def test_a_taken_name_gets_the_next_number_that_no_column_has(names: tuple[str, ...], distinct: list[str]) -> None:
    assert distinct_names(names) == distinct


def test_names_of_a_file_differ_in_more_than_case() -> None:
    assert distinct_names(("a", "A", "a_2"), fold_case=True) == ["a", "A_3", "a_2"]
