"""Lines that are a label, a button or a notice of the site and nothing else, in English, Ukrainian and Russian."""

from __future__ import annotations

import re
from typing import Final

from tercet.flows.ingest.phrases import Removal, whole

_AD_LABEL: Final = (
    r"(?:реклама|на правах рекламы|на правах реклами|рекламный материал|рекламний матеріал|промо|партн[её]рский "
    r"материал|"
    r"партнерський матеріал|партн[её]р(?: материала)?|advertise?ment|advertising|ad|sponsored(?: by)?|promoted(?: by)?|"
    r"paid for by)"
)
_COMPANY: Final = (
    r"(?-i:\b(?:ООО|ОАО|ПАО|ЗАО|АО|ИП|АНО|ГБУ|МУП|НКО|"
    r"ТОВ|ФОП|ПрАТ|ПАТ|АТ|КП|ДП|ГО|Ltd|LLC|Inc|PLC|plc|GmbH|LLP|Limited|ИНН|ЄДРПОУ)\b)"
)
_QUOTED: Final = r"[«\"“„][^«»\"“”„]{2,60}[»\"”]"
_ALL_COOKIES: Final = (
    r"(?: (?:все|всі|усе|усі|та|и|і|закрити|закрыть|продовжити|продолжить|лише|тільки|только|необхідні|необходимые|"
    r"файли|файлы|"
    r"cookies?|кукі|куки|від|от|усіх|всех)){0,4}"
)
_ENTER: Final = (
    r"(?:увійдіть|увійти|авторизуй\w+|авторизувати\w+|зареєструй\w+|зареєструвати\w+|залогін\w+|"
    r"войдите|войти|авторизуй\w+|авторизоваться|зарегистрируй\w+|зарегистрироваться|залогин\w+)"
)

WHOLE_LINES: Final[tuple[tuple[Removal, re.Pattern[str]], ...]] = (
    (
        Removal.ADVERTISEMENT,
        whole(
            r"advertise?ments?(?:\W+(?:scroll|continue|story|article|skip|remove)[\w\s]{0,40})?",
            r"advertising|ads? by [\w ]{2,20}|sponsored(?: (?:content|by [\w ]{2,30}))?|paid (?:content|post)|promoted",
            r"(?:story|article|text) continues (?:below|after)(?: [\w ]{0,20})?|scroll to continue[\w ]{0,20}",
            r"реклама(?:\W+\d+\+?)?|на правах реклами|на правах рекламы|партнерськ\w+ (?:матеріал|проєкт|проект)",
            r"партнерск\w+ (?:материал|проект)|спонсор\w* (?:матеріал|материал)|продовження (?:після|під) реклам\w+",
            r"продолжение (?:после|под) реклам\w+|промо|рекламный (?:материал|блок)|рекламний (?:матеріал|блок)",
            r"skip (?:this |the )?(?:ads?|advertisements?)|(?:report|hide|close) (?:this )?ad|ad feedback|why (?:am i "
            r"seeing )?this ad",
            r"(?:прибрати|вимкнути|пропустити|приховати|убрать|отключить|пропустить|скрыть) рекламу",
            rf"{_AD_LABEL}\s*(?:[.:,|/·•–—-]|\s\()\s*(?:\d{{1,2}}\+|.{{0,60}}{_COMPANY}.{{0,80}}|{_QUOTED}|"
            rf"[\w.-]+\.[a-zа-яіїє]{{2,6}})",
            rf"{_COMPANY}\s.{{2,80}}[.,|·•–—-]\s*реклама|.{{0,120}}\berid\s*[:=]?\s*[a-z0-9]{{6,}}.{{0,20}}",
        ),
    ),
    (
        Removal.COOKIES,
        whole(
            r"(?:i )?(?:accept|reject|decline|refuse|deny|allow|agree)(?: (?:all|and|only|to|close|continue|necessary|"
            r"essential|"
            r"non-essential|optional|cookies?)){0,4}",
            r"(?:only )?(?:strictly )?(?:necessary|essential) cookies(?: only)?|continue without (?:accepting|"
            r"agreeing)",
            r"(?:manage|customi[sz]e|change|set|adjust|review|update|save)(?: (?:my|your|cookies?|privacy|consent|"
            r"ad)){0,3} "
            r"(?:choices?|preferences|settings|options|partners|consent)",
            r"(?:my |your )?(?:cookies?|privacy|consent|ad) (?:choices|preferences|settings|options|policy|notice|"
            r"statement)",
            r"(?:we (?:value|respect|care about)|your choices? (?:about|regarding)) your privacy(?:[,.!:] "
            r"[^\"“”«»]{0,160})?",
            r"your privacy,? your choices?|your privacy matters(?: to us)?|got it|i understand|i agree|no,? thanks",
            rf"(?:прийняти|приймаю|погоди(?:тися|тись)|погоджую(?:ся|сь)|дозволити|відхилити|"
            rf"відмовитися){_ALL_COOKIES}",
            rf"(?:принять|принимаю|согласиться|разрешить|отклонить|отказаться){_ALL_COOKIES}|согласен|согласна|згоден|"
            rf"згодна",
            r"(?:лише|тільки|только) (?:необхідні|обов['’ʼ]язкові|необходимые|обязательные)(?: файли| файлы)?(?: "
            r"cookies?| кук\w+)?",
            r"(?:керувати|налаштувати|змінити|налаштування|зберегти)(?: (?:мій|свій|свої))? (?:вибір|вибором|"
            r"налаштування\w*|згод\w|"
            r"параметр\w*|приватн\w+|конфіденційн\w+|файл\w+ (?:cookies?|кук\w+)|cookies?|кук\w+)",
            r"(?:управлять|управление|настроить|изменить|настройки|сохранить)(?: (?:мой|свой|свои))? (?:выбор\w*|"
            r"настройк\w+|соглас\w+|"
            r"параметр\w*|приватн\w+|конфиденциальн\w+|файл\w+ (?:cookies?|кук\w+)|cookies?|кук\w+)",
            r"(?:ми|мы) (?:цінуємо|поважаємо|дбаємо про|ценим|уважаем|заботимся о) (?:вашу? |вашей )?(?:приватн|"
            r"конфіденційн|конфиденциальн)\w+"
            r"(?:[,.!:] [^\"“”«»]{0,160})?|зрозуміло|понятно|політика (?:cookies?|конфіденційності|приватності)|"
            r"политика (?:cookies?|конфиденциальности)",
        ),
    ),
    (
        Removal.SHARE,
        whole(
            r"(?:\W*(?:facebook|twitter|x|instagram|telegram|whatsapp|viber|linkedin|reddit|pinterest|messenger|"
            r"e-?mail|print|share|threads|"
            r"bluesky|copy|link|save|фейсбук|телеграм|вайбер|твіттер|твиттер|пошта|почта|друк|одноклассники|вконтакте|"
            r"vk|ok)\b){1,12}",
            r"share(?: (?:this|on|via|with)[\w\s,/&]{0,40})?|share (?:article|story)|tweet|print(?: (?:this|article|"
            r"page))?",
            r"save(?: (?:article|story|for later))?|copy (?:the )?link|link copied|bookmark|add to favou?rites|gift "
            r"article",
            r"(?:поділи(?:ти|тись|тися|ться|тесь|тися з друзями)|поділіться|поширити|поширте|надіслати)(?: "
            r"[\w\s,:]{0,40})?",
            r"(?:поделиться|поделитесь|поделись|отправить|распространить)(?: [\w\s,:]{0,40})?",
            r"(?:скопіювати|копіювати) посилання|(?:скопировать|копировать) ссылку|версія для друку|версия для печати",
            r"роздрукувати|распечатать|друкувати|печать|в закладки|у закладки|зберегти|сохранить|додати в обране",
            r"добавить в избранное|[\d\s.,kктис]+ (?:shares?|views?|likes?|поширен\w+|перегляд\w+|просмотр\w+|"
            r"репост\w+)",
            r"(?:views?|shares?|переглядів|перегляди|просмотров|просмотры|прочитано|прочитали)\W{1,3}[\d\s.,kтис]+(?: "
            r"раз\w*)?",
        ),
    ),
    (
        Removal.COMMENTS,
        whole(
            r"(?:leave|add|post|write) (?:a |your )?(?:comment|reply)|(?:view |show |read |see )?(?:all "
            r")?\W*\d*\W*comments?\W*\d*",
            r"join the (?:conversation|discussion)|(?:залишити|додати|написати|дописати) (?:свій )?коментар\w*",
            r"(?:оставить|добавить|написать) (?:свой )?комментари\w*|\d*\W*(?:коментар|комментари)\w{0,3}\W*\d*",
            r"(?:please )?(?:sign|log) ?in(?: or (?:register|sign ?up|subscribe|create (?:an )?(?:free )?account))? to "
            r"[\w\s,'’-]{3,60}",
            r"(?:register|subscribe|create (?:an |your )?(?:free )?account|become a (?:member|subscriber)) to "
            r"(?:comment|join|leave|post|"
            r"reply|continue|read|unlock)[\w\s,'’-]{0,60}",
            r"you (?:must|need to|have to) (?:be logged in|be signed in|log ?in|sign ?in|register)[\w\s,'’-]{0,60}",
            r"(?:already (?:have an account|an? (?:member|subscriber)|registered|subscribed)\W+)(?:log|sign) ?in(?: "
            r"here| now)?",
            r"be the first to (?:comment|reply|leave a comment)[\w\s]{0,30}|have your say(?: [\w\s]{0,30})?|start the "
            r"conversation",
            r"comments?(?: on this \w+| for this \w+)?(?: are| have been| is)?(?: now)? (?:closed|disabled|turned off|"
            r"off)[\w\s]{0,30}",
            r"no comments(?: yet)?|(?:top|newest|oldest|best|latest) comments|sort by[\w\s:]{0,30}|report (?:comment|"
            r"abuse)",
            rf"(?:будь ласка,? |пожалуйста,? )?{_ENTER}(?:(?:,| або| чи| та| і| или| и)? [\w\s]{{2,25}})?,? (?:щоб|аби|"
            rf"для|чтобы)\b"
            r"[\w\s,'’ʼ-]{0,60}",
            r"(?:щоб|аби|чтобы) (?:залишити|додати|написати|прокоментувати|долуч\w+|приєдн\w+|взяти|брати|обговор\w+|"
            r"комент\w+|відпов\w+|"
            r"читати|оставить|добавить|написать|прокоммент\w+|присоед\w+|принять|обсу\w+|коммент\w+|ответить|"
            r"читать)\b[\w\s'’ʼ]{0,40}, ?"
            rf"(?:(?:потрібно|необхідно|треба|будь ласка,?|нужно|необходимо|надо|пожалуйста,?) "
            rf")*{_ENTER}[\w\s]{{0,30}}",
            r"(?:коментувати|комментировать|залишати коментарі|оставлять комментарии) мо[жг]ут\w* (?:лише|тільки|"
            r"только)[\w\s]{0,40}",
            r"(?:будьте|станьте|стань) перш\w+,? [\w\s]{0,20}комент\w+|(?:будьте|станьте|стань) перв\w+,? "
            r"[\w\s]{0,20}коммент\w+",
            r"коментар\w* (?:закрит\w+|вимкнен\w+|відсутні|поки немає|немає)|комментари\w* (?:закрыт\w+|отключен\w+|"
            r"отсутствуют|пока нет)|"
            r"(?:коментарів|комментариев) (?:поки |ще |пока |ещё |еще )?(?:немає|нема|нет)",
            r"(?:переглянути|показати|дивитися|читати|всі|усі|смотреть|показать|читать|посмотреть|все)(?: всі| усі| "
            r"все)? "
            r"(?:коментар\w*|комментари\w*)(?:\W*\d+\W*)?",
            r"обговорити(?: [\w\s]{0,30})?|обсудить(?: [\w\s]{0,30})?|увійдіть, щоб [\w\s]{0,40}|войдите, чтобы "
            r"[\w\s]{0,40}",
        ),
    ),
    (
        Removal.NAVIGATION,
        whole(
            r"skip (?:to|next|past|over)[\w\s,'-]{0,60}|back to (?:top|home|news)|(?:previous|next) (?:article|story|"
            r"post|page)",
            r"load more|show more|see more|view all|log ?in|sign ?in|continue reading|read more",
            r"на головну|на главную|назад|вгору|нагору|наверх|наступна (?:новина|стаття)|попередня (?:новина|стаття)",
            r"следующая (?:новость|статья)|предыдущая (?:новость|статья)|показати (?:ще|більше)|показать (?:ещё|еще|"
            r"больше)",
            r"завантажити ще|загрузить ещё|меню|пошук|поиск|закрити|закрыть|увійти|войти|читати далі|читать далее|"
            r"детальніше",
            r"подробнее|докладніше|усі новини|всі новини|все новости|до змісту|зміст|содержание|перейти до "
            r"[\w\s]{2,30}",
            r"перейти к [\w\s]{2,30}|end of (?:article|story|newsletter|promotion)[\w\s]{0,20}|в початок|в начало",
        ),
    ),
    (
        Removal.MEDIA,
        whole(
            r"(?:watch|play|listen)(?: (?:the|this|to|now|video|audio|article|story|live|podcast))+(?:\W+[\d:]+(?: "
            r"min\w*)?)?",
            r"(?:video|audio|photos?|gallery|podcast|infographic|відео|видео|аудіо|аудио|подкаст|інфографіка|"
            r"инфографика|фотогалерея)",
            r"(?:прослухати|слухати|дивитися|переглянути|прослушать|слушать|смотреть)(?: (?:відео|видео|аудіо|аудио|"
            r"статтю|статью|новину|новость|подкаст|онлайн))?",
            r"listen|play(?: audio| video)?|watch(?: video)?|listen \(\d+ min\w*\)",
            r"your browser does not support[\w\s-]{0,60}|to (?:view|play) this video[\w\s,.-]{0,120}|loading[\W]*|"
            r"завантаження|загрузка",
            r"\d{1,2}:\d{2}(?::\d{2})?\W+\d{1,2}:\d{2}(?::\d{2})?|(?:open|view) (?:image|photo|gallery)[\w\s]{0,30}|"
            r"(?:expand|enlarge) image",
            r"відкрити (?:фото|галерею)|открыть (?:фото|галерею)|\d+ (?:of|/|з|из) \d+",
        ),
    ),
    (
        Removal.COPYRIGHT,
        re.compile(
            r"\W*(?:(?:copyright\b|\(c\)\s|©).{0,120}|.{0,80}(?:all rights reserved|(?:усі|всі) права захищен\w+|все "
            r"права защищены).{0,80}|"
            r"(?:передрук|перепечатка|копіювання|копирование|цитування|цитирование|використання матеріал\w+|"
            r"использование материал\w+)"
            r"\b.{0,200}(?:посиланн|ссылк|дозвол|разрешени|гіперпосилан|гиперссыл).{0,100})",
            re.IGNORECASE,
        ),
    ),
    (
        Removal.READ_TIME,
        whole(
            r"(?:reading time|read time|time to read|estimated read(?:ing)? time|est\.? read)\W*\d+\W*min\w*",
            r"(?:about |~ ?)?\d+[\s-]*min(?:ute)?s?[\s-]*(?:read|to read|reading)",
            r"(?:час (?:на )?(?:читання|прочитання)|читати|читання|прочитаєте за|час прочитання)\W*(?:близько |до |≈ ?|"
            r"~ ?)?\d+\W*(?:хв|хвилин)\w*",
            r"\d+\W*(?:хв|хвилин\w*)\.? (?:на |для )?(?:читання|прочитання)",
            r"(?:время (?:на )?(?:чтения|прочтения)|читать|чтение|прочтёте за|прочтете за)\W*(?:около |до |≈ ?|~ "
            r"?)?\d+\W*(?:мин|минут)\w*",
            r"\d+\W*(?:мин|минут\w*)\.? (?:на |для )?(?:чтения|чтение|прочтения)",
            r"\d{1,2}\W?(?:min(?:ute)?s?|хв(?:илин\w?)?|мин(?:ут\w?)?)",
        ),
    ),
    (
        Removal.NOTICE,
        re.compile(
            r"\W*(?:(?:this is )?an? (?:breaking|developing)(?: news)? story\b.{0,120}|.{0,20}(?:page|story|article) "
            r"will be updated\W*|"
            r"новин[аи] доповнюється\W*|новость дополняется\W*|матеріал (?:доповнюється|оновлюється)\W*|материал "
            r"(?:дополняется|обновляется)\W*|"
            r"(?:this )?(?:article|story|text|report) (?:was|has been) (?:originally|first|translated|edited|updated|"
            r"corrected|adapted)\b.{0,160}|"
            r"(?:цю |ця |цей |стаття |статтю |текст |матеріал )+(?:було |була |був )?(?:перекладено|переклали|вперше "
            r"опубліковано|адаптовано).{0,120}|"
            r"(?:эта |этот |статья |текст |материал )+(?:была |был )?(?:переведен|переведена|впервые опубликован|"
            r"адаптирован).{0,120})",
            re.IGNORECASE,
        ),
    ),
    (
        Removal.SECTION_LABEL,
        whole(
            r"(?:breaking|latest|top|world|local|national|business|sports?|more|today'?s|related) (?:news|stories|"
            r"headlines)",
            r"(?:останні|головні|свіжі|топ|інші|світові|місцеві) новини|новини(?: (?:дня|україни|світу|компаній|"
            r"партнерів|за темою))?",
            r"(?:последние|главные|свежие|топ|другие|мировые|местные) новости|новости(?: (?:дня|украины|мира|компаний|"
            r"партнёров|партнеров|по теме))?",
            r"exclusive|explainer|updated|ексклюзив|эксклюзив|оновлено|обновлено|доповнено|дополнено|терміново|срочно|"
            r"блискавка",
        ),
    ),
)
"""Lines that are this and nothing else."""
_TOPIC: Final = whole(
    r"analysis|opinion|live|update|breaking|politics|economy|business|world|europe|sports?|culture|society|science|"
    r"health|"
    r"environment|education|technology|travel|weather|local|national|regional|more|menu|search|home|close",
    r"аналітика|аналитика|думка|мнение|головне|главное|політика|политика|економіка|экономика|суспільство|общество|"
    r"молния|"
    r"культура|спорт|світ|мир|наука|здоров['’ʼ]я|здоровье|війна|происшествия|події|события|місто|город|регіон\w*|"
    r"регион\w*",
)
"""Names of sections, which are subheads as well: labels only where no story stands around them."""

_MENU_PART: Final = whole(
    r"(?:my )?(?:account|profile)|register|registration|create (?:an |your )?(?:free )?account|log ?out|sign ?(?:up|"
    r"out)|sections?",
    r"subscribe(?: now| today)?|subscriptions?|newsletters?|e-?paper|podcasts?|videos?|advertise(?: with us)?|about(?: "
    r"us)?|help|faq",
    r"contacts?(?: us)?|terms(?: (?:of (?:use|service)|and conditions))?|privacy(?: policy)?|careers|jobs|site ?map|"
    r"complaints|rss",
    r"реєстрація|зареєструватися|вийти|(?:особистий )?кабінет|передплат\w+|підписка|про (?:нас|сайт|проєкт)|редакція|"
    r"контакти|розсилк\w",
    r"регистрация|зарегистрироваться|выйти|(?:личный )?кабинет|подписк\w|о (?:нас|сайте|проекте)|редакция|контакты|"
    r"рассылк\w|вакансі\w",
    r"вакансии|реклама на сайт[іе]|реклама|(?:мапа|карта) сайт[уа]|правила|пользовательское соглашение|угода "
    r"користувача|(?:укр|рус|eng|ua|ru|en)",
)
"""What stands in a row of buttons. Alone, such a word may be a subhead."""
_ROW_BORDER = re.compile(r"\s*[|•·›>→]\s*|\s+[/»\\–—-]\s+|\s*::\s*|\t")
_TRAIL_BORDER = re.compile(r"\s*[›>→|]\s*|\s+[»/\\]\s+|\s*::\s*")
_HOME = whole(
    r"home(?: ?page)?|main(?: page)?|front ?page|start|головна(?: сторінка)?|главная(?: страница)?|домой|додому"
)
_COUNTER = re.compile(r"[^\w%$€₴₽]*\d[\d\s.,]{0,8}[kкmм]?[^\w%$€₴₽]*", re.IGNORECASE)
_MAX_TRAIL_PARTS: Final = 8


def whole_line_reason(text: str, *, is_outside: bool = True) -> Removal | None:
    """Why a line is none of the story; None where that cannot be said. A row of buttons is one where each part is.

    `is_outside` says that the line stands above the first or below the last paragraph of running text.
    """
    if is_trail(text, is_outside=is_outside):
        return Removal.NAVIGATION
    reason = _label_reason(text)
    if reason is None and is_outside and _COUNTER.fullmatch(text):
        reason = Removal.SHARE
    if reason is None and is_outside and _TOPIC.fullmatch(text):
        reason = Removal.SECTION_LABEL
    if reason is not None:
        return reason
    parts = [part for part in _ROW_BORDER.split(text) if part]
    labels = [_label_reason(part) for part in parts]
    if len(parts) < 2 or not (is_outside or any(labels)):
        return None
    is_row = all(
        label or _MENU_PART.fullmatch(part) or _TOPIC.fullmatch(part) for label, part in zip(labels, parts, strict=True)
    )
    return next((label for label in labels if label), Removal.NAVIGATION) if is_row else None


def is_trail(text: str, *, is_outside: bool) -> bool:
    """Whether a line is the path to a page: `Home > News > Upper Tarn`, `Главная / Город`.

    Outside the running text the path need not begin at home, if it has three short parts without figures.
    """
    parts = [part.strip() for part in _TRAIL_BORDER.split(text)]
    if not 2 <= len(parts) <= _MAX_TRAIL_PARTS or not all(parts[:-1]) or text[-1] in ".!?…":
        return False
    lengths = [len(part.split()) for part in parts]
    if _HOME.fullmatch(parts[0]):
        return max(lengths[:-1]) <= 4 and (len(parts) > 2 or "/" not in text or lengths[-1] <= 2)
    is_short = len(parts) > 2 and max(lengths) <= 3 and not any(char.isdigit() for char in text)
    return is_outside and is_short and all(part[:1].isupper() for part in parts)


def _label_reason(text: str) -> Removal | None:
    return next((reason for reason, form in WHOLE_LINES if form.fullmatch(text)), None)
