"""Articles taken in by hand: the same text is the same article, what is stated counts, bad input is said plainly."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from newsroom import BRIDGE, HARVEST, NEXT_NIGHT, Outlet, article_page, ask, configure, read_sources
from night import NIGHT
from web_server import WebServer

from tercet.flows.by_hand import described_harvest, describes_a_file, pasted_harvest, sources_by_hand
from tercet.flows.errors import ConfigError
from tercet.flows.parameters import IngestParameters
from tercet.flows.report import RunReport
from tercet.flows.running import open_run
from tercet.flows.settings import Settings

TEXT = "\n\n".join(("Harvest is in", *HARVEST))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A site with one outlet configured."""
    post = {"id": "harbour-post", "kind": "feed", "name": "The Harbour Post", "url": "http://harbourpost.example/rss"}
    return configure(tmp_path, post)


def paste(settings: Settings, text: str = TEXT, *, at: datetime = NIGHT, **stated: object) -> RunReport:
    """Store a pasted article, as the flow does, without translating it."""
    parameters = IngestParameters.model_validate({"text": text, **stated})
    with open_run(settings, "ingest", parameters={}, clock=lambda: at) as run:
        harvest = pasted_harvest(settings, parameters)
        run.add(harvest)
        run.load(harvest.source.id)
        run.conclude()
        run.publish()
        return run.report


def take(settings: Settings, *files: Path, urls: tuple[str, ...] = (), outlet: str = "") -> tuple[int, ...]:
    """Read files or pages by hand, as the flow does; returns the ids of the articles that would be shown."""
    parameters = IngestParameters(urls=list(urls), outlet=outlet)
    with open_run(settings, "ingest", parameters={}, clock=lambda: NIGHT) as run:
        sources = sources_by_hand(settings, parameters, tuple(map(str, files)))
        run.prepare_ingest(sources)
        for source in sources:
            run.harvest(source)
            run.load(source.id)
        run.conclude()
        run.publish()
        return tuple(run.article_ids)


# ---- pasted


def test_the_same_text_pasted_twice_is_one_article(settings: Settings) -> None:
    first = paste(settings)
    again = paste(settings, at=NEXT_NIGHT)

    assert (first.changed_articles, again.changed_articles) == (1, 0)
    assert again.is_quiet
    assert again.published is None
    assert ask(settings, "SELECT count(*), max(revision_no) FROM articles") == [(1, 1)]
    assert ask(settings, "SELECT count(*) FROM entries") == [(1,)]


def test_line_ends_and_spaces_make_no_other_article(settings: Settings) -> None:
    paste(settings)

    paste(settings, f"  {TEXT}\n\n".replace("\n", "\r\n"))

    assert ask(settings, "SELECT count(*), max(revision_no) FROM articles") == [(1, 1)]


def test_the_same_text_is_the_same_article_whoever_is_said_to_have_published_it(settings: Settings) -> None:
    paste(settings)

    paste(settings, outlet="The Lowland Herald")

    assert ask(settings, "SELECT count(*) FROM articles") == [(1,)]


def test_another_text_is_another_article(settings: Settings) -> None:
    paste(settings)
    paste(settings, "\n\n".join(("Міст відкрили", *BRIDGE)))

    assert ask(settings, "SELECT title, language FROM articles ORDER BY 1") == [
        ("Harvest is in", "en"),
        ("Міст відкрили", "uk"),
    ]


def test_nothing_is_made_up_about_a_pasted_text(settings: Settings) -> None:
    paste(settings)

    assert ask(settings, "SELECT title, canonical_url, published_at, byline FROM articles") == [
        ("Harvest is in", None, None, None)
    ]
    assert ask(settings, "SELECT name FROM sources JOIN articles USING (source_id)") == [("taken in by hand",)]


def test_what_is_stated_of_a_pasted_text_is_stored(settings: Settings) -> None:
    paste(
        settings,
        "\n\n".join(HARVEST),
        title="Grain is in",
        outlet="The Lowland Herald",
        published_at="2026-11-02T18:30:00+02:00",
        url="https://herald.example/grain?utm_source=mail",
    )

    (stored,) = ask(
        settings, "SELECT title, canonical_url, published_at, name FROM articles JOIN sources USING (source_id)"
    )
    assert stored[:2] == ("Grain is in", "https://herald.example/grain")
    assert stored[2].astimezone(UTC) == datetime(2026, 11, 2, 16, 30, tzinfo=UTC)
    assert stored[3] == "The Lowland Herald"


def test_what_is_stated_outranks_front_matter(settings: Settings) -> None:
    text = f"---\ntitle: Below\ndate: 2026-11-01\n---\n{TEXT}"

    paste(settings, text, title="Above")

    assert ask(settings, "SELECT title, published_at IS NULL FROM articles") == [("Above", False)]


def test_a_date_without_a_zone_is_one_of_this_machine(settings: Settings) -> None:
    paste(settings, published_at="2026-11-02T18:30:00")

    ((stored,),) = ask(settings, "SELECT published_at FROM articles")
    assert stored == datetime(2026, 11, 2, 18, 30).astimezone()


def test_a_pasted_page_is_the_article_of_its_address(tmp_path: Path) -> None:
    """Whoever pastes an article that was fetched, or will be, makes no second one."""
    page = {"id": "visti", "kind": "urls", "urls": ["http://visti.example/bridge"]}
    settings = configure(tmp_path, page)

    paste(settings, "\n\n".join(("Міст відкрили", *BRIDGE)), url="https://www.visti.example/bridge/#comments")

    assert ask(settings, "SELECT canonical_url FROM articles") == [("https://visti.example/bridge",)]


def test_a_configured_outlet_is_found_by_id_or_name_and_stays_as_configured(settings: Settings) -> None:
    paste(settings, outlet="harbour-post")
    paste(settings, "\n\n".join(("Міст відкрили", *BRIDGE)), outlet="THE harbour POST")

    assert ask(settings, "SELECT DISTINCT source_id FROM articles") == [("harbour-post",)]
    assert ask(settings, "SELECT count(*) FROM sources") == [(1,)]


def test_pasting_under_a_configured_outlet_leaves_its_row_alone(settings: Settings) -> None:
    paste(settings, outlet="harbour-post")

    assert ask(settings, "SELECT kind FROM sources") == [("feed",)]


def test_an_outlet_known_by_hand_only_is_of_kind_pasted(settings: Settings) -> None:
    paste(settings, outlet="The Lowland Herald")

    assert ask(settings, "SELECT kind FROM sources") == [("pasted",)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Harvest is in", "no_text"),
        (
            "Most otwarty\n\nRuch na moście przywrócono o szóstej rano, autobusy już przejechały.",
            "unsupported_language",
        ),
        ("---\ntitle: [\n---\nHarvest is in\n\nText.", "malformed_record"),
        ("123\n\n456 789", "undetected_language"),
    ],
)
def test_bad_input_is_a_reject_with_its_reason(settings: Settings, text: str, reason: str) -> None:
    report = paste(settings, text)

    assert report.rejects == {reason: 1}
    assert ask(settings, "SELECT reason, source_id FROM rejects") == [(reason, "by-hand")]
    assert ask(settings, "SELECT count(*) FROM articles") == [(0,)]


def test_a_text_cleared_of_prompts_and_credits_keeps_what_was_cut(settings: Settings) -> None:
    lines = ("Sign up for our newsletter", "Harvest is in", *HARVEST, "Follow us on Facebook and download our app")

    paste(settings, "\n\n".join(lines))

    assert ask(settings, "SELECT title FROM articles") == [("Harvest is in",)]
    removed = {text for (text,) in ask(settings, "SELECT text FROM removed_lines")}
    assert removed == {lines[0], lines[-1]}


# ---- files and addresses


def write(folder: Path, name: str, title: str, *paragraphs: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join((title, *paragraphs)), encoding="utf-8")
    return path


@pytest.mark.loopback
def test_a_page_taken_twice_is_one_article_and_is_shown_both_times(tmp_path: Path) -> None:
    with WebServer(Outlet({"/bridge": article_page("Міст відкрили", BRIDGE)})) as server:
        settings = configure(tmp_path, server=server.address)

        shown = [take(settings, urls=("http://visti.example/bridge",)) for _ in range(2)]

    assert len(shown[0]) == 1
    assert shown[1] == shown[0]


def test_a_file_taken_twice_is_one_article_and_is_shown_both_times(tmp_path: Path) -> None:
    settings = configure(tmp_path / "site")
    file = write(tmp_path, "texts/grain.txt", "Harvest is in", *HARVEST)

    shown = [take(settings, file) for _ in range(2)]

    assert len(shown[0]) == 1
    assert shown[1] == shown[0]


def test_files_of_one_name_in_different_places_are_different_articles(tmp_path: Path) -> None:
    settings = configure(tmp_path / "site")

    take(settings, write(tmp_path, "monday/texts/article.txt", "Harvest is in", *HARVEST))
    take(settings, write(tmp_path, "tuesday/texts/article.txt", "Міст відкрили", *BRIDGE))

    assert ask(settings, "SELECT count(*) FROM articles") == [(2,)]


@pytest.mark.loopback
def test_files_and_addresses_given_together_are_all_read(tmp_path: Path) -> None:
    file = write(tmp_path, "grain.txt", "Harvest is in", *HARVEST)
    with WebServer(Outlet({"/bridge": article_page("Міст відкрили", BRIDGE)})) as server:
        settings = configure(tmp_path / "site", server=server.address)

        take(settings, file, urls=("http://visti.example/bridge",))

    assert ask(settings, "SELECT title FROM articles ORDER BY 1") == [("Harvest is in",), ("Міст відкрили",)]


def test_what_is_named_twice_is_read_once(settings: Settings) -> None:
    page = "http://visti.example/bridge"
    parameters = IngestParameters(sources=["harbour-post", "harbour-post"], urls=[page, page])

    sources = sources_by_hand(settings, parameters, ("/a.txt", "/a.txt"))

    assert [(source.kind, source.urls, source.paths) for source in sources] == [
        ("feed", (), ()),
        ("urls", (page,), ()),
        ("files", (), ("/a.txt",)),
    ]


def test_a_file_whose_name_holds_wildcards_is_read(tmp_path: Path) -> None:
    settings = configure(tmp_path / "site")

    take(settings, write(tmp_path, "grain [1]*.txt", "Harvest is in", *HARVEST))

    assert ask(settings, "SELECT title FROM articles") == [("Harvest is in",)]


def describe(settings: Settings, file: Path, **stated: object) -> RunReport:
    """Take a file in with what is stated of it, as the flow does."""
    parameters = IngestParameters.model_validate(stated)
    assert describes_a_file(parameters, (str(file),))
    with open_run(settings, "ingest", parameters={}, clock=lambda: NIGHT) as run:
        harvest = described_harvest(settings, run.warehouse, parameters, file=str(file), now=NIGHT)
        run.add(harvest)
        run.load(harvest.source.id)
        return run.report


@pytest.mark.parametrize("ending", ["txt", "html", "jsonl"])
def test_what_is_stated_of_a_file_outranks_what_the_file_states(
    settings: Settings, tmp_path: Path, ending: str
) -> None:
    contents = {
        "txt": "---\ntitle: Below\ndate: 2026-11-01\noutlet: Elsewhere\n---\n" + "\n\n".join(HARVEST),
        "html": article_page("Below", HARVEST).body.decode(),
        "jsonl": json.dumps({"title": "Below", "outlet": "Elsewhere", "text": "\n\n".join(HARVEST)}),
    }
    file = tmp_path / f"grain.{ending}"
    file.write_text(contents[ending], encoding="utf-8")

    describe(settings, file, title="Above", outlet="harbour-post", published_at="2026-11-02T18:30:00+02:00")

    (stored,) = ask(settings, "SELECT title, source_id, epoch(published_at) FROM articles")
    assert stored == ("Above", "harbour-post", datetime(2026, 11, 2, 16, 30, tzinfo=UTC).timestamp())


def test_a_stated_title_takes_no_line_from_the_text_of_a_file(settings: Settings, tmp_path: Path) -> None:
    file = write(tmp_path, "grain.txt", *HARVEST)

    describe(settings, file, title="Grain is in", url="https://herald.example/grain")

    assert ask(settings, "SELECT title, canonical_url FROM articles") == [
        ("Grain is in", "https://herald.example/grain")
    ]
    kept = [
        text
        for (text,) in ask(
            settings, "SELECT text FROM segments WHERE kind <> 'title' ORDER BY paragraph_index, segment_index"
        )
    ]
    assert " ".join(kept) == " ".join(HARVEST)


def test_one_title_for_a_file_of_many_articles_is_refused(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "two.jsonl"
    file.write_text("\n".join(json.dumps({"title": t, "text": t}) for t in "ab"), encoding="utf-8")

    with pytest.raises(ConfigError, match=r"two\.jsonl holds 2 articles"):
        describe(settings, file, title="Above")


@pytest.mark.loopback
def test_a_page_that_did_not_change_is_known_and_one_that_could_not_be_had_is_read_the_next_night(
    tmp_path: Path,
) -> None:
    source = {"id": "pages", "kind": "urls", "urls": ["http://visti.example/a", "http://visti.example/b"]}
    known = article_page("Міст відкрили", BRIDGE)
    outlet = Outlet({"/a": replace(known, headers={**known.headers, "ETag": '"1"'})})
    with WebServer(outlet) as server:
        settings = configure(tmp_path, source, server=server.address)
        read_sources(settings)
        outlet.pages["/b"] = article_page("Harvest is in", HARVEST)

        (counts,) = read_sources(settings, at=NEXT_NIGHT).sources

    assert (counts.entries, counts.skipped, counts.new) == (2, 1, 1)
    assert ask(settings, "SELECT count(*) FROM articles") == [(2,)]


# ---- the command


def ingest(folder: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """The real program in its own process."""
    (folder / "config.yaml").write_text("translation: {routes: {}}\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "tercet.flows.cli", "ingest", *arguments], input=text, capture_output=True, text=True,
        cwd=folder, check=False, env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-",), "Standard input is empty"),
        (("https://a b",), "urls.0: .*'https://a b'"),
        (("https://",), "urls.0: is no web address"),
        (("-", "--url", "not an address"), "url: .*'not an address'"),
        (("-", "--date", "0001-01-01"), "no date"),
        (("nothing.txt",), "There is no file nothing.txt"),
        (("a.txt", "b.txt", "--title", "One"), "--title, --date and --url describe one"),
        (("https://a.example/b", "--title", "One"), "--title, --date and --url describe one"),
        (("a.txt", "b.txt", "--outlet", "One"), "--outlet goes with one file"),
    ],
)
def test_arguments_that_cannot_be_used_are_said_plainly(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    done = ingest(tmp_path, *arguments, text="Some text." if len(arguments) > 1 else "")

    assert done.returncode in (1, 2)
    assert re.search(words, done.stderr)
    assert "Traceback" not in done.stderr
