"""Multi-homed TCP (Huitema 1995): a segment that fits the connection tells where the peer is.

A connection is found by a number of its control block, the PCB-ID, and not by addresses. The initial sequence number
and the PCB-ID of a host are drawn together here (`tag`); whoever learns one learns the other. Of the set of addresses
that a peer has, the one heard from last and one more are kept, which is used if the last one fails.
"""

from dataclasses import dataclass

from hipspec.language import replace, require, rule
from hipspec.related.common.facts import Facts, Names
from hipspec.related.common.names import NOWHERE, Address, Nonce, Share
from hipspec.related.common.packets import Kind, Packet
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.segments import acknowledges, answering, numbering, segment, synchronized, synchronizing
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import (
    accepted,
    announcing,
    calling,
    closed,
    counted,
    is_new,
    kept,
    opened,
    sending,
    shows_token,
    went_to,
    with_tokens,
)

SOURCE = "draft-huitema-multi-homed-01"


@dataclass(frozen=True)
class Options:
    """What the draft leaves open.

    Attributes:
        pcbid_random: whether a PCB-ID is drawn at random, so that a segment has to show a second secret.
    """

    pcbid_random: bool = False


OPTIONS = Options()


def heard_from(session: Session, packet: Packet) -> Session:
    """Look for the peer where a segment came from, and keep the address before as another one."""
    elsewhere = packet.source != session.there
    return went_to(replace(session, former=session.there if elsewhere else session.former), packet.source)


def to_the_block(session: Session, packet: Packet) -> Packet:
    """Name the PCB-ID of the peer, where it is worth anything."""
    return replace(packet, second=session.token_in) if OPTIONS.pcbid_random else packet


def names_the_block(session: Session, packet: Packet) -> bool:
    """Whether a segment names our PCB-ID, which anybody can if it is not random."""
    return not OPTIONS.pcbid_random or (session.token_out.present and packet.second == session.token_out)


@rule(clause=SOURCE)
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Send a SYN with a PCB-ID and an initial sequence number."""
    del share
    return sending(calling(numbering(session, tag)), synchronizing(session, tag))


@rule(clause=SOURCE)
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Answer a SYN, and remember the connection."""
    del share
    require(session.state == State.NONE, "there is no connection yet")
    return sending(synchronized(session, hello, tag), answering(session, hello, tag))


@rule(clause=SOURCE)
def receive_reply(session: Session, reply: Packet) -> Answer:
    """Acknowledge a SYN/ACK: the peer is where it came from."""
    require(session.state == State.HALF_OPEN and session.initiator, "there is a SYN of ours")
    require(acknowledges(session, reply), "the SYN is acknowledged")
    connected = opened(with_tokens(session, reply.tag, session.token_out), reply.source)
    return sending(connected, to_the_block(connected, segment(connected, Kind.FINISH, reply.source)))


@rule(clause=SOURCE)
def receive_finish(session: Session, finish: Packet) -> Answer:
    """The connection is established: the peer is where the acknowledgement came from."""
    require(session.state == State.HALF_OPEN and not session.initiator, "there is a SYN of the peer")
    require(shows_token(session, finish), "the sequence number is acceptable")
    require(acknowledges(session, finish), "the SYN/ACK is acknowledged")
    require(names_the_block(session, finish), "the PCB-ID is ours")
    return kept(opened(session, finish.source))


@rule(clause=SOURCE)
def announce(session: Session, here: Address) -> Answer:
    """Send a segment from another address, and list it."""
    require(session.state == State.OPEN, "there is a connection")
    moved = replace(session, here=here)
    listing = announcing(moved, segment(moved, Kind.MOVE, session.there))
    return sending(counted(moved), to_the_block(moved, listing))


@rule(clause=SOURCE)
def receive_move(session: Session, move: Packet) -> Answer:
    """Look for the peer where the segment came from, and keep the address that it lists as another one."""
    require(session.state == State.OPEN, "there is a connection")
    require(shows_token(session, move) and is_new(session, move), "the sequence number is acceptable")
    require(names_the_block(session, move), "the PCB-ID is ours")
    require(move.address.present, "the option lists an address")
    heard = heard_from(accepted(session, move), move)
    return kept(heard if move.address.value == move.source else replace(heard, former=move.address.value))


@rule(clause=SOURCE)
def receive_data(session: Session, data: Packet) -> Answer:
    """Look for the peer where the segment came from."""
    require(session.state == State.OPEN, "there is a connection")
    require(shows_token(session, data) and is_new(session, data), "the sequence number is acceptable")
    require(names_the_block(session, data), "the PCB-ID is ours")
    return kept(heard_from(accepted(session, data), data))


@rule(clause=SOURCE)
def give_up(session: Session) -> Answer:
    """Nobody answers at the address that was heard from last: try another one of the set."""
    require(session.state == State.OPEN, "there is a connection")
    require(session.former != NOWHERE, "there is another address")
    return kept(replace(went_to(session, session.former), former=session.there))


@rule(clause=SOURCE)
def send_data(session: Session, size: int) -> Answer:
    """Send to the address that was heard from last."""
    require(session.state == State.OPEN, "there is a connection")
    data = replace(segment(session, Kind.DATA, session.there), size=size)
    return sending(counted(session), to_the_block(session, data))


@rule(clause="RFC 793 3.4")
def end(session: Session) -> Answer:
    """Reset the connection."""
    require(session.state == State.OPEN, "there is a connection")
    return sending(closed(session), to_the_block(session, segment(session, Kind.CLOSE, session.there)))


@rule(clause="RFC 793 3.4")
def receive_close(session: Session, close: Packet) -> Answer:
    """Take a RST whose sequence number is in the window."""
    require(session.state == State.OPEN, "there is a connection")
    require(shows_token(session, close) and is_new(session, close), "the sequence number is acceptable")
    require(names_the_block(session, close), "the PCB-ID is ours")
    return kept(closed(session))


PROTOCOL = Protocol(
    name="mh_tcp",
    title="Multi-homed TCP",
    source=SOURCE,
    rules=(
        begin,
        receive_hello,
        receive_reply,
        receive_finish,
        announce,
        receive_move,
        give_up,
        send_data,
        receive_data,
        end,
        receive_close,
    ),
    variants=(
        Variant("mh_tcp", options=Options()),
        Variant("mh_tcp-pcbid_random", "control blocks have random numbers", Options(pcbid_random=True)),
        Variant(
            "mh_tcp-isn_guessable",
            "initial sequence numbers and numbers of control blocks can be guessed (RFC 793 3.3)",
            Options(),
            {"tokens_are_guessable": True},
        ),
    ),
    facts=Facts(names=Names.NEVER),
    options=OPTIONS,
    senseless={"downgrade": "nothing protects anything but numbers, which nobody chooses"},
)
