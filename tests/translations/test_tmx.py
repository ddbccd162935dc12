"""TMX is written so that it comes back the same, and read as other tools write it."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.tmx import TmxError, TmxFault, TranslationUnit, read_tmx, write_tmx

EN_UK = LanguagePair.parse("en-uk")
NIGHT = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)
UNITS = [
    TranslationUnit(
        pair=EN_UK, source='Fire & <smoke> "here"', target="Пожежа «тут»", changed_at=NIGHT, changed_by="Olena"
    ),
    TranslationUnit(
        pair=EN_UK, source="5\u00a0km", target="5\u00a0км", properties={"origin": "human", "article": "12"}
    ),
    TranslationUnit(pair=LanguagePair.parse("uk-ru"), source="Так", target="Да"),
]  # fmt: skip


def written(*units: TranslationUnit, **options: object) -> bytes:
    output = io.BytesIO()
    write_tmx(output, units, tool_version="1.0", **options)  # type: ignore[arg-type]
    return output.getvalue()


def read(folder: Path, content: bytes | str) -> list[TranslationUnit | TmxFault]:
    path = folder / "units.tmx"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_tmx(path))


def document(body: str, source: str = "en") -> str:
    return f'<?xml version="1.0"?><tmx version="1.4"><header srclang="{source}"/><body>{body}</body></tmx>'


def test_what_is_written_comes_back_the_same(tmp_path: Path) -> None:
    assert read(tmp_path, written(*UNITS)) == UNITS


def test_the_header_names_the_one_source_language_or_leaves_it_to_the_units() -> None:
    assert b'srclang="*all*"' in written(*UNITS)
    assert b'srclang="en" datatype' in written(UNITS[0], source_language=Language.EN)


def test_control_characters_that_xml_forbids_are_left_out(tmp_path: Path) -> None:
    unit = TranslationUnit(pair=EN_UK, source="a\x00b\x1f", target="в\ufffe")

    (back,) = read(tmp_path, written(unit))

    assert isinstance(back, TranslationUnit)
    assert (back.source, back.target) == ("ab", "в")


@pytest.mark.parametrize(
    ("body", "source", "target"),
    [
        (
            '<tu><tuv xml:lang="EN-US"><seg>One.</seg></tuv><tuv xml:lang="uk_UA"><seg>Раз.</seg></tuv></tu>',
            "One.",
            "Раз.",
        ),
        ('<tu><tuv lang="uk"><seg>Раз.</seg></tuv><tuv lang="en"><seg>One.</seg></tuv></tu>', "One.", "Раз."),
        (
            '<tu><tuv xml:lang="en"><seg>A <bpt i="1">&lt;b&gt;</bpt><hi>big</hi> one<ept i="1"/>.</seg></tuv>'
            '<tuv xml:lang="uk"><seg>\n  Велике\n  таке.</seg></tuv></tu>',
            "A big one.",
            "Велике таке.",
        ),
        (
            '<tu><tuv xml:lang="eng"><seg>A <g id="1">big <x/>one</g>.</seg></tuv>'
            '<tuv xml:lang="ukr"><seg>Велике.</seg></tuv></tu>',
            "A big one.",
            "Велике.",
        ),
    ],
    ids=["regions", "other order", "inline codes", "three letters and codes of no TMX"],
)  # fmt: skip
def test_units_of_other_tools_are_read(tmp_path: Path, body: str, source: str, target: str) -> None:
    (unit,) = read(tmp_path, document(body))

    assert isinstance(unit, TranslationUnit)
    assert (unit.pair, unit.source, unit.target) == (EN_UK, source, target)


def test_a_unit_in_three_languages_gives_a_pair_for_each_translation(tmp_path: Path) -> None:
    versions = "".join(f'<tuv xml:lang="{code}"><seg>{code}</seg></tuv>' for code in ("uk", "en", "ru", "de"))

    units = read(tmp_path, document(f"<tu>{versions}</tu>", source="*all*"))

    assert [(str(unit.pair), unit.target) for unit in units if isinstance(unit, TranslationUnit)] == [
        ("uk-en", "en"),
        ("uk-ru", "ru"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<tu></tu>",
        '<tu><tuv xml:lang="en"><seg>One.</seg></tuv></tu>',
        '<tu><tuv xml:lang="de"><seg>Eins.</seg></tuv><tuv xml:lang="uk"><seg>Раз.</seg></tuv></tu>',
    ],
    ids=["empty", "one language", "no source of ours"],
)
def test_a_unit_that_is_no_pair_of_ours_is_a_fault_and_the_next_is_read(tmp_path: Path, body: str) -> None:
    good = '<tu><tuv xml:lang="en"><seg>One.</seg></tuv><tuv xml:lang="uk"><seg>Раз.</seg></tuv></tu>'

    fault, unit = read(tmp_path, document(body + good))

    assert isinstance(fault, TmxFault)
    assert fault.number == 1
    assert isinstance(unit, TranslationUnit)


@pytest.mark.parametrize("content", ["", "<html><body>x</body></html>", "no xml", document("<tu>")[:-30]])
def test_a_file_that_is_no_tmx_says_so(tmp_path: Path, content: str) -> None:
    with pytest.raises(TmxError, match=r"units\.tmx is no"):
        read(tmp_path, content)


def test_a_file_that_is_cut_off_gives_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "cut.tmx"
    path.write_bytes(written(*UNITS)[:-40])
    units: list[object] = []

    with pytest.raises(TmxError, match="units were read before"):
        units.extend(read_tmx(path))
    reading = read_tmx(path)

    assert next(reading) == UNITS[0]


def test_entities_that_grow_without_end_are_refused(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 100}">' for n in range(9))

    with pytest.raises(TmxError, match="no whole TMX"):
        read(tmp_path, f"<!DOCTYPE tmx [{bomb}]><tmx><body><tu>&e8;</tu></body></tmx>")
