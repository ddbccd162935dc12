"""`tercet export`: from the command line to a bundle that proves itself, without a secret of the configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from newsroom import configure, read_sources

from tercet.flows.cli import tercet
from tercet.flows.public_config import LEFT_OUT, public_config
from tercet.flows.settings import Settings

TEXT = "Міст через річку відкрили\n\nРух мостом через річку відновили о шостій ранку, і перші автобуси вже проїхали."


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A site of one article, with a webhook that nobody may know."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "inbox").mkdir()
    (folder / "inbox" / "a.txt").write_text(TEXT, encoding="utf-8")
    settings = configure(
        folder, {"id": "inbox", "kind": "files", "paths": ["inbox/*.txt"]},
        notify={"webhook": "https://hooks.example/T000/B000/s3cr3t"},
    )  # fmt: skip
    read_sources(settings)
    return settings


def export(settings: Settings, *arguments: str | Path) -> Result:
    return CliRunner().invoke(tercet, ["--config", str(settings.config_file), "export", *map(str, arguments)])


def test_a_bundle_is_written_told_and_proven(settings: Settings, tmp_path: Path) -> None:
    written = export(settings, tmp_path / "bundle.zip", "--json")
    proven = export(settings, "--verify", tmp_path / "bundle.zip", "--json")

    assert (written.exit_code, proven.exit_code) == (0, 0), written.output + proven.output
    told = json.loads(written.stdout)
    assert told["tables"]["articles"] == {"rows": 1}
    assert json.loads(proven.stdout) == {
        "path": str(tmp_path / "bundle.zip"), "is_proven": True, "sha256": told["sha256"], "faults": [],
    }  # fmt: skip


def test_a_spoiled_bundle_is_named_file_by_file_and_exits_with_1(settings: Settings, tmp_path: Path) -> None:
    export(settings, tmp_path / "bundle", "--text-free")
    (tmp_path / "bundle" / "README.md").write_text("another")

    result = export(settings, "--verify", tmp_path / "bundle")

    assert result.exit_code == 1
    assert "README.md: it was altered" in result.stdout


def test_the_configuration_goes_along_without_its_secrets(settings: Settings, tmp_path: Path) -> None:
    export(settings, tmp_path / "bundle")

    manifest = (tmp_path / "bundle" / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(manifest)["config"]["notify"] == {"webhook": LEFT_OUT}
    assert json.loads(manifest)["config"]["sources"][0]["id"] == "inbox"
    assert "s3cr3t" not in manifest


def test_every_kind_of_secret_and_place_of_this_machine_is_left_out(tmp_path: Path) -> None:
    written = {
        "data_dir": "/srv/anna/data",
        "sources": [
            {"id": "a", "url": "https://anna:pw1@feeds.example/rss?api_key=pw2&page=2", "headers": {"Cookie": "pw3"}},
            {"id": "b", "paths": [f"{Path.home()}/inbox/*.txt"], "password": "pw4", "api-token": "pw5"},
        ],
        "notify": {"webhook": "https://hooks.example/pw6"},
        "translation": {"max_batch_tokens": 1024, "beam_size": 4, "packages_inbox": "/media/usb"},
    }
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(written), encoding="utf-8")

    shown = public_config(path)

    everything = json.dumps(shown)
    assert [
        secret for secret in ("anna", "pw1", "pw2", "pw3", "pw4", "pw5", "pw6", "usb") if secret in everything
    ] == []
    assert shown["sources"][0]["url"] == "https://feeds.example/rss?api_key=REDACTED&page=2"
    assert shown["sources"][1]["paths"] == ["~/inbox/*.txt"]
    assert shown["translation"]["max_batch_tokens"] == 1024


@pytest.mark.parametrize(("format_", "start"), [("jsonl", '{"article_id": "'), ("tmx", "<?xml")])
def test_sentences_are_written_as_one_file(settings: Settings, tmp_path: Path, format_: str, start: str) -> None:
    result = export(settings, tmp_path / f"sentences.{format_}", "--format", format_)

    assert result.exit_code == 0, result.output
    assert (tmp_path / f"sentences.{format_}").read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "either a place for the export, or --verify"),
        (("b.zip", "--verify", "b.zip"), "either a place for the export, or --verify"),
        (("--verify", "b.zip", "--text-free"), "it takes no choice"),
        (("--verify", "nowhere.zip"), "There is no bundle nowhere.zip"),
        (("b", "--with-addresses"), "--with-addresses goes with --text-free"),
        (("b.tmx", "--format", "tmx", "--text-free"), "leave out --text-free"),
        (("no/where/b",), "There is no folder"),
        (("b", "--source", "inbox", "--source", "nobody"), "No source is called nobody. There are: inbox"),
        (("b", "--since", "2999-01-01"), "No article matches"),
        (("b", "--since", "soon"), "is no date"),
    ],
)
def test_what_cannot_be_exported_is_said_plainly(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(tmp_path)

    result = export(settings, *arguments)

    assert result.exit_code != 0
    assert words in result.output + str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_before_the_first_run_there_is_nothing_to_export(tmp_path: Path) -> None:
    result = export(configure(tmp_path), tmp_path / "bundle")

    assert result.exit_code == 1
    assert "no published snapshot" in str(result.exception)
