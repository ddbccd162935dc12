"""The bytes decide which charset a text is in; what the document claims counts only where they do not tell."""

from __future__ import annotations

import pytest

from tercet.flows.ingest.decode import charset_of, declared_charset, decode, known_charset, repair_box_drawing

UK = "Рятувальники цілу ніч шукали зниклих у горах. Ґанок хати стояв порожній, її двері були відчинені, а ключ зник."
RU = "Спасатели всю ночь искали пропавших в горах. Объезд закрыт до утра, поэтому ещё три автобуса ждут на заставе."
BY_LANGUAGE = {
    "uk": (UK, ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-u", "mac-cyrillic"]),
    "ru": (RU, ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "iso8859-5", "cp866"]),
}
CASES = [(text, charset) for text, charsets in BY_LANGUAGE.values() for charset in charsets]


@pytest.mark.parametrize(("text", "charset"), [case for case in CASES if case[1] != "mac-cyrillic"])
def test_ukrainian_and_russian_are_read_in_every_charset_they_are_written_in(text: str, charset: str) -> None:
    assert decode(text.encode(charset)).text == text


def test_ukrainian_is_read_in_iso_8859_5_as_far_as_that_charset_has_its_letters() -> None:
    text = UK.replace("Ґ", "Г")

    assert decode(text.encode("iso8859-5")).text == text


@pytest.mark.parametrize("lie", ["utf-8", "iso-8859-1", "windows-1252", "koi8-r", "gb2312", "nonsense", ""])
@pytest.mark.parametrize("charset", ["cp1251", "koi8-u"])
def test_a_wrong_claim_does_not_spoil_the_text(charset: str, lie: str) -> None:
    page = f'<?xml version="1.0" encoding="{lie}"?><title>{UK}</title>'

    assert decode(page.encode(charset), lie).text == page


@pytest.mark.parametrize("lie", ["windows-1251", "koi8-u", "iso-8859-1"])
def test_utf_8_is_utf_8_whatever_is_claimed(lie: str) -> None:
    page = f'<meta charset="{lie}"><p>{UK}'

    assert decode(page.encode(), lie).text == page


@pytest.mark.parametrize("text", ["Зачинено всі школи", "МЭР ПРОВЁЛ НОЧЬ НА МОСТУ", "Ціна хліба", "Снег выпал в мае"])
@pytest.mark.parametrize("charset", ["cp1251", "koi8-u"])
def test_a_headline_is_enough(text: str, charset: str) -> None:
    writable = text.replace("ё", "е").replace("Ё", "Е")

    assert decode(writable.encode(charset)).text == writable


@pytest.mark.parametrize("stray", [b"\xff", b"\xc3", b"\xe2\x80", b"\xfe\xff"])
def test_stray_bytes_spoil_only_their_own_place(stray: bytes) -> None:
    before, after = UK.encode()[:84], UK.encode()[84:]

    read = decode(before + stray + after)

    assert read.charset == "utf-8"
    assert read.replaced > 0
    assert read.text.replace("\ufffd", "") == UK


def test_a_text_cut_off_in_the_middle_of_a_character_is_still_read() -> None:
    read = decode(UK.encode()[:-1])

    assert read.text.rstrip("\ufffd") == UK[:-1] or read.text == UK[:-1]
    assert read.charset == "utf-8"


def test_other_languages_are_read_in_the_charset_they_claim() -> None:
    czech = "Záchranáři celou noc hledali pohřešované horaly"

    assert decode(f'<meta charset="iso-8859-2">{czech}'.encode("iso8859-2")).text.endswith(czech)
    assert decode(czech.encode("cp1250"), "windows-1250").text == czech


def test_western_text_without_a_claim_is_windows_1252() -> None:
    assert decode("“It’s a café”".encode("cp1252")).text == "“It’s a café”"


def test_english_is_english_in_any_charset() -> None:
    read = decode(b"Plain text", "koi8-r")

    assert (read.text, read.replaced, read.is_text) == ("Plain text", 0, True)


def test_ukrainian_letters_read_as_box_drawing_become_letters_and_boxes_stay_boxes() -> None:
    broken = UK.encode("koi8-u").decode("koi8-r")
    assert "╕" in broken

    assert repair_box_drawing(broken) == UK
    assert repair_box_drawing("╔══╕ Рамка ╘═╣") == "╔══╕ Рамка ╘═╣"


@pytest.mark.parametrize(
    "body",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6" + bytes(range(256)) * 4,
        b"PK\x03\x04\x14\0\x08\0\x08\0" + bytes(range(255, -1, -1)) * 4,
        b"%PDF-1.7\n%\xb5\xed\xae\xfb\n" + bytes(range(0, 256, 3)) * 20,
        bytes(1000),
    ],
)
def test_bytes_that_are_no_text_are_called_so(body: bytes) -> None:
    assert not decode(body).is_text


def test_empty_is_text() -> None:
    assert decode(b"").text == ""
    assert decode(b"").is_text


@pytest.mark.parametrize(
    "name", ["hex", "rot13", "idna", "punycode", "unicode_escape", "utf-7", "zip", "", "no-such", None]
)
def test_codecs_that_are_no_charset_of_documents_are_not_used(name: str | None) -> None:
    assert known_charset(name) is None


@pytest.mark.parametrize(
    ("name", "codec"), [("WINDOWS-1251", "cp1251"), (" 'win-1251' ", "cp1251"), ("UTF8", "utf-8"), ("KOI8-U", "koi8-u")]
)
def test_charsets_are_known_under_the_names_people_give_them(name: str, codec: str) -> None:
    assert known_charset(name) == codec


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b'<?xml version="1.0" encoding="KOI8-U"?>', "KOI8-U"),
        (b"<?xml version='1.0' encoding='utf-8' standalone='yes'?>", "utf-8"),
        (b'<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251">', "windows-1251"),
        (b"<META CHARSET=utf-8>", "utf-8"),
        (b"<p>charset=utf-8</p>", None),
    ],
)
def test_the_claim_of_a_document_is_found(head: bytes, charset: str | None) -> None:
    assert declared_charset(head) == charset


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        ("text/html; charset=windows-1251", "windows-1251"),
        ("text/xml;charset='utf-8'", "utf-8"),
        ('application/xml; charset= "koi8-u"', "koi8-u"),
        ("text/html", None),
        (None, None),
    ],
)
def test_the_charset_of_a_header_is_found(header: str | None, charset: str | None) -> None:
    assert charset_of(header) == charset
