"""chrF is that of sacrebleu, sentence for sentence."""

from __future__ import annotations

import pytest
import sacrebleu

from tercet.translations.chrf import chrf

CASES = [
    ("Річка знову піднялася сьогодні вранці.", "Річка знову вийшла з берегів сьогодні."),
    ("The bridge is open.", "The bridge is open."),
    ("a", "a"),
    ("ab", "abc"),
    ("зовсім інше", "nothing alike"),
    ("Ціни зросли на 12,5 %", "Ціни  зросли\tна 12.5%"),
]


@pytest.mark.parametrize(("output", "reference"), CASES)
def test_it_equals_sacrebleu(output: str, reference: str) -> None:
    assert chrf(output, reference) == pytest.approx(sacrebleu.corpus_chrf([output], [[reference]]).score)


@pytest.mark.parametrize(("output", "reference"), [("", "text"), ("text", ""), ("", "")])
def test_without_text_there_is_no_likeness(output: str, reference: str) -> None:
    assert chrf(output, reference) == 0
