"""`tercet correct`: files and single sentences are taken, what does not fit is counted, and readers see it at once."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from newsroom import HARVEST, ask, configure, read_sources
from night import NIGHT
from tiny_package import expected_text

from tercet.flows.cli import tercet
from tercet.flows.running import open_run
from tercet.flows.settings import Settings, load_settings
from tercet.flows.translation_stage import Planner
from tercet.translations.languages import LanguagePair
from tercet.translations.packages import install_archive
from tercet.translations.tmx import TranslationUnit, write_tmx

TITLE = "Harvest is in"
EN_UK = LanguagePair.parse("en-uk")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, tiny_archives: dict[str, Path]) -> Path:
    """A folder with an English article, translated into Ukrainian and published; tests work on copies."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "inbox").mkdir()
    (folder / "inbox" / "a.txt").write_text("\n\n".join((TITLE, *HARVEST)), encoding="utf-8")
    source = {"id": "inbox", "kind": "files", "paths": ["inbox/*"]}
    made = configure(folder, source, translation={"routes": {"en": ["uk"]}})
    install_archive(tiny_archives["en-uk"], made.packages_folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tercet.flows.engines.ensure_bundled", lambda folder: ())
        read_sources(made)
        with open_run(made, "translate", parameters={}, clock=lambda: NIGHT) as run:
            for shard in run.plan(Planner(run.settings, run.engines)):
                run.translate(shard)
            run.publish()
    return folder


@pytest.fixture
def settings(tmp_path: Path, published: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("tercet.flows.engines.ensure_bundled", lambda folder: ())
    shutil.copytree(published, tmp_path, symlinks=True, dirs_exist_ok=True)
    return load_settings(tmp_path / "config.yaml", environ={})


def correct(settings: Settings, *arguments: object) -> Result:
    return CliRunner().invoke(tercet, ["--config", str(settings.config_file), "correct", *map(str, arguments)])


def article_id(settings: Settings) -> int:
    return int(ask(settings, "SELECT article_id FROM articles")[0][0])


def shown(settings: Settings) -> dict[str, tuple[str, str]]:
    """Place -> text and origin in Ukrainian, as `tercet read` gives it from the published snapshot."""
    arguments = ["--config", str(settings.config_file), "read", str(article_id(settings)), "--json"]
    lines = json.loads(CliRunner().invoke(tercet, arguments).stdout)["lines"]
    return {
        f"{line['paragraph_index']}.{line['segment_index']}": (
            line["cells"]["uk"]["text"],
            line["cells"]["uk"]["origin"],
        )
        for line in lines
    }


def test_one_sentence_is_corrected_on_the_command_line_and_published(settings: Settings) -> None:
    place = ("--article", article_id(settings), "--sentence", "1.0", "--to", "uk")

    result = correct(settings, *place, "--text", "Жнива закінчили.", "--by", "Olena")

    assert (result.exit_code, "1 new correction" in result.stdout) == (0, True)
    assert shown(settings)["1.0"] == ("Жнива закінчили.", "human")
    assert shown(settings)["0.0"] == (expected_text(TITLE, "en-uk"), "machine")
    assert ask(settings, "SELECT corrected_by, article_id FROM corrections") == [("Olena", article_id(settings))]


def test_a_tmx_file_is_taken_and_its_date_decides_between_two(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "review.tmx"
    for target, day in (("Старе.", 2), ("Нове.", 3), ("Старе.", 2)):
        unit = TranslationUnit(pair=EN_UK, source=TITLE, target=target, changed_at=datetime(2026, 1, day, tzinfo=UTC))
        with path.open("wb") as output:
            write_tmx(output, [unit], tool_version="1")
        assert correct(settings, path).exit_code == 0

    assert shown(settings)["0.0"] == ("Нове.", "human")


@pytest.mark.parametrize(
    "content",
    [
        f"pair,source,target\nen-uk,{TITLE},Жнива\n".encode(),
        f"source;target\r\n{TITLE};Жнива\r\n".encode("utf-8-sig"),
        f"source\ttarget\n{TITLE}\tЖнива\n".encode("utf-16"),
    ],
    ids=["csv", "semicolons", "tabs of a spreadsheet"],
)
def test_csv_by_sentence_is_taken(settings: Settings, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "review.csv").write_bytes(content)

    result = correct(settings, tmp_path / "review.csv", "--pair", "en-uk")

    assert result.exit_code == 0
    assert shown(settings)["0.0"] == ("Жнива", "human")


def test_an_export_by_place_comes_back_and_only_what_was_changed_is_a_correction(
    settings: Settings, tmp_path: Path
) -> None:
    query = "SELECT article_id, paragraph_index, segment_index, 'uk' AS language, text_uk AS text FROM aligned_segments"
    arguments = ["--config", str(settings.config_file), "sql", query, "--output", "csv"]
    exported = CliRunner().invoke(tercet, arguments).stdout
    path = tmp_path / "review.csv"
    path.write_text(exported.replace(expected_text(TITLE, "en-uk"), "Жнива"), encoding="utf-8")

    result = correct(settings, path, "--json")

    counts = json.loads(result.stdout)
    assert (counts["new"], counts["as_machine"], counts["rejects"]) == (1, len(HARVEST), [])
    assert [place for place, (_, origin) in shown(settings).items() if origin == "human"] == ["0.0"]


def test_lines_that_do_not_fit_are_counted_with_their_reason_and_the_others_are_taken(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "review.csv").write_text(
        f"pair,source,target\nen-uk,{TITLE},Жнива\nen-uk,,Порожньо\nen-de,One,Eins\nen-uk,Жнива,{TITLE}\nen-uk,x\n",
        encoding="utf-8",
    )
    (tmp_path / "places.csv").write_text(
        "article_id,paragraph_index,segment_index,language,text\n"
        f"{article_id(settings)},99,0,uk,Немає\n{article_id(settings)},1,0,en,Same\n1x,1,0,uk,Немає\n",
        encoding="utf-8",
    )
    (tmp_path / "columns.csv").write_text("from,to\na,b\n", encoding="utf-8")

    result = correct(settings, *(tmp_path / f"{name}.csv" for name in ("review", "places", "columns")), "--json")

    assert result.exit_code == 1
    counts = json.loads(result.stdout)
    assert counts["new"] == 1
    assert [(reject["where"], reject["reason"]) for reject in counts["rejects"]] == [
        ("review.csv: line 3", "no_text"),
        ("review.csv: line 4", "unsupported_language"),
        ("review.csv: line 5", "malformed_record"),
        ("review.csv: line 6", "malformed_record"),
        ("places.csv: line 2", "unknown_sentence"),
        ("places.csv: line 3", "unsupported_language"),
        ("places.csv: line 4", "malformed_record"),
        ("columns.csv: line 2", "malformed_record"),
    ]
    assert ask(settings, "SELECT count(*) FROM rejects WHERE stage = 'correct'") == [(8,)]
    assert shown(settings)["0.0"][0] == "Жнива"


def test_the_same_file_twice_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "review.csv").write_text(f"pair,source,target\nen-uk,{TITLE},Жнива\n", encoding="utf-8")
    correct(settings, tmp_path / "review.csv")
    before = ask(settings, "SELECT content_version FROM content_state")

    result = correct(settings, tmp_path / "review.csv", "--json")

    assert json.loads(result.stdout)["unchanged"] == 1
    assert ask(settings, "SELECT content_version FROM content_state") == before


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ((), "Name files, or one sentence"),
        (("--article", "1", "--text", "x"), "Name files, or one sentence"),
        (("a.csv", "--article", "1"), "Name files, or one sentence"),
        (("a.csv", "--pair", "en-de"), "no language pair 'en-de'"),
        (("--article", "1", "--sentence", "1", "--to", "uk", "--text", "x"), "is no place"),
        (("--article", "1", "--sentence", "0.0", "--to", "uk", "--text", "x", "--pair", "en-uk"), "is for files"),
    ],
)
def test_a_question_that_is_not_clear_is_refused(settings: Settings, arguments: tuple[str, ...], fault: str) -> None:
    result = correct(settings, *arguments)

    assert (result.exit_code, fault in result.output) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("missing.csv",), "cannot be read"),
        (("review.docx",), r"no .tmx, .csv or .tsv file"),
        (("--article", "ID", "--sentence", "9.9", "--to", "uk", "--text", "x"), "has no sentence 9.9"),
        (("--article", "ID", "--sentence", "1.0", "--to", "en", "--text", "x"), "its own text is never changed"),
        (("--article", "http://nowhere.example/x", "--sentence", "1.0", "--to", "uk", "--text", "x"), "no article"),
        (("--article", "ID", "--sentence", "1.0", "--to", "uk", "--text", "  "), "the translation is empty"),
    ],
)
def test_what_cannot_be_corrected_is_said_plainly(settings: Settings, arguments: tuple[str, ...], fault: str) -> None:
    identified = (str(article_id(settings)) if argument == "ID" else argument for argument in arguments)

    result = correct(settings, *identified)

    assert fault in str(result.exception)
    assert ask(settings, "SELECT count(*) FROM corrections") == [(0,)]


@pytest.mark.parametrize(("name", "content"), [("a.csv", ""), ("a.csv", "pair,source,target\n"), ("a.tmx", "<tmx/>")])
def test_a_file_without_a_line_is_no_success_and_nothing_of_the_others_is_stored(
    settings: Settings, tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / "review.csv").write_text(f"pair,source,target\nen-uk,{TITLE},Жнива\n", encoding="utf-8")
    (tmp_path / name).write_text(content, encoding="utf-8")

    result = correct(settings, tmp_path / "review.csv", tmp_path / name)

    assert f"{name} has no line below its header. No correction was stored." in str(result.exception)
    assert ask(settings, "SELECT count(*) FROM corrections") == [(0,)]


def test_headings_and_pairs_are_read_as_spreadsheets_write_them(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "review.csv").write_text(f"Pair,Source, Target\nEN_UK,{TITLE},Жнива\n", encoding="utf-8")

    assert correct(settings, tmp_path / "review.csv").exit_code == 0
    assert shown(settings)["0.0"] == ("Жнива", "human")


def test_a_correction_that_was_taken_back_gives_way_to_the_machine(settings: Settings) -> None:
    where = ("--article", article_id(settings), "--sentence", "0.0", "--to", "uk")
    before = shown(settings)
    correct(settings, *where, "--text", "Жнива")

    result = correct(settings, *where, "--withdraw")

    assert "Taken back, in 1 article: Жнива" in result.stdout
    assert shown(settings) == before
    assert ask(settings, "SELECT target_text, is_current FROM corrections") == [("Жнива", False)]
    assert "No correction into uk holds" in str(correct(settings, *where, "--withdraw").exception)


@pytest.mark.parametrize("extra", [("--text", "x"), ("a.csv",)])
def test_taking_back_names_one_sentence_and_no_text(settings: Settings, extra: tuple[str, ...]) -> None:
    where = ("--article", "1", "--sentence", "0.0", "--to", "uk")

    assert correct(settings, *where, "--withdraw", *extra).exit_code == 2
    assert correct(settings, "a.csv", "--withdraw").exit_code == 2
