"""What people may choose when they start a flow: the form in the Prefect UI is drawn from these models.

Paths are no parameters: they are settings. Every value is checked in the form, and again when the flow starts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tercet.translations.languages import Language

SourceName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
WebAddress = Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2000)]


class _Parameters(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NightlyParameters(_Parameters):
    """The whole night: read every source, translate what is new, publish the snapshot."""

    sources: list[SourceName] = Field(
        default=[], title="Sources", description="Ids of the sources to read, as in config.yaml. Empty: all of them."
    )
    translate: bool = Field(
        default=True, title="Translate", description="Off: only read and store; translation waits for a later run."
    )
    allow_demo: bool = Field(
        default=False,
        title="Allow demo packages",
        description="Let the demo packages translate any article. They know only the bundled press: expect nonsense.",
    )


class IngestParameters(_Parameters):
    """Read one thing now: sources by id, pages by address, or a pasted article."""

    sources: list[SourceName] = Field(default=[], title="Sources", description="Ids of the sources to read.")
    urls: list[WebAddress] = Field(
        default=[], title="Pages", description="Addresses of articles to fetch.", max_length=200
    )
    text: str = Field(
        default="",
        title="Pasted article",
        description="The text of one article as copied from a news site: title first, then the paragraphs.",
        max_length=400_000,
    )
    title: str = Field(default="", title="Title", description="Of the pasted article. Empty: its first line.")
    outlet: str = Field(default="", title="Outlet", description="Who published the pasted article.", max_length=200)
    published_at: datetime | None = Field(
        default=None, title="Published", description="When the pasted article was published, with its time zone."
    )
    url: WebAddress | None = Field(default=None, title="Address", description="Where the pasted article was found.")
    translate: bool = Field(default=True, title="Translate", description="Make the versions in the other languages.")
    allow_demo: bool = Field(
        default=False,
        title="Allow demo packages",
        description="Let the demo packages translate any article. They know only the bundled press: expect nonsense.",
    )

    @model_validator(mode="after")
    def _asks_for_something(self) -> IngestParameters:
        if not (self.sources or self.urls or self.text.strip()):
            raise ValueError("name at least one source or page, or paste a text")
        return self


class TranslateParameters(_Parameters):
    """Make the versions that are missing."""

    target: Language | None = Field(
        default=None, title="Target language", description="Only versions in this language. Empty: all that are due."
    )
    allow_demo: bool = Field(
        default=False,
        title="Allow demo packages",
        description="Let the demo packages translate any article. They know only the bundled press: expect nonsense.",
    )
