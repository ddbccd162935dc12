"""Corrections as people write them: TMX, or CSV by sentence (pair, source, target) or by place in an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tercet.flows.fields import in_local_zone
from tercet.flows.ingest.decode import decode
from tercet.flows.ingest.records import read_csv
from tercet.flows.ingest.stated import MalformedRecordError
from tercet.translations.errors import TercetError, UnsupportedPairError
from tercet.translations.languages import Language, LanguagePair
from tercet.translations.models import Reject, RejectReason, Stage
from tercet.translations.tmx import TmxError, TmxFault, TranslationUnit, read_tmx
from tercet.warehouse.corrections import Correction

BY_SENTENCE = ("source", "target")
BY_PLACE = ("article_id", "paragraph_index", "segment_index", "language", "text")
_ALPHABETS = {Language.EN: "[A-Za-z]", Language.UK: "[\u0400-\u04ff]", Language.RU: "[\u0400-\u04ff]"}
_LINE_BREAKS = re.compile(r"[ \t]*[\r\n]+[ \t]*")

SentenceAt = Callable[[int, int, int], "tuple[str, Language] | None"]
"""The source sentence of an article at (paragraph, sentence), and its language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionDefaults:
    """What holds where a file does not say: the pair of its sentences, who corrects, and when."""

    now: datetime
    corrected_by: str = ""
    pair: LanguagePair | None = None


class _MisfitError(Exception):
    """A line does not fit."""

    def __init__(self, reason: RejectReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def read_corrections(
    path: Path, sentence_at: SentenceAt, defaults: CorrectionDefaults
) -> Iterator[Correction | Reject]:
    """The corrections in a .tmx, .csv or .tsv file, in order; a reject for each line that does not fit.

    Raises TercetError for a file that cannot be read at all, or has no line.
    """
    ending = path.suffix.lower()
    if ending == ".tmx":
        lines = _from_tmx(path, defaults)
    elif ending in (".csv", ".tsv"):
        lines = _from_csv(path, sentence_at, defaults)
    else:
        raise TercetError(f"{path} is no .tmx, .csv or .tsv file. No correction was stored.")
    is_empty = True
    for one in lines:
        is_empty = False
        yield one
    if is_empty:
        raise TercetError(f"{path} has no line below its header. No correction was stored.")


def correction(
    pair: LanguagePair, source: str, target: str, defaults: CorrectionDefaults, *, article_id: int | None = None
) -> Correction:
    """A correction by the user of the command line. Raises TercetError when it cannot be one."""
    try:
        return _correction(pair, source, target, defaults, article_id=article_id)
    except _MisfitError as error:
        raise TercetError(f"This is no correction: {error}. Nothing was stored.") from error


def _from_tmx(path: Path, defaults: CorrectionDefaults) -> Iterator[Correction | Reject]:
    for number, unit in enumerate(_units(path), 1):
        if isinstance(unit, TmxFault):
            yield _reject(path, f"unit {unit.number}", RejectReason.MALFORMED_RECORD, unit.detail)
            continue
        try:
            yield _correction(unit.pair, unit.source, unit.target, defaults, at=unit.changed_at, by=unit.changed_by)
        except _MisfitError as error:
            yield _reject(path, f"unit {number}", error.reason, str(error))


def _units(path: Path) -> Iterator[TranslationUnit | TmxFault]:
    try:
        yield from read_tmx(path)
    except TmxError as error:
        raise TercetError(f"{error} No correction was stored.") from error


def _from_csv(path: Path, sentence_at: SentenceAt, defaults: CorrectionDefaults) -> Iterator[Correction | Reject]:
    try:
        decoded = decode(path.read_bytes())
    except OSError as error:
        raise TercetError(f"{path} cannot be read: {error.strerror}. No correction was stored.") from error
    for line, record in read_csv(decoded.text, {}):
        try:
            yield _from_record(record, sentence_at, defaults)
        except _MisfitError as error:
            yield _reject(path, f"line {line}", error.reason, str(error))


def _from_record(
    record: Mapping[str, Any] | MalformedRecordError, sentence_at: SentenceAt, defaults: CorrectionDefaults
) -> Correction:
    if isinstance(record, MalformedRecordError):
        raise _MisfitError(RejectReason.MALFORMED_RECORD, str(record))
    record = {name.strip().lower(): value for name, value in record.items()}
    at, by = _moment(record.get("corrected_at", "")), str(record.get("corrected_by", "")).strip()
    if all(name in record for name in BY_SENTENCE):
        pair = _pair(record.get("pair", ""), defaults)
        return _correction(pair, record["source"], record["target"], defaults, at=at, by=by)
    if not all(name in record for name in BY_PLACE):
        raise _MisfitError(
            RejectReason.MALFORMED_RECORD,
            f"the columns are {', '.join(record)}; needed are pair, source, target, or {', '.join(BY_PLACE)}",
        )
    article_id, paragraph_index, segment_index = (_number(record, name) for name in BY_PLACE[:3])
    found = sentence_at(article_id, paragraph_index, segment_index)
    if found is None:
        place = f"sentence {paragraph_index}.{segment_index} of article {article_id}"
        raise _MisfitError(RejectReason.UNKNOWN_SENTENCE, f"there is no {place}")
    pair = pair_into(found[1], str(record["language"]).strip().lower())
    return _correction(pair, found[0], record["text"], defaults, at=at, by=by, article_id=article_id)


def pair_into(source: Language, target: str) -> LanguagePair:
    """The direction from the article's language into one that a user named."""
    try:
        return LanguagePair.parse(f"{source}-{target}")
    except UnsupportedPairError as error:
        raise _MisfitError(RejectReason.UNSUPPORTED_LANGUAGE, str(error)) from error


def _correction(
    pair: LanguagePair,
    source: str,
    target: str,
    defaults: CorrectionDefaults,
    *,
    at: datetime | None = None,
    by: str = "",
    article_id: int | None = None,
) -> Correction:
    source, target = (_LINE_BREAKS.sub(" ", text).strip() for text in (source, target))
    if not source or not target:
        raise _MisfitError(RejectReason.NO_TEXT, f"the {'translation' if source else 'source sentence'} is empty")
    if not _is_in(source, pair.source) and not _is_in(target, pair.target):
        raise _MisfitError(
            RejectReason.MALFORMED_RECORD, f"{source[:60]!r} is not in the language {pair.source}: columns exchanged?"
        )
    return Correction(
        pair=pair,
        source=source,
        target=target,
        corrected_at=min(at or defaults.now, defaults.now),
        corrected_by=by or defaults.corrected_by,
        article_id=article_id,
    )


def _is_in(text: str, language: Language) -> bool:
    """Whether the text has a letter of the language's alphabet, or none at all. Quotations may be in another."""
    return re.search(_ALPHABETS[language], text) is not None or not any(letter.isalpha() for letter in text)


def _pair(code: str, defaults: CorrectionDefaults) -> LanguagePair:
    if not code.strip() and defaults.pair is not None:
        return defaults.pair
    try:
        return LanguagePair.parse(code.strip().lower().replace("_", "-"))
    except UnsupportedPairError as error:
        detail = str(error) if code.strip() else "no column pair says from which language into which; or give --pair"
        raise _MisfitError(RejectReason.UNSUPPORTED_LANGUAGE, detail) from error


def _number(record: Mapping[str, Any], name: str) -> int:
    value = str(record[name]).strip()
    if not value.isdecimal() or int(value) >= 2**63:
        raise _MisfitError(RejectReason.MALFORMED_RECORD, f"{name} is {value!r}, which is no number")
    return int(value)


def _moment(value: str) -> datetime | None:
    if not value.strip():
        return None
    try:
        return in_local_zone(datetime.fromisoformat(value.strip()))
    except ValueError as error:
        raise _MisfitError(RejectReason.MALFORMED_RECORD, f"corrected_at is {value!r}, which is no date") from error


def _reject(path: Path, place: str, reason: RejectReason, detail: str) -> Reject:
    return Reject(stage=Stage.CORRECT, reason=reason, subject=f"{path.name}: {place}", detail=detail)
