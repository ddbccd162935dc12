"""Glossaries in CSV and TSV files: a header `source,target`, and `fixed` (yes or no) where the choice is not ours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tercet.flows.errors import ConfigError
from tercet.flows.ingest.decode import decode
from tercet.flows.ingest.records import read_csv
from tercet.flows.sections.glossary import GlossarySetting, glossary_entry
from tercet.translations.errors import TercetError
from tercet.translations.glossary import Glossary, GlossaryEntry
from tercet.translations.languages import LanguagePair

_FIXED = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": None}
_SHOWN = 10


def read_glossary(setting: GlossarySetting, folder: Path) -> Glossary:
    """The whole glossary; files are relative to the folder. Raises ConfigError with every wrong line of a file."""
    entries = dict(setting.entries)
    for pair, path in setting.files.items():
        entries[pair] = (*entries.get(pair, ()), *_read_file(folder / path, pair))
    return Glossary(entries=entries)


def _read_file(path: Path, pair: LanguagePair) -> tuple[GlossaryEntry, ...]:
    try:
        decoded = decode(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"The glossary {path} for {pair} cannot be read: {error.strerror}.") from error
    entries: dict[str, GlossaryEntry] = {}
    faults: list[str] = []
    for line, record in read_csv(decoded.text, {"source": "source", "target": "target"}):
        try:
            entry = _entry(pair, record)
        except (TercetError, ValueError) as error:
            faults.append(f"  line {line}: {error}")
        else:
            other = entries.setdefault(entry.source, entry)
            if other != entry:
                faults.append(f"  line {line}: {entry.source!r} becomes {entry.target!r}, before {other.target!r}")
    if faults:
        more = f"\n  and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        lines = "\n".join(faults[:_SHOWN]) + more
        raise ConfigError(
            f"{path}: lines that are no glossary terms: {len(faults)}; write source,target[,fixed].\n{lines}"
        )
    return tuple(entries.values())


def _entry(pair: LanguagePair, record: Mapping[str, Any] | TercetError) -> GlossaryEntry:
    if isinstance(record, TercetError):
        raise record
    fixed = str(record.get("fixed", "")).strip().lower()
    if fixed not in _FIXED:
        raise ValueError(f"fixed is {fixed!r}; allowed are yes, no, or nothing")
    return glossary_entry(pair, record["source"], record["target"], is_fixed=_FIXED[fixed])
