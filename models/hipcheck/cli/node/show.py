"""`hipway node show`."""

import base64
import json
from pathlib import Path

import click

from hipcheck.cli.node.files import key_errors
from hipway import keyfile
from hipway.addresses import text_of
from hipway.dns import record_of
from hipway.identity import HostIdentity
from hipway.wire.packet import build_parameters


@click.command("show")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, file: Path, as_json: bool) -> int:
    """Show the identity in FILE: kind, HIT, HOST_ID parameter, the record for the DNS. Nothing of it is secret."""
    with key_errors():
        shown = _shown(keyfile.read(file).public)
    if as_json:
        click.echo(json.dumps(shown, indent=2))
        return 0
    width = max(map(len, shown))
    for name, value in shown.items():
        click.echo(f"{name.replace('_', ' '):{width}}  {value}")
    return 0


def _shown(identity: HostIdentity) -> dict[str, str | int]:
    return {
        "kind": identity.kind,
        "algorithm": int(identity.algorithm),
        "hit_suite": int(identity.suite),
        "hit": text_of(identity.hit),
        "host_id": base64.b64encode(build_parameters([identity.host_id()])).decode(),
        "dns_record": record_of(identity).text(),
    }
