"""Which line of a pasted text is its headline: not the prompt above it, nor the name of the section."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tercet.flows.ingest.lines import Line, line_key, overlap, stems, story_range
from tercet.flows.ingest.phrases import Removal

_MIN_OVERLAP: Final = 0.3
_MIN_WORDS: Final = 3
_MAX_MASTHEAD_WORDS: Final = 4


def mark_up_to_title(lines: Sequence[Line]) -> str:
    """The headline's text. Lines above it are marked; where the title was given, nothing changes.

    Of the lines above the story, the headline is the first that shares words with the story.
    """
    title = lines[0]
    if not title.is_title_guessed:
        return title.text
    first, last = story_range(lines)
    story = stems(" ".join(line.text for line in lines[first : last + 1] if line.reason is None))
    candidates = [index for index, line in enumerate(lines[: max(first, 1)]) if line.reason is None] or [0]
    labels = [f" {line_key(line.text)} " for line in lines if line.reason is not None]
    chosen = max(
        candidates, key=lambda index: (_score(lines[index], story) - _is_masthead(lines[index], labels), -index)
    )
    title.is_title = False
    for line in lines[:chosen]:
        line.reason = line.reason or Removal.SECTION_LABEL
    lines[chosen].is_title, lines[chosen].reason = True, None
    return lines[chosen].text


def _is_masthead(line: Line, labels: Sequence[str]) -> bool:
    """Whether a short line names the outlet: it is within a copyright, credit or source line, or all in capitals."""
    if line.word_count > _MAX_MASTHEAD_WORDS:
        return False
    key = f" {line_key(line.text)} "
    return line.text.isupper() or any(key in label and key != label for label in labels)


def _score(line: Line, story: frozenset[str]) -> float:
    """Full marks for a line that shares enough words with the story and speaks to nobody."""
    shared = min(overlap(line.text, story), _MIN_OVERLAP) / _MIN_OVERLAP
    return (
        shared
        - 0.5 * (line.word_count < _MIN_WORDS)
        - 0.4 * max(line.prompt.weight, 0.0)
        - 0.3 * (line.sentence_count - 1)
    )
