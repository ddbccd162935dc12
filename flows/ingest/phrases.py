"""The words by which lines around a story are known, in English, Ukrainian and Russian.

Whole-line forms decide alone: a line that is nothing else is no story. The vocabularies only give evidence, weighed in
`prompts.py`, because every word in them may also stand in a story.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Removal(StrEnum):
    """Why a line was cut. A closed list: it is stored with the line."""

    NEWSLETTER = "newsletter"
    FOLLOW_US = "follow_us"
    APP = "app"
    STORY_TIP = "story_tip"
    CONTACT = "contact"
    SUPPORT_US = "support_us"
    READ_ALSO = "read_also"
    PHOTO_CREDIT = "photo_credit"
    CAPTION = "caption"
    SOURCE_CREDIT = "source_credit"
    AGENCY_LINE = "agency_line"
    BYLINE = "byline"
    READ_TIME = "read_time"
    TIMESTAMP = "timestamp"
    SHARE = "share"
    COMMENTS = "comments"
    COOKIES = "cookies"
    ADVERTISEMENT = "advertisement"
    TAGS = "tags"
    COPYRIGHT = "copyright"
    NAVIGATION = "navigation"
    MEDIA = "media"
    ERROR_REPORT = "error_report"
    NOTICE = "notice"
    SECTION_LABEL = "section_label"
    REPEATED_TITLE = "repeated_title"
    REPEATED_TEXT = "repeated_text"
    REPEATED_LINE = "repeated_line"


EMOJI: Final = re.compile(
    "[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u2600-\u27bf\u2b05-\u2b55\u25b6\u25c0\u23e9-\u23fa\u2190-\u21ff]"
)
"""Pictographs and arrows; the marks ✓ and ★ among them."""

SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’»)\]]*$")
ADDRESS: Final = re.compile(
    r"\b[\w.+-]+@[\w-]+\.[\w.-]+|https?://\S+|\b(?:www|t)\.\S+/?\S*|(?<!\w)@\w{3,}|\b[\w-]+\.(?:com|org|net|ua|ru|info|"
    r"media)\b"
)
PHONE: Final = re.compile(r"(?<!\d)\+?\d[\d\s()-]{8,}\d(?!\d)")


def whole(*forms: str) -> re.Pattern[str]:
    """A line that is one of the forms and nothing else, whatever punctuation stands around it."""
    return re.compile(r"\W*(?:" + "|".join(forms) + r")\W*", re.IGNORECASE)


def _opening(*forms: str) -> re.Pattern[str]:
    return re.compile(r"\W*(?:" + "|".join(forms) + r")", re.IGNORECASE)


READ_ALSO: Final = _opening(
    r"also read|read (?:also|more|next|too)|see also|related (?:articles?|stories|content|news|topics|coverage|links?)|"
    r"more (?:stories|coverage|news)|more on this(?: story| topic)?|further reading|don'?t miss|you (?:may|might) "
    r"(?:also )?(?:like|be interested in)|"
    r"recommended (?:for you|reading|stories)|editors?'?s? (?:picks?|choice)|most (?:read|popular|viewed)|watch "
    r"(?:also|next)|also watch|"
    r"(?:в|у) тему|(?:читай(?:те)?|читати|дивіться|дивись|дивитися|слухайте|перегляньте) (?:також|ще|більше|далі|по "
    r"темі)|"
    r"також (?:читайте|дивіться|за темою|по темі|на тему)|більше (?:новин|по темі|за темою|про це)|"
    r"(?:інші|схожі|популярні|пов['’ʼ]язані|останні) (?:новини|матеріали|статті)|матеріали (?:за темою|по темі)|за "
    r"темою|по темі|до теми|"
    r"вас може зацікавити|найпопулярніше|(?:читай(?:те)?|читать|смотри(?:те)?|смотреть|слушайте) (?:также|ещё|еще|"
    r"больше|далее|по теме)|"
    r"также (?:читайте|смотрите|по теме|на тему)|ещё по теме|еще по теме|по теме|больше (?:новостей|по теме)|"
    r"(?:другие|похожие|популярные|связанные|последние) (?:новости|материалы|статьи)|(?:материалы|новости) по теме|"
    r"вас может заинтересовать|самое (?:популярное|читаемое)|(?:раніше|ранее|ранее|раніше) (?:за темою|по теме)"
)
"""Headers of links to other stories, followed by a title: after a colon, a dash, or with a capital."""
WEAK_READ_ALSO: Final = _opening(
    r"related|recommended|popular(?: now)?|trending(?: now)?|watch|read|see|more|must read|next|background|"
    r"рекомендуємо|рекомендуем|читайте|дивіться|"
    r"смотрите|також|также|детальніше|подробнее|раніше|ранее|більше|больше"
)
"""Headers only where nothing but a colon, or nothing at all, follows them."""

CREDIT_LABEL: Final = (
    r"(?:photos?|photo(?:graph)?s?(?: by| credit| courtesy(?: of)?)?|pictures?|images?|image credit|picture credit|"
    r"credits?|"
    r"file (?:photo|image|picture)|illustrat(?:ion|ive)(?: photo| image)?|screenshot|screengrab|graphics?|map|"
    r"infographic|video|"
    r"фото(?:графія|графия|граф|графка|ілюстрація|иллюстрация|колаж|коллаж|архів|архив)?|світлини?|знімок|снимок|"
    r"зображення|"
    r"изображение|ілюстрація|иллюстрация|ілюстративне (?:фото|зображення)|иллюстративное (?:фото|изображение)|"
    r"архівне фото|архивное фото|скріншот|скриншот|кадр|стопкадр|відео|видео|інфографіка|инфографика|карта|мапа|"
    r"графіка|графика|колаж|коллаж)"
)
CREDIT_LINE: Final = re.compile(
    rf"\W*(?:{CREDIT_LABEL}\s*(?:[:|/–—©-]|\bby\b|\bvia\b|\bcourtesy\b|\bз\b|\bиз\b|\bвід\b)\s*\S.{{0,100}}|"
    rf"(?:фото|світлина|снимок|изображение|зображення|ілюстрація|иллюстрация)\s+(?:ілюстративне|иллюстративное|архівне|"
    rf"архивное|пресслужб\w+|"
    rf"пресс-служб\w+|прес-служб\w+|автор\w*|надан\w+|предоставлен\w+|дснс|гсчс|мчс|з відкритих|из открытых|"
    rf"depositphotos|unsplash|getty|унiан|уніан|укрінформ).{{0,80}}|"
    rf"(?:©|\(c\))\s*\S.{{0,80}}|(?:getty images|afp|reuters|ap photo|epa|shutterstock|depositphotos|unsplash|imago|"
    rf"picture alliance)(?:\s*/\s*\S.{{0,60}})?)",
    re.IGNORECASE,
)
CREDIT_TAIL: Final = re.compile(
    rf"(?:[.!?…»”\"')]|\s)\s*[(\[|/–—-]*\s*{CREDIT_LABEL}\s*(?:[:©|]|\bby\b|\bcredit\b|\bcourtesy "
    rf"of\b)\s*[^.]{{2,80}}[.)\]]*$|"
    r"\s(?:©|\(c\))\s?[^.]{2,60}$|"
    r"[(\[]\s*(?:photo|image|picture|file photo|фото|світлина|снимок|архів|архив)\b[^)\]]{0,80}[)\]]\W*$",
    re.IGNORECASE,
)
"""A picture's credit at the end of its caption."""
PICTURE_WORDS: Final = re.compile(
    r"\b(?:pictured|file photo|archive photo|stock photo|this photo|this image|aerial view|seen (?:here|in this|from)|"
    r"на (?:фото|знімку|світлині|снимке|фотографии|зображенні|изображении|архівному|архивном)|ілюстративне|"
    r"иллюстративное|"
    r"архівне фото|архивное фото|зліва направо|слева направо)\b|\((?:left|right|center|centre|зліва|ліворуч|праворуч|"
    r"справа|слева|в центрі|в центре|архів|архив|file)\)",
    re.IGNORECASE,
)

SOURCE_LINE: Final = re.compile(
    r"\W*(?:sources?|via|originally published (?:by|in|on|at)|джерел[оа]|першоджерело|источники?|"
    r"первоисточник)\s*[:–—-]\s*\S.{0,80}|"
    r"\W*(?:sources?|джерел[оа]|источники?)\s*:?\W*",
    re.IGNORECASE,
)
AGENCY_OPENING: Final = re.compile(
    r"\W*(?:with(?: (?:information|material|reporting|inputs?|files|contributions?|additional reporting))?(?: (?:from|"
    r"by))?|"
    r"(?:additional )?(?:reporting|information|material) (?:by|from)|based on (?:reports?|material|information) (?:by|"
    r"from|of)|"
    r"(?:за|з|із) (?:матеріал\w+|інформаці\w+|даними|повідомленн\w+)(?: (?:агентств\w*|видан\w+|від|агенці\w+))?|"
    r"(?:з|із) використанням (?:матеріалів|інформації)(?: (?:агентств\w*|видан\w+))?|використано матеріали(?: "
    r"агентств)?|"
    r"по (?:материал\w+|информации|данным|сообщени\w+)(?: (?:агентств\w*|издани\w+))?|"
    r"с использованием (?:материалов|информации)(?: (?:агентств\w*|издани\w+))?|использованы материалы(?: агентств)?|"
    r"за участ[ію]|при участии|[зс](?=\s+[A-ZА-ЯІЇЄҐ]))\s*:?\s+(?P<names>\S.{0,120}?)\W*$",
    re.IGNORECASE,
)
AGENCY_ENDING: Final = re.compile(
    r"\W*(?P<names>\S.{0,100}?) (?:contributed (?:to|reporting)|also contributed)\b.{0,60}", re.IGNORECASE
)
AGENCIES: Final = frozenset(
    "reuters|afp|agence france-presse|ap|associated press|the associated press|dpa|efe|ansa|pa|pa media|upi|bloomberg|"
    "xinhua|"
    "kyodo|interfax|interfax-ukraine|ukrinform|unian|tass|ria|ria novosti|belta|epd|kna|apa|ats|belga|anp|tt|ntb|"
    "ritzau|pap|čtk|ctk|"
    "tasr|mti|agerpres|bta|anadolu|aa|ani|pti|ians|yonhap|sda|lusa|tanjug|hina|sid|rfe/rl|bns|leta|elta|bbc|cnn|afpbb|"
    "укрінформ|уніан|інтерфакс|інтерфакс-україна|рейтер|рейтерс|франс пресс|ассошіейтед пресс|тасс|риа новости|риа|"
    "интерфакс|"
    "интерфакс-украина|укринформ|униан|суспільне|рбк-україна|рбк|бі-бі-сі|радіо свобода|радио свобода|"
    "белта|апа|ап|афп|дпа".split("|")
)
BYLINE: Final = re.compile(
    r"\W*(?:(?i:(?:written |reported |story |words |text |compiled |edited |translated |produced )?by)\s+|"
    r"(?i:authors?|reporters?|writers?|editors?|correspondents?|edited by|reporting by|writing by|editing by|"
    r"translation|producers?|words)\s*:\s*|"
    r"(?i:reporting|edited|editing|writing) by\s+|"
    r"(?i:автор(?:и|ы|ка|ки)?(?: тексту| текста| статті| статьи| матеріалу| материала)?|текст|журналіст(?:ка)?|"
    r"журналист(?:ка)?|"
    r"кореспондент(?:ка)?|корреспондент(?:ка)?|редактор(?:ка)?|переклад(?:ач|ачка|ала?|в)?|перевод(?:чик|чица)?|"
    r"перевела?|"
    r"підготув(?:ав|ала|али)|подготовил[аи]?|записа(?:в|ла|л)|спілкува(?:вся|лася)|беседовала?|розмовля(?:в|ла)|"
    r"матеріал підготув\w+|материал подготов\w+|над матеріалом працю\w+|над материалом работал\w*)\s*[:–—-]?\s+)"
    r"(?=[A-ZА-ЯЁІЇЄҐ])"
)
NAME: Final = re.compile(
    r"[A-ZА-ЯЁІЇЄҐ][\w'’ʼ.-]*(?:\s+(?:(?:de|von|van|der|el|al|bin|da|di)\s+)?[A-ZА-ЯЁІЇЄҐ][\w'’ʼ.-]*){1,3}"
)
ROLE: Final = re.compile(
    r"\b(?:correspondent|reporter|editor|staff|writer|journalist|bureau|desk|columnist|кореспондент\w*|"
    r"корреспондент\w*|журналіст\w*|журналист\w*|"
    r"редактор\w*|оглядач\w*|обозреватель\w*|для|спеціально|специально)\b",
    re.IGNORECASE,
)
TAGS: Final = re.compile(
    r"\W*(?:tags?|topics?|keywords?|hashtags?|filed under|categories|category|теги?|мітки|метки|теми|темы|тематика|"
    r"рубрик[аи]|ключові слова|ключевые слова|категорі[яї]|категори[яи])"
    r"\s*:\s*\S.{0,200}|(?:[^\w#]*#\w[\w'’ʼ-]*){1,20}\W*",
    re.IGNORECASE,
)
COOKIES: Final = re.compile(
    r"\b(?:we use|this (?:site|website) uses|our (?:site|website) uses|accept(?: all)?|manage|reject(?: "
    r"all)?)\b.{0,40}\bcookies?\b|"
    r"(?:ми|наш сайт|цей сайт|сайт) використову\w+.{0,30}(?:cookie|кукі|куки)|(?:мы|наш сайт|этот сайт|сайт) "
    r"использу\w+.{0,30}(?:cookie|куки)|"
    r"\b(?:we|ми|мы) (?:and|та|і|и) (?:our|наші|наши) (?:[\w-]+ ){0,3}(?:partners|партнери|"
    r"партн[её]ры)\b.{0,60}\b(?:cookies?|device|data|"
    r"кук\w+|пристрої|устройств\w+|дані|данные)\b|"
    r"(?:by (?:continuing|using|clicking)|продовжуючи|натискаючи|продолжая|нажимая).{0,80}(?:cookie|куки|кукі|privacy|"
    r"конфіденційн|конфиденциальн|персональн|agree|погодж|согла)",
    re.IGNORECASE,
)
ERROR_REPORT: Final = re.compile(
    r"ctrl\s*\+\s*enter|(?:(?:spotted|found|noticed|see) (?:an? )?(?:mistake|error|typo)|report (?:a |an )?(?:mistake|"
    r"error|typo|correction))|"
    r"(?:знайшли|побачили|помітили|бачите) (?:\w+ )?(?:помилк|неточн|описк)|повідомити про помилку|(?:нашли|увидели|"
    r"заметили) (?:\w+ )?(?:ошибк|опечатк|неточност)|сообщить об (?:ошибке|опечатке)",
    re.IGNORECASE,
)
STAMP_LABEL: Final = re.compile(
    r"\b(?:first published|published(?: on| at)?|posted(?: on| at)?|last (?:updated|modified)|updated(?: on| at)?|"
    r"modified|date|issued|"
    r"опубліковано|оприлюднено|оновлено|створено|дата(?: публікації| публикации)?|востаннє оновлено|змінено|"
    r"опубликовано|обновлено|создано|размещено|последнее обновление|изменено|добавлено|додано|сьогодні|сегодня|вчора|"
    r"вчера|today|yesterday)\b",
    re.IGNORECASE,
)
UPDATED_LABEL: Final = re.compile(r"updated|modified|оновлен|змінен|обновлен|изменен", re.IGNORECASE)
AGO: Final = whole(
    r"(?:an?|\d+) (?:min(?:ute)?|hour|hr|day|week|month)s? ago|(?:\d+ )?(?:хв|хвилин\w*|годин\w*|год|день|дні|днів|"
    r"тиж\w+) тому|"
    r"(?:\d+ )?(?:мин|минут\w*|час\w*|день|дня|дней|недел\w+) назад|just now|щойно|только что"
)
DAY_PARTS: Final = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:понеділок|вівторок|середа|четвер|п['’ʼ]ятниця|субота|неділя|"
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\b|"
    r"\b(?:at|on|о|об|в|у|г|р|року|года|gmt|utc|cet|eet|est|et|edt|msk|мск|a\.?m|p\.?m)\b\.?",
    re.IGNORECASE,
)
PLATFORMS: Final = re.compile(
    r"\b(?:facebook|instagram|twitter|x(?= and\b|,| or\b|\.|$| i\b| та\b| і\b| и\b)|youtube|tiktok|telegram|whatsapp|"
    r"viber|threads|bluesky|linkedin|mastodon|reddit|signal|"
    r"google (?:news|play|discover)|app store|apple news|apple podcasts|spotify|rss|vk|ok\.ru|"
    r"фейсбу[кц]\w*|інстаграм\w*|инстаграм\w*|тві?ттер\w*|твиттер\w*|ютуб\w*|тікток\w*|тикток\w*|телеграм\w*|вайбер\w*|"
    r"ватсап\w*|вотсап\w*|"
    r"вконтакте|одноклассник\w*|дзен\w*|соцмереж\w*|соцсет\w*|соціальн\w+ мереж\w*|социальн\w+ сет\w*|social media|"
    r"google новин\w*|google новост\w*)\b",
    re.IGNORECASE,
)
