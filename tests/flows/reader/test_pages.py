"""Every page shows what it is for, in every state that a snapshot can be in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from asgi import ask_app
from reading_room import (
    BRIDGE,
    BRIDGE_EN,
    BRIDGE_RU,
    CHANGED,
    FAIR,
    SILENT_STORY,
    STORY,
    UNDATED,
    Elements,
    load,
    publish_news,
    settings_of,
)
from warehouse_records import make_article

from tercet.flows.reader.app import make_app
from tercet.flows.settings import Settings
from tercet.translations.models import Flag
from tercet.translations.quality import EXPLANATIONS
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.snapshot import publish

PAGES = (
    "/", "/day/2026-05-01", "/day/2026-05-01?language=ru", "/undated", f"/story/{STORY}", f"/story/{STORY}?beside=uk",
    f"/story/{SILENT_STORY}", f"/article/{BRIDGE.article_id}", f"/article/{BRIDGE.article_id}?removed=1",
    f"/article/{UNDATED.article_id}", f"/article/{CHANGED.article_id}?changes=2", "/search", "/search?q=міст",
    "/search?q=bridge&language=uk&translations=1&all=1", "/sources", "/watch", "/watch/bridges", "/watch/quiet",
)  # fmt: skip


def page(app: Any, path: str) -> str:
    answer = ask_app(app, path)
    assert answer.status == 200, answer.text
    return answer.text


def words_of(text: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_accessible_in_its_structure(app: Any, path: str) -> None:
    elements = Elements(page(app, path))

    assert elements.all("html") == [{"lang": "en"}]
    assert len(elements.all("h1")) == 1
    assert len(elements.all("main")) == 1
    assert len(elements.all("title")) >= 1
    assert next(one["href"] for one in elements.all("a")) == "#content"
    assert elements.all("script") == elements.all("style") == elements.all("iframe") == []
    ids = [one["id"] for _, one in elements.found if "id" in one]
    assert len(ids) == len(set(ids))
    labelled = {one.get("for") for one in elements.all("label")}
    assert {one["id"] for one in elements.all("input") if one.get("type") == "search"} <= labelled
    assert all(one.get("scope") for one in elements.all("th"))
    assert all(not set(one) & {"style", "onclick", "onload", "onerror"} for _, one in elements.found)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_links_to_nothing_outside_but_the_articles_own_addresses(app: Any, path: str) -> None:
    elements = Elements(page(app, path))

    for tag, attributes in elements.found:
        for name in ("href", "src", "action", "srcset", "data", "poster"):
            address = attributes.get(name) or ""
            if urlsplit(address).netloc:
                assert (tag, urlsplit(address).hostname) == ("a", "lighthouse.example")
                assert {"noopener", "noreferrer", "nofollow"} <= set(str(attributes["rel"]).split())


def test_links_on_every_page_lead_to_pages(app: Any) -> None:
    links = {
        str(one["href"]).partition("#")[0]
        for path in PAGES
        for one in Elements(page(app, path)).all("a")
        if str(one["href"]).startswith("/")
    }

    broken = [link for link in links if ask_app(app, link).status != 200]

    assert broken == []
    assert len(links) > 20


def test_links_within_a_page_lead_to_something(app: Any) -> None:
    for path in PAGES:
        elements = Elements(page(app, path))
        ids = {one["id"] for _, one in elements.found if "id" in one}
        assert {str(one["href"])[1:] for one in elements.all("a") if str(one["href"]).startswith("#")} <= ids


def test_the_first_page_is_the_newest_day_and_others_are_a_link_away(app: Any) -> None:
    newest = page(app, "/")

    assert "Saturday, 2 May 2026" in newest
    assert 'href="/day/2026-05-01"' in newest
    assert "Friday, 1 May 2026" in page(app, "/day/2026-05-01")


def test_a_day_lists_its_stories_and_says_which_language_is_silent(app: Any) -> None:
    shown = words_of(page(app, "/day/2026-05-01"))

    assert shown.index("Заголовок bridge") < shown.index("Ярмарок у місті")
    assert "[en] Заголовок bridge machine translation" in shown
    assert "en 1 article, 1 outlet , +30.0 h" in shown


def test_the_stories_of_a_day_can_be_those_of_one_language(app: Any) -> None:
    shown = page(app, "/day/2026-05-01?language=ru")

    assert "Заголовок bridge" in shown
    assert "Ярмарок у місті" not in shown


def test_a_story_shows_when_who_and_what_they_share(app: Any) -> None:
    shown = words_of(page(app, f"/story/{STORY}"))

    assert "3 articles in English, Russian, Ukrainian" in shown
    shared, _, only_here = shown.partition("Only here Sentences")
    assert "Мост открыли снова. [en] Мост открыли снова." in shared
    assert "Перше речення статті. [en] Перше речення статті. ⚑ lost number" in shared
    assert "Друге речення про міст. ¶ [en] Друге речення про міст." in only_here
    assert "Мост открыли снова." not in only_here
    assert "1 sentence of the first 3, compared with articles in Russian." in only_here


def test_a_story_shows_its_sentences_beside_the_language_asked_for(app: Any) -> None:
    shown = words_of(page(app, f"/story/{STORY}?beside=ru"))

    assert "Перше речення статті. [ru] Перше речення статті." in shown
    assert "Мост открыли снова. [en] Мост открыли снова." in shown


def test_a_story_says_which_language_has_nothing(app: Any) -> None:
    assert "Nothing in English." in page(app, f"/story/{SILENT_STORY}")


def test_the_address_of_a_merged_story_goes_on_leading_to_it(app: Any) -> None:
    answer = ask_app(app, "/story/70")

    assert (answer.status, answer.headers["location"]) == (308, f"/story/{STORY}")


def test_every_sentence_of_an_article_has_an_address_and_stands_beside_its_versions(app: Any) -> None:
    shown = page(app, f"/article/{BRIDGE.article_id}")
    row = shown[shown.index('<tr id="p1s0">') : shown.index('<tr id="p1s1">')]

    assert 'href="#p1s0"' in row
    assert [one.get("lang") for one in Elements(row).all("td")] == ["en", "uk", "ru"]
    assert "[en] Перше речення статті." in row
    assert "[ru] Перше речення статті." in row
    assert "uk, original" in row
    assert f'href="/article/{BRIDGE_RU.article_id}#p1s0" title="Also said by' in row


def test_flags_are_explained_on_hover_and_as_text(app: Any) -> None:
    shown = page(app, f"/article/{BRIDGE.article_id}")
    meaning = EXPLANATIONS[Flag.LOST_NUMBER]

    assert f'title="{meaning}"' in shown
    assert f"lost number 4×: {meaning}" in words_of(shown)


def test_the_original_is_marked_and_machines_are_named(app: Any) -> None:
    shown = words_of(page(app, f"/article/{BRIDGE.article_id}"))

    assert "Ukrainian Original" in shown
    assert "English machine: argos, package official 1.9" in shown


def test_a_language_that_is_missing_is_named_with_the_reason(app: Any, tmp_path: Path) -> None:
    shown = words_of(page(app, f"/article/{BRIDGE_EN.article_id}"))

    assert "No Russian here" in shown
    assert "English Original" in shown


def test_an_article_without_a_date_says_so_and_is_listed(app: Any) -> None:
    assert "Undated: nothing says when it was published" in page(app, f"/article/{UNDATED.article_id}")
    assert "Стаття без дати" in page(app, "/undated")
    assert "1 article without a date" in page(app, "/")


def test_removed_lines_are_shown_on_request(app: Any) -> None:
    line = "Підписуйтесь на наш канал"

    assert line not in page(app, f"/article/{BRIDGE.article_id}")
    shown = page(app, f"/article/{BRIDGE.article_id}?removed=1")
    assert line in shown
    assert "follow us" in shown


def test_what_a_revision_changed_is_shown(app: Any) -> None:
    shown = words_of(page(app, f"/article/{CHANGED.article_id}?changes=2"))

    assert "added 1.0 Стало сорок один будинок." in shown
    assert "removed 1.0 Було чотирнадцять будинків." in shown
    assert shown.count("Решта та сама.") == 1


@pytest.mark.parametrize("query", ["мосту", "МІСТ", "міст мост"])
def test_search_finds_words_in_any_form(app: Any, query: str) -> None:
    assert f"/article/{BRIDGE.article_id}" in page(app, f"/search?q={query}")


def test_search_looks_in_translations_when_asked(app: Any) -> None:
    alone, with_translations = "/search?q=снова&language=en", "/search?q=снова&language=en&translations=1"

    assert "Nothing was found" in page(app, alone)
    assert "the words stand in its English translation" in page(app, with_translations)


def test_sources_and_watchlists_are_shown(app: Any) -> None:
    assert "The Lighthouse" in page(app, "/sources")
    assert "nothing found yet" in page(app, "/watch")
    found = page(app, "/watch/bridges")
    assert f"/article/{BRIDGE.article_id}" in found
    assert 'href="/watch/bridges.xml"' in found
    assert ask_app(app, "/watch/bridges.xml").headers["content-type"].startswith("application/rss+xml")


def test_without_a_snapshot_every_page_says_what_to_do(tmp_path: Path) -> None:
    app = make_app(settings_of(tmp_path))

    for path in PAGES:
        answer = ask_app(app, path)
        assert answer.status == 503
        assert "Nothing has been published yet" in answer.text
        assert "tercet run" in answer.text
    assert ask_app(app, "/health").status == 200


def test_an_empty_snapshot_has_pages_too(tmp_path: Path) -> None:
    app = make_app(publish_news(tmp_path))

    for path in ("/", "/day/2026-05-01", "/undated", "/search?q=міст", "/sources", "/watch"):
        Elements(page(app, path))
    assert "has no articles yet" in page(app, "/")


def test_a_new_snapshot_is_noticed_by_itself(tmp_path: Path) -> None:
    settings = publish_news(tmp_path, FAIR)
    app = make_app(settings)
    before = ask_app(app, "/day/2026-05-01")
    unchanged = ask_app(app, "/day/2026-05-01", headers={"if-none-match": before.headers["etag"]})

    with open_warehouse(settings.warehouse_path) as warehouse:
        load(warehouse, [make_article("news", title="Новина щойно")])
        publish(warehouse, settings.snapshot_folder)
    after = ask_app(app, "/search?q=щойно", headers={"if-none-match": before.headers["etag"]})

    assert (unchanged.status, unchanged.body) == (304, b"")
    assert after.status == 200
    assert "Новина щойно" in after.text


def test_a_snapshot_of_another_version_is_explained(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with open_warehouse(settings.warehouse_path) as warehouse:
        with warehouse.transaction() as cursor:
            cursor.execute("DROP TABLE story_merges")
        publish(warehouse, settings.snapshot_folder)

    answer = ask_app(make_app(settings), "/story/1")

    assert answer.status == 500
    assert "another version of Tercet" in answer.text


def test_a_damaged_snapshot_is_explained(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    settings.snapshot_folder.mkdir()
    (settings.snapshot_folder / "current.duckdb").write_bytes(b"no database" * 1000)

    answer = ask_app(make_app(settings), "/")

    assert answer.status == 500
    assert "The snapshot cannot be read" in answer.text


def test_the_reader_changes_nothing_on_the_disk(news: Settings, app: Any) -> None:
    def state() -> dict[str, tuple[int, int]]:
        return {
            str(path): (path.stat().st_size, path.stat().st_mtime_ns)
            for path in news.data_dir.rglob("*")
            if path.is_file()
        }

    before = state()
    for path in PAGES:
        ask_app(app, path)

    assert state() == before
