"""The real program, run through Prefect as a user runs it: what it prints, and with which exit code it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
from newsroom import HARVEST

pytestmark = [pytest.mark.slow, pytest.mark.loopback]

Program = Callable[..., subprocess.CompletedProcess[str]]
PRESS_FILE = "press/files/merchants-lead-seal.txt"
NO_ROUTES = "translation: {routes: {}}\n"


@pytest.fixture
def tercet(tmp_path: Path) -> Program:
    """The program in a process of its own, in an empty folder, with its data there."""

    def run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "COLUMNS": "200", "TERCET_DATA_DIR": str(tmp_path / "data")}
        return subprocess.run(
            [sys.executable, "-m", "tercet.flows.cli", *arguments], input=text, capture_output=True, text=True,
            cwd=tmp_path, check=False, env=environment, timeout=300,
        )  # fmt: skip

    return run


def press_text() -> str:
    """An article of the bundled press, which the demo packages know."""
    return (resources.files("tercet.flows.sample") / PRESS_FILE).read_text(encoding="utf-8")


def test_the_demo_runs_and_a_second_run_finds_nothing_new(tercet: Program, tmp_path: Path) -> None:
    first = tercet("--demo", "run", "--show")
    second = tercet("--demo", "run")

    assert first.returncode == 0, first.stderr
    assert "new or revised" in first.stdout
    assert "(machine)" in first.stdout
    assert (tmp_path / "data" / "demo" / "snapshots" / "current.duckdb").is_file()
    assert second.returncode == 0, second.stderr
    assert "Nothing new" in second.stdout
    assert "Traceback" not in first.stderr + second.stderr


def test_a_pasted_article_is_shown_in_every_language_the_routes_name(tercet: Program) -> None:
    done = tercet("--demo", "ingest", "-", "--outlet", "The Lowland Herald", text=press_text())

    assert done.returncode == 0, done.stderr
    assert "The Lowland Herald" in done.stdout
    for column in ("en (original)", "uk (machine)", "ru (machine)"):
        assert column in done.stdout


def test_an_article_that_stays_untranslated_is_shown_and_ends_in_exit_code_1(tercet: Program) -> None:
    """Demo packages know nothing but the press."""
    done = tercet("--demo", "ingest", "-", text="\n\n".join(("Harvest is in", *HARVEST)))

    assert done.returncode == 1
    assert "Harvest is in" in done.stdout
    assert "(machine)" not in done.stdout
    assert "tercet models install" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_file_is_taken_in_with_what_is_stated_of_it_and_again_without_a_change(
    tercet: Program, tmp_path: Path
) -> None:
    (tmp_path / "config.yaml").write_text(NO_ROUTES, encoding="utf-8")
    (tmp_path / "grain.txt").write_text("\n\n".join(HARVEST), encoding="utf-8")
    stated = ("--title", "Grain is in", "--date", "2026-11-02")

    first = tercet("ingest", "grain.txt", *stated)
    second = tercet("ingest", "grain.txt", *stated)

    assert first.returncode == 0, first.stderr
    assert "1 article new or revised" in first.stdout
    assert second.returncode == 0, second.stderr
    assert "Nothing new" in second.stdout
    for done in (first, second):
        assert "Grain is in" in done.stdout


def test_an_error_within_a_flow_is_its_message_and_nothing_else(tercet: Program, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(NO_ROUTES, encoding="utf-8")
    (tmp_path / "two.jsonl").write_text('{"text": "One."}\n{"text": "Two."}\n', encoding="utf-8")

    done = tercet("ingest", "two.jsonl", "--title", "One")

    assert done.returncode == 2
    assert "two.jsonl holds 2 articles" in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in done.stderr
    assert "Encountered exception" not in done.stderr


def test_what_is_rejected_is_counted_with_its_reason_and_ends_in_exit_code_1(tercet: Program, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(NO_ROUTES, encoding="utf-8")

    done = tercet("ingest", "-", text="Harvest is in")

    assert done.returncode == 1
    assert "no_text 1" in done.stdout
    assert "Traceback" not in done.stderr
