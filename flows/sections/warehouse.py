"""`warehouse`: how the warehouse is kept and read."""

from __future__ import annotations

from pydantic import Field

from tercet.flows.sections.base import Section


class WarehouseSettings(Section):
    """How the warehouse is kept and read."""

    keep_snapshots: int = Field(default=3, ge=1, le=100)
    sql_timeout_seconds: float = Field(default=60.0, gt=0, le=3600)
    sql_max_rows: int = Field(default=10_000, ge=1)
