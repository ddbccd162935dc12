"""Flags that say how far to trust a translated sentence. Cheap, explained, and seldom wrong on a good translation.

A flag never hides a sentence: it is shown with it. The limits were chosen on 66,000 pairs of good translations of
news, so that all flags together touch fewer than one in a hundred of them.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tercet.translations.detect import detect_language
from tercet.translations.languages import Language, LanguagePair
from tercet.translations.mask import PLACEHOLDER, mask
from tercet.translations.models import Flag
from tercet.translations.number_values import lost_numbers

EXPLANATIONS: dict[Flag, str] = {
    Flag.LOOP: "The translation repeats the same words over and over.",
    Flag.COPIED: "The sentence, or most of it, came out untranslated.",
    Flag.WRONG_SCRIPT: "The translation has words in the other alphabet that are no names.",
    Flag.WRONG_LANGUAGE: "The translation is in another language than it should be.",
    Flag.LENGTH_RATIO: "The translation is far longer or shorter than the sentence: something was added or left out.",
    Flag.TRUNCATED: "The translation breaks off before the end of the sentence.",
    Flag.LOST_NUMBER: "A number is missing from the translation, or another one stands there.",
    Flag.LOST_PLACEHOLDER: "A link, handle, code or required term did not come back exactly once.",
    Flag.HALLUCINATED_MARKER: "The translation has a subtitle mark (♪, applause) that the sentence has not.",
    Flag.EMPTY: "There is no translation.",
}
"""What each flag means, in one line for the reader."""


def assess(
    source: str,
    target: str,
    *,
    pair: LanguagePair,
    score: float | None = None,
    hit_length_limit: bool = False,
    lost_placeholders: Sequence[str] = (),
) -> tuple[Flag, ...]:
    """The flags a translation deserves, in the order of `Flag`.

    `score` (length-normalised log probability) is stored beside the flags and sets none: what is a bad score differs
    from package to package. `lost_placeholders` are the originals and required terms that did not come back.
    """
    original, translation = _Side.read(source), _Side.read(target)
    if _is_empty(original, translation):
        return (Flag.EMPTY,)
    found = _language_flags(original.words, translation.words, pair)
    if lost_placeholders or any(target.count(text) < count for text, count in original.protected.items()):
        found.add(Flag.LOST_PLACEHOLDER)
    if _loops(translation) and not _loops(original):
        found.add(Flag.LOOP)
    if _MARKER.search(target) and not _MARKER.search(source):
        found.add(Flag.HALLUCINATED_MARKER)
    if Flag.COPIED not in found and _length_is_odd(original.text, translation.text):
        found.add(Flag.LENGTH_RATIO)
    if lost_numbers(original.text, translation.text) or lost_numbers(translation.text, original.text):
        found.add(Flag.LOST_NUMBER)
    if hit_length_limit or _breaks_off(original.text, translation.text):
        found.add(Flag.TRUNCATED)
    return tuple(flag for flag in Flag if flag in found)


_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class _Side:
    """A sentence without its protected parts, its words, and the protected parts with how often they stand in it."""

    text: str
    words: list[str]
    protected: Counter[str]

    @classmethod
    def read(cls, sentence: str) -> _Side:
        masked = mask(sentence)
        outer = [
            placeholder for part in (masked.prefix, masked.suffix) if part for placeholder in mask(part).placeholders
        ]
        text = PLACEHOLDER.sub(" ", masked.text).strip() if masked.placeholders else masked.text
        protected = Counter(placeholder.original for placeholder in (*masked.placeholders, *outer))
        return cls(text, _WORD.findall(text), protected)


def _is_empty(original: _Side, translation: _Side) -> bool:
    if not original.words:
        return not translation.text.strip() and bool(original.text.strip())
    return not any(sign.isalnum() for sign in translation.text)


_SAME_RUN = re.compile(r"([^\W\d_]\S{0,11}?)\1{5,}")
_SAME_TOKEN = re.compile(r"(?<!\S)(\S{1,30})(?:\s+\1){3,}(?!\S)")
"""The same number or sign four times in a row."""
_LONG_TEXT_WORDS = 16
_LEAST_DIFFERENT_SHARE = 0.4


def _loops(side: _Side) -> bool:
    """True for a stutter (`на на на на`), the same words three times in a row, or a text of few different words."""
    words = [word.lower() for word in side.words]
    if len(words) >= _LONG_TEXT_WORDS and len(set(words)) < _LEAST_DIFFERENT_SHARE * len(words):
        return True
    if _SAME_RUN.search(side.text) or _SAME_TOKEN.search(side.text):
        return True
    if len(set(words)) > len(words) - 3:
        return False
    return any(_repeats_in_a_row(words, size, 4 if size == 1 else 3) for size in range(1, 8))


def _repeats_in_a_row(words: Sequence[str], size: int, times: int) -> bool:
    in_a_row = 0
    for index in range(size, len(words)):
        in_a_row = in_a_row + 1 if words[index] == words[index - size] else 0
        if in_a_row >= size * (times - 1):
            return True
    return False


_MARKER = re.compile(
    r"[♪♫♬]|[(\[]\s*(?:laugh\w*|applau\w*|music|cheer\w*|сміх|оплески|музика|смех|аплодисменты|музыка)\s*[)\]]"
    r"|субтитр\w* (?:созда|дела|підгот|створ)|subtitles by|amara\.org",
    re.IGNORECASE,
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z]")
_FOREIGN = {Language.UK: re.compile(r"[ыэъё]", re.IGNORECASE), Language.RU: re.compile(r"[іїєґ]", re.IGNORECASE)}
_OWN = {Language.UK: re.compile(r"[іїєґ]", re.IGNORECASE), Language.RU: re.compile(r"[ыэъё]", re.IGNORECASE)}
_ENGLISH = frozenset("the of and to in a is for on that with as at by from it was has have are be not".split())
_SURE = 0.9
_TELLING_LETTERS = 40


def _language_flags(source: Sequence[str], target: Sequence[str], pair: LanguagePair) -> set[Flag]:
    if _is_copied(source, target, pair):
        return {Flag.COPIED}
    if pair.target is Language.EN:
        # Cyrillic in an English sentence is always left over.
        is_mixed = any(_CYRILLIC.search(word) for word in target)
    else:
        # Foreign names keep their Latin letters, and capitals, in Ukrainian and Russian.
        latin = [word for word in target if _LATIN.search(word)]
        ordinary = [word for word in latin if word.islower() and len(word) > 2]
        are_names = not ordinary and len(latin) < len(target) and any(word.islower() for word in source)
        is_mixed = len(ordinary) >= 2 or (not are_names and len(target) > 3 and len(latin) > 0.7 * len(target))
    if is_mixed:
        return {Flag.WRONG_SCRIPT}
    return {Flag.WRONG_LANGUAGE} if _is_in_another_language(target, pair.target) else set()


def _is_copied(source: Sequence[str], target: Sequence[str], pair: LanguagePair) -> bool:
    """True when the ordinary words of the source (in lower case; all in a text without such) stand in the target."""
    if (pair.source is Language.EN) == (pair.target is Language.EN):
        return len(source) > 4 and [word.lower() for word in source] == [word.lower() for word in target]
    own = _LATIN if pair.source is Language.EN else _CYRILLIC
    words = [word for word in source if own.search(word) and len(word) > 1]
    ordinary = [word for word in words if word.islower() and len(word) > 2] or (words if len(words) > 1 else [])
    kept = Counter(word.lower() for word in ordinary) & Counter(word.lower() for word in target)
    return bool(ordinary) and kept.total() > 0.5 * len(ordinary)


def _is_in_another_language(target: Sequence[str], language: Language) -> bool:
    if language is Language.EN:
        looks_right = sum(word.lower() in _ENGLISH for word in target) >= 0.08 * len(target)
    else:
        foreign = sum(_FOREIGN[language].search(word) is not None for word in target)
        if foreign > max(1, 0.1 * len(target)):
            return True
        telling = sum(word.islower() and _FOREIGN[language].search(word) is not None for word in target)
        has_own = any(_OWN[language].search(word) for word in target)
        # A name may have a foreign letter; ordinary words beside none with a letter of its own seldom do.
        if len(target) > 2 and not has_own and telling > 0.1 * len(target):
            return True
        looks_right = has_own and not foreign
    if looks_right or sum(map(len, target)) < _TELLING_LETTERS:
        return False
    detection = detect_language(" ".join(target))
    return detection.language not in (language.value, "und") and detection.confidence >= _SURE


# Up to this many characters of source: how far the logarithm of the length ratio may lie from 0, with ten characters
# added to both lengths. 99.9 % of good translations lie within, in every direction between the three languages.
_RATIO_REACH = ((12, 0.8), (80, 0.6), (math.inf, 0.5))


def _length_is_odd(source: str, target: str) -> bool:
    ratio = math.log((len(target) + 10) / (len(source) + 10))
    return abs(ratio) > next(reach for length, reach in _RATIO_REACH if len(source) < length)


_ENDS = re.compile(r"[.!?…:;][»”\"’')\]]*(?:\s?[–—-])?\s*$")
_SHORT_FORM_ENDS = re.compile(
    r"(?:\b[ap]\.m|\b[^\W\d_]|\b(?:Inc|Corp|Ltd|Co|Jr|Sr|etc|млн|млрд|тис|тыс|грн|руб|рр|гг|ст|ін|др))\.$"
)
_OPEN_END = re.compile(r"(?:[,–—-]|\b(?:the|a|an|of|to|and|і|й|та|в|у|на|з|що|и|с|что|для))$", re.IGNORECASE)


def _breaks_off(source: str, target: str) -> bool:
    """True when the sentence has an end and the translation none, and is short or stops at a comma or small word."""
    if not target or not _ENDS.search(source) or _ENDS.search(target) or _SHORT_FORM_ENDS.search(source):
        return False
    return len(target) < 0.8 * len(source) or _OPEN_END.search(target) is not None
