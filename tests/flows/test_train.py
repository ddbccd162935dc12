"""Laws of `tercet train` and `tercet models score`: from parallel text to an installed package, and its measures."""

from __future__ import annotations

import importlib.util
import json
import random
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny_package import build_tiny_package, expected_text

from tercet.flows.cli import tercet
from tercet.flows.errors import ConfigError

HAS_TORCH = importlib.util.find_spec("torch") is not None
WORDS = "river bridge council water winter power region school front village news morning harbour tower".split()
PLAN = """
name: tiny
version: "0.2"
pairs: [en-uk, en-ru]
data: [{path: text.tsv, columns: [source, en, uk, ru], licence: our own}]
rules: [{pattern: robot, weight: 0.5, synthetic: true}]
tests: tests
licence: MIT
shape: {vocabulary: 900, width: 32, heads: 2, feed_forward: 32, encoder_layers: 1, decoder_layers: 1}
minutes: 0.05
batch_tokens: 512
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration, parallel text, a test set and a plan."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("sources: []\n", encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    drawn = random.Random(1)
    lines = []
    for number in range(300):
        text = "The " + " ".join(drawn.choices(WORDS, k=drawn.randint(2, 5))) + f" {number}."
        source = "robot" if number % 10 == 0 else "news"
        lines.append("\t".join((source, text, expected_text(text, "en-uk"), expected_text(text, "en-ru"))))
    (tmp_path / "text.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "tests").mkdir()
    first = lines[0].split("\t")
    for language, text in zip(("en", "uk", "ru"), first[1:], strict=True):
        (tmp_path / "tests" / f"dev.{language}").write_text(text + "\n", encoding="utf-8")
    return tmp_path


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(tercet, arguments)


def test_preparing_needs_no_torch_and_leaves_a_folder_that_another_machine_trains(place: Path) -> None:
    result = invoke("train", "plan.yaml", "--only-prepare")

    folder = place / "data" / "training" / "tiny" / "en-uk.en-ru"
    assert result.exit_code == 0, result.output
    assert {path.name for path in folder.iterdir()} == {
        "corpus.npz", "prepared.json", "recipe.json", "sentencepiece.model"
    }  # fmt: skip
    assert f"python -m tercet.translations.training.fit {folder}" in result.output
    facts = json.loads((folder / "prepared.json").read_text(encoding="utf-8"))
    assert (facts["rows"], facts["synthetic"]) == (598, ["robot"])
    assert facts["dropped"] == {"robot": {"a side stands in a test set": 2}}


def test_a_folder_is_prepared_once_and_never_from_two_plans(place: Path) -> None:
    invoke("train", "plan.yaml", "--only-prepare")
    corpus = place / "data" / "training" / "tiny" / "en-uk.en-ru" / "corpus.npz"
    before = corpus.stat().st_mtime_ns

    again = invoke("train", "plan.yaml", "--only-prepare")
    (place / "plan.yaml").write_text(PLAN.replace("weight: 0.5", "weight: 2"), encoding="utf-8")
    other = invoke("train", "plan.yaml", "--only-prepare")

    assert again.exit_code == 0
    assert corpus.stat().st_mtime_ns == before
    assert "was prepared from other data or another plan" in str(other.exception)


@pytest.mark.skipif(HAS_TORCH, reason="torch is installed")
def test_without_torch_training_names_the_extra_and_writes_nothing(place: Path) -> None:
    result = invoke("train", "plan.yaml")

    assert "Training needs torch. Run: pip install 'tercet[train]'" in str(result.exception)
    assert not (place / "data").exists()


@pytest.mark.slow
@pytest.mark.skipif(not HAS_TORCH, reason="needs the extra train")
def test_parallel_text_becomes_installed_and_verified_packages_with_honest_cards(place: Path) -> None:
    result = invoke("train", "plan.yaml")

    assert result.exit_code == 0, result.output
    assert "log probabilities equal torch's" in result.output
    assert result.output.count("every file is as locked") == 2
    (archive,) = (place / "data" / "training" / "tiny").rglob("translate-en_uk-0_2.argosmodel")
    with zipfile.ZipFile(archive) as opened:
        metadata = json.loads(opened.read(f"{archive.stem}/metadata.json"))
        card = opened.read(f"{archive.stem}/README.md").decode()
    assert metadata["target_prefix"] == "<2uk>"
    assert set(metadata["tercet"]["chrf"]) == {"dev"}
    assert all(part in card for part in ("robot", "a machine, on one side", "our own", "Licence: MIT", "BLEU"))
    assert invoke("models", "verify").exit_code == 0


def test_a_package_is_scored_on_a_table_with_its_flags(place: Path) -> None:
    archive = build_tiny_package(place, "en-uk")
    invoke("models", "install", "--from", str(archive))
    (place / "table.tsv").write_text("The river.\t" + expected_text("The river.", "en-uk") + "\n", encoding="utf-8")

    result = invoke("models", "score", "table.tsv", "--columns", "en,uk", "--pair", "en-uk", "--json")

    (row,) = json.loads(result.stdout)
    assert (row["test_set"], row["pair"], row["sentences"]) == ("table", "en-uk", 1)
    assert row["measures"]["chrf"] == 100
    assert row["package"]["version"] == "1.0"


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("models", "score", "text.tsv", "--columns", "a,b"), "name its columns with --columns"),
        (("models", "score", "text.tsv", "--columns", "source,en"), "name its columns with --columns"),
        (("models", "score", "text.tsv", "--pair", "en-xx"), "no language pair 'en-xx'"),
        (("models", "score", "text.tsv", "--columns", "en,uk", "--package", "nope"), "There is no package 'nope'"),
        (("models", "score", "t", "--package", "demo-ru_en", "--pair", "en-uk"), "demo-ru_en is for ru-en, not en-uk"),
        (("models", "install", "en-xx"), "no language pair 'en-xx'"),
        (("train", "plan.yaml", "text.tsv"), "A plan stands alone"),
        (("train", "plan.yaml", "--pair", "en-uk"), "A plan stands alone"),
        (("train", "plan.yaml", "--name", "mine"), "A plan stands alone"),
        (("train", "text.tsv", "--base", ".", "--pair", "en-uk"), "--base goes with a plan"),
    ],
)
def test_a_wrong_question_is_refused_and_nothing_of_it_is_passed_over(
    place: Path, arguments: tuple[str, ...], fault: str
) -> None:
    result = invoke(*arguments)

    assert fault in f"{result.output} {result.exception}"
    assert result.exit_code == 2 or isinstance(result.exception, ConfigError)


def test_a_named_package_is_scored_on_its_own_pair(place: Path) -> None:
    (place / "table.tsv").write_text("The river.\tРіка.\n", encoding="utf-8")

    result = invoke("models", "score", "table.tsv", "--columns", "en,uk", "--package", "demo-en_uk", "--json")

    assert [(row["pair"], row["package"]["name"]) for row in json.loads(result.stdout)] == [("en-uk", "demo-en_uk")]


def test_scoring_without_text_for_the_pair_says_so(place: Path) -> None:
    (place / "table.tsv").write_text("Річка.\tРека.\n", encoding="utf-8")

    result = invoke("models", "score", "table.tsv", "--columns", "uk,ru", "--pair", "en-uk")

    assert "There is no aligned text for en-uk in table.tsv" in str(result.exception)
