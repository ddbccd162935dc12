"""The command line explains itself, and turns every expected error into its message and an exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tercet.flows.cli import tercet
from tercet.flows.commands import run_shown
from tercet.flows.report import RunReport, SourceCounts
from tercet.flows.running import IncompleteRunError

ROOT = Path(__file__).parents[2]


def verbs(group: click.Group = tercet, prefix: str = "tercet") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= verbs(command, f"{prefix} {name}")
        else:
            found[f"{prefix} {name}"] = command
    return found


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The real program in its own process."""
    return subprocess.run(
        [sys.executable, "-m", "tercet.flows.cli", *arguments], capture_output=True, text=True, cwd=cwd, check=False,
        env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip


@pytest.mark.parametrize("verb", verbs())
def test_the_help_of_every_verb_ends_in_an_example(verb: str) -> None:
    result = CliRunner().invoke(tercet, [*verb.split()[1:], "--help"])

    assert result.exit_code == 0
    assert "Example: " in result.output


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_stands_in_the_readme(verb: str) -> None:
    assert verb in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_wrong_configuration_is_one_message_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("sources: [{id: a, kind: feed}]\nfetsh: 1\n", encoding="utf-8")

    result = run("check", cwd=tmp_path)

    assert result.returncode == 2
    assert "2 problems" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_configuration_says_what_to_do(tmp_path: Path) -> None:
    result = run("run", cwd=tmp_path)

    assert result.returncode == 2
    assert "tercet --demo run" in result.stderr


def test_asking_for_sql_before_the_first_run_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("", encoding="utf-8")

    result = run("sql", "SELECT 1", cwd=tmp_path)

    assert result.returncode == 1
    assert "snapshot" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_unknown_source_is_named_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("sources: [{id: inbox, kind: files, paths: [x.txt]}]", encoding="utf-8")

    result = run("run", "--source", "outbox", cwd=tmp_path)

    assert result.returncode == 2
    assert "'outbox'" in result.stderr
    assert "inbox" in result.stderr


def test_a_damaged_package_file_is_refused_by_name_with_its_fault(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("", encoding="utf-8")
    (tmp_path / "half.argosmodel").write_bytes(b"PK\x03\x04 half a file")

    result = run("models", "install", "--from", "half.argosmodel", cwd=tmp_path)

    assert result.returncode == 1
    assert "half.argosmodel" in result.stderr
    assert "cut short or damaged" in result.stderr


def test_the_package_index_out_of_reach_is_said_plainly_with_the_way_around(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("translation: {index_url: 'http://127.0.0.1:9/index.json'}", encoding="utf-8")

    result = run("models", "install", "en-uk", cwd=tmp_path)

    assert result.returncode == 1
    assert "http://127.0.0.1:9/index.json" in result.stderr
    assert "--from" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_program_starts_without_prefect_in_sight() -> None:
    """Prefect takes seconds to import; only the verbs that run a flow need it."""
    code = "import sys, tercet.flows.cli; sys.exit('prefect' in sys.modules or 'trafilatura' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_run_that_is_left_incomplete_has_its_report_printed_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    report = RunReport(run_id="r", sources=(SourceCounts(source_id="visti", entries=2, new=2),), notes=("see visti",))

    with pytest.raises(IncompleteRunError, match="source herald: OSError"), run_shown(as_json=False):
        raise IncompleteRunError(["source herald: OSError"], report)

    printed = capsys.readouterr().out
    assert "2 articles new or revised" in printed
    assert "see visti" in printed
