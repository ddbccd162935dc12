"""Verbs that bring up the services and tell how they are."""

from __future__ import annotations

import sys

import click

from tercet.flows.verbs.common import Context, example


@click.command()
@click.option("--print-systemd", is_flag=True, help="Print a systemd unit that serves this configuration, and stop.")
@click.pass_obj
@example("tercet serve")
def serve(context: Context, print_systemd: bool) -> None:
    """Bring up the Prefect server and the deployments, with the nightly schedule, until Ctrl-C."""
    if print_systemd:
        from tercet.flows.systemd import unit

        click.echo(unit(context.settings), nl=False)
        return
    from tercet.flows.serve import serve as serve_until_stopped

    serve_until_stopped(context.settings, say=click.echo)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.pass_obj
@example("tercet status")
def status(context: Context, as_json: bool) -> None:
    """Tell what runs, the last and the next runs, what waits, and how the warehouse and the packages are.

    Exits with 0 when `tercet serve` is up and all its parts are well, with 1 when not. What can be told without it is
    told all the same.
    """
    from tercet.flows.status_command import show_status

    if not show_status(context.settings, as_json=as_json):
        sys.exit(1)


VERBS = (serve, status)
