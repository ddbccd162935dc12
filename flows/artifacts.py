"""What a run leaves in the Prefect UI: its report, what to distrust, how the sources do, and an article's versions."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.context import FlowRunContext

from tercet.flows.progress import Step, listening
from tercet.flows.report import counted, markdown_table, plain_markdown
from tercet.flows.running import Run
from tercet.flows.settings import Settings
from tercet.warehouse.health import SourceHealth, SourceWarning, source_health, source_warnings
from tercet.warehouse.reader_queries_article import Missing, missing
from tercet.warehouse.reading import SideBySide, WorstTranslation, side_by_side, worst_translations
from tercet.warehouse.terms import watch_news

WORST_SHOWN = 10
WATCH_SHOWN = 50
RENEWED_SECONDS = 5.0


@contextmanager
def progress_shown(name: str) -> Iterator[None]:
    """Within the block, the steps of this name are one progress artifact of the run, renewed every few seconds."""
    key = _key(name)
    artifact: UUID | None = None
    shown_at = 0.0

    def show(step: Step) -> None:
        nonlocal artifact, shown_at
        if step.name != name or FlowRunContext.get() is None:
            return
        percent = 100.0 * step.done / max(step.total, 1)
        says = f"{step.name}: {step.done:,} of {step.total:,} {step.unit}, {step.detail}"
        if artifact is None:
            artifact = UUID(str(create_progress_artifact(progress=percent, key=key, description=says)))
        elif step.done >= step.total or time.monotonic() - shown_at >= RENEWED_SECONDS:
            update_progress_artifact(artifact, progress=percent, description=says)
        else:
            return
        shown_at = time.monotonic()

    with listening(show):
        yield


def show_report(run: Run) -> None:
    """The run's report, its worst translations with source and target, and how the sources do."""
    if FlowRunContext.get() is None:
        return
    report = run.report
    create_markdown_artifact(
        f"{report.as_markdown()}\n\n{reader_link(run.settings)}", key="run-report", description=report.headline()
    )
    if run.is_dry_run:
        return
    _show_worst(run)
    _show_watches(run)
    if report.sources:
        health = source_health(run.warehouse)
        create_markdown_artifact(
            health_markdown(health, source_warnings(run.warehouse)),
            key="source-health",
            description=_failing(health) or "Every source answered",
        )


def _show_worst(run: Run) -> None:
    worst = worst_translations(run.warehouse, run_id=run.run_id, limit=WORST_SHOWN)
    if worst:
        create_markdown_artifact(
            worst_markdown(worst), key="worst-translations", description="The translations of this run to distrust"
        )


def _show_watches(run: Run) -> None:
    """What each watchlist found in this run."""
    for watch in run.settings.watch:
        news = watch_news(run.warehouse, watch.name, run_id=run.run_id)
        if news:
            rows = [(one.source_id, one.language, one.title, ", ".join(one.phrases), one.article_id) for one in news]
            create_markdown_artifact(
                markdown_table(("source", "language", "title", "found", "article"), rows),
                key=f"watch-{_key(watch.name)}",
                description=f"Watchlist {watch.name}: {counted(len(news), 'article')}",
            )


def worst_markdown(worst: Sequence[WorstTranslation]) -> str:
    """Each translation below its source, with its flags. The UI breaks no line in a table, so this is none."""
    blocks = []
    for one in worst:
        flags = ", ".join(one.flags) or "no flag"
        says = f"**{one.pair}**, {flags}, score {_score(one.score)}, article {one.article_id}"
        source, target = plain_markdown(one.source_text), plain_markdown(one.target_text)
        blocks.append(f"{says}\n\n- {one.pair.source}: {source}\n- {one.pair.target}: {target}")
    return "\n\n".join(blocks)


def health_markdown(health: Sequence[SourceHealth], warnings: Sequence[SourceWarning] = ()) -> str:
    """How the sources do, as a Markdown table, and above it what is wrong with them; moments in UTC."""
    rows = [
        (
            one.source_id, one.last_status or "never read", _moment(one.last_checked_at), _moment(one.last_ok_at),
            f"{one.failed_checks} of {one.checks}", one.articles, _moment(one.last_article_at), one.rejects,
            one.rejects_by_reason or "-", one.entries_seen, one.median_words or "-",
        )
        for one in health if one.active
    ]  # fmt: skip
    titles = (
        "source", "last check", "checked", "last success", "failed", "articles", "last new article", "rejected",
        "why", "entries seen", "median words",
    )  # fmt: skip
    wrong = "\n".join(f"- {plain_markdown(warning)}" for warning in warnings)
    return "\n\n".join(filter(None, (wrong, markdown_table(titles, rows))))


def reader_link(settings: Settings) -> str:
    """A link to the reader, as a line of Markdown."""
    base = f"http://127.0.0.1:{settings.server.reader_port}"
    return f"Read the versions side by side: [{base}]({base})"


def show_versions(run: Run, article_id: int) -> None:
    """One article in all its languages, sentence by sentence, and why it is not there in the others."""
    article = side_by_side(run.warehouse, article_id)
    if article is not None and FlowRunContext.get() is not None:
        lacking = missing(run.warehouse, article_id).values()
        create_markdown_artifact(
            "\n\n".join((versions_markdown(article), *map(missing_markdown, lacking))),
            key="article-versions",
            description=f"{article.title} ({article.article_id})",
        )


def versions_markdown(article: SideBySide) -> str:
    """The article sentence by sentence, each in all its languages. The UI breaks no line in a table."""
    blocks = []
    for number, line in enumerate(article.lines, 1):
        cells = []
        for language in article.languages:
            if language in line.cells:
                origin = " (original)" if language == article.language else ""
                cells.append(f"- **{language}**{origin}: {plain_markdown(line.cells[language].text)}")
        blocks.append("\n".join([f"Sentence {number}", "", *cells]))
    return "\n\n".join(blocks)


def missing_markdown(lacking: Missing) -> str:
    """Why a version is not there, as a line of Markdown."""
    return f"No version in **{lacking.language}** ({lacking.reason}): {plain_markdown(lacking.detail)}"


def _key(name: str) -> str:
    """The key of an artifact: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _failing(health: tuple[SourceHealth, ...]) -> str:
    names = [one.source_id for one in health if one.active and one.last_status == "failed"]
    return f"Failing: {', '.join(names)}" if names else ""


def _score(score: float | None) -> str:
    return "-" if score is None else f"{score:.2f}"


def _moment(moment: datetime | None) -> str:
    return "-" if moment is None else f"{moment:%Y-%m-%d %H:%M}"
