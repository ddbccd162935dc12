"""Routes are what the configuration says, and nothing else: no pivot unless it is written down."""

from __future__ import annotations

import pytest

from tercet.translations.languages import Language
from tercet.translations.routes import DEFAULT_ROUTES, RouteError, Routes

EN, UK, RU = Language.EN, Language.UK, Language.RU


def test_by_default_everything_goes_to_and_from_english_and_nothing_through_it() -> None:
    routes = Routes.parse(DEFAULT_ROUTES)

    assert [(route.target, route.via) for route in routes.targets(EN)] == [(UK, None), (RU, None)]
    assert [route.target for route in routes.targets(UK)] == [EN]
    assert [route.target for route in routes.targets(RU)] == [EN]
    assert routes.find(UK, RU) is None


def test_a_route_through_another_language_needs_both_packages_in_order() -> None:
    routes = Routes.parse({"uk": ["en", {"to": "ru", "via": "en"}]})

    route = routes.find(UK, RU)

    assert route is not None
    assert [str(pair) for pair in route.pairs] == ["uk-en", "en-ru"]
    assert [str(pair) for pair in routes.pairs()] == ["uk-en", "en-ru"]


@pytest.mark.parametrize(
    ("mapping", "problem"),
    [
        ({"ua": ["en"]}, "unknown language ua"),
        ({"en": ["de"]}, "unknown language de"),
        ({"en": "uk"}, "a list of targets is expected"),
        ({"en": None}, "a list of targets is expected"),
        ({"en": [None]}, "unknown language None"),
        ({"en": ["en"]}, "must differ"),
        ({"uk": [{"to": "ru", "via": "ru"}]}, "must differ"),
        ({"uk": [{"to": "ru", "through": "en"}]}, "unknown key through"),
        ({"en": ["uk", "uk"]}, "listed twice"),
    ],
)
def test_a_wrong_route_is_named(mapping: dict[str, object], problem: str) -> None:
    with pytest.raises(RouteError, match=problem):
        Routes.parse(mapping)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(RouteError, match=r"ua.*; en: 'de'"):
        Routes.parse({"ua": ["en"], "en": ["de", "uk"]})
