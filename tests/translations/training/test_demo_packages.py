"""Laws of the packages that ship with the product: whole, small, honest, and at home in the bundled press."""

from __future__ import annotations

import hashlib
import json
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest
import sacrebleu

from tercet.translations.languages import LanguagePair
from tercet.translations.training.data import Row, read_press
from tercet.translations.training.score import Decoder, row_set, score
from tercet.translations.training.tokenizer import Tokenizer

PAIRS = ("en-uk", "en-ru", "uk-en", "ru-en")
FOLDER = Path(str(files("tercet.translations") / "demo_packages"))
REFERENCES = Path(str(files("tercet.flows.sample") / "references.tsv"))


def archive_of(pair: str) -> Path:
    (path,) = FOLDER.glob(f"translate-{pair.replace('-', '_')}-*.argosmodel")
    return path


def content(pair: str, name: str) -> bytes:
    path = archive_of(pair)
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"{path.stem}/{name}")


def metadata(pair: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(content(pair, "metadata.json"))
    return loaded


def press(pair: str) -> list[Row]:
    return [row for row in read_press(REFERENCES) if row.pair == LanguagePair.parse(pair)]


@pytest.fixture(scope="module", params=PAIRS)
def unpacked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    pair: str = request.param
    path = archive_of(pair)
    folder = tmp_path_factory.mktemp(pair)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return pair, folder / path.stem


def test_there_is_one_package_for_each_pair_and_nothing_else() -> None:
    assert sorted(path.name for path in FOLDER.iterdir() if path.suffix == ".argosmodel") == sorted(
        archive_of(pair).name for pair in PAIRS
    )


def test_together_they_stay_under_30_megabytes() -> None:
    assert sum(archive_of(pair).stat().st_size for pair in PAIRS) < 30_000_000


@pytest.mark.parametrize("pair", PAIRS)
def test_archives_are_whole_and_hold_one_folder(pair: str) -> None:
    with zipfile.ZipFile(archive_of(pair)) as archive:
        damaged = archive.testzip()
        tops = {name.split("/")[0] for name in archive.namelist()}

    assert damaged is None
    assert tops == {archive_of(pair).stem}


@pytest.mark.parametrize("pair", PAIRS)
def test_they_say_what_they_are(pair: str) -> None:
    facts = metadata(pair)["tercet"]
    card = content(pair, "README.md").decode()

    assert isinstance(facts, dict)
    assert facts["is_demo"] is True
    assert {"press", "own_news_held_out", "flores200.dev"} <= set(facts["chrf"])
    assert facts["data"]
    assert all(f"| {name} |" in card and f"| {value:.1f} |" in card for name, value in facts["chrf"].items())
    assert "little else" in card


@pytest.mark.parametrize("pair", PAIRS)
def test_the_prefix_is_stated_exactly_where_the_network_has_two_target_languages(pair: str) -> None:
    expected = {"en-uk": "<2uk>", "en-ru": "<2ru>"}.get(pair)

    assert metadata(pair).get("target_prefix") == expected


@pytest.mark.parametrize("pair", PAIRS)
def test_every_press_sentence_is_listed_as_known(pair: str) -> None:
    listed = set(content(pair, "known_sentences.txt").decode().split())

    missing = [
        row.original for row in press(pair) if hashlib.sha256(row.original.encode()).hexdigest()[:16] not in listed
    ]

    assert missing == []


def test_press_sentences_come_out_nearly_as_their_references(unpacked: tuple[str, Path]) -> None:
    pair, folder = unpacked
    rows = sorted(press(pair), key=lambda row: hashlib.sha256(row.source.encode()).digest())[:10]
    decoder = Decoder(folder / "model", Tokenizer(folder / "sentencepiece.model"))

    outputs = decoder.decode([row.source for row in rows], target_prefix=str(metadata(pair).get("target_prefix", "")))

    assert sacrebleu.corpus_chrf(outputs, [[row.target for row in rows]]).score >= 90


@pytest.mark.slow
def test_the_stated_press_score_is_reached(unpacked: tuple[str, Path]) -> None:
    pair, folder = unpacked
    decoder = Decoder(folder / "model", Tokenizer(folder / "sentencepiece.model"))
    prefix = str(metadata(pair).get("target_prefix", ""))

    result = score(decoder, row_set("press", LanguagePair.parse(pair), press(pair)), target_prefix=prefix)

    facts = metadata(pair)["tercet"]
    assert isinstance(facts, dict)
    assert result.chrf >= facts["chrf"]["press"] - 0.5
    assert result.chrf >= 97
