"""What is wrong with the sources, and what of it the configuration asked to be told.

A run that breaks an expectation of the configuration (`expect`) says so in its notes and ends with exit code 1. What
merely differs from a source's own past is a warning: it is told and changes no exit code, as a quiet week is no fault.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tercet.flows.sections.sources import SourceSettings
from tercet.flows.settings import Settings
from tercet.warehouse.connection import Warehouse, open_snapshot
from tercet.warehouse.errors import WarehouseError
from tercet.warehouse.health import Expectation, SourceWarning, save_expectations, source_warnings


def store_expectations(warehouse: Warehouse, sources: Sequence[SourceSettings]) -> None:
    """The warehouse knows what is expected of these sources as they are configured now."""
    rows = [_row(source) for source in sources if not source.expect.is_empty]
    save_expectations(warehouse, [source.id for source in sources], rows)


def warnings_of(warehouse: Warehouse, source_ids: Collection[str]) -> tuple[SourceWarning, ...]:
    """What is wrong with these sources."""
    return tuple(one for one in source_warnings(warehouse) if one.source_id in source_ids)


def latest_warnings(settings: Settings) -> tuple[SourceWarning, ...]:
    """What the last run found wrong with the configured sources; from the snapshot while somebody writes.

    Empty where there is no warehouse yet, or neither can be read.
    """
    configured = {source.id for source in settings.sources}
    for path in (settings.warehouse_path, settings.snapshot_path):
        if not path.exists():
            continue
        try:
            with open_snapshot(path) as opened:
                return warnings_of(opened, configured)
        except WarehouseError:
            continue
    return ()


def _row(source: SourceSettings) -> Expectation:
    expect = source.expect
    return Expectation(
        source_id=source.id,
        min_per_day=expect.min_per_day,
        max_per_day=expect.max_per_day,
        languages=tuple(language.value for language in expect.languages),
        max_silence_hours=expect.max_silence_hours,
    )
