"""The verb that serves the reader's pages."""

from __future__ import annotations

import click

from tercet.flows.verbs.common import Context, example


@click.command()
@click.option("--port", type=click.IntRange(1024, 65535), help="Listen here. [default: server.reader_port]")
@click.pass_obj
@example("tercet --demo reader")
def reader(context: Context, port: int | None) -> None:
    """Serve the reader's pages on this machine until Ctrl-C: stories, articles side by side, search.

    It shows the published snapshot, and a new one as soon as there is one. `tercet serve` runs it too.
    """
    from tercet.flows.reader.server import check_port, run_reader

    chosen = port or context.settings.server.reader_port
    check_port(chosen)
    click.echo(f"Open http://127.0.0.1:{chosen} (Ctrl-C stops it)")
    run_reader(context.settings, port=chosen)


VERBS = (reader,)
