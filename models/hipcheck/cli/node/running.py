"""What the commands about a running node share: its settings, its control socket, and what may be wrong with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from hipcheck.cli.lazy import ERROR, USAGE, Stop
from hipcheck.cli.node.files import key_errors
from hipway.node.control import ask
from hipway.node.faults import NodeError, SettingsError
from hipway.node.settings import control_path
from hipway.node.sockets import CannotListen

config_option = click.option(
    "--config",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    default="node.toml",
    show_default=True,
    help="The settings of the node.",
)


@contextmanager
def node_errors() -> Iterator[None]:
    """End the command with what is wrong with a node or its settings."""
    with key_errors():
        try:
            yield
        except SettingsError as error:
            raise Stop(f"error: {error}", USAGE) from error
        except (NodeError, CannotListen) as error:
            raise Stop(f"error: {error}", ERROR) from error


def asked(config: Path, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Ask the node that has these settings, and return its answers as they come."""
    with node_errors():
        yield from ask(control_path(config), request)
