"""The bundled press is complete: what it claims to hold is there, readable, and has a reference translation."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tercet.flows.sample.server import find_file, press_folder
from tercet.flows.settings import demo_config_path, load_settings
from tercet.translations.models import RejectReason, SegmentKind, Stage

SAMPLE = press_folder().parent
PRESS = press_folder()

TARGETS = {"en": ("uk", "ru"), "uk": ("en",), "ru": ("en",)}
CHARSETS = {
    "visti.example": "windows-1251",
    "visti.example/novyny/kubok-lotsman-kovyl-uk.html": "koi8-u",
    "kurier.example": "windows-1251",
}
# Names of XML formats look like addresses but are never fetched.
NAMESPACES = {"www.w3.org", "schema.org", "purl.org", "www.sitemaps.org", "www.google.com"}


def expected() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
    return loaded


def references() -> list[list[str]]:
    return [line.split("\t") for line in (SAMPLE / "references.tsv").read_text(encoding="utf-8").splitlines()]


def served_files() -> list[Path]:
    return sorted(path for path in PRESS.rglob("*") if path.is_file())


def charset_of(file: Path) -> str:
    name = file.relative_to(PRESS).as_posix()
    return CHARSETS.get(name) or CHARSETS.get(name.split("/")[0], "utf-8")


def read(file: Path) -> str:
    return file.read_bytes().decode(charset_of(file))


def file_of(article: dict[str, Any]) -> Path | None:
    if article["path"] is not None:
        return SAMPLE / str(article["path"])
    host, _, path = str(article["canonical_url"]).removeprefix("http://").partition("/")
    revision = f"?rev={article['revision_no']}" if article["revision_no"] > 1 else ""
    return find_file(PRESS, host, f"/{path}{revision}")


def visible(text: str) -> str:
    """A page's text with markup taken out and white space made single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def articles() -> list[dict[str, Any]]:
    return list(expected()["articles"])


def test_there_are_at_least_24_articles_from_6_outlets_in_3_languages() -> None:
    subjects = {article["canonical_url"] or article["path"] for article in articles()}

    assert len(subjects) >= 24
    assert len({article["outlet"] for article in articles()}) >= 6
    assert {article["language"] for article in articles()} == {"en", "uk", "ru"}


@pytest.mark.parametrize("article", articles(), ids=lambda article: article["slug"])
def test_every_expected_paragraph_stands_in_the_page_as_it_is_served(article: dict[str, Any]) -> None:
    file = file_of(article)

    assert file is not None
    text = visible(read(file))
    position = text.rindex(article["title"], 0, text.index(article["paragraphs"][0]["text"]))
    for paragraph in article["paragraphs"]:
        position = text.index(paragraph["text"], position)


@pytest.mark.parametrize("article", articles(), ids=lambda article: article["slug"])
def test_the_sentences_of_a_paragraph_make_up_its_text(article: dict[str, Any]) -> None:
    for paragraph in article["paragraphs"]:
        joined = "".join(paragraph["sentences"]).replace(" ", "")
        assert joined == paragraph["text"].replace(" ", "")
        assert paragraph["kind"] in set(SegmentKind)
        if paragraph["kind"] == "heading":
            assert len(paragraph["sentences"]) == 1


def test_every_file_is_readable_in_its_charset() -> None:
    for file in served_files():
        assert "\ufffd" not in read(file), file


def test_the_one_byte_pages_are_no_utf8() -> None:
    one_byte = [file for file in served_files() if charset_of(file) != "utf-8"]

    assert {charset_of(file) for file in one_byte} == {"windows-1251", "koi8-u"}
    for file in one_byte:
        with pytest.raises(UnicodeDecodeError):
            file.read_bytes().decode("utf-8")


def test_every_sentence_has_a_reference_in_each_routed_language() -> None:
    known = {(source_language, target, source) for source_language, target, source, _ in references()}

    wanted = {
        (article["language"], target, sentence)
        for article in articles()
        for sentence in [article["title"], *(s for p in article["paragraphs"] for s in p["sentences"])]
        for target in TARGETS[article["language"]]
    }
    assert wanted - known == set()


def test_reference_rows_are_whole_and_say_one_thing_each() -> None:
    rows = references()

    assert all(len(row) == 4 and all(cell.strip() == cell != "" for cell in row) for row in rows)
    keys = [tuple(row[:3]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert all(source != target for source, target, _, _ in rows)


def test_every_reference_translates_a_sentence_of_the_press() -> None:
    pressed = {
        sentence
        for article in articles()
        for sentence in [article["title"], *(s for p in article["paragraphs"] for s in p["sentences"])]
    }
    # Ukrainian to Russian through English: the English references are the sources of the second leg.
    pivot = {row[3] for row in references() if row[:2] == ["uk", "en"]}

    assert [row for row in references() if row[2] not in pressed | pivot] == []


def test_the_press_has_the_troubles_of_real_outlets() -> None:
    by_slug = {article["slug"]: article for article in articles()}

    assert any(article["title"].isupper() for article in by_slug.values())
    assert any(article["duplicate_of"] in by_slug for article in by_slug.values())
    assert any(article["revision_no"] == 2 for article in by_slug.values())
    assert any(article["published_at"] is None for article in by_slug.values())
    groups = [article["language"] for article in by_slug.values() if article["native_group"] == "tykholuzh"]
    assert sorted(groups) == ["en", "ru", "uk"]


def test_each_reject_has_a_stage_and_reason_of_the_closed_lists_and_is_listed_by_its_source() -> None:
    sources = {source.id: source for source in load_settings(demo_config_path()).sources}

    assert {reject["reason"] for reject in expected()["rejects"]} == {
        "not_found",
        "listing_page",
        "no_text",
        "unsupported_language",
    }
    for reject in expected()["rejects"]:
        source_url = str(sources[reject["source_id"]].url)
        host, _, path = source_url.removeprefix("http://").partition("/")
        listing = find_file(PRESS, host, f"/{path}")
        assert listing is not None
        assert reject["subject"] in read(listing)
        assert reject["stage"] in set(Stage)
        assert reject["reason"] in set(RejectReason)


def test_every_article_is_listed_by_its_source() -> None:
    for source in load_settings(demo_config_path()).sources:
        own = [article for article in articles() if article["source_id"] == source.id]
        assert own, source.id
        if source.kind == "files":
            listed = " ".join(f"press/{path.relative_to(PRESS)}" for path in SAMPLE.glob(source.paths[0]))
        elif source.kind == "urls":
            listed = " ".join(source.urls)
        else:
            host, _, path = str(source.url).removeprefix("http://").partition("/")
            listing = find_file(PRESS, host, f"/{path}")
            assert listing is not None
            listed = read(listing)
        assert [a["slug"] for a in own if (a["canonical_url"] or a["path"]) not in listed] == []


def test_no_address_in_the_press_or_its_config_leaves_the_reserved_ending() -> None:
    for file in [*served_files(), SAMPLE / "config.yaml", SAMPLE / "expected.json", SAMPLE / "references.tsv"]:
        hosts = set(re.findall(r"https?://([A-Za-z0-9.-]+)", file.read_bytes().decode("utf-8", "replace")))
        assert {host for host in hosts if not host.endswith(".example")} <= NAMESPACES, file


def test_the_demo_configuration_takes_the_bundled_press_for_its_hosts() -> None:
    settings = load_settings(demo_config_path())

    assert settings.is_demo
    assert settings.fetch.connect_to == {"*.example": "bundled-press"}
    pivots = [route for source in settings.sources if source.routes for route in source.routes.routes if route.via]
    assert [(route.source, route.via, route.target) for route in pivots] == [("uk", "en", "ru")]
