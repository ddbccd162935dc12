"""Argos' own code, for comparison. Its sentence splitters are stubbed: they would pull torch, or download a model."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any


def import_argos() -> Any:
    """`argostranslate.translate` and `argostranslate.package`, importable without stanza and minisbd.

    Argos makes folders below HOME and reads its environment at the first import.
    """
    for name in ("stanza", "minisbd"):
        if name not in sys.modules:
            sys.modules[name] = _stub(name)
    from argostranslate import package, translate

    return SimpleNamespace(package=package, translate=translate)


def _stub(name: str) -> ModuleType:
    module = ModuleType(name)
    if name == "minisbd":
        setattr(module, "SBDetect", object)  # noqa: B010
        setattr(module, "models", SimpleNamespace(cache_dir="", list_models=lambda: ["en", "uk", "ru"]))  # noqa: B010
    return module


class _Splitter:
    def __init__(self, split: Callable[[str], list[str]]) -> None:
        self.split_sentences = split


def argos_translation(package: Path, split: Callable[[str], list[str]] = lambda text: [text]) -> Any:
    """Argos' translation object for an unpacked package; `translate(text)` is what its users call."""
    argos = import_argos()
    opened = argos.package.Package(package)
    source = argos.translate.Language(opened.from_code, opened.from_name)
    target = argos.translate.Language(opened.to_code, opened.to_name)
    translation = argos.translate.PackageTranslation(source, target, opened)
    translation.sentencizer = _Splitter(split)
    return translation
