"""The words of the reader's pages for what the warehouse stores as codes."""

from __future__ import annotations

from collections.abc import Iterable

from tercet.translations.languages import Language
from tercet.translations.models import Flag
from tercet.translations.quality import EXPLANATIONS

LANGUAGES = {"en": "English", "uk": "Ukrainian", "ru": "Russian"}

FLAGS = {flag.value: flag.value.replace("_", " ") for flag in Flag}

FLAG_MEANINGS = {flag.value: meaning for flag, meaning in EXPLANATIONS.items()}

MISSING = {
    "no_route": "no route into this language is configured",
    "package_missing": "no translation package for this pair is installed",
    "package_broken": "the translation package does not work",
    "demo_package_only": "only a demo package is installed, which knows the demo press alone",
    "native_version": "the publisher has its own version",
    "translation_failed": "the translation failed",
    "waiting": "it waits for the next run",
}

STATUSES = {"ok": "answered", "not_modified": "nothing new", "failed": "failed"}

CAUSES = {"publisher": "the publisher changed the page", "extractor": "a newer Tercet read the same page otherwise"}

CHOICES = tuple(Language)


def language(code: str) -> str:
    """The English name of a language; another code as it is."""
    return LANGUAGES.get(code, code)


def flag(name: str) -> str:
    """A quality flag in words."""
    return FLAGS.get(name, name)


def meaning(name: str) -> str:
    """What a quality flag means."""
    return FLAG_MEANINGS.get(name, "")


def missing(reason: str) -> str:
    """Why there is no version in a language."""
    return MISSING.get(reason, reason)


def status(code: str | None) -> str:
    """What came of asking a source."""
    return "never asked" if code is None else STATUSES.get(code, code)


def cause(code: str) -> str:
    """What made a revision differ."""
    return CAUSES.get(code, code)


def reason(code: str) -> str:
    """Why a line was cut."""
    return code.replace("_", " ")


def counted(number: int, word: str, many: str = "") -> str:
    """A number and its noun."""
    return f"{number:,} {word if number == 1 else many or word + 's'}"


def listed(names: Iterable[str]) -> str:
    """Names with commas and an `and`."""
    items = list(names)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def hours(after: float) -> str:
    """How long after the first article of a story."""
    if after <= 0:
        return "first"
    if after < 1:
        return f"+{max(1, round(60 * after))} min"
    return f"+{after:.1f} h" if after < 48 else f"+{after / 24:.1f} days"
