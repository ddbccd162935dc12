"""`tercet forget`: remove an article from everything that is kept, and keep it out."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import click

from tercet.flows.ingest.archive import Forgotten, forget_records
from tercet.flows.ingest.urls import canonical_url, web_url
from tercet.flows.running import WAIT_FOR_WRITER_SECONDS
from tercet.flows.settings import Settings
from tercet.translations.errors import TercetError
from tercet.warehouse.connection import Warehouse, open_warehouse
from tercet.warehouse.erasing import Erased, finish_erasing
from tercet.warehouse.forget import ForgetPlan, Moved, Named, addresses_with, erase, lift, plan_forget
from tercet.warehouse.retention import release_archives

READERS = (
    "Readers who have an older snapshot open see it until they close it. Bundles that were exported before, and "
    "Prefect's reports of past runs, may still quote it."
)


def forget(settings: Settings, what: str, *, reason: str, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Show what would go; with `yes` remove it: archive, tables and memory, then bytes, snapshots and copies.

    Exits with 1 when nothing was removed because `yes` was not said. Killed anywhere, the same command goes on.
    """
    path = _existing(settings)
    with open_warehouse(path, wait_seconds=WAIT_FOR_WRITER_SECONDS) as warehouse:
        plan = _plan(warehouse, what)
        if dry_run or not yes:
            _show(plan, as_json=as_json)
            if not dry_run:
                click.echo("Nothing was removed. To remove it for good, say so: --yes", err=True)
                sys.exit(1)
            return
        archived = forget_records(settings.warc_folder, plan.addresses)
        moved = [Moved(file=one.file, old_offset=one.old_offset, new_offset=one.new_offset) for one in archived.moved]
        removed = erase(warehouse, plan, reason=reason, now=datetime.now(UTC), moved=moved)
        release_archives(warehouse, archived.deleted)
    _tell(plan, removed, archived, _finish(settings), as_json=as_json)


def lift_tombstone(settings: Settings, what: str) -> None:
    """A forgotten article may be taken in again, when a source lists it or by hand."""
    with open_warehouse(_existing(settings), wait_seconds=WAIT_FOR_WRITER_SECONDS) as warehouse:
        lifted = lift(warehouse, _plan(warehouse, what))
    if not lifted:
        raise TercetError(f"{what} was not forgotten. Nothing was changed.")
    click.echo(f"{what} may be taken in again: tercet ingest ADDRESS, or the next run that lists it.")


def _existing(settings: Settings) -> Any:
    if not settings.warehouse_path.exists():
        raise TercetError(f"There is no warehouse {settings.warehouse_path}, so there is nothing to forget.")
    return settings.warehouse_path


def _plan(warehouse: Warehouse, what: str) -> ForgetPlan:
    plan = plan_forget(warehouse, _named(warehouse, what))
    if plan.finds_nothing:
        raise TercetError(f"Nothing is known of {what}. Give an article's id or address: tercet read WORDS finds them.")
    return plan


def _named(warehouse: Warehouse, what: str) -> Named:
    """An article by its id, or a page by every stored way of writing its address."""
    if what.isdecimal():
        return Named(article_id=int(what))
    address = web_url(what)
    if address is None:
        raise TercetError(f"{what!r} is neither an article's id nor a web address. Give one of them.")
    canonical = canonical_url(address)
    host = urlsplit(canonical).hostname or canonical
    stored = [one for one in addresses_with(warehouse, host) if canonical_url(one) == canonical]
    return Named(addresses=tuple(dict.fromkeys([address, canonical, *stored])))


def _finish(settings: Settings) -> Erased:
    kept = settings.warehouse
    return finish_erasing(
        settings.warehouse_path, settings.snapshot_folder,
        keep=kept.keep_snapshots, keep_days=kept.keep_snapshot_days,
        now=datetime.now(UTC), wait_seconds=WAIT_FOR_WRITER_SECONDS,
    )  # fmt: skip


def _show(plan: ForgetPlan, *, as_json: bool) -> None:
    if as_json:
        _print_json(_planned(plan))
        return
    for title in plan.titles[:3]:
        click.echo(f"Title: {title}")
    if plan.forgotten_at is not None:
        click.echo(f"Forgotten already on {plan.forgotten_at:%Y-%m-%d}.")
    for address in plan.addresses:
        click.echo(f"Address: {address}")
    rows = {**plan.rows, "translation_memory": plan.memory_entries}
    click.echo("Rows: " + (", ".join(f"{table} {count}" for table, count in rows.items() if count) or "none"))
    if plan.repeated_by:
        ids = ", ".join(map(str, plan.repeated_by))
        click.echo(f"Other articles repeat its text and stay, unless you forget them too: {ids}")


def _planned(plan: ForgetPlan) -> dict[str, Any]:
    return {
        "article_ids": [str(article_id) for article_id in plan.article_ids],
        "addresses": list(plan.addresses),
        "titles": list(plan.titles),
        "rows": dict(plan.rows),
        "memory_entries": plan.memory_entries,
        "repeated_by": [str(article_id) for article_id in plan.repeated_by],
        "forgotten_at": None if plan.forgotten_at is None else plan.forgotten_at.isoformat(),
    }


def _tell(plan: ForgetPlan, removed: int, archived: Forgotten, erased: Erased, *, as_json: bool) -> None:
    if as_json:
        _print_json({
            **_planned(plan), "removed_rows": removed, "archived_pages": archived.records,
            "deleted_files": [str(path) for path in erased.deleted],
            "published": None if erased.published is None else str(erased.published),
        })  # fmt: skip
    else:
        click.echo(
            f"Forgotten: {removed} rows and {archived.records} raw pages. The warehouse was copied afresh "
            f"({erased.compacted.bytes_before:,} to {erased.compacted.bytes_after:,} bytes) and published anew."
        )
        for path in erased.deleted:
            click.echo(f"Deleted, because it held it: {path}")
    click.echo(READERS, err=True)


def _print_json(value: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
