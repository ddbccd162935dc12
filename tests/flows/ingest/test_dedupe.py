"""Near-duplicates: copies and light edits are one, reports with other figures and other stories are not."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from tercet.flows.ingest.dedupe import DuplicateIndex, fingerprint, is_near_duplicate

TOWNS = "Ostrey Vell Solm Harrow Tarn Brack Corro Ardley Pell Marram Hollin Costera Ansel Merrow Talsk Zatoka".split()
NOUNS = (
    "harbour council bridge kiln ferry library museum orchard station market tunnel school theatre quarry reservoir "
    "tower clinic bakery railway meadow"
).split()
VERBS = "opened closed repaired sold rented painted measured promised cancelled reported inspected voted".split()
SYLLABLES = "ba ro lin tek mar osh vel dun ka pri sto wen gor hal yr um".split()
REST = (
    "after a long winter|before the autumn fair|without telling the neighbours|because the money had run out|"
    "as the engineers had warned|while the mayor was abroad|for the second year in a row|against the advice of the "
    "board|"
    "to the surprise of the owners|with the help of volunteers|in spite of the rain|on the last day of the month"
).split("|")
FLASH = (
    "At least {dead} people were killed and {hurt} injured when a train left the rails near {town} on {day}, the "
    "railway said. The express from the coast was carrying about 300 passengers. Rescuers are still searching the "
    "last two carriages, and the line will stay closed until the morning."
)
RATES = (
    "The central bank of Saldria set the official rates for {day}. The euro stands at {euro} crowns, the dollar at "
    "{dollar} crowns and the zloty at {zloty} crowns. The rates hold for all banks and for exchange offices."
)


def sentence(rng: random.Random) -> str:
    noun, other = rng.sample(NOUNS, 2)
    verb, again = rng.sample(VERBS, 2)
    who, where = ("".join(rng.sample(SYLLABLES, 3)).title() for _ in "ab")
    return (
        f"{who} of {rng.choice(TOWNS)} said the {noun} was {verb} {rng.choice(REST)}, and the {other} in {where} "
        f"Street "
        f"was {again} by {where} & Sons."
    )


def story(rng: random.Random) -> str:
    return " ".join(sentence(rng) for _ in range(rng.randint(5, 14)))


def touched_up(text: str, rng: random.Random) -> str:
    """The same report as another outlet prints it: typography, a word here and there, a sentence more or less."""
    words = text.split()
    for place in rng.sample(range(len(words)), k=len(words) // 25):
        words[place] = "nevertheless"
    parts = " ".join(words).split(". ")
    if len(parts) > 6:
        parts.pop()
    return f"OSTREY — {'. '.join(parts)} [Olmo News]".replace(" and ", "\u00a0and ")


def pairs() -> list[tuple[str, str, bool]]:
    """Labelled pairs: copies, other stories, and templates filled with other figures."""
    rng = random.Random(7)
    stories = [story(rng) for _ in range(200)]
    made = [(text, touched_up(text, rng), True) for text in stories]
    made += [(first, second, False) for first, second in pairwise(stories)]
    for number in range(100):
        here = {"town": rng.choice(TOWNS), "day": "Monday", "dead": number + 3, "hurt": 2 * number + 11}
        made.append((FLASH.format(**here), FLASH.format(**here | {"dead": number + 4}), False))
        rates = {"day": "Tuesday", "euro": f"24.{number:02}", "dollar": f"21.{number:02}", "zloty": f"5.{number:02}"}
        made.append(
            (RATES.format(**rates), RATES.format(**rates | {"day": "Friday", "euro": f"25.{number:02}"}), False)
        )
        made.append((FLASH.format(**here), FLASH.format(**here).replace("the railway said", "officials said"), True))
    return made


def test_synthetic_pairs_are_told_apart() -> None:
    found = [(is_near_duplicate(fingerprint(first), fingerprint(second)), truth) for first, second, truth in pairs()]

    right = sum(guess and truth for guess, truth in found)
    precision = right / sum(guess for guess, _ in found)
    recall = right / sum(truth for _, truth in found)
    assert 2 * precision * recall / (precision + recall) >= 0.99


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("at least 12 people were killed", "at least 14 people were killed"),
        ("загинули щонайменше п'ять людей", "загинули щонайменше шість людей"),
        ("погибли три человека", "погибли четыре человека"),
        ("the euro stands at 24.10 crowns", "the euro stands at 24.35 crowns"),
    ],
)
def test_an_update_with_other_figures_is_another_report(first: str, second: str) -> None:
    frame = (
        "Rescuers in the harbour of {} said on Monday evening that {}, and that the search goes on until the morning."
    )

    assert not is_near_duplicate(*(fingerprint(frame.format("Solm", text)) for text in (first, second)))


def test_the_same_figure_in_another_notation_is_the_same() -> None:
    frame = "The council of Harrow will pay {} crowns for the new bridge over the river, its treasurer said on Monday."

    prints = [fingerprint(frame.format(figure)) for figure in ("11,000", "11 000", "11000", "11\u202f000")]

    assert all(is_near_duplicate(prints[0], other) for other in prints[1:])


def test_quotes_case_and_spacing_do_not_count() -> None:
    text = "“We’ll see,” the harbour master of Solm said, as the last ferry left for the islands and the lamp went out."
    retyped = text.upper().replace("“", '"').replace("”", '"').replace("’", "'").replace(" the ", "  the ")

    assert is_near_duplicate(fingerprint(text), fingerprint(retyped))


def test_a_dateline_here_and_a_figure_cut_off_there_do_not_speak_against_a_copy() -> None:
    text = story(random.Random(3))
    full = f"{text} Repairs cost 340 crowns a metre last year, according to the yearbook of the county."

    assert is_near_duplicate(fingerprint(full), fingerprint(f"OSTREY, Nov. 12 (Olmo) — {text}"))


def test_a_toll_that_rose_speaks_against_a_copy_with_a_dateline_too() -> None:
    facts = {"town": "Tarn", "day": "Monday", "hurt": 40}
    first = FLASH.format(dead=12, **facts)
    reworded = FLASH.format(dead=17, **facts).replace("people were killed", "passengers died")

    assert not is_near_duplicate(fingerprint(first), fingerprint(f"OSTREY, Nov. 3 (Olmo) — {reworded}"))


def test_a_text_that_was_discarded_is_found_no_more_until_it_is_added_again() -> None:
    text = story(random.Random(5))
    index = DuplicateIndex()
    index.add(1, text)

    index.discard(1)
    gone = index.find(text)
    index.add(1, text)

    assert (gone, index.find(text)) == (None, 1)


def test_a_flash_is_no_duplicate_of_the_long_report_that_opens_with_it() -> None:
    rng = random.Random(3)
    flash = sentence(rng)

    assert not is_near_duplicate(fingerprint(flash), fingerprint(f"{flash} {story(rng)} {story(rng)}"))


def test_texts_of_a_few_words_are_never_called_copies() -> None:
    assert not is_near_duplicate(fingerprint("Weather and tides"), fingerprint("Weather and tides"))


def test_the_index_finds_each_copy_among_thousands_and_calls_no_other_story_a_copy() -> None:
    rng = random.Random(11)
    index = DuplicateIndex()
    originals = [" ".join(sentence(rng) for _ in range(5)) for _ in range(5_000)]

    for text_id, text in enumerate(originals):
        if text_id % 10 == 0:
            assert index.find(text) is None
        index.add(text_id, text)

    copies = {text_id: touched_up(originals[text_id], rng) for text_id in range(0, 5_000, 25)}
    assert {text_id: index.find(copy) for text_id, copy in copies.items()} == {text_id: text_id for text_id in copies}
    assert len(index) == len(originals)


def test_the_oldest_of_equal_texts_is_found_and_a_text_may_ignore_itself() -> None:
    text = story(random.Random(5))
    index = DuplicateIndex()
    index.add(30, text)
    index.add(10, text)

    assert index.find(text) == 30
    assert index.find(text, ignoring=30) == 10


def test_a_text_added_again_replaces_the_one_before() -> None:
    rng = random.Random(6)
    old, new = story(rng), story(rng)
    index = DuplicateIndex()
    index.add(1, old)
    index.add(1, new)

    assert (index.find(old), index.find(new), len(index)) == (None, 1, 1)
