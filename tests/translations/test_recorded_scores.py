"""Laws of scores measured here: they decide which package serves a pair, and a damaged file of them is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tiny_package import build_tiny_package

from tercet.translations.errors import PackageBrokenError
from tercet.translations.languages import LanguagePair
from tercet.translations.package_install import bundled_archives
from tercet.translations.packages import PackageStore, choose_package, install_archive, recorded_chrf
from tercet.translations.recorded_scores import NAME, read_scores, record_score

PAIR = LanguagePair.parse("en-uk")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an official package and one that somebody trained, both installed."""
    folder = tmp_path / "packages"
    folder.mkdir()
    install_archive(build_tiny_package(tmp_path / "official", "en-uk", version="1.9"), folder)
    card = {"tercet": {"name": "ours", "chrf": {"dev": 40.0}}}
    install_archive(build_tiny_package(tmp_path / "ours", "en-uk", version="1.0", metadata_extra=card), folder)
    return folder


def chosen(folder: Path) -> tuple[str, str]:
    choice = choose_package(PAIR, PackageStore([folder]))
    return choice.package.ref.name, choice.reason


def sha256(folder: Path, name: str) -> str:
    (package,) = [one for one in PackageStore([folder]).discover()[0] if one.ref.name == name]
    return package.ref.sha256


def test_without_measures_the_official_package_serves(folder: Path) -> None:
    assert chosen(folder)[0] == "translate-en_uk"


@pytest.mark.parametrize(("official", "best"), [(35.0, "ours-en_uk"), (45.0, "translate-en_uk")])
def test_the_better_measured_package_serves(folder: Path, official: float, best: str) -> None:
    record_score(folder, package_sha256=sha256(folder, "translate-en_uk"), test_set="dev", chrf=official)

    name, reason = chosen(folder)

    assert name == best
    assert "on dev" in reason


def test_what_was_measured_here_outranks_what_a_card_says(folder: Path) -> None:
    record_score(folder, package_sha256=sha256(folder, "ours-en_uk"), test_set="dev", chrf=12.0)

    (ours,) = [one for one in PackageStore([folder]).discover()[0] if one.ref.name == "ours-en_uk"]

    assert recorded_chrf(ours) == {"dev": 12.0}


def test_scores_of_several_sets_are_kept_side_by_side(tmp_path: Path) -> None:
    record_score(tmp_path, package_sha256="a", test_set="one", chrf=1.0)
    record_score(tmp_path, package_sha256="a", test_set="two", chrf=2.0)
    record_score(tmp_path, package_sha256="b", test_set="one", chrf=3.0)

    assert read_scores(tmp_path) == {"a": {"one": 1.0, "two": 2.0}, "b": {"one": 3.0}}


@pytest.mark.parametrize("content", ["{", "[1]", '{"a": 5}', '{"a": {"dev": "high"}}'])
def test_a_damaged_file_is_named_and_breaks_no_package(folder: Path, content: str) -> None:
    (folder / NAME).write_text(content, encoding="utf-8")

    packages, broken = PackageStore([folder]).discover()

    assert len(packages) == 2
    assert [error.package for error in broken] == [NAME]
    with pytest.raises(PackageBrokenError, match="delete it"):
        read_scores(folder)


def test_starter_packages_ship_beside_the_demo_packages_and_come_before_them(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "starter").mkdir()
    card = {"tercet": {"name": "starter", "is_starter": True}}
    archive = build_tiny_package(tmp_path / "made", "en-uk", metadata_extra=card)
    shutil.move(archive, tmp_path / "starter" / archive.name)
    cache = tmp_path / "cache"
    cache.mkdir()
    demo = {"tercet": {"is_demo": True}}
    install_archive(build_tiny_package(tmp_path / "demo", "en-uk", metadata_extra=demo), cache)

    (bundled,) = bundled_archives(tmp_path)
    install_archive(bundled, cache)
    choice = choose_package(PAIR, PackageStore([cache]))

    assert choice.package.is_starter
    assert choice.package.ref.name == "starter-en_uk"
