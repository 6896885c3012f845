"""8+8 or GSE: connections are between designators, and packets carry their routing goop with them.

The border router writes the goop into the source address, so an honest packet comes from where its sender is. A host
that moves needs no message: its next packet says it, here one of data. Packets of the opening do not move a session
that is open. Sequence numbers are those of the transport, exchanged when a connection opens.
"""

from dataclasses import dataclass

from hipspec.language import replace, require, rule
from hipspec.related.common.handshake import begin, receive_hello, receive_reply
from hipspec.related.common.names import Address
from hipspec.related.common.packets import Kind, Packet
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import kept, packet_to, sending, shows_token, went_to, with_token

SOURCE = "draft-ipng-gseaddr-00, draft-ietf-ipngwg-esd-analysis-05"


@dataclass(frozen=True)
class Options:
    """Which packets of a connection say where the peer is; the drafts differ.

    Attributes:
        follows: whether any packet does after the first one.
        in_sequence: whether it has to pass the sequence check of the transport first.
    """

    follows: bool = True
    in_sequence: bool = False


OPTIONS = Options()


@rule(clause=SOURCE)
def announce(session: Session, here: Address) -> Answer:
    """Go on from behind another border router, whose goop the next packet has."""
    require(session.state == State.OPEN, "there is a connection")
    moved = replace(session, here=here)
    return sending(moved, with_token(moved, packet_to(moved, Kind.DATA, session.there)))


@rule(clause=SOURCE)
def send_data(session: Session, size: int) -> Answer:
    """Send to the goop that was found in what has arrived."""
    require(session.state == State.OPEN, "there is a connection")
    data = replace(packet_to(session, Kind.DATA, session.there), size=size)
    return sending(session, with_token(session, data))


@rule(clause=SOURCE)
def receive_data(session: Session, data: Packet) -> Answer:
    """Answer the goop of this packet from now on, if the designators are right."""
    require(session.state == State.OPEN, "there is a connection")
    if not OPTIONS.follows:
        return kept(session)
    require(not OPTIONS.in_sequence or shows_token(session, data), "the sequence number is the one that is awaited")
    return kept(went_to(session, data.source))


PROTOCOL = Protocol(
    name="gse",
    title="8+8 (GSE)",
    source=SOURCE,
    rules=(begin, receive_hello, receive_reply, announce, send_data, receive_data),
    variants=(
        Variant("gse", options=Options()),
        Variant("gse-first", "only the first packet of a connection counts", Options(follows=False), follows=False),
        Variant("gse-sequence", "packets count that pass the sequence check", Options(in_sequence=True)),
        Variant(
            "gse-guessable",
            "packets count that pass the sequence check, and numbers can be guessed",
            Options(in_sequence=True),
            facts={"tokens_are_guessable": True},
        ),
    ),
    options=OPTIONS,
    senseless={
        "teardown": "there is nothing that closes a session but the transport",
        "downgrade": "nothing is negotiated, and nothing protects anything",
    },
)
