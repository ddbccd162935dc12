"""What the README says works as printed."""

from __future__ import annotations

import re
from pathlib import Path

import night
import pytest
import yaml
from tiny_package import build_tiny_package

from tercet.flows.commands import EXAMPLE_QUERY
from tercet.flows.settings import Settings
from tercet.translations.models import Flag, RejectReason
from tercet.translations.packages import install_archive
from tercet.warehouse.output import format_result
from tercet.warehouse.sandbox import run_sql

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot of a night on the press."""
    data_dir = tmp_path_factory.mktemp("readme")
    settings = night.press_settings(data_dir)
    for pair in ("en-uk", "en-ru", "uk-en", "ru-en"):
        install_archive(build_tiny_package(data_dir, pair), settings.packages_folder)
    night.run_night(settings)
    return settings.snapshot_path.resolve()


def statements() -> list[str]:
    blocks = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)
    return [one.strip() for block in blocks for one in re.split(r";\s*(?:\n|$)", block) if one.strip()]


@pytest.mark.loopback
def test_every_query_of_the_readme_runs_and_only_the_law_of_alignment_finds_nothing(snapshot: Path) -> None:
    for statement in [*statements(), EXAMPLE_QUERY]:
        result = run_sql(snapshot, statement)

        assert bool(result.rows) != ("finds nothing" in statement), statement


def test_the_readme_names_every_flag_and_the_reject_table_every_reason() -> None:
    flows_readme = (ROOT / "flows" / "README.md").read_text(encoding="utf-8")

    assert [flag for flag in Flag if flag not in README] == []
    assert [reason for reason in RejectReason if f"`{reason}`" not in flows_readme] == []


def test_every_key_of_the_configuration_is_explained_in_it() -> None:
    """A key of the settings stands in config.yaml, if only in a comment."""
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")

    def missing(model: type, prefix: str = "") -> list[str]:
        names = []
        for name, field in model.model_fields.items():  # type: ignore[attr-defined]
            inner = field.annotation
            if isinstance(inner, type) and hasattr(inner, "model_fields"):
                names += missing(inner, f"{prefix}{name}.")
            elif name not in text:
                names.append(prefix + name)
        return names

    assert missing(Settings) == ["config_file"]
    assert yaml.safe_load(text)["schedule"]["timezone"] in text


@pytest.mark.slow
@pytest.mark.loopback
def test_the_chart_of_the_readme_is_what_its_query_draws_on_the_demo(tmp_path: Path) -> None:
    settings = night.press_settings(tmp_path)
    night.run_night(settings)
    snapshot = settings.snapshot_path.resolve()
    (query,) = [one for one in statements() if "bar(" in one]
    (chart,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)

    drawn = format_result(run_sql(snapshot, query), "table")

    assert [line.rstrip() for line in drawn.splitlines()] == [line.rstrip() for line in chart.splitlines()]
