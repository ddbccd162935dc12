"""How an article's past is shown: what was cut from it and why, and what each revision changed. On stdout only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from tercet.warehouse.history import Change, Revision


def print_removed(console: Console, history: Sequence[Revision]) -> None:
    """Every line that was cut, revision by revision, with the reason."""
    lines = [(revision.revision_no, line) for revision in history for line in revision.removed]
    if not lines:
        console.print("Nothing was removed from this article.")
        return
    table = Table(title="Removed as boilerplate", title_justify="left", show_lines=True)
    table.add_column("revision", justify="right")
    table.add_column("reason", no_wrap=True)
    table.add_column("line")
    for number, line in lines:
        table.add_row(str(number), line.reason, Text(line.text))
    console.print(table)


def print_revisions(console: Console, history: Sequence[Revision]) -> None:
    """When each revision was first read, and the sentences it changed: old beside new."""
    for revision in history:
        console.print()
        why = " (the page was read again by a newer program)" if revision.cause == "extractor" else ""
        says = f"Revision {revision.revision_no}, read {revision.seen_at:%Y-%m-%d %H:%M} UTC{why}: {revision.title}"
        console.print(f"[bold]{escape(says)}[/bold]", soft_wrap=True)
        if not revision.changes:
            console.print("The first text." if revision.revision_no == 1 else "The sentences are the same.")
            continue
        table = Table(show_lines=True, expand=True)
        table.add_column("at", no_wrap=True, style="dim")
        table.add_column("before", ratio=1)
        table.add_column("after", ratio=1)
        table.add_column("alike", justify="right")
        for change in revision.changes:
            table.add_row(*_cells(change))
        console.print(table)


def removed_as_json(history: Sequence[Revision]) -> list[dict[str, Any]]:
    """The lines that were cut, as plain values."""
    return [
        {"revision_no": revision.revision_no, "reason": line.reason, "text": line.text}
        for revision in history
        for line in revision.removed
    ]


def revisions_as_json(history: Sequence[Revision]) -> list[dict[str, Any]]:
    """The revisions with what they changed, as plain values."""
    return [
        {
            "revision_no": revision.revision_no, "title": revision.title, "seen_at": revision.seen_at.isoformat(),
            "cause": revision.cause,
            "changes": [
                {
                    "paragraph_index": change.paragraph_index, "segment_index": change.segment_index,
                    "old": change.old, "new": change.new, "similarity": change.similarity,
                }
                for change in revision.changes
            ],
        }
        for revision in history
    ]  # fmt: skip


def _cells(change: Change) -> tuple[str, Text, Text, str]:
    place = "title" if change.paragraph_index == 0 else f"{change.paragraph_index}.{change.segment_index}"
    alike = "" if change.similarity is None else f"{change.similarity:.0%}"
    return place, Text(change.old or "", style="red"), Text(change.new or "", style="green"), alike
