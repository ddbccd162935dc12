"""Which languages an article is translated into, and through which language if not directly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tercet.translations.errors import TranslationError
from tercet.translations.languages import Language, LanguagePair

_CODES = ", ".join(Language)


class RouteError(TranslationError, ValueError):
    """The configured routes are wrong; the message lists every problem. Also a ValueError, as validators expect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The way from one language to another; `via` is the language between, never used unless configured."""

    source: Language
    target: Language
    via: Language | None = None

    @property
    def pairs(self) -> tuple[LanguagePair, ...]:
        """The packages needed, in order."""
        if self.via is None:
            return (LanguagePair(self.source, self.target),)
        return (LanguagePair(self.source, self.via), LanguagePair(self.via, self.target))


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """All configured routes. A target that is not listed has none: its missing version is recorded as `no_route`."""

    routes: tuple[Route, ...]

    @classmethod
    def parse(cls, mapping: Mapping[str, Any]) -> Routes:
        """Read `{en: [uk, ru], uk: [en, {to: ru, via: en}]}`; raise RouteError with all problems at once."""
        routes: list[Route] = []
        problems: list[str] = []
        for source, targets in mapping.items():
            if not isinstance(targets, Sequence) or isinstance(targets, str):
                problems.append(f"{source}: a list of targets is expected, for example [uk, ru], not {targets!r}")
                continue
            for target in targets:
                _read(source, target, routes, problems)
        if problems:
            raise RouteError("; ".join(problems))
        return cls(routes=tuple(routes))

    def targets(self, language: Language) -> tuple[Route, ...]:
        """The routes out of a language, in the configured order."""
        return tuple(route for route in self.routes if route.source is language)

    def find(self, source: Language, target: Language) -> Route | None:
        return next((route for route in self.targets(source) if route.target is target), None)

    def pairs(self) -> tuple[LanguagePair, ...]:
        """Every pair that some route needs, once."""
        return tuple(dict.fromkeys(pair for route in self.routes for pair in route.pairs))


DEFAULT_ROUTES = {"en": ["uk", "ru"], "uk": ["en"], "ru": ["en"]}
"""Translation to and from English: the pairs that Argos has packages for."""


def _read(source: str, target: object, routes: list[Route], problems: list[str]) -> None:
    """Add one route, or say what is wrong with it."""
    place = f"{source}: {target!r}"
    via: object = None
    to: object = target
    if isinstance(target, Mapping):
        if unknown := sorted(set(map(str, target)) - {"to", "via"}):
            problems.append(f"{place}: unknown key {', '.join(unknown)}; allowed are to and via")
            return
        to, via = target.get("to"), target.get("via")
    named = [source, to] if via is None else [source, to, via]
    if wrong := [str(code) for code in named if code not in set(Language)]:
        problems.append(f"{place}: unknown language {', '.join(wrong)}; allowed are {_CODES}")
    elif len(set(map(str, named))) < len(named):
        problems.append(f"{place}: source, target and the language between must differ")
    elif any(route.source == source and route.target == to for route in routes):
        problems.append(f"{place}: {source} to {to} is listed twice")
    else:
        languages = [Language(str(code)) for code in named]
        routes.append(Route(source=languages[0], target=languages[1], via=languages[2] if via is not None else None))
