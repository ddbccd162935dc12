"""How values become text on a page: escaped, without characters that deceive, times in the newsroom's zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from tercet.flows.reader import labels

LONGEST_TEXT = 20_000
"""Characters of one sentence that are shown."""

LONGEST_TITLE = 300
"""Characters of a headline that are shown in lists."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
DECEIVING = {
    **dict.fromkeys((code for code in (*range(32), *range(0x7F, 0xA0)) if code not in (9, 10, 13)), REPLACEMENT),
    **dict.fromkeys((0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), REPLACEMENT),
    **dict.fromkeys(range(0xD800, 0xE000), REPLACEMENT),
    0xFFFE: REPLACEMENT,
    0xFFFF: REPLACEMENT,
}
"""Control characters, those that turn the direction of writing, and halves of characters."""

STYLE = "reader.css"
ICON = "icon.svg"
STATIC = {STYLE: "text/css; charset=utf-8", ICON: "image/svg+xml"}


def environment(zone: ZoneInfo) -> Environment:
    """The templates. Whatever they put out is cleaned and escaped, unless it was made by a template itself."""
    made = Environment(
        loader=PackageLoader("tercet.flows.reader"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        time=lambda moment: time_tag(moment, zone),
        sentence=sentence,
        headline=lambda text: shortened(text, LONGEST_TITLE),
        outward=outward,
        host=host,
        hours=labels.hours,
        percent=lambda part, whole: f"{100 * part / whole:.0f}%" if whole else "0%",
        counted=labels.counted,
        listed=labels.listed,
    )
    made.globals.update(
        labels=labels,
        address=address,
        style=f"/static/{STYLE}?v={_fingerprint(STYLE)}",
        icon=f"/static/{ICON}?v={_fingerprint(ICON)}",
    )
    return made


def shown(value: Any) -> Any:
    """A value as a template puts it out: texts without characters that deceive, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return clean(value)
    return value


def clean(text: str) -> str:
    """The text without control characters and changes of direction; each is shown as a replacement character."""
    return text.translate(DECEIVING)


def sentence(text: str) -> Markup:
    """A text of any length, not more than a browser can take."""
    if len(text) <= LONGEST_TEXT:
        return escape(clean(text))
    more = f"[{len(text) - LONGEST_TEXT:,} more characters]"
    return Markup('{} <span class="note">{}</span>').format(clean(text[:LONGEST_TEXT]), more)


def shortened(text: str, longest: int) -> str:
    """A text cut to so many characters, with an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def outward(url: str | None) -> str | None:
    """An address that a page may link to: http or https with a host, nothing that hides. Otherwise None."""
    if url is None or len(url) > 2000 or any(character <= " " for character in url):
        return None
    try:
        parts = urlsplit(url)
        allowed = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return url if allowed and clean(url) == url and "\\" not in url else None


def host(url: str) -> str:
    """The host of an address that `outward` allowed."""
    return urlsplit(url).hostname or ""


def address(path: str, /, **query: object) -> str:
    """An address of the reader; parts of the query that are None, empty, or False are left out."""
    asked = {
        name: "1" if value is True else str(value) for name, value in query.items() if value not in (None, "", False)
    }
    return f"{path}?{urlencode(asked)}" if asked else path


def time_tag(moment: datetime | None, zone: ZoneInfo) -> Markup:
    """A moment in the newsroom's zone, and exactly for machines."""
    if moment is None:
        return Markup('<span class="undated">undated</span>')
    exact = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    local = moment.astimezone(zone)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        exact, f"{local:%Y-%m-%d %H:%M %Z}", f"{local.day} {local:%b %Y, %H:%M}"
    )


def static_file(name: str) -> bytes:
    """A file of the folder static."""
    return (files("tercet.flows.reader") / "static" / name).read_bytes()


def _fingerprint(name: str) -> str:
    return sha256(static_file(name)).hexdigest()[:12]


def fingerprint_of(parts: Sequence[str]) -> str:
    """A short name for a page's content: of the snapshot, the program and the address that it follows from."""
    return sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:24]
