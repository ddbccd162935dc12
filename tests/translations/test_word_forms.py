"""Case endings and sound changes are recognised; other words of the same beginning are not."""

from __future__ import annotations

import pytest

from tercet.translations.word_forms import is_form_of

FORMS = {
    "Київ": "Києва Києву Києві Києвом КИЄВІ",
    "Харків": "Харкова Харковом",
    "Запоріжжя": "Запоріжжі Запоріжжям",
    "Волноваха": "Волновасі Волноваху",
    "Кременчук": "Кременчуці Кременчука",
    "Ірпінь": "Ірпеня Ірпені",
    "Зеленський": "Зеленського Зеленським Зеленському",
    "Росія": "Росії Росією Росію",
    "Орёл": "Орла Орле",
    "Одесса": "Одессе Одессы Одессой",
    "область": "області областю Областях",
    "Ріг": "Рогу Розі Рогом",
    "Kyiv": "Kyiv's KYIV",
    "country": "countries country's",
}
OTHERS = {
    "Росія": "росте Рослина Россиянин росія",
    "Київ": "Київський київ Київстар",
    "Крим": "Кримінал Кримський",
    "Іран": "Іранець",
    "US": "us Us USSR",
    "Kyiv": "Kyivstar kyiv",
}


@pytest.mark.parametrize(("wanted", "form"), [(word, form) for word, forms in FORMS.items() for form in forms.split()])
def test_forms_of_a_word_are_recognised(wanted: str, form: str) -> None:
    assert is_form_of(form, wanted)


@pytest.mark.parametrize(
    ("wanted", "other"), [(word, form) for word, forms in OTHERS.items() for form in forms.split()]
)
def test_another_word_is_no_form_of_it(wanted: str, other: str) -> None:
    assert not is_form_of(other, wanted)
