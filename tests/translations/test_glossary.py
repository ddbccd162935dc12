"""Required terms: fixed ones are put in, inflected ones are checked."""

from __future__ import annotations

from tercet.translations.glossary import Glossary, GlossaryEntry, glossary_sha256, missing_terms
from tercet.translations.languages import LanguagePair
from tercet.translations.mask import mask, unmask

PAIR = LanguagePair.parse("en-uk")
KYIV = GlossaryEntry(source="Kyiv|Kiev", target="Київ|Києв", is_inflected=True)
PLANT = GlossaryEntry(source="Zaporizhzhia", target="Запоріжжя", is_inflected=True)
MEDIA = GlossaryEntry(source="Bellingcat", target="«Беллінгкет»")
GLOSSARY = Glossary(entries={PAIR: (KYIV, PLANT, MEDIA)})


def test_a_fixed_term_is_put_in_letter_for_letter() -> None:
    masked = mask("Bellingcat reports", replacements=GLOSSARY.replacements(PAIR))

    assert unmask("QX0Q повідомляє", masked).text == "«Беллінгкет» повідомляє"


def test_an_inflected_term_is_met_by_its_case_forms() -> None:
    entries = GLOSSARY.matching(PAIR, "Explosions in Kiev and near Zaporizhzhia")

    assert entries == (KYIV, PLANT)
    assert missing_terms(entries, "Вибухи в Києві та біля Запоріжжя") == ()
    assert missing_terms(entries, "Вибухи в столиці та під Запоріжжям") == ("Київ",)


def test_a_part_of_another_word_is_no_term() -> None:
    assert GLOSSARY.matching(PAIR, "Kyivstar is an operator") == ()


def test_only_matching_entries_are_part_of_the_key() -> None:
    none = GLOSSARY.matching(PAIR, "Nothing of the kind")
    one = GLOSSARY.matching(PAIR, "Kyiv calling")

    assert glossary_sha256(none) == ""
    assert glossary_sha256(one) == glossary_sha256((KYIV,)) != glossary_sha256((KYIV, PLANT))
