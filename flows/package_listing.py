"""What `tercet models list` tells: the package of each pair, and what another package made of what is stored."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from tercet.flows.console import stdout_console
from tercet.flows.engines import Engines, wanted_pairs
from tercet.flows.report import counted
from tercet.flows.settings import Settings
from tercet.translations.errors import PackageBrokenError, PackageMissingError
from tercet.translations.languages import LanguagePair
from tercet.translations.packages import recorded_chrf
from tercet.translations.routes import Route
from tercet.translations.translate import route_settings_sha256
from tercet.warehouse.connection import open_snapshot
from tercet.warehouse.errors import NoSnapshotError
from tercet.warehouse.retranslation import MadeBy, made_by

DEMO_NOTICE = (
    "Demo packages know the bundled press by heart (chrF above 99) and little else (chrF 11 to 15 on FLORES): they "
    "translate only its articles; others wait as pending (unless --allow-demo). Real packages: tercet models install"
)
STARTER_NOTICE = (
    "Starter packages ship with Tercet and translate any news; their scores stand above. The official ones: "
    "tercet models install"
)


def list_packages(settings: Settings, *, as_json: bool) -> None:
    """Print, for every pair that the routes need, the package that serves it and why; what is broken; what is stored.

    What is stored comes from the published snapshot: what made it, and what the packages of today would make anew.
    """
    engines = Engines(settings)
    rows = [_describe(engines, pair) for pair in wanted_pairs(settings)]
    broken = [{"package": error.package, "fault": error.fault} for error in engines.all_broken()]
    stored = _stored(settings, engines)
    if as_json:
        document = {"pairs": rows, "broken": broken, "stored": stored}
        sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
        return
    console = stdout_console()
    table = Table("pair", "package", "version", "size", "chrF (test set)", "why this one")
    for row in rows:
        table.add_row(row["pair"], row["package"] or "-", row["version"], row["size"], row["chrf"], row["why"])
    console.print(table)
    for fault in broken:
        console.print(f"Broken: {fault['package']}: {fault['fault']}", markup=False)
    if any(row["is_demo"] for row in rows):
        console.print(DEMO_NOTICE, markup=False)
    starters = " ".join(row["pair"] for row in rows if row["is_starter"])
    if starters:
        console.print(f"{STARTER_NOTICE} {starters}", markup=False)
    if stored:
        _print_stored(stored)


def _print_stored(stored: Sequence[dict[str, Any]]) -> None:
    table = Table("pair", "made by", "articles", "sentences", "today's package", title="Translated so far")
    for row in stored:
        today = "the same" if not row["would_redo"] else row["today"] or "none: stays as it is"
        table.add_row(row["pair"], row["made_by"], str(row["articles"]), str(row["sentences"]), today)
    console = stdout_console()
    console.print(table)
    for pair in dict.fromkeys(row["direction"] for row in stored if row["would_redo"] and row["today"]):
        rows = [row for row in stored if row["direction"] == pair and row["would_redo"] and row["today"]]
        articles, sentences = (sum(row[what] for row in rows) for what in ("articles", "sentences"))
        console.print(
            f"Another package serves {pair} today: tercet translate --redo --pair {pair}  would translate "
            f"{counted(articles, 'article')} again, {counted(sentences, 'sentence')}",
            markup=False,
        )


def _describe(engines: Engines, pair: LanguagePair) -> dict[str, Any]:
    empty = {
        "pair": str(pair),
        "package": None,
        "version": "",
        "folder": "",
        "size": "",
        "chrf": "",
        "is_demo": False,
        "is_starter": False,
    }
    try:
        choice = engines.choice(pair)
    except (PackageMissingError, PackageBrokenError) as error:
        return {**empty, "why": str(error)}
    package = choice.package
    chrf = ", ".join(f"{score:.1f} ({name})" for name, score in sorted(recorded_chrf(package).items()))
    return {
        "pair": str(pair),
        "package": package.ref.name,
        "version": package.ref.version,
        "folder": str(package.path),
        "size": f"{_size(package.path) / 1e6:.1f} MB",
        "chrf": chrf or "not measured",
        "is_demo": package.ref.is_demo,
        "is_starter": package.is_starter,
        "why": choice.reason,
    }


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _stored(settings: Settings, engines: Engines) -> list[dict[str, Any]]:
    """What made the translations that readers see, and whether today's package is another."""
    try:
        with open_snapshot(settings.snapshot_path) as snapshot:
            made = made_by(snapshot)
    except NoSnapshotError:
        return []
    return [_compare(engines, one) for one in made]


def _compare(engines: Engines, made: MadeBy) -> dict[str, Any]:
    via = "" if made.pivot is None else f" via {made.pivot}"
    route = Route(source=made.pair.source, target=made.pair.target, via=made.pivot)
    try:
        packages = [engines.package(pair) for pair in route.pairs]
        today: str | None = " after ".join(package.label for package in reversed(packages))
        if not made.is_demo and any(package.ref.is_demo for package in packages):
            today = None  # Demo packages would not take the place of a real one's work.
        is_other = packages[-1].ref.sha256 != made.package_sha256
        would_redo = today is None or is_other or _is_first_leg_other(engines, made, route)
    except (PackageMissingError, PackageBrokenError):
        today, would_redo = None, True
    return {
        "pair": f"{made.pair}{via}",
        "direction": str(made.pair),
        "made_by": f"{made.package_name} {made.package_version}",
        "articles": made.articles,
        "sentences": made.sentences,
        "today": today,
        "would_redo": would_redo,
    }


def _is_first_leg_other(engines: Engines, made: MadeBy, route: Route) -> bool:
    """Whether another package would translate the first leg of a pivot today. Unknown, so no, where words are required:
    these are part of the settings too."""
    if made.settings_sha256 is None or engines.sentences.requires_words(route.pairs):
        return False
    return made.settings_sha256 != route_settings_sha256([engines.engine(pair) for pair in route.pairs])
