"""`hipway vectors write`."""

from pathlib import Path

import click

from hipcheck.cli.lazy import Stop, missing
from hipcheck.vectors.writing import all_vectors, certificate, write


@click.command("write")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def command(*, folder: Path) -> int:
    """Write the vectors into DIR, which is made if it isn't there.

    The same version writes the same bytes. Files that are there are overwritten; others in DIR stay.
    """
    try:
        vectors = all_vectors()
        size = write(folder, vectors)
    except ModuleNotFoundError as error:
        raise missing(error) from error
    except OSError as error:
        raise Stop(f"{error.filename or folder} can't be written: {error.strerror}") from error
    count = sum(map(len, vectors.values()))
    for name, each in vectors.items():
        trivial = sum(bool(vector.trivial) for vector in each)
        click.echo(f"{name:10} {len(each):5} vectors, {trivial} of them trivial")
    trivial = sum(bool(vector.trivial) for each in vectors.values() for vector in each)
    click.echo(f"{'all':10} {count:5} vectors, {trivial} ({100 * trivial / count:.0f} %) of them trivial")
    click.echo(f"{size / 1e6:.2f} MB in {folder}")
    covered = certificate(vectors)
    for kind in ("rules", "paths", "guards", "readings", "cells", "parameters"):
        lacking = sum(entry["kind"] == kind for entry in covered["not_covered"])
        click.echo(f"{kind:10} {len(covered[kind]) - lacking} of {len(covered[kind])} covered")
    for entry in covered["not_covered"]:
        click.echo(f"not covered: {entry['what']}: {entry['why']}")
    return 0
