"""The settings of a node, from the classes that they are read into."""

import json

from hipway.engine.config import Config
from hipway.node.settings import TABLES, Log, Network, NodeTable
from hipwaydocs.text import attributes, heading, prose, table

DEFAULTS = {"node": NodeTable(keys=[]), "network": Network(), "log": Log(), "engine": Config()}
NEEDED = {("node", "keys")}


def settings() -> str:
    """Return a table for each table of the file: key, default, meaning."""
    parts = []
    for name, keys in TABLES.items():
        meanings = attributes(type(DEFAULTS[name]))
        rows = [[f"``{key}``", _default(name, key), prose(meanings[key])] for key in keys]
        parts += [heading(f"``[{name}]``", 1), table(["key", "default", "meaning"], rows, [24, 20, 56])]
    return "\n".join(parts)


def _default(name: str, key: str) -> str:
    """Return a default as TOML has it."""
    return "needed" if (name, key) in NEEDED else f"``{json.dumps(getattr(DEFAULTS[name], key))}``"
