"""Each flag, from what users of other tools reported; and silence on good translations."""

# ruff: noqa: E501  (tables read best with one case a line)

from __future__ import annotations

import pytest

from tercet.translations.languages import LanguagePair
from tercet.translations.models import Flag
from tercet.translations.quality import EXPLANATIONS, assess

REPORTED = [
    (Flag.LOOP, "es-loop", "en-ru", "Every time it rains the road to the village is closed.", "Каждый раз, когда идёт дождь, дорога, дорога, дорога, дорога закрыта."),
    (Flag.LOOP, "salad", "uk-en", "Рада ухвалила бюджет на наступний рік.", "The council of the council of the council of the council of the budget."),
    (Flag.LOOP, "syllables", "en-uk", "He laughed at the question of the reporter.", "Він хахахахахахахаха над питанням журналіста."),
    (Flag.LOOP, "numbers", "en-uk", "It opened in 2016 after repairs.", "Його відкрили у 2016 2016 2016 2016 2016 році після ремонту."),
    (Flag.LOOP, "signs", "en-uk", "Thom Browne showed masks, just in time.", "Том Браун показав маски — — — — — вчасно."),
    (Flag.HALLUCINATED_MARKER, "applause", "ru-en", "Мы продолжим работу завтра утром.", "(laughter)(applause) We will continue tomorrow morning."),
    (Flag.HALLUCINATED_MARKER, "note", "ru-en", "Привет, как дела сегодня?", "♪ Hello, how are you ♪"),
    (Flag.LOST_NUMBER, "digits for words", "en-ru", "Notes on the meeting", "Заметки 1 2 3"),
    (Flag.LOST_NUMBER, "other value", "en-uk", "The strike killed 12 people.", "Унаслідок удару загинули 21 людина."),
    (Flag.LOST_NUMBER, "magnitude", "en-uk", "The city needs $5 million.", "Місту потрібно 5 доларів."),
    (Flag.LOST_NUMBER, "left out", "uk-en", "Сили ППО збили 43 дрони.", "Air defence shot down drones."),
    (Flag.LENGTH_RATIO, "single letter", "ru-en", "я", "i'm here for you"),
    (Flag.LENGTH_RATIO, "invented", "uk-en", "Тривога.", "I would like to thank everyone who came here tonight."),
    (Flag.COPIED, "capitals", "en-uk", "RUSSIA LAUNCHES MASSIVE ATTACK", "RUSSIA LAUNCHES MASSIVE ATTACK"),
    (Flag.COPIED, "full stop", "en-ru", "The meeting was held in private.", "The meeting was held in private"),
    (Flag.COPIED, "title case", "en-uk", "Foreign Ministry Press Release", "Foreign Ministry Press Release"),
    (Flag.COPIED, "colon", "en-ru", "CC Committee:", "CC Committee:"),
    (Flag.COPIED, "uk source", "uk-en", "Сили оборони відбили атаку.", "Сили оборони відбили атаку."),
    (Flag.TRUNCATED, "lost tail", "en-uk", "The minister said that the talks would resume in May, once both sides had agreed on a venue.", "Міністр сказав, що переговори"),
    (Flag.TRUNCATED, "small word", "uk-en", "Міністр прибув до столиці на переговори.", "The minister arrived in the capital for talks with the"),
    (Flag.WRONG_SCRIPT, "leftovers", "en-uk", "The commander praised the gunners and drivers of the brigade.", "Командир похвалив gunners та drivers бригади."),
    (Flag.WRONG_SCRIPT, "Cyrillic", "uk-en", "Це коштує сто гривень за місяць.", "It costs a hundred гривень a month."),
    (Flag.WRONG_LANGUAGE, "Russian", "en-uk", "The government has adopted a new law on the police.", "Правительство приняло новый закон о полиции, сообщили вчера."),
    (Flag.WRONG_LANGUAGE, "Ukrainian", "en-ru", "The government has adopted a new law on the police.", "Уряд ухвалив новий закон про поліцію, повідомили її речники."),
    (Flag.WRONG_LANGUAGE, "short Russian", "en-uk", "He was only 20 years old.", "Ему было всего 20 лет."),
    (Flag.WRONG_LANGUAGE, "short Ukrainian", "en-ru", "And so it happened.", "Так і сталося."),
    (Flag.WRONG_LANGUAGE, "German", "uk-en", "Уряд ухвалив новий закон про поліцію та її фінансування.", "Die Regierung hat ein neues Gesetz über die Polizei verabschiedet."),
    (Flag.LOST_PLACEHOLDER, "underscore", "en-uk", "Source: t.me/rybar_in_english reports.", "Джерело: t.me/rybar in english повідомляє."),
    (Flag.LOST_PLACEHOLDER, "handle", "en-ru", "Posted by @war_monitor on Monday.", "Опубликовано @war monitor в понедельник."),
    (Flag.LOST_PLACEHOLDER, "version", "en-ru", "Update to 0.85.x today.", "Обновитесь до 0,85 x. сегодня."),
    (Flag.EMPTY, "nothing", "en-uk", "The end.", "  "),
    (Flag.EMPTY, "signs only", "en-uk", "The end.", "..."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("flag", "pair", "source", "target"), [pytest.param(f, p, s, t, id=f"{f}-{name}") for f, name, p, s, t in REPORTED]
)
def test_what_users_reported_is_flagged(flag: Flag, pair: str, source: str, target: str) -> None:
    assert flag in assess(source, target, pair=LanguagePair.parse(pair), score=-0.3)


GOOD = [
    ("en-uk", "The G7 agreed to lend Ukraine $50 billion, officials said.", "Країни «Великої сімки» домовилися позичити Україні 50 млрд доларів, сказали посадовці."),
    ("en-ru", "Nippon Steel closed 99.2% of the deal at 7.45 p.m.", "Nippon Steel закрыла 99,2 % сделки в 19:45."),
    ("uk-en", "Ніколи, ніколи, ніколи не здавайтеся!", "Never, never, never give up!"),
    ("uk-en", "Так", "Yes"),
    ("en-uk", "Reuters", "Reuters"),
    ("en-uk", "12:30", "12:30"),
    ("en-uk", "https://example.com/a_b", "https://example.com/a_b"),
    ("ru-en", "Подписывайтесь на @war_monitor и #Kyiv", "Follow @war_monitor and #Kyiv"),
    ("en-uk", "The EU and NATO welcomed OpenAI and Apple.", "ЄС і НАТО привітали OpenAI та Apple."),
    ("en-ru", "No, no, no, no!", "Нет, нет, нет, нет!"),
    ("en-uk", "(Applause) He bowed.", "(Оплески) Він уклонився."),
    ("en-uk", "\"I mean, of course,\" said Kennedy.", "\"Так, звичайно, – сказав Кеннеді. –"),
    ("en-uk", "Their plays are among the greatest works of world literature.", "Їхні п'єси — серед найвеличніших творів світу. "),
    ("en-ru", "Ukrzaliznytsia has reported a loss.", "Компания «Укрзалізниця» отчиталась об убытке."),
    ("en-uk", "The film \"Brother\" was banned.", "Фільм «Брат» заборонили."),
    ("en-uk", "Apple unveils iPhone 16 Pro Max", "Apple представила iPhone 16 Pro Max"),
    ("en-uk", "It lasts from 10 p.m. to 6 a.m.", "Триває з 22-ї до 6-ї"),
    ("en-uk", "Call 0 800 500 335.", "Телефонуйте 0 800 500 335."),
]  # fmt: skip


@pytest.mark.parametrize(("pair", "source", "target"), GOOD)
def test_a_good_translation_has_no_flag(pair: str, source: str, target: str) -> None:
    assert assess(source, target, pair=LanguagePair.parse(pair), score=-0.3) == ()


def test_what_the_decoder_and_the_mask_report_is_flagged() -> None:
    pair = LanguagePair.parse("en-uk")
    source, target = "The end of the story.", "Кінець цієї історії."

    assert assess(source, target, pair=pair, hit_length_limit=True) == (Flag.TRUNCATED,)
    assert assess(source, target, pair=pair, lost_placeholders=("@x",)) == (Flag.LOST_PLACEHOLDER,)


def test_flags_come_in_the_order_of_the_closed_list() -> None:
    flags = assess("Killed 12 at t.me/x_y today.", "♪ ♪ вбито", pair=LanguagePair.parse("en-uk"))

    assert list(flags) == [flag for flag in Flag if flag in flags]
    assert len(flags) >= 3


def test_every_flag_is_explained_in_one_line() -> None:
    assert set(EXPLANATIONS) == set(Flag)
    assert all(text and "\n" not in text and len(text) < 100 for text in EXPLANATIONS.values())
