"""Packages are checked before they are seen; a broken one names itself and breaks no other."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_package import Shape, build_tiny_package, unpack

from tercet.translations.errors import PackageBrokenError, PackageMissingError, TranslationError
from tercet.translations.languages import LanguagePair
from tercet.translations.package_install import DowngradeError, uninstall_folder
from tercet.translations.package_lock import LOCK_NAME, read_lock
from tercet.translations.packages import (
    PackageStore,
    archives_in,
    argos_folders,
    bundled_archives,
    choose_package,
    ensure_bundled,
    install_archive,
    uninstall,
    verify_package,
)

EN_UK, EN_RU = LanguagePair.parse("en-uk"), LanguagePair.parse("en-ru")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return build_tiny_package(tmp_path, "en-uk", version="1.9")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "packages"


def installed_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def rewritten(archive: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive with its entries changed."""
    with zipfile.ZipFile(archive) as opened:
        entries = {name: opened.read(name) for name in opened.namelist()}
    change(entries)
    path = archive.with_name("changed.argosmodel")
    with zipfile.ZipFile(path, "w") as opened:
        for name, content in entries.items():
            opened.writestr(name, content)
    return path


ROOT = "translate-en_uk-1_9"


class TestInstalling:
    def test_an_installed_package_is_described_locked_and_found(self, archive: Path, folder: Path) -> None:
        package = install_archive(archive, folder)

        assert (package.ref.pair, package.ref.name, package.ref.version) == (EN_UK, "translate-en_uk", "1.9")
        assert package.path == folder / ROOT
        assert read_lock(folder)[ROOT].digests == package.expected_files
        assert PackageStore([folder]).discover() == ([package], [])
        verify_package(package)

    def test_installing_the_same_archive_again_changes_nothing(self, archive: Path, folder: Path) -> None:
        first = install_archive(archive, folder)
        before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.*")}

        second = install_archive(archive, folder)

        assert second == first
        assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.*")} == before

    def test_a_newer_version_takes_the_place_of_the_older(self, archive: Path, folder: Path, tmp_path: Path) -> None:
        install_archive(archive, folder)

        newer = install_archive(build_tiny_package(tmp_path, "en-uk", version="1.10"), folder)

        assert newer.ref.version == "1.10"
        assert installed_names(folder) == ["translate-en_uk-1_10"]
        assert list(read_lock(folder)) == ["translate-en_uk-1_10"]

    def test_an_older_version_is_refused_unless_it_is_allowed(
        self, archive: Path, folder: Path, tmp_path: Path
    ) -> None:
        install_archive(archive, folder)
        older = build_tiny_package(tmp_path, "en-uk", version="1.1")

        with pytest.raises(DowngradeError, match=r"1\.9 is installed and newer than 1\.1"):
            install_archive(older, folder)
        assert installed_names(folder) == [ROOT]

        assert install_archive(older, folder, allow_downgrade=True).ref.version == "1.1"
        assert installed_names(folder) == ["translate-en_uk-1_1"]

    def test_other_content_under_the_same_version_replaces_the_old_content(
        self, archive: Path, folder: Path, tmp_path: Path
    ) -> None:
        first = install_archive(archive, folder)
        other = build_tiny_package(tmp_path / "other", "en-uk", version="1.9", metadata_extra={"code": "x"})

        second = install_archive(other, folder)

        assert second.ref.sha256 != first.ref.sha256
        assert PackageStore([folder]).discover() == ([second], [])
        assert not first.path.exists()

    @pytest.mark.parametrize("damage", ["altered", "removed"])
    def test_installing_again_repairs_a_package_whose_files_changed(
        self, archive: Path, folder: Path, damage: str
    ) -> None:
        package = install_archive(archive, folder)
        weights = package.path / "model" / "model.bin"
        weights.unlink() if damage == "removed" else weights.write_bytes(bytes(weights.stat().st_size))

        repaired = install_archive(archive, folder)

        verify_package(repaired)
        assert PackageStore([folder]).discover() == ([repaired], [])
        assert repaired.ref.sha256 == package.ref.sha256

    def test_a_demo_package_and_an_official_one_live_side_by_side(
        self, archive: Path, folder: Path, tmp_path: Path
    ) -> None:
        demo = build_tiny_package(
            tmp_path / "demo", "en-uk", version="1.9", metadata_extra={"tercet": {"is_demo": True}}
        )

        install_archive(archive, folder)
        installed = install_archive(demo, folder)

        assert (installed.ref.name, installed.ref.is_demo) == ("demo-en_uk", True)
        assert len(PackageStore([folder]).discover()[0]) == 2

    def test_a_name_in_the_metadata_never_leads_out_of_the_folder(self, folder: Path, tmp_path: Path) -> None:
        archive = build_tiny_package(
            tmp_path, "en-uk", version="1/../9", metadata_extra={"tercet": {"name": "../../outside"}}
        )

        package = install_archive(archive, folder)

        assert package.path.parent == folder
        assert list(tmp_path.rglob("*outside*")) == [package.path]

    def test_uninstalling_leaves_no_trace(self, archive: Path, folder: Path) -> None:
        package = install_archive(archive, folder)

        uninstall(package)

        assert PackageStore([folder]).discover() == ([], [])
        assert read_lock(folder) == {}

    def test_a_folder_that_cannot_be_written_is_a_plain_error(self, archive: Path, tmp_path: Path) -> None:
        blocked = tmp_path / "file"
        blocked.write_text("")

        with pytest.raises(TranslationError, match="cannot be written"):
            install_archive(archive, blocked / "packages")


def cut(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])


def make_web_page(archive: Path) -> None:
    archive.write_text("\n<!DOCTYPE html><html><body>404</body></html>")


def flip_a_bit(archive: Path) -> None:
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    archive.write_bytes(content)


class TestRefusing:
    """Every archive here must be refused with its name and the fault, and leave nothing behind."""

    @staticmethod
    def refused(archive: Path, folder: Path, fault: str) -> None:
        with pytest.raises(PackageBrokenError, match=fault) as caught:
            install_archive(archive, folder)
        assert caught.value.package == archive.name
        assert installed_names(folder) == []
        assert not (folder / LOCK_NAME).exists()

    @pytest.mark.parametrize(
        ("damage", "fault"),
        [
            (cut, "cut short or damaged"),
            (make_web_page, "is a web page"),
            (flip_a_bit, "CRC"),
            (lambda path: path.write_bytes(b""), "cut short or damaged"),
            (lambda path: path.unlink(), "cannot be read"),
        ],
        ids=["cut", "web page", "flipped bit", "empty", "missing"],
    )
    def test_a_damaged_archive(self, archive: Path, folder: Path, damage: Callable[[Path], None], fault: str) -> None:
        damage(archive)

        self.refused(archive, folder, fault)

    @pytest.mark.parametrize(
        "name", ["../outside.txt", "/etc/outside.txt", f"{ROOT}/../../outside.txt", f"{ROOT}\\..\\..\\outside.txt"]
    )
    def test_an_entry_that_reaches_outside(self, archive: Path, folder: Path, name: str) -> None:
        bad = rewritten(archive, lambda entries: entries.update({name: b"x"}))

        self.refused(bad, folder, "lies outside")
        assert not list(folder.parent.rglob("outside.txt"))

    def test_an_entry_that_is_a_link(self, archive: Path, folder: Path) -> None:
        with zipfile.ZipFile(archive, "a") as opened:
            link = zipfile.ZipInfo(f"{ROOT}/link")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            opened.writestr(link, "/etc/passwd")

        self.refused(archive, folder, "is a link")

    def test_an_archive_of_two_folders(self, archive: Path, folder: Path) -> None:
        bad = rewritten(archive, lambda entries: entries.update({"other/metadata.json": b"{}"}))

        self.refused(bad, folder, "holds 2 folders")

    @pytest.mark.parametrize(
        ("missing", "fault"),
        [
            ("metadata.json", "metadata.json is missing"),
            ("model/model.bin", "model/model.bin is missing"),
            ("model/config.json", "model/config.json is missing"),
            ("model/shared_vocabulary.json", "vocabulary is missing"),
            ("sentencepiece.model", "neither sentencepiece.model nor bpe.model"),
        ],
    )
    def test_a_package_without_a_needed_file(self, archive: Path, folder: Path, missing: str, fault: str) -> None:
        bad = rewritten(archive, lambda entries: entries.pop(f"{ROOT}/{missing}"))

        self.refused(bad, folder, fault)

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            (lambda weights: weights[: len(weights) // 2], "ends early"),
            (lambda weights: weights[:-100], "ends early"),
            (lambda weights: b"", "ends early"),
            (lambda weights: b"<html>not weights</html>", "is no CTranslate2 model"),
        ],
        ids=["half", "100 bytes short", "empty", "web page"],
    )
    def test_weights_that_are_not_whole(
        self, archive: Path, folder: Path, content: Callable[[bytes], bytes], fault: str
    ) -> None:
        name = f"{ROOT}/model/model.bin"
        bad = rewritten(archive, lambda entries: entries.update({name: content(entries[name])}))

        self.refused(bad, folder, fault)

    def test_a_vocabulary_that_does_not_belong_to_the_weights(self, archive: Path, folder: Path) -> None:
        name = f"{ROOT}/model/shared_vocabulary.json"

        def shorten(entries: dict[str, bytes]) -> None:
            entries[name] = json.dumps(json.loads(entries[name])[:-9]).encode()

        self.refused(rewritten(archive, shorten), folder, r"vocabulary has \d+ entries for \d+ rows")

    def test_a_package_for_other_languages(self, archive: Path, folder: Path) -> None:
        name = f"{ROOT}/metadata.json"
        bad = rewritten(archive, lambda entries: entries.update({name: b'{"from_code": "de", "to_code": "en"}'}))

        self.refused(bad, folder, "it is for de-en")

    def test_metadata_that_is_no_json(self, archive: Path, folder: Path) -> None:
        bad = rewritten(archive, lambda entries: entries.update({f"{ROOT}/metadata.json": b"{"}))

        self.refused(bad, folder, "metadata.json cannot be read")

    def test_a_failed_installation_leaves_the_installed_package_in_use(self, archive: Path, folder: Path) -> None:
        package = install_archive(archive, folder)
        bad = rewritten(archive, lambda entries: entries.pop(f"{ROOT}/model/model.bin"))

        with pytest.raises(PackageBrokenError):
            install_archive(bad, folder)

        assert PackageStore([folder]).discover() == ([package], [])
        assert [path.name for path in folder.iterdir() if path.name.startswith(".installing")] == []


def test_padding_of_the_weights_to_a_multiple_of_eight_rows_is_in_order(tmp_path: Path, folder: Path) -> None:
    archive = build_tiny_package(tmp_path, "en-uk", version="1.9", shape=Shape(vocabulary=400))
    name = f"{ROOT}/model/shared_vocabulary.json"

    def shorten(entries: dict[str, bytes]) -> None:
        entries[name] = json.dumps(json.loads(entries[name])[:-7]).encode()

    assert install_archive(rewritten(archive, shorten), folder).ref.pair == EN_UK


def test_a_vocabulary_in_argos_older_text_form_is_read(archive: Path, folder: Path) -> None:
    name = f"{ROOT}/model/shared_vocabulary"

    def as_text(entries: dict[str, bytes]) -> None:
        entries[f"{name}.txt"] = ("\n".join(json.loads(entries.pop(f"{name}.json"))) + "\n").encode()

    assert install_archive(rewritten(archive, as_text), folder).ref.pair == EN_UK


class TestDiscovering:
    def test_packages_in_argos_own_folders_are_found_without_a_second_install(
        self, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        named = tmp_path / "argos"
        unpack(archive, named)
        unpack(build_tiny_package(tmp_path, "en-ru"), Path.home() / ".local/share/argos-translate/packages")
        monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(named))

        packages, broken = PackageStore(argos_folders()).discover()

        assert sorted(str(package.ref.pair) for package in packages) == ["en-ru", "en-uk"]
        assert broken == []
        assert all(package.expected_files is None for package in packages)

    def test_a_broken_folder_is_reported_and_breaks_no_other(self, archive: Path, folder: Path) -> None:
        package = install_archive(archive, folder)
        (folder / "translate-ru_en-1_0").mkdir()
        (folder / "translate-uk_en-1_0").mkdir()
        (folder / "translate-uk_en-1_0" / "metadata.json").write_text("[]")

        packages, broken = PackageStore([folder]).discover()

        assert packages == [package]
        assert [(error.package, error.fault) for error in broken] == [
            ("translate-ru_en-1_0", "metadata.json is missing"),
            ("translate-uk_en-1_0", "metadata.json holds no object"),
        ]

    def test_a_locked_package_that_lost_a_file_or_its_folder_is_reported(
        self, archive: Path, folder: Path, tmp_path: Path
    ) -> None:
        first = install_archive(archive, folder)
        second = install_archive(build_tiny_package(tmp_path, "en-ru"), folder)
        (first.path / "sentencepiece.model").unlink()
        shutil.rmtree(second.path)

        packages, broken = PackageStore([folder]).discover()

        assert packages == []
        assert [error.fault for error in broken] == [
            "sentencepiece.model is missing; install the package again",
            "its folder is gone",
        ]

    def test_a_package_unpacked_by_hand_is_checked_each_time(self, archive: Path, folder: Path) -> None:
        path = unpack(archive, folder)
        weights = path / "model" / "model.bin"
        os.truncate(weights, weights.stat().st_size // 2)

        packages, (error,) = PackageStore([folder]).discover()

        assert packages == []
        assert "ends early" in error.fault

    def test_an_unreadable_lock_file_is_reported_and_the_packages_still_serve(
        self, archive: Path, folder: Path
    ) -> None:
        install_archive(archive, folder)
        (folder / LOCK_NAME).write_text("{")

        packages, (error,) = PackageStore([folder]).discover()

        assert [package.ref.pair for package in packages] == [EN_UK]
        assert "lock file cannot be read" in error.fault

    def test_other_languages_and_other_kinds_of_packages_are_left_out(self, folder: Path) -> None:
        for name, metadata in {"de": {"from_code": "de", "to_code": "en"}, "sbd": {"type": "sbd"}}.items():
            (folder / name).mkdir(parents=True)
            (folder / name / "metadata.json").write_text(json.dumps(metadata))

        assert PackageStore([folder]).discover() == ([], [])

    def test_the_same_package_in_two_folders_is_listed_once(self, archive: Path, folder: Path, tmp_path: Path) -> None:
        package = install_archive(archive, folder)
        unpack(archive, tmp_path / "argos")

        packages, _ = PackageStore([folder, tmp_path / "argos", tmp_path / "nowhere"]).discover()

        assert packages == [package]


class TestChoosing:
    @staticmethod
    def store(tmp_path: Path, *packages: dict[str, object]) -> PackageStore:
        folders = []
        for number, metadata in enumerate(packages):
            version = str(metadata.get("version", "1.0"))
            card = {"tercet": metadata["card"]} if "card" in metadata else {}
            archive = build_tiny_package(tmp_path / str(number), "en-uk", version=version, metadata_extra=card)
            folders.append(tmp_path / str(number) / "packages")
            install_archive(archive, folders[-1])
        return PackageStore(folders)

    @pytest.mark.parametrize(
        ("packages", "chosen", "reason"),
        [
            ([{}], "translate-en_uk 1.0", "the only package"),
            ([{"version": "1.9"}, {"version": "1.10"}], "translate-en_uk 1.10", "the newest version"),
            ([{"card": {"is_demo": True}}, {}], "translate-en_uk 1.0", "not a demo package"),
            ([{"card": {"is_demo": True, "chrf": {"a": 90}}}], "demo-en_uk 1.0", "a demo package: nothing better"),
            (
                [
                    {"card": {"name": "one", "chrf": {"a": 50.1}}},
                    {"card": {"name": "two", "chrf": {"a": 55.25, "b": 1}}},
                ],
                "two-en_uk 1.0",
                "chrF 55.2 against 50.1 on a",
            ),
            (
                [{"card": {"name": "one", "chrf": {"a": 99}}}, {"version": "1.9"}],
                "translate-en_uk 1.9",
                "Argos' own package; none was measured on the same test set",
            ),
        ],
        ids=["one", "newest", "demo last", "only a demo", "better measured", "official"],
    )
    def test_the_better_package_serves_and_the_reason_is_told(
        self, tmp_path: Path, packages: list[dict[str, object]], chosen: str, reason: str
    ) -> None:
        for order in (packages, packages[::-1]):
            choice = choose_package(EN_UK, self.store(tmp_path / str(order is packages), *order))

            assert choice.package.label == chosen
            assert choice.reason.startswith(reason)
            assert len(choice.others) == len(packages) - 1

    def test_the_package_named_in_the_configuration_wins(self, tmp_path: Path) -> None:
        store = self.store(tmp_path, {"card": {"name": "one", "chrf": {"a": 99}}}, {"card": {"is_demo": True}})

        choice = choose_package(EN_UK, store, {EN_UK: "demo-en_uk 1.0"})

        assert (choice.package.label, choice.reason) == ("demo-en_uk 1.0", "named in the configuration")

    def test_a_named_package_that_is_not_installed_is_missing(self, tmp_path: Path) -> None:
        store = self.store(tmp_path, {})

        with pytest.raises(PackageMissingError, match=r"'best'.*installed are: translate-en_uk 1\.0"):
            choose_package(EN_UK, store, {EN_UK: "best"})

    def test_a_pair_without_a_package_says_which_command_adds_one(self, tmp_path: Path) -> None:
        with pytest.raises(PackageMissingError, match=re.escape("tercet models install en-ru")):
            choose_package(EN_RU, self.store(tmp_path, {}))

    def test_a_pair_whose_only_package_is_broken_says_what_is_wrong_with_it(self, tmp_path: Path) -> None:
        (tmp_path / "packages" / "translate-en_ru-1_0").mkdir(parents=True)

        with pytest.raises(PackageBrokenError, match=r"metadata\.json is missing"):
            choose_package(EN_RU, PackageStore([tmp_path / "packages"]))


class TestBundled:
    def test_bundled_packages_are_installed_once_and_replaced_when_they_change(
        self, tmp_path: Path, folder: Path
    ) -> None:
        demo = {"tercet": {"is_demo": True}}
        old = build_tiny_package(tmp_path / "old", "en-uk", version="2.0", metadata_extra=demo)
        new = build_tiny_package(tmp_path / "new", "en-uk", version="1.0", metadata_extra=demo)

        first = ensure_bundled(folder, (old,))
        again = ensure_bundled(folder, (old,))
        changed = ensure_bundled(folder, (new,))

        assert again == first
        assert PackageStore([folder]).discover() == (list(changed), [])

    def test_what_ships_with_the_product_is_whole(self, folder: Path) -> None:
        packages = ensure_bundled(folder)

        assert len(packages) == len(bundled_archives())
        for package in packages:
            verify_package(package)
            assert package.ref.is_demo

    def test_archives_are_taken_from_a_file_or_a_folder(self, archive: Path, tmp_path: Path) -> None:
        assert archives_in(archive) == archives_in(tmp_path) == (archive,)
        with pytest.raises(TranslationError, match="no file or folder"):
            archives_in(tmp_path / "nowhere")


class TestInterrupted:
    def test_what_a_killed_installation_left_is_removed_by_the_next(self, archive: Path, folder: Path) -> None:
        for left in (".installing-x", ".removing-y"):
            (folder / left / "half").mkdir(parents=True)

        install_archive(archive, folder)

        assert installed_names(folder) == [ROOT]

    def test_a_package_that_was_unpacked_but_not_recorded_is_recorded_as_it_is(
        self, archive: Path, folder: Path
    ) -> None:
        first = install_archive(archive, folder)
        (folder / LOCK_NAME).unlink()

        second = install_archive(archive, folder)

        assert second == first
        assert installed_names(folder) == [ROOT]
        assert PackageStore([folder]).discover() == ([second], [])

    def test_a_package_whose_files_are_gone_can_be_removed(self, archive: Path, folder: Path) -> None:
        package = install_archive(archive, folder)
        shutil.rmtree(package.path)

        uninstall_folder(package.path)

        assert PackageStore([folder]).discover() == ([], [])

    def test_a_lock_file_that_cannot_be_written_says_so_and_leaves_no_draft(
        self, archive: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))

        with pytest.raises(TranslationError, match="cannot be written: No space left on device"):
            install_archive(archive, folder)

        assert [path.name for path in folder.glob(".tercet*")] == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"sentencepiece.model": b"<html>"}, "sentencepiece.model is no tokenizer"),
        ({"model/config.json": b"<html>"}, "model/config.json cannot be read"),
        ({"model/config.json": b"[]"}, "model/config.json holds no object"),
        ({"model/model.bin": bytes(1000)}, "is no CTranslate2 model"),
        ({"model/shared_vocabulary.json": b"[" * 100_000}, "recursion"),
        ({"METADATA.json": b"{}"}, "the same name but for capitals"),
    ],
)
def test_a_package_that_would_not_load_does_not_take_the_place_of_one_that_does(
    archive: Path, folder: Path, change: dict[str, bytes], fault: str
) -> None:
    package = install_archive(archive, folder)
    damaged = rewritten(archive, lambda entries: entries.update({f"{ROOT}/{name}": c for name, c in change.items()}))

    with pytest.raises(PackageBrokenError, match=fault):
        install_archive(damaged, folder)

    assert PackageStore([folder]).discover() == ([package], [])


@pytest.mark.parametrize(
    ("stated", "fault"),
    [({"type": "sbd"}, "no translation package: its type is 'sbd'"), ({"from_code": "de"}, "it is for de-uk")],
)
def test_a_package_of_another_kind_is_refused_by_what_it_is(
    tmp_path: Path, folder: Path, stated: dict[str, str], fault: str
) -> None:
    with pytest.raises(PackageBrokenError, match=fault):
        install_archive(build_tiny_package(tmp_path, "en-uk", metadata_extra=stated), folder)


@pytest.mark.parametrize("version", ["1" * 400, "../../x", "²", "1.9\u0000"])
def test_a_version_of_any_letters_has_a_folder_of_its_own(tmp_path: Path, folder: Path, version: str) -> None:
    archive = build_tiny_package(tmp_path, "en-uk", metadata_extra={"package_version": version})

    package = install_archive(archive, folder)

    assert package.path.parent == folder
    assert PackageStore([folder]).discover() == ([package], [])


def test_a_folder_that_is_a_file_holds_no_package(tmp_path: Path) -> None:
    (tmp_path / "argos").write_text("x", encoding="utf-8")

    assert PackageStore([tmp_path / "argos"]).discover() == ([], [])
