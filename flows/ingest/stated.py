"""What someone states about a text: in front matter, in a .json file beside it, in a record, or on the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Self

import yaml

from tercet.flows.errors import IngestError
from tercet.flows.ingest.models import ExtractedPage
from tercet.flows.ingest.timestamps import parse_time
from tercet.flows.ingest.urls import web_url

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_NAMES: Mapping[str, tuple[str, ...]] = {
    "record_id": ("id", "guid"),
    "url": ("url", "link", "canonical_url"),
    "title": ("title", "headline"),
    "text": ("text", "body", "content"),
    "published_at": ("published_at", "published", "date", "date_published"),
    "language": ("language", "lang"),
    "outlet": ("outlet", "source", "publisher"),
    "authors": ("authors", "author", "byline"),
}
"""Our fields, and the names under which they are looked for, the first that is there winning."""
FIELD_NAMES = frozenset(names[0] for names in _NAMES.values())
"""What a column map may name: `{text: article_body}` reads the text from the column `article_body`."""


class MalformedRecordError(IngestError):
    """A record, front matter or sidecar cannot be read. The message says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What is stated; None or empty where nothing is. `text` is the article itself in records."""

    record_id: str | None = None
    url: str | None = None
    title: str | None = None
    text: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()

    def over(self, other: Stated) -> Stated:
        """These statements, and the other's where these are silent."""
        given = {field.name: getattr(self, field.name) for field in fields(self) if getattr(self, field.name)}
        return replace(other, **given)

    def on(self, page: ExtractedPage) -> ExtractedPage:
        """A page with what is stated in place of what was found in it."""
        return replace(
            page,
            title=self.title or page.title,
            published_at=self.published_at or page.published_at,
            authors=self.authors or page.authors,
            declared_language=self.language or page.declared_language,
            canonical_url=self.url or page.canonical_url,
        )

    @classmethod
    def read(cls, record: Mapping[str, Any], columns: Mapping[str, str] | None = None) -> Self:
        """Read a record. `columns` maps names of FIELD_NAMES to those of the record. Raises MalformedRecordError."""
        values = {field: _find(record, names, columns or {}) for field, names in _NAMES.items()}
        return cls(
            record_id=_text(values["record_id"]),
            url=_url(values["url"]),
            title=_text(values["title"]),
            text=_text(values["text"], keep_lines=True),
            published_at=_time(values["published_at"]),
            language=(_text(values["language"]) or "").lower() or None,
            outlet=_text(values["outlet"]),
            authors=_authors(values["authors"]),
        )


def split_front_matter(text: str) -> tuple[Stated, str]:
    """What the YAML between `---` lines at the top of a text states, and the text below. Raises MalformedRecordError.

    A text that merely begins with a rule of dashes is left whole.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        return Stated(), text
    try:
        loaded = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise MalformedRecordError(f"The front matter is not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(loaded, dict):
        return Stated(), text
    return Stated.read({str(key): value for key, value in loaded.items()}), text[match.end() :]


def read_sidecar(text: str) -> Stated:
    """What the .json file beside an article states. Raises MalformedRecordError."""
    return Stated.read(read_json_object(text))


def read_json_object(text: str) -> Mapping[str, Any]:
    """A JSON object. Raises MalformedRecordError for anything else."""
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedRecordError(f"This is not valid JSON: {error}.") from error
    if not isinstance(loaded, dict):
        raise MalformedRecordError(f"This is a JSON {type(loaded).__name__}, not an object with fields.")
    return loaded


def _find(record: Mapping[str, Any], names: tuple[str, ...], columns: Mapping[str, str]) -> Any:
    if names[0] in columns:
        return record.get(columns[names[0]])
    return next((record[name] for name in names if record.get(name) not in (None, "")), None)


def _text(value: Any, *, keep_lines: bool = False) -> str | None:
    if value is None or isinstance(value, (dict, list)):
        return None
    text = str(value)
    return (text if keep_lines else " ".join(text.split())) or None


def _url(value: Any) -> str | None:
    if value is None or str(value).strip() == "":
        return None
    url = web_url(value)
    if url is None:
        raise MalformedRecordError(f"url: {str(value)[:200]!r} is no http or https address.")
    return url


def _time(value: Any) -> datetime | None:
    if value is None or str(value).strip() == "":
        return None
    time = parse_time(value)
    if time is None:
        raise MalformedRecordError(
            f"published_at: {str(value)[:100]!r} is no date. Write 2026-11-23, 23.11.2026 or 2026-11-23T08:30:00+02:00."
        )
    return time


def _authors(value: Any) -> tuple[str, ...]:
    names = value if isinstance(value, list) else [value]
    return tuple(name for item in names if (name := _text(item)))
