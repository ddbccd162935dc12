"""What two texts share without any model: names in one alphabet, and numbers."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tercet.translations.common_grams import COMMON_GRAMS
from tercet.translations.signals import in_latin_letters, read_signals


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Вітроград", "Vitrohrad"),
        ("Тихолузька", "Тихолужская"),
        ("Шевченко", "Shevchenko"),
        ("Харьков", "Kharkov"),
        ("Йосип", "Iosyp"),
    ],
)
def test_a_name_shares_its_letters_in_every_alphabet(one: str, other: str) -> None:
    first, second = set(read_signals(one).grams), set(read_signals(other).grams)

    assert len(first & second) >= 0.3 * min(len(first), len(second))


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert in_latin_letters("Запоріжжя, Київ") == in_latin_letters("Запоріжжя, Київ")


def test_doubled_letters_and_spelling_variants_fold_into_one() -> None:
    assert in_latin_letters("Kharkiv, Oleksiy, Anna") == in_latin_letters("Харків, Олексий, Анна")


def test_numbers_agree_by_value_in_every_notation() -> None:
    english = read_signals("The port shipped 148,300 tonnes, or 1.5 per cent more.")
    russian = read_signals("Порт отгрузил 148 300 тонн, на 1,5 процента больше.")

    assert english.numbers
    assert set(english.numbers) == set(russian.numbers)


def test_single_digits_and_years_tell_nothing() -> None:
    assert read_signals("In 2022 the 3 of them met.").numbers == ()


def test_what_every_text_has_is_left_out() -> None:
    assert read_signals(" ".join(gram.strip("<>") for gram in COMMON_GRAMS if gram.startswith("<"))).numbers == ()
    assert read_signals("the and that").grams == ()


def test_signals_are_distinct_16_bit_hashes_in_order() -> None:
    signals = read_signals("Lotsman beat Kovyl 2-1; Lotsman 41, Kovyl 41.")

    for hashes in (signals.grams, signals.numbers):
        assert list(hashes) == sorted(set(hashes))
        assert all(0 <= value < 2**16 for value in hashes)


def test_a_text_without_letters_has_no_signals() -> None:
    assert read_signals(" … — 7").grams == ()


def test_every_process_reads_the_same_signals() -> None:
    """Python gives the texts of a set another order in every process."""
    code = (
        "from tercet.translations.signals import read_signals\n"
        "print(read_signals('Between 2:15 and 5.30 a.m. 4 300 people, 17:45, 1,8 and 48.35.'))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3", "4")
    }

    assert len(told) == 1
