"""Tasks take and return ids and paths, so that their arguments can travel to another process or machine."""

from __future__ import annotations

import inspect
import pkgutil
import typing
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import Any

import pytest
from prefect.tasks import Task

import tercet.flows as flows_package

ALLOWED = {str, int, bool, Path, NoneType}
"""An id, a number or a path. A row, an article or an open run is none of them."""

MODULES = ("tasks", "install_flow")


def tasks() -> list[Task[..., Any]]:
    """Every Prefect task of the product, once."""
    found = [one for name in MODULES for one in vars(import_module(f"tercet.flows.{name}")).values()]
    return list({id(one): one for one in found if isinstance(one, Task)}.values())


def kinds(annotation: object) -> set[object]:
    if typing.get_origin(annotation) in (UnionType, typing.Union):
        return set(typing.get_args(annotation))
    return {NoneType if annotation is None else annotation}


def test_every_module_with_tasks_is_looked_at() -> None:
    names = [module.name for module in pkgutil.iter_modules(flows_package.__path__)]
    folder = Path(next(iter(flows_package.__path__)))

    having = {name for name in names if (folder / f"{name}.py").is_file() and _declares_tasks(folder / f"{name}.py")}

    assert having == set(MODULES)


def _declares_tasks(path: Path) -> bool:
    return any(line.startswith("@task") for line in path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("task", tasks(), ids=lambda task: task.name)
def test_a_task_takes_and_returns_only_ids_and_paths(task: Task[..., Any]) -> None:
    hints = typing.get_type_hints(task.fn)
    named = [*inspect.signature(task.fn).parameters, "return"]

    assert {name: hints[name] for name in named if not kinds(hints[name]) <= ALLOWED} == {}


@pytest.mark.parametrize("task", tasks(), ids=lambda task: task.name)
def test_a_task_keeps_no_result_and_one_that_takes_a_name_carries_it_in_its_own(task: Task[..., Any]) -> None:
    takes = set(inspect.signature(task.fn).parameters) - {"run_id", "position"}

    assert task.persist_result is False
    assert task.tags == set(), "each would cost a question to the server before and after the step"
    assert bool(takes) == bool(task.task_run_name)
