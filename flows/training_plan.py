"""A plan of training as people write it: a YAML file, or parallel text named on the command line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator

from tercet.flows.errors import ConfigError
from tercet.flows.fields import counted_problems, problems
from tercet.flows.sections.base import Section
from tercet.translations.errors import UnsupportedPairError
from tercet.translations.languages import Language, LanguagePair
from tercet.translations.training.plan import IGNORED, SHAPE, SOURCE, DataFile, Plan, SourceRule
from tercet.translations.training.recipe import Pairs, Shape

EXAMPLE = """\
# A plan for `tercet train`. Paths are relative to this file.
name: newsroom            # the name on the card of the packages
version: "1.0"            # a higher version replaces an installed one
pairs: [en-uk, en-ru]     # pairs out of English share one network, and so do pairs into it
data:                     # parallel text: tables (.tsv, .tsv.xz, .tsv.gz) and translation memories (.tmx)
  - {path: news.tsv, columns: [en, uk, ru], name: own_news, licence: our own}
  - {path: corpus.en-uk.tsv.xz, columns: [source, en, uk]}   # `source`: where each line is from
  - {path: memory.tmx, name: memory}
rules:                    # how much a source counts; the first pattern that matches holds
  - {pattern: own_news, weight: 4, tuning: 4}                # tuning: how often in the last phase
  - {pattern: "docs_*", weight: 0.3, most: 40000, synthetic: true}  # most: lines of each source; synthetic: a machine's
tests: tests/mt           # files NAME.LANGUAGE; no line of them is trained on, and they score the result
licence: CC-BY-4.0        # of the packages
minutes: 20               # of training for each network
tuning_minutes: 3
"""

Columns = tuple[Literal["en", "uk", "ru", "source", "-"], ...]


def _pair(value: str) -> str:
    try:
        return str(LanguagePair.parse(value))
    except UnsupportedPairError as error:
        raise ValueError(str(error)) from error


PairName = Annotated[str, AfterValidator(_pair)]


class DataEntry(Section):
    """A file of parallel text."""

    path: Path
    columns: Columns = ()
    name: str = ""
    licence: str = "not stated"

    @model_validator(mode="after")
    def _can_be_read(self) -> DataEntry:
        languages = [name for name in self.columns if name not in (SOURCE, IGNORED)]
        if self.path.suffix != ".tmx" and (len(languages) < 2 or len(set(languages)) < len(languages)):
            raise ValueError(f"{self.path}: name its columns, with two languages or three, like [source, en, uk]")
        return self


class RuleEntry(Section):
    """How much the lines of some sources count."""

    pattern: str
    weight: float = Field(default=1.0, ge=0, le=100)
    tuning: float = Field(default=0.0, ge=0, le=100)
    most: int | None = Field(default=None, ge=0)
    synthetic: bool = False


class ShapeEntry(Section):
    """The dimensions of the network."""

    vocabulary: int = Field(default=SHAPE.vocabulary, ge=300, le=64_000)
    width: int = Field(default=SHAPE.width, ge=16, le=2048)
    heads: int = Field(default=SHAPE.heads, ge=1, le=32)
    feed_forward: int = Field(default=SHAPE.feed_forward, ge=16, le=8192)
    encoder_layers: int = Field(default=SHAPE.encoder_layers, ge=1, le=24)
    decoder_layers: int = Field(default=SHAPE.decoder_layers, ge=1, le=24)

    @model_validator(mode="after")
    def _heads_share_the_width(self) -> ShapeEntry:
        if self.width % (2 * self.heads):
            raise ValueError(f"width {self.width} must be a multiple of twice the heads ({self.heads})")
        return self


class PlanFile(Section):
    """A plan as written."""

    name: str = Field(default="trained", pattern=r"^[\w .-]{1,60}$")
    version: str = Field(default="1.0", pattern=r"^\d+(\.\d+){0,3}$")
    pairs: tuple[PairName, ...]
    data: tuple[DataEntry, ...]
    rules: tuple[RuleEntry, ...] = ()
    tests: Path | None = None
    licence: str = "not stated"
    is_starter: bool = False
    shape: ShapeEntry = ShapeEntry()
    byte_fallback: bool = True
    minutes: float = Field(default=20, gt=0, le=100_000)
    tuning_minutes: float = Field(default=0, ge=0, le=100_000)
    batch_tokens: int = Field(default=32_768, ge=256, le=1_000_000)
    longest: int = Field(default=160, ge=8, le=500)

    @field_validator("version", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return str(value) if isinstance(value, int | float) else value

    @model_validator(mode="after")
    def _has_something_to_train(self) -> PlanFile:
        if not self.pairs or not self.data:
            raise ValueError("names no pairs, like pairs: [en-uk], or no data")
        return self

    def plans(self, folder: Path) -> tuple[Plan, ...]:
        """One plan for each network. Raises ConfigError for a file that is not there."""
        for path in (*(entry.path for entry in self.data), *([self.tests] if self.tests else [])):
            if not (folder / path).exists():
                raise ConfigError(f"There is no {folder / path}. Paths in a plan are relative to it, or to --base.")
        pairs = tuple(dict.fromkeys(LanguagePair.parse(pair) for pair in self.pairs))
        return tuple(self._plan(folder, network) for network in networks(pairs))

    def _plan(self, folder: Path, pairs: Pairs) -> Plan:
        return Plan(
            name=self.name,
            version=self.version,
            pairs=pairs,
            data=tuple(
                DataFile(
                    path=folder / entry.path,
                    columns=entry.columns,
                    name=entry.name or entry.path.name.partition(".")[0],
                    licence=entry.licence,
                )
                for entry in self.data
            ),
            rules=tuple(SourceRule(**rule.model_dump()) for rule in self.rules),
            tests=folder / self.tests if self.tests else None,
            licence=self.licence,
            is_starter=self.is_starter,
            shape=Shape(**self.shape.model_dump()),
            byte_fallback=self.byte_fallback,
            minutes=self.minutes,
            tuning_minutes=self.tuning_minutes,
            batch_tokens=self.batch_tokens,
            longest=self.longest,
            threads=os.cpu_count() or 1,
        )


def networks(pairs: Pairs) -> tuple[Pairs, ...]:
    """Which pairs share a network: those out of English, those into it; any other pair has its own."""
    groups: dict[str, list[LanguagePair]] = {}
    for pair in pairs:
        kind = "from" if pair.source is Language.EN else "into" if pair.target is Language.EN else str(pair)
        groups.setdefault(kind, []).append(pair)
    return tuple(tuple(group) for group in groups.values())


def read_plan(path: Path, *, base: Path | None = None) -> tuple[Plan, ...]:
    """The plans of a YAML file, whose paths are relative to `base`, else to the file.

    Raises ConfigError with every problem at once.
    """
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"The plan {path} cannot be read: {error}") from error
    return _checked(loaded, path, folder=base or path.parent)


def plan_of(
    files: Sequence[Path], *, pairs: Sequence[str], columns: Sequence[str], given: dict[str, object]
) -> tuple[Plan, ...]:
    """The plans for parallel text named on the command line; `given` holds what else was said."""
    data = [{"path": file.absolute(), "columns": columns if file.suffix != ".tmx" else []} for file in files]
    values = {"pairs": list(pairs), "data": data, **{key: value for key, value in given.items() if value is not None}}
    return _checked(values, Path("The command line"), folder=Path())


def _checked(values: object, path: Path, *, folder: Path) -> tuple[Plan, ...]:
    try:
        return PlanFile.model_validate(values).plans(folder)
    except ValidationError as error:
        lines = problems(error, lambda _: ", ".join(sorted(PlanFile.model_fields)))
        raise ConfigError(f"{path}: {counted_problems(lines, 'the plan')}") from error
