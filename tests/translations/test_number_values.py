"""Numbers agree by value across notations, words and languages, and differ when a value differs."""

from __future__ import annotations

import pytest

from tercet.translations.number_values import lost_numbers, number_multiset, written_numbers

AGREE = [
    ("99.2 %", "99,2 %"),
    ("11,000 people", "11 000 людей"),
    ("11,000 people", "11\u00a0000 людей"),
    ("11,000 people", "11 тис. людей"),
    ("11,000 people", "11 тысяч человек"),
    ("$1.2bn", "1,2 млрд доларів"),
    ("$1.2bn", "1 200 000 000 долларов"),
    ("3.5 million", "3,5 мільйона"),
    ("half a million", "500 тисяч"),
    ("1,500 villagers", "півтори тисячі селян"),
    ("1,500 hunters", "менее полутора тысяч охотников"),
    ("15 million", "15-ти миллионов"),
    ("300,000 separated", "300 тисяч"),
    ("a town of 100,000", "у стотисячному місті"),
    ("25 years", "двадцять п'ять років"),
    ("both aged 24", "двадцятичотирирічні"),
    ("195 prisoners", "one hundred and ninety-five prisoners"),
    ("5-year-old", "п'ятирічний"),
    ("7.45 p.m.", "о 19:45"),
    ("8 p.m.", "о 20:00"),
    ("between 8 and 9 p.m.", "між 20-ю та 21-ю годинами"),
    ("within 24 hours", "протягом доби"),
    ("won 2-1", "перемогли 2:1"),
    ("the round of 16", "1/8 фіналу"),
    ("1932–33", "1932–1933 років"),
    ("24.02.2022", "24 February 2022"),
    ("the 20th century", "XX століття"),
    ("the 1950s", "50-ті роки"),
    ("the G7", "«Велика сімка»"),
    ("Su-27 and MiG-31K", "Су-27 та МіГ-31К"),
    ("an altitude of 300 m", "на висоті 300 м"),
    ("cost $5m to $7m", "коштувало від 5 до 7 млн"),
    ("30 tanks", "три десятки танків"),
    ("24 cars", "дві дюжини машин"),
    ("48 hours", "дві доби"),
    ("72 hours", "трое суток"),
    ("5 times", "вп'ятеро"),
    ("3 times", "утричі"),
    ("2 times", "вдвое"),
    ("7:30 p.m.", "о пів на восьму вечора"),
    ("7:30", "half past seven"),
    ("the 21st century", "двадцять перше століття"),
    ("a 90-minute flight", "полуторачасовой перелёт"),
    ("30 minutes", "пів години"),
    ("15 minutes", "четверть часа"),
    ("6 months", "півроку"),
    ("18 months", "полтора года"),
    ("1 a.m.", "в час ночи"),
    ("a 100-metre ship", "стометровий корабель"),
    ("6:30 p.m.", "18 год 30 хв"),
    ("800 thou. tonnes", "800 тыс. тонн"),
    ("the 5th millennium BC", "в 5 тысячелетии до нашей эры"),
    ("2.2 million km2", "2,2 мільйона квадратних кілометрів"),
    ("CO2 emissions", "викиди вуглекислого газу"),
    ("0230 UTC", "02:30 UTC"),
    ("1400 GMT", "14:00 за Гринвічем"),
    ("50 million or more", "50 і більше мільйонів"),
    ("the early 2000s", "начало нулевых"),
    ("41.30 roubles per euro", "41,30 руб. за 1 евро"),
    ("died aged 96", "помер на 97-му році життя"),
    ("Euro '24", "Євро-2024"),
    ("24 Feb. 2022", "24.02.2022"),
    ("Aug. 24", "24.08"),
    ("2.5 million", "два з половиною мільйони"),
    ("500,000 people", "півмільйона людей"),
    ("half of them", "50 %"),
    ("a quarter", "25 %"),
    ("the 1930s", "30-е годы прошлого века"),
    ("the 1990s", "дев'яності"),
    ("COVID-19", "коронавірус"),
    ("1 in 10", "кожен десятий"),
    ("1.2 million hryvnias", "1 млн 200 тис. гривень"),
    ("2.35 billion rubles", "2 млрд 350 млн рублей"),
    ("2,300 people", "2 тис. 300 осіб"),
    ("2 thousand 300 people", "2 тис. 300 осіб"),
    ("USD 50 bn", "50 млрд дол. США"),
    ("about 50 people", "близько півсотні людей"),
    ("150 people", "півтори сотні людей"),
    ("15 people", "полтора десятка человек"),
]
DIFFER = [
    ("99.2 %", "92,9 %"),
    ("11,000 people", "11 людей"),
    ("11 thousand", "11 млн"),
    ("killed 12", "загинули 13"),
    ("killed 12", "загинули"),
    ("in 1992", "у 1993 році"),
    ("won 2-1", "перемогли 3:1"),
    ("at 7.45 p.m.", "о 18:45"),
    ("5 million", "5 мільярдів"),
    ("24.02.2022", "24 March 2022"),
    ("0.85 %", "8,5 %"),
    ("the 1970s", "3970-ті"),
    ("30 tanks", "13 танків"),
    ("48 hours", "24 години"),
    ("at 7:30", "о 7:20"),
    ("killed 96", "загинуло 97"),
    ("0230 UTC", "03:30 UTC"),
    ("1 млн 200 тис.", "1.3 million"),
    ("2 тис. 300 осіб", "2,000 people"),
    ("24.08", "24.09"),
    ("2.5 million", "два мільйони"),
]


@pytest.mark.parametrize(("one", "other"), AGREE)
def test_one_value_in_two_notations_is_not_lost(one: str, other: str) -> None:
    assert lost_numbers(one, other) == ()
    assert lost_numbers(other, one) == ()


@pytest.mark.parametrize(("one", "other"), DIFFER)
def test_another_value_is_lost(one: str, other: str) -> None:
    assert lost_numbers(one, other) != () or lost_numbers(other, one) != ()


def test_what_is_lost_is_named_as_it_was_written() -> None:
    assert lost_numbers("From 1,200 to 35.5", "Від 1200") == ("35.5",)


def test_the_multiset_does_not_depend_on_notation_and_counts() -> None:
    assert number_multiset("12 dead, 11,000 homeless, 12 missing") == number_multiset(
        "12 загиблих, 11 тис. без дому, 12 зниклих"
    )
    assert number_multiset("12 dead") != number_multiset("13 dead")
    assert number_multiset("12 and 12") != number_multiset("12")


def test_words_are_no_written_numbers() -> None:
    assert written_numbers("two thousand people") == ()
    assert [number.text for number in written_numbers("On 5 May, 1 200 came at 12:30")] == ["5", "1 200", "12:30"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "1" * 5000,
        "1,1" * 3000,
        "1 234 " * 3000,
        "9.9.9.9.9:9,9",
        "01.01.2022 тис. осіб",
        "24.02.2022 млн 5 тис.",
        "٣",
        "1e5",
        "0",
        "00:00",
        "²",
    ],
)
def test_any_text_can_be_read(text: str) -> None:
    number_multiset(text)
    assert lost_numbers(text, text) == ()
