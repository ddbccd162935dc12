"""Translation Memory eXchange (TMX 1.4): the file format that translators' tools share, written and read.

One unit is one sentence in two languages. Language codes of other tools (`en-US`, `UK_ua`, `ukr`) are read as ours;
inline codes of other tools are left out, text that they mark is kept. Files are streamed: their size does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from tercet.translations.errors import TranslationError
from tercet.translations.languages import Language, LanguagePair

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DATE = "%Y%m%dT%H%M%SZ"
_ALL_LANGUAGES = "*all*"
_NATIVE_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
_WHITE_SPACE = re.compile("[ \t\r\n]+")
"""No-break spaces are part of a sentence."""
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class TmxError(TranslationError):
    """A file is no TMX, or is cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationUnit:
    """A sentence in two languages.

    `properties` are written as `<prop type="x-...">` (their names here are without the `x-`): where the sentence
    stands, what translated it. `changed_at` is aware.
    """

    pair: LanguagePair
    source: str
    target: str
    properties: Mapping[str, str] = field(default_factory=dict)
    changed_at: datetime | None = None
    changed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TmxFault:
    """A unit that could not be used. `number` is its place in the file, from 1."""

    number: int
    detail: str


def write_tmx(
    output: BinaryIO, units: Iterable[TranslationUnit], *, tool_version: str, source_language: Language | None = None
) -> int:
    """Write the units as one TMX document in UTF-8; return how many.

    `source_language` is that of all units; without it each unit tells its own.
    """
    header = {
        "creationtool": "tercet",
        "creationtoolversion": tool_version,
        "segtype": "sentence",
        "o-tmf": "tercet",
        "adminlang": "en",
        "srclang": source_language or _ALL_LANGUAGES,
        "datatype": "plaintext",
    }
    attributes = " ".join(f'{name}="{_attribute(value)}"' for name, value in header.items())
    output.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n')
    output.write(f'<tmx version="1.4">\n<header {attributes}/>\n<body>\n'.encode())
    count = 0
    for unit in units:
        output.write(ElementTree.tostring(_unit_element(unit), encoding="utf-8", xml_declaration=False) + b"\n")
        count += 1
    output.write(b"</body>\n</tmx>\n")
    return count


def read_tmx(path: Path) -> Iterator[TranslationUnit | TmxFault]:
    """The units of a TMX file between our languages, in order, and a fault for each unit that is none.

    A unit in more than two languages gives one for each translation. Raises TmxError for a file that is no TMX, and
    after the units before it for one that is cut off.
    """
    header_language = ""
    number = 0
    in_segment = False
    try:
        with path.open("rb") as opened:
            for event, element in ElementTree.iterparse(opened, events=("start", "end")):
                name = _local_name(element)
                if name == "seg":
                    in_segment = event == "start"
                if event == "start":
                    if number == 0 and name == "header":
                        header_language = element.get("srclang", "")
                    elif name not in _NAMES and not in_segment:
                        raise TmxError(f"{path} is no TMX file: it has the element <{name}>. Nothing more was read.")
                elif name == "tu":
                    number += 1
                    yield from _read_unit(element, number, header_language)
                    element.clear()
    except ElementTree.ParseError as error:
        raise TmxError(f"{path} is no whole TMX file ({error}). {number} units were read before.") from error
    except OSError as error:
        raise TmxError(f"{path} cannot be read: {error.strerror}.") from error


_NAMES = _NATIVE_CODES | set("tmx header body tu tuv seg prop note ude map hi sub".split())


def _unit_element(unit: TranslationUnit) -> ElementTree.Element:
    element = ElementTree.Element("tu", srclang=unit.pair.source)
    for name, value in unit.properties.items():
        ElementTree.SubElement(element, "prop", type=f"x-{name}").text = _NOT_IN_XML.sub("", value)
    for language, text in ((unit.pair.source, unit.source), (unit.pair.target, unit.target)):
        version = ElementTree.SubElement(element, "tuv", {"xml:lang": str(language)})
        if language is unit.pair.target:
            if unit.changed_at is not None:
                version.set("changedate", unit.changed_at.astimezone(UTC).strftime(_DATE))
            if unit.changed_by:
                version.set("changeid", _NOT_IN_XML.sub("", unit.changed_by))
        ElementTree.SubElement(version, "seg").text = _NOT_IN_XML.sub("", text)
    return element


def _read_unit(element: ElementTree.Element, number: int, header_language: str) -> Iterator[TranslationUnit | TmxFault]:
    versions = [version for version in element if _local_name(version) == "tuv"]
    texts: dict[Language, tuple[str, ElementTree.Element]] = {}
    for version in versions:
        language = _language(version.get(_XML_LANG) or version.get("lang") or "")
        segment = next((child for child in version if _local_name(child) == "seg"), None)
        if language is not None and segment is not None:
            texts.setdefault(language, (_WHITE_SPACE.sub(" ", _text_of(segment)).strip(), version))
    named = element.get("srclang") or header_language
    source = next(iter(texts), None) if named in ("", _ALL_LANGUAGES) else _language(named)
    if source is None or source not in texts or len(texts) < 2:
        found = ", ".join(version.get(_XML_LANG) or version.get("lang") or "?" for version in versions) or "none"
        yield TmxFault(number=number, detail=f"it needs its source and a translation in en, uk or ru; it has {found}")
        return
    properties = {
        prop.get("type", "").removeprefix("x-"): prop.text or "" for prop in element if _local_name(prop) == "prop"
    }
    for target, (text, version) in texts.items():
        if target is not source:
            yield TranslationUnit(
                pair=LanguagePair(source, target),
                source=texts[source][0],
                target=text,
                properties=properties,
                changed_at=_date(version) or _date(element),
                changed_by=version.get("changeid") or element.get("changeid") or "",
            )


def _text_of(segment: ElementTree.Element) -> str:
    """The words of a segment: what other tools' codes stand for is left out, what they mark is kept."""
    parts = [segment.text or ""]
    for child in segment:
        parts += ["" if _local_name(child) in _NATIVE_CODES else _text_of(child), child.tail or ""]
    return "".join(parts)


_THREE_LETTERS = {"eng": "en", "ukr": "uk", "rus": "ru"}


def _language(code: str) -> Language | None:
    base = re.split("[-_]", code.strip().lower(), maxsplit=1)[0]
    base = _THREE_LETTERS.get(base, base)
    return Language(base) if base in set(Language) else None


def _date(element: ElementTree.Element) -> datetime | None:
    for name in ("changedate", "creationdate"):
        try:
            return datetime.strptime(element.get(name, ""), _DATE).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _local_name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
