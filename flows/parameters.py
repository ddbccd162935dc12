"""What people may choose when they start a flow: the form in the Prefect UI is drawn from these models.

Paths are no parameters: they are settings. Every value is checked in the form, and again when the flow starts.
"""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tercet.flows.errors import ConfigError
from tercet.flows.fields import LocalDate, SourceId, WebAddress, counted_problems, problems
from tercet.translations.languages import Language

NOTHING_ASKED = "There is nothing to take in: name a source, a page or a file, or paste the text of an article."


class _Parameters(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NightlyParameters(_Parameters):
    """The whole night: read every source, translate what is new, publish the snapshot."""

    sources: list[SourceId] = Field(
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
    """Read one thing now: sources by id, pages by address, or a pasted article. At least one of them is needed."""

    sources: list[SourceId] = Field(default=[], title="Sources", description="Ids of the sources to read.")
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
    published_at: LocalDate | None = Field(
        default=None,
        title="Published",
        description="When the pasted article was published; without a time zone, in that of this machine.",
    )
    url: WebAddress | None = Field(default=None, title="Address", description="Where the pasted article was found.")
    translate: bool = Field(default=True, title="Translate", description="Make the versions in the other languages.")
    allow_demo: bool = Field(
        default=False,
        title="Allow demo packages",
        description="Let the demo packages translate any article. They know only the bundled press: expect nonsense.",
    )

    @property
    def asks_for_nothing(self) -> bool:
        return not (self.sources or self.urls or self.text.strip())


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


Chosen = TypeVar("Chosen", bound=_Parameters)


def checked(model: type[Chosen], **values: Any) -> Chosen:
    """The parameters with these values. Raises ConfigError with every wrong one, its value and what is allowed."""
    try:
        return model(**values)
    except ValidationError as error:
        lines = problems(error, lambda _: ", ".join(sorted(model.model_fields)))
        raise ConfigError(counted_problems(lines, "what was asked for")) from error
