"""`translation`: which versions are made, and how."""

from __future__ import annotations

from pydantic import Field

from tercet.flows.fields import EngineNames, PackageNames, WebAddress
from tercet.flows.sections.base import RoutesField, Section
from tercet.flows.sections.glossary import GlossaryField, GlossarySetting
from tercet.translations.package_index import ARGOS_INDEX_URL
from tercet.translations.routes import DEFAULT_ROUTES, Routes


class TranslationSettings(Section):
    """Which versions are made, and how. The defaults are those of Argos, so that our text equals its text."""

    routes: RoutesField = Field(default_factory=lambda: Routes.parse(DEFAULT_ROUTES))
    engines: EngineNames = Field(default_factory=dict)
    packages: PackageNames = Field(default_factory=dict)
    beam_size: int = Field(default=4, ge=1, le=16)
    threads: int = Field(default=0, ge=0, le=256, description="0: all cores")
    max_batch_tokens: int = Field(default=1024, ge=32, le=8192)
    shard_segments: int = Field(default=4000, ge=100, le=100_000)
    allow_demo: bool = False
    do_not_translate: tuple[str, ...] = ()
    glossary: GlossaryField = Field(default_factory=GlossarySetting)
    index_url: WebAddress = ARGOS_INDEX_URL
    packages_inbox: str = Field(default="packages-inbox", min_length=1)
