"""`translation.glossary`: what terms must become, per language pair: written in place, or in a CSV or TSV file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, InstanceOf

from tercet.translations.errors import UnsupportedPairError
from tercet.translations.glossary import GlossaryEntry, default_is_inflected
from tercet.translations.languages import LanguagePair

_EXAMPLE = "{en-uk: {Kyiv: Київ}} or {en-uk: terms.csv}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossarySetting:
    """The terms that stand in the configuration, and the files that hold others, by pair."""

    entries: Mapping[LanguagePair, tuple[GlossaryEntry, ...]] = field(default_factory=dict)
    files: Mapping[LanguagePair, Path] = field(default_factory=dict)


def glossary_entry(pair: LanguagePair, source: str, target: str, *, is_fixed: bool | None = None) -> GlossaryEntry:
    """A term as people write it. `is_fixed` None leaves the choice to the translation's letters.

    Raises ValueError for a term without a word on either side.
    """
    source, target = source.strip(), target.strip()
    for form in (*source.split("|"), *target.split("|")):
        if not any(letter.isalnum() for letter in form):
            raise ValueError(f"{pair}: {source!r} -> {target!r} has no word on one side; write like Kyiv: Київ")
    first = target.split("|")[0].strip()
    is_inflected = default_is_inflected(pair, first) if is_fixed is None else not is_fixed
    return GlossaryEntry(source=source, target=target, is_inflected=is_inflected)


def _parse(value: Any) -> Any:
    if isinstance(value, GlossarySetting):
        return value
    if not isinstance(value, Mapping):
        raise ValueError(f"maps a language pair to its terms, like {_EXAMPLE}")
    entries: dict[LanguagePair, tuple[GlossaryEntry, ...]] = {}
    files: dict[LanguagePair, Path] = {}
    for code, terms in value.items():
        try:
            pair = LanguagePair.parse(str(code))
        except UnsupportedPairError as error:
            raise ValueError(str(error)) from error
        if isinstance(terms, str) and terms.strip():
            files[pair] = Path(terms)
        elif isinstance(terms, Mapping):
            entries[pair] = tuple(_entry(pair, str(source), target) for source, target in terms.items())
        else:
            raise ValueError(f"{pair}: terms are a mapping or the name of a CSV file, like {_EXAMPLE}, not {terms!r}")
    return GlossarySetting(entries=entries, files=files)


def _entry(pair: LanguagePair, source: str, target: Any) -> GlossaryEntry:
    if isinstance(target, str):
        return glossary_entry(pair, source, target)
    if isinstance(target, Mapping) and set(target) <= {"to", "fixed"} and isinstance(target.get("to"), str):
        fixed = target.get("fixed")
        if fixed is None or isinstance(fixed, bool):
            return glossary_entry(pair, source, target["to"], is_fixed=fixed)
    raise ValueError(f"{pair}: {source!r} becomes a text, or {{to: TEXT, fixed: true|false}}; given: {target!r}")


GlossaryField = Annotated[InstanceOf[GlossarySetting], BeforeValidator(_parse)]
"""A glossary as written in YAML; every wrong pair or term is named."""
