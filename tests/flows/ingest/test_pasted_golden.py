"""Articles as people paste them from news sites: the story must come out whole and in order, and nothing around it."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tercet.flows.ingest.boilerplate import clean_page
from tercet.flows.ingest.files import read_text_article
from tercet.flows.ingest.models import ExtractedPage

GOLDEN = Path(__file__).parents[2] / "golden" / "pasted"
SLUGS = sorted(path.stem for path in GOLDEN.glob("*.txt"))


@cache
def expected(slug: str) -> dict[str, Any]:
    """What a careful reader takes from the paste; see the JSON beside each text."""
    record: dict[str, Any] = json.loads((GOLDEN / f"{slug}.json").read_text(encoding="utf-8"))
    return record


@cache
def cleaned(slug: str) -> ExtractedPage:
    """The paste after reading and cleaning, as the product stores it."""
    page = read_text_article((GOLDEN / f"{slug}.txt").read_text(encoding="utf-8"))
    assert isinstance(page, ExtractedPage), f"{slug} was refused: {page}"
    return clean_page(page)


def test_there_are_nineteen_pasted_articles_in_three_languages() -> None:
    assert len(SLUGS) == 19
    assert {expected(slug)["language"] for slug in SLUGS} == {"en", "uk", "ru"}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_title_is_the_headline(slug: str) -> None:
    assert cleaned(slug).title == expected(slug)["title"]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_story_is_whole_and_in_order(slug: str) -> None:
    stored = [(paragraph.kind.value, paragraph.text) for paragraph in cleaned(slug).paragraphs]
    assert stored == [(item["kind"], item["text"]) for item in expected(slug)["paragraphs"]]


@pytest.mark.parametrize("slug", SLUGS)
def test_no_line_around_the_story_remains(slug: str) -> None:
    page, record = cleaned(slug), expected(slug)
    story = {record["title"], *(item["text"] for item in record["paragraphs"])}
    foreign = [text for text in (page.title, *(p.text for p in page.paragraphs)) if text not in story]
    assert [line for line in record["not_story"] if any(line in text for text in foreign)] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_the_time_is_the_one_stated_or_none(slug: str) -> None:
    """A golden with a day but no clock or zone pins the day only: the zone is not in the text."""
    stated, found = expected(slug)["published_at"], cleaned(slug).published_at
    if stated is None:
        assert found is None
    elif len(stated) == len("2026-01-31"):
        assert found is not None
        assert found.date().isoformat() == stated
    else:
        assert found == datetime.fromisoformat(stated)


@pytest.mark.parametrize("slug", SLUGS)
def test_named_agencies_are_kept_apart_from_the_text(slug: str) -> None:
    assert list(cleaned(slug).agencies) == expected(slug)["agencies"]
