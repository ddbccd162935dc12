"""What a translation must not touch comes back unchanged, exactly once, whatever the model does to its token."""

from __future__ import annotations

import random

import pytest

from tercet.translations.mask import PLACEHOLDER, mask, unmask

PROTECTED = [
    "https://example.com/a_b/c-d?x=1&y=2#part",
    "http://example.com/новини",
    "www.example.org",
    "t.me/rybar_in_english",
    "lb.ua/news/2026",
    "pravda.com.ua",
    "Booking.com",
    "@war_monitor",
    "#Україна_переможе",
    "#StandWithUkraine",
    "desk.uk+tips@example.co.uk",
    "+380 (44) 123-45-67",
    "(067) 123-45-67",
    "(0432) 55-12-34",
    "0671234567",
    "0 800 500 335",
    "88005553535",
    "(212) 555-1234",
    "1-800-555-1234",
    "+44 20 7946 0958",
    "президент.рф",
    "приклад.укр/новини?a=1",
    "bit.ly/3xYz",
    "tg://resolve?domain=x",
    "https://en.wikipedia.org/wiki/Kyiv_(city)",
    "0x1f2e3d4c",
    "8 (800) 555-35-35",
    "`rm -rf /tmp/x`",
    "0.85.x",
    "v2.14",
    "1.2.3",
    "10.0.0.1",
    "%s",
    "%(name)s",
    "{name}",
    "${HOME}",
    "<b>",
    "</b>",
    "user_name",
    "9f86d081884c7d659a2feaa0c55ad015",
    "QX3Q",
]


@pytest.mark.parametrize("item", PROTECTED)
def test_a_protected_item_is_one_token_and_comes_back_unchanged(item: str) -> None:
    text = f"The desk wrote {item}, and then left."

    masked = mask(text)

    assert masked.text == "The desk wrote QX0Q, and then left."
    assert unmask(masked.text.replace("The desk wrote", "Редакція написала"), masked).text.endswith(
        f"{item}, and then left."
    )
    assert unmask(masked.text, masked) == type(unmask(masked.text, masked))(text=text)


@pytest.mark.parametrize(
    "text",
    [
        "He paid 11,000 and 99.2 % on 24.02.2022 at 12:30.",
        "Він заплатив 1.234.567 гривень, 15 % із 3,5 млн.",
        "№ 5 and #1 of C# and R&D, A/B, км/год, said.Then",
        "Прем'єр-міністр сказав: «Так».",
        "Price: $5 - a 20% discount.",
        "see fig. 2.1 of chapter 4",
        "Killed 8,000,000,000 cells; 10/20 or and/or 404-123, ISBN 978-3-16-148410-0.",
        "У 2022-2023 рр. було 1 000 000 осіб, рахунок 6-3, 7-5.",
    ],
)
def test_numbers_dates_and_plain_words_are_left_to_the_model(text: str) -> None:
    assert mask(text).text == text


@pytest.mark.parametrize(
    ("text", "masked_text"),
    [
        ("See https://example.com/a_(b).", "See QX0Q."),
        ("(see https://example.com/a)", "(see QX0Q)"),
        ("«https://example.com/a», — сказав він", "«QX0Q», — сказав він"),
        ("Is it at t.me/x? Yes", "Is it at QX0Q? Yes"),
        ("Mail a@example.com!", "Mail QX0Q!"),
    ],
)
def test_the_punctuation_of_the_sentence_stays_outside(text: str, masked_text: str) -> None:
    masked = mask(text)

    assert masked.text == masked_text
    assert unmask(masked.text, masked).text == text


def test_emoji_tags_and_links_around_the_sentence_never_reach_the_model() -> None:
    text = "🔴🇺🇦 Київ під атакою. #Київ #новини https://example.com/1 🙏"

    masked = mask(text)

    assert masked.text == "Київ під атакою."
    assert (
        unmask("Kyiv is under attack.", masked).text
        == "🔴🇺🇦 Kyiv is under attack. #Київ #новини https://example.com/1 🙏"
    )


def test_neighbouring_links_share_a_token() -> None:
    masked = mask("Follow @one @two #three now")

    assert masked.text == "Follow QX0Q now"
    assert masked.placeholders[0].original == "@one @two #three"


@pytest.mark.parametrize(
    "text", ["https://example.com/x", "#Київ #новини", "🔴 @war_monitor", "+380 44 123-45-67", "12:30"]
)
def test_a_text_without_words_says_so(text: str) -> None:
    assert not mask(text).has_words


@pytest.mark.parametrize("damaged", ["qx0q", "Qx0Q", "КХ0К", "QX 0 Q", "QХ0Q", "QXОQ", "QX0Qом", "QX0Q-у"])
def test_a_damaged_token_is_recognised(damaged: str) -> None:
    masked = mask("Пишіть на a@example.com сьогодні")

    assert unmask(f"Write to {damaged} today", masked).text == "Write to a@example.com today"


def test_tokens_may_change_places() -> None:
    masked = mask("From a@example.com to b@example.com")

    assert unmask("До QX1Q від QX0Q", masked).text == "До b@example.com від a@example.com"


@pytest.mark.parametrize("half", ["QX0", "X0Q", "ХО К".replace("О", "0"), "QX 0"])
def test_half_a_token_is_recognised(half: str) -> None:
    masked = mask("Пишіть на a@example.com сьогодні")

    assert unmask(f"Write to {half} today", masked).text == "Write to a@example.com today"
    assert unmask(f"Write to {half} today", masked).lost == ()


def test_what_looks_like_half_a_token_stays_when_the_sentence_had_it() -> None:
    masked = mask("BMW X0Q, a@example.com")

    unmasked = unmask("BMW X0Q", masked)

    assert unmasked.text == "BMW X0Q a@example.com"
    assert unmasked.lost == ("a@example.com",)


def test_a_lost_item_is_added_and_named() -> None:
    unmasked = unmask("Читайте тут.", mask("Read https://example.com/a here."))

    assert unmasked.text == "Читайте тут. https://example.com/a"
    assert unmasked.lost == ("https://example.com/a",)


def test_a_repeated_item_stays_once_and_is_named() -> None:
    unmasked = unmask("QX0Q QX0Q QX0Q тут", mask("@desk here"))

    assert unmasked.text == "@desk тут"
    assert unmasked.lost == ("@desk",)


def test_a_token_the_model_made_up_disappears() -> None:
    assert unmask("@x QX7Q тут", mask("no token here")).text == "@x QX7Q тут"
    assert unmask("QX0Q QX7Q тут", mask("@desk here")).text == "@desk тут"


@pytest.mark.parametrize(
    "text",
    [
        "Дивіться t.me/x🇺🇦",
        "Кінець: a https://example.com/a🔥🔥",
        "Версія v1.2.3-я вийшла",
        "Чати @desk'у закрито",
        ".@POTUS said so",
    ],
)
def test_emoji_and_endings_beside_an_item_are_neither_lost_nor_doubled(text: str) -> None:
    masked = mask(text)

    assert masked.placeholders
    assert unmask(masked.text, masked).text == text


def test_a_term_of_emoji_at_either_end_stays_whole() -> None:
    for text in ("🔥Hot here", "Here is Hot🔥"):
        masked = mask(text, terms=["🔥Hot", "Hot🔥"])

        assert [placeholder.original for placeholder in masked.placeholders] == [
            text.split()[0 if text[0] == "🔥" else 2]
        ]
        assert unmask(masked.text, masked).text == text


def test_no_random_text_is_changed_by_masking_and_unmasking() -> None:
    chance = random.Random(11)
    atoms = [
        *".,!?()[]{}«»\"'`@#/_%-:<> 0A5я", "🔴", "🇺🇦", "#Київ", "@war_monitor", "https://a.b/c?d=(e)", "t.me/x",
        "a@b.ua", "+380 44 123-45-67", "QX0Q", "v1.2.3", "<b>", "%s", "{0}", "Він", "сказав",
    ]  # fmt: skip
    for _ in range(1500):
        text = "".join(chance.choice(atoms) + chance.choice(["", " "]) for _ in range(chance.randint(0, 30)))
        masked = mask(text, terms=["Він"])

        unmasked = unmask(masked.text, masked)

        assert (unmasked.text, unmasked.lost) == (text, ())


def test_terms_come_back_as_they_are_and_replacements_as_their_translation() -> None:
    masked = mask(
        "Bellingcat and NATO-led Kyiv troops, not Natolin", terms=["Bellingcat", "Nato"], replacements={"Kyiv": "Київ"}
    )

    assert masked.text == "QX0Q and NATO-led QX1Q troops, not Natolin"
    assert unmask("QX0Q і QX1Q", masked).text == "Bellingcat і Київ"


def test_a_term_inside_a_link_does_not_break_it() -> None:
    masked = mask("See https://example.com/Kyiv now", terms=["Kyiv"])

    assert [placeholder.original for placeholder in masked.placeholders] == ["https://example.com/Kyiv"]


def test_more_than_ten_items_keep_their_numbers() -> None:
    text = " and ".join(f"user_{number}" for number in range(15))
    masked = mask(text)

    assert len(PLACEHOLDER.findall(masked.text)) == 15
    assert unmask(masked.text, masked).text == text


def test_markup_glued_to_words_comes_back_glued() -> None:
    masked = mask("слово <b>жир</b>ний")

    assert unmask(masked.text, masked).text == "слово <b>жир</b>ний"


@pytest.mark.parametrize(
    "text",
    [
        "a" * 60_000,
        "a." * 30_000,
        "🔴" * 20_000 + "a",
        "<a " * 20_000,
        "1." * 30_000,
        "@_" * 20_000,
        " " * 50_000,
        "aa." * 20_000,
        "а-." * 20_000,
        "(0" * 20_000,
        "http:" * 12_000,
        "1-800-" * 9_000,
    ],
)
def test_a_hostile_text_takes_no_more_than_linear_time(text: str) -> None:
    """Sixty thousand characters that nearly match a rule are masked while the reader blinks."""
    masked = mask(text)

    assert unmask(masked.text, masked).text == text
