"""Words for what runs over TCP: a number drawn at the opening stands for a place in the sequence space.

`token` is the sequence number of a segment, `echo` what it acknowledges: both are known to whoever knows the initial
sequence numbers. `number` is how far the sender has come, so that an old segment is known from a new one.
"""

from hipspec.language import replace, some
from hipspec.related.common.names import Address, Nonce
from hipspec.related.common.packets import Kind, Packet
from hipspec.related.common.session import Session
from hipspec.related.common.words import half_open, packet_to, with_tokens


def acknowledges(session: Session, packet: Packet) -> bool:
    """Whether a packet gives back the number that we have drawn at the opening."""
    return session.token_out.present and packet.echo == session.token_out


def numbering(session: Session, tag: Nonce) -> Session:
    """Draw our initial sequence number."""
    return replace(session, token_out=some(tag))


def synchronizing(session: Session, tag: Nonce) -> Packet:
    """Start a SYN, with our initial sequence number."""
    return replace(packet_to(session, Kind.HELLO, session.there), tag=some(tag))


def answering(session: Session, hello: Packet, tag: Nonce) -> Packet:
    """Start a SYN/ACK, with our initial sequence number and an acknowledgement of the peer's."""
    return replace(packet_to(session, Kind.REPLY, hello.source), tag=some(tag), echo=hello.tag)


def synchronized(session: Session, hello: Packet, tag: Nonce) -> Session:
    """Remember both initial sequence numbers, and that a SYN came from an address."""
    return half_open(with_tokens(session, hello.tag, some(tag)), hello.source)


def segment(session: Session, kind: Kind, destination: Address) -> Packet:
    """Start a segment of an open connection, with a sequence number and an acknowledgement."""
    started = replace(packet_to(session, kind, destination), token=session.token_out, echo=session.token_in)
    return replace(started, number=session.next)
