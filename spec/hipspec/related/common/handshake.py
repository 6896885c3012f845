"""How a session opens that nothing protects: a call and its answer, shared by protocols that leave it to transports.

Whoever calls has a session, at the address that it calls from. Each host draws a number and sends it in clear, which is
its initial sequence number (RFC 9293 3.4.1); the answer acknowledges that of the call. The third packet of TCP is left
out, as in UDP: a call from a false address is answered there, but opens a session all the same.
"""

from hipspec.language import require, rule, some
from hipspec.related.common.names import Nonce, Share
from hipspec.related.common.packets import Packet
from hipspec.related.common.segments import acknowledges, answering, numbering, synchronizing
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import calling, kept, opened, sending, with_tokens

SOURCE = "RFC 9293 3.5"


def taken(session: Session, hello: Packet, tag: Nonce) -> Answer:
    """Answer a call where it came from: there is a session with whoever has called."""
    numbers = with_tokens(session, hello.tag, some(tag))
    return sending(opened(numbers, hello.source), answering(session, hello, tag))


def answered(session: Session, reply: Packet) -> Session:
    """Have a session with the peer, who has answered a call."""
    return opened(with_tokens(session, reply.tag, session.token_out), session.there)


@rule(clause=SOURCE)
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Call the peer, with a number of our own."""
    del share
    return sending(calling(numbering(session, tag)), synchronizing(session, tag))


@rule(clause=SOURCE)
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Whoever calls has a session."""
    del share
    require(session.state == State.NONE, "there is no session yet")
    return taken(session, hello, tag)


@rule(clause=SOURCE)
def receive_reply(session: Session, reply: Packet) -> Answer:
    """The peer has answered."""
    require(session.state == State.HALF_OPEN and session.initiator, "the host has called")
    require(acknowledges(session, reply), "the answer acknowledges the call")
    return kept(answered(session, reply))
