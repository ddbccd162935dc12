"""The numbers of a text by value, whatever their notation: `11,000`, `11 000` and `11 тис.` are one number.

A notation can mean two things (`1,500` is 1500 in English and 1.5 in Ukrainian), so a number is the set of its possible
values, and two numbers agree when the sets meet. Values are strings without needless zeros: `99.2`, `11000`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from tercet.translations.number_words import word_values

_DIGITS = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?:[ \u00a0\u202f’']\d{3})+(?:[.,]\d+)?|\d+(?:[.,:]\d+)*)(?!\d)|\d+(?:[.,:]\d+)*"
)
_MAGNITUDES = (
    (re.compile(r"(?:thousand|k\b(?!m)|тис|тыс|тищ)", re.IGNORECASE), 3),
    (re.compile(r"(?:million|mln|mn\b|m\b(?![a-z²³])|млн|мільйон|миллион)", re.IGNORECASE), 6),
    (re.compile(r"(?:billion|bln|bn\b|b\b|млрд|мільярд|миллиард)", re.IGNORECASE), 9),
    (re.compile(r"(?:trillion|trln|tn\b|трлн|трильйон|триллион)", re.IGNORECASE), 12),
)
_BEFORE_MAGNITUDE = re.compile(r"[\s\u00a0\u202f-]*(?:з половиною\s|с половиной\s|and a half\s)?")
_RANGE = re.compile(r"\s*(?:[-–—…/]|to|and|or|до|та|і|й|и|або|или|чи|,)\s*(?=\d)")
_CLOCK = re.compile(r"\s*(?:[ap]\.?\s?m\b\.?|o’clock|o'clock)", re.IGNORECASE)
_AFTERNOON = re.compile(r"\s*(?:p\.?\s?m\b|дня|вечора|вечера|in the (?:afternoon|evening)|пополудні)", re.IGNORECASE)
_ROMAN = re.compile(r"\b(?=[IVXLІХ])(?:X{0,3}|Х{0,3})(?:IX|ІХ|IV|ІV|V?I{0,3}|V?І{0,3})\b")
_ROMAN_DIGITS = {"I": 1, "І": 1, "V": 5, "X": 10, "Х": 10}
_MONTHS = (
    "january|січ|январ", "february|лют|феврал", "march|берез|март", "april|квіт|апрел", "may|трав|ма[йяе]", "june|черв|июн",
    "july|лип|июл", "august|серп|август", "september|верес|сентяб", "october|жовт|октяб", "november|листоп|нояб",
    "december|груд|декаб",
)  # fmt: skip
_MONTH_NAMES = tuple(re.compile(rf"\b(?:{names})", re.IGNORECASE) for names in _MONTHS)


def written_numbers(text: str) -> tuple[frozenset[str], ...]:
    """Each number in digits, in order, as the set of values it can have."""
    return tuple(frozenset(values) for values in _written(text))


def number_multiset(text: str) -> Counter[str]:
    """The numbers in digits by value, counted: equal for two reports of one event, other when a toll was updated.

    Of the values a notation can have the greatest counts, so the answer does not depend on the language.
    """
    return Counter(max(values, key=Decimal) for values in _written(text) if values)


def lost_numbers(source: str, target: str) -> tuple[str, ...]:
    """The numbers of the source whose value the target has neither in digits nor in words. Empty for a faithful text."""
    wanted = list(_written(source))
    if not wanted:
        return ()
    available = {value for values in _written(target) for value in values} | word_values(target) | _implied(target)
    return tuple(min(values) for values in wanted if values and not values & available)


def _written(text: str) -> Iterator[set[str]]:
    for match in _DIGITS.finditer(text):
        values = _readings(match[0])
        power = _power_after(text, match.end())
        if power:
            multiplied = {_plain(Decimal(value).scaleb(power)) for value in values if value.count(".") < 2}
            yield multiplied | (values if _is_range_end(text, match.start()) else set())
            continue
        through_range = _RANGE.match(text, match.end())
        partner = _DIGITS.match(text, through_range.end()) if through_range else None
        power = _power_after(text, partner.end()) if partner else 0
        if power:
            values |= {_plain(Decimal(value).scaleb(power)) for value in values if value.count(".") < 2}
        yield values | _afternoon(text, match)


def _is_range_end(text: str, start: int) -> bool:
    return re.search(r"\d\s*[-–—/]\s*$", text[max(0, start - 6) : start]) is not None


def _power_after(text: str, end: int) -> int:
    """The power of ten that a word right after a number multiplies it by; 0 for none."""
    gap = _BEFORE_MAGNITUDE.match(text, end)
    position = gap.end() if gap else end
    for pattern, power in _MAGNITUDES:
        if pattern.match(text, position):
            return power
    return 0


def _readings(digits: str) -> set[str]:
    """What a run of digits with marks can stand for."""
    compact = re.sub(r"[\s\u00a0\u202f’']", "", digits)
    marks = re.findall(r"[.,:]", compact)
    if not marks:
        return {_plain(Decimal(compact))}
    if ":" in marks or len(marks) > 1 and len(set(marks)) == 1 and not re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", compact):
        return {".".join(_plain(Decimal(part)) for part in re.split(r"[.,:]", compact))}
    last = compact.rfind(marks[-1])
    whole, rest = re.sub(r"[.,]", "", compact[:last]), compact[last + 1 :]
    readings = {_plain(Decimal(f"{whole}.{rest}"))}
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", compact):
        readings.add(_plain(Decimal(whole + rest)))
    if len(rest) == 2 and len(whole) <= 2:
        readings.add(f"{int(whole)}.{int(rest)}")
    return readings


def _afternoon(text: str, match: re.Match[str]) -> set[str]:
    """`7.45 p.m.` is also 19:45, and `12 a.m.` is 0."""
    clock = re.fullmatch(r"(\d{1,2})(?:[.:](\d{2}))?", match[0])
    if not clock:
        return set()
    hour, minutes = int(clock[1]), f".{int(clock[2])}" if clock[2] else ""
    values: set[str] = {f"{hour}"} if clock[2] == "00" else set()
    if hour < 12 and _AFTERNOON.match(text, match.end()):
        values |= {f"{hour + 12}{minutes}", *([f"{hour + 12}", f"{hour + 12}.0"] if minutes in ("", ".0") else [])}
    if hour > 12 and hour < 24 and clock[2]:
        values |= {f"{hour - 12}{minutes}", *([f"{hour - 12}"] if minutes == ".0" else [])}
    if hour in (0, 12, 24):
        values |= {f"{other}{minutes}" for other in (0, 12, 24)}
    return values


def _implied(text: str) -> set[str]:
    """Values in Roman numerals and names of months."""
    values = {str(_roman(match[0])) for match in _ROMAN.finditer(text) if match[0]}
    values |= {str(number) for number, name in enumerate(_MONTH_NAMES, 1) if name.search(text)}
    return values


def _roman(numeral: str) -> int:
    digits = [_ROMAN_DIGITS[letter] for letter in numeral]
    return sum(-digit if digit < following else digit for digit, following in zip(digits, [*digits[1:], 0], strict=True))


def _plain(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text
