"""What a run leaves in the Prefect UI: its report, the translations to distrust, and for one article its versions."""

from __future__ import annotations

from prefect.artifacts import create_markdown_artifact
from prefect.context import FlowRunContext
from tercet.flows.report import markdown_table
from tercet.flows.running import Run
from tercet.warehouse.reading import SideBySide, side_by_side, worst_translations

WORST_SHOWN = 10


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
