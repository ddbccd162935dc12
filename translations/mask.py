"""Set aside what a translation must not touch (links, handles, hashtags, codes, terms), and put it back afterwards.

Each protected stretch becomes one token `QX0Q`, `QX1Q`, ... numbered in reading order. The form is plain ASCII without
spaces or underscores, is no word in any of our languages, and its letters have no meaning when a model writes their
Cyrillic look-alikes; the starter packages are trained on it, so it never changes. Neighbouring stretches share a token.
What stands outside the sentence altogether (emoji at either end, hashtags and links after the full stop) is kept in
`prefix` and `suffix` and never reaches the model.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"QX(\d{1,3})Q")
"""The exact form of a placeholder; group 1 is its number."""

# What models make of a placeholder: other case, Cyrillic look-alikes, blanks inside.
_DAMAGED = r"(?:QX(\d{1,3})Q|(?<![^\W\d_])[QqКкKk] ?[XxХх] ?(\d{1,3}|[OoОо]) ?[QqКкKk](?![A-Za-zА-ЯІЇЄҐЁ]))"
_RETURNED = re.compile(_DAMAGED)
_RETURNED_WITH_ENDING = re.compile(_DAMAGED + r"(?:[-'’]?[а-яіїєґё]{1,3}(?![^\W\d_]))?")
_GLUED = re.compile(PLACEHOLDER.pattern + r"(?:[^\W\d_]|[-'’][а-яіїєґё])")
_FRAGMENT = r"(?<!\w)(?:[QqКкKk] ?[XxХх] ?{0}|[XxХх] ?{0} ?[QqКкKk])(?!\w)"

_TOP_LEVEL = (
    "com|org|net|info|biz|edu|gov|mil|int|eu|ua|ru|su|by|kz|uk|us|de|fr|pl|cz|sk|lt|lv|ee|md|ge|il|tr|it|es|ro|bg|ch|at|"
    "nl|be|se|no|fi|io|me|tv|fm|co|cc|ai|app|dev|news|media|online|site|press|live|today|world|agency|club|pro|рф|укр|бел"
)

_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\ufe0f\u200d\u20e3\U000e0020-\U000e007f"
_IN_LINK = rf"[^\s<>«»“”\"{_EMOJI}]"

# One alternative per kind, the widest first: what an earlier one took, a later one never splits.
_PROTECTED = re.compile(
    rf"""
      (?P<code>`[^`\n]+`)
    | (?P<tag></?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>)
    | (?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<url>(?<![^\W\d_])[a-z][a-z0-9+.-]{{1,15}}://{_IN_LINK}+ | \bwww\.{_IN_LINK}+)
    | (?P<domain_path>(?<![\w@.-])(?:[\w-]+\.)+(?:{_TOP_LEVEL})/{_IN_LINK}*
        | (?<![\w@.-])(?:[a-z0-9-]{{2,}}\.)+[a-z]{{2,6}}/(?=\w){_IN_LINK}+)
    | (?P<domain>(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:{_TOP_LEVEL})(?![\w-]|\.\w)
        | (?<![\w@.-])(?:[а-яіїєґё0-9-]+\.)+(?:рф|укр|бел)(?![\w-]|\.\w)
        | (?<![\w@.-])[A-Z][A-Za-z0-9-]+\.com(?![\w-]|\.\w))
    | (?P<handle>(?<![\w@/])(?<!\w\.)@[A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_]))
    | (?P<hashtag>(?<![\w#&])\#(?=\w*[^\W\d_])\w+)
    | (?P<phone>(?<![\w+])\+\d[\d ()\-]{{7,16}}\d(?!\d)
        | (?<![\w+(])\(?0\d{{2}}\)?[ -]\d{{3}}[ -]\d{{2}}[ -]\d{{2}}(?!\d)
        | (?<![\w+])8[ -]?\(?\d{{3}}\)?[ -]\d{{3}}[ -]\d{{2}}[ -]\d{{2}}(?!\d)
        | (?<![\w+])\(0\d{{3,4}}\)[ -]?\d{{1,2}}[ -]\d{{2}}[ -]\d{{2}}(?!\d)
        | (?<![\w+])(?:0\d{{9}}|8[3489]\d{{9}}|0[ -]800[ -]\d{{3}}[ -]\d{{3}})(?!\d)
        | (?<![\w+(-])(?:1-)?(?:\(\d{{3}}\)[ ]?|\d{{3}}-)\d{{3}}-\d{{4}}(?![\w-]))
    | (?P<braces>\$?\{{\{{?[\w. ]{{1,40}}\}}?\}})
    | (?P<percent>(?<![\w%])%(?:\d+\$|\(\w+\))?[sdif](?!\w))
    | (?P<version>(?<![\w.,-])(?:v\d+(?:\.\d+)+ | \d+(?:\.\d+)*\.[xX] | \d+\.\d+\.\d+(?:\.\d+)+)(?![\w]))
    | (?P<release>(?<![\w.,-])
        (?!\d{{1,2}}\.\d{{1,2}}\.(?:\d{{2}}|\d{{4}})(?!\d))(?!\d{{1,3}}\.\d{{3}}\.\d{{3}}(?!\d))
        \d+\.\d+\.\d+(?![\w.]))
    | (?P<identifier>(?<!\w)(?=\w*[A-Za-z])[A-Za-z0-9]*_[A-Za-z0-9_]*[A-Za-z0-9](?!\w))
    | (?P<hexadecimal>(?<!\w)(?:0x[0-9a-fA-F]{{4,}}
        | (?=[0-9a-fA-F]*\d)(?=[0-9a-fA-F]*[a-fA-F])[0-9a-fA-F]{{16,}})(?!\w))
    | (?P<literal>QX\d{{1,3}}Q)
    """,
    re.VERBOSE,
)

_LINKS = frozenset({"email", "url", "domain_path", "domain", "handle", "hashtag"})
_TRAILING = ".,;:!?…'’*"
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
    prefix, body_start = _leading(text, spans[0][0] if spans else len(text))
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
    text, times = _put_back(translated, masked)
    missing = []
    for number in range(len(masked.placeholders)):
        if not times[number]:
            text, is_found = _from_fragment(text, number, masked)
            missing += [] if is_found else [number]
    repeated = {number for number, count in times.items() if count > 1 and number < len(masked.placeholders)}
    if missing or repeated or max(times, default=0) >= len(masked.placeholders):
        parts = (re.sub(r" {2,}", " ", text).strip(), *(masked.placeholders[n].restored for n in missing))
        text = " ".join(filter(None, parts))
    lost = tuple(masked.placeholders[number].original for number in sorted({*missing, *repeated}))
    return Unmasked(text=masked.prefix + text + masked.suffix, lost=lost)


def _put_back(translated: str, masked: Masked) -> tuple[str, Counter[int]]:
    """The translation with every token replaced once, and how often each number stood in it."""
    times: Counter[int] = Counter()
    pieces: list[str] = []
    position = 0
    returned = _RETURNED if _GLUED.search(masked.text) else _RETURNED_WITH_ENDING
    for match in returned.finditer(translated):
        digits = match[1] or match[2]
        number = int(digits) if digits.isdigit() else 0
        times[number] += 1
        is_first = number < len(masked.placeholders) and times[number] == 1
        pieces += (translated[position : match.start()], masked.placeholders[number].restored if is_first else "")
        position = match.end()
    return "".join([*pieces, translated[position:]]), times


def _from_fragment(text: str, number: int, masked: Masked) -> tuple[str, bool]:
    """Put the original in the place of half a token (`QX0`, `X0Q`), if there is one and the sentence had none."""
    fragment = re.compile(_FRAGMENT.format(number))
    if len(fragment.findall(text)) != 1 or fragment.search(masked.text):
        return text, False
    return fragment.sub(lambda _: masked.placeholders[number].restored, text), True


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


def _leading(text: str, first: int) -> tuple[str, int]:
    """The emoji before the sentence, up to the first protected span."""
    match = _LEADING_EMOJI.match(text)
    end = min(match.end(), first) if match else 0
    return text[:end], end


def _trailing(text: str, body_start: int, spans: list[tuple[int, int]]) -> tuple[int, str, list[tuple[int, int]]]:
    """Where the body ends, what follows it, and the spans that stay inside."""
    end = len(text)
    inside = list(spans)
    while True:
        emoji = _TRAILING_EMOJI.search(text, max(body_start, end - _LONGEST_TAIL), end)
        last = inside[-1] if inside else None
        if emoji:
            end = max(emoji.start(), last[1] if last else body_start)
        if last is None or text[last[1] : end].strip():
            break
        before = text[body_start : last[0]].rstrip()
        if not before.endswith(_SENTENCE_ENDS):
            break
        end = body_start + len(before)
        inside.pop()
    return end, text[end:], inside
