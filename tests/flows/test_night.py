"""A night on the bundled press: everything is accounted for, aligned, and done only once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from importlib import resources
from typing import Any

import pytest
from night import NIGHT, run_night
from tables import rows, table_hashes

from tercet.flows.settings import Settings
from tercet.translations.languages import Language
from tercet.warehouse.connection import open_snapshot, open_warehouse
from tercet.warehouse.queries import duplicate_keys
from tercet.warehouse.reading import misaligned_versions

pytestmark = pytest.mark.loopback

Install = Callable[..., None]


def expected() -> dict[str, Any]:
    text = (resources.files("tercet.flows.sample") / "expected.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def test_every_article_of_the_press_is_stored_whole_and_every_other_thing_is_rejected_with_its_reason(
    press_settings: Settings,
) -> None:
    wanted = expected()

    run_night(press_settings)

    with open_warehouse(press_settings.warehouse_path) as warehouse:
        stored = {
            (source, title): (language, published)
            for source, title, language, published in rows(
                warehouse, "SELECT source_id, title, language, published_at FROM articles"
            )
        }
        rejected = {reason for (reason,) in rows(warehouse, "SELECT reason FROM rejects")}
        outcomes = rows(warehouse, "SELECT count(*) FROM entries WHERE outcome = 'pending'")
    latest = {(a["source_id"], a["canonical_url"] or a["path"]): a for a in wanted["articles"]}
    assert {(a["source_id"], a["title"]) for a in latest.values()} == set(stored)
    assert {a["language"] for a in wanted["articles"]} == set(Language)
    assert rejected == {reject["reason"] for reject in wanted["rejects"]}
    assert outcomes == [(0,)]


def test_every_article_has_each_language_or_a_recorded_reason(press_settings: Settings, install: Install) -> None:
    install(press_settings)

    report = run_night(press_settings)

    with open_warehouse(press_settings.warehouse_path) as warehouse:
        gaps = rows(
            warehouse,
            """
            SELECT a.article_id, l.language
            FROM articles a, (VALUES ('en'), ('uk'), ('ru')) l(language)
            WHERE NOT EXISTS (
                    FROM versions v
                    WHERE v.article_id = a.article_id AND v.language = l.language AND v.is_current)
              AND NOT EXISTS (
                    FROM missing_versions m WHERE m.article_id = a.article_id AND m.language = l.language)
            """,
        )
        reasons = rows(warehouse, "SELECT DISTINCT reason FROM missing_versions ORDER BY reason")
        pivoted = rows(warehouse, 'SELECT pair, "pivot", language FROM versions WHERE "pivot" IS NOT NULL')
        assert misaligned_versions(warehouse) == ()
        assert duplicate_keys(warehouse) == []
    assert gaps == []
    assert [reason for (reason,) in reasons] == ["native_version", "no_route"]
    assert pivoted == [("uk-ru", "en", "ru")], "one article of the demo asks for Ukrainian to Russian via English"
    assert report.versions > 30


def test_a_second_night_with_nothing_new_changes_nothing_and_translates_nothing(
    press_settings: Settings, install: Install
) -> None:
    install(press_settings)
    run_night(press_settings)
    before = table_hashes(press_settings.warehouse_path)
    published = press_settings.snapshot_path.resolve()

    report = run_night(press_settings, at=NIGHT + timedelta(days=1))

    after = table_hashes(press_settings.warehouse_path)
    assert {name for name in before if before[name] != after[name]} <= {"runs", "source_checks", "fetch_state"}
    assert report.decoder_calls == 0
    assert report.is_quiet
    assert report.published is None
    assert press_settings.snapshot_path.resolve() == published


def test_without_packages_articles_are_kept_and_wait_and_a_later_run_picks_them_up(
    press_settings: Settings, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tercet.flows.engines.ensure_bundled", lambda folder: ())
    first = run_night(press_settings)
    install(press_settings, "en-uk")

    second = run_night(press_settings, at=NIGHT + timedelta(days=1))

    assert first.versions == 0
    assert first.changed_articles > 20
    assert first.missing["package_missing"] > 20
    assert any("tercet models install en-uk" in note for note in first.notes)
    assert [pair.pair for pair in second.pairs] == ["en-uk"]
    assert second.missing["package_missing"] < first.missing["package_missing"]


def test_the_edited_page_becomes_a_second_revision_of_its_article(press_settings: Settings) -> None:
    run_night(press_settings)

    with open_warehouse(press_settings.warehouse_path) as warehouse:
        revised = rows(warehouse, "SELECT article_id, revision_no, title FROM articles WHERE revision_no > 1")
        kept = rows(
            warehouse,
            f"""
            SELECT revision_no, is_current FROM versions
            WHERE origin = 'source' AND article_id = {revised[0][0]} ORDER BY revision_no
            """,
        )
    assert len(revised) == 1
    assert kept == [(1, False), (2, True)]


def test_the_wire_copy_is_labelled_as_a_duplicate_and_kept(press_settings: Settings) -> None:
    run_night(press_settings)

    with open_warehouse(press_settings.warehouse_path) as warehouse:
        copies = rows(
            warehouse,
            "SELECT c.source_id, o.source_id FROM articles c JOIN articles o ON o.article_id = c.duplicate_of",
        )
    assert len(copies) == 1
    assert set(copies[0]) == {"harbour-post", "meridian-wire"}


def test_native_versions_are_linked_and_not_machine_translated_into_each_other(
    press_settings: Settings, install: Install
) -> None:
    install(press_settings)
    run_night(press_settings)

    with open_snapshot(press_settings.snapshot_path) as snapshot:
        groups = rows(
            snapshot,
            """
            SELECT list(language ORDER BY language) FROM articles WHERE native_group IS NOT NULL GROUP BY native_group
            """,
        )
        translated = rows(
            snapshot,
            """
            SELECT count(*) FROM versions v JOIN articles a USING (article_id)
            WHERE a.native_group IS NOT NULL AND v.origin = 'machine'
            """,
        )
    assert groups == [(["en", "ru", "uk"],)]
    assert translated == [(0,)]
