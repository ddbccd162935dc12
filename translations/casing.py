"""Headlines in capitals: written in sentence case for the model, and back in capitals for the reader."""

from __future__ import annotations

import re
from functools import lru_cache

from tercet.translations.abbreviations import UNITS
from tercet.translations.mask import PLACEHOLDER
from tercet.translations.word_forms import is_form_of

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
# Initials and dotted short forms (`U.S.`, `В. О.`), and letters with a number (`F-16`), keep their capitals.
_KEPT = r"(?:(?<![^\W\d_])[^\W\d_]\.)+(?!\w)|(?<![^\W\d_])[^\W\d_]{1,3}-(?=\d)"
_TOKEN = re.compile(rf"{PLACEHOLDER.pattern}|(?P<kept>{_KEPT})|{_WORD.pattern}")
_SENTENCE_START = re.compile(r"(?:^|(?P<stop>\w*)[.!?…:]\s+|[«“\"(]\s*|[–—-]\s+)$")

# Short forms and names that keep their capitals in sentence case. Longer unknown words are lower-cased.
_ACRONYMS = frozenset(
    (
        "NATO EU UN USA US UK UAE UNESCO UNICEF IAEA IMF OSCE OPEC NASA CIA FBI CNN BBC AFP AP GDP CEO EC ECHR "
        "ICC ICRC COVID ATACMS HIMARS FPV GPS AI TV SBU GUR NABU DTEK KGB FSB GRU DPRK НАТО ЄС ООН США ЮНЕСКО ЮНІСЕФ "
        "МАГАТЕ МВФ ВООЗ ОБСЄ ОПЕК НАСА ЦРУ ФБР ВВП ЗСУ СБУ ГУР НАБУ САП ДБР ДСНС ОВА ВЛК ТЦК ППО МВС МЗС МОЗ НБУ "
        "ЗАЕС АЕС ТЕС ТЕЦ ВМС ЄСПЛ КНДР ДТП ЗМІ РНБО ВАКС ДТЕК СРСР УРСР ФСБ РФ ЛНР ДНР ОАЕ КНР УЄФА ФІФА ЕС ЮНИСЕФ "
        "МАГАТЭ ВОЗ ОБСЕ ВСУ ПВО МВД МИД МЧС АЭС ЗАЭС ТЭС ТЭЦ ВМС ЕСПЧ ГУ СССР СМИ ГРУ КГБ ВС ВМФ ЦБ ЧВК СВО ОАЭ "
        "ГИБДД ФИФА УЕФА БПЛА ДРГ ЧП ТАСС УП"
    ).split()
)
_NAMES = {
    word.upper(): word
    for word in (
        "Ukraine Ukrainian Ukrainians Russia Russian Russians Kyiv Kiev Kharkiv Odesa Lviv Dnipro Kherson "
        "Zaporizhzhia Donetsk Luhansk Crimea Crimean Moscow Kremlin Donbas Donbass Europe European America American "
        "Americans China Chinese Germany German France French Poland Polish Britain British London Paris Berlin "
        "Warsaw Washington Brussels Beijing Belarus Minsk Israel Israeli Iran Iranian Gaza Turkey Turkish Hungary "
        "Romania Moldova Georgia Japan Korea India Zelensky Zelenskyy Putin Trump Biden Lukashenko Orban Macron "
        "Scholz Merz Sunday Monday Tuesday Wednesday Thursday Friday Saturday January February March April June "
        "July August September October November December Україна України Україні Україну Україною Росія Росії Росію "
        "Росією Київ Києва Києві Київська Харків Харкова Харкові Одеса Одеси Одесі Львів Львова Львові Дніпро "
        "Дніпра Дніпрі Херсон Херсона Херсоні Запоріжжя Запоріжжі Донецьк Донецька Крим Криму Москва Москви Москві "
        "Донбас Донбасу Європа Європи Європі Європу Америка Америки Китай Китаю Німеччина Німеччини Німеччині "
        "Франція Франції Польща Польщі Польщу Британія Британії Лондон Париж Берлін Варшава Вашингтон Брюссель "
        "Білорусь Білорусі Ізраїль Ізраїлю Іран Ірану Туреччина Туреччини Угорщина Угорщини Молдова Молдови "
        "Зеленський Зеленського Зеленському Зеленським Путін Путіна Путіну Путіним Трамп Трампа Трампу Трампом "
        "Байден Байдена Лукашенко Орбан Макрон Шольц Мерц Украина Украины Украине Украину Украиной Россия России "
        "Россию Россией Киев Киева Киеве Харьков Харькова Харькове Одесса Одессы Одессе Львов Львове Днепр Днепра "
        "Запорожье Донецк Донецка Крым Крыма Крыму Москвы Москве Москву Донбасс Донбасса Европа Европы Европе "
        "Европу Китая Германия Германии Франция Франции Польша Польши Польше Британия Британии Лондоне Берлин "
        "Брюсселе Беларусь Беларуси Белоруссия Израиль Израиля Иран Ирана Турция Турции Венгрия Венгрии Молдавия "
        "Молдавии Нью-Йорк Зеленский Зеленского Зеленскому Зеленским Путин Путина Путину Путиным Трампом Байдена"
    ).split()
}


def is_all_caps(text: str) -> bool:
    """True for a headline or sentence in capitals: two words, eight letters, at most one of ten in lower case.

    A lone acronym, or two, is ordinary text.
    """
    words = [word for word in _WORD.findall(PLACEHOLDER.sub(" ", text)) if word.upper() not in _ACRONYMS]
    letters = [letter for word in words for letter in word if letter.isalpha()]
    upper = sum(letter.isupper() for letter in letters)
    return sum(len(word) > 1 for word in words) >= 2 and len(letters) >= 8 and upper >= 0.9 * len(letters)


def to_sentence_case(text: str) -> str:
    """Lower-case a text in capitals, but for sentence starts, acronyms, well-known names and placeholders."""
    pieces: list[str] = []
    position = 0
    for match in _TOKEN.finditer(text):
        word = match[0] if match["kept"] else _cased(match[0], starts=_starts_sentence(text, match.start()))
        pieces += (text[position : match.start()], word)
        position = match.end()
    return "".join([*pieces, text[position:]])


def to_all_caps(text: str) -> str:
    """The text in capitals; placeholders are already so."""
    return text.upper()


def _starts_sentence(text: str, position: int) -> bool:
    before = _SENTENCE_START.search(text, max(0, position - 40), position)
    return before is not None and (before["stop"] or "").lower() not in UNITS


def _cased(word: str, *, starts: bool) -> str:
    if word in _ACRONYMS or PLACEHOLDER.fullmatch(word):
        return word
    if word in _NAMES:
        return _NAMES[word]
    if name := _name_of(word):
        return "".join(
            letter if name[index : index + 1].isupper() else letter.lower() for index, letter in enumerate(word)
        )
    lowered = word.lower()
    return lowered[:1].upper() + lowered[1:] if starts else lowered


@lru_cache(maxsize=4096)
def _name_of(word: str) -> str | None:
    """The well-known name that a word in capitals is a form of: `ХАРКОВУ` is one of `Харків`."""
    return next((name for name in _NAMES.values() if is_form_of(word.title(), name)), None)
