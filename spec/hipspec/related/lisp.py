"""LISP: a host is its endpoint identifier, and the tunnel router of its peer asks a mapping system where it is.

A host and its tunnel router are one here: `sender` and `receiver` are identifiers, `source` and `destination` the
locators of the outer header. Sessions are opened by the three packets of TCP. The mapping system is folded into the
way of a Map-Request, which it takes to where the peer has registered, over links that are protected (RFC 9301 5.6,
8.2); the Map-Reply comes straight from there. One Map-Request is outstanding at a time. With LISP-SEC the key that the
mapping system hands to the tunnel router of the prefix authenticates its Map-Reply: `signer` stands for it. Left out
are locator probes, which tell whether a locator answers and change no mapping, priorities and weights.
"""

from dataclasses import dataclass

from hipspec.language import NOTHING, replace, require, rule, some
from hipspec.related.common.handshake import begin
from hipspec.related.common.names import NOWHERE, Address, Nonce, Share
from hipspec.related.common.packets import Kind, Packet
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.segments import synchronized
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.tcp import receive_reply, syn_ack
from hipspec.related.common.words import (
    announcing,
    challenged,
    echoes,
    found,
    is_signed,
    kept,
    opened,
    packet_to,
    seeking,
    sending,
    signed,
    went_to,
)


@dataclass(frozen=True)
class Options:
    """What the RFCs leave open.

    Attributes:
        gleans: whether a locator is taken from a packet of an identifier that has no mapping (RFC 9300 9).
        secures: whether a Map-Reply needs the authentication of LISP-SEC (RFC 9303).
        piggybacks: whether the record in a peer's Map-Request is taken without asking (RFC 9301 5.2).
        heeds: whether the header of data may say that the mapping has changed, by its version or status bits.
    """

    gleans: bool = False
    secures: bool = False
    piggybacks: bool = False
    heeds: bool = False


OPTIONS = Options()


def asking(session: Session) -> Session:
    """Want to ask the mapping system anew."""
    return replace(seeking(session), challenge=NOTHING)


@rule(clause="RFC 9300 9, RFC 9293 3.5")
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Ask where the caller is, and answer it there, or with gleaning at once where its call came from."""
    del share
    require(session.state == State.NONE, "there is no session yet")
    called = asking(synchronized(session, hello, tag))
    return sending(called, syn_ack(called)) if OPTIONS.gleans else kept(called)


@rule(clause="RFC 9293 3.5")
def receive_finish(session: Session, finish: Packet) -> Answer:
    """The caller has got the answer, whatever tunnel router it is behind."""
    require(session.state == State.HALF_OPEN and not session.initiator, "the peer has called")
    require(finish.echo == session.token_out, "the answer is acknowledged")
    return kept(opened(session, session.there))


@rule(clause="RFC 9301 6.1")
def announce(session: Session, here: Address) -> Answer:
    """Register the new locator, and solicit a Map-Request with one that has the bit and the record for it."""
    require(session.state == State.OPEN, "there is a session")
    moved = replace(session, here=here)
    return sending(moved, announcing(moved, packet_to(moved, Kind.MOVE, session.there)))


@rule(clause="RFC 9301 6.1, 5.2")
def receive_move(session: Session, move: Packet) -> Answer:
    """Ask the mapping system, whoever has solicited it, or take the record as it is."""
    require(session.state == State.OPEN, "there is a session")
    if OPTIONS.piggybacks and move.address.present:
        return kept(went_to(session, move.address.value))
    return kept(asking(session))


@rule(clause="RFC 9301 5.2, 5.3")
def look_up(session: Session, there: Address, challenge: Nonce) -> Answer:
    """Send a Map-Request, with a nonce and our own locator; it gets to the tunnel router that has registered."""
    require(session.state == State.OPEN or session.state == State.HALF_OPEN, "there is a session")
    require(session.seeking, "the mapping is not known")
    request = announcing(session, packet_to(session, Kind.PROBE, there))
    return sending(challenged(session, challenge), replace(request, echo=some(challenge)))


@rule(clause="RFC 9301 5.4, RFC 9303 5.7")
def receive_probe(session: Session, probe: Packet) -> Answer:
    """Answer a Map-Request at the locator that it names, with its nonce and our own locator."""
    require(probe.address.present, "the request names a locator for the answer")
    reply = announcing(session, packet_to(session, Kind.ANSWER, probe.address.value))
    answer = replace(reply, echo=probe.echo)
    return sending(session, signed(session, answer) if OPTIONS.secures else answer)


@rule(clause="RFC 9301 5.4, RFC 9303 5.8")
def receive_answer(session: Session, answer: Packet) -> Answer:
    """Take the mapping from a Map-Reply with the nonce of a request of ours, wherever it comes from."""
    require(session.state == State.OPEN or session.state == State.HALF_OPEN, "there is a session")
    require(echoes(session, answer), "the nonce is that of an outstanding Map-Request")
    require(answer.address.present, "there is a locator in the mapping")
    require(not OPTIONS.secures or is_signed(session, answer), "the peer's tunnel router was authorised to make it")
    mapped = replace(went_to(found(session), answer.address.value), challenge=NOTHING)
    if session.state == State.HALF_OPEN and not session.initiator and not OPTIONS.gleans:
        return sending(mapped, syn_ack(mapped))
    return kept(mapped)


@rule(clause="RFC 9301 5.4, RFC 9300 9")
def give_up(session: Session) -> Answer:
    """The time of the mapping is over."""
    require(session.state == State.OPEN and session.there != NOWHERE, "there is a mapping")
    return kept(asking(went_to(session, NOWHERE)))


@rule(clause="RFC 9300 4, 5.3")
def send_data(session: Session, size: int) -> Answer:
    """Send to the locator of the mapping."""
    require(session.state == State.OPEN, "there is a session")
    require(session.there != NOWHERE, "there is a mapping")
    data = replace(packet_to(session, Kind.DATA, session.there), size=size)
    return sending(session, announcing(session, data) if OPTIONS.heeds else data)


@rule(clause="RFC 9300 9, 10, 13")
def receive_data(session: Session, data: Packet) -> Answer:
    """Take data from any tunnel router; glean its locator if there is none; heed what its header says of mappings."""
    require(session.state == State.OPEN, "there is a session")
    if OPTIONS.gleans and session.there == NOWHERE:
        return kept(went_to(session, data.source))
    if OPTIONS.heeds and data.address.present and data.address.value != session.there:
        return kept(asking(session))
    return kept(session)


PROTOCOL = Protocol(
    name="lisp",
    title="LISP",
    source="RFC 9300, RFC 9301, RFC 9303",
    rules=(
        begin,
        receive_hello,
        receive_reply,
        receive_finish,
        announce,
        receive_move,
        look_up,
        receive_probe,
        receive_answer,
        give_up,
        send_data,
        receive_data,
    ),
    variants=(
        Variant("lisp_glean", "locators are gleaned from packets", Options(gleans=True)),
        Variant("lisp_ms", "mappings come from the mapping system", Options()),
        Variant("lisp_ms-record", "the record in a Map-Request is taken without asking", Options(piggybacks=True)),
        Variant("lisp_ms-header", "the header of data may say that a mapping has changed", Options(heeds=True)),
        Variant("lisp_sec", "Map-Replies are authenticated by LISP-SEC", Options(secures=True)),
    ),
    options=OPTIONS,
    senseless={
        "teardown": "there is nothing that closes a session but the transport",
        "downgrade": "no session is opened with a peer; what a Map-Request asks for goes over protected links",
    },
)
