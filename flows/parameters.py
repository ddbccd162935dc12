"""What people may choose when they start a flow: the form in the Prefect UI is drawn from these models.

Paths are no parameters: they are settings. Every value is checked in the form, and again when the flow starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tercet.flows.environment import LONGEST_TEXT
from tercet.flows.errors import ConfigError
from tercet.flows.fields import LocalDate, SourceId, WebAddress, counted_problems, problems
from tercet.flows.report import counted
from tercet.translations.languages import Language

NOTHING_ASKED = "There is nothing to take in: name a source, a page or a file, or paste the text of an article."
NOTHING_TO_INSTALL = "There is nothing to install: choose language pairs, or name a file or folder of the inbox."
FIRST_DAY = date(1990, 1, 1)

Pair = Literal["en-uk", "en-ru", "uk-en", "ru-en", "uk-ru", "ru-uk"]


class Parameters(BaseModel):
    """What every form has in common. An error names the field, never the text that was pasted into it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @property
    def subject(self) -> str:
        """What is asked for, in a few words without any text of an article: the name of the run."""
        return "everything"

    @property
    def is_dry_run(self) -> bool:
        """Whether nothing is to be stored."""
        return bool(getattr(self, "dry_run", False))


DRY_RUN = Field(
    default=False,
    title="Dry run",
    description="Read and plan as usual, report what would be stored and translated, and store nothing.",
)
ALLOW_DEMO = Field(
    default=False,
    title="Allow demo packages",
    description="Let the demo packages translate any article. They know only the bundled press: expect nonsense.",
)


class NightlyParameters(Parameters):
    """The whole night: read every source, translate what is new, publish the snapshot."""

    sources: list[SourceId] = Field(
        default=[], title="Sources", description="The sources to read. None chosen: all of them.", max_length=1000
    )
    translate: bool = Field(
        default=True, title="Translate", description="Off: only read and store; translation waits for a later run."
    )
    languages: list[Language] = Field(
        default=[],
        title="Languages",
        description="Translate only into these languages. None chosen: all that the routes ask for.",
        max_length=3,
    )
    allow_demo: bool = ALLOW_DEMO
    dry_run: bool = DRY_RUN

    @property
    def subject(self) -> str:
        return _few(self.sources, "source") or "all sources"


class IngestParameters(Parameters):
    """Read one thing now: sources, pages by address, or a pasted article. At least one of them is needed."""

    sources: list[SourceId] = Field(default=[], title="Sources", description="Sources to read now.", max_length=1000)
    urls: list[WebAddress] = Field(
        default=[],
        title="Pages",
        description="Addresses of articles to fetch, like https://example.org/news/1.",
        max_length=200,
    )
    text: str = Field(
        default="",
        title="Pasted article",
        description="The text of one article as copied from a news site: title first, then the paragraphs.",
        max_length=LONGEST_TEXT,
        json_schema_extra={"format": "textarea"},
    )
    title: str = Field(
        default="", title="Title", description="Of the pasted article. Empty: its first line.", max_length=1000
    )
    outlet: str = Field(
        default="",
        title="Outlet",
        description="Who published the pages or the pasted article: the id or name of a source, or any other name.",
        max_length=200,
    )
    published_at: LocalDate | None = Field(
        default=None,
        title="Published",
        description="When the pasted article was published, in the time zone of this machine unless it says another. "
        "Choose date-time to state it.",
    )
    url: WebAddress | None = Field(
        default=None, title="Address", description="Where the pasted article was found. Choose str to state it."
    )
    translate: bool = Field(default=True, title="Translate", description="Make the versions in the other languages.")
    allow_demo: bool = ALLOW_DEMO
    dry_run: bool = DRY_RUN

    @property
    def asks_for_nothing(self) -> bool:
        return not (self.sources or self.urls or self.text.strip())

    @property
    def subject(self) -> str:
        pages = counted(len(self.urls), "page") if self.urls else ""
        parts = (_few(self.sources, "source"), pages, "a pasted article" if self.text.strip() else "")
        return " and ".join(filter(None, parts)) or "files"


class TranslateParameters(Parameters):
    """Make the versions that are missing."""

    target: Language | None = Field(
        default=None, title="Target language", description="Only versions in this language. None: all that are due."
    )
    pair: Pair | None = Field(
        default=None, title="Language pair", description="Only versions from and into these languages, like en-uk."
    )
    redo: bool = Field(
        default=False,
        title="Translate again",
        description="Also what was translated with other packages, settings or another glossary. Old versions stay.",
    )
    allow_demo: bool = ALLOW_DEMO
    dry_run: bool = DRY_RUN

    @property
    def subject(self) -> str:
        what = (self.pair or "", f"into {self.target}" if self.target else "")
        wanted = " ".join(filter(None, what)) or "everything that is due"
        return f"{wanted}, again" if self.redo else wanted


class BackfillParameters(Parameters):
    """Read the past: articles published from the first to the last day."""

    since: date = Field(title="From", description="The first day, like 2026-11-01.", ge=FIRST_DAY)
    until: date = Field(title="To", description="The last day; it is included.", ge=FIRST_DAY)
    sources: list[SourceId] = Field(
        default=[], title="Sources", description="The sources to read. None chosen: all of them.", max_length=1000
    )
    from_archive: bool = Field(
        default=False,
        title="From the archive",
        description="Read again the pages that this machine has kept, instead of asking the sites.",
    )
    translate: bool = Field(
        default=False, title="Translate", description="Translate what was found. Off: the next night does."
    )
    dry_run: bool = DRY_RUN

    @model_validator(mode="after")
    def _runs_forward(self) -> BackfillParameters:
        if self.since > self.until:
            raise ValueError(f"the first day {self.since} comes after the last {self.until}")
        return self

    @property
    def subject(self) -> str:
        return f"{self.since} to {self.until}, {_few(self.sources, 'source') or 'all sources'}"


class InstallParameters(Parameters):
    """Install translation packages: download the chosen pairs, or take files that lie in the packages inbox."""

    pairs: list[Pair] = Field(
        default=[],
        title="Language pairs to download",
        description="Each is downloaded from the configured package index, about 100 MB. Nothing else is fetched.",
        max_length=6,
    )
    from_inbox: str = Field(
        default="",
        title="File or folder of the inbox",
        description="An .argosmodel file, or a folder of them, in the folder translation.packages_inbox; "
        "* installs all that are there.",
        max_length=200,
        pattern=r"^(\*|[^/\\.*][^/\\]*)?$",
    )

    @property
    def asks_for_nothing(self) -> bool:
        return not (self.pairs or self.from_inbox)

    @property
    def subject(self) -> str:
        inbox = "from the inbox" if self.from_inbox else ""
        return " and ".join(filter(None, (", ".join(self.pairs), inbox))) or "nothing"


def _few(names: Sequence[str], noun: str) -> str:
    """Up to three names, else their number."""
    return ", ".join(names) if len(names) <= 3 else counted(len(names), noun)


Chosen = TypeVar("Chosen", bound=Parameters)


def checked(model: type[Chosen], **values: Any) -> Chosen:
    """The parameters with these values. Raises ConfigError with every wrong one, its value and what is allowed."""
    try:
        return model(**values)
    except ValidationError as error:
        lines = problems(error, lambda _: ", ".join(sorted(model.model_fields)))
        raise ConfigError(counted_problems(lines, "what was asked for")) from error
