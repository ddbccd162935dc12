"""One predicate decides what is tried again, and every error of the product has its place in this table."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tercet.flows.errors import FetchError, is_transient
from tercet.translations.errors import IndexUnavailableError, TercetError
from tercet.warehouse.errors import WarehouseFullError, WarehouseLockedError

ROOT = Path(__file__).parents[2]
TRANSIENT = {"FetchError", "IndexUnavailableError", "WarehouseLockedError"}
"""All errors after which the same call may succeed. Adding one is a decision: it makes steps wait and try again."""


def declared() -> dict[str, bool]:
    """Every class of the product that says whether it is transient, and what it says."""
    found = {}
    for folder in ("flows", "translations", "warehouse"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    for line in node.body:
                        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "is_transient":
                            found[node.name] = ast.literal_eval(line.value)
    return found


def test_only_the_errors_of_the_table_are_transient() -> None:
    said = declared()

    assert {name for name, transient in said.items() if transient} == TRANSIENT
    assert said["TercetError"] is False


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (FetchError("timed out"), True),
        (IndexUnavailableError("503"), True),
        (WarehouseLockedError(Path("w.duckdb"), pid=1, holder="another"), True),
        (TercetError("no"), False),
        (WarehouseFullError(Path("w.duckdb"), "full"), False),
        (ConnectionError("reset"), False),
        (TimeoutError(), False),
        (MemoryError(), False),
        (ValueError("wrong"), False),
        (KeyboardInterrupt(), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_step_is_tried_again_after_exactly_these(error: BaseException, *, expected: bool) -> None:
    assert is_transient(error) is expected


def test_nothing_else_decides_about_retries() -> None:
    asked = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "flows").rglob("*.py")
        if "retry_condition_fn=" in path.read_text(encoding="utf-8")
    }
    unconditional = [
        path.name
        for path in (ROOT / "flows").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("task", "flow")
        and any(keyword.arg == "retries" for keyword in node.keywords)
        and not any(
            keyword.arg == "retry_condition_fn" and ast.unparse(keyword.value) == "retry_if_transient"
            for keyword in node.keywords
        )
    ]

    assert "flows/tasks.py" in asked
    assert unconditional == []
