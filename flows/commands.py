"""What the verbs of the command line do, once their arguments are read."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from tercet.flows.console import flags_explained, print_report, print_side_by_side, progress_display, stdout_console
from tercet.flows.environment import apply_environment
from tercet.flows.errors import ConfigError
from tercet.flows.history_display import print_removed, print_revisions, removed_as_json, revisions_as_json
from tercet.flows.ingest.decode import decode
from tercet.flows.ingest.urls import canonical_url
from tercet.flows.package_listing import DEMO_NOTICE
from tercet.flows.parameters import NOTHING_ASKED, IngestParameters, NightlyParameters, TranslateParameters, checked
from tercet.flows.prefect_api import our_server_answers
from tercet.flows.report import RunReport
from tercet.flows.settings import Settings
from tercet.translations.errors import TercetError
from tercet.warehouse.connection import Warehouse, open_snapshot
from tercet.warehouse.history import article_history
from tercet.warehouse.queries import articles_by_url
from tercet.warehouse.reading import SideBySide, side_by_side

EXAMPLE_QUERY = "SELECT text_en, text_uk, text_ru FROM aligned_segments WHERE kind = 'title' LIMIT 5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What the user says of an article taken in by hand."""

    title: str
    outlet: str
    published_at: datetime | None
    url: str | None


def run(
    settings: Settings,
    *,
    sources: tuple[str, ...],
    translate: bool,
    allow_demo: bool,
    show: bool,
    as_json: bool,
) -> None:
    """The nightly flow, with its progress, its report, and on request an article and what to try next."""
    sources = tuple(dict.fromkeys(sources))
    for source in sources:
        settings.source(source)
    if not settings.sources:
        raise ConfigError(f"{settings.config_file}: there are no sources. Add one, or try the demo: tercet --demo run")
    prepare_prefect(settings)
    from tercet.flows.nightly import nightly

    parameters = checked(NightlyParameters, sources=list(sources), translate=translate, allow_demo=allow_demo)
    with run_shown(as_json=as_json):
        report = nightly(parameters)
    print_run_report(report, as_json=as_json)
    if show and not as_json:
        _show_example(settings)
    if not as_json and any(pair.package.startswith("demo-") for pair in report.pairs):
        stdout_console().print(f"\n{DEMO_NOTICE}", markup=False, soft_wrap=True)
    if report.notes:
        sys.exit(1)


def ingest(
    settings: Settings,
    what: tuple[str, ...],
    described: Described,
    *,
    translate: bool,
    allow_demo: bool,
    as_json: bool,
) -> None:
    """Take in files, addresses or standard input, translate them, and show the versions.

    Exits with 1 when something was rejected, or when a version that the routes ask for is not there.
    """
    parameters, files = _asked_for(what, described, translate=translate, allow_demo=allow_demo)
    prepare_prefect(settings)
    from tercet.flows.ingest_flow import ingest_files

    with run_shown(as_json=as_json):
        taken = ingest_files(parameters, files)
    print_run_report(taken.report, as_json=as_json)
    for article_id in taken.article_ids if not as_json else ():
        with open_snapshot(settings.snapshot_path) as snapshot:
            article = side_by_side(snapshot, article_id)
        if article is not None:
            print_side_by_side(stdout_console(), article)
    if taken.report.rejects or taken.lacking or not taken.article_ids:
        sys.exit(1)


def _asked_for(
    what: tuple[str, ...], described: Described, *, translate: bool, allow_demo: bool
) -> tuple[IngestParameters, list[str]]:
    """What the command line asks to take in: the parameters of the flow, and the files."""
    things = tuple(dict.fromkeys(what))
    urls = [item for item in things if item.lower().startswith(("http://", "https://"))]
    files = [Path(item) for item in things if item not in urls and item != "-"]
    _refuse_misplaced(described, things=len(things), urls=len(urls), files=len(files))
    for file in files:
        if not file.is_file():
            raise TercetError(f"There is no file {file}. Give a .txt, .html or .jsonl file, an address, or -.")
    text = _pasted_text() if "-" in things else ""
    values = {**asdict(described), "urls": urls, "text": text, "translate": translate, "allow_demo": allow_demo}
    return checked(IngestParameters, **values), [str(file.resolve()) for file in files]


def _refuse_misplaced(described: Described, *, things: int, urls: int, files: int) -> None:
    """A description that could not be said of one article is a mistake, never left out in silence."""
    if (described.title or described.published_at or described.url) and (things > 1 or urls):
        raise click.UsageError("--title, --date and --url describe one file or one pasted text. Give just that.")
    if described.outlet and files > 1:
        raise click.UsageError("--outlet goes with one file. Give one, or state the outlet in each file.")


def _pasted_text() -> str:
    decoded = decode(sys.stdin.buffer.read())
    if not decoded.is_text:
        raise TercetError("Standard input is no text in any charset that is known. Paste the article, or give a file.")
    if not decoded.text.strip():
        raise ConfigError(f"Standard input is empty. {NOTHING_ASKED}")
    return decoded.text


def translate(
    settings: Settings, *, target: str | None, pair: str | None, redo: bool, allow_demo: bool, as_json: bool
) -> None:
    """Make the versions that are missing; with `redo` also those that would come out otherwise today."""
    prepare_prefect(settings)
    from tercet.flows.translate_flow import translate as translate_flow

    parameters = checked(TranslateParameters, target=target, pair=pair, redo=redo, allow_demo=allow_demo)
    with run_shown(as_json=as_json):
        report = translate_flow(parameters)
    print_run_report(report, as_json=as_json)
    if report.notes:
        sys.exit(1)


def read(
    settings: Settings, article: str | None, *, as_json: bool, removed: bool = False, revisions: bool = False
) -> None:
    """Print an article side by side; without one named, a good example. On request also what was cut from it and why,
    and what its revisions changed."""
    with open_snapshot(settings.snapshot_path) as snapshot:
        found = side_by_side(snapshot) if article is None else _find(snapshot, article)
        history = article_history(snapshot, found.article_id) if found and (removed or revisions) else ()
    if found is None:
        wanted = "no article yet" if article is None else f"no article {article!r}"
        raise TercetError(
            f'There is {wanted} in {settings.snapshot_path}. List them: tercet sql "SELECT * FROM articles"'
        )
    if as_json:
        past = {"removed": removed_as_json(history)} if removed else {}
        past |= {"revisions": revisions_as_json(history)} if revisions else {}
        _print_json({**_plain(found), **past})
        return
    print_side_by_side(stdout_console(), found)
    if removed:
        print_removed(stdout_console(), history)
    if revisions:
        print_revisions(stdout_console(), history)


def _find(snapshot: Warehouse, article: str) -> SideBySide | None:
    """The article of this id or address."""
    if article.isdecimal():
        return side_by_side(snapshot, int(article))
    address = canonical_url(article)
    article_id = articles_by_url(snapshot, [address]).get(address)
    return None if article_id is None else side_by_side(snapshot, article_id)


def prepare_prefect(settings: Settings) -> None:
    """Set Prefect up for a run in this process: with the supervised server when it is up, else with a private one."""
    settings.prefect_home.mkdir(parents=True, exist_ok=True)
    apply_environment(settings, server=our_server_answers(settings))
    # The command line has its own progress, report and errors; Prefect speaks up only when something else is wrong.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    # A private server is stopped with the run, and would complain of what it was just writing down.
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
    for name in ("prefect.flow_runs", "prefect.task_runs"):
        logging.getLogger(name).propagate = logging.getLogger("tercet").isEnabledFor(logging.DEBUG)


@contextmanager
def run_shown(*, as_json: bool) -> Iterator[None]:
    """Within the block a run shows its progress; one that is left incomplete has its report printed all the same."""
    from tercet.flows.running import IncompleteRunError

    try:
        with progress_display():
            yield
    except IncompleteRunError as error:
        print_run_report(error.report, as_json=as_json)
        raise


def print_run_report(report: RunReport, *, as_json: bool) -> None:
    if as_json:
        _print_json({"run_id": report.run_id, **report.as_json()})
    else:
        print_report(stdout_console(), report)


def _show_example(settings: Settings) -> None:
    """One article in three languages, and what to try next."""
    console = stdout_console()
    with open_snapshot(settings.snapshot_path) as snapshot:
        article = side_by_side(snapshot)
    if article is None:
        raise TercetError("The run brought no article that could be shown.")
    print_side_by_side(console, article)
    _print_next_steps(console, settings)


def _print_next_steps(console: Console, settings: Settings) -> None:
    command = f"{sys.argv[0]}{' --demo' if settings.is_demo else ''}"
    console.print()
    console.print("[bold]Try next[/bold]")
    console.print(f'  {command} sql "{EXAMPLE_QUERY}"', soft_wrap=True)
    console.print(f"  {command} read")
    console.print("  make serve          # the Prefect UI with your own config.yaml, on http://127.0.0.1:4200")
    console.print(f"The warehouse: {settings.warehouse_path}")
    console.print(f"Open this copy in any DuckDB client: {settings.snapshot_path}", soft_wrap=True)


def _plain(article: SideBySide) -> Mapping[str, Any]:
    """The article as JSON values; ids are strings, because they are larger than 2**53."""
    values = asdict(article)
    values["article_id"] = str(article.article_id)
    values["flags_explained"] = flags_explained(article)
    return values


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")
