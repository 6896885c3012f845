"""The hosts file: who is known by which name, and where it may be reached.

A line is a name, a HIT, and addresses, with blanks between them; what stands behind a `#` is a comment:

    alice  2001:22:97d5:c8b1:3c62:f2b2:8d52:ae1c  192.0.2.1  [2001:db8::1]:10501
    bob    2001:22:2b1c:6a0a:1c5a:93c7:88f6:1a5e  rendezvous=192.0.2.9

An address with a port of its own is written `192.0.2.1:10501` or `[2001:db8::1]:10501`. `rendezvous=` names the
rendezvous server of the host (RFC 8004), by which it is found where no address of it helps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from ipaddress import IPv6Address, IPv6Network, ip_address
from pathlib import Path

from hipway.addresses import Endpoint, address_of, text_of
from hipway.node.faults import SettingsError

__all__ = ["Host", "Hosts", "endpoint_of", "hit_of", "read", "written"]

ORCHID = IPv6Network("2001:20::/28")  # RFC 7343 2: HITs are from this prefix
LARGEST_PORT = 0xFFFF
RENDEZVOUS = "rendezvous="


@dataclass(frozen=True, slots=True)
class Host:
    """A line of the file.

    Attributes:
        name: what people call it.
        hit: its identity.
        endpoints: where it may be reached, the first to be tried first.
        rendezvous: its rendezvous server.
    """

    name: str
    hit: bytes
    endpoints: tuple[Endpoint, ...] = ()
    rendezvous: Endpoint | None = None


@dataclass(frozen=True, slots=True)
class Hosts:
    """All lines."""

    by_name: Mapping[str, Host] = field(default_factory=dict)
    by_hit: Mapping[bytes, Host] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Host]:
        """Go through the hosts in the order of the file."""
        return iter(self.by_name.values())

    def hit(self, word: str) -> bytes:
        """Return the HIT that a word means: a name of the file, or a HIT as it is written.

        Raises:
            ValueError: it is neither.
        """
        known = self.by_name.get(word)
        if known is not None:
            return known.hit
        try:
            return hit_of(word)
        except ValueError as error:
            near = ", ".join(get_close_matches(word, self.by_name, cutoff=0.5))
            question = f". Did you mean {near}?" if near else f": it names {len(self.by_name)} hosts"
            raise ValueError(f"{error}; and no host has this name in the hosts file{question}") from None

    def name(self, hit: bytes) -> str:
        """Return the name of a HIT; empty if it has none."""
        known = self.by_hit.get(hit)
        return known.name if known is not None else ""


def hit_of(text: str) -> bytes:
    """Return the 16 bytes of a HIT.

    Raises:
        ValueError: it is none.
    """
    try:
        hit = IPv6Address(text)
    except ValueError:
        raise ValueError(f"{text!r} is no HIT, which is written like an IPv6 address") from None
    if hit not in ORCHID:
        raise ValueError(f"{text} is no HIT: HITs begin with 2001:2 (the prefix {ORCHID})")
    return hit.packed


def endpoint_of(text: str, port: int) -> Endpoint:
    """Return an address and its port: the one given if the text names none.

    Raises:
        ValueError: the text is no address of one host.
    """
    address = text
    if text.startswith("["):
        address, _, rest = text[1:].partition("]")
        port = _port(text, rest.removeprefix(":")) if rest else port
    elif text.count(":") == 1:
        address, _, rest = text.partition(":")
        port = _port(text, rest)
    try:
        parsed = ip_address(address)
    except ValueError:
        raise ValueError(f"{text!r} is no address: write 192.0.2.1, 192.0.2.1:10500 or [2001:db8::1]:10500") from None
    if parsed.is_multicast or parsed.is_unspecified:
        raise ValueError(f"{text} is not the address of one host")
    return Endpoint(address_of(address), port)


def written(endpoint: Endpoint) -> str:
    """Return an endpoint as people write it."""
    address = text_of(endpoint.address)
    return f"[{address}]:{endpoint.port}" if ":" in address else f"{address}:{endpoint.port}"


def _port(text: str, port: str) -> int:
    if not port.isascii() or not port.isdigit() or not 0 < int(port) <= LARGEST_PORT:
        raise ValueError(f"{text!r}: a port is a number from 1 to {LARGEST_PORT}")
    return int(port)


def read(path: Path, port: int) -> Hosts:
    """Read a hosts file.

    Raises:
        SettingsError: it can't be read, or a line of it is wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise SettingsError(path, "is not text in UTF-8") from None
    except OSError as error:
        raise SettingsError(path, f"can't be read: {(error.strerror or str(error)).lower()}") from None
    by_name: dict[str, Host] = {}
    by_hit: dict[bytes, Host] = {}
    for number, line in enumerate(lines, start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            host = _host(words, port)
        except ValueError as error:
            raise SettingsError(path, str(error), number) from None
        known = by_name.get(host.name) or by_hit.get(host.hit)
        if known is not None:
            raise SettingsError(path, f"the name or the HIT stands in an earlier line, of {known.name}", number)
        by_name[host.name] = by_hit[host.hit] = host
    return Hosts(by_name, by_hit)


def _host(words: list[str], port: int) -> Host:
    if len(words) < 2:  # noqa: PLR2004  # name and HIT
        raise ValueError("a line is: NAME HIT [ADDRESS ...] [rendezvous=ADDRESS]")
    name, hit, *rest = words
    servers = [endpoint_of(word.removeprefix(RENDEZVOUS), port) for word in rest if word.startswith(RENDEZVOUS)]
    if len(servers) > 1:
        raise ValueError("a host has one rendezvous server here")
    endpoints = tuple(endpoint_of(word, port) for word in rest if not word.startswith(RENDEZVOUS))
    return Host(name, hit_of(hit), endpoints, servers[0] if servers else None)
