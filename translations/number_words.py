"""Numbers in words, in English, Ukrainian and Russian, inflected and inside compounds (`п'ятирічний`)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

# Value -> how its words begin. A stem ending in `$` is the whole word. Longer stems of other values come first.
_STEMS = {
    11: "eleven один?надцят одинадцят одиннадцат",
    12: "twelve twelfth dozen дванадцят двенадцат дюжин опівдні полдень полдня noon$ midday$ опівноч",
    13: "thirteen тринадцят тринадцат",
    14: "fourteen чотирнадцят четырнадцат",
    15: "fifteen п.?ятнадцят пятнадцат",
    16: "sixteen шістнадцят шестнадцат",
    17: "seventeen сімнадцят семнадцат",
    18: "eighteen вісімнадцят восемнадцат",
    19: "nineteen дев.?ятнадцят девятнадцат",
    24: "доба$ доби$ добу$ добою$ добов цілодобов сутки сутк суток суточн круглосуточн",
    20: "twent двадцят двадцат",
    30: "thirt тридцят тридцат",
    40: "fort[yi] сорок",
    50: "півсотн полусотн fift[yi] п.?ятдесят пятьдесят пятидесят",
    60: "sixt[yi] шістдесят шестидесят шестьдесят",
    70: "sevent[yi] сімдесят семидесят семьдесят",
    80: "eight[yi] вісімдесят восьмидесят восемьдесят",
    90: "ninet дев.?яност дев.?яноста девяност",
    200: "двіст двохс двест двухсот",
    300: "трист трьохс трёхсот трехсот",
    400: "чотирист чотирьохс четырест четырёхсот четырехсот",
    500: "п.?ятсот п.?ятист пятьсот пятисот півтисяч полтысяч полутысяч",
    500_000: "півмільйон полмиллион",
    500_000_000: "півмільярд полмиллиард",
    600: "шістсот шестист шестьсот шестисот",
    700: "сімсот семист семьсот семисот",
    800: "вісімсот восьмист восемьсот восьмисот",
    900: "дев.?ятсот дев.?ятист девятьсот девятисот",
    100: "hundred centur[yi] сто$ стотис стотыс стопроцент стовідсот "
    "сто(?=метр|рубл|гривн|дол|грам|к[иі]ло|тонн|градус|сторін|страни|денн|дневн) "
    "ста$ сот стол[іе]т сторіч століт соті сотн",
    1: "one$ once single first$ firstly один одна$ одне$ одни одно одну$ одні одної перш перв "
    "єдин един раз$ solo a$ an$ each кожн кожен кажд",
    2: "two second twice both double twin pair couple duo$ halv "
    "два$ дві$ дво [ву]дв(?:ічі|о[єе]) обо[єе]$ обидв друг втор две$ двум двух дву оба$ обе$ пара$ пару$ пари$ пары$",
    3: "three third thrice triple trio [ву]трич [ву]тро[єе] три$ трьо трет тро трёх трех трем тремя трі трёш",
    4: "four$ fourth fourfold four [ву]?чотир [ву]?четв [ву]?четыр",
    5: "five fifth [ву]?п.?ят пять пяти [ву]?пят",
    6: "six шіст шост шест",
    7: "seven сім$ сімк сьом сем[ьиё] сем$ седьм семер",
    8: "eight вісімк вісім восьм восем вісьм",
    9: "nine ninth дев.?ят девят",
    10: "ten$ tenth tenfold decade [ву]?десят десят[иь]",
    1_000: "thousand тисяч тысяч",
    1_000_000: "million мільйон миллион",
    1_000_000_000: "billion мільярд миллиард",
}
_MULTIPLIERS = (10, 12, 24)
"""Tens, dozens, days and nights: `три десятки` is 30, `дві доби` 48 hours."""
_FRACTIONS = {"1.5": "півтор полтор полутор", "0.5": "half пів пол", "0.25": "quarter чверт четверт"}
_ZERO = re.compile(r"zero|нул[ьяюе]|ноль", re.IGNORECASE)


def _compiled(stems: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(stems.split()) + ")", re.IGNORECASE)


_PATTERNS = tuple((value, _compiled(stems)) for value, stems in _STEMS.items())
_ANY = _compiled(" ".join(_STEMS.values()))
_FRACTION_PATTERNS = tuple((value, _compiled(stems)) for value, stems in _FRACTIONS.items())
_AND_A_HALF = re.compile(
    r"([^\W\d_]+) (?:з половиною|із половиною|с половиной|and a half)(?: ([^\W\d_]+))?", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_INNER_THOUSAND = re.compile(r".{2,}(?:тисячн|тысячн|мільйонн|миллионн)", re.IGNORECASE)
_JOINTS = range(5)  # Letters that may stand between the tens and the units of a compound: `двадцяти|чотири|річний`.


def word_values(text: str) -> set[str]:
    """Every value that the words of a text can stand for, alone and together (`двадцять п'ять` is 20, 5 and 25)."""
    values: set[str] = set()
    run: list[int] = []
    fraction = ""
    for match in _WORD.finditer(text):
        word = match[0]
        found = _values(word)
        if found:
            run.extend(found)
        elif word.lower() != "and" or not run:
            values |= _run_values(run, fraction)
            run = []
            fraction = next((name for name, pattern in _FRACTION_PATTERNS if pattern.match(word)), "")
            values |= {fraction} if fraction else set()
            values |= {"0"} if _ZERO.match(word) else set()
    return values | _run_values(run, fraction) | _halves(text)


def word_value(word: str) -> int | None:
    """The value that a single word begins with: 8 for `восьму`; None for a word that is no number."""
    found = _value(word)
    return found[0] if found else None


def _halves(text: str) -> set[str]:
    """Values with a half in words: `два з половиною мільйони` is 2500000."""
    values: set[str] = set()
    for match in _AND_A_HALF.finditer(text):
        whole, scale = _value(match[1]), _value(match[2] or "")
        if whole:
            times = scale[0] if scale and scale[0] >= 1_000 else 1
            values.add(format(((whole[0] + Decimal("0.5")) * times).normalize(), "f"))
    return values


def _values(word: str) -> tuple[int, ...]:
    """What a word says: one value for most, two for `двадцятичотирирічний` (20, 4) or `стотисячний` (100, 1000)."""
    first = _value(word)
    if first is None:
        return ()
    value, end = first
    if _INNER_THOUSAND.match(word):
        return value, 1_000_000 if "мільйон" in word.lower() or "миллион" in word.lower() else 1_000
    if 20 <= value < 100:
        for joint in _JOINTS:
            unit = _value(word[end + joint :])
            if unit and unit[0] < 10:
                return value, unit[0]
    return (value,)


@lru_cache(maxsize=20_000)
def _value(word: str) -> tuple[int, int] | None:
    """The value a word begins with and where its stem ends. Most words are no numbers and are asked again and again."""
    match = _ANY.match(word)
    if match is None:
        return None
    for value, pattern in _PATTERNS:
        stem = pattern.match(word)
        if stem:
            return value, stem.end()
    return None


def _run_values(run: list[int], fraction: str) -> set[str]:
    """The values of neighbouring number words, and what they make together, also with a fraction before them."""
    total = current = 0
    values = {str(value) for value in run}
    for value in run:
        if value in _MULTIPLIERS and 0 < current < 10:
            values.add(str(current * value))
        if value >= 1_000:
            total, current = total + max(current, 1) * value, 0
        elif value == 100 and 0 < current < 10:
            current *= 100
        else:
            current += value
        values.add(str(total + current))
    together = total + current
    is_scaled = bool(fraction) and (total > 0 or run[:1] in ([10], [12], [100]))
    return values | {format((together * Decimal(fraction)).normalize(), "f")} if is_scaled else values
