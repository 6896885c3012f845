"""`hipway vectors serve`."""

import sys

import click

from hipcheck.vectors.client.serving import serve


@click.command("serve")
@click.option("--specification", is_flag=True, help="Let the specification answer: it takes steps of its rules.")
def command(*, specification: bool) -> int:
    """Answer the requests on standard input, one line of JSON each, until there are no more.

    This is our own implementation, asked as every other one is: `hipway vectors check -- hipway vectors serve`.
    """
    if specification:
        from hipcheck.vectors.client.specified import answer  # noqa: PLC0415  # it needs the prover

        serve(sys.stdin, sys.stdout, answer)
        return 0
    serve(sys.stdin, sys.stdout)
    return 0
