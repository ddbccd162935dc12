"""`tercet read --removed` and `--revisions`: what was cut and what was changed is shown, and stays out of the log."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from newsroom import BRIDGE, NEXT_NIGHT, ask, configure, read_sources

from tercet.flows.cli import tercet
from tercet.flows.settings import Settings

PROMPT = "Підписуйтесь на наш Telegram-канал, щоб не пропустити новини"
CHANGED = BRIDGE[1].replace("чотири роки", "п'ять років")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A warehouse with an article that was edited once, and had a newsletter prompt both times."""
    (tmp_path / "inbox").mkdir()
    made = configure(tmp_path, {"id": "inbox", "kind": "files", "paths": ["inbox/*"]})
    for night, middle in enumerate((BRIDGE[1], CHANGED)):
        text = "\n\n".join(("Міст відкрили", BRIDGE[0], middle, PROMPT, BRIDGE[2]))
        (tmp_path / "inbox" / "a.txt").write_text(text, encoding="utf-8")
        read_sources(made, at=NEXT_NIGHT.replace(day=NEXT_NIGHT.day + night))
    return made


def read(settings: Settings, *options: str) -> Result:
    ((article_id,),) = ask(settings, "SELECT article_id FROM articles")
    result = CliRunner().invoke(
        tercet, ["--config", str(settings.config_file), "read", str(article_id), *options], env={"COLUMNS": "200"}
    )
    assert result.exit_code == 0, result.output
    return result


def test_what_was_cut_is_shown_in_a_block_of_its_own_with_revision_and_reason(settings: Settings) -> None:
    plain, shown = read(settings).stdout, read(settings, "--removed").stdout

    block = shown.partition("Removed as boilerplate")[2]
    assert PROMPT not in plain
    assert block.count(PROMPT) == 2
    assert BRIDGE[0] not in block


def test_what_was_cut_is_there_as_json(settings: Settings) -> None:
    removed = json.loads(read(settings, "--removed", "--json").stdout)["removed"]

    assert [(line["revision_no"], line["text"]) for line in removed] == [(1, PROMPT), (2, PROMPT)]
    assert all(line["reason"] for line in removed)
    assert "removed" not in json.loads(read(settings, "--json").stdout)


def test_a_revision_shows_the_sentence_that_changed_before_and_after(settings: Settings) -> None:
    first, second = json.loads(read(settings, "--revisions", "--json").stdout)["revisions"]
    shown = read(settings, "--revisions").stdout

    assert first["changes"] == []
    (change,) = second["changes"]
    assert (change["old"], change["new"], change["paragraph_index"]) == (BRIDGE[1], CHANGED, 2)
    assert "Revision 2" in shown
    assert "The first text." in shown


def test_nothing_of_it_is_logged(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        result = read(settings, "--removed", "--revisions")

    assert PROMPT not in result.stderr
    assert not [record for record in caplog.records if PROMPT in record.getMessage() or CHANGED in record.getMessage()]
