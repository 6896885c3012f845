"""A protocol of one's own in the matrix: a file that holds a table of one or more protocols."""

import click

from hipcheck.cli.imports import is_path, module_at
from hipcheck.cli.lazy import ERROR, Stop, nearest
from hipmodels.matrix.family import Family, family_of
from hipspec.language.loading import imported
from hipspec.language.subset import SubsetError, check

OPTION = "'--protocol'"
LINES = "`FAMILY = Table((PROTOCOL,))` and `specification = FAMILY.specification`"


def module_of(names: tuple[str, ...], known: str, hint: str = OPTION) -> str:
    """Return the module of the table that is asked for: a file, or else the table of the known protocols.

    Raises:
        BadParameter: a file is asked for together with something else.
        Stop: the file holds no table, or a rule contains what it may not.
    """
    if not any(is_path(name) for name in names):
        return known
    if len(names) > 1:
        raise click.BadParameter("a file is a table of its own: ask for nothing else with it", param_hint=hint)
    module = module_at(names[0], hint)
    try:
        holder = imported(module)
    except SubsetError as error:
        raise Stop(str(error), ERROR) from error
    if not hasattr(holder, "FAMILY") or not hasattr(holder, "specification"):
        raise Stop(f"{names[0]}: holds no table; it ends with {LINES}", ERROR)
    _look_at(names[0], family_of(module))
    return module


def _look_at(name: str, family: Family) -> None:
    """Say what is wrong with a table as far as can be told before anything is proved."""
    for row in family.rows.values():
        for attack in row.senseless:
            if attack not in family.attacks:
                raise Stop(f"{name}: there is no attack {attack!r}.{nearest(attack, list(family.attacks))}", ERROR)
        try:
            problems = check(family.specification(row.name))
        except ValueError as error:
            raise Stop(f"{name}: {error}", ERROR) from error
        if problems:
            raise Stop("\n".join(str(problem) for problem in problems), ERROR)
