"""Numbers in words, in English, Ukrainian and Russian, inflected and inside compounds (`п'ятирічний`)."""

from __future__ import annotations

import re

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
    20: "twent двадцят двадцат",
    30: "thirt тридцят тридцат",
    40: "fort[yi] сорок",
    50: "fift[yi] п.?ятдесят пятьдесят пятидесят",
    60: "sixt[yi] шістдесят шестидесят шестьдесят",
    70: "sevent[yi] сімдесят семидесят семьдесят",
    80: "eight[yi] вісімдесят восьмидесят восемьдесят",
    90: "ninet дев.?яност дев.?яноста девяност",
    200: "двіст двохс двест двухсот",
    300: "трист трьохс трёхсот трехсот",
    400: "чотирист чотирьохс четырест четырёхсот четырехсот",
    500: "п.?ятсот п.?ятист пятьсот пятисот",
    600: "шістсот шестист шестьсот шестисот",
    700: "сімсот семист семьсот семисот",
    800: "вісімсот восьмист восемьсот восьмисот",
    900: "дев.?ятсот дев.?ятист девятьсот девятисот",
    100: "hundred centur[yi] сто$ ста$ сот стол[іе]т сторіч століт соті сотн",
    1: "one$ once single first$ firstly один одна$ одне$ одни одно одну$ одні одної перш перв єдин един раз$ solo a$ an$ each кожн кажд",
    2: "two second twice both double twin pair couple duo$ halv два$ дві$ дво обидв друг втор две$ двум двух дву оба$ обе$ пара$ пару$ пари$ пары$",
    3: "three third thrice triple trio три$ трьо трет тро трёх трех трем тремя трі трёш",
    4: "four$ fourth fourfold four чотир четв четыр",
    5: "five fifth п.?ят пять пяти пят",
    6: "six шіст шост шест",
    7: "seven сім$ сьом сем[ьиё] сем$ седьм семер",
    8: "eight вісім восьм восем вісьм",
    9: "nine ninth дев.?ят девят",
    10: "ten$ tenth tenfold decade десят десят[иь]",
    1_000: "thousand тисяч тысяч",
    1_000_000: "million мільйон миллион",
    1_000_000_000: "billion мільярд миллиард",
}
_FRACTIONS = {"0.5": "half пів пол полов", "1.5": "півтор полтор", "0.25": "quarter чверт четверт"}
_ZERO = re.compile(r"zero|нул[ьяюе]|ноль", re.IGNORECASE)


def _compiled(stems: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(stems.split()) + ")", re.IGNORECASE)


_PATTERNS = tuple((value, _compiled(stems)) for value, stems in _STEMS.items())
_FRACTION_PATTERNS = tuple((value, _compiled(stems)) for value, stems in _FRACTIONS.items())
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_LARGEST_UNIT = 1_000


def word_values(text: str) -> set[str]:
    """Every value that the words of a text can stand for, alone and together (`двадцять п'ять` is 20, 5 and 25)."""
    values: set[str] = set()
    run: list[int] = []
    for match in _WORD.finditer(text):
        word = match[0]
        value = _value(word)
        if value is None:
            values |= _run_values(run)
            run = []
            values |= {name for name, pattern in _FRACTION_PATTERNS if pattern.match(word)}
            values |= {"0"} if _ZERO.match(word) else set()
        else:
            run.append(value)
    return values | _run_values(run)


def _value(word: str) -> int | None:
    for value, pattern in _PATTERNS:
        if pattern.match(word):
            return value
    return None


def _run_values(run: list[int]) -> set[str]:
    """The values of neighbouring number words, and what they make together."""
    if not run:
        return set()
    total = current = 0
    for value in run:
        if value >= _LARGEST_UNIT:
            total += max(current, 1) * value
            current = 0
        elif value == 100 and 0 < current < 10:
            current *= 100
        else:
            current += value
    return {str(value) for value in (*run, total + current)}
