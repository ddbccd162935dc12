"""Who reads an article sees which sentences are flagged, what the flags mean, and where each sentence stands."""

from __future__ import annotations

import io

from rich.console import Console

from tercet.flows.console import print_side_by_side
from tercet.translations.languages import Language
from tercet.translations.models import Flag, Origin, SegmentKind
from tercet.translations.quality import EXPLANATIONS
from tercet.warehouse.reading import AlignedLine, Cell, SideBySide


def line(paragraph_index: int, segment_index: int, *, origin: Origin, flags: tuple[Flag, ...]) -> AlignedLine:
    source = Cell(text="The fire.", origin=Origin.SOURCE, engine="", score=None, flags=())
    translated = Cell(text="Пожежа.", origin=origin, engine="argos", score=-0.5, flags=flags)
    return AlignedLine(
        paragraph_index=paragraph_index,
        segment_index=segment_index,
        kind=SegmentKind.BODY,
        cells={Language.EN: source, Language.UK: translated},
    )


def shown(*lines: AlignedLine) -> str:
    article = SideBySide(
        article_id=1, source_id="s", source_name="Herald", language=Language.EN, title="The fire", url=None,
        published_at=None, lines=lines,
    )  # fmt: skip
    output = io.StringIO()
    print_side_by_side(Console(file=output, width=120), article)
    return output.getvalue()


def test_flags_that_occur_are_explained_and_no_others() -> None:
    printed = shown(line(1, 0, origin=Origin.MACHINE, flags=(Flag.LOOP,)), line(1, 1, origin=Origin.MACHINE, flags=()))

    assert f"loop: {EXPLANATIONS[Flag.LOOP]}" in printed
    assert sum(explanation in printed for explanation in EXPLANATIONS.values()) == 1


def test_each_sentence_has_the_place_by_which_it_is_corrected_and_says_who_corrected_it() -> None:
    printed = shown(line(3, 1, origin=Origin.HUMAN, flags=()))

    (row,) = [text for text in printed.splitlines() if "Пожежа." in text]
    assert "3.1" in row
    assert "[human]" in row
