"""Flags that say how far to trust a translated sentence. Cheap, explained, and seldom wrong on a good translation.

A flag never hides a sentence: it is shown with it. Limits were chosen on 45,000 pairs of good translations so that, all
flags together, fewer than one in a hundred is flagged.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from tercet.translations.detect import detect_language
from tercet.translations.languages import Language, LanguagePair
from tercet.translations.mask import mask
from tercet.translations.models import Flag
from tercet.translations.number_values import lost_numbers

EXPLANATIONS: dict[Flag, str] = {
    Flag.LOOP: "The translation repeats the same words over and over.",
    Flag.COPIED: "The sentence, or most of it, came out untranslated.",
    Flag.WRONG_SCRIPT: "The translation has words in the other alphabet that are no names.",
    Flag.WRONG_LANGUAGE: "The translation is in another language than it should be.",
    Flag.LENGTH_RATIO: "The translation is far longer or shorter than the sentence: something was added or left out.",
    Flag.TRUNCATED: "The translation breaks off before the end of the sentence.",
    Flag.LOST_NUMBER: "A number of the sentence is missing from the translation, or has another value there.",
    Flag.LOST_PLACEHOLDER: "A link, handle, code or fixed term did not come back once and at its place.",
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
    from package to package. `lost_placeholders` are the originals that unmasking missed.
    """
    source_words, target_words = _words(source), _words(target)
    if not target.strip() or (source_words and not any(letter.isalnum() for letter in target)):
        return (Flag.EMPTY,)
    found: set[Flag] = set()
    if lost_placeholders or _lost_protected(source, target):
        found.add(Flag.LOST_PLACEHOLDER)
    if _repeats(target_words, target) and not _repeats(source_words, source):
        found.add(Flag.LOOP)
    if _has_marker(target) and not _has_marker(source):
        found.add(Flag.HALLUCINATED_MARKER)
    found |= _language_flags(source_words, target_words, pair)
    if Flag.COPIED not in found:
        if _length_is_odd(source, target, pair):
            found.add(Flag.LENGTH_RATIO)
        if lost_numbers(_plain(source), _plain(target)):
            found.add(Flag.LOST_NUMBER)
    if hit_length_limit or _breaks_off(source, target):
        found.add(Flag.TRUNCATED)
    return tuple(flag for flag in Flag if flag in found)


_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_PLACEHOLDER = re.compile(r"QX\d{1,3}Q")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z]")
_FOREIGN_LETTERS = {Language.UK: re.compile(r"[ыэъё]", re.IGNORECASE), Language.RU: re.compile(r"[іїєґ]", re.IGNORECASE)}


def _plain(text: str) -> str:
    """The text without what is masked and without its outer emoji and hashtags."""
    return _PLACEHOLDER.sub(" ", mask(text).text)


def _words(text: str) -> list[str]:
    return _WORD.findall(_plain(text))


def _lost_protected(source: str, target: str) -> bool:
    """True when a link, handle or code of the source is not in the target as often."""
    masked = mask(source)
    outer = mask(masked.prefix).placeholders + mask(masked.suffix).placeholders
    wanted = Counter(placeholder.original for placeholder in (*masked.placeholders, *outer))
    return any(target.count(original) < count for original, count in wanted.items())


_SAME_RUN = re.compile(r"(\S{1,12}?)\1{5,}")
_MARKER = re.compile(
    r"[♪♫♬]|[(\[]\s*(?:laugh\w*|applau\w*|music|cheer\w*|сміх|оплески|музика|смех|аплодисменты|музыка)\s*[)\]]"
    r"|субтитр\w* (?:созда|дела|підгот|створ)|subtitles by|amara\.org|дякую за перегляд|спасибо за просмотр|продолжение следует",
    re.IGNORECASE,
)


def _has_marker(text: str) -> bool:
    return _MARKER.search(text) is not None


def _repeats(words: Sequence[str], text: str) -> bool:
    """True for a stutter (`на на на на`), a run of words three times in a row, or a text of few different words."""
    run = _SAME_RUN.search(text)
    if run and any(letter.isalpha() for letter in run[1]):
        return True
    lowered = [word.lower() for word in words]
    if len(lowered) >= 16 and len(set(lowered)) < 0.4 * len(lowered):
        return True
    for size in range(1, 8):
        times = 4 if size == 1 else 3
        in_a_row = 0
        for index in range(size, len(lowered)):
            in_a_row = in_a_row + 1 if lowered[index] == lowered[index - size] else 0
            if in_a_row >= size * (times - 1):
                return True
    return False


def _language_flags(source: Sequence[str], target: Sequence[str], pair: LanguagePair) -> set[Flag]:
    if _is_copied(source, target, pair):
        return {Flag.COPIED}
    is_latin = pair.target is Language.EN
    strange = [word for word in target if (_CYRILLIC if is_latin else _LATIN).search(word)]
    # Foreign names keep their Latin letters in Ukrainian and Russian; Cyrillic in English is always left over.
    leftovers = strange if is_latin else [word for word in strange if word.islower() and len(word) > 2]
    if len(leftovers) >= (1 if is_latin else 2) or (target and len(strange) > 0.7 * len(target) and len(target) > 3):
        return {Flag.WRONG_SCRIPT}
    if _is_in_another_language(target, pair.target):
        return {Flag.WRONG_LANGUAGE}
    return set()


def _is_copied(source: Sequence[str], target: Sequence[str], pair: LanguagePair) -> bool:
    """True when the ordinary words of the source (in lower case, or all of a text in capitals) stand in the target."""
    same_script = (pair.source is Language.EN) == (pair.target is Language.EN)
    if same_script:
        return len(source) > 4 and [word.lower() for word in source] == [word.lower() for word in target]
    own = _LATIN if pair.source is Language.EN else _CYRILLIC
    ordinary = [word for word in source if own.search(word) and len(word) > 2]
    if any(word.islower() for word in ordinary):
        ordinary = [word for word in ordinary if word.islower()]
    elif len(ordinary) < 2:
        return False
    kept = Counter(word.lower() for word in ordinary) & Counter(word.lower() for word in target)
    return bool(ordinary) and sum(kept.values()) > 0.5 * len(ordinary)


def _is_in_another_language(target: Sequence[str], language: Language) -> bool:
    foreign = _FOREIGN_LETTERS.get(language)
    if foreign is not None and sum(foreign.search(word) is not None for word in target) > max(1, 0.1 * len(target)):
        return True
    if sum(map(len, target)) < 40:
        return False
    detection = detect_language(" ".join(target))
    return detection.language not in (language.value, "und") and detection.confidence >= 0.9


# Natural logarithm of target length over source length, ten characters added to both: the middle for each pair, and how
# far from it good translations lie.
_USUAL_RATIO = {"en-uk": 0.0, "en-ru": 0.0, "uk-en": 0.0, "ru-en": 0.0, "uk-ru": 0.0, "ru-uk": 0.0}
_RATIO_REACH = 0.6


def _length_is_odd(source: str, target: str, pair: LanguagePair) -> bool:
    ratio = math.log((len(target) + 10) / (len(source) + 10))
    return abs(ratio - _USUAL_RATIO[str(pair)]) > _RATIO_REACH


_ENDS = re.compile(r"[.!?…:;][»”\"’')\]]*$|[»”\")\]]$")
_OPEN_END = re.compile(r"(?:[,–—-]|\b(?:the|a|an|of|to|and|і|й|та|в|у|на|з|що|и|в|с|что|для))$", re.IGNORECASE)


def _breaks_off(source: str, target: str) -> bool:
    """True when only the source has an end: a full stop is missing and the text is short or stops at a small word."""
    ended = _ENDS.search(_plain(source).rstrip())
    body = _plain(target).rstrip()
    if not ended or _ENDS.search(body) or not body:
        return False
    return len(target) < 0.8 * len(source) or _OPEN_END.search(body) is not None
