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

from tercet.translations.implied_numbers import STAGE_OF_CUP, implied_values
from tercet.translations.number_words import word_values

_DIGITS = re.compile(
    r"(?<![\d.,:])(?:\d{1,3}(?:[ \u00a0\u202f’']\d{3})+(?:[.,]\d+)?(?![\d:])|\d+(?:[.,:]\d+)*)|\d+(?:[.,:]\d+)*"
)
_MAGNITUDES = (
    (re.compile(r"thou(?:sand|\.)|тис(?!ячол)|тыс(?!ячел)|тищ", re.IGNORECASE), 3),
    (re.compile(r"million|mln|mn\b|млн|мільйон|миллион", re.IGNORECASE), 6),
    (re.compile(r"billion|bln|bn\b|млрд|мільярд|миллиард", re.IGNORECASE), 9),
    (re.compile(r"trillion|trln|tn\b|трлн|трильйон|триллион", re.IGNORECASE), 12),
)
# Glued to the number they may also be units (`5m` is five metres or millions), so both values count.
_GLUED_MAGNITUDES = (
    (re.compile(r"k\b"), 3),
    (re.compile(r"mn?\b"), 6),
    (re.compile(r"bn?\b"), 9),
    (re.compile(r"tn\b"), 12),
)
_BEFORE_MAGNITUDE = re.compile(
    r"(?:-[а-яіїє]{1,3}\b)?[\s\u00a0\u202f-]*(?:з половиною\s|с половиной\s|and a half\s|"
    r"(?:і|й|та|и|або|или|чи|and|or) (?:більше|більш|больше|более|more)\s)?"
)
_RANGE = re.compile(r"\s*(?:[-–—…/]|(?:to|and|or|до|та|і|й|и|або|или|чи)\s|,\s)\s*[$€£₴]?(?=\d)")
_DECADE = re.compile(r"['’]?s\b|-(?:х|ті|е|м|ми|ых|их)\b")
_RANGE_START = re.compile(r"(\d{2})\d\d\s*[-–—/]\s*$|\d\s*[-–—/]\s*$")
_AFTERNOON = re.compile(r"\s*(?:p\.?\s?m\b|дня|вечора|вечера|in the (?:afternoon|evening)|пополудні)", re.IGNORECASE)
_UNIT_POWER = re.compile(r"(?<=\b[ckdm]m)[23]\b|(?<=\b[скдм]м)[23]\b|(?<=\b[mм])[23]\b|(?<=\b[CС][OО])2\b")
"""The digit of `km2`, `м3` and `CO2` is no number."""
_MILITARY_TIME = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_OF_TIME = re.compile(r"\s?(?:UTC|GMT|Z\b|h(?:ou)?rs\b|local time)")
_MAGNITUDE_BETWEEN = re.compile(r"\s?[^\W\d_]{3,}\.?\s")
_MINUTES_AFTER = re.compile(r"\s?(?:ч|час\w*|год|годин\w*)\.?\s(\d\d?)\s?(?:м|мин|минут\w*|хв|хвилин\w*)\b")
_YEAR_OF_LIFE = re.compile(r"-?\w*\s(?:році|року|рік|году|годе|год) (?:життя|жизни)\b")
_DAY_AND_MONTH = re.compile(r"(0?[1-9]|[12]\d|3[01])\.(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number in digits: as it stands in the text, what it can be worth, and its parts if it is a score or time.

    `elsewhere` has how the other text may write it: `1990s` as `90-ті`, and the other way round.
    """

    text: str
    values: frozenset[str]
    parts: frozenset[str] = field(default=frozenset())
    elsewhere: frozenset[str] = field(default=frozenset())

    def is_among(self, values: set[str]) -> bool:
        """True when one of the values, or every part (`2:1` as `2-1`), is in the set."""
        named = self.values | self.elsewhere
        return not named.isdisjoint(values) or (bool(self.parts) and self.parts <= values)


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
    wanted = written_numbers(_without_signs(source))
    if not wanted:
        return ()
    available: set[str] = set()
    bare = _without_signs(target)
    for number in (*_written(target), *(_written(bare) if bare != target else ())):
        available |= number.values | number.parts | (number.elsewhere if len(number.text) == 2 else set())
    missing = [number for number in wanted if not number.is_among(available)]
    if not missing:
        return ()
    available |= word_values(target) | implied_values(target)
    return tuple(number.text for number in missing if not number.is_among(available))


def _without_signs(text: str) -> str:
    """The text without digits that are no numbers of their own."""
    return _UNIT_POWER.sub(" ", STAGE_OF_CUP.sub(" ", text))


def _written(text: str) -> Iterator[WrittenNumber]:
    waiting: tuple[re.Match[str], int, WrittenNumber] | None = None
    for match in _DIGITS.finditer(text):
        power = _power_after(text, match.end())
        number = _one(text, match, power)
        if waiting and _continues(text, waiting[0], match, powers=(waiting[1], power)):
            yield _sum(text[waiting[0].start() : match.end()], waiting[2], number)
            waiting = None
            continue
        if waiting:
            yield waiting[2]
        waiting = (match, power, number)
    if waiting:
        yield waiting[2]


def _one(text: str, match: re.Match[str], power: int) -> WrittenNumber:
    values, parts = _readings(match[0])
    if power:
        multiplied = _scaled(values, power)
        before, after = text[max(0, match.start() - 8) : match.start()], text[match.end() : match.end() + 1]
        # A date before a magnitude (`01.01.2022 тис. осіб`) is no number to multiply.
        keeps_own = not multiplied or _RANGE_START.search(before) is not None or after.isalpha()
        return WrittenNumber(match[0], frozenset(multiplied | (values if keeps_own else set())))
    values |= _from_range(text, match, values) | _clock(text, match) | _from_words(text, match)
    return WrittenNumber(match[0], frozenset(values), frozenset(parts), _without_century(text, match))


def _continues(text: str, first: re.Match[str], second: re.Match[str], *, powers: tuple[int, int]) -> bool:
    """True for the second number of `1 млн 200 тис.` and `2 тис. 300`: a smaller share of one amount."""
    is_smaller = powers[0] > powers[1] and (powers[1] > 0 or powers[0] == 3)
    is_whole = second[0].isdecimal() and len(second[0]) <= 3
    return is_smaller and is_whole and _MAGNITUDE_BETWEEN.fullmatch(text, first.end(), second.start()) is not None


def _sum(written: str, first: WrittenNumber, second: WrittenNumber) -> WrittenNumber:
    greatest = [max(sorted(number.values), key=_size) for number in (first, second)]
    total = _plain(_size(greatest[0]) + _size(greatest[1]))
    return WrittenNumber(written, frozenset({total}), frozenset(greatest))


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
    day = _DAY_AND_MONTH.fullmatch(compact)
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
    return readings, {str(int(day[1])), str(int(day[2]))} if day else set()


def _from_range(text: str, match: re.Match[str], values: set[str]) -> set[str]:
    """What the neighbourhood adds: `3-5 тисяч` is also 3000, `1932–33` 1933, `8 and 9 p.m.` 20."""
    start = _RANGE_START.search(text[max(0, match.start() - 8) : match.start()])
    added = {f"{start[1]}{match[0]}"} if start and start[1] and len(match[0]) == 2 else set()
    link = _RANGE.match(text, match.end())
    partner = _DIGITS.match(text, link.end()) if link else None
    if partner:
        power = _power_after(text, partner.end())
        added |= _scaled(values, power) if power else set()
        if _AFTERNOON.match(text, partner.end()) and match[0].isdigit() and int(match[0]) < 12:
            added.add(str(int(match[0]) + 12))
    return added


def _from_words(text: str, match: re.Match[str]) -> set[str]:
    """What the words beside it make of a number: `0230 UTC` is 2:30, `18 ч. 30 мин.` 18:30."""
    digits, end = match[0], match.end()
    if not digits.isdecimal():
        return set()
    if _MILITARY_TIME.fullmatch(digits) and (digits[0] == "0" or _OF_TIME.match(text, end)):
        return {f"{int(digits[:2])}.{int(digits[2:])}"}
    minutes = _MINUTES_AFTER.match(text, end)
    if minutes and int(digits) < 24:
        return {f"{hour}.{int(minutes[1])}" for hour in {int(digits), int(digits) - 12} if hour >= 0}
    return {str(int(digits) - 1)} if _YEAR_OF_LIFE.match(text, end) else set()


def _without_century(text: str, match: re.Match[str]) -> frozenset[str]:
    """How a decade, or a year after an apostrophe, is written with and without its century."""
    if len(match[0]) == 2 and text[max(0, match.start() - 1) : match.start()] in ("'", "’", "‘"):
        return frozenset({f"19{match[0]}", f"20{match[0]}"})
    if not re.fullmatch(r"(?:\d\d)?\d0", match[0]) or not _DECADE.match(text, match.end()):
        return frozenset()
    if len(match[0]) == 4:
        return frozenset({match[0][2:].removeprefix("0")})
    return frozenset(century + match[0] for century in ("18", "19", "20"))


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


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _size(value: str) -> Decimal:
    return Decimal(value) if value.count(".") < 2 else Decimal(0)
