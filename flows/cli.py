"""The command line: `tercet VERB`. The only place that prints, exits, and turns errors into messages.

Results go to stdout, logs and progress to stderr. Exit codes: 0 everything asked for happened, 1 it did not,
2 the configuration or the command line is wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from tercet.flows import check_command, commands, package_commands
from tercet.flows.errors import ConfigError
from tercet.flows.fields import in_local_zone
from tercet.flows.runlog import set_up_logging
from tercet.flows.settings import Settings, demo_config_path, load_settings
from tercet.translations.errors import TercetError
from tercet.warehouse.output import Output


class Context:
    """What the verbs share: the chosen configuration, read when a verb needs it."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self._settings: Settings | None = None

    @property
    def settings(self) -> Settings:
        if self._settings is None:
            self._settings = load_settings(self.config)
        return self._settings


def _example(text: str) -> Callable[[Any], Any]:
    """End a verb's help in an example."""

    def decorate(function: Any) -> Any:
        function.__doc__ = f"{function.__doc__.rstrip()}\n\n    Example: {text}\n"
        return function

    return decorate


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--config", type=click.Path(path_type=Path), help="Configuration file. [default: config.yaml]")
@click.option("--demo", is_flag=True, help="Use the bundled demo press instead; its data lies in data/demo.")
@click.option(
    "--log-level", type=click.Choice(["debug", "info", "warning", "error"]), default="warning", show_default=True
)
@click.version_option(package_name="tercet")
@click.pass_context
def tercet(context: click.Context, config: Path | None, demo: bool, log_level: str) -> None:
    """Media monitoring in English, Ukrainian and Russian: offline translation, aligned by sentence, in DuckDB.

    Example: tercet --demo run --show
    """
    if demo and config is not None:
        raise click.UsageError("Use just one of --demo or --config.")
    set_up_logging(log_level)
    context.obj = Context(demo_config_path() if demo else config or Path("config.yaml"))


@tercet.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@_example("tercet check")
def check(context: Context, as_json: bool) -> None:
    """Check configuration, translation packages and warehouse; exit 1 when something needs your attention."""
    problems = check_command.check(context.settings, as_json=as_json)
    sys.exit(1 if problems else 0)


@tercet.command()
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only this source; may be repeated.")
@click.option("--no-translate", is_flag=True, help="Only read and store; translation waits for a later run.")
@click.option("--allow-demo", is_flag=True, help="Let demo packages translate any article; expect nonsense.")
@click.option("--show", is_flag=True, help="Show one article side by side, and what to try next.")
@click.option("--json", "as_json", is_flag=True, help="Print the run's counts as JSON.")
@click.pass_obj
@_example("tercet run --source pravda-uk")
def run(
    context: Context, sources: tuple[str, ...], no_translate: bool, allow_demo: bool, show: bool, as_json: bool
) -> None:
    """Run the nightly flow now, through Prefect: read, translate, publish. With nothing new it changes nothing."""
    commands.run(
        context.settings, sources=sources, translate=not no_translate, allow_demo=allow_demo, show=show, as_json=as_json
    )


@tercet.command()
@click.argument("what", metavar="FILE|URL|-", nargs=-1, required=True)
@click.option("--title", default="", help="Title of the article; otherwise the first line that is one.")
@click.option("--outlet", default="", help="Who published it.")
@click.option(
    "--date", "published_at", metavar="DATE", help="When it was published, like 2026-11-02 or 2026-11-02T18:30+02:00."
)
@click.option("--url", help="Where it was found.")
@click.option("--no-translate", is_flag=True, help="Only read and store it.")
@click.option("--allow-demo", is_flag=True, help="Let demo packages translate it; expect nonsense.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@_example("wl-paste | tercet ingest - --outlet 'The Harbour Post'")
def ingest(
    context: Context, what: tuple[str, ...], title: str, outlet: str, published_at: str | None, url: str | None,
    no_translate: bool, allow_demo: bool, as_json: bool,
) -> None:  # fmt: skip
    """Take in articles by hand: a file (.txt .html .jsonl), an address, or pasted text on standard input (-)."""
    described = commands.Described(title=title, outlet=outlet, published_at=_date(published_at), url=url)
    commands.ingest(
        context.settings, what, described, translate=not no_translate, allow_demo=allow_demo, as_json=as_json
    )


@tercet.command()
@click.option("--to", "target", type=click.Choice(["en", "uk", "ru"]), help="Only versions in this language.")
@click.option("--allow-demo", is_flag=True, help="Let demo packages translate any article; expect nonsense.")
@click.option("--json", "as_json", is_flag=True, help="Print the run's counts as JSON.")
@click.pass_obj
@_example("tercet translate --to uk")
def translate(context: Context, target: str | None, allow_demo: bool, as_json: bool) -> None:
    """Make the versions that are missing, for example after a package was installed."""
    commands.translate(context.settings, target=target, allow_demo=allow_demo, as_json=as_json)


@tercet.command()
@click.argument("query")
@click.option("--output", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--limit", type=click.IntRange(min=1), help="Most rows to print. [default: warehouse.sql_max_rows]")
@click.pass_obj
@_example('tercet sql "SELECT * FROM coverage_daily ORDER BY day DESC LIMIT 10"')
def sql(context: Context, query: str, output: Output, limit: int | None) -> None:
    """Query the published snapshot: one SELECT, in a locked-down process that can change nothing."""
    commands.sql(context.settings, query, output=output, limit=limit)


@tercet.command()
@click.argument("article", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@_example("tercet --demo read")
def read(context: Context, article: str | None, as_json: bool) -> None:
    """Show an article (its id or address) side by side in every language there is; without one, a good example."""
    commands.read(context.settings, article, as_json=as_json)


@tercet.command()
@click.pass_obj
@_example("tercet serve")
def serve(context: Context) -> None:
    """Bring up the Prefect server and the deployments, with the nightly schedule, until Ctrl-C."""
    from tercet.flows.serve import serve as serve_until_stopped

    serve_until_stopped(context.settings, say=click.echo)


@tercet.group()
def models() -> None:
    """List, install and verify the translation packages.

    Example: tercet models list
    """


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
@_example("tercet models list")
def models_list(context: Context, as_json: bool) -> None:
    """Show which package serves each pair and why, what is missing, and what is broken."""
    package_commands.list_packages(context.settings, as_json=as_json)


@models.command("install")
@click.argument("pairs", nargs=-1)
@click.option(
    "--from", "source", type=click.Path(path_type=Path), help="An .argosmodel file, or a folder of them, not the index."
)
@click.pass_obj
@_example("tercet models install en-uk en-ru, or: tercet models install --from /media/usb/argos")
def models_install(context: Context, pairs: tuple[str, ...], source: Path | None) -> None:
    """Install packages from the Argos index, for the named pairs or for all that are needed; or --from files."""
    package_commands.install_packages(context.settings, pairs, source=source)


@models.command("verify")
@click.pass_obj
@_example("tercet models verify")
def models_verify(context: Context) -> None:
    """Compare every file of every package with the lock; exit 1 when one was altered."""
    sys.exit(0 if package_commands.verify_packages(context.settings) else 1)


def _date(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return in_local_zone(datetime.fromisoformat(text))
    except ValueError:
        raise click.BadParameter(f"{text!r} is no date; write it like 2026-11-02 or 2026-11-02T18:30+02:00") from None


def main() -> None:
    """Run the command line; a TercetError becomes its message and an exit code."""
    try:
        tercet(standalone_mode=False)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted. What was stored stays; the next run goes on from there.", err=True)
        sys.exit(130)
    except ConfigError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except TercetError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
