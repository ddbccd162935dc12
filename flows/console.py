"""What the command line prints: reports, tables and versions side by side. Results to stdout, progress to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from tercet.flows.progress import Listener, Step, listening
from tercet.flows.report import RunReport
from tercet.translations.languages import Language
from tercet.translations.models import Flag, Origin
from tercet.translations.quality import EXPLANATIONS
from tercet.warehouse.reading import AlignedLine, SideBySide

if TYPE_CHECKING:
    from rich.console import RenderableType

PLAIN_WIDTH = 150


def stdout_console() -> Console:
    """A console on stdout; a file or pipe gets a fixed width, so that tables stay tables."""
    return Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH, highlight=False)


def stderr_console() -> Console:
    """A console on stderr, for progress."""
    return Console(stderr=True, highlight=False)


@contextmanager
def progress_display() -> Iterator[None]:
    """Within the block, a run's steps are shown on stderr: as bars on a terminal, else a line per finished step."""
    console = stderr_console()
    if not console.is_terminal:
        with listening(_line_per_step(console)):
            yield
        return
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[detail]}"),
    )
    with Progress(*columns, console=console) as progress:
        bars: dict[str, TaskID] = {}

        def show(step: Step) -> None:
            if step.name not in bars:
                bars[step.name] = progress.add_task(step.name, total=step.total, detail=step.detail)
            progress.update(
                bars[step.name], completed=step.done, total=step.total, detail=f"{step.unit}  {step.detail}"
            )

        with listening(show):
            yield


def _line_per_step(console: Console) -> Listener:
    def show(step: Step) -> None:
        if step.done >= step.total:
            console.print(f"{step.name}: {step.done} of {step.total} {step.unit} {escape(step.detail)}".rstrip())

    return show


def print_report(console: Console, report: RunReport) -> None:
    """What came in and what was rejected, what was translated and flagged, what is missing and why."""
    console.print()
    console.print(f"[bold]{escape(report.headline())}[/bold]")
    if report.sources:
        console.print(_sources_table(report))
    if report.pairs:
        console.print(_pairs_table(report))
    if report.missing:
        parts = ", ".join(f"{reason} {count}" for reason, count in sorted(report.missing.items()))
        console.print(f"Versions that are not there, with the recorded reason: {parts}")
    for note in report.notes:
        console.print(f"[yellow]![/yellow] {escape(note)}", soft_wrap=True)
    for warning in report.warnings:
        console.print(f"[dim]-[/dim] {escape(warning)}", soft_wrap=True)


def _sources_table(report: RunReport) -> RenderableType:
    table = _table("What came in", "source", "entries", "new", "revised", "known", "duplicates", "rejected, and why")
    for source in report.sources:
        known = source.unchanged + source.skipped
        numbers = (source.entries, source.new, source.revised, known, source.duplicates)
        table.add_row(source.source_id, *map(str, numbers), _reasons(source.rejects))
    return table


def _pairs_table(report: RunReport) -> RenderableType:
    table = _table("Translated", "pair", "package", "versions", "sentences", "from memory", "decoder calls", "flags")
    for pair in report.pairs:
        counts = pair.counts
        numbers = (counts.articles, counts.segments, counts.from_memory, counts.decoder_calls)
        table.add_row(pair.pair, pair.package, *map(str, numbers), _reasons(counts.flags))
    return table


def print_side_by_side(console: Console, article: SideBySide) -> None:
    """One article in every language there is, a sentence a row; the original is marked, flags are shown and explained.

    The first column is the sentence's place, as `tercet correct --sentence` takes it.
    """
    console.print()
    console.print(f"[bold]{escape(article.source_name)}[/bold]  {article.url or ''}  (article {article.article_id})")
    languages = article.languages
    table = Table(show_lines=True, expand=True)
    table.add_column("at", no_wrap=True, style="dim")
    for language in languages:
        is_original = language == article.language
        table.add_column(f"{language}{' (original)' if is_original else ' (machine)'}", ratio=1)
    for line in article.lines:
        place = f"{line.paragraph_index}.{line.segment_index}"
        table.add_row(place, *(_cell(line, language) for language in languages))
    console.print(table)
    for flag, explanation in flags_explained(article).items():
        console.print(f"[yellow]{flag}[/yellow]: {escape(explanation)}")


def flags_explained(article: SideBySide) -> dict[Flag, str]:
    """What the flags that the article's sentences have mean, one line each."""
    found = {flag for line in article.lines for cell in line.cells.values() for flag in cell.flags}
    return {flag: EXPLANATIONS[flag] for flag in Flag if flag in found}


def _cell(line: AlignedLine, language: Language) -> Text:
    cell = line.cells.get(language)
    if cell is None:
        return Text("")
    style = "bold" if line.kind in ("title", "heading") else ""
    text = Text(cell.text, style=style)
    if cell.flags:
        text.append(f"  [{', '.join(cell.flags)}]", style="yellow")
    if cell.origin == Origin.HUMAN:
        text.append("  [human]", style="green")
    return text


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for position, column in enumerate(columns):
        is_number = 0 < position < len(columns) - 1 and column != "package"
        table.add_column(column, justify="right" if is_number else "left")
    return table


def _reasons(counts: Mapping[str, int]) -> str:
    pairs = sorted(counts.items())
    return ", ".join(f"{reason} {count}" for reason, count in pairs) or "-"
