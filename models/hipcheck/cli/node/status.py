"""`hipway node status`."""

import json
from pathlib import Path

import click

from hipcheck.cli.node.running import asked, config_option
from hipway.node.status import prometheus, text


@click.command("status")
@config_option
@click.option("--json", "form", flag_value="json", help="Print JSON.")
@click.option("--prometheus", "form", flag_value="prometheus", help="Print Prometheus' text format.")
def command(*, config: Path, form: str | None) -> int:
    """Show what a running node does: associations, their locators, counters."""
    (answer,) = asked(config, {"do": "status"})
    shown = answer["status"]
    if form == "json":
        click.echo(json.dumps(shown, indent=2))
    elif form == "prometheus":
        click.echo(prometheus(shown), nl=False)
    else:
        click.echo(text(shown))
    return 0
