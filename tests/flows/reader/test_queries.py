"""The reader's own questions answer what the public views and macros do, and a snapshot is followed and let go."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from reading_room import BRIDGE, BRIDGE_EN, BRIDGE_RU, FAIR, STORY, load, publish_news
from warehouse_records import make_article

from tercet.flows.reader.comparing import only_here, said_alike
from tercet.flows.settings import Settings
from tercet.translations.languages import Language
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.errors import NoSnapshotError, QueryLimitError
from tercet.warehouse.following import FollowedSnapshot
from tercet.warehouse.reader_queries import search
from tercet.warehouse.reader_queries_story import (
    compared_sentences,
    sentence_links,
    story_articles,
    story_sentences,
)
from tercet.warehouse.snapshot import publish

MACRO = """
SELECT article_id, CASE matched WHEN 'source' THEN NULL ELSE matched_language END
FROM search_articles(
    $query, language := $language, include_translations := $translations, all_words := $all_words, top := 20
)
ORDER BY score DESC, article_id
"""
ENDLESS = "SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b WHERE a.range * b.range % 7 = 1"


@pytest.mark.parametrize("query", ["міст", "мосту речення", "bridge снова", "двадцять", "Заголовок bridge, перше", ""])
@pytest.mark.parametrize("language", [None, "uk", "en"])
@pytest.mark.parametrize("translations", [False, True])
@pytest.mark.parametrize("all_words", [False, True])
def test_search_finds_what_the_macro_finds_in_the_same_order(
    news: Settings, query: str, language: str | None, *, translations: bool, all_words: bool
) -> None:
    params = {"query": query, "language": language, "translations": translations, "all_words": all_words}
    with FollowedSnapshot(news.snapshot_folder).reading(seconds=60) as snapshot, snapshot.cursor() as cursor:
        wanted = cursor.execute(MACRO, params).fetchall()
        found = search(
            snapshot, query, language=Language(language) if language else None, translations=translations,
            all_words=all_words, most=20,
        )  # fmt: skip

    assert [(one.article_id, one.matched_language) for one in found] == wanted


def test_what_is_shared_and_only_here_is_what_the_view_says(news: Settings) -> None:
    with FollowedSnapshot(news.snapshot_folder).reading(seconds=60) as snapshot:
        articles = story_articles(snapshot, STORY, most=10)
        ids = [one.article_id for one in articles]
        sentences = story_sentences(snapshot, ids, beside=Language.EN, instead=Language.UK)
        links = sentence_links(snapshot, STORY, revisions={one.article_id: 1 for one in articles}, most=100)
        alone = only_here(articles, sentences, links, compared=compared_sentences(snapshot, STORY), most=100)
        with snapshot.cursor() as cursor:
            view = cursor.execute(
                "SELECT article_id, paragraph_index, segment_index, status, text_en FROM story_sentences"
                f" WHERE story_id = {STORY} AND paragraph_index > 0"
            ).fetchall()

    assert ids == [BRIDGE.article_id, BRIDGE_RU.article_id, BRIDGE_EN.article_id]
    shared = {one.sentence.place for group in said_alike(articles, sentences, links) for one in group.said}
    assert shared == {row[:3] for row in view if row[3] == "shared"}
    assert {one.place for part in alone for one in part.sentences} == {row[:3] for row in view if row[3] == "only_here"}
    english = {row[:3]: row[4] for row in view}
    assert all(
        one.beside == english[one.place]
        for said in sentences.values()
        for one in said
        if one.place in english and one.beside_language == "en"
    )


def test_a_snapshot_stays_the_same_one_until_its_reader_is_done(tmp_path: Path) -> None:
    settings = publish_news(tmp_path, FAIR)
    followed = FollowedSnapshot(settings.snapshot_folder)

    with followed.reading(seconds=60) as before:
        with open_warehouse(settings.warehouse_path) as warehouse:
            load(warehouse, [make_article("news")])
            publish(warehouse, settings.snapshot_folder, keep=1)
        with followed.reading(seconds=60) as after, before.cursor() as old, after.cursor() as new:
            counts = [cursor.execute("SELECT count(*) FROM articles").fetchone() for cursor in (old, new)]

    assert counts == [(1,), (2,)]
    followed.close()


def test_a_question_ends_at_its_deadline(news: Settings) -> None:
    started = time.monotonic()

    with (
        FollowedSnapshot(news.snapshot_folder).reading(seconds=0.2) as snapshot,
        pytest.raises(QueryLimitError, match="too long"),
        snapshot.cursor() as cursor,
    ):
        cursor.execute(ENDLESS).fetchall()

    assert time.monotonic() - started < 20


def test_files_outside_of_the_snapshot_cannot_be_read(news: Settings) -> None:
    with (
        FollowedSnapshot(news.snapshot_folder).reading(seconds=60) as snapshot,
        snapshot.cursor() as cursor,
        pytest.raises(Exception, match="disabled"),
    ):
        cursor.execute("SELECT * FROM read_text('/etc/hostname')").fetchall()


def test_nothing_to_follow_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshotError):
        FollowedSnapshot(tmp_path).name()
