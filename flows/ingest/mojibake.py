"""Text that was encoded twice: UTF-8 taken for another charset and written as UTF-8 once more ("РњС–СЃС‚", "CafÃ©")."""

from __future__ import annotations

import re
from functools import cache

_CHARSETS = ("cp1252", "cp1251")
_MIN_RUNS = 3
_SHARE = 0.8
"""A text was encoded twice when at least so many of its runs of foreign letters, and this share of them, give UTF-8."""


def undoubled(text: str) -> str:
    """The text as it was meant, if it was encoded twice; else the text as it is."""
    for charset in _CHARSETS:
        runs = _runs(charset).findall(text)
        if len(runs) < _MIN_RUNS:
            continue
        meant = {run: _meant(run, charset) for run in set(runs)}
        if sum(meant[run] is not None for run in runs) >= _SHARE * len(runs):
            return _runs(charset).sub(lambda match: meant[match[0]] or match[0], text)  # noqa: B023  # used at once
    return text


def _meant(run: str, charset: str) -> str | None:
    try:
        return bytes(_bytes(charset)[char] for char in run).decode("utf-8")
    except UnicodeDecodeError:
        return None


@cache
def _bytes(charset: str) -> dict[str, int]:
    """The byte behind each letter of a charset beyond ASCII, and behind the control characters that may stand there."""
    table = {chr(byte): byte for byte in range(0x80, 0xA0)}
    for byte in range(0x80, 0x100):
        if letter := bytes((byte,)).decode(charset, "ignore"):
            table[letter] = byte
    return table


@cache
def _runs(charset: str) -> re.Pattern[str]:
    """Two or more of the letters of a charset beyond ASCII."""
    return re.compile("[" + re.escape("".join(_bytes(charset))) + "]{2,}")
