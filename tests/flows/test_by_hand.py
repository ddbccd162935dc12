"""Articles taken in by hand: the same text is the same article, what is stated counts, bad input is said plainly."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from newsroom import BRIDGE, HARVEST, NEXT_NIGHT, Outlet, article_page, ask, configure, read_sources
from night import NIGHT
from web_server import WebServer

from tercet.flows.by_hand import pasted_harvest, sources_by_hand
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
    # Files come beside the parameters, which want something to do by themselves.
    parameters = IngestParameters(urls=list(urls), outlet=outlet, text="" if urls else "files")
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


@pytest.mark.xfail(strict=True, reason="the id of a pasted text is made of its outlet too")
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


@pytest.mark.xfail(
    strict=True, reason="a source that something is pasted under becomes one of files, until the next night"
)
def test_pasting_under_a_configured_outlet_leaves_its_row_alone(settings: Settings) -> None:
    paste(settings, outlet="harbour-post")

    assert ask(settings, "SELECT kind FROM sources") == [("feed",)]


@pytest.mark.xfail(strict=True, reason="the row says files, urls or pasted, whichever came last")
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


@pytest.mark.xfail(strict=True, reason="the articles of an unchanged file are not named")
def test_a_file_taken_twice_is_one_article_and_is_shown_both_times(tmp_path: Path) -> None:
    settings = configure(tmp_path / "site")
    file = write(tmp_path, "texts/grain.txt", "Harvest is in", *HARVEST)

    shown = [take(settings, file) for _ in range(2)]

    assert len(shown[0]) == 1
    assert shown[1] == shown[0]


@pytest.mark.xfail(strict=True, reason="a file is known by its name and its folder's name alone")
def test_files_of_one_name_in_different_places_are_different_articles(tmp_path: Path) -> None:
    settings = configure(tmp_path / "site")

    take(settings, write(tmp_path, "monday/texts/article.txt", "Harvest is in", *HARVEST))
    take(settings, write(tmp_path, "tuesday/texts/article.txt", "Міст відкрили", *BRIDGE))

    assert ask(settings, "SELECT count(*) FROM articles") == [(2,)]


@pytest.mark.xfail(strict=True, reason="both are read as one source, and the second hides the first")
def test_files_and_addresses_given_together_are_all_read(settings: Settings) -> None:
    parameters = IngestParameters(urls=["http://visti.example/bridge"])

    sources = sources_by_hand(settings, parameters, ("/tmp/a.txt",))

    assert len({source.id for source in sources}) == len(sources) == 2


@pytest.mark.loopback
def test_a_page_is_asked_for_again_only_when_it_could_not_be_had(tmp_path: Path) -> None:
    """A night on `urls`: what is known stays, what failed is tried again."""
    source = {"id": "pages", "kind": "urls", "urls": ["http://visti.example/a", "http://visti.example/b"]}
    outlet = Outlet({"/a": article_page("Міст відкрили", BRIDGE)})
    with WebServer(outlet) as server:
        settings = configure(tmp_path, source, server=server.address)
        read_sources(settings)
        outlet.pages["/b"] = article_page("Harvest is in", HARVEST)

        read_sources(settings, at=NIGHT + timedelta(days=1))

        assert sorted(server.paths) == ["/a", "/b", "/b"]


# ---- the command


def ingest(folder: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """The real program in its own process."""
    (folder / "config.yaml").write_text("translation: {routes: {}}\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "tercet.flows.cli", "ingest", *arguments], input=text, capture_output=True, text=True,
        cwd=folder, check=False, env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.loopback
@pytest.mark.xfail(strict=True, reason="the parameters of the flow know no files and refuse to do nothing")
def test_a_file_can_be_taken_in_on_the_command_line_and_what_is_stated_of_it_counts(tmp_path: Path) -> None:
    write(tmp_path, "grain.txt", "Harvest is in", *HARVEST)

    done = ingest(tmp_path, "grain.txt", "--title", "Grain is in", "--date", "2026-11-02")

    assert done.returncode == 0, done.stderr
    assert "Grain is in" in done.stdout


@pytest.mark.slow
@pytest.mark.xfail(strict=True, reason="the error of the parameters is no TercetError")
@pytest.mark.parametrize("arguments", [("-",), ("https://a b",), ("-", "--url", "not an address")])
def test_arguments_that_cannot_be_used_are_said_plainly(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = ingest(tmp_path, *arguments, text="Some text." if "--url" in arguments else "")

    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
