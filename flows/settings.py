"""The site's choices, read once from config.yaml and passed on as arguments.

Precedence: command line, then `TERCET_*` environment, then config.yaml, then the defaults below. Wrong configuration
is reported whole: every problem with its key, its value and what is allowed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError, field_validator

from tercet.flows.errors import ConfigError
from tercet.flows.fields import counted_problems, problems
from tercet.flows.sections.analysis import StorySettings
from tercet.flows.sections.base import Section
from tercet.flows.sections.fetch import FetchSettings
from tercet.flows.sections.notify import NotifySettings
from tercet.flows.sections.serving import ScheduleSettings, ServerSettings
from tercet.flows.sections.sources import SourceSettings
from tercet.flows.sections.terms import TermSettings, WatchSettings
from tercet.flows.sections.translation import TranslationSettings
from tercet.flows.sections.warehouse import RetentionSettings, WarehouseSettings
from tercet.flows.strict_yaml import read_yaml


class Settings(Section):
    """Everything config.yaml can say. Paths in it are relative to the file."""

    data_dir: Path = Path("data")
    sources: tuple[SourceSettings, ...] = ()
    fetch: FetchSettings = FetchSettings()
    translation: TranslationSettings = TranslationSettings()
    stories: StorySettings = StorySettings()
    terms: TermSettings = TermSettings()
    watch: tuple[WatchSettings, ...] = ()
    schedule: ScheduleSettings = ScheduleSettings()
    server: ServerSettings = ServerSettings()
    notify: NotifySettings = NotifySettings()
    warehouse: WarehouseSettings = WarehouseSettings()
    retention: RetentionSettings = RetentionSettings()
    config_file: Path = Path("config.yaml")

    @field_validator("data_dir", mode="before")
    @classmethod
    def _is_named(cls, value: Any) -> Any:
        if value is None or value == "":
            raise ValueError("names no folder; write one, or leave the key out for the folder data")
        return value

    @field_validator("sources")
    @classmethod
    def _ids_differ(cls, value: tuple[SourceSettings, ...]) -> tuple[SourceSettings, ...]:
        ids = [source.id for source in value]
        twice = sorted({source_id for source_id in ids if ids.count(source_id) > 1})
        if twice:
            raise ValueError(f"the source ids {', '.join(twice)} are used more than once; every id names one source")
        return value

    @property
    def warehouse_path(self) -> Path:
        return self.data_dir / "warehouse.duckdb"

    @property
    def warc_folder(self) -> Path:
        """The archive of raw pages."""
        return self.data_dir / "warc"

    @property
    def snapshot_folder(self) -> Path:
        return self.data_dir / "snapshots"

    @property
    def snapshot_path(self) -> Path:
        return self.snapshot_folder / "current.duckdb"

    @property
    def packages_folder(self) -> Path:
        """Installed packages serve the demo too, so it looks where the site keeps them."""
        return (self.data_dir.parent if self.is_demo else self.data_dir) / "packages"

    @property
    def packages_inbox(self) -> Path:
        """Where package files are laid to be installed from the Prefect UI."""
        return self.data_dir / self.translation.packages_inbox

    @property
    def prefect_home(self) -> Path:
        return self.data_dir / "prefect"

    @property
    def is_demo(self) -> bool:
        """Whether this is the bundled configuration itself, whose data lies beside the site's own."""
        return self.config_file == demo_config_path().resolve()

    def source(self, source_id: str) -> SourceSettings:
        """The source of this id; ConfigError, with the ids there are, when there is none."""
        for source in self.sources:
            if source.id == source_id:
                return source
        known = ", ".join(source.id for source in self.sources) or "none"
        raise ConfigError(f"{self.config_file}: there is no source {source_id!r}. The sources are: {known}.")


def demo_config_path() -> Path:
    """The configuration of the bundled demo press."""
    return Path(str(resources.files("tercet.flows.sample") / "config.yaml"))


def load_settings(path: Path, *, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check a configuration file. Raises ConfigError with every problem at once."""
    values = _read_yaml(path)
    demo = path.resolve() == demo_config_path().resolve()
    base = Path.cwd() if demo else path.resolve().parent
    folder = values.get("data_dir", "data")
    # Anything that is no text is left for the check below to name.
    if isinstance(folder, str) and folder.strip():
        root = environ.get("TERCET_DATA_DIR")
        chosen = folder if not root else Path(root) / "demo" if demo else Path(root)
        values["data_dir"] = (base / chosen).resolve()
    values["config_file"] = path.resolve()
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        lines = problems(error, _allowed_keys)
        raise ConfigError(f"{path}: {counted_problems(lines, 'the configuration')}") from error


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        loaded = read_yaml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"The configuration {path} does not exist. Name another with --config FILE, or try: tercet --demo run"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The configuration {path} cannot be read: {error}. It must be a UTF-8 text file.") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path} is not valid YAML: {error}") from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise ConfigError(f"{path} must hold keys and values (data_dir, sources, ...), not a {type(loaded).__name__}.")
    if "config_file" in loaded:
        raise ConfigError(f"{path}: unknown key config_file.")
    return loaded


def _allowed_keys(location: list[Any]) -> str:
    """The keys of the settings model at a place in the file."""
    model: type[BaseModel] = Settings
    for part in location:
        if part == "sources":
            model = SourceSettings
        elif isinstance(part, str) and part in model.model_fields:
            inner = model.model_fields[part].annotation
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                model = inner
    return ", ".join(sorted(set(model.model_fields) - {"config_file"}))
