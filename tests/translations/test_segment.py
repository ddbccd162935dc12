"""Sentences: where they end, and that no character is lost."""

from __future__ import annotations

import itertools
import random

import pytest

from tercet.translations.languages import Language
from tercet.translations.models import Paragraph, SegmentKind
from tercet.translations.segment import segment_article, sentence_spans, split_sentences

EN, UK, RU = Language.EN, Language.UK, Language.RU

# `|` marks the boundaries: nothing else may be one.
UKRAINIAN = [
    "Про це заявив В. О. Зеленський у Києві. | Потім він поїхав.",
    "Указ підписав президент В.О. Зеленський. | Він набув чинності.",
    "На вул. Т. Шевченка, 5 сталася пожежа. | Постраждалих немає.",
    "Хлопець народився в м. Київ 1992 р. | Закінчив школу № 5.",
    "У 2014 р. Володимир Кличко очолив місто. | Вибори виграв легко.",
    "У ХХ ст. Україна пережила голод. | Це встановили історики.",
    "Бюджет становить 5 млн. грн. Це більше, ніж торік. | Деталі згодом.".replace("грн. Це", "грн. | Це"),
    "Надійшло понад 50 тис. заяв. | Приєдналися 38 держав.",
    "Згідно зі ст. 111 КК України, йому загрожує довічне. | Суд триває.",
    "Ціни зросли в 2,5 раза, тобто на 150 %. | Уряд мовчить.",
    "Серед них хліб, молоко і т. д. | Потім зросли ціни на газ.",
    "Серед них хліб, молоко та ін. | Потім зросли ціни на газ.",
    "Вони придбали танки, т. зв. «Леопарди», торік. | Їх чекають.",
    "Зведення станом на 16:45. | Міністерство надіслало відповідь.",
    "«Чому ніхто не перекрив дорогу?» — обурюється брат одного із загиблих. | Відповіді немає.",
    "«Так, мені страшно. Не страшно тільки дурням», — спокійно відповів сапер. | Він пішов.",
    "«Хто віддав наказ?» — запитав прокурор. | Свідок мовчав.",
    "«Плану Б немає, — визнав прем'єр. — Або ми ухвалюємо бюджет, або ні». | Зал мовчав.",
    "«Ви політик чи солдат?» — запитав ведучий. | «Утомленою людиною», — відповів генерал.",
    "— Де ви були? | — Удома. | — Самі?",
    "— Я не бачив нічого, — сказав свідок. | — Було темно.",
    "Він сказав: «Ми не здамося!» | Потім вийшов.",
    "Ворог атакував Одесу… | Постраждали троє.",
    "Прем'єр сказав… нічого.",
    "Ракета летіла на Київ!!! | Тривога!",
    "Повна цитата (див. с. 5. Переклад наш.) нижче. | Читайте.",
    "Читайте в Bihus.Info та на lb.ua. | Там усе.",
    "Мешканці повернулися додому.Він теж приїхав.".replace(".Він", ".|Він"),
    "Так сказано у «Зверненні».Він підписав.".replace(".Він", ".|Він"),
    "Nippon Steel купує U.S. Steel за 14,9 млрд дол. | Угоду закриють.",
    "Цей план Б. | Інших немає.",
    "1. Закрити небо. | 2. Дати зброю. | 3. Прийняти до ЄС.",
    "Авіаносець «Джеральд Р. Форд» увійшов у море. | Він великий.",
    "В. о. начальника Артем Шевчук повідомив про евакуацію. | Вона триває.",
    "Зустріч відбудеться о 10 год. 30 хв. | Приходьте.",
    "О. Іван відслужив панахиду. | Прийшли всі.",
    "Площа по 21 кв. м. | Тісно.",
    "Кияни підуть на р. Дніпро та о. Хортиця. | Погода добра.",
    "Київ під атакою. | 🔴 Вибухи чути всюди. #Київ #новини",
    "Фото: ДСНС. | Пожежу гасили 40 рятувальників.",
    "Вони продали 3 шт. | Потім ще 5.",
    "Усього 360 тис. | Потім ще 5 тис. осіб.",
    "Станом на 1 січ. 2024 р. населення — 5 тис. | Потім зменшилося.",
    "Дохід зріс на 5 в. п. | Прибуток упав.",
    "Він народився 5 трав. 1990 р. у Львові. | Виріс у Києві.",
    "О 5 ранку 24 лют. 2022 р. почалася війна. | Усі прокинулися.",
    "Автор книги — Дж. Р. Р. Толкін. | Її переклали торік.",
    "Обстріляно смт. Велика Писарівка Сумської обл. | Поранено двох.",
    "Згідно з п. 3 ст. 5 Закону, це заборонено. | Штраф — 170 грн.",
    "Водій 1985 р.н. Петренко затриманий. | Він п'яний.",
    "Усі учні отримали вищий бал A. | Дані зібрано в 74 школах.",
    "Це сталося 24.02.2022. | Зустріч о 18.30. | Не спізнюйтеся.",
    "Сайт працює за адресою https://example.com/a.html. | Заходьте.",
    "Про це пише Reuters.[1] | Деталі згодом.",
    "Про це пише Reuters[1]. | Деталі згодом.",
    "Вони сказали: «Я читав роман „Тигролови“». | Книга їм сподобалась.",
    "«Вони сказали: „Ідіть геть!“ — і ми пішли», — згадує вона. | Їй 70.",
    "Що?! | Як це сталося? | Невже?.. | Так.",
    "Продажі впали. | iPhone подорожчав. | 5 осіб звільнено.",
    "Вітамін D. | Його бракує.",
    "Т. зв. «референдум» не визнали. | Він незаконний.",
    "Пише @war_monitor. | @nexta_tv мовчить. | #Київ тримається.",
    "Загинув ст. сержант Коваленко. | Йому було 30.",
]
RUSSIAN = [
    "Об этом пишет INTERFAX.RU со ссылкой на источник. | Подробностей нет.",
    "На 1 августа 2016 г. АО «Банк» занимало 335 место. | Потом оно исчезло.",
    "Очередь введена в строй в 1976 г. | На ней работали тысячи.",
    "Он обвиняется по ч. 1 ст. 222 УК РФ. | Суд идёт.",
    "Студенты консерватории им. П.И. Чайковского выступили. | Зал был полон.",
    "Генерал М. М. Нараване почтил память. | Его встретили.",
    "Губернатор В. Кондратьев уехал. | Он в отпуске.",
    "Цена выросла до 1,2 млрд руб. | В силу закона платят все.",
    "Пожар на площади 3 тыс. кв. метров потушен. | Жертв нет.",
    "Ветер до 15 м/с. | Об этом сообщило МЧС.",
    "Украинцы удерживают позиции в районе 47°52′ с. ш. 36°41′ в. д., видно на видео. | Их проверили.",
    "И. о. мэра Артём Лысогор призвал уехать. | Его послушали.",
    "Внимание! | Возможна провокация: не выходите.",
    "«Газа нет, — сказал он. — Мы ждём». | Ждут все.",
    '"А как это?" - удивляешься ты. | Никак.',
    "Купить можно по рецепту (!) врача. | Иначе никак.",
    '"Сейчас возникают очаги. | Возможно, нас ожидает вторая волна. | Посмотрим, что будет."',
    "Они приехали из США. | Их встретил Дональд Дж. Трамп.",
    "Актриса помнит, как оделась в Valentino и т. п. | Она довольна.",
    "В 90-е гг. Россия открылась. | Потом закрылась.",
    "Он родился в XIX в. | Умер в XX в.",
    'Он спросил: "Где хлеб?" | Ему не ответили.',
    "Погибли г-н Иванов и г-жа Петрова. | Это все.",
    "Выросли яблоки, груши и др. | Среди них сливы.",
    "Из Москвы вышли 12 чел. | Вернулись трое.",
    "Смотрите на Яндекс.Маркете. | Там дешевле.",
    "Мы хотим понимать соседей и уметь доверять им. | Президент согласен.",
    "Политики отвечают, противодействуя им. | Данные премии помогают.",
    "Театр им. Вахтангова открыл сезон. | Билеты проданы.",
    "К.т.н. Пётр Сидоров умер. | Ему было 80.",
    "Ж.-Ж. Руссо писал. | Его читали.",
    "В пос. Ленинский и дер. Иваново нет света. | Ремонт идёт.",
    "Пишите по адресу: 350000, г. Краснодар, улица Красная, 122. | Ответим.",
    "Они спустились с гор. | Органы власти ждали.",
    "По состоянию на 1 янв. 2024 г. население — 5 тыс. чел. | Затем оно сократилось.",
    "«Я знаю! — крикнул он. — Я всё знаю!» | И ушёл.",
    "Тел.: 8 (495) 123-45-67. | Звоните.",
]
ENGLISH = [
    "He is, demonstrably, mentally ill. | Scots know it.",
    "He was born in Springfield, Ill. | The town is small.",
    "Nobody came to work here. . . | Then they left.",
    'She will be there in spirit. ..." | She waved.',
    "Mr. Smith met Dr. Jones in St. Petersburg. | They talked.",
    "The U.S. Treasury removed him. | He left.",
    "He moved to the U.S. | The family stayed.",
    "Prices are given as of 9 a.m. on Monday. | They change.",
    "It closes at 6 p.m. New York time. | Then it opens.",
    "It closes at 6 p.m. | Police arrived later.",
    "Robert F. Kennedy Jr. said no. | He meant it.",
    "Polling station No. 38/02 had no seal. | No. 5 had one.",
    "Spirit Airlines Inc. started the fee. | It grew.",
    "Warner Bros. Discovery rejected the bid. | It was low.",
    'It was World War I. | "A Square Meal" tells it.',
    '"Why did nobody close the road?" demanded the brother. | Nobody answered.',
    '"Who will pay?" President Trump asked. | Nobody knew.',
    '"Count for yourself. I did," said Paraska. | She is 81.',
    'He said: "We will not leave." | Then he left.',
    '"We are here," he said.Next to him stood the mayor.'.replace("said.Next", "said.|Next"),
    '"It is over," she "said."Then she left.'.replace('said."Then', 'said."|Then'),
    "Oct. 26 is the date. | On Oct. 27 we rest.",
    "Is it true? | No. | Never!",
    "Sens. John McCain and Lindsey Graham came. | They stayed.",
    "It cost $1.5 million... | Then more.",
    "See e.g. Article 5 of the treaty. | It is short.",
    "The crew (pictured. Above left.) was safe. | They rest.",
    "Kennedy and I. | We went.",
    "Virginia and D.C. firms pay half. | The rest is federal.",
    "Visit example.com/path?x=1. | Then call.",
    "Version 0.85.x is out. | Update now.",
    "iPhone sales fell. | iPhone prices rose.",
    "It opens at 9 a.m. Monday. | Tickets cost $5.",
    "At 1:15 a.m. Saturday, the bus left. | At 5 p.m. Dec. 6 it came back.",
    "Shortly after 3 a.m. Tymur Tkachenko spoke. | It was dark.",
    "It closes at 5 p.m. | Zelensky arrives.",
    "The term offends many non-U.S. Arctic peoples. | It is old.",
    'He asked, "Why?" | Nobody answered.',
    '"Why?" Smith asked. | Nobody answered.',
    "Temperatures hit 40 C. | Fires broke out.",
    "It cost approx. 5 million. | That is a lot.",
    "Pvt. Ryan was saved. | He wept.",
    "It was reported.[1] | More later.",
    "J. R. R. Tolkien wrote it. | It sold well.",
    "Sen. Joe Manchin, D-W.Va., voted no. | He left.",
    "@user said so. | #hashtag is up. | @other left.",
]


def expected(marked: str) -> list[str]:
    return [part.strip() for part in marked.split("|")]


def unmarked(marked: str) -> str:
    return marked.replace(" | ", " ").replace("|", "")


@pytest.mark.parametrize("marked", UKRAINIAN)
def test_ukrainian_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    assert list(split_sentences(unmarked(marked), UK)) == expected(marked)


@pytest.mark.parametrize("marked", RUSSIAN)
def test_russian_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    assert list(split_sentences(unmarked(marked), RU)) == expected(marked)


@pytest.mark.parametrize("marked", ENGLISH)
def test_english_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    assert list(split_sentences(unmarked(marked), EN)) == expected(marked)


def test_a_long_quotation_is_cut_into_sentences() -> None:
    sentence = "Ми працюємо над цим щодня разом із партнерами, і результат буде вже цього року"
    text = f"«{sentence}. {sentence}. {sentence}», — сказав він."

    assert len(split_sentences(text, UK)) == 3


@pytest.mark.parametrize("language", list(Language))
def test_spans_cover_the_text_but_for_white_space(language: Language) -> None:
    chance = random.Random(7)
    atoms = [
        *"..!?…«»„“”\"'()—- \n\t,:0A5я",
        "Він",
        "сказав",
        "U.S",
        "г",
        "ст",
        "тис",
        "said",
        "🔴",
        "#Київ",
        " ",
        "\u00a0",
        "в. о",
        "В",
    ]
    for _ in range(1500):
        text = "".join(chance.choice(atoms) + chance.choice(["", " ", ""]) for _ in range(chance.randint(0, 40)))

        spans = sentence_spans(text, language)

        covered = {offset for start, end in spans for offset in range(start, end)}
        assert all(text[offset].isspace() for offset in set(range(len(text))) - covered)
        assert all(a_end <= b_start for (_, a_end), (b_start, _) in itertools.pairwise(spans))
        assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


def test_empty_and_blank_texts_have_no_sentences() -> None:
    assert split_sentences("", EN) == ()
    assert split_sentences(" \u00a0\n ", UK) == ()


def test_lines_are_never_joined_into_one_sentence() -> None:
    assert split_sentences("перший рядок\nдругий рядок", UK) == ("перший рядок", "другий рядок")


def test_titles_and_headings_are_one_segment_each() -> None:
    paragraphs = [
        Paragraph(index=0, kind=SegmentKind.TITLE, text="Вибухи у Києві. Що відомо?"),
        Paragraph(index=1, kind=SegmentKind.BODY, text="Перше. Друге."),
        Paragraph(index=2, kind=SegmentKind.HEADING, text="Наслідки. Хроніка"),
        Paragraph(index=4, kind=SegmentKind.QUOTE, text="Третє."),
        Paragraph(index=5, kind=SegmentKind.BODY, text="  "),
    ]

    segments = segment_article(paragraphs, UK)

    assert [(segment.position, segment.text) for segment in segments] == [
        ((0, 0), "Вибухи у Києві. Що відомо?"),
        ((1, 0), "Перше."),
        ((1, 1), "Друге."),
        ((2, 0), "Наслідки. Хроніка"),
        ((4, 0), "Третє."),
    ]
    assert segments[3].kind is SegmentKind.HEADING


def test_a_hostile_paragraph_takes_no_more_than_linear_time() -> None:
    """A hundred thousand characters of marks and open quotations still end; each is at most one span."""
    for text in ("«" * 20_000 + "а. Б" * 20_000, "А. " * 30_000, '"а. Б" ' * 15_000, "(" * 30_000 + "а. Б " * 10_000):
        assert sentence_spans(text, UK)
