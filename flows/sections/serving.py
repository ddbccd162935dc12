"""`schedule` and `server`: when the nightly flow runs, and where the server listens."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator, model_validator

from tercet.flows.fields import Cron
from tercet.flows.sections.base import Section


class ScheduleSettings(Section):
    """When the nightly flow runs, in the named time zone; a missed night is made up for by one run."""

    cron: Cron = "15 2 * * *"
    timezone: str = "Europe/Kyiv"
    catch_up: bool = True

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
    """Where the Prefect server and the reader listen. Both bind loopback only."""

    port: int = Field(default=4200, ge=1024, le=65535)
    reader_port: int = Field(default=4201, ge=1024, le=65535)

    @model_validator(mode="after")
    def _ports_differ(self) -> ServerSettings:
        if self.port == self.reader_port:
            raise ValueError("port and reader_port are the same; each needs a port of its own")
        return self
