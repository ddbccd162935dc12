"""Stories, contested terms, names and watch hits for tests of what reads them, written straight into the tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from warehouse_records import LATER, NOON, make_article

from tercet.translations.languages import Language
from tercet.translations.models import Article
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.load import load_batch
from tercet.warehouse.rows import EntryOutcome, EntryRow, LoadBatch

RUN = "nightly-1"


def tell_story(warehouse: Warehouse, story_id: int, articles: Sequence[Article]) -> None:
    """Make one story of dated articles."""
    dates = [article.published_at for article in articles if article.published_at is not None]
    languages = sorted({str(article.language) for article in articles})
    first = articles[0]
    with warehouse.transaction() as cursor:
        cursor.execute(
            "INSERT INTO stories VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [story_id, first.title, str(first.language), first.article_id, min(dates), max(dates), languages,
             len(articles), RUN],
        )  # fmt: skip
        for article in articles:
            cursor.execute(
                "INSERT INTO story_articles VALUES (?, ?, 'similar', 0.9, NULL, 'signals', NULL, ?)",
                [article.article_id, story_id, RUN],
            )


def link_first_sentences(warehouse: Warehouse, story_id: int, pair: Sequence[Article], *, looked_at: int = 3) -> None:
    """Two articles were compared; the first sentences of their bodies say the same."""
    a, b = sorted(article.article_id for article in pair)
    with warehouse.transaction() as cursor:
        cursor.execute(
            "INSERT INTO compared_articles VALUES (?, ?, 1, ?, 1, ?, ?, 1, false, 'signals', ?)",
            [story_id, a, b, looked_at, looked_at, RUN],
        )
        cursor.execute(
            "INSERT INTO sentence_links VALUES (?, ?, 1, 1, 0, ?, 1, 1, 0, 0.95, 'shared', ?)", [story_id, a, b, RUN]
        )


def fill_stories(warehouse: Warehouse, bridge: Sequence[Article]) -> None:
    """The bridge in three languages, a fair that English never had, and what words were found in both."""
    fair = [
        make_article("fair", ("Ярмарок відкрили вчора.",)),
        make_article("fair-ru", ("Ярмарку открыли вчера.",), language=Language.RU, published_at=LATER),
    ]
    last = EntryRow(
        entry_id=1, source_id=bridge[0].source_id, guid="last", url=None, title="", published_at=None,
        seen_at=NOON + timedelta(days=3), outcome=EntryOutcome.PENDING, article_id=None,
    )  # fmt: skip
    load_batch(warehouse, LoadBatch(articles=tuple(fair), entries=(last,)), run_id=RUN, now=NOON + timedelta(days=3))
    tell_story(warehouse, 71, bridge)
    tell_story(warehouse, 72, fair)
    link_first_sentences(warehouse, 71, [bridge[0], bridge[2]])
    _find_words(warehouse, bridge[0], bridge[1])


def _find_words(warehouse: Warehouse, article: Article, native: Article) -> None:
    with warehouse.transaction() as cursor:
        row = cursor.execute(
            "SELECT version_id FROM versions WHERE article_id = ? AND origin = 'source'", [article.article_id]
        ).fetchone()
        assert row is not None
        place = [row[0], article.article_id]
        cursor.execute("INSERT INTO lexicon_terms VALUES (1, 'crossing', 'bridge', 'uk', 'міст', true)")
        cursor.execute("INSERT INTO term_hits VALUES (?, ?, 1, 'uk', 1, 1, 3, 1, 'міст')", place)
        for name in ("горинь", "горинью"):
            cursor.execute(f"INSERT INTO article_names VALUES (?, ?, 1, 'uk', '{name}', 'hrn', 2)", place)
        cursor.execute(
            "INSERT INTO native_scores"
            " VALUES (?, 1, ?, 1, 'uk-en', 'argos', 'official', '1.9', 's', false, 4, 1, 60, 55, ?)",
            [article.article_id, native.article_id, RUN],
        )
        cursor.execute(
            "INSERT INTO watch_hits VALUES ('bridges', ?, 1, ?, 'uk', 'source', 1, 1, 'міст', 'міст', now(), ?)",
            [article.article_id, row[0], RUN],
        )
