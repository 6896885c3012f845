"""The settings of a node: one TOML file, and the files that it names, read and checked before anything is opened.

Paths in it are relative to the folder that it stands in. A key that isn't known is refused, because it may be a known
one that is mistyped.
"""

import dataclasses
import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec

from hipway import keyfile
from hipway.addresses import Address, address_of
from hipway.engine.config import Config
from hipway.identity import PrivateIdentity
from hipway.node import hosts
from hipway.node.faults import SettingsError
from hipway.node.hosts import Hosts
from hipway.wire.udp import PORT

__all__ = ["Log", "Network", "NodeTable", "Settings", "control_path", "load"]

Port = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)]
Positive = Annotated[float, msgspec.Meta(gt=0)]
Size = Annotated[int, msgspec.Meta(gt=0)]


class NodeTable(msgspec.Struct, frozen=True, kw_only=True):
    """The table [node]: who this host is.

    Attributes:
        keys: the key files (`hipway node keygen`); the first is used where no identity is named.
        hosts: the hosts file.
        control: the Unix socket by which `hipway node status` and `hipway ping` talk to the node.
        connect: peers to connect to at once, by name or HIT.
        register: rendezvous servers to register with, by name or HIT.
        patience: how many seconds peers have to answer CLOSE when the node stops.
    """

    keys: list[str]
    hosts: str = ""
    control: str = "control.sock"
    connect: list[str] = []
    register: list[str] = []
    patience: Positive = 2.0


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """The table [network]: where this host is.

    Attributes:
        port: the UDP port, here and at peers that name none; 0 takes a free one.
        listen: the addresses to listen on; if left out, all.
        addresses: the addresses that peers are told of; if left out, those of this machine, as they change.
        loopback: whether loopback addresses count as addresses of this machine.
        poll: how many seconds pass between looks for changed addresses where pyroute2 is not installed.
        send_buffer: how many bytes wait for the network before `send` waits.
        receive_buffer: how many bytes wait for the application before more is lost.
    """

    port: Port = PORT
    listen: list[str] = []
    addresses: list[str] = []
    loopback: bool = False
    poll: Positive = 2.0
    send_buffer: Size = 1 << 20
    receive_buffer: Size = 16 << 20


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """The table [log]: what is written to the error output.

    Attributes:
        level: the least important messages that are written.
        format: lines of text, or of JSON.
    """

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that a node is started with, read and checked.

    Attributes:
        identities: its keys.
        config: what the protocol may choose.
        hosts: whom it knows.
        network: where it is.
        listen: as addresses.
        addresses: as addresses.
        log: what it writes.
        control: its control socket; None for none.
        connect: HITs to connect to at once.
        register: HITs of rendezvous servers to register with.
        patience: how many seconds peers have to answer CLOSE.
        capture: where a capture of all packets is written; its keys stand beside it.
    """

    identities: tuple[PrivateIdentity, ...]
    config: Config = dataclasses.field(default_factory=Config)
    hosts: Hosts = dataclasses.field(default_factory=Hosts)
    network: Network = dataclasses.field(default_factory=Network)
    listen: tuple[Address, ...] = ()
    addresses: tuple[Address, ...] = ()
    log: Log = dataclasses.field(default_factory=Log)
    control: Path | None = None
    connect: tuple[bytes, ...] = ()
    register: tuple[bytes, ...] = ()
    patience: float = 2.0
    capture: Path | None = None


class _File(msgspec.Struct, frozen=True, kw_only=True):
    node: NodeTable
    network: Network = Network()
    log: Log = Log()
    engine: Config = Config()


ELSEWHERE = {"port": "the port stands in [network]", "tell_keys": "`hipway node up --pcap` writes the keys"}
TABLES: dict[str, tuple[str, ...]] = {
    **{name: kind.__struct_fields__ for name, kind in (("node", NodeTable), ("network", Network), ("log", Log))},
    "engine": tuple(field.name for field in dataclasses.fields(Config) if field.name not in ELSEWHERE),
}
"""The tables of the file and their keys."""


def load(path: Path, *, capture: Path | None = None) -> Settings:
    """Read a file of settings and all files that it names.

    Raises:
        SettingsError: one of them is wrong.
        KeyFileError: a key can't be read.
    """
    found, config = _parsed(path)
    folder = path.parent
    known = hosts.read(folder / found.node.hosts, config.port) if found.node.hosts else Hosts()
    identities = tuple(keyfile.read(folder / each) for each in found.node.keys)
    if len({each.public.hit for each in identities}) < len(identities):
        raise SettingsError(path, "[node] keys: the same key twice")
    return Settings(
        identities=identities,
        config=config,
        hosts=known,
        network=found.network,
        listen=_addresses(path, "listen", found.network.listen),
        addresses=_addresses(path, "addresses", found.network.addresses),
        log=found.log,
        control=folder / found.node.control,
        connect=_peers(path, "connect", found.node.connect, known),
        register=_peers(path, "register", found.node.register, known),
        patience=found.node.patience,
        capture=capture,
    )


def control_path(path: Path) -> Path:
    """Read from a file of settings only where the control socket of its node is.

    Raises:
        SettingsError: the file is wrong.
    """
    found, _ = _parsed(path)
    return path.parent / found.node.control


def _parsed(path: Path) -> tuple[_File, Config]:
    """Read the file itself."""
    document = _read(path)
    _refuse_unknown(path, document)
    try:
        found = msgspec.convert(document, _File)
    except msgspec.ValidationError as error:
        raise SettingsError(path, _in_words(str(error))) from None
    config = dataclasses.replace(found.engine, port=found.network.port or PORT)
    if not found.node.keys:
        raise SettingsError(path, "[node] keys: a host needs a key. Make one: hipway node keygen FILE")
    return found, config


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(path, "isn't there. The documentation has one to begin with") from None
    except UnicodeDecodeError:
        raise SettingsError(path, "is not text in UTF-8") from None
    except OSError as error:
        raise SettingsError(path, f"can't be read: {(error.strerror or str(error)).lower()}") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, f"is not TOML: {error}") from None


def _refuse_unknown(path: Path, document: dict[str, Any]) -> None:
    for name, table in document.items():
        if name not in TABLES:
            raise SettingsError(path, f"{name}: no such table. {_allowed(name, tuple(TABLES))}")
        for key in table if isinstance(table, dict) else ():
            if name == "engine" and key in ELSEWHERE:
                raise SettingsError(path, f"[engine] {key}: no such key here: {ELSEWHERE[key]}")
            if key not in TABLES[name]:
                raise SettingsError(path, f"[{name}] {key}: no such key. {_allowed(key, TABLES[name])}")


def _allowed(name: str, names: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, names, n=1)
    question = f"Did you mean {near[0]}? " if near else ""
    return f"{question}Allowed: {', '.join(names)}"


def _in_words(message: str) -> str:
    """Say where as the file has it: "Expected `int`, got `str` - at `$.network.port`"."""
    what, _, where = message.replace("`", "").partition(" - at ")
    table, _, key = where.removeprefix("$").removeprefix(".").partition(".")
    what = what[:1].lower() + what[1:]
    choices = get_args(get_type_hints(Log).get(key)) if table == "log" else ()
    if choices:
        what += f". Allowed: {', '.join(choices)}"
    if not table:
        return what
    return f"[{table}] {key}: {what}" if key else f"[{table}]: {what}"


def _addresses(path: Path, key: str, texts: list[str]) -> tuple[Address, ...]:
    try:
        return tuple(address_of(text) for text in texts)
    except ValueError as error:
        raise SettingsError(path, f"[network] {key}: {error}") from None


def _peers(path: Path, key: str, words: list[str], known: Hosts) -> tuple[bytes, ...]:
    found = []
    for word in words:
        try:
            hit = known.hit(word)
        except ValueError as error:
            raise SettingsError(path, f"[node] {key}: {error}") from None
        host = known.by_hit.get(hit)
        if host is None or not (host.endpoints or host.rendezvous):
            raise SettingsError(path, f"[node] {key}: {word} has no address in the hosts file")
        found.append(hit)
    return tuple(found)
