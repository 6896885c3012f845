"""`hipway vectors serve`."""

import sys

import click

from hipcheck.vectors.client.serving import serve


@click.command("serve")
def command() -> int:
    """Answer the requests on standard input, one line of JSON each, until there are no more.

    This is our own implementation, asked as every other one is: `hipway vectors check -- hipway vectors serve`.
    """
    serve(sys.stdin, sys.stdout)
    return 0
