"""Language detection: right on headlines, honest about what it cannot tell, the same every time."""

# ruff: noqa: E501  (texts stay in one piece)

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tercet.translations.detect import detect_article, detect_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Parliament adopts the budget after a night of debate"),
        ("uk", "Рада ухвалила бюджет після нічних дебатів"),
        ("ru", "Парламент принял бюджет после ночных дебатов"),
        ("be", "Парламент прыняў бюджэт пасля начных спрэчак"),
        ("bg", "Парламентът прие бюджета след нощни дебати"),
        ("sr", "Скупштина је усвојила буџет након ноћне расправе"),
        ("sr", "Skupština je usvojila budžet posle noćne rasprave"),
        ("hr", "Sabor je usvojio proračun poslije noćne rasprave, prije nego što je predsjednik otišao"),
        ("mk", "Собранието го усвои буџетот по ноќна расправа"),
        ("pl", "Parlament przyjął budżet po nocnej debacie"),
        ("de", "Das Parlament verabschiedet den Haushalt nach nächtlicher Debatte"),
        ("fr", "Le parlement adopte le budget après une nuit de débats"),
        ("cs", "Parlament přijal rozpočet po noční debatě"),
        ("es", "El parlamento aprueba el presupuesto tras una noche de debate"),
    ],
)
def test_a_headline_is_told_from_its_neighbours(language: str, text: str) -> None:
    assert detect_language(text).language == language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("uk", "Що відомо зараз"),
        ("ru", "Что известно сейчас"),
        ("en", "What we know"),
        ("uk", "Ні, дякую"),
        ("ru", "Нет, спасибо"),
    ],
)
def test_three_words_are_enough_where_they_are_everyday_words(language: str, text: str) -> None:
    assert detect_language(text).language == language


@pytest.mark.parametrize("text", ["Рада ухвалила бюджет після нічних дебатів", "What the parliament decided at night"])
def test_capitals_change_nothing(text: str) -> None:
    assert detect_language(text.upper()).language == detect_language(text).language


@pytest.mark.parametrize(
    "text",
    ["", "   ", "...", "100 %", "2024-05-01 12:30", "$1,200", "🙂🙂🙂", "NATO", "НАТО", "https://example.com/новини/київ", "@war_monitor",
     "+380 44 123-45-67", "Η κυβέρνηση παραιτήθηκε", "政府辞职了", "1. 2. 3.", "t.me/rybar_in_english"],
)  # fmt: skip
def test_a_text_that_says_too_little_is_undetermined(text: str) -> None:
    assert detect_language(text).language == "und"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Кирило Буданов: U.S. ambassador accuses China of bullying — Валерій Залужний"),
        ("uk", "Reuters: Сенат ухвалив закон про допомогу — Bloomberg, The Washington Post, Associated Press"),
        ("ru", "BBC News: Сенат принял закон о помощи — The New York Times, The Washington Post"),
        ("uk", "Японці представили електрокросовер Honda SUV e:concept"),
    ],
)
def test_names_in_the_other_script_are_set_aside(language: str, text: str) -> None:
    assert detect_language(text).language == language


def test_quotations_do_not_decide_the_language_of_their_frame() -> None:
    text = (
        "Министр заявил на заседании, что бюджет будет принят до конца недели. «Ми ухвалимо його в будь-якому разі, і жодних "
        "змін уже не буде», — сказал он. Оппозиция с этим не согласна. «Це неприпустимо, ми звернемося до суду», — ответили там."
    )

    assert detect_language(text).language == "ru"


def test_an_unclosed_quotation_does_not_decide_either() -> None:
    text = (
        "Министр заявил на заседании, что бюджет будет принят до конца этой недели. Оппозиция с этим не согласна и выступает против. "
        "«Ми звернемося до суду, бо це неприпустимо. Голосование отложено, объяснили в парламенте, до выяснения всех обстоятельств."
    )

    assert detect_language(text).language == "ru"


def test_letters_of_the_other_alphabet_inside_words_are_read_as_meant() -> None:
    assert detect_language("Пpeзидeнт пpиїхaв дo Kиєвa тa зycтpiв пocлiв").language == "uk"


def test_the_answer_does_not_depend_on_the_process_or_thread() -> None:
    texts = [
        "Indonesia Tsunami Toll Soars Above 800.",
        "Ана Баларин, партнер и специалист",
        "Член парламента Максин Уотерс в",
    ] * 5
    first = [detect_language(text) for text in texts]

    with ThreadPoolExecutor(4) as pool:
        in_threads = list(pool.map(detect_language, texts))
    program = f"from tercet.translations.detect import detect_language as d; print([d(t).language for t in {texts!r}])"
    elsewhere = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert in_threads == first
    assert elsewhere.strip() == str([detection.language for detection in first])


def test_no_model_is_loaded_by_importing() -> None:
    program = "import sys, tercet.translations.detect; print(sorted({'py3langid', 'langdetect'} & set(sys.modules)))"

    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()
        == "[]"
    )


def test_confidence_is_a_probability_and_the_method_is_named() -> None:
    for text in ("Рада ухвалила бюджет після нічних дебатів", "Ана Баларин, партнер", "", "NATO"):
        detection = detect_language(text)

        assert 0.0 <= detection.confidence <= 1.0
        assert detection.method in {"py3langid", "words", "langdetect", "no_letters", "too_short"}


UKRAINIAN = "Уряд ухвалив рішення про допомогу родинам, які втратили житло внаслідок обстрілів."
RUSSIAN = "Правительство приняло решение о помощи семьям, потерявшим жильё в результате обстрелов."


def test_an_article_takes_the_language_of_most_of_its_text() -> None:
    detection = detect_article([UKRAINIAN, UKRAINIAN, UKRAINIAN, UKRAINIAN, UKRAINIAN, UKRAINIAN, "Reuters", "12:30"])

    assert (detection.language, detection.is_mixed) == ("uk", False)
    assert detection.confidence > 0.9


def test_an_article_in_two_languages_says_so() -> None:
    by_paragraph = detect_article([RUSSIAN, UKRAINIAN, RUSSIAN])
    by_quotation = detect_article([f"{RUSSIAN} «{UKRAINIAN}», — сообщили в Киеве."])

    assert (by_paragraph.language, by_paragraph.is_mixed) == ("ru", True)
    assert (by_quotation.language, by_quotation.is_mixed) == ("ru", True)


def test_an_article_without_letters_is_undetermined() -> None:
    assert detect_article([]).language == detect_article(["12:30", "🔴"]).language == "und"


def test_a_hostile_text_takes_no_more_than_linear_time() -> None:
    for text in (
        "a" * 200_000 + "/",
        "я" * 200_000 + " a@",
        "a." * 100_000 + "/",
        "«" * 100_000,
        "aя " * 60_000,
        "я" * 100_000 + "a",
    ):
        assert detect_language(text).language
