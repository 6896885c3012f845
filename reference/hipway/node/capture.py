"""A capture of all that a node sends and receives, and beside it the keys to read it with.

The keys stand in FILE.keys. Each line is a record of tshark's table `esp_sa`, and goes behind `-o 'uat:esp_sa:` as it
is (or into Wireshark's file `esp_sa`). Whoever has them reads everything: the file is for the owner alone.
"""

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from hipway.addresses import Address, Endpoint, address_of, is_ipv4
from hipway.engine.events import Datagram, KeysInstalled
from hipway.node.faults import CannotCapture
from hipway.node.logs import LOGGER
from hipway.node.pcap import PcapWriter
from hipway.node.route import source_of
from hipway.node.udp import Received
from hipway.wire.numbers import EspSuite

__all__ = ["Capture"]

OWNER_ONLY = 0o600
UNSPECIFIED = (address_of("0.0.0.0"), address_of("::"))  # noqa: S104  # told, not listened on
HMAC_256 = "HMAC-SHA-256-128 [RFC4868]"

# The names of tshark 4; it knows no CCM.
NAMES = {
    EspSuite.AES_128_CBC_SHA1: ("AES-CBC [RFC3602]", "HMAC-SHA-1-96 [RFC2404]"),
    EspSuite.NULL_SHA256: ("NULL", HMAC_256),
    EspSuite.AES_128_CBC_SHA256: ("AES-CBC [RFC3602]", HMAC_256),
    EspSuite.AES_256_CBC_SHA256: ("AES-CBC [RFC3602]", HMAC_256),
    EspSuite.AES_GCM_8: ("AES-GCM with 8 octet ICV [RFC4106]", "NULL"),
    EspSuite.AES_GCM_16: ("AES-GCM with 16 octet ICV [RFC4106]", "NULL"),
}


class Capture:
    """Two open files."""

    def __init__(self, path: Path, port: int) -> None:
        """Open both; what they held is gone.

        Raises:
            CannotCapture: one of them can't be written.
        """
        self._path = path
        self._port = port
        self._sources: dict[Address, Address] = {}
        self._ended = False
        self._files = contextlib.ExitStack()
        try:
            self._packets = self._files.enter_context(path.open("wb"))
            self._writer = PcapWriter(self._packets)
            self._packets.flush()
            self._keys = self._files.enter_context(_for_owner(path.with_name(path.name + ".keys")))
        except OSError as error:
            self.close()
            raise CannotCapture(path, error) from None

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """End the capture if there is no room for more: a node doesn't stop for that, but says so once."""
        try:
            yield
        except OSError as error:
            self.close()
            LOGGER.error("the capture ends here: %s", CannotCapture(self._path, error))

    def received(self, batch: Sequence[Received]) -> None:
        """Write what came in."""
        if self._ended:
            return
        now = time.time()
        with self._guarded():
            for each in batch:
                self._writer.write(now, each.source, each.local, each.data)
            self._packets.flush()

    def sent(self, batch: Sequence[Datagram]) -> None:
        """Write what went out."""
        if self._ended:
            return
        now = time.time()
        with self._guarded():
            for each in batch:
                source = each.source or self._source_of(each.destination)
                self._writer.write(now, Endpoint(source, self._port), each.destination, each.data)
            self._packets.flush()

    def keys(self, event: KeysInstalled) -> None:
        """Write the keys of both directions, for either version of IP: a host may move from one to the other."""
        if not self._ended:
            with self._guarded():
                self._write_keys(event)

    def _write_keys(self, event: KeysInstalled) -> None:
        for each in (event.outbound, event.inbound):
            names = NAMES.get(EspSuite(each.suite))
            if names is None:
                self._keys.write(f"# SPI {each.spi:#010x}: tshark has no name for ESP suite {each.suite}\n")
                continue
            record = (f"{each.spi:#010x}", names[0], _hex(each.encrypt_key), names[1], _hex(each.auth_key))
            for version in ("IPv4", "IPv6"):
                self._keys.write(",".join(f'"{word}"' for word in (version, "*", "*", *record)) + "\n")
        self._keys.flush()

    def moved(self) -> None:
        """Forget which addresses packets come from: they have changed."""
        self._sources.clear()

    def close(self) -> None:
        """Close both files."""
        self._ended = True
        with contextlib.suppress(OSError):  # what was not written has been told of
            self._files.close()

    def _source_of(self, destination: Endpoint) -> Address:
        """Return the address that the system sends from: it chose it a moment ago in the same way."""
        found = self._sources.get(destination.address)
        if found is None:
            unknown = UNSPECIFIED[not is_ipv4(destination.address)]
            found = source_of(destination) or unknown
            if len(self._sources) < 1024:  # noqa: PLR2004  # whoever asks for it can't make us keep more
                self._sources[destination.address] = found
        return found


def _for_owner(path: Path) -> TextIO:
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, OWNER_ONLY)
    os.fchmod(number, OWNER_ONLY)
    return os.fdopen(number, "w", encoding="ascii")


def _hex(key: bytes) -> str:
    return f"0x{key.hex()}" if key else ""
