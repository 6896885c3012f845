"""`hipway node up`."""

import asyncio
from pathlib import Path

import click

from hipcheck.cli.node.running import config_option, node_errors
from hipway.node.daemon import run
from hipway.node.settings import load


@click.command("up")
@config_option
@click.option(
    "--pcap",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all packets to FILE, and the keys that decrypt them to FILE.keys.",
)
def command(*, config: Path, pcap: Path | None) -> int:
    """Run a node until SIGTERM or Ctrl-C; its peers are told that it stops.

    What it writes to the error output is set by [log] of the settings.
    """
    with node_errors():
        asyncio.run(run(load(config, capture=pcap)))
    return 0
