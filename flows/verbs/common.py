"""What the verbs share: the chosen configuration, and how their help is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from tercet.flows.fields import in_local_zone
from tercet.flows.settings import Settings, load_settings
from tercet.translations.errors import UnsupportedPairError
from tercet.translations.languages import LanguagePair


class Context:
    """What the verbs share: the chosen configuration, read when a verb needs it."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self._settings: Settings | None = None

    @property
    def settings(self) -> Settings:
        if self._settings is None:
            self._settings = load_settings(self.config)
        return self._settings


def example(text: str) -> Callable[[Any], Any]:
    """End a verb's help in an example."""

    def decorate(function: Any) -> Any:
        function.__doc__ = f"{function.__doc__.rstrip()}\n\n    Example: {text}\n"
        return function

    return decorate


def pair(code: str) -> LanguagePair:
    """A direction as people write it on the command line, like en-uk."""
    try:
        return LanguagePair.parse(code)
    except UnsupportedPairError as error:
        raise click.BadParameter(str(error)) from None


def place(text: str) -> tuple[int, int]:
    """The paragraph and sentence of a place, as `tercet read` shows it: 3.1."""
    found = re.fullmatch(r"([0-9]{1,6})\.([0-9]{1,6})", text)
    if found is None:
        raise click.BadParameter(f"{text!r} is no place; write paragraph.sentence as in `tercet read`, like 3.1.")
    return int(found[1]), int(found[2])


def date(text: str | None) -> datetime | None:
    """A date as people write it on the command line; without a zone it is in that of this machine."""
    if text is None:
        return None
    try:
        return in_local_zone(datetime.fromisoformat(text))
    except ValueError:
        raise click.BadParameter(f"{text!r} is no date; write it like 2026-11-02 or 2026-11-02T18:30+02:00") from None
