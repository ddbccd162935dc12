"""`terms` and `watch`: contested terms that are counted, and phrases that somebody waits for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from tercet.flows.fields import SourceId, WebAddress
from tercet.flows.sections.base import Section
from tercet.translations.lemmas import words

STARTER, OFF = "starter", "off"


def _phrase(value: str) -> str:
    if not words(value):
        raise ValueError('holds no word; write one or several, like перемир\'я or "ceasefire talks"')
    return value.strip()


Phrase = Annotated[str, AfterValidator(_phrase)]
"""Words in any of the three languages; any inflected form is found. In double quotes only as written."""


class TermSettings(Section):
    """Which lexicon of contested terms is counted: `starter` (ours), `off`, or the path of a table.

    `native_sample`: so many articles per pair and run are translated only to be compared with their publisher's own
    version in that language; 0 measures nothing.
    """

    lexicon: str = STARTER
    native_sample: int = Field(default=3, ge=0, le=1000)

    @property
    def path(self) -> Path | None:
        """The table of the user; None for ours."""
        return None if self.lexicon in (STARTER, OFF) else Path(self.lexicon)


class WatchSettings(Section):
    """A watchlist: sentences that hold one of the phrases, in what publishers wrote and in translations.

    With `also`, the same version must hold one of those too. `sources` limits it to some outlets. Each run reports what
    is new, writes the RSS feed data/feeds/NAME.xml, and tells the webhook, which gets titles and addresses.
    """

    name: SourceId
    phrases: tuple[Phrase, ...] = Field(min_length=1)
    also: tuple[Phrase, ...] = ()
    sources: tuple[str, ...] = ()
    webhook: WebAddress | None = None

    @field_validator("phrases", "also")
    @classmethod
    def _once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value))
