"""Our translations measured against the publishers' own versions of the same articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tercet.translations.languages import LanguagePair
from tercet.translations.models import PackageRef
from tercet.warehouse.columns import bigints, booleans, columns, doubles, integers, texts
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import mark_changed, run, stage


@dataclass(frozen=True, slots=True, kw_only=True)
class NativePair:
    """An article and its publisher's own version in another language, sentence by sentence, titles first."""

    article_id: int
    revision_no: int
    native_article_id: int
    native_revision: int
    sentences: tuple[str, ...]
    native_sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeScore:
    """How near our translation of the article comes to the publisher's own version, in chrF (0 to 100)."""

    natives: NativePair
    engine: str
    package: PackageRef
    flagged: int
    title_chrf: float
    text_chrf: float


def unscored_natives(
    warehouse: Warehouse, pair: LanguagePair, *, package_sha256: str, limit: int
) -> tuple[NativePair, ...]:
    """The newest articles of a pair that this package was not measured on, at most `limit`."""
    parameters = {
        "source": str(pair.source), "target": str(pair.target), "package": package_sha256, "limit": limit
    }  # fmt: skip
    with warehouse.cursor() as cursor:
        rows = cursor.execute(read_sql("queries/unscored_natives"), parameters).fetchall()
    return tuple(
        NativePair(
            article_id=row[0],
            revision_no=row[1],
            native_article_id=row[2],
            native_revision=row[3],
            sentences=tuple(row[4] or ()),
            native_sentences=tuple(row[5] or ()),
        )
        for row in rows
    )


def store_native_scores(warehouse: Warehouse, scores: Sequence[NativeScore], *, run_id: str, now: datetime) -> None:
    """Keep the scores, in one transaction."""
    natives = [score.natives for score in scores]
    packages = [score.package for score in scores]
    table = columns(
        article_id=bigints(one.article_id for one in natives),
        revision_no=integers(one.revision_no for one in natives),
        native_article_id=bigints(one.native_article_id for one in natives),
        native_revision=integers(one.native_revision for one in natives),
        pair=texts(str(package.pair) for package in packages),
        engine=texts(score.engine for score in scores),
        package_name=texts(package.name for package in packages),
        package_version=texts(package.version for package in packages),
        package_sha256=texts(package.sha256 for package in packages),
        is_demo=booleans(package.is_demo for package in packages),
        sentences=integers(len(one.sentences) for one in natives),
        flagged=integers(score.flagged for score in scores),
        title_chrf=doubles(score.title_chrf for score in scores),
        text_chrf=doubles(score.text_chrf for score in scores),
        run_id=texts(run_id for _ in scores),
    )
    with warehouse.transaction() as cursor:
        stage(cursor, table)
        run(cursor, "native_scores")
        mark_changed(cursor, run_id=run_id, now=now)
