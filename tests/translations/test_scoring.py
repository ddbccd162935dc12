"""Laws of scoring: sacrebleu's own numbers, the product's own translations, every flag counted."""

from __future__ import annotations

from pathlib import Path

import pytest
import sacrebleu
from tiny_package import Behaviour, build_tiny_package, expected_text

from tercet.translations.argos import ArgosEngine
from tercet.translations.engine import DecodeSettings
from tercet.translations.errors import TranslationError
from tercet.translations.languages import LanguagePair
from tercet.translations.packages import install_archive
from tercet.translations.scoring import TestSet, measure, read_files, score_engine

PAIR = LanguagePair.parse("en-uk")


def engine(folder: Path, behaviour: Behaviour | None = None) -> ArgosEngine:
    archive = build_tiny_package(folder, "en-uk", behaviour=behaviour)
    (folder / "installed").mkdir()
    return ArgosEngine(install_archive(archive, folder / "installed"), DecodeSettings())


def test_measures_are_those_of_sacrebleu_with_its_signatures() -> None:
    outputs, references = (
        ["Річка знову піднялася сьогодні.", "Міст закрили."],
        ["Річка знову піднялася.", "Міст закрили."],
    )

    measures = measure(outputs, references)

    assert measures.bleu == round(sacrebleu.corpus_bleu(outputs, [references]).score, 2)
    assert measures.chrf == round(sacrebleu.corpus_chrf(outputs, [references]).score, 2)
    assert measures.exact == 0.5
    assert "tok:13a" in measures.bleu_signature
    assert "nc:6" in measures.chrf_signature


@pytest.mark.parametrize(("outputs", "references"), [([], []), (["a"], ["a", "b"])])
def test_texts_that_do_not_fit_together_are_no_score(outputs: list[str], references: list[str]) -> None:
    with pytest.raises(TranslationError, match="cannot be compared"):
        measure(outputs, references)


def test_a_package_is_scored_on_what_it_writes(tmp_path: Path) -> None:
    sources = ("The river rose again today.", "Nobody has answered this question yet.")
    references = tuple(expected_text(text, "en-uk") for text in sources)

    score = score_engine(engine(tmp_path), TestSet(name="t", pair=PAIR, sources=sources, references=references))

    assert (score.measures.bleu, score.measures.chrf, score.measures.exact) == (100, 100, 1)
    assert (score.sentences, score.words, score.flags, score.flagged, score.failed) == (2, 11, {}, 0, 0)


def test_flags_are_counted_by_sentence_and_by_kind(tmp_path: Path) -> None:
    looping = engine(tmp_path, Behaviour(loop_after=4))
    sources = ("Officials did not say how many people were hurt, but local media reported three wounded.",) * 2

    score = score_engine(looping, TestSet(name="t", pair=PAIR, sources=sources, references=sources))

    assert score.flagged == 2
    assert score.flags["loop"] == 2


def test_files_of_different_lengths_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.en").write_text("One.\nTwo.\n", encoding="utf-8")
    (tmp_path / "a.uk").write_text("Один.\n", encoding="utf-8")

    with pytest.raises(TranslationError, match=r"a\.en has 2 lines and .*a\.uk has 1"):
        read_files("a", PAIR, tmp_path / "a.en", tmp_path / "a.uk")


def test_a_separator_inside_a_sentence_parts_no_line(tmp_path: Path) -> None:
    (tmp_path / "a.en").write_text("One\u2028half.\r\nTwo.\r\n", encoding="utf-8", newline="")
    (tmp_path / "a.uk").write_text("Один\nДва\n", encoding="utf-8")

    assert read_files("a", PAIR, tmp_path / "a.en", tmp_path / "a.uk").sources == ("One\u2028half.", "Two.")
