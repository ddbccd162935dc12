"""Verbs that bring up the services."""

from __future__ import annotations

import click

from tercet.flows.verbs.common import Context, example


@click.command()
@click.pass_obj
@example("tercet serve")
def serve(context: Context) -> None:
    """Bring up the Prefect server and the deployments, with the nightly schedule, until Ctrl-C."""
    from tercet.flows.serve import serve as serve_until_stopped

    serve_until_stopped(context.settings, say=click.echo)


VERBS = (serve,)
