"""`tercet check`: whether configuration, packages and warehouse are ready for a run."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from rich.table import Table

from tercet.flows.console import stdout_console
from tercet.flows.engines import Engines, wanted_pairs
from tercet.flows.settings import Settings
from tercet.flows.source_check import SourceFinding, check_sources
from tercet.flows.source_warnings import latest_warnings
from tercet.translations.errors import PackageBrokenError, PackageMissingError, TercetError
from tercet.warehouse.connection import open_snapshot
from tercet.warehouse.errors import NoSnapshotError
from tercet.warehouse.reading import totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at. `is_problem`: something needs the user's attention; a remark is worth a look."""

    subject: str
    says: str
    is_problem: bool = False
    is_remark: bool = False


def check(settings: Settings, *, as_json: bool) -> int:
    """Print what was found; return the number of problems. A wrong configuration has been reported before."""
    findings = [_configuration(settings), *_packages(settings), _warehouse(settings), *_sources(settings)]
    if as_json:
        rows = [{"subject": one.subject, "says": one.says, "problem": one.is_problem} for one in findings]
        sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    else:
        for finding in findings:
            mark = "!" if finding.is_problem else "-" if finding.is_remark else "ok"
            stdout_console().print(f"{mark:<3} {finding.subject}: {finding.says}", markup=False, soft_wrap=True)
    return sum(finding.is_problem for finding in findings)


def check_web(settings: Settings, source_ids: Sequence[str], *, as_json: bool) -> int:
    """Print what the sources would bring if they were read now; return how many have a problem. Nothing is stored."""
    sources = [settings.source(one) for one in dict.fromkeys(source_ids)] or list(settings.sources)
    findings = check_sources(settings, sources, clock=lambda: datetime.now(UTC))
    if as_json:
        rows = [{**asdict(one), "languages": dict(one.languages)} for one in findings]
        sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False, default=str) + "\n")
    else:
        _print_sources(findings)
    return sum(bool(one.problems) for one in findings)


def _print_sources(findings: Sequence[SourceFinding]) -> None:
    """A table of the sources, and below it what is to be said of them."""
    table = Table(box=None, pad_edge=False)
    for column in ("", "source", "format", "entries", "languages", "newest", "oldest", "undated"):
        table.add_column(column, justify="right" if column in ("entries", "undated") else "left")
    for one in findings:
        languages = ", ".join(f"{language} {count}" for language, count in one.languages) or "-"
        table.add_row(
            "!" if one.problems else "ok", one.source_id, one.format or one.kind, str(one.entries), languages,
            _moment(one.newest), _moment(one.oldest), str(one.undated),
        )  # fmt: skip
    console = stdout_console()
    console.print(table)
    for one in findings:
        for mark, lines in (("!", one.problems), ("-", one.remarks)):
            for line in lines:
                console.print(f"{mark} {one.source_id}: {line}", markup=False, soft_wrap=True)


def _moment(date: datetime | None) -> str:
    return "-" if date is None else f"{date:%Y-%m-%d %H:%M}"


def _configuration(settings: Settings) -> Finding:
    count = len(settings.sources)
    says = f"{count} sources, nightly at {settings.schedule.cron!r} {settings.schedule.timezone}"
    return Finding(subject=str(settings.config_file), says=says, is_problem=count == 0)


def _sources(settings: Settings) -> list[Finding]:
    """What the last run found wrong with the sources; only a broken expectation of the configuration is a problem."""
    return [
        Finding(
            subject=f"source {one.source_id}",
            says=f"{one.warning}: {one.detail} (since {one.since:%Y-%m-%d %H:%M} UTC)",
            is_problem=one.is_expectation,
            is_remark=not one.is_expectation,
        )
        for one in latest_warnings(settings)
    ]


def _packages(settings: Settings) -> list[Finding]:
    engines = Engines(settings)
    findings = []
    for pair in wanted_pairs(settings):
        try:
            choice = engines.choice(pair)
        except (PackageMissingError, PackageBrokenError) as error:
            findings.append(Finding(subject=str(pair), says=str(error), is_problem=True))
            continue
        is_problem = choice.package.ref.is_demo and not settings.is_demo
        says = f"{choice.package.label} ({choice.reason})"
        if is_problem:
            says += f"; it knows only the bundled press. Run: tercet models install {pair}"
        findings.append(Finding(subject=str(pair), says=says, is_problem=is_problem))
    broken = engines.all_broken()
    return findings + [Finding(subject=error.package, says=str(error), is_problem=True) for error in broken]


def _warehouse(settings: Settings) -> Finding:
    path = settings.snapshot_path
    try:
        with open_snapshot(path) as snapshot:
            counted = totals(snapshot)
    except NoSnapshotError:
        return Finding(subject=str(settings.warehouse_path), says="nothing published yet; the first run will")
    except TercetError as error:
        return Finding(subject=str(path), says=str(error), is_problem=True)
    says = f"{counted.articles} articles, {counted.translations} translations, {counted.rejects} rejects"
    return Finding(subject=str(path), says=says)
