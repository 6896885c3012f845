"""Capture files of what a node sends and receives: classic pcap, with IP headers made for it (LINKTYPE_RAW)."""

from struct import Struct
from typing import BinaryIO

from hipway.addresses import Endpoint, is_ipv4
from hipway.wire.checksum import complement, pseudo_header

FILE_HEADER = Struct(">IHHiIII")
RECORD_HEADER = Struct(">IIII")
IPV4 = Struct(">BBHHHBBH4s4s")
IPV6 = Struct(">IHBB16s16s")
UDP = Struct(">HHHH")

MAGIC = 0xA1B2C3D4
LINKTYPE_RAW = 101
SNAPLEN = 0xFFFF + IPV6.size
UDP_PROTOCOL = 17
HOPS = 64
PAYLOAD_MOST = 0xFFFF - IPV4.size - UDP.size


def ip_packet(source: bytes, destination: bytes, protocol: int, payload: bytes) -> bytes:
    """Return an IPv4 or IPv6 packet, as the addresses say (RFC 791 3.1, RFC 8200 3)."""
    if not is_ipv4(source):
        return IPV6.pack(6 << 28, len(payload), protocol, HOPS, source, destination) + payload
    fixed = 0x45, 0, IPV4.size + len(payload), 0, 0, HOPS, protocol
    addresses = source[12:], destination[12:]
    return IPV4.pack(*fixed, complement(IPV4.pack(*fixed, 0, *addresses)), *addresses) + payload


def udp_packet(source: Endpoint, destination: Endpoint, payload: bytes) -> bytes:
    """Return the IP packet of a UDP datagram (RFC 768)."""
    if len(payload) > PAYLOAD_MOST:
        raise ValueError(f"{len(payload)} bytes don't fit into a UDP datagram")
    length = UDP.size + len(payload)
    pseudo = pseudo_header(source.address, destination.address, UDP_PROTOCOL, length)
    checksum = complement(pseudo + UDP.pack(source.port, destination.port, length, 0) + payload) or 0xFFFF
    header = UDP.pack(source.port, destination.port, length, checksum)
    return ip_packet(source.address, destination.address, UDP_PROTOCOL, header + payload)


class PcapWriter:
    """Writes packets to a file that is open for writing bytes. Who opened it closes it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.write(FILE_HEADER.pack(MAGIC, 2, 4, 0, 0, SNAPLEN, LINKTYPE_RAW))

    def write(self, time: float, source: Endpoint, destination: Endpoint, payload: bytes) -> None:
        """Write a UDP datagram that passed at this time (seconds since 1970)."""
        self.write_ip(time, udp_packet(source, destination, payload))

    def write_ip(self, time: float, packet: bytes) -> None:
        """Write an IP packet that passed at this time (seconds since 1970)."""
        seconds, microseconds = divmod(int(time * 1_000_000), 1_000_000)
        self._file.write(RECORD_HEADER.pack(seconds, microseconds, len(packet), len(packet)) + packet)
