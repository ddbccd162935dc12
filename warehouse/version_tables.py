"""Versions and their sentences as Arrow tables, in the columns of the warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, repeat
from operator import attrgetter

from arro3.core import Table

from tercet.translations.models import Version, VersionSegment
from tercet.warehouse.columns import bigints, booleans, columns, doubles, instants, integers, texts


def version_table(by_version_id: Mapping[int, Version], run_id: str) -> Table:
    """The rows of `versions`."""
    versions = by_version_id.values()
    packages = [version.package for version in versions]
    return columns(
        version_id=bigints(by_version_id),
        article_id=bigints(version.article_id for version in versions),
        revision_no=integers(version.revision_no for version in versions),
        language=texts(version.language for version in versions),
        origin=texts(version.origin for version in versions),
        pair=texts(None if version.pair is None else str(version.pair) for version in versions),
        pivot=texts(version.pivot for version in versions),
        engine=texts(version.engine for version in versions),
        package_name=texts(None if package is None else package.name for package in packages),
        package_version=texts(None if package is None else package.version for package in packages),
        package_sha256=texts("" if package is None else package.sha256 for package in packages),
        settings_sha256=texts(version.settings_sha256 for version in versions),
        is_demo=booleans(package is not None and package.is_demo for package in packages),
        produced_at=instants(version.produced_at for version in versions),
        run_id=texts(run_id for _ in versions),
    )


def segment_table(by_version_id: Mapping[int, Version]) -> Table:
    """The rows of `segments`, in order. Flags are joined by spaces: they are words, and mostly there are none."""
    versions = by_version_id.values()
    rows: list[VersionSegment] = list(chain.from_iterable(version.segments for version in versions))
    lengths = [len(version.segments) for version in versions]
    return columns(
        version_id=bigints(chain.from_iterable(map(repeat, by_version_id, lengths))),
        article_id=bigints(chain.from_iterable(map(repeat, map(attrgetter("article_id"), versions), lengths))),
        language=texts(chain.from_iterable(map(repeat, map(attrgetter("language"), versions), lengths))),
        paragraph_index=integers(map(attrgetter("segment.paragraph_index"), rows)),
        segment_index=integers(map(attrgetter("segment.segment_index"), rows)),
        kind=texts(map(attrgetter("segment.kind"), rows)),
        text=texts(map(attrgetter("segment.text"), rows)),
        score=doubles(map(attrgetter("score"), rows)),
        flags=texts(map(" ".join, map(attrgetter("flags"), rows))),
    )
