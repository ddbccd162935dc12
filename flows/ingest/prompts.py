"""Whether a line asks the reader for something: to subscribe, follow, download, write in, pay.

No list of sentences can be complete, so evidence is weighed: an order at the start of a sentence, what it is about,
the outlet speaking of itself and to the reader, addresses, pictographs. A report about such things lacks most of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tercet.flows.ingest.phrases import ADDRESS, EMOJI, PHONE, PLATFORMS, Removal

PROMPT_WEIGHT: Final = 4.0
"""From here a line is a prompt wherever it stands, if it begins with its order or the outlet speaks of itself."""
MARGIN_PROMPT_WEIGHT: Final = 2.8
"""From here a line before the first or after the last paragraph of running text is one too."""
NEIGHBOUR_PROMPT_WEIGHT: Final = 1.4
"""From here a short line is one beside another prompt, outside the running text."""
_ANY_LENGTH_WORDS: Final = 28
"""Longer lines need more evidence."""
_PLAIN_WORDS: Final = 16
"""Longer lines that name nothing an outlet asks for are advice."""
_START: Final = (
    r"(?:^|[.!?…:;–—|]\s+|[\"'“«(]|\b(?:and|or|please|also|also,|to|і|й|та|и|або|или|також|также|просто|щоб|чтобы|"
    r"не забудьте|don't forget to|be sure to|make sure to)\s+)\W*"
)
_ORDERS: Final = re.compile(
    _START + r"(?P<verb>"
    r"subscribe|sign up|sign-up|signup|join|follow|like|download|get|install|register|receive|tap|click|press|turn on|"
    r"enable|allow|share|stay|"
    r"support|donate|become|contribute|help|write|email|e-mail|mail|send|call|contact|message|tell|let us know|drop|"
    r"reach|get in touch|submit|"
    r"read|listen|watch|find|catch|discover|explore|try|add|choose|check|visit|see|enter|unlock|start|buy|keep up|"
    r"never miss|don'?t miss|upgrade|enjoy|scan|text|"
    r"підпис\w*[тс]\w*|підпиш\w*|передплат\w*|приєдн\w*[тсй]\w*|стежте|слідкуйте|слiдкуйте|долуча\w+|завантаж\w*|"
    r"скача\w*|встанов\w*[ті]\w*|"
    r"увімк\w+|вмикайте|тисн\w+|натисн\w+|клікайте|ставте|вподобайте|поширюйте|діліться|поділіться|підтрим\w+|"
    r"допоможіть|задонат\w*|станьте|"
    r"пишіть|напишіть|надсилайте|надішліть|присилайте|телефонуйте|дзвоніть|звертайтеся|звертайтесь|зв['’ʼ]яжіться|"
    r"розкажіть|розповідайте|розповідіть|повідомте|повідомляйте|діліться|"
    r"читайте|дивіться|слухайте|отримуйте|отримай\w*|дізнавайтеся|дізнавайтесь|дізнайтеся|будьте|залишайтеся|оформ\w+|"
    r"оберіть|обирайте|додайте|додавайте|шукайте|відкрийте|заходьте|перейдіть|введіть|спробуйте|не пропустіть|не "
    r"пропускайте|"
    r"подпис\w*[тс]\w*|подпиш\w*|присоедин\w*|следите|скач\w*|загруз\w*|установ\w*|включите|включайте|нажм\w+|жмите|"
    r"нажимайте|кликайте|ставьте|делитесь|поделитесь|"
    r"поддерж\w+|помогите|задонат\w*|станьте|пишите|напишите|присылайте|пришлите|звоните|обращайтесь|свяжитесь|"
    r"расскажите|рассказывайте|сообщите|сообщайте|"
    r"смотрите|слушайте|получайте|получай|узнавайте|узнайте|будьте|оставайтесь|оформ\w+|выберите|выбирайте|добавьте|"
    r"добавляйте|ищите|откройте|заходите|переходите|перейдите|введите|попробуйте|не пропустите|не пропускайте)\b",
    re.IGNORECASE,
)
_SELF: Final = re.compile(r"\b(?:our|us|we|наш\w{0,4}|нас|нам|нами|ми|мы|our's)\b", re.IGNORECASE)
_READER: Final = re.compile(
    r"\b(?:you|your|you're|you've|вы|вам|вас|вами|ваш\w{0,4}|ви|себе|себя|свій|свою|свої\w{0,2}|свое\w{0,2}|"
    r"свои\w{0,2}|маєте|знаєте|хочете|бажаєте|стали|знаете|хотите|желаете|имеете|заметили|помітили|sign|тебе|тобі|твій|"
    r"твою|твоей)\b",
    re.IGNORECASE,
)
_QUESTION_TO_READER: Final = re.compile(
    r"(?:^|[.!]\s+)\W*(?:do you|have you|did you|are you|were you|can you|would you|want|got|know|like what|enjoy\w*|"
    r"interested|looking|need|see|spotted|"
    r"is there|what do you|tell us|anything|something|heard|"
    r"(?:а )?(?:ви|вы|маєте|маете|є що|есть что|є (?:новина|історія|інформація)|есть (?:новость|история|информация|"
    r"тема)|у вас|в вас|знаєте|знаете|хочете|хотите|бажаєте|желаете|стали|були|были|"
    r"бачили|видели|чули|слышали|помітили|заметили|подобається|нравится|сподоба\w+|понрав\w+|цікавить|интересует|не "
    r"хочете|не хотите|що думаєте|что думаете|потрібн\w+|нужн\w+|можете|сталося|случилось|живете|"
    r"живёте))\b[^?]{0,160}\?",
    re.IGNORECASE,
)
_TOPICS: Final[tuple[tuple[Removal, re.Pattern[str]], ...]] = (
    (
        Removal.NEWSLETTER,
        re.compile(
            r"\b(?:newsletters?|inbox|mailing list|briefings?|digest|e-?mails?|subscri\w+|unsubscribe|bulletin|morning "
            r"brief|every (?:morning|evening|day|week|friday|sunday|monday)|daily|weekly|alerts?|notifications?|"
            r"розсил\w+|листі\w*|лист|пошт\w*|скриньк\w+|дайджест\w*|підпис\w+|підпиш\w+|передплат\w+|сповіщен\w+|"
            r"щоранк\w+|щоденн\w+|щотижн\w+|щодня|щовечора|щоп['’ʼ]ятниці|щонеділі|вечірн\w+|ранков\w+|бюлетен\w+|"
            r"рассыл\w+|письм\w+|почт\w*|ящик\w*|подпис\w+|подпиш\w+|уведомлен\w+|каждое утро|каждый день|каждую "
            r"неделю|ежедневн\w+|еженедельн\w+|вечерн\w+|утренн\w+|бюллетен\w+|кожного ранку|кожної п['’ʼ]ятниці|по "
            r"пятницам|по утрам)\b",
            re.IGNORECASE,
        ),
    ),
    (
        Removal.APP,
        re.compile(
            r"\b(?:app|apps|google play|app ?store|застосун\w+|мобільн\w+ додат\w+|додат(?:ок|ку|ком)|приложени\w+|"
            r"push)\b",
            re.IGNORECASE,
        ),
    ),
    (Removal.FOLLOW_US, PLATFORMS),
    (
        Removal.FOLLOW_US,
        re.compile(
            r"\b(?:channels?|social|community|page|канал\w*|сторінк\w*|спільнот\w*|страниц\w*|сообществ\w*|чат\w*|"
            r"груп[иуі]|групп[уые]|stories|сторіз)\b",
            re.IGNORECASE,
        ),
    ),
    (
        Removal.STORY_TIP,
        re.compile(
            r"\b(?:story|stories|tips?|newsroom|feedback|question|comment|opinion|experience|photo or video|"
            r"information|details|reporter|editors?|newsdesk|news desk|"
            r"новин[аиу]|історі\w+|редакці\w+|інформаці\w+|відгук\w*|запитання|питання|свідк\w+|очевид\w+|фото чи "
            r"відео|тем[ау]|думк\w+|"
            r"новост\w+|истори\w+|редакци\w+|информаци\w+|отзыв\w*|вопрос\w*|свидетел\w+|тему|мнени\w+|фото или "
            r"видео)\b",
            re.IGNORECASE,
        ),
    ),
    (
        Removal.SUPPORT_US,
        re.compile(
            r"\b(?:donat\w+|members?(?:hip)?|journalism|patreon|readers|contribution|independent|supporters?|coffee|"
            r"донат\w*|журналістик\w*|журналистик\w*|патрон\w*|незалежн\w+|независим\w+|читач\w+|читател\w+|внесок|"
            r"взнос|спільнот\w*|клуб\w*)\b",
            re.IGNORECASE,
        ),
    ),
)
_WE_LISTEN: Final = re.compile(
    r"\b(?:hear from you|(?:like|love|want|keen|happy) to (?:hear|know|read|see)|let us know|get in touch|tell us|"
    r"share your|"
    r"(?:розкажіть|напишіть|пишіть|надішліть|надсилайте|повідомте|поділіться) (?:нам|з нами|до|на)|чекаємо (?:на "
    r")?ваш\w*|хочемо (?:почути|знати)|"
    r"(?:расскажите|напишите|пишите|пришлите|присылайте|сообщите|поделитесь) (?:нам|с нами|в|на)|ждём ваш\w*|ждем "
    r"ваш\w*|хотим (?:услышать|знать))\b",
    re.IGNORECASE,
)
_SALES: Final = re.compile(
    r"\b(?:free|for free|no spam|anytime|any time|straight to|right to|direct(?:ly)? to|in your|never miss|first to "
    r"know|up to date|stay informed|exclusive|one click|in one place|on the go|top stories|must-read|handpicked|"
    r"безкоштовн\w+|без спаму|у вашій|на вашу|у вашу|у ваш\w*|першими?|першим|в курсі|не пропусти\w*|головне|"
    r"найважливіше|найцікавіше|швидше|в одному|"
    r"бесплатн\w+|без спама|в вашей|на вашу|в ваш\w*|первыми?|в курсе|не пропусти\w*|главное|самое важное|самое "
    r"интересное|быстрее|в одном)\b",
    re.IGNORECASE,
)
_REPORTED: Final = re.compile(
    r"\b(?:said|says|told|according to|announced|reported|added|spokes\w+|сказа\w+|заяви\w+|повідоми\w+|розпові\w+|"
    r"додав|додала|зазначи\w+|наголоси\w+|пояснив|пояснила|за словами|"
    r"сообщи(?:л|ла|ли)\b|рассказал\w*|добавил\w*|отметил\w*|подчеркнул\w*|объяснил\w*|по словам)\b",
    re.IGNORECASE,
)
_STUB: Final = re.compile(
    r"\W*(?:e-?mails?|mail|phone|tel|telegram|whatsapp|viber|signal|contact(?: us)?|write to us|пошта|ел\. ?пошта|"
    r"електронна (?:пошта|адреса)|"
    r"телефон|тел|контакти?|пишіть|пишите|почта|эл\. ?почта|электронная почта|"
    r"контакты)\W{0,3}:\s*(?:\S+@?\S*(?:\s+\S+){0,2})?\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """How much speaks for a line being a prompt, and what it asks for."""

    weight: float
    reason: Removal
    is_certain: bool = False


def weigh_prompt(line: str) -> Prompt:
    """The evidence that a line speaks to the reader on the outlet's behalf."""
    words = line.split()
    counts = [(len(pattern.findall(line)), reason) for reason, pattern in _TOPICS]
    reason = max(counts, key=lambda entry: entry[0])[1] if any(count for count, _ in counts) else Removal.FOLLOW_US
    if _STUB.fullmatch(line):
        return Prompt(6.0, Removal.CONTACT, is_certain=True)
    question = _QUESTION_TO_READER.search(line) is not None
    has_address = bool(ADDRESS.search(line) or PHONE.search(line))
    orders = len(_ORDERS.findall(line))
    topics = sum(min(count, 3) for count, _ in counts)
    weight = (
        2.0 * min(orders, 2)
        + 1.0 * min(topics, 3)
        + 1.0 * bool(_SELF.search(line))
        + 0.8 * bool(_READER.search(line))
        + 1.5 * bool(question)
        + 1.5 * has_address
        + 1.5 * bool(_WE_LISTEN.search(line))
        + 1.5 * bool(EMOJI.search(line))
        + 0.8 * min(len(_SALES.findall(line)), 2)
        - 3.0 * bool(_REPORTED.search(line))
        - 2.5 * line.startswith(("—", "–", "- "))
        - 3.0 * line.startswith(('"', "“", "«", "„"))
    )
    if not orders and not question:
        weight -= 1.5
    if not _SELF.search(line) and not _READER.search(line) and not has_address:
        weight -= 1.0
    is_about_us = topics or has_address or question or _WE_LISTEN.search(line) or EMOJI.search(line)
    if not is_about_us and len(words) > _PLAIN_WORDS:
        weight -= 1.5
    weight -= max(0.0, 0.15 * (len(words) - _ANY_LENGTH_WORDS))
    if question and (has_address or _STUB.search(line)):
        reason = Removal.STORY_TIP
    first = _ORDERS.search(line)
    opens = first is not None and not line[: first.start("verb")].strip(" \"'“«(").strip()
    speaks = bool(_SELF.search(line)) or has_address or opens or EMOJI.match(line) is not None
    return Prompt(weight, reason, is_certain=weight >= PROMPT_WEIGHT and speaks)
