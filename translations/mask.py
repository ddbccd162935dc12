"""Set aside what a translation must not touch (links, handles, hashtags, codes, terms), and put it back afterwards.

Each protected stretch becomes one token `QX0Q`, `QX1Q`, ... numbered in reading order. The form is plain ASCII without
spaces or underscores, is no word in any of our languages, and its letters have no meaning when a model writes their
Cyrillic look-alikes; the starter packages are trained on it, so it never changes. Neighbouring stretches share a token.
What stands outside the sentence altogether (emoji at either end, hashtags and links after the full stop) is kept in
`prefix` and `suffix` and never reaches the model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"QX(\d{1,3})Q")
"""The exact form of a placeholder; group 1 is its number."""

# What models make of a placeholder: other case, Cyrillic look-alikes, blanks inside.
_DAMAGED = r"(?:QX(\d{1,3})Q|(?<![^\W\d_])[QqКкKk] ?[XxХх] ?(\d{1,3}|[OoОо]) ?[QqКкKk](?![A-Za-zА-ЯІЇЄҐЁ]))"
_RETURNED = re.compile(_DAMAGED)
_RETURNED_WITH_ENDING = re.compile(_DAMAGED + r"(?:[-'’]?[а-яіїєґё]{1,3}(?![^\W\d_]))?")
_GLUED = re.compile(PLACEHOLDER.pattern + r"[^\W\d_]")

_TOP_LEVEL = (
    "com|org|net|info|biz|edu|gov|mil|int|eu|ua|ru|su|by|kz|uk|us|de|fr|pl|cz|sk|lt|lv|ee|md|ge|il|tr|it|es|ro|bg|ch|at|"
    "nl|be|se|no|fi|io|me|tv|fm|co|cc|ai|app|dev|news|media|online|site|press|live|today|world|agency|club|pro|рф|укр|бел"
)

# One alternative per kind, the widest first: what an earlier one took, a later one never splits.
_PROTECTED = re.compile(
    rf"""
      (?P<code>`[^`\n]+`)
    | (?P<tag></?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>)
    | (?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<url>(?:https?|ftp)://[^\s<>«»“”"]+ | \bwww\.[^\s<>«»“”"]+)
    | (?P<domain_path>(?<![\w@.-])(?:[\w-]+\.)+(?:{_TOP_LEVEL})/[^\s<>«»“”"]*)
    | (?P<domain>(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:{_TOP_LEVEL})(?![\w-]|\.\w)
        | (?<![\w@.-])[A-Z][A-Za-z0-9-]+\.com(?![\w-]|\.\w))
    | (?P<handle>(?<![\w@./])@[A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_]))
    | (?P<hashtag>(?<![\w#&])\#(?=\w*[^\W\d_])\w+)
    | (?P<phone>(?<![\w+])\+\d[\d ()\-]{{7,16}}\d(?!\d)
        | (?<![\w+(])\(?0\d{{2}}\)?[ -]\d{{3}}[ -]\d{{2}}[ -]\d{{2}}(?!\d)
        | (?<![\w+])8[ -]?\(?\d{{3}}\)?[ -]\d{{3}}[ -]\d{{2}}[ -]\d{{2}}(?!\d))
    | (?P<braces>\$?\{{\{{?[\w. ]{{1,40}}\}}?\}})
    | (?P<percent>(?<![\w%])%(?:\d+\$|\(\w+\))?[sdif](?!\w))
    | (?P<version>(?<![\w.,-])(?:v\d+(?:\.\d+)+ | \d+(?:\.\d+)*\.[xX] | \d+\.\d+\.\d+(?:\.\d+)+)(?![\w]))
    | (?P<release>(?<![\w.,-])
        (?!\d{{1,2}}\.\d{{1,2}}\.(?:\d{{2}}|\d{{4}})(?!\d))(?!\d{{1,3}}\.\d{{3}}\.\d{{3}}(?!\d))
        \d+\.\d+\.\d+(?![\w.]))
    | (?P<identifier>(?<!\w)(?=\w*[A-Za-z])[A-Za-z0-9]*_[A-Za-z0-9_]*[A-Za-z0-9](?!\w))
    | (?P<hexadecimal>(?<!\w)(?=[0-9a-fA-F]*\d)(?=[0-9a-fA-F]*[a-fA-F])(?:0x)?[0-9a-fA-F]{{16,}}(?!\w))
    | (?P<literal>QX\d{{1,3}}Q)
    """,
    re.VERBOSE,
)

_LINKS = frozenset({"email", "url", "domain_path", "domain", "handle", "hashtag"})
_TRAILING = ".,;:!?…'’*"
_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\ufe0f\u200d\u20e3\U000e0020-\U000e007f"
_LEADING_EMOJI = re.compile(rf"^[{_EMOJI}\s]*[{_EMOJI}]\s*")
_TRAILING_EMOJI = re.compile(rf"\s*[{_EMOJI}][{_EMOJI}\s]*$")
_LONGEST_TAIL = 200  # Characters searched for emoji at the end.
_SENTENCE_ENDS = tuple('.!?…»”":)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A token in the masked text, what it stands for, and what replaces it in the translation."""

    token: str
    original: str
    restored: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A sentence ready for the model. `prefix + text with tokens replaced + suffix` is the sentence again."""

    text: str
    placeholders: tuple[Placeholder, ...] = ()
    prefix: str = ""
    suffix: str = ""

    @property
    def has_words(self) -> bool:
        """False when nothing is left to translate: decoding such a text only invites inventions."""
        return any(letter.isalpha() for letter in PLACEHOLDER.sub("", self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmasked:
    """The translation with everything put back; `lost` holds the originals that did not come back exactly once."""

    text: str
    lost: tuple[str, ...] = ()


def mask(text: str, *, terms: Sequence[str] = (), replacements: Mapping[str, str] | None = None) -> Masked:
    """Protect links, handles, hashtags, e-mails, phone numbers, codes and `terms` in one sentence.

    `terms` come back as they are; each key of `replacements` comes back as its value (a glossary's fixed form). Both
    match whole words, letter case included. Plain numbers and dates stay: they take the target language's notation.
    """
    replacements = replacements or {}
    spans = _protected_spans(text, (*terms, *replacements))
    prefix, body_start = _leading(text)
    body_end, suffix, spans = _trailing(text, body_start, spans)
    pieces: list[str] = []
    placeholders: list[Placeholder] = []
    position = body_start
    for start, end in spans:
        original = text[start:end]
        token = f"QX{len(placeholders)}Q"
        placeholders.append(Placeholder(token=token, original=original, restored=replacements.get(original, original)))
        pieces += (text[position:start], token)
        position = end
    pieces.append(text[position:body_end])
    return Masked(text="".join(pieces), placeholders=tuple(placeholders), prefix=prefix, suffix=suffix)


def unmask(translated: str, masked: Masked) -> Unmasked:
    """Put every protected stretch back, exactly once each.

    Damaged tokens are recognised, and a case ending that a model stuck to one is dropped. A repeated token is dropped
    after its first place; a missing one is added at the end, so that the reader still has the link; both are in `lost`.
    """
    if not masked.placeholders:
        return Unmasked(text=masked.prefix + translated + masked.suffix)
    found: set[int] = set()
    repeated: set[int] = set()
    pieces: list[str] = []
    position = 0
    returned = _RETURNED if _GLUED.search(masked.text) else _RETURNED_WITH_ENDING
    for match in returned.finditer(translated):
        digits = match[1] or match[2]
        number = int(digits) if digits.isdigit() else 0
        known = number < len(masked.placeholders)
        restored = masked.placeholders[number].restored if known and number not in found else ""
        if number in found:
            repeated.add(number)
        elif known:
            found.add(number)
        pieces += (translated[position : match.start()], restored)
        position = match.end()
    pieces.append(translated[position:])
    missing = [number for number in range(len(masked.placeholders)) if number not in found]
    text = "".join(pieces)
    if missing or repeated:
        text = " ".join([re.sub(r" {2,}", " ", text).strip(), *(masked.placeholders[n].restored for n in missing)])
    lost = tuple(masked.placeholders[n].original for n in sorted({*missing, *repeated}) if n < len(masked.placeholders))
    return Unmasked(text=masked.prefix + text + masked.suffix, lost=lost)


def _protected_spans(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    links: list[tuple[int, int]] = []
    spans: list[tuple[int, int]] = []
    for match in _PROTECTED.finditer(text):
        (links if match.lastgroup in _LINKS else spans).append(_trim(text, *match.span()))
    spans += _join_neighbours(text, links)
    for term in sorted(filter(None, terms), key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(term)}(?!\w)", text):
            start, end = match.span()
            if all(end <= other_start or start >= other_end for other_start, other_end in spans):
                spans.append((start, end))
    return sorted(spans)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Give back the punctuation of the sentence that a link swallowed at its end."""
    while end > start + 1:
        last = text[end - 1]
        unbalanced = last in ")]" and text.count("(["[")]".index(last)], start, end) < text.count(last, start, end)
        if last not in _TRAILING and not unbalanced:
            break
        end -= 1
    return start, end


def _join_neighbours(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """One span for a run of hashtags or links with nothing but blanks between: fewer tokens, fewer losses."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and text[joined[-1][1] : start].isspace():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _leading(text: str) -> tuple[str, int]:
    match = _LEADING_EMOJI.match(text)
    return (match[0], match.end()) if match else ("", 0)


def _trailing(text: str, body_start: int, spans: list[tuple[int, int]]) -> tuple[int, str, list[tuple[int, int]]]:
    """Where the body ends, what follows it, and the spans that stay inside."""
    end = len(text)
    inside = list(spans)
    while True:
        emoji = _TRAILING_EMOJI.search(text, max(body_start, end - _LONGEST_TAIL), end)
        if emoji:
            end = emoji.start()
        last = inside[-1] if inside else None
        if last is None or text[last[1] : end].strip():
            break
        before = text[body_start : last[0]].rstrip()
        if not before.endswith(_SENTENCE_ENDS):
            break
        end = body_start + len(before)
        inside.pop()
    return end, text[end:], inside
