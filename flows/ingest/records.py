"""Records of articles in JSON Lines and CSV: one row, one article, each with the line it starts on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from tercet.flows.ingest.stated import MalformedRecordError, read_json_object

_DELIMITERS = ",;\t|"
_SNIFFED_CHARS = 20_000


def read_json_lines(text: str) -> Iterator[tuple[int, Mapping[str, Any] | MalformedRecordError]]:
    """Each line's object, or what is wrong with the line; blank lines are skipped."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield number, read_json_object(line)
        except MalformedRecordError as error:
            yield number, error


def read_csv(text: str, columns: Mapping[str, str]) -> Iterator[tuple[int, Mapping[str, Any] | MalformedRecordError]]:
    """Each row by the names of the header line. The delimiter (comma, semicolon, tab, bar) is found out.

    A header without a column that `columns` names spoils the whole file; so does the first row that is no CSV.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        missing = sorted(set(columns.values()) - set(header))
        if missing:
            yield 1, MalformedRecordError(f"There is no column {', '.join(missing)}; there are {', '.join(header)}.")
            return
        number = reader.line_num + 1
        for row in reader:
            if row:
                yield number, _row(header, row)
            number = reader.line_num + 1
    except csv.Error as error:
        yield reader.line_num, MalformedRecordError(f"This is no valid CSV from here on: {error}.")


def _row(header: list[str], row: list[str]) -> Mapping[str, Any] | MalformedRecordError:
    if len(row) != len(header):
        return MalformedRecordError(f"The row has {len(row)} fields, the header {len(header)}.")
    return dict(zip(header, row, strict=True))


def _delimiter(text: str) -> str:
    """The delimiter that the header line has most of."""
    header = text[:_SNIFFED_CHARS].split("\n", 1)[0]
    return max(_DELIMITERS, key=header.count)
