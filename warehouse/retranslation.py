"""What machines translated, and with what: so that it can be told, and done again on request."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tercet.translations.languages import Language, LanguagePair
from tercet.warehouse.connection import Warehouse
from tercet.warehouse.queries import PendingArticle, as_utc, ask

CORRECTED_PAIRS = "SELECT DISTINCT pair FROM corrections WHERE is_current"


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineVersion:
    """An article that a machine translated, as something to do again, and what made it. `pivot`: by way of it."""

    article: PendingArticle
    pivot: Language | None
    engine: str
    package_sha256: str
    settings_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBy:
    """How much of what readers may see one package made. `settings_sha256` is told where there is a pivot."""

    pair: LanguagePair
    pivot: Language | None
    engine: str
    package_name: str
    package_version: str
    package_sha256: str
    is_demo: bool
    settings_sha256: str | None
    articles: int
    sentences: int


def machine_versions(
    warehouse: Warehouse,
    *,
    pair: LanguagePair | None = None,
    target: Language | None = None,
    article_ids: Collection[int] | None = None,
) -> list[MachineVersion]:
    """The best machine version of each article's current revision, newest article first."""
    params = {
        "pair": None if pair is None else str(pair),
        "target": None if target is None else target.value,
        "article_ids": None if article_ids is None else list(article_ids),
    }
    return [
        MachineVersion(
            article=PendingArticle(
                article_id=row[0],
                revision_no=row[1],
                source_id=row[2],
                source_language=Language(row[3]),
                target=Language(row[4]),
                published_at=None if row[5] is None else as_utc(row[5]),
                has_native=row[6],
                has_demo_version=True,
                missing_reason=None,
            ),
            pivot=None if row[7] is None else Language(row[7]),
            engine=row[8],
            package_sha256=row[9],
            settings_sha256=row[10],
        )
        for row in ask(warehouse, "machine_versions", params)
    ]


def corrected_pairs(warehouse: Warehouse) -> frozenset[LanguagePair]:
    """The directions in which people corrected something that holds."""
    with warehouse.cursor() as cursor:
        return frozenset(LanguagePair.parse(pair) for (pair,) in cursor.execute(CORRECTED_PAIRS).fetchall())


def made_by(warehouse: Warehouse) -> tuple[MadeBy, ...]:
    """What made the translations of the current revisions, by direction; the package with most articles first."""
    return tuple(
        MadeBy(
            pair=LanguagePair.parse(row[0]),
            pivot=None if row[1] is None else Language(row[1]),
            engine=row[2],
            package_name=row[3],
            package_version=row[4],
            package_sha256=row[5],
            is_demo=row[6],
            settings_sha256=row[7],
            articles=row[8],
            sentences=row[9],
        )
        for row in ask(warehouse, "made_by")
    )
