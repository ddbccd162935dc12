"""What every section of config.yaml shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, InstanceOf

from tercet.translations.routes import Routes


class Section(BaseModel):
    """A part of the configuration: an unknown key is a mistake, and nothing changes after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _routes(value: Any) -> Any:
    if isinstance(value, Routes):
        return value
    if not isinstance(value, Mapping):
        raise ValueError("routes map a source language to its targets, like {en: [uk, ru], uk: [en]}")
    return Routes.parse(value)


RoutesField = Annotated[InstanceOf[Routes], BeforeValidator(_routes)]
"""Routes as written in YAML; every wrong language or target is named."""
