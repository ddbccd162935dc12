"""`stories`: how articles about one event are found and their sentences compared."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from tercet.flows.sections.base import Section


class StorySettings(Section):
    """How articles about one event are found and their sentences compared. Probabilities are from 0 to 1."""

    enabled: bool = True
    embedding: bool = Field(default=True, description="use the model of the extra `analysis` where it is installed")
    window_hours: float = Field(default=72.0, ge=1, le=24 * 30)
    join: float = Field(default=0.5, ge=0.05, lt=1)
    merge: float = Field(default=0.8, ge=0.05, lt=1)
    sentences: bool = True
    sentence: float = Field(default=0.93, ge=0.05, lt=1)
    max_sentences: int = Field(default=40, ge=1, le=400)
    compared_per_language: int = Field(default=2, ge=1, le=20)

    @model_validator(mode="after")
    def _merging_is_the_graver_step(self) -> Self:
        if self.merge < self.join:
            raise ValueError(f"merge ({self.merge:g}) must be at least join ({self.join:g})")
        return self
