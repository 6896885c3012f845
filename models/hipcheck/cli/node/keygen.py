"""`hipway node keygen`."""

from pathlib import Path

import click

from hipcheck.cli.node.files import key_errors
from hipway import keyfile
from hipway.addresses import text_of
from hipway.identity import KINDS, generate


@click.command("keygen")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="p-256",
    show_default=True,
    help="The kind of key; ed25519 is RFC 9374's.",
)
def command(*, file: Path, kind: str) -> int:
    """Make a key, write it to FILE for its owner alone, and print its HIT.

    FILE is PEM (PKCS #8) without passphrase. A file that exists is never overwritten.
    """
    identity = generate(kind)
    with key_errors():
        keyfile.write(file, identity)
    click.echo(text_of(identity.public.hit))
    return 0
