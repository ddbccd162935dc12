"""Whether two words are forms of one: by case endings and the sound changes before them, without a dictionary.

Made for names and terms, which dictionaries lack: `Київ` is met by `Києві`, `Волноваха` by `Волновасі`, `Орёл` by
`Орла`. English words are met by their plural and possessive.
"""

from __future__ import annotations

from functools import lru_cache

_NOUNS = (
    "а я у ю о е є и і ї й ы ь ё ом ем єм ём ою ею єю ой ей ёй ам ям ах ях ами ями ів їв ов ев ёв єв ові еві єві ію ії "
    "ием ієм ью ия ий ии ию иям иями иях ьми ми"
)
_ADJECTIVES = (
    "ий ій ый ой ая яя ое ее ого ому ему его ьому ього им ім їм ым ем их іх їх ых ими іми їми ыми ої єї ою ею ую юю ей "
    "ие ые ії"
)
_ENDINGS = frozenset({"", *_NOUNS.split(), *_ADJECTIVES.split()})
_LONGEST_ENDING = max(map(len, _ENDINGS))
_SHORTEST_STEM = 3
_ENGLISH_ENDINGS = ("", "s", "es", "'s", "’s", "s'", "s’")
_OPEN_SYLLABLE = {"і": "ое", "ї": "єо", "о": "і", "е": "і", "є": "ї"}
"""Ukrainian і of a closed syllable is о or е in an open one: Харків, Харкова."""
_FLEETING = "оеёє"
_SOFTENED = {"г": "з", "к": "ц", "х": "с"}
"""Before і of the Ukrainian dative and locative: Прага, Празі."""
_VOWELS = "аеёиоуыэюяєіїй"


def is_form_of(word: str, wanted: str) -> bool:
    """Whether `word` is `wanted` in some case or number. A letter that is large in `wanted` is large in `word`, too."""
    if word == wanted:
        return True
    if not _is_as_large(word, wanted):
        return False
    word, wanted = word.lower(), wanted.lower()
    if wanted.isascii():
        plural = wanted[:-1] + "ies" if wanted.endswith("y") else wanted
        return word == plural or any(word == wanted + ending for ending in _ENGLISH_ENDINGS)
    if word == wanted:
        return True
    return any(word.startswith(stem) and word[len(stem) :] in endings for stem, endings in _stems(wanted))


def _is_as_large(word: str, wanted: str) -> bool:
    """Capitals of `wanted` are capitals in `word`; all of it, where `wanted` is an abbreviation."""
    large = [index for index, letter in enumerate(wanted) if letter.isupper()]
    if len(large) > 1 and len(large) == len(wanted):
        return word[: len(wanted)].isupper()
    return all(index >= len(word) or word[index].isupper() for index in large)


@lru_cache(maxsize=4096)
def _stems(wanted: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """What the forms of a word may begin with, and how they may go on."""
    found: dict[str, frozenset[str]] = {}
    for length in range(_LONGEST_ENDING + 1):
        stem, ending = wanted[: len(wanted) - length], wanted[len(wanted) - length :]
        if len(stem) < _SHORTEST_STEM or ending not in _ENDINGS:
            continue
        for changed in (stem, *_changed(stem)):
            found.setdefault(changed, _ENDINGS)
            if changed[-1] in _SOFTENED:
                found.setdefault(changed[:-1] + _SOFTENED[changed[-1]], frozenset({"і"}))
    return tuple(found.items())


def _changed(stem: str) -> list[str]:
    """The stem with the vowel before its last consonants changed, or gone."""
    index = len(stem) - 1
    while index > 0 and stem[index] not in _VOWELS:
        index -= 1
    if index in (0, len(stem) - 1):
        return []
    before, vowel, after = stem[:index], stem[index], stem[index + 1 :]
    changed = [before + other + after for other in _OPEN_SYLLABLE.get(vowel, "")]
    if vowel in _FLEETING and len(after) == 1 and len(before) > 1:
        changed.append(before + after)
    return changed
