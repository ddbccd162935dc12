"""What was translated stays until it is asked for again; then old and new stand side by side."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from newsroom import FERRY, HARVEST, NEXT_NIGHT, ask, configure, read_sources
from night import NIGHT
from tables import table_hashes
from tiny_package import Behaviour, build_tiny_package, expected_text

from tercet.flows.cli import tercet
from tercet.flows.report import RunReport
from tercet.flows.running import open_run
from tercet.flows.settings import Settings, load_settings
from tercet.flows.translation_stage import Planner
from tercet.translations.languages import LanguagePair
from tercet.translations.packages import install_archive

TITLE = "Harvest is in"
EN_UK, RU_UK = LanguagePair.parse("en-uk"), LanguagePair.parse("ru-uk")
CHANGING = ("runs", "source_health", "source_checks", "fetch_state")


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory, tiny_archives: dict[str, Path]) -> Path:
    """A folder with an English and a Russian article, translated by the packages 1.0; tests work on copies."""
    folder = tmp_path_factory.mktemp("translated")
    (folder / "inbox").mkdir()
    for name, title, text in (("a", TITLE, HARVEST), ("b", "Паром снова ходит", FERRY)):
        (folder / "inbox" / f"{name}.txt").write_text("\n\n".join((title, *text)), encoding="utf-8")
    made = configured(folder)
    for pair in ("en-uk", "ru-en"):
        install_archive(tiny_archives[pair], made.packages_folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tercet.flows.engines.ensure_bundled", lambda folder: ())
        read_sources(made)
        translate(made)
    return folder


@pytest.fixture
def settings(tmp_path: Path, translated: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("tercet.flows.engines.ensure_bundled", lambda folder: ())
    shutil.copytree(translated, tmp_path, symlinks=True, dirs_exist_ok=True)
    return load_settings(tmp_path / "config.yaml", environ={})


def configured(folder: Path, **translation: Any) -> Settings:
    source = {"id": "inbox", "kind": "files", "paths": ["inbox/*"]}
    return configure(folder, source, translation={"routes": {"en": ["uk"], "ru": ["en"]}, **translation})


def translate(settings: Settings, *, redo: bool = False, pair: LanguagePair | None = None) -> RunReport:
    at = NEXT_NIGHT if redo else NIGHT
    with open_run(settings, "translate", parameters={}, clock=lambda: at) as run:
        for shard in run.plan(Planner(run.settings, run.engines, redo=redo, pair=pair)):
            run.translate(shard)
        run.conclude()
        run.publish()
        return run.report


def upgrade(settings: Settings, folder: Path) -> None:
    """A newer package en-uk takes the place of the older."""
    archive = build_tiny_package(
        folder / "newer", "en-uk", version="2.0", behaviour=Behaviour(words={"grain": "зерно"})
    )
    install_archive(archive, settings.packages_folder)


def current(settings: Settings) -> list[tuple[str, str]]:
    return ask(
        settings,
        "SELECT pair, package_version FROM versions WHERE origin = 'machine' AND is_current ORDER BY pair",
    )


def test_a_new_package_changes_nothing_by_itself(settings: Settings, tmp_path: Path) -> None:
    upgrade(settings, tmp_path)

    report = translate(settings)

    assert report.decoder_calls == 0
    assert current(settings) == [("en-uk", "1.0"), ("ru-en", "1.0")]


def test_on_request_the_new_package_translates_again_and_the_old_version_stays(
    settings: Settings, tmp_path: Path
) -> None:
    upgrade(settings, tmp_path)

    translate(settings, redo=True, pair=EN_UK)

    assert current(settings) == [("en-uk", "2.0"), ("ru-en", "1.0")]
    (compared,) = ask(
        settings, "SELECT old_text, new_text, old_package_version, new_package_version FROM retranslations"
    )
    assert (compared[2:], "зерно" in compared[0], "зерно" in compared[1]) == (("1.0", "2.0"), False, True)


def test_asked_again_nothing_more_is_done(settings: Settings, tmp_path: Path) -> None:
    upgrade(settings, tmp_path)
    translate(settings, redo=True)
    before = table_hashes(settings.warehouse_path)

    report = translate(settings, redo=True)

    after = table_hashes(settings.warehouse_path)
    assert report.decoder_calls == 0
    assert {name for name in after if after[name] != before[name]} <= set(CHANGING)


def test_other_settings_replace_the_sentences_and_what_they_were_is_kept(settings: Settings, tmp_path: Path) -> None:
    glossary = {"en-uk": {"Prices": {"to": "Ціни", "fixed": True}}}
    changed = configured(tmp_path, glossary=glossary)

    translate(changed, redo=True, pair=EN_UK)

    (compared,) = ask(changed, "SELECT old_text, new_text, old_produced_at FROM retranslations")
    assert compared == (
        expected_text(HARVEST[1], "en-uk"),
        expected_text(HARVEST[1], "en-uk").replace(expected_text("Prices", "en-uk"), "Ціни"),
        None,
    )
    assert ask(changed, "SELECT count(*) FROM versions WHERE pair = 'en-uk'") == [(1,)]


def through_english(folder: Path) -> Settings:
    """Russian goes into Ukrainian by way of English."""
    return configured(folder, routes={"ru": [{"to": "uk", "via": "en"}]})


def upgrade_first_leg(settings: Settings, folder: Path) -> None:
    behaviour = Behaviour(words={"снова": "again"})
    install_archive(
        build_tiny_package(folder / "newer", "ru-en", version="2.0", behaviour=behaviour), settings.packages_folder
    )


def test_on_a_route_with_a_pivot_nothing_is_done_again_while_nothing_changed(
    settings: Settings, tmp_path: Path
) -> None:
    through = through_english(tmp_path)
    assert translate(through).versions == 1

    report = translate(through, redo=True, pair=RU_UK)

    assert (report.versions, report.decoder_calls, report.published, report.pairs) == (0, 0, None, ())


def test_another_package_for_the_first_leg_of_a_pivot_is_told_and_used_on_request(
    settings: Settings, tmp_path: Path
) -> None:
    through = through_english(tmp_path)
    translate(through)
    command = "tercet translate --redo --pair ru-uk would translate 1 article again"
    before = invoke(through, "models", "list")
    upgrade_first_leg(through, tmp_path)

    told = invoke(through, "models", "list")
    done, again = (translate(through, redo=True, pair=RU_UK).versions for _ in range(2))

    assert (command in before, command in told, command in invoke(through, "models", "list")) == (False, True, False)
    assert (done, again) == (1, 0)
    ((old, new),) = ask(
        through, "SELECT old_text, new_text FROM retranslations WHERE pair = 'ru-uk' AND paragraph_index = 0"
    )
    middle = expected_text("снова", "ru-en")
    assert new == old.replace(expected_text(middle, "en-uk"), expected_text("again", "en-uk")) != old


def test_a_correction_on_the_first_leg_of_a_pivot_comes_through_on_request(settings: Settings, tmp_path: Path) -> None:
    through = through_english(tmp_path)
    translate(through)
    (tmp_path / "review.csv").write_text(
        "pair,source,target\nru-en,Паром снова ходит,Ferry is back\n", encoding="utf-8"
    )
    invoke(through, "correct", str(tmp_path / "review.csv"))

    done, again = (translate(through, redo=True, pair=RU_UK).versions for _ in range(2))

    assert (done, again) == (1, 0)
    assert ask(through, "SELECT new_text FROM retranslations WHERE pair = 'ru-uk'") == [
        (expected_text("Ferry is back", "en-uk"),)
    ]


def test_where_words_are_required_only_what_came_out_otherwise_counts_as_translated(
    settings: Settings, tmp_path: Path
) -> None:
    changed = configured(tmp_path, glossary={"en-uk": {"Prices": {"to": "Ціни", "fixed": True}}})

    reports = [translate(changed, redo=True, pair=EN_UK) for _ in range(2)]

    assert [report.versions for report in reports] == [1, 0]
    assert [report.pairs[0].counts.decoded if report.pairs else 0 for report in reports] == [1, 0]


def test_a_demo_package_is_not_said_to_do_the_work_of_a_real_one_again(settings: Settings, tmp_path: Path) -> None:
    invoke(settings, "models", "uninstall", "en-uk")
    demo = build_tiny_package(tmp_path / "demo", "en-uk", metadata_extra={"tercet": {"is_demo": True}})
    install_archive(demo, settings.packages_folder)

    assert "tercet translate --redo" not in invoke(settings, "models", "list")


def test_asked_for_a_pair_without_a_package_one_is_told(settings: Settings) -> None:
    invoke(settings, "models", "uninstall", "translate-en_uk")

    report = translate(settings, redo=True, pair=EN_UK)

    assert any("tercet models install en-uk" in note for note in report.notes)
    assert current(settings) == [("en-uk", "1.0"), ("ru-en", "1.0")]


def invoke(settings: Settings, *arguments: str) -> str:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(tercet, ["--config", str(settings.config_file), *arguments])
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_the_list_of_packages_tells_what_would_be_translated_again(settings: Settings, tmp_path: Path) -> None:
    before = invoke(settings, "models", "list")

    upgrade(settings, tmp_path)

    after = invoke(settings, "models", "list")
    command = "tercet translate --redo --pair en-uk would translate 1 article again, 4 sentences"
    assert (command in before, command in after) == (False, True)
    assert "ru-en today: " not in after


def test_a_package_is_removed_and_what_it_translated_stays(settings: Settings) -> None:
    removed = invoke(settings, "models", "uninstall", "translate-en_uk")

    assert "Removed translate-en_uk 1.0" in removed
    assert [path.name for path in settings.packages_folder.glob("translate-*")] == ["translate-ru_en-1_0"]
    assert current(settings) == [("en-uk", "1.0"), ("ru-en", "1.0")]


@pytest.mark.parametrize(
    ("name", "fault"),
    [("translate-en_ru", "No package 'translate-en_ru' is installed"), ("argos-uk_en", "No package")],
)
def test_a_package_that_is_not_there_cannot_be_removed(settings: Settings, name: str, fault: str) -> None:
    result = CliRunner().invoke(
        tercet, ["--config", str(settings.config_file), "models", "uninstall", "translate-en_uk", name]
    )

    assert fault in str(result.exception)
    assert len(list(settings.packages_folder.glob("translate-*"))) == 2


def test_a_package_that_cannot_be_used_can_be_removed_and_the_same_one_named_twice(settings: Settings) -> None:
    (settings.packages_folder / "translate-en_uk-1_0" / "metadata.json").unlink()

    removed = invoke(
        settings, "models", "uninstall", "translate-en_uk", "translate-en_uk-1_0", "ru-en", "translate-ru_en"
    )

    assert removed.count("Removed") == 2
    assert list(settings.packages_folder.glob("translate-*")) == []


def test_a_package_in_argos_own_folder_is_not_ours_to_remove(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "argos"))
    install_archive(build_tiny_package(tmp_path / "own", "uk-en"), tmp_path / "argos")

    result = CliRunner().invoke(
        tercet, ["--config", str(settings.config_file), "models", "uninstall", "translate-uk_en"]
    )

    assert "was installed by Argos" in str(result.exception)
    assert list((tmp_path / "argos").glob("translate-*"))
