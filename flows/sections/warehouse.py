"""`warehouse` and `retention`: how the warehouse is kept and read, and how long what lies around it is kept."""

from __future__ import annotations

from pydantic import Field

from tercet.flows.sections.base import Section


class WarehouseSettings(Section):
    """How the warehouse is kept and read."""

    keep_snapshots: int = Field(default=3, ge=1, le=100)
    keep_snapshot_days: float = Field(default=0.0, ge=0, le=3650)
    compact_days: float = Field(default=7.0, ge=0, le=3650)
    compact_wasted_percent: float = Field(default=20.0, ge=0, le=100)
    sql_timeout_seconds: float = Field(default=60.0, gt=0, le=3600)
    sql_max_rows: int = Field(default=10_000, ge=1)
    sql_memory_mb: int = Field(default=1024, ge=64, le=1_000_000)


class RetentionSettings(Section):
    """How long things are kept. None is for ever. Exported bundles are never touched."""

    warc_days: float | None = Field(default=None, gt=0, le=36500)
    warc_max_bytes: int | None = Field(default=None, ge=1_000_000)
    prefect_days: float | None = Field(default=90.0, ge=1, le=36500)
    migration_copy_days: float | None = Field(default=30.0, gt=0, le=36500)
