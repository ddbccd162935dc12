"""Demo packages translate what they were trained on, and nothing else unless it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_package import SAMPLE_TEXT, build_tiny_package

from tercet.translations.demo import fingerprint, knows, may_translate
from tercet.translations.models import Segment, SegmentKind
from tercet.translations.packages import InstalledPackage, install_archive

KNOWN = [f"{text} ({number})" for number, text in enumerate(SAMPLE_TEXT["en"] * 2)][:10]
DEMO = {"tercet": {"is_demo": True}}


def segments(known: int, unknown: int) -> tuple[Segment, ...]:
    texts = KNOWN[:known] + [f"Something else happened {number} times." for number in range(unknown)]
    return tuple(
        Segment(paragraph_index=1, segment_index=index, kind=SegmentKind.BODY, text=text)
        for index, text in enumerate(texts)
    )


@pytest.fixture
def demo(tmp_path: Path) -> InstalledPackage:
    listed = "".join(fingerprint(text) + "\n" for text in KNOWN)
    archive = build_tiny_package(tmp_path, "en-uk", metadata_extra=DEMO, extra_files={"known_sentences.txt": listed})
    return install_archive(archive, tmp_path / "packages")


@pytest.fixture
def official(tmp_path: Path) -> InstalledPackage:
    return install_archive(build_tiny_package(tmp_path / "official", "en-uk"), tmp_path / "official" / "packages")


@pytest.mark.parametrize(
    ("known", "unknown", "expected"), [(10, 0, True), (8, 2, True), (7, 2, False), (0, 3, False), (0, 0, False)]
)
def test_an_article_is_known_when_four_fifths_of_its_sentences_are(
    demo: InstalledPackage, known: int, unknown: int, expected: bool
) -> None:
    assert knows(demo, segments(known, unknown)) is expected


def test_a_demo_package_without_a_list_knows_nothing(tmp_path: Path) -> None:
    package = install_archive(build_tiny_package(tmp_path, "en-uk", metadata_extra=DEMO), tmp_path / "packages")

    assert knows(package, segments(10, 0)) is False


def test_an_unknown_article_waits_for_a_better_package_unless_demo_output_is_allowed(
    demo: InstalledPackage, official: InstalledPackage
) -> None:
    unknown = segments(0, 5)

    assert may_translate([demo], unknown) is False
    assert may_translate([demo], unknown, allow_demo=True) is True
    assert may_translate([official], unknown) is True


def test_through_a_pivot_the_first_package_decides_and_no_demo_package_follows_a_real_one(
    demo: InstalledPackage, official: InstalledPackage
) -> None:
    known = segments(10, 0)

    assert may_translate([demo, demo], known) is True
    assert may_translate([demo, official], segments(0, 5)) is False
    assert may_translate([official, demo], known) is False
