"""Taking a correction back: the machine's sentence holds again, and what the person said stays on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tercet.translations.languages import LanguagePair
from tercet.translations.memory import correction_key
from tercet.translations.models import sha256_text
from tercet.warehouse.columns import columns, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.corrected_versions import apply_corrections
from tercet.warehouse.memory import memory_id
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import mark_changed, run, stage
from tercet.warehouse.versions import settle_versions

FORGET_MEMORY = "DELETE FROM translation_memory WHERE memory_id = $memory_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What was taken back: the person's sentence, None when none held; the articles that it stood in."""

    target: str | None = None
    articles: int = 0


def withdraw_correction(
    warehouse: Warehouse, pair: LanguagePair, source: str, *, run_id: str, now: datetime
) -> Withdrawal:
    """The correction of a sentence holds no longer, in one transaction. Without one, nothing is changed."""
    with warehouse.transaction() as cursor:
        stage(cursor, columns(pair=texts([str(pair)]), text_sha256=texts([sha256_text(source)])))
        held = cursor.execute(read_sql("queries/held_corrections")).fetchone()
        if held is None:
            return Withdrawal()
        found = cursor.execute(read_sql("queries/articles_with_sentences")).fetchall()
        article_ids = sorted(article_id for _, _, article_id in found)
        run(cursor, "corrections_withdrawn")
        run(cursor, "uncorrected_segments")
        cursor.execute(FORGET_MEMORY, {"memory_id": memory_id(correction_key(source, pair))})
        apply_corrections(cursor, article_ids, run_id=run_id, now=now)
        if article_ids:
            settle_versions(cursor, article_ids)
        mark_changed(cursor, run_id=run_id, now=now)
        return Withdrawal(target=held[2], articles=len(article_ids))
