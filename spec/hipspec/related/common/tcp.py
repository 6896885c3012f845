"""How TCP opens a session: a call, its answer, and the acknowledgement that shows that the caller has got it.

Each host draws an initial sequence number and sends it in clear; what follows acknowledges it (RFC 9293 3.4.1, 3.5).
The call is that of `hipspec.related.common.handshake`, which does without the third packet.
"""

from hipspec.language import replace, require, rule
from hipspec.related.common.packets import Kind, Packet
from hipspec.related.common.segments import acknowledges
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import opened, packet_to, sending, with_tokens

SOURCE = "RFC 9293 3.5"


def syn_ack(session: Session) -> Packet:
    """Answer a call, where the caller is: a number of our own, and that of the call acknowledged."""
    answer = packet_to(session, Kind.REPLY, session.there)
    return replace(answer, tag=session.token_out, echo=session.token_in)


@rule(clause=SOURCE)
def receive_reply(session: Session, reply: Packet) -> Answer:
    """The peer has answered: acknowledge it."""
    require(session.state == State.HALF_OPEN and session.initiator, "the host has called")
    require(acknowledges(session, reply), "the answer acknowledges the call")
    connected = opened(with_tokens(session, reply.tag, session.token_out), session.there)
    finish = replace(packet_to(session, Kind.FINISH, session.there), echo=reply.tag)
    return sending(replace(connected, verified=True), finish)
