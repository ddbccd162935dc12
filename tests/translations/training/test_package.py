"""Laws of the archive: Argos' layout, honest metadata, the same bytes for the same content."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.training.demo_card import Card
from tercet.translations.training.package import write_package
from tercet.translations.training.score import Score

KNOWN = ("The bridge reopened.", "It rained.")


def card(target: Language = Language.UK) -> Card:
    return Card(
        pair=LanguagePair(Language.EN, target),
        version="0.1",
        target_prefix=f"<2{target}>",
        scores=(Score(test_set="press", sentences=2, chrf=99.5, exact=0.5, signature="chrF2|test"),),
        data=("Sentences of our own.",),
        known=KNOWN,
        training="On a CPU.",
    )


@pytest.fixture
def parts(tmp_path: Path) -> tuple[Path, Path]:
    model = tmp_path / "exported"
    model.mkdir()
    for name in ("model.bin", "config.json", "shared_vocabulary.json"):
        (model / name).write_bytes(name.encode())
    tokenizer = tmp_path / "sentencepiece.model"
    tokenizer.write_bytes(b"pieces")
    return model, tokenizer


def test_the_archive_has_the_layout_of_an_argos_package(tmp_path: Path, parts: tuple[Path, Path]) -> None:
    path = write_package(card().package, model=parts[0], tokenizer=parts[1], folder=tmp_path / "out")

    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        metadata = json.loads(archive.read("translate-en_uk-0_1/metadata.json"))
    assert path.name == "translate-en_uk-0_1.argosmodel"
    assert names == {
        f"translate-en_uk-0_1/{name}"
        for name in (
            "README.md",
            "known_sentences.txt",
            "metadata.json",
            "model/config.json",
            "model/model.bin",
            "model/shared_vocabulary.json",
            "sentencepiece.model",
        )
    }
    assert (metadata["from_code"], metadata["to_code"], metadata["target_prefix"]) == ("en", "uk", "<2uk>")


def test_metadata_says_demo_and_the_scores(tmp_path: Path, parts: tuple[Path, Path]) -> None:
    path = write_package(card().package, model=parts[0], tokenizer=parts[1], folder=tmp_path)

    with zipfile.ZipFile(path) as archive:
        facts = json.loads(archive.read("translate-en_uk-0_1/metadata.json"))["tercet"]
        readme = archive.read("translate-en_uk-0_1/README.md").decode()
    assert facts["is_demo"] is True
    assert facts["chrf"] == {"press": 99.5}
    assert "| press | 2 | 99.5 | 50% |" in readme
    assert "tercet models install en-uk" in readme


def test_known_sentences_are_the_hashes_of_the_sentences_as_articles_have_them(
    tmp_path: Path, parts: tuple[Path, Path]
) -> None:
    path = write_package(card().package, model=parts[0], tokenizer=parts[1], folder=tmp_path)

    with zipfile.ZipFile(path) as archive:
        listed = archive.read("translate-en_uk-0_1/known_sentences.txt").decode().splitlines()
    assert listed == sorted(hashlib.sha256(text.encode()).hexdigest()[:16] for text in KNOWN)


def test_the_same_content_gives_the_same_bytes(tmp_path: Path, parts: tuple[Path, Path]) -> None:
    first = write_package(card().package, model=parts[0], tokenizer=parts[1], folder=tmp_path / "first")
    second = write_package(card().package, model=parts[0], tokenizer=parts[1], folder=tmp_path / "second")

    assert first.read_bytes() == second.read_bytes()
    assert [entry.name for entry in first.parent.iterdir()] == [first.name]
