"""The packages that other tests build behave as they say, so that a test that fails has another reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_package import LETTERS, SAMPLE_TEXT, Behaviour, build_tiny_package, expected_text

from tercet.translations.argos import ArgosEngine
from tercet.translations.packages import install_archive


def translate(folder: Path, pair: str, text: str, **behaviour: object) -> str:
    archive = build_tiny_package(folder, pair, behaviour=Behaviour(**behaviour))
    return ArgosEngine(install_archive(archive, folder / "packages")).decode([text])[0].text


@pytest.mark.parametrize("pair", sorted(LETTERS))
def test_each_pair_writes_the_letters_of_its_target(tmp_path: Path, pair: str) -> None:
    archive = build_tiny_package(tmp_path, pair)
    engine = ArgosEngine(install_archive(archive, tmp_path / "packages"))
    texts = SAMPLE_TEXT[pair[:2]]

    assert [decoded.text for decoded in engine.decode(texts)] == [expected_text(text, pair) for text in texts]


def test_given_words_have_their_own_translation(tmp_path: Path) -> None:
    text = translate(tmp_path, "en-uk", "42 in Kyiv.", words={"Kyiv": "Київ", "42": "43"})

    assert text == "43 ін Київ."


def test_placeholders_come_out_unchanged(tmp_path: Path) -> None:
    assert translate(tmp_path, "en-ru", "QX0Q and QX1Q.") == "QX0Q анд QX1Q."


def test_the_same_build_gives_the_same_package(tmp_path: Path) -> None:
    first = install_archive(build_tiny_package(tmp_path / "a", "en-uk"), tmp_path / "a" / "packages")
    second = install_archive(build_tiny_package(tmp_path / "b", "en-uk"), tmp_path / "b" / "packages")

    assert first.ref == second.ref
