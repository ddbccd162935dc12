"""What the cleaner cuts and what it must leave alone, line by line, in three languages and at three places."""

from __future__ import annotations

import pytest

from tercet.flows.ingest.boilerplate import clean_page, repeated_lines
from tercet.flows.ingest.models import ExtractedPage
from tercet.flows.ingest.phrases import Removal
from tercet.flows.ingest.text_article import read_text_article
from tercet.translations.models import Paragraph, SegmentKind

TITLE = "Kiln workers of Ostrey win back their Sunday"
STORY = (
    "The brick kilns of Ostrey will stand cold on Sundays again, after the owners gave way on Tuesday night in a "
    "dispute that had run since the spring thaw.",
    "Some 340 workers at the four kilns had refused the seventh shift since April. “We wanted one morning a week,” "
    "said Dunya Farrel, who stacks the bricks.",
    "The owners will hire sixty more hands before the winter. Nobody will lose pay for the weeks of the dispute, and "
    "the first free Sunday is the next one.",
)

AROUND = (
    # navigation and accounts
    "Home > News > Ostrey",
    "Home » Business » Kilns of Ostrey",
    "Главная / Общество",
    "Головна › Новини › Місто",
    "Sign in | Register",
    "Увійти | Реєстрація",
    "Войти · Регистрация · Подписка",
    "Skip to main content",
    # cookies
    "Accept all | Manage choices",
    "Reject all",
    "We value your privacy",
    "Прийняти всі · Налаштування cookie",
    "Принять все | Управлять настройками",
    "Мы используем файлы cookie, чтобы сайт работал лучше. Понятно",
    "Ми та наші партнери зберігаємо дані на вашому пристрої.",
    # advertisers
    "Advertisement",
    "Реклама. ООО «Ромашка и сыновья»",
    "Реклама. ИП Лопухов К. К., erid: 2VtzqwErTy7",
    "На правах реклами. ТОВ «Медова хата»",
    "Ad: Hollow Sedge Boats Ltd",
    # tags
    "#kilns #Ostrey #work",
    "#праця #Кам'яногора #завод",
    "Теги: завод, Острий, страйк",
    # comments
    "Sign in to join the conversation",
    "Log in or register to post comments",
    "You must be logged in to comment",
    "Be the first to comment",
    "Comments are closed",
    "Увійдіть або зареєструйтеся, щоб залишити коментар",
    "Щоб додати коментар, потрібно авторизуватися",
    "Авторизуйтесь, чтобы оставить комментарий",
    "Чтобы комментировать, войдите",
    "Коментарі (12)",
    # prompts
    "Sign up to our morning newsletter and never miss a story.",
    "Follow us on Facebook and Telegram and download our app.",
    "Підписуйтесь на наш Telegram-канал, щоб нічого не пропустити!",
    "Підтримайте нашу редакцію: станьте читачем клубу.",
    "Подпишитесь на нашу рассылку: только главное, раз в неделю.",
    "Есть новость? Напишите в нашу редакцию.",
    "Нашли ошибку? Выделите текст и нажмите Ctrl+Enter.",
    # links, credits, sharing
    "Read also: Why the clay pits flooded",
    "ЧИТАЙТЕ ТАКОЖ: Чому затопило глиняні кар'єри",
    "Читайте также: Почему затопило глиняные карьеры",
    "Photo: Rhea Colm / Ostrey Evening Mail",
    "Фото: Ольга Рябко / «Вечірній Острий»",
    "Share this article",
    "© Ostrey Evening Mail. All rights reserved.",
)

LEFT_ALONE = (
    "The ministry asked people to follow its channel on Telegram for updates, its spokeswoman said on Monday evening.",
    "“Sign up for anything and they will send you letters for ever,” the postman said, shaking his head at the box.",
    "The newsletter, which reached 4,000 readers in its first year, was closed by the court together with the website.",
    "A regulator fined the company 40 million euros for cookies that it stored without asking its visitors first.",
    "Реклама заборонена біля шкіл, нагадує закон, але щити стоять там уже другий рік, і ніхто їх не знімає.",
    "Подписка на газету подорожает на треть, сообщил директор почты, хотя доставлять её будут только раз в неделю.",
    "Комментарии под записью мэра закрыли через час: к тому времени их набралось больше тысячи, и почти все злые.",
    "The agreement is open to others. Harbours that want to join the pact must say so before the end of next month.",
    "Police asked anyone who saw the van to call the station or write to the address on the notice boards.",
    "Підписали угоду троє: міський голова, керівник заводу та представниця профспілки, яка вела перемовини.",
    "Читайте більше вголос, радить дітям учителька, і тоді довгі слова перестануть вас лякати, бо звикне вухо.",
    "He posted the hashtag #FreeSunday on Thursday night, and by the morning half of the town had used it.",
)

SUBHEADS = (
    "Which kilns are affected?",
    "Roads and schools",
    "A denial nobody read",
    "Culture",
    "The search",
    "What happens now?",
    "Від трьох вуликів до двохсот",
    "Мука и компас",
    "Ціна зростає, а заробіток ні",
    "Home and away",
)


def paste(*lines: str, gap: str = "\n\n") -> ExtractedPage:
    page = read_text_article(gap.join(lines))
    assert isinstance(page, ExtractedPage)
    return clean_page(page)


def page_of(*paragraphs: str | tuple[SegmentKind, str], title: str = TITLE) -> ExtractedPage:
    items = [item if isinstance(item, tuple) else (SegmentKind.BODY, item) for item in paragraphs]
    numbered = enumerate(items, start=1)
    return ExtractedPage(
        title=title, paragraphs=tuple(Paragraph(index=index, kind=kind, text=text) for index, (kind, text) in numbered)
    )


def texts(page: ExtractedPage) -> tuple[str, ...]:
    return tuple(paragraph.text for paragraph in page.paragraphs)


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["lines", "blank lines"])
@pytest.mark.parametrize("line", AROUND)
def test_a_line_around_the_story_goes_wherever_it_stands(line: str, gap: str) -> None:
    first, second, third = STORY

    for lines in (
        (line, TITLE, first, second, third),
        (TITLE, line, first, second, third),
        (TITLE, first, second, line, third),
        (TITLE, first, second, third, line),
    ):
        page = paste(*lines, gap=gap)

        assert (page.title, texts(page)) == (TITLE, STORY)


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["lines", "blank lines"])
@pytest.mark.parametrize("line", LEFT_ALONE)
def test_a_paragraph_that_reports_such_things_stays(line: str, gap: str) -> None:
    first, second, third = STORY

    assert texts(paste(TITLE, first, line, second, third, gap=gap)) == (first, line, second, third)


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["lines", "blank lines"])
@pytest.mark.parametrize("line", SUBHEADS)
def test_a_subhead_stays_and_is_called_a_heading(line: str, gap: str) -> None:
    first, second, third = STORY

    page = paste(TITLE, first, line, second, third, gap=gap)

    assert [(p.kind, p.text) for p in page.paragraphs][1] == (SegmentKind.HEADING, line)
    assert texts(page) == (first, line, second, third)


def test_what_is_cut_is_kept_with_its_reason() -> None:
    page = paste("Accept all | Manage choices", TITLE, *STORY, "Sign in to join the conversation", "#kilns #Ostrey")

    assert [(line.reason, line.text) for line in page.removed] == [
        (Removal.COOKIES, "Accept all | Manage choices"),
        (Removal.COMMENTS, "Sign in to join the conversation"),
        (Removal.TAGS, "#kilns #Ostrey"),
    ]


def test_the_heading_of_a_prompt_box_goes_with_the_prompt() -> None:
    box = (SegmentKind.HEADING, "The Tide Table"), "Sign up to our morning newsletter: five minutes, every day."

    page = clean_page(page_of(STORY[0], *box, *STORY[1:]))

    assert texts(page) == STORY


def test_a_subhead_above_a_prompt_stays_where_the_next_paragraph_takes_it_up() -> None:
    subhead = SegmentKind.HEADING, "Sixty more hands for the owners"
    prompt = "Sign up to our morning newsletter: five minutes, every day."

    page = clean_page(page_of(*STORY[:2], subhead, prompt, STORY[2]))

    assert texts(page) == (*STORY[:2], subhead[1], STORY[2])


def test_a_subhead_above_a_link_to_another_story_stays() -> None:
    subhead = SegmentKind.HEADING, "What comes next"

    page = clean_page(page_of(*STORY[:2], subhead, "Read also: Why the clay pits flooded", STORY[2]))

    assert texts(page) == (*STORY[:2], subhead[1], STORY[2])


def test_a_quote_stays_even_where_it_sounds_like_a_prompt() -> None:
    quote = SegmentKind.QUOTE, "Subscribe to our newsletter, they kept telling me."

    page = clean_page(page_of(STORY[0], quote, STORY[1]))

    assert texts(page) == (STORY[0], quote[1], STORY[1])


def test_a_given_title_is_never_replaced() -> None:
    page = clean_page(page_of(*STORY, title="Newsletter"))

    assert page.title == "Newsletter"


def test_a_page_of_prompts_only_is_returned_as_it_is() -> None:
    page = page_of("Follow us on Facebook.", "Share this article", title="Follow us")

    assert clean_page(page) == page


def test_cleaning_twice_changes_nothing() -> None:
    once = paste("Home > News > Ostrey", TITLE, STORY[0], "Roads and schools", *STORY[1:], "Comments (3)")

    assert clean_page(once) == once


def test_agencies_author_and_date_move_to_their_fields() -> None:
    page = paste(TITLE, "By Rhea Colm", "7 October 2026, 14:32", *STORY, "With Olmo News Agency and Veldt Wire")

    assert texts(page) == STORY
    assert (page.authors, page.agencies) == (("Rhea Colm",), ("Olmo News Agency", "Veldt Wire"))
    assert page.published_at is not None
    assert page.published_at.isoformat() == "2026-10-07T14:32:00+00:00"


def test_known_lines_of_a_source_go_whatever_they_say() -> None:
    motto = "The quays have been talking since 1887"

    page = clean_page(page_of(STORY[0], motto, *STORY[1:]), source_lines={"the quays have been talking since 1887"})

    assert texts(page) == STORY
    assert page.removed[0].reason == Removal.REPEATED_LINE


def test_lines_that_different_stories_share_are_the_source_s_own() -> None:
    motto = "The quays have been talking since 1887"
    stories = [page_of(f"Kiln number {n} was lit on day {n * 7} by hand {n * 11}.", motto) for n in range(1, 4)]

    assert repeated_lines(stories) == {"the quays have been talking since 1887"}
    assert repeated_lines(stories[:2]) == frozenset()


def test_versions_of_one_story_do_not_make_its_lines_the_source_s() -> None:
    versions = [page_of(*STORY, f"Version {n} of the report, with a line of its own.") for n in range(4)]

    assert repeated_lines(versions) == frozenset()


def test_stories_with_many_short_lines_in_common_are_still_different_stories() -> None:
    labels = ["The Tide Table", "Read also: Port dues to rise", "Share", "Follow the Post", "Most read today"]
    stories = [
        page_of(f"{STORY[n % 3]} Kiln {n} of {n * 19}. " + f"Shift {n * 7} ended. " * 9, *labels) for n in range(3)
    ]

    assert len(repeated_lines(stories)) == len(labels)


def test_dates_that_belong_to_the_story_stay() -> None:
    tour = ("1. Ostrey (12 March)", "2. Solm (14 March)", "3. Vell (20 March)")

    assert texts(clean_page(page_of(*STORY, *tour))) == (*STORY, *tour)
    assert texts(clean_page(page_of(STORY[0], "14 March", *STORY[1:]))) == (STORY[0], "14 March", *STORY[1:])


def test_a_heading_whose_words_stand_in_a_paragraph_stays() -> None:
    heading = SegmentKind.HEADING, "The owners will hire sixty more hands before the winter"

    assert texts(clean_page(page_of(*STORY[:2], heading, STORY[2]))) == (*STORY[:2], heading[1], STORY[2])


def test_a_paragraph_lifted_out_as_a_quote_goes_once() -> None:
    lifted = "Nobody will lose pay for the weeks of the dispute"

    assert texts(clean_page(page_of(STORY[0], lifted, *STORY[1:]))) == STORY
