"""Reading packets once more: what the implementation's own codec makes of real packets, this reads in the same way."""

import hashlib
import hmac

from hipcheck.lockstep import reading
from hipcheck.lockstep.hip import VIEW
from hipcheck.lockstep.hip.events import Arrive, Establish, Event, Move
from hipcheck.lockstep.hip.session import Session
from hipway.wire.packet import parse
from hipway.wire.protection import covered


def moved() -> Session:
    """Return a run in which Alice has moved, and Bob has challenged her."""
    session = VIEW.begin(1)
    events: list[Event] = [Establish("alice", "bob"), Move("alice", ("10.0.1.1",))]
    events += [Arrive("2.0"), Arrive("3.0"), Arrive("4.0")]
    for number, event in enumerate(events, 1):
        session.step(number, event)
    return session


def test_real_packets_are_read_as_the_codec_reads_them() -> None:
    frames = [frame.data for frame in moved().laboratory.frames.values() if frame.data[:4] == reading.MARKER]
    assert len(frames) >= 7  # I1, R1, I2, R2, and the three packets of a move
    for data in frames:
        packet, other = reading.read(data), parse(data[4:])
        assert packet is not None
        said = other.packet
        assert (packet.kind, packet.sender, packet.receiver) == (said.kind, said.sender, said.receiver)
        assert [tlv.offset for tlv in packet.parameters] == list(other.offsets)
        assert [tlv.type for tlv in packet.parameters] == [each.type for each in other.packet.parameters]
        assert [tlv.contents for tlv in packet.parameters] == [each.contents() for each in other.packet.parameters]
        for tlv in packet.parameters:
            assert reading.covered(packet.raw, tlv.offset) == covered(other.raw, tlv.offset)


def test_a_mac_is_that_of_the_key_that_made_it() -> None:
    """RFC 7401 6.4.1: the MAC covers the packet up to itself, with the length that it has without the rest."""
    session = moved()
    told = reading.read(session.laboratory.frames["2.0"].data)
    assert told is not None
    mac = told.one(reading.HIP_MAC)
    assert mac is not None
    direction = told.sender, told.receiver
    (secret,) = session.names.macs[direction]
    text = bytearray(told.raw[: mac.offset])
    text[1] = mac.offset // 8 - 1
    text[4:6] = b"\0\0"
    assert hmac.new(secret, text, hashlib.sha384).digest() == mac.contents
    assert reading.mac_covers(told, secret)
    assert not reading.mac_covers(told, secret[::-1])


def test_what_breaks_the_layout_is_nothing() -> None:
    data = moved().laboratory.frames["2.0"].data
    for broken in (b"", data[:30], data[:-8], b"\1" + data[1:], data[:7] + b"\x11" + data[8:]):
        assert reading.read(broken) is None
    assert reading.esp_header(data) is None
    assert reading.esp_header(b"\0\0\1\0\0\0\0\7") == (256, 7)
