"""Laws of names: capitals that nothing asks for, and a key that spellings in three languages share."""

from __future__ import annotations

import pytest

from tercet.translations.languages import Language
from tercet.translations.names import count_names, name_key, names_in


@pytest.mark.parametrize(
    "spellings",
    [
        ("Зеленський", "Зеленский", "Zelenskyy", "Zelensky", "Zelenskiy"),
        ("Київ", "Киев", "Kyiv", "Kiev"),
        ("Харків", "Харьков", "Kharkiv", "Kharkov"),
        ("Шевченко", "Shevchenko"),
        ("Щедрін", "Щедрин", "Shchedrin"),
        ("Жовква", "Zhovkva"),
        ("Гаага", "Haaha"),
        ("Олександр Ткаченко", "Oleksandr Tkachenko"),
    ],
)
def test_spellings_of_a_name_share_a_key(spellings: tuple[str, ...]) -> None:
    assert len({name_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("Путін", "Петров"), ("Харків", "Херсон"), ("Odesa", "Odense")])
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_a_capital_that_the_sentence_asks_for_makes_no_name() -> None:
    assert names_in("Президент прибув до Києва. На зустріч приїхав «Міністр» Олег Петренко з НАТО.") == (
        "Києва", "Олег Петренко", "НАТО"
    )  # fmt: skip


def test_forms_of_a_name_are_counted_together() -> None:
    counted = count_names(["Він був у Києві.", "Дорога до Києва закрита."], Language.UK)

    assert counted == {("київ", "kv"): 2}
