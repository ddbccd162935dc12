"""Laws of the training command on a machine without the extra `train`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from click.testing import CliRunner

from tercet.translations.training.__main__ import main


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="torch is installed")
def test_without_torch_the_command_names_the_extra_and_writes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data.tsv"
    data.write_text("", encoding="utf-8")
    out = tmp_path / "out"

    result = CliRunner().invoke(main, ["--news", str(data), "--press", str(data), "--out", str(out)])

    assert result.exit_code == 1
    assert "Training needs torch. Run: pip install 'tercet[train]'" in result.output
    assert not out.exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--news", str(tmp_path / "no.tsv"), "--press", "x", "--out", str(tmp_path)])

    assert result.exit_code == 2
    assert "no.tsv" in result.output
