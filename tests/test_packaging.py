"""The wheel is whole, light, and works in an empty environment; so does the editable install."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PACKAGES = {"flows": "tercet/flows", "translations": "tercet/translations", "warehouse": "tercet/warehouse"}
UNWANTED = ("torch", "stanza", "spacy", "minisbd", "pandas", "pyarrow")


def call(*arguments: str | Path, cwd: Path = ROOT) -> str:
    """Run a program with no packages of ours on its path; fails with what it printed."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        list(map(str, arguments)), cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tracked files as they are now, away from the checkout's build folders."""
    folder = tmp_path_factory.mktemp("checkout") / "tercet"
    for name in tracked():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    return folder


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution, as an installer without a wheel would."""
    out = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, cwd=checkout)
    return next(out.glob("*.whl"))


def tracked(*folders: str) -> list[str]:
    listed = call("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *folders)
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_the_wheel_holds_every_tracked_file_of_the_three_folders_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    expected = set()
    for name in tracked(*PACKAGES):
        folder, _, rest = name.partition("/")
        expected.add(f"{PACKAGES[folder]}/{rest}")
    readmes = {f"{package}/README.md" for package in PACKAGES.values()}
    assert names - readmes == expected - readmes


def test_the_wheel_installs_with_the_lock_into_an_empty_environment_and_runs(wheel: Path, tmp_path: Path) -> None:
    python = tmp_path / "venv" / "bin" / "python"
    venv.create(tmp_path / "venv", with_pip=True)
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps")
    call(*pip, "--require-hashes", "-r", ROOT / "requirements.lock", cwd=tmp_path)
    call(*pip, wheel, cwd=tmp_path)

    listed = call(python, "-m", "pip", "list", "--format=freeze", cwd=tmp_path).lower()

    assert "Usage: tercet" in call(python.parent / "tercet", "--help", cwd=tmp_path)
    assert "8 sources" in call(python.parent / "tercet", "--demo", "check", cwd=tmp_path)
    assert [name for name in UNWANTED if re.search(rf"^{name}==", listed, re.MULTILINE)] == []
    megabytes = sum(file.stat().st_size for file in (tmp_path / "venv").rglob("*") if file.is_file()) / 1e6
    assert megabytes < 800
    assert "prefect==3.8.8" in listed


def test_a_plain_install_of_the_wheel_brings_nothing_heavy(wheel: Path, tmp_path: Path) -> None:
    python = tmp_path / "venv" / "bin" / "python"
    venv.create(tmp_path / "venv", with_pip=True)

    planned = call(python, "-m", "pip", "--disable-pip-version-check", "install", "--dry-run", wheel, cwd=tmp_path)

    would = re.search(r"^Would install (.*)$", planned, re.MULTILINE)
    assert would is not None
    names = {re.sub(r"-[0-9].*$", "", one).lower() for one in would[1].split()}
    assert "prefect" in names
    assert names.isdisjoint({*UNWANTED, "argostranslate"})


def test_the_locks_have_everything_the_project_asks_for_and_nothing_heavy() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=\[ ]", requirement)[0] for requirement in project["dependencies"]}
    locked = {line.split("==")[0] for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line}

    assert locked.isdisjoint(UNWANTED)
    assert names <= locked
    assert "argostranslate" in locked


def test_an_editable_install_finds_every_module(checkout: Path, tmp_path: Path) -> None:
    python = tmp_path / "venv" / "bin" / "python"
    venv.create(tmp_path / "venv", with_pip=True, system_site_packages=False)
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    setuptools = re.search(r"^setuptools==.*?(?=^\S)", lock + "\nx", re.MULTILINE | re.DOTALL)
    assert setuptools is not None
    (tmp_path / "build.txt").write_text(setuptools[0], encoding="utf-8")
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps")
    call(*pip, "--require-hashes", "-r", tmp_path / "build.txt", cwd=tmp_path)

    call(*pip, "--no-build-isolation", "-C", "editable_mode=strict", "-e", checkout, cwd=tmp_path)

    code = (
        "import importlib.resources as r, tercet.translations.models, tercet.flows.errors;"
        "print((r.files('tercet.flows.sample') / 'config.yaml').is_file(),"
        " (r.files('tercet.warehouse.sql') / '0001_initial.sql').is_file())"
    )
    assert call(python, "-c", code, cwd=tmp_path).split() == ["True", "True"]


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        requirements = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]

        assert requirements
        assert all("==" in line for line in requirements)
        assert text.count("--hash=sha256:") >= len(requirements)
        assert "://" not in text
