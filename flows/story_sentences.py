"""Compare the sentences of articles that are in one story, story by story, each stored whole. Without Prefect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from tercet.flows.progress import Step, tell
from tercet.flows.story_placing import StoryWork
from tercet.translations.calibration import SIGNALS_ALONE, Calibrations, calibrations, named_calibrations
from tercet.translations.embed import Embedder
from tercet.translations.sentence_links import SentenceLink, Sentences, link_sentences
from tercet.warehouse.sentence_links import (
    ArticleSentences,
    Comparison,
    PairToCompare,
    StoredLink,
    pairs_to_compare,
    save_comparisons,
    sentences_of,
)

COMPARING = "Comparing sentences"
"""How this step is named where progress is shown."""

STORIES_AT_A_TIME = 50
SURER_WITHOUT_MODEL = 0.5
"""Letters and numbers alone are calibrated on less: this share of the doubt that is left is taken away as well."""


def compare_sentences(work: StoryWork) -> Counter[str]:
    """Compare what is new in stories; returns counts of pairs and links."""
    counts: Counter[str] = Counter()
    pairs = pairs_to_compare(work.warehouse, nearest=work.settings.compared_per_language)
    stories = [list(group) for _, group in groupby(pairs, key=lambda pair: pair.story_id)]
    for start in range(0, len(stories), STORIES_AT_A_TIME):
        done = []
        for story in stories[start : start + STORIES_AT_A_TIME]:
            done += _compare_story(work, story)
        save_comparisons(work.warehouse, done, run_id=work.run_id, now=work.now)
        counts["compared"] += len(done)
        counts["links"] += sum(len(one.links) for one in done)
        told = min(start + STORIES_AT_A_TIME, len(stories))
        tell(Step(name=COMPARING, done=told, total=len(stories), unit="stories", detail=""))
    return counts


def _compare_story(work: StoryWork, pairs: Sequence[PairToCompare]) -> list[Comparison]:
    """The comparisons of a story. The model reads sentences only where there are two languages: it is what costs."""
    ids = {article_id for pair in pairs for article_id in (pair.first_id, pair.second_id)}
    articles = sentences_of(work.warehouse, ids, most=work.settings.max_sentences)
    embedder = work.embedder if pairs[0].languages > 1 else None
    known = named_calibrations(SIGNALS_ALONE) if embedder is None else calibrations(embedder)
    sides = {article_id: _sentences(article, embedder, known) for article_id, article in articles.items()}
    least = work.settings.sentence
    if embedder is None:
        least = 1 - (1 - least) * SURER_WITHOUT_MODEL
    return [
        _compared(pair, articles, link_sentences(
            sides[pair.first_id], sides[pair.second_id], known, least=least, in_order=pair.is_native
        ), known.method)
        for pair in pairs
        if pair.first_id in articles and pair.second_id in articles
    ]  # fmt: skip


def _sentences(article: ArticleSentences, embedder: Embedder | None, known: Calibrations) -> Sentences:
    vectors = None if embedder is None else known.centre(embedder.embed(article.texts), article.language)
    return Sentences(language=article.language, texts=article.texts, english=article.english, vectors=vectors)


def _compared(
    pair: PairToCompare, articles: dict[int, ArticleSentences], links: Sequence[SentenceLink], method: str
) -> Comparison:
    first, second = articles[pair.first_id], articles[pair.second_id]
    return Comparison(
        pair=pair,
        revisions=(first.revision_no, second.revision_no),
        sentences=(len(first.keys), len(second.keys)),
        links=tuple(
            StoredLink(
                first=first.keys[link.first], second=second.keys[link.second], score=link.score,
                kind="translation" if pair.is_native else "copied" if link.is_copy else "shared",
            )
            for link in links
        ),
        method=method,
    )  # fmt: skip
