"""`hipway ping`: whether a host answers by its identity, and how quickly."""

from pathlib import Path

import click

from hipcheck.cli.lazy import ERROR, Stop
from hipcheck.cli.node.running import asked, config_option


@click.command("ping")
@click.argument("peer")
@config_option
@click.option("--count", "-c", type=click.IntRange(1), default=4, show_default=True, help="How many times.")
@click.option("--size", "-s", type=click.IntRange(0, 65_400), default=56, show_default=True, help="Bytes of each.")
@click.option(
    "--timeout", "-W", type=click.FloatRange(0, min_open=True), default=5.0, show_default=True, help="Seconds."
)
def command(*, peer: str, config: Path, count: int, size: int, timeout: float) -> int:
    """Send datagrams to PEER that its node sends back. PEER is a HIT, or a name of the hosts file.

    The node of this host must run (`hipway node up`); it connects to PEER first if need be.
    """
    request = {"do": "ping", "peer": peer, "count": count, "size": size, "timeout": timeout}
    taken: list[float] = []
    for answer in asked(config, request):
        if "number" not in answer:
            break
        seconds = answer["seconds"]
        if seconds is None:
            click.echo(f"{answer['number']}: no answer in {timeout:g} s")
        else:
            taken.append(seconds)
            click.echo(f"{answer['number']}: {size} bytes from {peer} in {1000 * seconds:.3f} ms")
    if not taken:
        raise Stop(f"error: {peer} has answered none of {count}", ERROR)
    least, mean, most = (1000 * each for each in (min(taken), sum(taken) / len(taken), max(taken)))
    click.echo(f"{len(taken)} of {count} answered; least {least:.3f} ms, mean {mean:.3f} ms, most {most:.3f} ms")
    return 0
