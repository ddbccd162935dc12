"""The unit that `tercet serve --print-systemd` prints is one that systemd takes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tercet.flows.settings import load_settings
from tercet.flows.systemd import quoted, unit

FOLDERS = ["plain", "with spaces", "50% off", "$HOME", 'say "so"']


def written(folder: Path) -> Path:
    folder.mkdir()
    path = folder / "config.yaml"
    path.write_text("data_dir: data\nserver: {port: 4311}\n", encoding="utf-8")
    return path


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("name", FOLDERS)
def test_systemd_finds_no_fault_with_the_unit(tmp_path: Path, name: str) -> None:
    text = unit(load_settings(written(tmp_path / name)), {"TERCET_DATA_DIR": str(tmp_path / name)})
    (tmp_path / "tercet.service").write_text(text, encoding="utf-8")

    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / "tercet.service")], capture_output=True, text=True, check=False
    )

    assert "tercet.service" not in done.stderr
    assert done.returncode == 0


def test_the_unit_runs_this_configuration_from_its_folder(tmp_path: Path) -> None:
    config = written(tmp_path / "with spaces")

    lines = unit(load_settings(config), {}).splitlines()

    assert f'ExecStart={sys.executable} -m tercet.flows.cli --config "{config}" serve' in lines
    assert f"WorkingDirectory={config.parent}" in lines
    assert "Restart=on-failure" in lines
    assert not any(line.startswith("Environment=") for line in lines)


@pytest.mark.parametrize(
    ("word", "written_as"),
    [
        ("/usr/bin/python3", "/usr/bin/python3"),
        ("/my data", '"/my data"'),
        ("100%", "100%%"),
        ('a"b', '"a\\"b"'),
        ("a\\b", '"a\\\\b"'),
    ],
)
def test_what_systemd_would_expand_is_written_double(word: str, written_as: str) -> None:
    assert quoted(word) == written_as
