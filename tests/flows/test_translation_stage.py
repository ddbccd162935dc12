"""Every wanted version is made or has its recorded reason; what a demo package may do; nothing is done twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from newsroom import BRIDGE, FERRY, HARVEST, NEXT_NIGHT, Outlet, article_page, ask, configure, read_sources
from night import NIGHT
from tiny_package import build_tiny_package, expected_text
from web_server import WebServer

from tercet.flows.report import RunReport
from tercet.flows.running import Run, open_run
from tercet.flows.settings import Settings
from tercet.flows.translation_stage import Planner
from tercet.translations.demo import fingerprint
from tercet.translations.languages import Language
from tercet.translations.packages import install_archive
from tercet.warehouse.connection import open_warehouse
from tercet.warehouse.errors import WarehouseLockedError
from tercet.warehouse.load import load_batch, load_versions
from tercet.warehouse.reading import misaligned_versions

Install = Callable[..., None]

TITLE = "Harvest is in"


@pytest.fixture(autouse=True)
def _only_packages_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo packages that ship with the product stay out of it."""
    monkeypatch.setattr("tercet.flows.engines.ensure_bundled", lambda folder: ())


@pytest.fixture(scope="module")
def demo_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo package en-uk that knows the article on the harvest."""
    known = "".join(f"{fingerprint(text)}\n" for text in (TITLE, *HARVEST))
    return build_tiny_package(
        tmp_path_factory.mktemp("demo"), "en-uk", version="0.1",
        metadata_extra={"tercet": {"is_demo": True}}, extra_files={"known_sentences.txt": known},
    )  # fmt: skip


def newsroom(folder: Path, *articles: tuple[str, tuple[str, ...]], **more: Any) -> Settings:
    """The articles, read and stored."""
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    for number, (title, paragraphs) in enumerate(articles):
        (inbox / f"{number}.txt").write_text("\n\n".join((title, *paragraphs)), encoding="utf-8")
    source = {"id": "inbox", "kind": "files", "paths": ["inbox/*"]}
    settings = configure(folder, source, **{"translation": {"routes": {"en": ["uk"]}}, **more})
    read_sources(settings)
    return settings


def install_file(settings: Settings, archive: Path) -> None:
    settings.packages_folder.mkdir(parents=True, exist_ok=True)
    install_archive(archive, settings.packages_folder)


def translate(
    settings: Settings, *, at: datetime = NIGHT, allow_demo: bool = False, target: Language | None = None
) -> RunReport:
    """Make what is due, as the flow does."""
    with open_run(settings, "translate", parameters={}, clock=lambda: at) as run:
        for shard in run.plan(Planner(run.settings, run.engines, allow_demo=allow_demo, target=target)):
            run.translate(shard)
        run.conclude()
        run.publish()
        return run.report


def reasons(settings: Settings) -> dict[tuple[str, str], str]:
    """Why versions are missing, by title and language."""
    query = "SELECT title, m.language, reason FROM missing_versions m JOIN articles USING (article_id)"
    return {(title, language): reason for title, language, reason in ask(settings, query)}


def gaps(settings: Settings) -> int:
    """Languages of articles that have neither a version nor a reason."""
    ((count,),) = ask(
        settings,
        """
        SELECT count(*) FROM articles a, (VALUES ('en'), ('uk'), ('ru')) l(language)
        WHERE NOT EXISTS (
            FROM versions v WHERE v.article_id = a.article_id AND v.language = l.language AND v.is_current)
        AND NOT EXISTS (
            FROM missing_versions m WHERE m.article_id = a.article_id AND m.language = l.language)
        """,
    )
    return int(count)


# ---- what is made


def test_every_sentence_is_translated_at_its_place_with_what_made_it(tmp_path: Path, install: Install) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST))
    install(settings, "en-uk")

    report = translate(settings)

    made = ask(
        settings,
        """
        SELECT paragraph_index, text, package_name, package_version, length(package_sha256), score IS NOT NULL
        FROM segments JOIN versions USING (version_id) WHERE origin = 'machine' ORDER BY 1
        """,
    )
    expected = [expected_text(text, "en-uk") for text in (TITLE, *HARVEST)]
    assert made == [(place, text, "translate-en_uk", "1.0", 64, True) for place, text in enumerate(expected)]
    assert [(pair.pair, pair.counts.articles, pair.counts.segments) for pair in report.pairs] == [("en-uk", 1, 4)]
    with open_warehouse(settings.warehouse_path) as warehouse:
        assert misaligned_versions(warehouse) == ()


def test_a_second_run_makes_no_decoder_call_and_publishes_nothing(tmp_path: Path, install: Install) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST))
    install(settings, "en-uk")
    translate(settings)

    report = translate(settings, at=NEXT_NIGHT)

    assert (report.pairs, report.decoder_calls, report.published) == ((), 0, None)


def test_of_a_revision_only_the_sentences_that_changed_are_decoded(tmp_path: Path, install: Install) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST))
    install(settings, "en-uk")
    translate(settings)
    newsroom(tmp_path, (TITLE, (*HARVEST, "Rain is expected on Thursday.")))

    report = translate(settings, at=NEXT_NIGHT)

    counts = report.pairs[0].counts
    assert (counts.segments, counts.from_memory, counts.decoded) == (5, 4, 1)
    current = ask(settings, "SELECT revision_no FROM versions WHERE origin = 'machine' AND is_current")
    assert current == [(2,)]


def test_work_comes_in_shards_that_hold_whole_articles(tmp_path: Path, install: Install) -> None:
    articles = [(f"{TITLE} {number}", HARVEST) for number in range(5)]
    settings = newsroom(tmp_path, *articles)
    small = settings.translation.model_copy(update={"shard_segments": 8})
    settings = settings.model_copy(update={"translation": small})
    install(settings, "en-uk")

    with open_run(settings, "translate", parameters={}, clock=lambda: NIGHT) as run:
        shards = list(Planner(run.settings, run.engines).shards(run.warehouse))

    assert [(len(shard.requests), shard.segments) for shard in shards] == [(2, 8), (2, 8), (1, 4)]


def test_only_the_target_that_is_asked_for_is_made(tmp_path: Path, install: Install) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST), translation={"routes": {"en": ["uk", "ru"]}})
    install(settings)

    report = translate(settings, target=Language.RU)

    assert [pair.pair for pair in report.pairs] == ["en-ru"]
    assert reasons(settings) == {(TITLE, "uk"): "waiting"}
    assert report.notes == (), "the other was not asked for"


# ---- why not


def test_a_target_without_a_route_is_recorded_and_left_out_of_coverage(tmp_path: Path, install: Install) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST), ("Міст відкрили", BRIDGE))
    install(settings, "en-uk")

    report = translate(settings)

    assert reasons(settings) == {
        (TITLE, "ru"): "no_route",
        ("Міст відкрили", "en"): "no_route",
        ("Міст відкрили", "ru"): "no_route",
    }
    assert gaps(settings) == 0
    assert report.notes == (), "nothing was asked for that did not happen"
    coverage = ask(
        settings, "SELECT target_language, percent_translated FROM translation_coverage WHERE source_language = 'en'"
    )
    assert dict(coverage) == {"uk": 100.0, "ru": None}


def test_a_missing_package_is_named_with_the_command_that_adds_it_until_it_comes(
    tmp_path: Path, install: Install
) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST))

    first = translate(settings)

    assert reasons(settings)[(TITLE, "uk")] == "package_missing"
    assert any("tercet models install en-uk" in note and "1 article without uk" in note for note in first.notes)
    install(settings, "en-uk")
    second = translate(settings, at=NEXT_NIGHT)
    assert (second.versions, second.notes) == (1, ())
    assert (TITLE, "uk") not in reasons(settings)


def test_a_reason_that_stays_keeps_its_date_and_publishes_nothing(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST))
    translate(settings)
    since = ask(settings, "SELECT since, run_id FROM missing_versions")

    report = translate(settings, at=NEXT_NIGHT)

    assert ask(settings, "SELECT since, run_id FROM missing_versions") == since
    assert report.published is None


@pytest.mark.parametrize("damage", ["altered", "gone"])
def test_a_broken_package_is_named_and_the_other_pairs_go_on(tmp_path: Path, install: Install, damage: str) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST), translation={"routes": {"en": ["uk", "ru"]}})
    install(settings, "en-uk", "en-ru")
    model = next(settings.packages_folder.glob("*en_uk*/model/model.bin"))
    if damage == "gone":
        model.unlink()
    else:
        body = bytearray(model.read_bytes())
        body[-1] ^= 0xFF
        model.write_bytes(body)

    report = translate(settings)

    assert reasons(settings) == {(TITLE, "uk"): "package_broken"}
    (detail,) = ask(settings, "SELECT detail FROM missing_versions")[0]
    assert "en_uk" in detail
    assert "install the package again" in detail
    assert ask(settings, "SELECT language FROM versions WHERE origin = 'machine'") == [("ru",)]
    assert any("en_uk" in note for note in report.notes)


@pytest.mark.loopback
def test_the_publishers_own_version_is_not_machine_translated(tmp_path: Path, install: Install) -> None:
    links = "".join(
        f'<link rel="alternate" hreflang="{code}" href="http://visti.example/{code}/x">' for code in ("uk", "en")
    )
    pages = {
        "/uk/x": article_page("Міст відкрили", BRIDGE, head=links),
        "/en/x": article_page(TITLE, HARVEST, head=links),
    }
    with WebServer(Outlet(pages)) as server:
        source = {"id": "visti", "kind": "urls", "urls": [f"http://visti.example{path}" for path in pages]}
        settings = configure(tmp_path, source, server=server.address)
        read_sources(settings)
    install(settings)

    report = translate(settings)

    assert reasons(settings) == {
        (TITLE, "uk"): "native_version",
        ("Міст відкрили", "en"): "native_version",
        ("Міст відкрили", "ru"): "no_route",
    }
    assert [pair.pair for pair in report.pairs] == ["en-ru"]


def test_a_language_between_is_used_only_by_the_source_that_asks_for_it_and_is_recorded(
    tmp_path: Path, install: Install
) -> None:
    for name, text in (("inbox", ("Міст відкрили", *BRIDGE)), ("other", ("Міст закрили", *BRIDGE[:2]))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("\n\n".join(text), encoding="utf-8")
    routes = {"uk": ["en", {"to": "ru", "via": "en"}]}
    own = {"id": "inbox", "kind": "files", "paths": ["inbox/*"], "routes": routes}
    settings = configure(tmp_path, own, {"id": "other", "kind": "files", "paths": ["other/*"]})
    read_sources(settings)
    install(settings)

    report = translate(settings)

    assert [pair.pair for pair in report.pairs] == ["uk-en", "uk-ru via en"]
    pivoted = ask(settings, "SELECT title, pair FROM versions JOIN articles USING (article_id) WHERE \"pivot\" = 'en'")
    assert pivoted == [("Міст відкрили", "uk-ru")]
    assert reasons(settings) == {("Міст закрили", "ru"): "no_route"}


# ---- demo packages


def test_a_demo_package_translates_the_articles_it_knows_and_the_others_wait(
    tmp_path: Path, demo_archive: Path
) -> None:
    stranger = ("Ferry is back", ("The ferry across the bay runs on time again, the port said.", *HARVEST[:1]))
    settings = newsroom(tmp_path, (TITLE, HARVEST), stranger)
    install_file(settings, demo_archive)

    report = translate(settings)

    assert ask(settings, "SELECT title FROM versions JOIN articles USING (article_id) WHERE is_demo") == [(TITLE,)]
    assert reasons(settings)[("Ferry is back", "uk")] == "demo_package_only"
    assert any("tercet models install en-uk" in note and "--allow-demo" in note for note in report.notes)
    assert gaps(settings) == 0


def test_demo_output_can_be_asked_for(tmp_path: Path, demo_archive: Path) -> None:
    settings = newsroom(tmp_path, ("Ferry is back", HARVEST[:1]))
    install_file(settings, demo_archive)
    assert translate(settings).versions == 0

    report = translate(settings, allow_demo=True)

    assert report.versions == 1
    assert ("Ferry is back", "uk") not in reasons(settings)


def test_what_a_demo_package_made_is_made_again_by_a_better_one_and_only_once(
    tmp_path: Path, demo_archive: Path, install: Install
) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST))
    install_file(settings, demo_archive)
    assert translate(settings).versions == 1
    assert translate(settings, at=NEXT_NIGHT).versions == 0
    install(settings, "en-uk")

    better = translate(settings, at=NEXT_NIGHT)
    again = translate(settings, at=NEXT_NIGHT)

    assert (better.versions, again.versions) == (1, 0)
    shown = ask(settings, "SELECT is_demo, is_current FROM versions WHERE origin = 'machine' ORDER BY is_demo")
    assert shown == [(False, True), (True, False)]


def test_a_demo_version_stays_while_its_successor_does_not_load(
    tmp_path: Path, demo_archive: Path, install: Install
) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST))
    install_file(settings, demo_archive)
    translate(settings)
    install(settings, "en-uk")
    model = next(settings.packages_folder.glob("translate-en_uk*/model/model.bin"))
    body = bytearray(model.read_bytes())
    body[-1] ^= 0xFF
    model.write_bytes(body)

    translate(settings, at=NEXT_NIGHT)

    assert ask(settings, "SELECT is_current FROM versions WHERE is_demo") == [(True,)]
    assert (TITLE, "uk") not in reasons(settings)


def test_a_broken_package_is_named_even_where_a_demo_package_stands_in(
    tmp_path: Path, demo_archive: Path, install: Install
) -> None:
    settings = newsroom(tmp_path, ("Ferry is back", HARVEST[:1]))
    install_file(settings, demo_archive)
    install(settings, "en-uk")
    next(settings.packages_folder.glob("translate-en_uk*/model/model.bin")).unlink()

    report = translate(settings)

    assert any("model.bin is missing" in note for note in report.notes)


# ---- when things go wrong


def test_a_night_that_does_not_translate_records_that_the_articles_wait(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST))

    assert gaps(settings) == 0


def test_what_a_failed_step_was_to_make_has_a_recorded_reason(
    tmp_path: Path, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST))
    install(settings, "en-uk")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the machine is out of memory")

    with monkeypatch.context() as fault, open_run(settings, "translate", parameters={}) as run:
        fault.setattr("tercet.flows.translation_stage.load_versions", fail)
        for shard in run.plan(Planner(run.settings, run.engines)):
            with run.keeps_going(shard):
                run.translate(shard)
        run.conclude()
        run.publish()

    assert gaps(settings) == 0


def failing_once(settings: Settings, real: Callable[..., object]) -> Callable[..., object]:
    """The real thing, that another program's lock stops the first time."""
    calls = iter([WarehouseLockedError(settings.warehouse_path, pid=None, holder="another process")])

    def call(*arguments: object, **named: object) -> object:
        for error in calls:
            raise error
        return real(*arguments, **named)

    return call


def test_the_translation_of_a_shard_can_be_tried_again(
    tmp_path: Path, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST))
    install(settings, "en-uk")
    monkeypatch.setattr("tercet.flows.translation_stage.load_versions", failing_once(settings, load_versions))

    with open_run(settings, "translate", parameters={}) as run:
        (shard,) = run.plan(Planner(run.settings, run.engines))
        counts = _second_time(run, lambda: run.translate(shard).counts.articles)

    assert counts == 1


def test_the_storing_of_a_source_can_be_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = newsroom(tmp_path)
    (tmp_path / "inbox" / "a.txt").write_text("\n\n".join((TITLE, *HARVEST)), encoding="utf-8")
    monkeypatch.setattr("tercet.flows.ingest_stage.load_batch", failing_once(settings, load_batch))

    with open_run(settings, "nightly", parameters={}) as run:
        run.prepare_ingest(settings.sources)
        run.harvest(settings.sources[0])
        assert _second_time(run, lambda: run.load("inbox").new) == 1


def _second_time(run: Run, step: Callable[[], object]) -> object:
    with pytest.raises(WarehouseLockedError):
        step()
    assert run.failures == []
    return step()


def test_a_run_does_not_ask_for_a_package_that_is_there(tmp_path: Path, install: Install) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST))
    translate(settings)
    install(settings, "en-uk")

    report = read_sources(settings, at=NEXT_NIGHT)

    assert report.notes == ()


def test_an_engine_that_is_removed_meanwhile_leaves_what_it_made(tmp_path: Path, install: Install) -> None:
    settings = newsroom(tmp_path, (TITLE, HARVEST), ("Паром снова ходит", FERRY))
    install(settings, "en-uk")
    translate(settings)
    shutil.rmtree(settings.packages_folder)

    report = translate(settings, at=NEXT_NIGHT)

    assert report.decoder_calls == 0
    assert ask(settings, "SELECT count(*) FROM versions WHERE origin = 'machine' AND is_current") == [(1,)]
    assert (TITLE, "uk") not in reasons(settings)
