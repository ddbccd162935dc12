"""What a run leaves in the Prefect UI: its report, the translations to distrust, and for one article its versions."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.context import FlowRunContext

from tercet.flows.progress import Step, listening
from tercet.flows.report import markdown_table
from tercet.flows.running import TRANSLATING, Run
from tercet.warehouse.reading import SideBySide, side_by_side, worst_translations

WORST_SHOWN = 10
RENEWED_SECONDS = 5.0


@contextmanager
def progress_shown() -> Iterator[None]:
    """Within the block, the steps of translation are progress artifacts of the run, renewed every few seconds."""
    artifacts: dict[str, tuple[UUID, float]] = {}

    def show(step: Step) -> None:
        if FlowRunContext.get() is None or not step.name.startswith(TRANSLATING):
            return
        known, now = artifacts.get(step.name), time.monotonic()
        percent = 100.0 * step.done / max(step.total, 1)
        says = f"{step.name}: {step.done} of {step.total} {step.unit}, {step.detail}"
        if known is None:
            key = re.sub(r"[^a-z0-9]+", "-", step.name.lower()).strip("-")
            created = create_progress_artifact(progress=percent, key=key, description=says)
            artifacts[step.name] = (UUID(str(created)), now)
        elif step.done >= step.total or now - known[1] >= RENEWED_SECONDS:
            update_progress_artifact(known[0], progress=percent, description=says)
            artifacts[step.name] = (known[0], now)

    with listening(show):
        yield


def show_report(run: Run) -> None:
    """The run's report, and its worst translations with source and target."""
    if FlowRunContext.get() is None:
        return
    report = run.report
    create_markdown_artifact(report.as_markdown(), key="run-report", description=report.headline())
    worst = worst_translations(run.warehouse, run_id=run.run_id, limit=WORST_SHOWN)
    if worst:
        rows = [
            (one.pair, one.source_text, one.target_text, ", ".join(one.flags) or "-", _score(one.score))
            for one in worst
        ]
        table = markdown_table(("pair", "source", "translation", "flags", "score"), rows)
        create_markdown_artifact(
            table, key="worst-translations", description="The translations of this run to distrust"
        )


def show_versions(run: Run, article_id: int) -> None:
    """One article in all its languages, a sentence a row."""
    article = side_by_side(run.warehouse, article_id)
    if article is not None and FlowRunContext.get() is not None:
        create_markdown_artifact(
            versions_markdown(article), key="article-versions", description=f"{article.title} ({article.article_id})"
        )


def versions_markdown(article: SideBySide) -> str:
    """The article side by side as a Markdown table."""
    languages = article.languages
    header = [f"{language} (original)" if language == article.language else str(language) for language in languages]
    rows = [
        [line.cells[language].text if language in line.cells else "" for language in languages]
        for line in article.lines
    ]
    return markdown_table(header, rows)


def _score(score: float | None) -> str:
    return "-" if score is None else f"{score:.2f}"
