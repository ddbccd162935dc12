"""What can be read: contrast of the colours, computed from the style sheet, for light, dark and print."""

from __future__ import annotations

import re
from itertools import product

import pytest

from tercet.flows.reader.display import STATIC, static_file

CSS = static_file("reader.css").decode()
AA_TEXT, AA_GRAPHIC = 4.5, 3.0

TEXT_ON = [
    *product(("ink", "quiet", "link", "en", "uk", "ru"), ("ground", "raised", "hover")),
    *product(("ink", "quiet", "link"), ("mark",)),
    ("ink", "added"),
    ("flag-ink", "flag-ground"),
]  # fmt: skip
GRAPHIC_ON = [(colour, "ground") for colour in ("en", "uk", "ru", "good", "flag-ink", "link", "quiet")]


def colours(scheme: str) -> dict[str, str]:
    """The named colours of light, dark or print."""
    blocks = re.findall(r"(@media [^{]*\{)?\s*:root \{([^}]*)\}", CSS)
    named = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", body)) for _, body in blocks]
    conditions = [condition for condition, _ in blocks]
    assert "dark" in conditions[1]
    assert "print" in conditions[2]
    return {"light": named[0], "dark": {**named[0], **named[1]}, "print": {**named[0], **named[1], **named[2]}}[scheme]


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_every_text_stands_out_from_every_ground_it_is_on(scheme: str) -> None:
    named = colours(scheme)

    weak = {
        f"{text} on {ground}": round(ratio, 2)
        for text, ground in TEXT_ON
        if (ratio := contrast(named[text], named[ground])) < AA_TEXT
    }

    assert weak == {}


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_drawings_stand_out_from_their_ground(scheme: str) -> None:
    named = colours(scheme)

    assert all(contrast(named[colour], named[ground]) >= AA_GRAPHIC for colour, ground in GRAPHIC_ON)


def test_the_contrast_is_computed_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_colour_is_named_and_nothing_comes_from_outside() -> None:
    outside_of_names = re.sub(r"--[a-z-]+: #[0-9a-f]{6};", "", CSS)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", outside_of_names) == []
    for name in STATIC:
        text = static_file(name).decode().replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "http" not in text
        assert "url(" not in text
        assert "@import" not in text


def test_focus_is_visible_and_never_switched_off_for_links() -> None:
    assert ":focus-visible { outline: 3px solid" in CSS
    assert re.findall(r"([^}\n]*)\{ outline: none", CSS) == ["main:focus "]
