"""Imports run one way, and every third-party library has the one place that owns it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = {"translations": set(), "warehouse": {"translations"}, "flows": {"translations", "warehouse"}}

WALLS = {
    "prefect": ("flows/",),
    "duckdb": ("warehouse/",),
    "arro3": ("warehouse/",),
    "httpcore": ("flows/ingest/",),
    "httpx": ("flows/ingest/", "translations/package_index.py", "translations/packages.py"),
    "feedparser": ("flows/ingest/",),
    "trafilatura": ("flows/ingest/",),
    "readability": ("flows/ingest/",),
    "lxml": ("flows/ingest/",),
    "ctranslate2": ("translations/argos.py", "translations/training/"),
    "sentencepiece": ("translations/argos.py", "translations/training/"),
    "argostranslate": ("translations/packages.py",),
    "langdetect": ("translations/detect.py",),
    "py3langid": ("translations/detect.py",),
    "torch": ("translations/training/",),
    "click": ("flows/", "translations/training/"),
    "rich": ("flows/",),
    "pydantic": ("flows/",),
    "yaml": ("flows/",),
}
NO_PREFECT = ("flows/ingest/", "flows/sample/", "flows/settings.py", "flows/parameters.py", "flows/cli.py")


def sources() -> list[Path]:
    return sorted(path for folder in LAYERS for path in (ROOT / folder).rglob("*.py"))


def imported_modules(path: Path, *, only_top_level: bool = False) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body if only_top_level else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            assert node.level == 0, f"{path}: write imports in full"
            yield node.module


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", sources(), ids=relative)
def test_a_module_imports_only_its_own_layer_and_those_below(path: Path) -> None:
    layer = relative(path).split("/")[0]

    ours = {name.split(".")[1] for name in imported_modules(path) if name.startswith("tercet.")}

    assert ours <= {layer} | LAYERS[layer]


@pytest.mark.parametrize("path", sources(), ids=relative)
def test_a_library_is_imported_only_where_it_is_owned(path: Path) -> None:
    place = relative(path)

    strangers = [
        name
        for name in imported_modules(path)
        if (owners := WALLS.get(name.split(".")[0])) is not None and not place.startswith(owners)
    ]

    assert strangers == []


@pytest.mark.parametrize("path", [p for p in sources() if relative(p).startswith(NO_PREFECT)], ids=relative)
def test_plain_code_does_not_know_prefect(path: Path) -> None:
    top_level = path.name == "cli.py"

    names = {name.split(".")[0] for name in imported_modules(path, only_top_level=top_level)}

    assert "prefect" not in names


def test_modules_and_functions_stay_small() -> None:
    """A module fits in a head (350 lines), a function on a screen (40)."""
    too_long = []
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 350:
            too_long.append(f"{relative(path)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length > 40:
                    too_long.append(f"{relative(path)}:{node.lineno} {node.name}: {length} lines")

    assert too_long == []
