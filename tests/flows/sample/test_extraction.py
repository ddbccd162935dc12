"""What ingest makes of the bundled press is what `expected.json` says: title and story, whole and in order."""

from __future__ import annotations

import json
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tercet.flows.ingest.boilerplate import clean_page, repeated_lines
from tercet.flows.ingest.extract import extract_page
from tercet.flows.ingest.feeds import charset_of
from tercet.flows.ingest.models import ExtractedPage
from tercet.flows.ingest.stated import read_sidecar
from tercet.flows.ingest.text_article import read_text_article
from tercet.flows.sample.server import find_file, press_folder
from tercet.translations.detect import detect_article
from tercet.translations.languages import Language
from tercet.translations.models import Reject
from tercet.translations.segment import segment_article

PRESS = press_folder()
EXPECTED: dict[str, Any] = json.loads((PRESS.parent / "expected.json").read_text(encoding="utf-8"))
HEADERS: dict[str, dict[str, str | None]] = json.loads((PRESS / "headers.json").read_text(encoding="utf-8"))

each_article = pytest.mark.parametrize("article", EXPECTED["articles"], ids=lambda article: article["slug"])


def read_page(url: str) -> ExtractedPage | Reject:
    host, _, path = url.removeprefix("http://").partition("/")
    file = find_file(PRESS, host, f"/{path}")
    assert file is not None
    content_type = HEADERS.get(file.relative_to(PRESS).as_posix(), {}).get("Content-Type", "text/html; charset=utf-8")
    return extract_page(file.read_bytes(), url, charset_of(content_type))


def read_file(path: Path) -> ExtractedPage | Reject:
    sidecar = path.with_suffix(".json")
    stated = read_sidecar(sidecar.read_text(encoding="utf-8")) if sidecar.is_file() else None
    return read_text_article(path.read_text(encoding="utf-8"), stated)


@cache
def extracted(slug: str) -> ExtractedPage:
    article = next(article for article in EXPECTED["articles"] if article["slug"] == slug)
    if article["path"] is not None:
        page = read_file(PRESS.parent / article["path"])
    else:
        page = read_page(article["canonical_url"] + ("?rev=2" if article["revision_no"] == 2 else ""))
    assert isinstance(page, ExtractedPage), page
    return page


@cache
def lines_of(source_id: str) -> frozenset[str]:
    own = [article["slug"] for article in EXPECTED["articles"] if article["source_id"] == source_id]
    return repeated_lines([extracted(slug) for slug in own])


def cleaned(article: dict[str, Any]) -> ExtractedPage:
    return clean_page(extracted(article["slug"]), source_lines=lines_of(article["source_id"]))


@each_article
def test_title_and_paragraphs_are_stored_as_expected(article: dict[str, Any]) -> None:
    page = cleaned(article)

    assert page.title == article["title"]
    assert [(p.kind, p.text) for p in page.paragraphs] == [(p["kind"], p["text"]) for p in article["paragraphs"]]


@each_article
def test_date_byline_agencies_and_address_are_read(article: dict[str, Any]) -> None:
    page = cleaned(article)

    stamp = None if page.published_at is None else page.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert stamp == article["published_at"]
    assert page.authors == (() if article["byline"] is None else (article["byline"],))
    assert page.agencies == tuple(article["agencies"])
    assert page.canonical_url == article["canonical_url"]


@each_article
def test_the_language_is_told(article: dict[str, Any]) -> None:
    texts = [article["title"], *(paragraph["text"] for paragraph in article["paragraphs"])]

    assert detect_article(texts).language == article["language"]


@each_article
def test_sentences_are_parted_as_the_references_have_them(article: dict[str, Any]) -> None:
    segments = segment_article(cleaned(article).paragraphs, Language(article["language"]))

    assert [s.text for s in segments] == [s for p in article["paragraphs"] for s in p["sentences"]]


@pytest.mark.parametrize("reject", EXPECTED["rejects"], ids=lambda reject: reject["reason"])
def test_what_is_no_article_of_ours_is_refused_with_its_reason(reject: dict[str, Any]) -> None:
    if reject["stage"] == "fetch":
        host, _, path = reject["subject"].removeprefix("http://").partition("/")
        assert find_file(PRESS, host, f"/{path}") is None
        return

    page = read_page(reject["subject"])

    if reject["stage"] == "extract":
        assert isinstance(page, Reject)
        assert (page.stage, page.reason) == (reject["stage"], reject["reason"])
    else:
        assert isinstance(page, ExtractedPage)
        language = detect_article([page.title, *(p.text for p in page.paragraphs)]).language
        assert language not in {*Language, "und"}
