"""The three languages of the product and the directions between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tercet.translations.errors import UnsupportedPairError

UNDETERMINED = "und"
"""ISO 639-2 code for a text whose language could not be told."""


class Language(StrEnum):
    """A language that articles are kept in, by ISO 639-1 code (`uk` is Ukrainian)."""

    EN = "en"
    UK = "uk"
    RU = "ru"


@dataclass(frozen=True, slots=True, order=True)
class LanguagePair:
    """A direction of translation; source and target always differ. Printed as `en-uk`."""

    source: Language
    target: Language

    def __post_init__(self) -> None:
        if self.source is self.target:
            raise UnsupportedPairError(str(self))

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"

    @classmethod
    def parse(cls, text: str) -> LanguagePair:
        """Read `en-uk`; raise UnsupportedPairError for anything that is no pair of two of our languages."""
        source, _, target = text.partition("-")
        try:
            return cls(Language(source), Language(target))
        except ValueError:
            raise UnsupportedPairError(text) from None
