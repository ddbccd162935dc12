"""Numbers that a text says without digits or number words: Roman numerals, months, half hours, stages of a cup."""

from __future__ import annotations

import re

from tercet.translations.number_words import word_value

STAGE_OF_CUP = re.compile(r"(?<!\d)1/(\d+)(?=\s?-?\w*\s*ф[іи]нал)", re.IGNORECASE)
"""`1/8 фіналу` is the stage with 16 players."""

_ROMAN = re.compile(r"\b(?=[IVXІХ])(?:X{0,3}|Х{0,3})(?:IX|ІХ|IV|ІV|V?I{0,3}|V?І{0,3})\b")
_ROMAN_DIGITS = {"I": 1, "І": 1, "V": 5, "X": 10, "Х": 10}
_MONTHS = (
    r"january|jan\b|січ|январ", r"february|feb\b|лют|феврал", r"march|mar\b|берез|март", r"april|apr\b|квіт|апрел",
    "may|трав|ма[йяе]", r"june|jun\b|черв|июн", r"july|jul\b|лип|июл", r"august|aug\b|серп|август",
    r"september|sept?\b|верес|сентяб", r"october|oct\b|жовт|октяб", r"november|nov\b|листоп|нояб",
    r"december|dec\b|груд|декаб",
)  # fmt: skip
_MONTH_NAMES = tuple(re.compile(rf"\b(?:{names})", re.IGNORECASE) for names in _MONTHS)
_SAID_OTHERWISE = tuple(
    (re.compile(pattern, re.IGNORECASE), frozenset(values.split()))
    for pattern, values in (
        # Durations in smaller units.
        (r"півтор\w* годин|півторагодин|полтор\w* час|полуторачас|\bhour and a half|\bone and a half hours", "90"),
        (r"пів ?годин|полчас|получас|\bhalf[- ](?:an )?hour", "30"),
        (r"чверт\w* годин|четверт\w* часа|\bquarter of an hour", "15"),
        (r"піврок|півріч|полгода|полугод|\bhalf[- ](?:a )?year", "6"),
        (r"півтор\w* рок|півторарічн|полтор\w* (?:года|лет)|полуторагод|\byear and a half", "18"),
        (r"цілодобов|круглосуточн|\bround the clock|\baround the clock", "24 7"),
        # Shares of a hundred.
        (r"половин|\bhal(?:f|ves)\b", "50"),
        (r"чверт|четверт[ьи]|\bquarter", "25"),
        # Names with a number in them.
        (r"\bчас (?:ночи|дня)\b", "1 13"),
        (r"\bнульов[іи]|\bнулев[ыи]", "2000"),
        (r"коронав[іи]рус|\bков[іи]д", "19"),
        (r"\bper\b", "1"),
    )
)
_HALF_PAST = re.compile(r"\b(?:пів на|половин[еі]|half past) ([^\W\d_]+)", re.IGNORECASE)


def implied_values(text: str) -> set[str]:
    """Every value that the text implies, as `number_values` writes values."""
    values = {str(_roman(match[0])) for match in _ROMAN.finditer(text) if match[0]}
    values |= {str(2 * int(match[1])) for match in STAGE_OF_CUP.finditer(text)}
    values |= {str(number) for number, name in enumerate(_MONTH_NAMES, 1) if name.search(text)}
    for pattern, implied in _SAID_OTHERWISE:
        if pattern.search(text):
            values |= implied
    return values | _half_hours(text)


def _half_hours(text: str) -> set[str]:
    """`о пів на восьму` and `half past seven` are 7:30 and 19:30."""
    values: set[str] = set()
    for match in _HALF_PAST.finditer(text):
        hour = word_value(match[1])
        if hour and hour <= 12:
            before = hour if match[0].lower().startswith("half") else hour - 1
            values |= {f"{before}.30", f"{before + 12}.30"}
    return values


def _roman(numeral: str) -> int:
    digits = [_ROMAN_DIGITS[letter] for letter in numeral]
    return sum(
        -digit if digit < following else digit for digit, following in zip(digits, [*digits[1:], 0], strict=True)
    )
