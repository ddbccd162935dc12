"""The SQL of the warehouse: numbered migrations, the views that are the contract with analysts, loads and queries."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def read_sql(name: str) -> str:
    """The text of a statement in this folder, by its path without suffix: `load/articles`."""
    return files(__name__).joinpath(*f"{name}.sql".split("/")).read_text("utf-8")


@cache
def list_sql(folder: str = "") -> tuple[str, ...]:
    """The names, as `read_sql` takes them, of the statements directly in a folder, in order."""
    place = files(__name__).joinpath(*folder.split("/")) if folder else files(__name__)
    names = sorted(entry.name.removesuffix(".sql") for entry in place.iterdir() if entry.name.endswith(".sql"))
    return tuple(f"{folder}/{name}" if folder else name for name in names)
