"""Names in running text without a dictionary: what is capitalised where nothing asks for it, and how it sounds.

Zelenskyy, Зеленський and Зеленский are one name. Its key is what transliterations agree on: the consonants in Latin
letters, with the sounds that differ between schemes folded together (kh and h, ts and c, shch and sh).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tercet.translations.languages import Language
from tercet.translations.lemmas import fold, lemma

LONGEST = 3
"""Words of one name at most."""
SHORTEST_KEY = 2
"""Names of fewer consonants sound like too many others."""

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_SENTENCE_OPENERS = "«\"“„‘'([—–- "

_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "h", "д": "d", "е": "e", "є": "e", "ж": "j", "з": "z", "и": "i",
    "і": "i", "ї": "i", "й": "", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "q", "ш": "w", "щ": "w", "ь": "", "ъ": "", "ы": "i",
    "э": "e", "ю": "u", "я": "a",
}  # fmt: skip
_DIGRAPHS = (
    ("w", "v"), ("shch", "w"), ("sch", "w"), ("zh", "j"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("ch", "q"),
    ("sh", "w"),
    ("ph", "f"), ("th", "t"), ("ck", "k"), ("x", "ks"), ("g", "h"), ("y", ""),
)  # fmt: skip
_VOWELS = re.compile("[aeiou'’-]")


def names_in(text: str) -> tuple[str, ...]:
    """Runs of up to three capitalised words that do not open the sentence; acronyms of two letters and more count."""
    found: list[str] = []
    run: list[str] = []
    end = -1
    for match in _WORD.finditer(text):
        word = match.group()
        is_name = word[0].isupper() and len(word) > 1 and not _opens(text, match.start())
        is_next = bool(run) and text[end : match.start()] == " "
        if run and not (is_name and is_next and len(run) < LONGEST):
            found.append(" ".join(run))
            run = []
        if is_name:
            run.append(word)
            end = match.end()
    return (*found, " ".join(run)) if run else tuple(found)


def count_names(sentences: Iterable[str], language: Language) -> Counter[tuple[str, str]]:
    """How often each name stands in the sentences, by its dictionary form and its key."""
    counted: Counter[tuple[str, str]] = Counter()
    for text in sentences:
        for name in names_in(text):
            plain = " ".join(lemma(word, language) or fold(word) for word in name.split(" "))
            key = name_key(plain)
            if len(key.replace(" ", "")) >= SHORTEST_KEY:
                counted[plain, key] += 1
    return counted


def name_key(name: str) -> str:
    """The consonants of a name in Latin letters, doubled ones once; words stay parted."""
    return " ".join(_word_key(word) for word in fold(name).split(" "))


def _word_key(word: str) -> str:
    latin = "".join(_LATIN.get(letter, letter) for letter in word)
    if latin == word:
        for written, sound in _DIGRAPHS:
            latin = latin.replace(written, sound)
    consonants = _VOWELS.sub("", latin)
    head = latin[:1] if latin[:1] in "aeiou" else ""
    return re.sub(r"(.)\1+", r"\1", head + consonants)


def _opens(text: str, start: int) -> bool:
    """Whether the word is the first of its sentence or of a quotation: its capital then says nothing."""
    before = text[:start].rstrip(_SENTENCE_OPENERS)
    return not before or before[-1] in ".!?…:" or text[:start].rstrip(" ")[-1:] in '«"“„('
