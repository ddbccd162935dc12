"""`expect` of a source: what it should bring, checked after each run."""

from __future__ import annotations

from pydantic import Field, model_validator

from tercet.flows.sections.base import Section
from tercet.translations.languages import Language


class ExpectSettings(Section):
    """What a source is expected to bring in 24 hours; a run that finds otherwise says so and ends with exit code 1."""

    min_per_day: int | None = Field(default=None, ge=1, le=100_000)
    max_per_day: int | None = Field(default=None, ge=1, le=100_000)
    languages: tuple[Language, ...] = ()
    max_silence_hours: int | None = Field(default=None, ge=1, le=10_000)

    @model_validator(mode="after")
    def _is_possible(self) -> ExpectSettings:
        if self.min_per_day and self.max_per_day and self.min_per_day > self.max_per_day:
            raise ValueError(
                f"min_per_day {self.min_per_day} is more than max_per_day {self.max_per_day}: nothing can be both"
            )
        return self

    @property
    def is_empty(self) -> bool:
        return self == ExpectSettings()
