"""The site's choices, read once from config.yaml and passed on as arguments.

Precedence: command line, then `TERCET_*` environment, then config.yaml, then the defaults below. Wrong configuration
is reported whole: every problem with its key, its value and what is allowed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    ValidationError,
    field_validator,
    model_validator,
)

from tercet.flows.errors import ConfigError
from tercet.flows.fields import (
    ColumnMap,
    Cron,
    LocalDate,
    PackageNames,
    SourceId,
    WebAddress,
    counted_problems,
    problems,
)
from tercet.translations.languages import Language
from tercet.translations.routes import DEFAULT_ROUTES, Routes

BUNDLED_PRESS = "bundled-press"
"""In `fetch.connect_to`: the loopback server of the bundled demo press, started for the time of the run."""

DEFAULT_INDEX_URL = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"

CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _routes(value: Any) -> Any:
    if isinstance(value, Routes):
        return value
    if not isinstance(value, Mapping):
        raise ValueError("routes map a source language to its targets, like {en: [uk, ru], uk: [en]}")
    return Routes.parse(value)


RoutesField = Annotated[InstanceOf[Routes], BeforeValidator(_routes)]
"""Routes as written in YAML; every wrong language or target is named."""


class SourceSettings(_Model):
    """One thing to read: a feed, a news sitemap, a list of pages, or files."""

    id: SourceId
    kind: Literal["feed", "sitemap", "urls", "files"]
    name: str = ""
    url: WebAddress | None = None
    urls: tuple[WebAddress, ...] = ()
    paths: tuple[str, ...] = ()
    country: CountryCode | None = None
    language: Language | None = None
    routes: RoutesField | None = None
    published_at: LocalDate | None = None
    columns: ColumnMap = Field(default_factory=dict)
    allow_private: bool = False
    max_entries: int = Field(default=200, ge=1, le=10_000)

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> SourceSettings:
        needed = {"feed": "url", "sitemap": "url", "urls": "urls", "files": "paths"}[self.kind]
        if not getattr(self, needed):
            raise ValueError(f"a source of kind {self.kind!r} needs the key {needed!r}")
        return self


class FetchSettings(_Model):
    """Limits and manners of fetching. Times in seconds, sizes in bytes (after decompression)."""

    user_agent: str = "Tercet/0.1 (media monitoring for research; set fetch.user_agent to name yourself)"
    timeout_seconds: float = Field(default=20.0, gt=0, le=300)
    max_bytes: int = Field(default=8_000_000, ge=10_000)
    max_redirects: int = Field(default=5, ge=0, le=20)
    retries: int = Field(default=2, ge=0, le=10)
    backoff_seconds: float = Field(default=1.0, ge=0, le=60)
    concurrency: int = Field(default=8, ge=1, le=64)
    connect_to: dict[str, str] = Field(default_factory=dict)

    @field_validator("connect_to")
    @classmethod
    def _lead_somewhere(cls, value: dict[str, str]) -> dict[str, str]:
        for pattern, target in value.items():
            address, _, port = target.rpartition(":")
            is_address = bool(address) and port.isdecimal() and 1 <= int(port) <= 65535
            if target != BUNDLED_PRESS and not is_address:
                raise ValueError(f"{pattern!r} leads to {target!r}; write ADDRESS:PORT, like 127.0.0.1:8080")
        return value


class TranslationSettings(_Model):
    """Which versions are made, and how. The defaults are those of Argos, so that our text equals its text."""

    routes: RoutesField = Field(default_factory=lambda: Routes.parse(DEFAULT_ROUTES))
    packages: PackageNames = Field(default_factory=dict)
    beam_size: int = Field(default=4, ge=1, le=16)
    threads: int = Field(default=0, ge=0, le=256, description="0: all cores")
    max_batch_tokens: int = Field(default=1024, ge=32, le=8192)
    shard_segments: int = Field(default=4000, ge=100, le=100_000)
    allow_demo: bool = False
    do_not_translate: tuple[str, ...] = ()
    index_url: WebAddress = DEFAULT_INDEX_URL


class ScheduleSettings(_Model):
    """When the nightly flow runs, in the named time zone."""

    cron: Cron = "15 2 * * *"
    timezone: str = "Europe/Kyiv"

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is no IANA time zone; write one like Europe/Kyiv or UTC")
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class ServerSettings(_Model):
    """Where the Prefect server listens. It binds loopback only."""

    port: int = Field(default=4200, ge=1024, le=65535)


class WarehouseSettings(_Model):
    """How the warehouse is kept and read."""

    keep_snapshots: int = Field(default=3, ge=1, le=100)
    sql_timeout_seconds: float = Field(default=60.0, gt=0, le=3600)
    sql_max_rows: int = Field(default=10_000, ge=1)


class Settings(_Model):
    """Everything config.yaml can say. Paths in it are relative to the file."""

    data_dir: Path = Path("data")
    sources: tuple[SourceSettings, ...] = ()
    fetch: FetchSettings = FetchSettings()
    translation: TranslationSettings = TranslationSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    server: ServerSettings = ServerSettings()
    warehouse: WarehouseSettings = WarehouseSettings()
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
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
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
