"""A publisher's own versions of one article share a group, also where they name each other differently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import duckdb

from tercet.warehouse.columns import bigints, columns, texts
from tercet.warehouse.sql import read_sql
from tercet.warehouse.staging import run, stage


@dataclass(slots=True)
class _Group:
    """Articles that are versions of each other: their languages by id, and the smallest id their groups had."""

    languages: dict[int, str] = field(default_factory=dict)
    native_group: int | None = None

    def fits(self, other: _Group) -> bool:
        """Whether both are versions of one article: no language has two."""
        return not set(self.languages.values()) & set(other.languages.values())

    def absorb(self, other: _Group) -> None:
        self.languages |= other.languages
        known = [one for one in (self.native_group, other.native_group) if one is not None]
        self.native_group = min(known, default=None)


def join_natives(cursor: duckdb.DuckDBPyConnection, alternates: Mapping[int, Iterable[str]]) -> int:
    """Articles and those stored under the canonical addresses they list come into one group, with all that are in
    the groups of either; return how many articles changed theirs. Call it inside a transaction, with them stored.

    The id of the group is the smallest that one of them had, so the order in which they come does not matter, and
    repeating it changes nothing. Groups that both have an article in some language stay apart: a list that names the
    same page from every article, as broken sites do, joins nothing.
    """
    named = [(article_id, url) for article_id, urls in alternates.items() for url in sorted(urls)]
    if not named:
        return 0
    stage(cursor, columns(article_id=bigints(one for one, _ in named), url=texts(url for _, url in named)))
    links = cursor.execute(read_sql("queries/native_links")).fetchall()
    if not links:
        return 0
    stage(cursor, columns(article_id=bigints({one for link in links for one in link})))
    members = cursor.execute(read_sql("queries/native_members")).fetchall()
    groups = _groups(members)
    for listing, listed in links:
        ours, theirs = groups[listing], groups[listed]
        if ours is not theirs and ours.fits(theirs):
            ours.absorb(theirs)
            groups |= dict.fromkeys(theirs.languages, ours)
    before = {article_id: native_group for article_id, _, native_group in members}
    after = {article_id: group.native_group for article_id, group in groups.items() if group.native_group is not None}
    changed = {article_id: group for article_id, group in after.items() if before[article_id] != group}
    if not changed:
        return 0
    stage(cursor, columns(article_id=bigints(changed), native_group=bigints(changed.values())))
    return run(cursor, "native_groups")


def _groups(members: Iterable[tuple[int, str, int | None]]) -> dict[int, _Group]:
    """The group that each article is in now; one without is a group of its own."""
    by_id: defaultdict[int, _Group] = defaultdict(_Group)
    groups: dict[int, _Group] = {}
    for article_id, language, native_group in members:
        group = groups[article_id] = _Group() if native_group is None else by_id[native_group]
        group.languages[article_id], group.native_group = language, native_group
    return groups
