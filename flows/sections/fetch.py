"""`fetch`: limits and manners of fetching."""

from __future__ import annotations

from pydantic import Field, field_validator

from tercet.flows.sections.base import Section

BUNDLED_PRESS = "bundled-press"
"""In `fetch.connect_to`: the loopback server of the bundled demo press, started for the time of the run."""


class FetchSettings(Section):
    """Limits and manners of fetching. Times in seconds, sizes in bytes (after decompression)."""

    user_agent: str = "Tercet/0.1 (media monitoring for research; set fetch.user_agent to name yourself)"
    timeout_seconds: float = Field(default=20.0, gt=0, le=300)
    total_seconds: float = Field(default=60.0, gt=0, le=3600)
    max_bytes: int = Field(default=8_000_000, ge=10_000)
    max_redirects: int = Field(default=5, ge=0, le=20)
    retries: int = Field(default=2, ge=0, le=10)
    backoff_seconds: float = Field(default=1.0, ge=0, le=60)
    concurrency: int = Field(default=8, ge=1, le=64)
    per_host_concurrency: int = Field(default=2, ge=1, le=8)
    per_host_delay_seconds: float = Field(default=1.0, ge=0, le=300)
    max_crawl_delay_seconds: float = Field(default=30.0, ge=0, le=3600)
    max_retry_after_seconds: float = Field(default=60.0, ge=0, le=3600)
    host_failures: int = Field(default=10, ge=1, le=1000)
    keep_warc: bool = True
    connect_to: dict[str, str] = Field(default_factory=dict)

    @field_validator("connect_to")
    @classmethod
    def _lead_somewhere(cls, value: dict[str, str]) -> dict[str, str]:
        for pattern, target in value.items():
            address, _, port = target.rpartition(":")
            is_address = bool(address) and port.isdecimal() and 1 <= int(port) <= 65535
            if target != BUNDLED_PRESS and not is_address:
                raise ValueError(f"{pattern!r} leads to {target!r}; write ADDRESS:PORT, like 127.0.0.1:8080")
        return value
