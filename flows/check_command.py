"""`tercet check`: whether configuration, packages and warehouse are ready for a run."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

from tercet.flows.console import stdout_console
from tercet.flows.engines import Engines, wanted_pairs
from tercet.flows.settings import Settings
from tercet.translations.errors import PackageBrokenError, PackageMissingError, TercetError
from tercet.warehouse.connection import open_snapshot
from tercet.warehouse.errors import NoSnapshotError
from tercet.warehouse.reading import totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at. `is_problem`: something needs the user's attention."""

    subject: str
    says: str
    is_problem: bool = False


def check(settings: Settings, *, as_json: bool) -> int:
    """Print what was found; return the number of problems. A wrong configuration has been reported before."""
    findings = [_configuration(settings), *_packages(settings), _warehouse(settings)]
    if as_json:
        rows = [{"subject": one.subject, "says": one.says, "problem": one.is_problem} for one in findings]
        sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    else:
        for finding in findings:
            mark = "!" if finding.is_problem else "ok"
            stdout_console().print(f"{mark:<3} {finding.subject}: {finding.says}", markup=False, soft_wrap=True)
    return sum(finding.is_problem for finding in findings)


def _configuration(settings: Settings) -> Finding:
    count = len(settings.sources)
    says = f"{count} sources, nightly at {settings.schedule.cron!r} {settings.schedule.timezone}"
    return Finding(subject=str(settings.config_file), says=says, is_problem=count == 0)


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
    broken = engines.store.discover()[1]
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
