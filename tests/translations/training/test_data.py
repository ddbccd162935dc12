"""Laws of the training data: what is read, what is refused, and the exact strings that the decoder will see."""

from __future__ import annotations

from pathlib import Path

import pytest

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.training.data import (
    MARKED_SHARE,
    NewsLine,
    TrainingDataError,
    hold_out,
    is_clean,
    news_rows,
    press_row,
    read_news,
    read_press,
)

EN_UK = LanguagePair(Language.EN, Language.UK)
RU_EN = LanguagePair(Language.RU, Language.EN)


def lines(count: int) -> tuple[NewsLine, ...]:
    return tuple(
        NewsLine(en=f"Sentence number {n}.", uk=f"Речення номер {n}.", ru=f"Фраза номер {n}.") for n in range(count)
    )


def test_news_is_read_once_per_line_with_even_white_space(tmp_path: Path) -> None:
    path = tmp_path / "news.tsv"
    path.write_text("A  dog.\tПес.\tСобака\u00a0тут.\nA dog.\tПес.\tСобака тут.\n", encoding="utf-8")

    news = read_news(path)

    assert news == (NewsLine(en="A dog.", uk="Пес.", ru="Собака тут."),)


def test_a_line_with_another_number_of_columns_is_named(tmp_path: Path) -> None:
    path = tmp_path / "news.tsv"
    path.write_text("A dog.\tПес.\tСобака.\nA cat.\tКіт.\n", encoding="utf-8")

    with pytest.raises(TrainingDataError, match=r"news\.tsv, line 2: 2 columns instead of 3"):
        read_news(path)


def test_a_file_in_another_encoding_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "news.tsv"
    path.write_bytes("A dog.\tПес.\tСобака.\n".encode("cp1251"))

    with pytest.raises(TrainingDataError, match=r"news\.tsv cannot be read"):
        read_news(path)


@pytest.mark.parametrize(
    ("source", "target"),
    [("", "Пес."), ("A dog.", ""), ("NATO", "NATO"), ("A dog.", "Пес, який довго " + "гавкав і " * 20)],
)
def test_empty_copied_and_uneven_pairs_are_left_out(source: str, target: str) -> None:
    assert not is_clean(source, target)


def test_short_pairs_may_differ_in_length() -> None:
    assert is_clean("Yes.", "Так, це правда.")


def test_held_out_lines_are_never_trained_on_and_do_not_depend_on_the_order() -> None:
    news = lines(200)

    training, held = hold_out(news, 10)
    _, held_of_reversed = hold_out(tuple(reversed(news)), 10)

    assert len(held) == 10
    assert not set(training) & set(held)
    assert set(training) | set(held) == set(news)
    assert set(held) == set(held_of_reversed)


def test_at_most_a_tenth_is_held_out() -> None:
    training, held = hold_out(lines(50), 300)

    assert (len(training), len(held)) == (45, 5)


def test_some_news_rows_carry_the_same_placeholder_on_both_sides() -> None:
    rows = news_rows(lines(2 * MARKED_SHARE), (EN_UK,))

    marked = [row for row in rows if "QX" in row.source]

    assert len(marked) == 2
    assert all(row.source.split()[-1] == row.target.split()[-1] for row in marked)


def test_links_stand_under_the_same_token_on_both_sides_whatever_their_order() -> None:
    row = press_row(
        EN_UK, "Read t.me/zatoka_alerts and @zatoka_city today.", "Сьогодні читайте @zatoka_city і t.me/zatoka_alerts."
    )

    assert row.source == "Read QX0Q and QX1Q today."
    assert row.target == "Сьогодні читайте QX1Q і QX0Q."
    assert row.original == "Read t.me/zatoka_alerts and @zatoka_city today."


def test_capitals_are_lowered_on_both_sides_as_the_translation_step_lowers_them() -> None:
    row = press_row(RU_EN, "МОСТ ОТКРЫТ ПОСЛЕ РЕМОНТА", "BRIDGE OPENS AFTER REPAIRS")

    assert (row.source, row.target) == ("Мост открыт после ремонта", "Bridge opens after repairs")


def test_press_is_read_with_its_pairs_and_without_doubles(tmp_path: Path) -> None:
    path = tmp_path / "references.tsv"
    path.write_text("en\tuk\tA dog.\tПес.\nen\tuk\tA dog.\tПес.\nru\ten\tКот.\tA cat.\n", encoding="utf-8")

    rows = read_press(path)

    assert [(row.pair, row.source, row.target, row.group) for row in rows] == [
        (EN_UK, "A dog.", "Пес.", "press"),
        (RU_EN, "Кот.", "A cat.", "press"),
    ]
