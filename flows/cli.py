"""The command line: `tercet VERB`. The only place that prints, exits, and turns errors into messages.

Results go to stdout, logs and progress to stderr. Exit codes: 0 everything asked for happened, 1 it did not,
2 the configuration or the command line is wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tercet.flows.errors import ConfigError
from tercet.flows.runlog import set_up_logging
from tercet.flows.settings import demo_config_path
from tercet.flows.verbs import analysis, corrections, keeping, packages, press, reader, serving, storage, training
from tercet.flows.verbs.common import Context
from tercet.translations.errors import TercetError


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


for verb in (
    *press.VERBS,
    *storage.VERBS,
    *analysis.VERBS,
    *keeping.VERBS,
    *packages.VERBS,
    *corrections.VERBS,
    *serving.VERBS,
    *reader.VERBS,
    *training.VERBS,
):
    tercet.add_command(verb)


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
