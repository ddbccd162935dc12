"""Which language a text is in; `und` (undetermined) is an answer.

Voters, each asked only where the one before is unsure:
1. py3langid, over our three languages and the neighbours they are mistaken for (decoys), after lower-casing and with
   the script of the fewer words and the quotations set aside.
2. Letters and everyday words (`everyday_words`), with a slight preference for our own languages in short texts.
3. langdetect, seeded, as a witness against one of ours when the runner-up is a decoy it knows: it lowers false accepts.
The same text always gives the same answer. Models are loaded on first use, once per process; any thread may ask.
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tercet.translations.everyday_words import CROATIAN_WORDS, CYRILLIC_ALPHABETS, LANGUAGES_OF_WORD
from tercet.translations.languages import UNDETERMINED, Language
from tercet.translations.models import Detection

SURE = 0.95
"""py3langid alone decides from this probability on."""

UNSURE = 0.7
"""Below this probability, with letters and words counted in, langdetect is asked."""

MIXED_SHARE = 0.15
"""An article is mixed when this share of its letters is in another language."""

_CYRILLIC = tuple(CYRILLIC_ALPHABETS)
_LATIN = ("en", "pl", "de", "fr", "cs", "sk", "sr", "es", "it", "pt", "nl", "ro", "tr", "hu")
_OURS = frozenset(language.value for language in Language)
_KNOWN_TO_LANGDETECT = (frozenset(_CYRILLIC) | frozenset(_LATIN)) - {"be", "sr"}

# Chosen on the development half of the language set: log odds per everyday word (by how many languages share it) and
# per foreign letter, and the head start of our languages, which fades as the text grows (in letters).
_WORD_WEIGHTS = {1: 2.5, 2: 1.5}
_SHARED_WORD_WEIGHT = 0.8
_FOREIGN_LETTER_WEIGHT = 2.0
_HEAD_START, _SHORT_HEAD_START, _SHORT_LETTERS = 0.5, 1.2, 15

_SENTENCE_LENGTH = 60
_SAMPLE = 150  # Characters read at the beginning, and as many in the middle, of a long text.
_LETTERS_OF_ANY_CYRILLIC = frozenset("".join(CYRILLIC_ALPHABETS.values()))
_FOREIGN_LETTERS = {code: _LETTERS_OF_ANY_CYRILLIC - set(letters) for code, letters in CYRILLIC_ALPHABETS.items()}
_ADDRESSES = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)\S+@\S+|[@#]\w+|(?<!\S)\S+\.[a-z]{2,}/\S*", re.IGNORECASE)
_CYRILLIC_RUN = re.compile(r"[\u0400-\u04ff]+")
_LATIN_RUN = re.compile(r"[a-z\u00df-\u00f6\u00f8-\u024f]+")
_LOWER_CYRILLIC_WORD = re.compile(r"(?<![^\W\d_])[\u0430-\u045f\u0491][\u0400-\u04ff]*")
_LOWER_LATIN_WORD = re.compile(r"(?<![^\W\d_])[a-z\u00df-\u00f6][a-z\u00df-\u024f]*")
_TWO_SCRIPT_WORD = re.compile(r"\b\w*(?:[\u0430-\u045f][a-z]|[a-z][\u0430-\u045f])\w*")
_LOOK_ALIKES = str.maketrans("aeocpxyji", "аеосрхујі")
_QUOTATION_MARK = re.compile(r"[«»„“”\"]")
_LETTER_RUN = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Not "і": Belarusian has it beside "ы".
_UKRAINIAN, _RUSSIAN = frozenset("їєґ"), frozenset("ыэъё")
_loading = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDetection:
    """The language of an article by the share of its letters, and whether another language has a part in it."""

    language: str
    confidence: float
    is_mixed: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    text: str
    candidates: tuple[str, ...]
    letters: int


def detect_language(text: str) -> Detection:
    """The language as an ISO 639-1 code, or `und` for a text without enough letters in a script we read."""
    reading = _read(text)
    if reading is None:
        return Detection(language=UNDETERMINED, confidence=0.0, method="no_letters")
    chances = _restricted(dict(_identifier().rank(reading.text)), reading.candidates)
    method = "py3langid"
    if max(chances.values()) < SURE:
        method, chances = "words", _weigh_words_and_letters(reading, chances)
        if _needs_witness(chances):
            method, chances = "langdetect", _add_witness(reading, chances)
    language = max(chances, key=chances.__getitem__)
    confidence = round(chances[language], 4)
    if _says_too_little(text, confidence):
        return Detection(language=UNDETERMINED, confidence=confidence, method="too_short")
    if language == "sr" and reading.candidates is _LATIN and not CROATIAN_WORDS.isdisjoint(_WORD.findall(reading.text)):
        language = "hr"
    return Detection(language=language, confidence=confidence, method=method)


def detect_article(paragraphs: Sequence[str]) -> ArticleDetection:
    """The language most letters of the paragraphs are in. Long quotations count as paragraphs of their own."""
    letters_in: dict[str, float] = {}
    weight_in: dict[str, float] = {}
    for part in _parts(paragraphs):
        detection = detect_language(part)
        letters = sum(map(len, _WORD.findall(part)))
        if detection.language != UNDETERMINED:
            letters_in[detection.language] = letters_in.get(detection.language, 0.0) + letters * detection.confidence
            weight_in[detection.language] = weight_in.get(detection.language, 0.0) + letters
    if not letters_in:
        return ArticleDetection(language=UNDETERMINED, confidence=0.0, is_mixed=False)
    language = max(letters_in, key=letters_in.__getitem__)
    total = sum(letters_in.values())
    confidence = letters_in[language] / total * min(1.0, letters_in[language] / weight_in[language])
    return ArticleDetection(
        language=language, confidence=round(confidence, 4), is_mixed=1 - letters_in[language] / total >= MIXED_SHARE
    )


def _parts(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs, and each quotation of a sentence's length apart from its frame."""
    parts: list[str] = []
    for paragraph in paragraphs:
        position, frame = 0, ""
        for start, end in _quotation_spans(paragraph):
            if end - start >= _SENTENCE_LENGTH:
                parts.append(paragraph[start:end])
                frame += paragraph[position:start] + " "
                position = end
        parts.append(frame + paragraph[position:])
    return [part for part in parts if part.strip()]


def _read(text: str) -> _Reading | None:
    """The text as the voters read it: lower case, one script, no addresses, no long quotations."""
    if "/" in text or "@" in text or "#" in text or "www" in text:
        text = _ADDRESSES.sub(" ", text)
    lowered = text.lower()
    cyrillic, latin = _length(_CYRILLIC_RUN, lowered), _length(_LATIN_RUN, lowered)
    if cyrillic and latin:
        lowered = _TWO_SCRIPT_WORD.sub(lambda match: match[0].translate(_LOOK_ALIKES), lowered)
        is_cyrillic = _is_cyrillic(text, lowered)
        lowered = (_LATIN_RUN if is_cyrillic else _CYRILLIC_RUN).sub(" ", lowered)
        letters = _length(_CYRILLIC_RUN if is_cyrillic else _LATIN_RUN, lowered)
    else:
        is_cyrillic, letters = cyrillic > 0, cyrillic + latin
    if cyrillic + latin < 3 or letters < _length(_LETTER_RUN, lowered) / 2:
        return None
    lowered = _sample(_of_one_language(_without_quotations(lowered, letters)))
    return _Reading(lowered, _CYRILLIC if is_cyrillic else _LATIN, letters)


def _length(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))


def _is_cyrillic(text: str, lowered: str) -> bool:
    """By the words in lower case, as foreign names have capitals; else by the number of words."""
    cyrillic, latin = _length(_LOWER_CYRILLIC_WORD, text), _length(_LOWER_LATIN_WORD, text)
    if cyrillic == latin:
        cyrillic, latin = len(_CYRILLIC_RUN.findall(lowered)), len(_LATIN_RUN.findall(lowered))
    return cyrillic >= latin


def _without_quotations(text: str, letters: int) -> str:
    """The text without what others say in it, if enough is left to judge by."""
    spans = _quotation_spans(text)
    if not spans:
        return text
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    frame = " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    return frame if len(frame) > 60 and _length(_LETTER_RUN, frame) >= 0.4 * letters else text


def _quotation_spans(text: str) -> list[tuple[int, int]]:
    """The outermost quotations that are closed: angle quotes may hold others, straight and curly ones do not."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in _QUOTATION_MARK.finditer(text):
        mark, position = match[0], match.start()
        inside = opened and text[opened[0]] == "«"
        if mark == "«" or (mark in '„“"' and not opened):
            opened.append(position)
        elif opened and mark in ("»" if inside else '”“"'):
            start = opened.pop()
            if not opened:
                spans.append((start, position + 1))
    return spans


def _of_one_language(text: str) -> str:
    """A text in Ukrainian and Russian without the sentences of the one that has fewer letters in it."""
    if _UKRAINIAN.isdisjoint(text) or _RUSSIAN.isdisjoint(text) or "ў" in text:
        return text
    halves: dict[bool, list[str]] = {True: [], False: []}
    for sentence in re.split(r"(?<=[.!?…»])\s", text):
        signs = sum(sentence.count(letter) for letter in "іїєґ") - sum(sentence.count(letter) for letter in "ыэъё")
        if signs:
            halves[signs > 0].append(sentence)
    return " ".join(max(halves.values(), key=lambda sentences: sum(map(len, sentences)))) or text


def _sample(text: str) -> str:
    """The beginning and the middle of a long text: more of it is no surer, only slower."""
    if len(text) <= 2 * _SAMPLE:
        return text
    middle = len(text) // 2
    return text[:_SAMPLE] + " " + text[middle : middle + _SAMPLE]


def _restricted(chances: Mapping[str, float], candidates: tuple[str, ...]) -> dict[str, float]:
    kept = {code: max(chances[code], 1e-9) for code in candidates}
    total = sum(kept.values())
    return {code: chance / total for code, chance in kept.items()}


def _weigh_words_and_letters(reading: _Reading, chances: Mapping[str, float]) -> dict[str, float]:
    odds = {code: math.log(chance) for code, chance in chances.items()}
    head_start = _HEAD_START + _SHORT_HEAD_START * math.exp(-reading.letters / _SHORT_LETTERS)
    for code in odds:
        odds[code] += head_start if code in _OURS else 0.0
    if reading.candidates is _CYRILLIC:
        letters = set(reading.text)
        for code in odds:
            odds[code] -= _FOREIGN_LETTER_WEIGHT * min(3, len(letters & _FOREIGN_LETTERS[code]))
    for word in _WORD.findall(reading.text):
        speakers = [code for code in LANGUAGES_OF_WORD.get(word, ()) if code in odds]
        for code in speakers:
            odds[code] += _WORD_WEIGHTS.get(len(speakers), _SHARED_WORD_WEIGHT)
    return _normalised(odds)


def _normalised(odds: Mapping[str, float]) -> dict[str, float]:
    highest = max(odds.values())
    powers = {code: math.exp(value - highest) for code, value in odds.items()}
    total = sum(powers.values())
    return {code: power / total for code, power in powers.items()}


def _needs_witness(chances: Mapping[str, float]) -> bool:
    first, second = sorted(chances, key=chances.__getitem__, reverse=True)[:2]
    return (
        chances[first] < UNSURE
        and first in _OURS
        and second not in _OURS
        and first in _KNOWN_TO_LANGDETECT
        and second in _KNOWN_TO_LANGDETECT
    )


def _add_witness(reading: _Reading, chances: Mapping[str, float]) -> dict[str, float]:
    """Shift the two leaders by what langdetect gives each, at most one unit of log odds."""
    detector = _witness(reading.candidates).create()
    detector.append(reading.text)
    given = {item.lang: item.prob for item in detector.get_probabilities()}
    leaders = sorted(chances, key=chances.__getitem__, reverse=True)[:2]
    odds = {code: math.log(chance) for code, chance in chances.items()}
    for leader in leaders:
        odds[leader] += given.get(leader, 0.0)
    return _normalised(odds)


def _says_too_little(text: str, chance: float) -> bool:
    """A lone word is a name or acronym, and a repeated one a cry, unless it is plainly a word of the language."""
    words = _WORD.findall(text)
    if len(words) == 1:
        return words[0].isupper() or chance < 0.4
    return chance < 0.6 and len({word.lower() for word in words}) == 1


def _identifier() -> Any:
    with _loading:
        return _load_identifier()


@cache
def _load_identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted({*_CYRILLIC, *_LATIN}))
    return identifier


def _witness(candidates: tuple[str, ...]) -> Any:
    with _loading:
        return _load_witness(candidates)


@cache
def _load_witness(candidates: tuple[str, ...]) -> Any:
    from langdetect import DetectorFactory
    from langdetect.detector_factory import PROFILES_DIRECTORY

    # langdetect draws at random: without a seed the same text gets different answers.
    DetectorFactory.seed = 0
    factory = DetectorFactory()
    known = [code for code in candidates if code in _KNOWN_TO_LANGDETECT]
    factory.load_json_profile([(Path(PROFILES_DIRECTORY) / code).read_text(encoding="utf-8") for code in known])
    return factory
