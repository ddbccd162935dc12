"""`tercet stories`: what was told, by how many, in which languages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import click
from rich.table import Table

from tercet.flows.console import stdout_console
from tercet.flows.settings import Settings
from tercet.warehouse.connection import open_snapshot
from tercet.warehouse.stories import StorySummary, stories_between

DAY = timedelta(days=1)


def show_stories(
    settings: Settings, since: datetime | None, until: datetime | None, *, least: int, most: int, as_json: bool
) -> None:
    """Print the stories told in a span of time, the last day unless it is named, most languages first."""
    end = until or datetime.now(UTC)
    start = since or end - DAY
    with open_snapshot(settings.snapshot_path) as snapshot:
        found = stories_between(snapshot, start, end, least=least, most=most)
    if as_json:
        click.echo(json.dumps([_as_json(story) for story in found], ensure_ascii=False, indent=2))
    elif found:
        stdout_console().print(_table(found))
    else:
        click.echo(f"No story of {least} or more articles from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC.")
        click.echo("Try an earlier start, like --since 2026-11-01, or --least 1 for articles that stand alone.")


def _as_json(story: StorySummary) -> dict[str, object]:
    return {
        "story_id": str(story.story_id),
        "title": story.title,
        "title_language": story.title_language,
        "first_published_at": story.first_published_at.isoformat(),
        "last_published_at": story.last_published_at.isoformat(),
        "languages": list(story.languages),
        "articles": story.articles,
        "outlets": story.outlets,
    }


def _table(found: Sequence[StorySummary]) -> Table:
    table = Table("first told", "languages", "articles", "outlets", "title", "story", title_justify="left")
    for story in found:
        table.add_row(
            f"{story.first_published_at:%Y-%m-%d %H:%M}", " ".join(story.languages), str(story.articles),
            str(story.outlets), _plain(story.title), str(story.story_id),
        )  # fmt: skip
    return table


def _plain(text: str) -> str:
    """A title of an outlet: brackets in it are no markup."""
    return text.replace("[", r"\[")
