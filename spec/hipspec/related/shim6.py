"""Shim6: addresses that prove by themselves whose they are, and probes of those that are to be used (RFC 5533 to 5535).

A host's name is its ULID here. A call from another address is the call of another ULID, so nobody can take a name from
elsewhere. The HELLO is I1, the REPLY R1, the FINISH I2 and, back, R2. The context tag of the Initiator stands for its
nonce too, which is as much in clear.

That an address is the host's is shown by a cookie that the host has made over it and that says nothing else: with HBA
the parameters of the hash that made all of its addresses, with CGA the signature over the list. Whoever has read either
can show it again, for neither covers the tag or the nonce, and the generation number is random. The difference between
the two, when the set is fixed and what it costs to check it, is none for these rules: both rows follow the same.

ULIDs are read only where they are the addresses; the context tag is read in all that goes between others.

A list names one address besides those that are known, and is sent from one of these. R1bis, for contexts that were
lost, is left out, since none is lost here, and so is the time after which REAP suspects a failure.
"""

from hipspec.language import NOTHING, replace, require, rule, some
from hipspec.related.common.facts import Facts, Names
from hipspec.related.common.names import NOWHERE, Address, Nonce, Share
from hipspec.related.common.packets import Cookie, Kind, Packet
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import (
    announcing,
    calling,
    candidate,
    challenged,
    counted,
    echoes,
    is_from_there,
    kept,
    opened,
    packet_to,
    sending,
    shows_token,
    verified,
    with_token,
    with_tokens,
)


def proof_of(session: Session, address: Address) -> Cookie:
    """Return what shows that an address is the host's own."""
    return Cookie(maker=session.own, peer=session.own, address=address)


def uses_its_ulids(session: Session) -> bool:
    """Whether a host and its peer still use the addresses that they began with."""
    return session.there == session.home and session.next == 0


def is_from_a_known_address(session: Session, packet: Packet) -> bool:
    """Whether a packet comes from an address of the peer: its ULID, the one in use, or the one that was named last."""
    return packet.source == session.home or is_from_there(session, packet) or packet.source == session.candidate


@rule(clause="RFC 5533 7.7")
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Send an I1 between the ULIDs, with a tag."""
    del share
    calls = with_tokens(calling(session), some(tag), NOTHING)
    return sending(calls, announcing(session, replace(packet_to(session, Kind.HELLO, session.there), tag=some(tag))))


@rule(clause="RFC 5533 7.9, 7.10")
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Answer with an R1 and a validator in it, and remember nothing."""
    del share
    require(session.state == State.NONE, "there is no context yet")
    require(hello.address == some(hello.source), "the ULID of the caller is where it calls from")
    validator = Cookie(maker=session.own, peer=session.peer, address=hello.source, tag=some(tag), their_tag=hello.tag)
    r1 = replace(packet_to(session, Kind.REPLY, hello.source), token=hello.tag, cookie=some(validator))
    return sending(session, r1)


@rule(clause="RFC 5533 7.11")
def receive_reply(session: Session, reply: Packet) -> Answer:
    """Answer an R1 with an I2, which brings the validator back."""
    require(session.state == State.HALF_OPEN and session.initiator, "there is an I1 of ours")
    require(shows_token(session, reply), "the nonce is ours")
    i2 = replace(packet_to(session, Kind.FINISH, session.there), tag=session.token_in, cookie=reply.cookie)
    return sending(session, announcing(session, i2))


@rule(clause="RFC 5533 7.13, 7.15")
def receive_finish(session: Session, finish: Packet) -> Answer:
    """Take an I2 with a validator of ours and answer it with an R2, or take an R2: there is a context."""
    if session.initiator:
        require(session.state == State.HALF_OPEN, "there is an I2 of ours")
        require(shows_token(session, finish), "the nonce is that of the I1")
        known = with_tokens(opened(session, session.there), session.token_in, finish.tag)
        return kept(replace(known, verified=True))
    require(session.state == State.NONE, "there is no context yet")
    require(finish.cookie.present and finish.cookie.value.maker == session.own, "the validator is one of our own")
    require(finish.cookie.value.peer == session.peer, "the validator was made for this ULID")
    require(finish.cookie.value.address == finish.source, "the validator was made for this address")
    require(finish.cookie.value.their_tag == finish.tag, "the validator was made for this nonce")
    require(finish.address == some(finish.source), "the ULID of the caller is where it calls from")
    context = with_tokens(opened(session, finish.source), finish.cookie.value.tag, finish.tag)
    r2 = replace(packet_to(session, Kind.FINISH, finish.source), token=finish.tag, tag=finish.cookie.value.tag)
    return sending(replace(context, verified=True), r2)


@rule(clause="RFC 5533 10.3")
def announce(session: Session, here: Address) -> Answer:
    """Tell the peer of an address in an Update Request, from one that it knows, and go on from there."""
    require(session.state == State.OPEN, "there is a context")
    moved = counted(replace(session, here=here))
    update = announcing(moved, with_token(session, packet_to(session, Kind.MOVE, session.there)))
    return sending(moved, replace(update, cookie=some(proof_of(session, here))))


@rule(clause="RFC 5533 10.4")
def receive_move(session: Session, move: Packet) -> Answer:
    """Take note of an address that is shown to be the peer's; it is not used before a probe."""
    require(session.state == State.OPEN, "there is a context")
    require(shows_token(session, move), "the context tag is known")
    require(is_from_a_known_address(session, move), "the source is an address of the peer")
    require(move.address.present, "the update names an address")
    require(move.cookie.present and move.cookie.value.maker == session.peer, "it is shown whose the address is")
    require(move.cookie.value.peer == session.peer, "what shows it is about the peer")
    require(move.cookie.value.address == move.address.value, "what shows it is about this address")
    return kept(candidate(session, move.address.value))


@rule(clause="RFC 5534 4.3, 6")
def probe(session: Session, challenge: Nonce) -> Answer:
    """Send a REAP probe with a nonce to the address."""
    require(session.state == State.OPEN, "there is a context")
    require(session.candidate != NOWHERE, "an address is to be probed")
    sent = replace(packet_to(session, Kind.PROBE, session.candidate), echo=some(challenge))
    return sending(challenged(session, challenge), with_token(session, sent))


@rule(clause="RFC 5534 4.3, 6")
def receive_probe(session: Session, probe: Packet) -> Answer:
    """Send a probe back that repeats the nonce."""
    require(session.state == State.OPEN, "there is a context")
    require(shows_token(session, probe), "the context tag is known")
    return sending(
        session, with_token(session, replace(packet_to(session, Kind.ANSWER, probe.source), echo=probe.echo))
    )


@rule(clause="RFC 5534 4.3, 6")
def receive_answer(session: Session, answer: Packet) -> Answer:
    """The nonce came back: the address may be used."""
    require(session.state == State.OPEN, "there is a context")
    require(shows_token(session, answer), "the context tag is known")
    require(echoes(session, answer), "the nonce is that of the probe")
    return kept(verified(session))


@rule(clause="RFC 5533 11, 12.1")
def send_data(session: Session, size: int) -> Answer:
    """Send to the address in use, with the context tag if it, or the host's own, is no ULID."""
    require(session.state == State.OPEN, "there is a context")
    data = replace(packet_to(session, Kind.DATA, session.there), size=size)
    return sending(session, data if uses_its_ulids(session) else with_token(session, data))


@rule(clause="RFC 5533 12.2")
def receive_data(session: Session, data: Packet) -> Answer:
    """Take data between the ULIDs, and from anywhere with the context tag; it changes nothing."""
    require(session.state == State.OPEN, "there is a context")
    require(shows_token(session, data) or data.source == session.home, "the tag is known, or the source is the ULID")
    return kept(session)


PROTOCOL = Protocol(
    name="shim6",
    title="Shim6",
    source="RFC 5533, RFC 5534, RFC 5535",
    rules=(
        begin,
        receive_hello,
        receive_reply,
        receive_finish,
        announce,
        receive_move,
        probe,
        receive_probe,
        receive_answer,
        send_data,
        receive_data,
    ),
    variants=(
        Variant("shim6_hba", "addresses are made of one hash"),
        Variant("shim6_cga", "addresses are signed with the key that made the first"),
    ),
    facts=Facts(names_are_free=True, names=Names.NEVER),
    senseless={
        "teardown": "there is no message that discards a context",
        "downgrade": "nothing is negotiated: an address shows by itself whether it is of a hash or of a key",
    },
)
