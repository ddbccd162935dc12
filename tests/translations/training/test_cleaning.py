"""Laws of cleaning: each row that is left out is counted under one reason, and no test sentence is learnt."""

from __future__ import annotations

from pathlib import Path

import pytest

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.scoring import TestSet
from tercet.translations.training.cleaning import Cleaner, Dropped, capped, fault_of
from tercet.translations.training.data import Row, TrainingDataError
from tercet.translations.training.parallel import ParallelLine, read_parallel
from tercet.translations.training.plan import DataFile, Plan, SourceRule

EN_UK = LanguagePair(Language.EN, Language.UK)
RU_EN = LanguagePair(Language.RU, Language.EN)


def plan(*rules: SourceRule, pairs: tuple[LanguagePair, ...] = (EN_UK,)) -> Plan:
    return Plan(name="test", version="1", pairs=pairs, data=(), rules=rules)


def line(en: str, uk: str, source: str = "news") -> ParallelLine:
    return ParallelLine(texts={Language.EN: en, Language.UK: uk}, source=source)


def cleaned(lines: list[ParallelLine], *tests: TestSet) -> tuple[list[Row], dict[Dropped, int]]:
    cleaner = Cleaner(plan(), tests)
    rows = list(cleaner.rows(lines))
    return rows, {reason: count for (_, reason), count in cleaner.dropped.items()}


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("A dog.", "", Dropped.EMPTY),
        ("NATO", "NATO", Dropped.SAME),
        ("word " * 200, "слово " * 200, Dropped.TOO_LONG),
        ("A dog barked.", "Пес довго і голосно гавкав на всіх, хто проходив тут увечері.", Dropped.LENGTH_RATIO),
        ("The river rose.", "The river has risen.", Dropped.WRONG_SCRIPT),
        ("Река поднялась.", "Річка піднялася.", Dropped.WRONG_SCRIPT),
        ("1999 — 2004", "1999–2004", Dropped.WRONG_SCRIPT),
        ("The river rose.", "Річка піднялася.", None),
        ("The Guardian reports on Kyiv.", "The Guardian пише про Київ та його мерію.", None),
    ],
)  # fmt: skip
def test_a_row_by_itself_has_the_first_fault_or_none(source: str, target: str, reason: Dropped | None) -> None:
    assert fault_of(EN_UK, source, target) is reason


def test_a_side_in_another_language_is_left_out_where_the_detector_is_sure() -> None:
    russian = "В министерстве сообщили, что обстрел повредил электростанцию и несколько домов у реки."

    rows, dropped = cleaned([line("The ministry said shelling had damaged the power station and houses.", russian)])

    assert (rows, dropped) == ([], {Dropped.WRONG_LANGUAGE: 1})


def test_no_line_of_a_test_set_is_learnt_whatever_its_case_and_punctuation() -> None:
    tests = TestSet(name="t", pair=EN_UK, sources=("The river rose, again!",), references=("Міст закрили.",))

    rows, dropped = cleaned(
        [line("the river rose again", "Річка знову піднялася"), line("The bridge closed.", "Міст — закрили!")], tests
    )

    assert (rows, dropped) == ([], {Dropped.IN_A_TEST_SET: 2})


def test_a_row_is_learnt_once() -> None:
    rows, dropped = cleaned([line("The river rose.", "Річка піднялася."), line("the river rose", "Річка піднялася!")])

    assert [row.original for row in rows] == ["The river rose."]
    assert dropped == {Dropped.DUPLICATE: 1}


def test_a_source_gives_its_most_and_the_same_rows_in_any_order() -> None:
    limited = plan(SourceRule(pattern="docs_*", most=3))
    rows = [Row(pair=EN_UK, source=f"s{n}", target="t", original=f"s{n}", group="docs_a") for n in range(10)]
    cleaner = Cleaner(limited, ())

    first = capped(rows, limited, cleaner.dropped)
    second = capped(rows[::-1], limited, cleaner.dropped)

    assert sorted(row.source for row in first) == sorted(row.source for row in second)
    assert len(first) == 3
    assert cleaner.dropped["docs_a", Dropped.OVER_THE_MOST] == 14


def test_a_line_in_three_languages_gives_a_row_for_every_pair() -> None:
    texts = {Language.EN: "The river rose.", Language.UK: "Річка піднялася.", Language.RU: "Река поднялась."}
    cleaner = Cleaner(plan(pairs=(EN_UK, RU_EN)), ())

    rows = list(cleaner.rows([ParallelLine(texts=texts, source="news")]))

    assert [(row.pair, row.original) for row in rows] == [(EN_UK, "The river rose."), (RU_EN, "Река поднялась.")]


def test_a_table_is_read_by_its_columns_also_when_packed(tmp_path: Path) -> None:
    import lzma

    path = tmp_path / "text.tsv.xz"
    path.write_bytes(lzma.compress("wire\tx\tThe  river.\tРічка.\n".encode()))

    lines = list(read_parallel(DataFile(path=path, columns=("source", "-", "en", "uk"), name="text")))

    assert lines == [line("The river.", "Річка.", "wire")]


def test_a_line_with_other_columns_is_named(tmp_path: Path) -> None:
    path = tmp_path / "text.tsv"
    path.write_text("The river.\tРічка.\nThe bridge.\n", encoding="utf-8")

    with pytest.raises(TrainingDataError, match=r"text\.tsv, line 2: 1 columns instead of 2 \(en, uk\)"):
        list(read_parallel(DataFile(path=path, columns=("en", "uk"), name="text")))


def test_a_translation_memory_is_read_and_a_unit_that_is_none_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx"
    path.write_text(
        '<tmx version="1.4"><header srclang="en"/><body>'
        '<tu><tuv xml:lang="en"><seg>The river.</seg></tuv><tuv xml:lang="uk-UA"><seg>Річка.</seg></tuv></tu>'
        '<tu><tuv xml:lang="en"><seg>Alone.</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )

    rows, dropped = cleaned(list(read_parallel(DataFile(path=path, name="memory"))))

    assert [(row.source, row.target, row.group) for row in rows] == [("The river.", "Річка.", "memory")]
    assert dropped == {Dropped.UNREADABLE: 1}
