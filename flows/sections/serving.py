"""`schedule` and `server`: when the nightly flow runs, and where the server listens."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator

from tercet.flows.fields import Cron
from tercet.flows.sections.base import Section


class ScheduleSettings(Section):
    """When the nightly flow runs, in the named time zone."""

    cron: Cron = "15 2 * * *"
    timezone: str = "Europe/Kyiv"

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is no IANA time zone; write one like Europe/Kyiv or UTC")
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class ServerSettings(Section):
    """Where the Prefect server listens. It binds loopback only."""

    port: int = Field(default=4200, ge=1024, le=65535)
