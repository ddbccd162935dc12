"""Progress counts the whole translation: versions, sentences, speed and the time left."""

from __future__ import annotations

import pytest

from tercet.flows.progress import Step, listening
from tercet.flows.translation_progress import TRANSLATING, TranslationProgress
from tercet.flows.translation_stage import Shard
from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import Segment, SegmentKind
from tercet.translations.routes import Route
from tercet.translations.translate import Progress, TranslationRequest

EN_UK, UK_EN, EN_RU = (LanguagePair.parse(pair) for pair in ("en-uk", "uk-en", "en-ru"))


def shard(route: Route, *, articles: int, sentences: int) -> Shard:
    """A shard of articles with so many sentences each, of three words."""
    segments = tuple(
        Segment(paragraph_index=0, segment_index=number, kind=SegmentKind.BODY, text="one two three")
        for number in range(sentences)
    )
    requests = tuple(
        TranslationRequest(
            article_id=number, revision_no=1, source_language=route.source, target=route.target, segments=segments,
            via=route.via,
        )
        for number in range(articles)
    )  # fmt: skip
    return Shard(route=route, requests=requests)


def wholes(steps: list[Step]) -> list[tuple[int, int, str]]:
    return [(step.done, step.total, step.detail.split(",")[0]) for step in steps if step.name == TRANSLATING]


def test_every_shard_counts_towards_the_whole_and_one_that_is_given_up_ends_too() -> None:
    route = Route(source=Language.EN, target=Language.UK)
    shards = {"one": shard(route, articles=2, sentences=10), "two": shard(route, articles=1, sentences=20)}
    progress, steps = TranslationProgress(shards), list[Step]()

    with listening(steps.append):
        progress.follow("one", shards["one"])(Progress(pair=EN_UK, done=5, total=10))
        progress.end("one", shards["one"])
        progress.end("two", shards["two"])

    assert wholes(steps) == [(10, 40, "1 of 3 versions"), (20, 40, "2 of 3 versions"), (40, 40, "3 of 3 versions")]
    assert steps[0].name == f"{TRANSLATING} en-uk"


def test_a_route_through_a_third_language_is_half_done_after_its_first_pair() -> None:
    via = shard(Route(source=Language.UK, target=Language.RU, via=Language.EN), articles=4, sentences=10)
    progress, steps = TranslationProgress({"via": via}), list[Step]()

    with listening(steps.append):
        report = progress.follow("via", via)
        report(Progress(pair=UK_EN, done=10, total=10))
        report(Progress(pair=EN_RU, done=10, total=10))
        progress.end("via", via)

    assert [(done, total) for done, total, _ in wholes(steps)] == [(20, 40), (40, 40)]


@pytest.mark.parametrize("word", ["versions", "words/s", "(now en-uk)"])
def test_the_detail_says_articles_speed_and_what_is_worked_on(word: str) -> None:
    shards = {"one": shard(Route(source=Language.EN, target=Language.UK), articles=1, sentences=2)}
    steps = list[Step]()

    with listening(steps.append):
        TranslationProgress(shards).follow("one", shards["one"])(Progress(pair=EN_UK, done=1, total=2))

    assert word in steps[-1].detail
