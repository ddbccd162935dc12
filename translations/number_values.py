"""The numbers of a text by value, whatever their notation: `11,000`, `11 000` and `11 тис.` are one number.

A notation can mean two things (`1,500` is 1500 in English and 1.5 in Ukrainian), so a number is the set of its possible
values, and two numbers agree when the sets meet. Values are strings without needless zeros: `99.2`, `11000`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from tercet.translations.number_words import word_values

_DIGITS = re.compile(
    r"(?<![\d.,:])(?:\d{1,3}(?:[ \u00a0\u202f’']\d{3})+(?:[.,]\d+)?(?![\d:])|\d+(?:[.,:]\d+)*)|\d+(?:[.,:]\d+)*"
)
_MAGNITUDES = (
    (re.compile(r"thousand|тис|тыс|тищ", re.IGNORECASE), 3),
    (re.compile(r"million|mln|млн|мільйон|миллион", re.IGNORECASE), 6),
    (re.compile(r"billion|bln|млрд|мільярд|миллиард", re.IGNORECASE), 9),
    (re.compile(r"trillion|trln|трлн|трильйон|триллион", re.IGNORECASE), 12),
)
# Glued to the number they may also be units (`5m` is five metres or millions), so both values count.
_GLUED_MAGNITUDES = (
    (re.compile(r"k\b"), 3),
    (re.compile(r"mn?\b"), 6),
    (re.compile(r"bn?\b"), 9),
    (re.compile(r"tn\b"), 12),
)
_BEFORE_MAGNITUDE = re.compile(r"(?:-[а-яіїє]{1,3}\b)?[\s\u00a0\u202f-]*(?:з половиною\s|с половиной\s|and a half\s)?")
_RANGE = re.compile(r"\s*(?:[-–—…/]|(?:to|and|or|до|та|і|й|и|або|или|чи)\s|,\s)\s*[$€£₴]?(?=\d)")
_DECADE = re.compile(r"s\b|'s\b|-[хті]{1,2}\b")
_RANGE_START = re.compile(r"(\d{2})\d\d\s*[-–—/]\s*$|\d\s*[-–—/]\s*$")
_AFTERNOON = re.compile(r"\s*(?:p\.?\s?m\b|дня|вечора|вечера|in the (?:afternoon|evening)|пополудні)", re.IGNORECASE)
_STAGE_OF_CUP = re.compile(r"1/(\d+)(?=\s?-?\w*\s*ф[іи]нал)", re.IGNORECASE)
_ROMAN = re.compile(r"\b(?=[IVXІХ])(?:X{0,3}|Х{0,3})(?:IX|ІХ|IV|ІV|V?I{0,3}|V?І{0,3})\b")
_ROMAN_DIGITS = {"I": 1, "І": 1, "V": 5, "X": 10, "Х": 10}
_MONTHS = (
    "january|січ|январ", "february|лют|феврал", "march|берез|март", "april|квіт|апрел", "may|трав|ма[йяе]",
    "june|черв|июн", "july|лип|июл", "august|серп|август", "september|верес|сентяб", "october|жовт|октяб",
    "november|листоп|нояб", "december|груд|декаб",
)  # fmt: skip
_MONTH_NAMES = tuple(re.compile(rf"\b(?:{names})", re.IGNORECASE) for names in _MONTHS)


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number in digits: as it stands in the text, what it can be worth, and its parts if it is a score or time."""

    text: str
    values: frozenset[str]
    parts: frozenset[str] = field(default=frozenset())

    def is_among(self, values: set[str]) -> bool:
        """True when one of the values, or every part (`2:1` as `2-1`), is in the set."""
        return not self.values.isdisjoint(values) or (bool(self.parts) and self.parts <= values)


def written_numbers(text: str) -> tuple[WrittenNumber, ...]:
    """The numbers in digits, in order. Without words: `two` is none."""
    return tuple(_written(text))


def number_multiset(text: str) -> Counter[str]:
    """The numbers in digits by value, counted: equal for two reports of one event, other when a toll was updated.

    Of the values a notation can have the greatest counts, so the answer does not depend on the language.
    """
    # Sorted first: of values of one size (`2:15` and `2.15`) the same is taken in every process.
    return Counter(max(sorted(number.values), key=_size) for number in _written(text))


def lost_numbers(source: str, target: str) -> tuple[str, ...]:
    """The numbers of the source, as written there, whose value the target has neither in digits nor in words."""
    wanted = written_numbers(_STAGE_OF_CUP.sub(" ", source))
    if not wanted:
        return ()
    available: set[str] = set()
    for number in _written(target):
        available |= number.values | number.parts
    missing = [number for number in wanted if not number.is_among(available)]
    if not missing:
        return ()
    available |= word_values(target) | _implied(target)
    return tuple(number.text for number in missing if not number.is_among(available))


def _written(text: str) -> Iterator[WrittenNumber]:
    for match in _DIGITS.finditer(text):
        values, parts = _readings(match[0])
        power = _power_after(text, match.end())
        if power:
            multiplied = _scaled(values, power)
            before, after = text[max(0, match.start() - 8) : match.start()], text[match.end() : match.end() + 1]
            keeps_own = _RANGE_START.search(before) is not None or after.isalpha()
            yield WrittenNumber(match[0], frozenset(multiplied | (values if keeps_own else set())))
            continue
        yield WrittenNumber(
            match[0], frozenset(values | _from_range(text, match, values) | _clock(text, match)), frozenset(parts)
        )


def _scaled(values: set[str], power: int) -> set[str]:
    return {_plain(Decimal(value).scaleb(power)) for value in values if value.count(".") < 2}


def _power_after(text: str, end: int) -> int:
    """The power of ten that a word right after a number multiplies it by; 0 for none."""
    gap = _BEFORE_MAGNITUDE.match(text, end)
    position = gap.end() if gap else end
    for pattern, power in _MAGNITUDES:
        if pattern.match(text, position):
            return power
    return next((power for pattern, power in _GLUED_MAGNITUDES if pattern.match(text, end)), 0)


def _readings(digits: str) -> tuple[set[str], set[str]]:
    """What a run of digits with marks can stand for, and its parts if they can stand alone."""
    compact = re.sub(r"[\s\u00a0\u202f’']", "", digits)
    marks = re.findall(r"[.,:]", compact)
    if not marks:
        return {_plain(Decimal(compact))}, set()
    is_grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", compact) is not None
    if ":" in marks or (len(marks) > 1 and len(set(marks)) == 1 and not is_grouped):
        pieces = [_plain(Decimal(part)) for part in re.split(r"[.,:]", compact)]
        return {".".join(pieces)}, set(pieces)
    last = compact.rfind(marks[-1])
    whole, rest = re.sub(r"[.,]", "", compact[:last]), compact[last + 1 :]
    # `11,000` is no way to write 11.
    readings = set() if is_grouped and rest == "000" else {_plain(Decimal(f"{whole}.{rest}"))}
    if is_grouped:
        readings.add(_plain(Decimal(whole + rest)))
    if len(rest) == 2 and len(whole) <= 2:
        readings.add(f"{int(whole)}.{int(rest)}")
    return readings, set()


def _from_range(text: str, match: re.Match[str], values: set[str]) -> set[str]:
    """What the neighbourhood adds: `3-5 тисяч` is also 3000, `1932–33` 1933, `8 and 9 p.m.` 20, and `1950s` 50."""
    start = _RANGE_START.search(text[max(0, match.start() - 8) : match.start()])
    added = {f"{start[1]}{match[0]}"} if start and start[1] and len(match[0]) == 2 else set()
    if re.fullmatch(r"\d\d\d0", match[0]) and _DECADE.match(text, match.end()):
        added.add(match[0][2:])
    link = _RANGE.match(text, match.end())
    partner = _DIGITS.match(text, link.end()) if link else None
    if partner:
        power = _power_after(text, partner.end())
        added |= _scaled(values, power) if power else set()
        if _AFTERNOON.match(text, partner.end()) and match[0].isdigit() and int(match[0]) < 12:
            added.add(str(int(match[0]) + 12))
    return added


def _clock(text: str, match: re.Match[str]) -> set[str]:
    """`7.45 p.m.` is also 19:45, `15:00` also 3, and midnight both 0 and 24."""
    clock = re.fullmatch(r"(\d{1,2})(?:[.:](\d{2}))?", match[0])
    if not clock:
        return set()
    hour = int(clock[1])
    hours = {hour} if clock[2] else set()
    if hour < 12 and _AFTERNOON.match(text, match.end()):
        hours.add(hour + 12)
    if 12 < hour < 24 and clock[2]:
        hours.add(hour - 12)
    if hour in (0, 12, 24):
        hours |= {0, 12, 24}
    minutes = int(clock[2] or 0)
    return {f"{other}.{minutes}" for other in hours} | ({str(other) for other in hours} if not minutes else set())


def _implied(text: str) -> set[str]:
    """Values in Roman numerals, in the names of months, and in the stages of a cup (`1/8 фіналу` has 16 players)."""
    values = {str(_roman(match[0])) for match in _ROMAN.finditer(text) if match[0]}
    values |= {str(2 * int(match[1])) for match in _STAGE_OF_CUP.finditer(text)}
    return values | {str(number) for number, name in enumerate(_MONTH_NAMES, 1) if name.search(text)}


def _roman(numeral: str) -> int:
    digits = [_ROMAN_DIGITS[letter] for letter in numeral]
    return sum(
        -digit if digit < following else digit for digit, following in zip(digits, [*digits[1:], 0], strict=True)
    )


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _size(value: str) -> Decimal:
    return Decimal(value) if value.count(".") < 2 else Decimal(0)
