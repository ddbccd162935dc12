"""Words that decide whether a full stop ends a sentence, in English, Ukrainian and Russian.

The scripts keep Latin and Cyrillic apart, and Ukrainian and Russian share most short forms, so one table serves all
three; foreign names (`U.S. Steel` in a Russian text) need that too. Everything is lower case and without the last stop.
"""

from __future__ import annotations

_NEVER_LAST = """
approx dept univ mr mrs ms messrs dr prof gen gens lt sgt capt cpt maj cpl col adm cmdr gov govs sen sens rep reps rev
hon pres supt insp mt ft vs v e.g i.e cf viz ім вул ул просп пос дер pvt pfc бульв пров пл наб корп смт хут м-н мкр р-н
г-н г-жа г-же г-на гр гр-н гр-ка тов св прп преп проф акад доц канд докт ген ген-лейт ген-майор полк підполк подполк
лейт адм т.зв т.н т.е т.к т.є т.ч напр див см розд разд ред перекл упоряд сост в.о и.о т.в.о вр.и.о зам заст пом гл дж
дм юр фил бл ок
"""
# Followed by a number they belong to it; before a word they may end a sentence.
_BEFORE_NUMBER = """
no nos fig figs art sec vol vols chap ch pp jan feb mar apr jun jul aug sept sep oct nov dec n стор стр с пп п ч ст гл
т кв вип вып № д кн рис табл тел моб корп буд оф tel bldg січ лют бер берез квіт трав черв лип серп вер верес жовт
листоп груд янв фев февр апр июн июл авг сент окт нояб дек тис тыс млн млрд трлн mln bln год час хв мин ш д.р
"""
# They end a sentence only when the next word is one that starts sentences.
_SELDOM_LAST = """
inc corp ltd co bros jr sr st ave blvd rd etc al a.k.a ph.d m.d b.a m.a d.c u.s u.k u.n u.s.a e.u р-ну р.х ап эт пов им
"""
# The same, but only with a capital of their own: `ill` and `mass` are words.
_STATES = """
ala ark ariz calif colo conn fla ga ill ind kan md mass mich minn miss mo mont neb nev okla ore pa tenn tex vt va wash
wis wyo n.y n.j n.c n.h n.m
"""
# Before a capital they end the sentence.
_UNITS = """
a.m p.m mln bln mm cm km kg lb lbs oz hrs min mins secs тис тыс млн млрд трлн грн руб коп дол долл хв мин сек год час
га км кг см мм чел осіб обл т.д т.п в.п п.п т.і т.ін ін др кв.м куб.м м/с км/год км/ч с.ш ю.ш пд.ш пн.ш в.д з.д сх.д
зх.д н.е н.э
"""
# The same letters are a unit after a number and a title, place or article before a name.
_UNIT_AFTER_NUMBER = "м с ч т л ц г р гг рр п д в вв ст"
_LETTER_NOUNS = """
план плану планом плані плана плане група групи групі групу групою группа группы группе группу гепатит гепатиту
гепатита вітамін вітаміну витамин витамина категорії категорія категории категория клас класу класс класса серія серії
серия серии літера літери літерою буква буквы букву сектор сектора секторі секторе ліга ліги лиги лига дивізіон тип
типу типа пункт пункту пункта лінія линия plan group groups vitamin hepatitis type category class series letter бал
балу балів балл балла баллов оцінка оцінку оцінки оценка оценку оценки рівень рівня уровень уровня формат формату
формата section point grade score level format line league than war and
"""
_STARTERS = """
The A An In On At By For From To It He She They We I You This That These Those There But And Or If When While After
Before As With His Her Their Its Our My However Meanwhile Earlier Later Since Some Many Most According Also Another Not
What Why How Who Where Despite During Under Although Because Both Each Even Now Then Here Yet So Still More All One Two
Three Only Such Until Once Nearly About Nobody Nothing Everyone Everybody Someone Somebody У В Він Вона Воно Вони Ми Я
Це Цей Ця Ці Цю Цим Але Однак Проте Також Як Якщо Коли Після Перед До Для За З Із Зі Під При Про По Від Через Серед
Водночас Тоді Там Тут Тепер Зараз Нині Раніше Пізніше Згодом Крім Окрім Ще Вже Його Її Їх Їхній Наш Такий Така Таке Так
Тому Тим Натомість Ні Не І Й А Та Або Щоб Чи Хоча Якби Торік Цього Того Усі Всі Сам Саме Зокрема Нагадаємо Загалом
Відомо Наразі Окремо Утім Втім Майже Понад Близько Більше Багато Деякі Інші Інший Один Одна Двоє Троє На Потім Лише
Навіть Попри Усього Всього За Мене Мій Хто Що Де Між Над Без Через Он Она Оно Они Мы Это Этот Эта Эти Эту Этим Но
Однако Также Если Когда После Перед Для С Со Из Под При О Об Обо От Среди Между Тогда Здесь Теперь Сейчас Ранее Позже
Затем Потом Кроме Еще Ещё Уже Его Ее Её Их Такой Такая Такое Поэтому Тем Нет И Или Чтобы Хотя В Во К Ко Все Всё Вместе
Напомним Всего Известно Пока Отдельно Впрочем Почти Свыше Около Больше Много Некоторые Другие Другой Двое Трое Лишь
Только Даже Несмотря Я Мой Кто Что Где Над Без Через Там Так Не Ни То Тот Та Те Как По У
"""

NEVER_LAST = frozenset(_NEVER_LAST.split())
BEFORE_NUMBER = frozenset(_BEFORE_NUMBER.split())
SELDOM_LAST = frozenset(_SELDOM_LAST.split())
STATES = frozenset(_STATES.split())
UNITS = frozenset(_UNITS.split())
DATE_OPENERS = frozenset(
    (
        "В У С З Із На К До От Від По Після После Перед Станом По Во Со Ще Ещё Еще Лише Лишь Только "
        "At By Around About Shortly Just After Before From Since Until On In Between"
    ).split()
)
UNIT_AFTER_NUMBER = frozenset(_UNIT_AFTER_NUMBER.split())
LETTER_NOUNS = frozenset(_LETTER_NOUNS.split())
YEAR_OR_CENTURY = frozenset({"г", "р", "гг", "рр", "в", "вв", "ст"})
SHORT_LETTERS = frozenset("авгдезклмнопрстухцчшщpcvn")
"""Small letters that are short forms when a stop follows; the others are words (`я`, `є`, `б`)."""
STARTERS = frozenset(_STARTERS.split())
