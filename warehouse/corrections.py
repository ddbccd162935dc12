"""What people say a sentence should be: stored by sentence, and put over the machine's versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb
from arro3.core import Table

from tercet.translations.languages import Language, LanguagePair
from tercet.translations.memory import correction_key
from tercet.translations.models import MemoryEntry, Origin, TranslatedText, sha256_text, stable_id
from tercet.warehouse.columns import bigints, columns, instants, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.corrected_versions import apply_corrections
from tercet.warehouse.memory import memory_table
from tercet.warehouse.queries import as_utc, ask
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import mark_changed, merge, run, stage
from tercet.warehouse.versions import settle_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A person's translation of a sentence. `article_id` names the article that it was given for, where it was one."""

    pair: LanguagePair
    source: str
    target: str
    corrected_at: datetime
    corrected_by: str = ""
    article_id: int | None = None

    @property
    def text_sha256(self) -> str:
        return sha256_text(self.source)

    @property
    def correction_id(self) -> int:
        return stable_id(str(self.pair), self.text_sha256, self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsSummary:
    """What storing corrections did, in sentences.

    `older` came after a newer one of the same sentence and do not hold; `as_machine` say what the machine says and
    correct nothing; `unseen` stand in no article yet. `articles` have a sentence that is corrected, `versions` were
    written.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    as_machine: int = 0
    articles: int = 0
    versions: int = 0
    unseen: int = 0


def store_corrections(
    warehouse: Warehouse, corrections: Sequence[Correction], *, run_id: str, now: datetime
) -> CorrectionsSummary:
    """Corrections hold from now on, in one transaction; of several for one sentence the last one does.

    A correction that is older than the one that holds, or says what the machine says, changes nothing. Storing the
    same again writes nothing.
    """
    distinct = {(str(one.pair), one.text_sha256): one for one in corrections}
    with warehouse.transaction() as cursor:
        held = _held(cursor, distinct)
        fresh, same, older = _sorted_out(distinct, held)
        as_machine = _said_by_machine(cursor, {key: one for key, one in fresh.items() if key not in held})
        fresh = {key: one for key, one in fresh.items() if key not in as_machine}
        found = _articles(cursor, distinct)
        article_ids = sorted({article_id for ids in found.values() for article_id in ids})
        if fresh:
            _write(cursor, tuple(fresh.values()), run_id=run_id, now=now)
        versions = apply_corrections(cursor, article_ids, run_id=run_id, now=now)
        if versions:
            settle_versions(cursor, article_ids)
        if fresh or versions:
            mark_changed(cursor, run_id=run_id, now=now)
    changed = len(fresh.keys() & held.keys())
    return CorrectionsSummary(
        new=len(fresh) - changed,
        changed=changed,
        unchanged=same,
        older=older,
        as_machine=len(as_machine),
        articles=len(article_ids),
        versions=len(versions),
        unseen=len(distinct) - len(found),
    )


def sentence_at(
    warehouse: Warehouse, article_id: int, paragraph_index: int, segment_index: int
) -> tuple[str, Language] | None:
    """The source sentence of an article at a position, and its language; None when there is none."""
    params = {"article_id": article_id, "paragraph_index": paragraph_index, "segment_index": segment_index}
    found = ask(warehouse, "sentence_at", params)
    return (found[0][0], Language(found[0][1])) if found else None


_Key = tuple[str, str]


def _sorted_out(
    distinct: Mapping[_Key, Correction], held: Mapping[_Key, tuple[str, datetime]]
) -> tuple[dict[_Key, Correction], int, int]:
    """The corrections to write, and how many are stored already, and how many come too late."""
    fresh: dict[_Key, Correction] = {}
    same = older = 0
    for key, correction in distinct.items():
        target, corrected_at = held.get(key, (None, correction.corrected_at))
        if target == correction.target:
            same += 1
        elif correction.corrected_at < corrected_at:
            older += 1
        else:
            fresh[key] = correction
    return fresh, same, older


def _held(cursor: duckdb.DuckDBPyConnection, keys: Mapping[_Key, Correction]) -> dict[_Key, tuple[str, datetime]]:
    stage(cursor, _key_table(keys))
    rows = cursor.execute(read_sql("queries/held_corrections")).fetchall()
    return {(pair, sha256): (target, as_utc(corrected_at)) for pair, sha256, target, corrected_at in rows}


def _said_by_machine(cursor: duckdb.DuckDBPyConnection, given: Mapping[_Key, Correction]) -> set[_Key]:
    """Of these corrections, those that the machine's current version has already."""
    if not given:
        return set()
    stage(cursor, columns(
        pair=texts(pair for pair, _ in given),
        text_sha256=texts(sha256 for _, sha256 in given),
        target_text=texts(one.target for one in given.values()),
    ))  # fmt: skip
    return set(cursor.execute(read_sql("queries/said_by_machine")).fetchall())


def _articles(cursor: duckdb.DuckDBPyConnection, keys: Mapping[_Key, Correction]) -> dict[_Key, list[int]]:
    """The articles that have the sentences."""
    stage(cursor, _key_table(keys))
    found: dict[_Key, list[int]] = {}
    for pair, sha256, article_id in cursor.execute(read_sql("queries/articles_with_sentences")).fetchall():
        found.setdefault((pair, sha256), []).append(article_id)
    return found


def _key_table(keys: Mapping[_Key, Correction]) -> Table:
    return columns(pair=texts(pair for pair, _ in keys), text_sha256=texts(sha256 for _, sha256 in keys))


def _write(cursor: duckdb.DuckDBPyConnection, fresh: Sequence[Correction], *, run_id: str, now: datetime) -> None:
    table = columns(
        correction_id=bigints(one.correction_id for one in fresh),
        pair=texts(str(one.pair) for one in fresh),
        text_sha256=texts(one.text_sha256 for one in fresh),
        source_text=texts(one.source for one in fresh),
        target_text=texts(one.target for one in fresh),
        article_id=bigints(one.article_id for one in fresh),
        corrected_by=texts(one.corrected_by for one in fresh),
        corrected_at=instants(one.corrected_at for one in fresh),
        run_id=texts(run_id for _ in fresh),
    )
    merge(cursor, "corrections", table, into="corrections")
    run(cursor, "corrections_superseded")
    entries = [
        MemoryEntry(
            key=correction_key(one.source, one.pair),
            translated=TranslatedText(text=one.target, score=None, origin=Origin.HUMAN),
        )
        for one in fresh
    ]
    merge(cursor, "correction_memory", memory_table(entries, now=now), into="translation_memory")
