"""The lines of an article while it is being cleaned: what each looks like, and which of them carry the story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from tercet.flows.ingest.models import ExtractedPage
from tercet.flows.ingest.phrases import SENTENCE_END, Removal
from tercet.flows.ingest.prompts import MARGIN_PROMPT_WEIGHT, Prompt, weigh_prompt
from tercet.translations.models import SegmentKind

_WORD = re.compile(r"\w+")
_SENTENCE_BORDER = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“«„(\[]*[A-ZА-ЯЁІЇЄҐ\d])")
_LIST_MARK = re.compile(r"\s*(?:[-–—•*·▪●]|\d{1,2}[.)])\s")
_STEM_CHARS: Final = 5
_MIN_STEM_CHARS: Final = 4
_MIN_RUNNING_WORDS: Final = 14
_MAX_HEADING_WORDS: Final = 14
_COMMON_STEMS: Final = frozenset(
    "that this with from have were will been they their there which about after before would could into over more than "
    "when what your "
    "який яка яке які було були буде після перед через також цього цієї може має щоб коли лише від при "
    "для про які його вони "
    "котор после перед через также этого этой может чтобы когда только при для про было были будет его они".split()
)


@dataclass(slots=True)
class Line:
    """A line with what is known of it so far. `reason` is set once it is cut; `block` is None where it is not known.

    `is_title_guessed` says that the line is the title only because it came first. `prompt` is the evidence that the
    line asks the reader for something.
    """

    text: str
    kind: SegmentKind
    block: int | None = None
    is_title: bool = False
    is_title_guessed: bool = False
    reason: Removal | None = None
    prompt: Prompt = field(init=False)

    def __post_init__(self) -> None:
        self.prompt = weigh_prompt(self.text)

    @property
    def word_count(self) -> int:
        return len(_WORD.findall(self.text))

    @property
    def sentence_count(self) -> int:
        return len(_SENTENCE_BORDER.findall(self.text)) + 1

    @property
    def is_ended(self) -> bool:
        return SENTENCE_END.search(self.text) is not None

    @property
    def is_item(self) -> bool:
        return _LIST_MARK.match(self.text) is not None

    @property
    def is_running_text(self) -> bool:
        """A paragraph that can only be story, unless a rule says otherwise."""
        words = self.word_count
        return (
            self.is_ended
            and self.prompt.weight < MARGIN_PROMPT_WEIGHT
            and (words >= _MIN_RUNNING_WORDS or (self.sentence_count >= 2 and words >= 8))
        )

    @property
    def is_heading_like(self) -> bool:
        """Short, without a full stop, beginning like a sentence."""
        first = self.text.lstrip("\"'“«„(")[:1]
        return (
            1 <= self.word_count <= _MAX_HEADING_WORDS
            and self.text[-1] not in ".!…;:,"
            and (first.isupper() or first.isdigit())
            and not self.is_item
        )


def read_lines(page: ExtractedPage) -> list[Line]:
    """The title and the paragraphs of a page as lines, the title first."""
    layout = page.layout
    blocks: Sequence[int | None] = [None] * (len(page.paragraphs) + 1) if layout is None else layout.blocks
    is_guessed = layout is not None and layout.is_title_first_line
    title = Line(page.title, SegmentKind.TITLE, blocks[0], is_title=True, is_title_guessed=is_guessed)
    body = (Line(item.text, item.kind, block) for item, block in zip(page.paragraphs, blocks[1:], strict=True))
    return [title, *body]


def open_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """Those that are not cut, without the title."""
    return (line for line in lines if line.reason is None and not line.is_title)


def story_range(lines: Sequence[Line]) -> tuple[int, int]:
    """The indexes of the first and the last line of running text; of all open lines where none is long enough."""
    running = [i for i, line in enumerate(lines) if line.reason is None and not line.is_title and line.is_running_text]
    found = running or [
        i for i, line in enumerate(lines) if line.reason is None and not line.is_title and line.is_ended
    ]
    return (found[0], found[-1]) if found else (0, len(lines) - 1)


def line_key(text: str) -> str:
    """What two lines share when they differ in case, punctuation, spacing or quotes only."""
    return " ".join(_WORD.findall(text.casefold()))


def stems(text: str) -> frozenset[str]:
    """The beginnings of a text's longer words: the same for a word's inflected forms, in all three languages."""
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(
        word[:_STEM_CHARS]
        for word in words
        if (len(word) >= _MIN_STEM_CHARS or word.isdigit())
        and word not in _COMMON_STEMS
        and word[:5] not in _COMMON_STEMS
    )


def overlap(text: str, other: frozenset[str]) -> float:
    """Which share of a text's stems is among others', 0 to 1."""
    own = stems(text)
    return len(own & other) / len(own) if own else 0.0
