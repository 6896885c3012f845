"""`hipway vectors template`."""

from importlib.resources import files

import click

TEMPLATES = {"python": "client.py", "c": "client.c"}


@click.command("template")
@click.argument("language", type=click.Choice(list(TEMPLATES)))
def command(*, language: str) -> int:
    """Print a client that speaks the protocol and answers a few operations, to begin with."""
    text = (files("hipcheck.vectors") / "templates" / TEMPLATES[language]).read_text(encoding="utf-8")
    click.echo(text, nl=False)
    return 0
